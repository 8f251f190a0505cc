// SPDX-License-Identifier: GPL-3.0-or-later
// Making backups: records, the copy, saving it, and forgetting it again.
#include "server/services/backups.h"
#include "server/backup/tree.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <QDir>
#include <QtConcurrentRun>

using namespace std::chrono_literals;

Backups::Backups(Options options, Engines &engines, Database &database, EventLog &events, const Clock &clock)
    : m_options(std::move(options))
    , m_engines(engines)
    , m_database(database)
    , m_events(events)
    , m_clock(clock)
    , m_restic(m_options.repository, m_options.password, m_options.folder + QStringLiteral("/restic")) {
    m_pool.setMaxThreadCount(2); // the disk is the bound
}

Backups::~Backups() {
    stop();
    m_pool.waitForDone();
}

void Backups::stop() {
    m_stopping = true;
    const QList<BackupId> ids = m_busy.keys();
    for (const BackupId &id : ids)
        interrupt(id, QStringLiteral("The server was stopped while this was under way"));
}

Task<Result<Done>> Backups::load() {
    // Copies of what nobody goes on with. Data that was replaced by a restore lies elsewhere.
    CO_TRY_DONE(co_await discard(m_options.folder + QStringLiteral("/work")));
    auto reading =
        m_database.read<QList<BackupRecord>>([](Transaction &transaction) { return tables::backups.all(transaction); });
    CO_TRY(records, co_await reading);
    for (const BackupRecord &record : std::as_const(records)) {
        m_records.insert(record.id, record);
        if (record.status != BackupStatus::Queued && record.status != BackupStatus::Running)
            continue;
        BackupRecord failed = record;
        failed.status = BackupStatus::Failed;
        failed.error = QStringLiteral("The server was restarted while this was under way");
        CO_TRY_DONE(co_await store(failed));
    }
    co_return Done{};
}

void Backups::recover() {
    const QList<BackupRecord> records = m_records.values();
    for (const BackupRecord &record : records) {
        if (record.deleted_at)
            spawn(clearAway(record.id));
        else if (record.status == BackupStatus::Completed && !record.error)
            (void)verify(record.id);
    }
}

const BackupRecord *Backups::find(const BackupId &id) const {
    const auto found = m_records.constFind(id);
    return found == m_records.constEnd() || found->deleted_at ? nullptr : &*found;
}

QList<Backup> Backups::all() const {
    QList<Backup> shown;
    for (const BackupRecord &record : m_records)
        if (!record.deleted_at) {
            shown.append(record);
            shown.last().phase = phase(record.id);
        }
    return shown;
}

std::optional<BackupPhase> Backups::phase(const BackupId &id) const {
    const auto busy = m_busy.constFind(id);
    return busy == m_busy.constEnd() ? std::nullopt : std::optional(busy->phase);
}

Result<Done> Backups::write(Transaction &transaction, const BackupRecord &record) {
    TRY_DONE(tables::backups.upsert(transaction, record));
    // Without the phase, which is no change: progress tells it.
    const ChangeOp op = record.deleted_at ? ChangeOp::Remove : ChangeOp::Upsert;
    const QByteArray value = record.deleted_at ? QByteArray() : toJson(Backup(record));
    return transaction.change(BackupTag::noun, record.id.value, op, value, record.customer_id, record.updated_at);
}

Task<Result<Done>> Backups::store(BackupRecord record, Also also) {
    record.updated_at = m_clock.now();
    auto writing = m_database.write<Done>([record, also](Transaction &transaction) -> Result<Done> {
        TRY_DONE(write(transaction, record));
        return also ? also(transaction) : Result<Done>();
    });
    CO_TRY_DONE(co_await writing);
    m_records.insert(record.id, record);
    co_return Done{};
}

Task<Result<Done>> Backups::note(Also also) {
    auto writing = m_database.write<Done>(also);
    co_return co_await writing;
}

QString Backups::workFolder(const BackupId &id, const char *what) const {
    return m_options.folder + QStringLiteral("/work/") + id.value + u'-' + QLatin1String(what);
}

Task<Result<Done>> Backups::discard(QString folder) {
    auto removing = QtConcurrent::run(&m_pool, [folder] { return removeTree(folder); });
    if (!co_await removing)
        co_return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be removed").arg(folder), {}, {}};
    co_return Done{};
}

void Backups::announce(const BackupId &id, const ResticProgress &progress) {
    const auto busy = m_busy.find(id);
    const auto record = m_records.constFind(id);
    if (busy == m_busy.end() || record == m_records.constEnd())
        return;
    // The beginning and the end of a phase always, what is in between five times a second.
    const bool isBetween = progress.percent > 0 && progress.percent < 100;
    if (isBetween && m_clock.monotonic() - busy->announced < 200ms)
        return;
    busy->announced = m_clock.monotonic();
    m_events.append(BackupProgressEvent{id, record->service_id, busy->phase, progress.percent, progress.bytesDone,
                        progress.bytesTotal},
        Permission::BackupsRead, record->customer_id);
}

