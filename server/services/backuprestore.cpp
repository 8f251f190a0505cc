// SPDX-License-Identifier: GPL-3.0-or-later
// Backups, the way back: trying one out, and bringing one beside the data of a service.
#include "server/backup/tree.h"
#include "server/services/backups.h"
#include <QCoroFuture>
#include <QDir>
#include <QtConcurrentRun>

static Result<Done> madeFolder(const QString &path) {
    if (QDir().mkpath(path))
        return {};
    return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be made").arg(path), {}, {}};
}

Task<Result<Done>> Backups::fetch(BackupId id, QString folder) {
    const BackupRecord record = m_records.value(id);
    const auto cancelled = m_busy.value(id).cancelled;
    CO_TRY_DONE(co_await discard(folder));
    CO_TRY_DONE(madeFolder(folder));
    announce(id, {0, 0, record.size_bytes});
    CO_TRY_DONE(co_await m_restic.open(id.value, Restic::Missing::Refuse));
    const Result<Done> restored = co_await m_restic.restore(id.value, record.snapshot, folder);
    if (!restored && restored.error().code == ErrorCode::Gone) {
        // Of a repository that is not there at all nothing is damaged.
        CO_TRY_DONE(co_await m_restic.open(id.value, Restic::Missing::Refuse));
    }
    if (!restored)
        co_return restored;
    auto hashing = QtConcurrent::run(
        &m_pool, [data = QString(folder + QStringLiteral("/data")), cancelled] { return hashTree(data, *cancelled); });
    const Result<TreeSummary> found = co_await hashing;
    if (!found)
        co_return found.error();
    if (found->hash != record.content_hash)
        co_return Error{ErrorCode::Gone, QStringLiteral("What came back is not what was saved"),
            QStringLiteral("Saved were %1 files and %2 bytes, back came %3 and %4")
                .arg(record.files)
                .arg(record.size_bytes)
                .arg(found->files)
                .arg(found->bytes),
            {}};
    announce(id, {100, record.size_bytes, record.size_bytes});
    co_return Done{};
}

static Error busyError() {
    return {ErrorCode::Conflict, QStringLiteral("The backup is in use"),
        QStringLiteral("Wait until it is saved, verified or restored"), {}};
}

Result<Done> Backups::verify(const BackupId &id) {
    const BackupRecord *record = find(id);
    if (!record || record->snapshot.isEmpty())
        return Error{ErrorCode::Conflict, QStringLiteral("The backup was not saved"), {}, {}};
    if (m_busy.contains(id))
        return busyError();
    Busy busy;
    busy.phase = BackupPhase::Verifying;
    m_busy.insert(id, busy);
    spawn(tryOut(id));
    return {};
}

Task<> Backups::tryOut(BackupId id) {
    const QString folder = workFolder(id, "try");
    const Result<Done> fetched = co_await fetch(id, folder);
    (void)co_await discard(folder);
    BackupRecord record = m_records.value(id);
    if (!m_stopping && !record.deleted_at) {
        record.error.reset();
        if (fetched) {
            record.status = BackupStatus::Verified;
            record.verified_at = m_clock.now();
        } else {
            const Error &why = fetched.error();
            record.error = why.details.isEmpty() ? why.message : QString(why.message + u'\n' + why.details);
            qWarning("backup %s of service %s cannot be verified: %s", qPrintable(id.value),
                qPrintable(record.service_name), qPrintable(why.message));
            // What could not be tried now says nothing of the backup.
            if (why.code == ErrorCode::Gone)
                record.status = BackupStatus::Failed;
        }
        (void)co_await store(record);
    }
    m_busy.remove(id);
    if (m_records.value(id).deleted_at)
        co_await clearAway(id);
}

Task<Result<QString>> Backups::bring(BackupId id, ServiceId service, int uid) {
    const BackupRecord *known = find(id);
    if (!known || known->snapshot.isEmpty())
        co_return Error{ErrorCode::Conflict, QStringLiteral("The backup was deleted"), {}, {}};
    if (m_busy.contains(id))
        co_return busyError();
    const int from = known->uid;
    Busy busy;
    busy.phase = BackupPhase::Restoring;
    m_busy.insert(id, busy);
    const QString folder = workFolder(id, "restore"), data = folder + QStringLiteral("/data");
    Result<Done> fetched = co_await fetch(id, folder);
    if (fetched) {
        auto giving = QtConcurrent::run(&m_pool, [data, from, uid] { return giveTree(data, from, uid); });
        fetched = co_await giving;
    }
    // Beside the service's data before it takes its place: so at each moment one of the two is there whole.
    const QString beside = m_options.folder + QStringLiteral("/replaced/") + service.value;
    if (fetched)
        fetched = co_await discard(beside);
    if (fetched)
        fetched = madeFolder(QFileInfo(beside).path());
    if (fetched && !QDir().rename(data, beside))
        fetched = Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be moved to %2").arg(data, beside), {}, {}};
    (void)co_await discard(folder);
    m_busy.remove(id);
    if (m_records.value(id).deleted_at)
        spawn(clearAway(id));
    if (!fetched)
        co_return fetched.error();
    co_return beside;
}