Task<Result<Done>> Backups::copy(BackupId id) {
    const BackupRecord *known = find(id);
    if (!known)
        co_return Error{ErrorCode::Conflict, QStringLiteral("The backup was deleted"), {}, {}};
    BackupRecord record = *known;
    CO_TRY(engine, m_engines.get(record.engine));
    CO_TRY(data, engine->dataFolder(record.service_id));
    const QString folder = workFolder(id, "copy");
    if (!QDir().mkpath(folder))
        co_return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be made").arg(folder), {}, {}};
    const Busy busy;
    m_busy.insert(id, busy);
    announce(id, {});
    record.status = BackupStatus::Running;
    const Result<Done> begun = co_await store(record);
    Result<TreeSummary> copied = begun ? Result<TreeSummary>(TreeSummary()) : Result<TreeSummary>(begun.error());
    if (begun) {
        auto copying = QtConcurrent::run(
            &m_pool, [data, to = QString(folder + QStringLiteral("/data")), cancelled = busy.cancelled] {
                return copyTree(data, to, *cancelled);
            });
        copied = co_await copying;
    }
    m_busy.remove(id);
    if (!copied)
        co_return copied.error();
    record.content_hash = copied->hash;
    record.size_bytes = copied->bytes;
    record.files = copied->files;
    co_return co_await store(record);
}

Task<> Backups::giveUp(BackupId id, Error why) {
    (void)co_await discard(workFolder(id, "copy"));
    const BackupRecord *known = find(id);
    if (!known || m_stopping)
        co_return; // after a stop the next start says so
    BackupRecord failed = *known;
    failed.status = BackupStatus::Failed;
    failed.error = why.details.isEmpty() ? why.message : QString(why.message + u'\n' + why.details);
    qWarning("backup %s of service %s failed: %s", qPrintable(id.value), qPrintable(failed.service_name),
        qPrintable(why.message));
    (void)co_await store(failed);
}

void Backups::proceed(BackupId id) {
    if (m_stopping)
        return;
    Busy busy;
    busy.phase = BackupPhase::Saving;
    m_busy.insert(id, busy);
    spawn(carryOn(id));
}

/// Only the first backup ever makes a repository: later an empty one in the place of the right one would hide its loss.
Restic::Missing Backups::missing() const {
    const bool isUsed = std::any_of(
        m_records.begin(), m_records.end(), [](const BackupRecord &record) { return !record.snapshot.isEmpty(); });
    return isUsed ? Restic::Missing::Refuse : Restic::Missing::Make;
}

Task<Result<Done>> Backups::save(BackupId id) {
    CO_TRY_DONE(co_await m_restic.open(id.value, missing()));
    announce(id, {});
    const Restic::Progress progress = [this, id](const ResticProgress &now) { announce(id, now); };
    CO_TRY(snapshot, co_await m_restic.save(id.value, workFolder(id, "copy"), progress));
    BackupRecord record = m_records.value(id);
    record.snapshot = snapshot;
    record.status = BackupStatus::Completed;
    record.error.reset();
    announce(id, {100, record.size_bytes, record.size_bytes});
    co_return co_await store(record);
}

Task<> Backups::carryOn(BackupId id) {
    const Result<Done> saved = co_await save(id);
    m_busy.remove(id);
    if (!saved) {
        co_await giveUp(id, saved.error());
    } else {
        (void)co_await discard(workFolder(id, "copy"));
        if (!m_stopping)
            (void)verify(id);
    }
    if (m_records.value(id).deleted_at && !m_busy.contains(id))
        co_await clearAway(id);
}

void Backups::interrupt(const BackupId &id, const QString &reason) {
    const auto busy = m_busy.constFind(id);
    if (busy == m_busy.constEnd())
        return;
    *busy->cancelled = true;
    m_restic.interrupt(id.value, reason);
}

Task<Result<Done>> Backups::remove(BackupId id, Also also) {
    const BackupRecord *known = find(id);
    if (!known)
        co_return Error{ErrorCode::NotFound, QStringLiteral("Backup not found"), {}, {}};
    BackupRecord record = *known;
    record.deleted_at = m_clock.now();
    CO_TRY_DONE(co_await store(record, also));
    if (m_busy.contains(id))
        interrupt(id, QStringLiteral("The backup was deleted")); // whoever is busy with it clears it away
    else
        spawn(clearAway(id));
    co_return Done{};
}

Task<> Backups::clearAway(BackupId id) {
    const BackupRecord record = m_records.value(id);
    if (!record.snapshot.isEmpty()) {
        Result<Done> forgotten = co_await m_restic.open(id.value, Restic::Missing::Refuse);
        if (forgotten)
            forgotten = co_await m_restic.forget(id.value, record.snapshot);
        if (!forgotten && forgotten.error().code != ErrorCode::Gone) {
            qWarning("backup %s stays in the repository until the next start: %s", qPrintable(id.value),
                qPrintable(forgotten.error().message));
            co_return;
        }
    }
    auto writing = m_database.write<Done>(
        [id](Transaction &transaction) { return tables::backups.remove(transaction, id.value); });
    const Result<Done> written = co_await writing;
    if (written)
        m_records.remove(id);
}
