// SPDX-License-Identifier: GPL-3.0-or-later
// One table, one hash of what is under way.
#include "server/services/idempotency.h"
#include "server/services/sealed.h"
#include "shared/base/codec.h"
#include <QCoroFuture>
#include <QCryptographicHash>

/// Each part with its length, so that no two lists of parts have the same text.
static QString digest(const QByteArrayList &parts) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : parts) {
        hash.addData(QByteArray(QByteArray::number(part.size()) + ':'));
        hash.addData(part);
    }
    return QString::fromLatin1(hash.result().toHex());
}

RequestMark Idempotency::mark(const Caller &caller, QByteArrayView key, const QByteArrayList &asked) {
    return {digest({caller.credential().toUtf8(), key.toByteArray()}), digest(asked)};
}

static Error otherRequest() {
    return {ErrorCode::Validation, QStringLiteral("The Idempotency-Key was used for another request"),
        QStringLiteral("Take a new key for each request; the same one only to send the same request again"), {}};
}

Result<std::optional<Idempotency::Before>> Idempotency::read(Transaction &transaction, const RequestMark &mark) const {
    const qint64 oldest = (m_clock.now() - keptFor).time_since_epoch().count();
    TRY_DONE(transaction.run(QStringLiteral("DELETE FROM idempotency WHERE created_at <= ?"), {oldest}));
    TRY(row,
        transaction.run(QStringLiteral("SELECT fingerprint, target, answer FROM idempotency WHERE id = ?"), {mark.id}));
    if (!row->next())
        return std::optional<Before>();
    if (row->value(0).toString() != mark.fingerprint)
        return otherRequest();
    Before before{row->value(1).toString(), {}};
    const QString sealed = row->value(2).toString();
    row->finish();
    if (sealed.isEmpty())
        return std::optional(before);
    TRY(opened, m_vault.unseal(sealed, sealed::answer(mark.id)));
    const QList<QByteArray> lines = opened.reveal().split('\n'); // the body is the rest
    before.answer = Answer{lines.value(0).toInt(), lines.value(1), lines.value(2), lines.mid(3).join('\n')};
    return std::optional(before);
}

Task<Result<std::optional<Idempotency::Before>>> Idempotency::begin(RequestMark mark) {
    if (const auto running = m_running.constFind(mark.id); running != m_running.constEnd())
        co_return *running != mark.fingerprint
            ? otherRequest()
            : Error{ErrorCode::Conflict, QStringLiteral("This request is being carried out"),
                QStringLiteral("Send it again in a moment to get its answer"), {}};
    m_running.insert(mark.id, mark.fingerprint);
    auto reading = m_database.write<std::optional<Before>>(
        [this, mark](Transaction &transaction) { return read(transaction, mark); });
    Result<std::optional<Before>> before = co_await reading;
    if (!before || *before)
        m_running.remove(mark.id);
    co_return before;
}

Task<> Idempotency::end(RequestMark mark, std::optional<Answer> answer) {
    if (answer) {
        const QByteArray text = QByteArray::number(answer->status) + '\n' + answer->contentType + '\n'
            + answer->location + '\n' + answer->body;
        const QString sealed = m_vault.seal(Secret(text), sealed::answer(mark.id));
        auto writing =
            m_database.write<Done>([mark, sealed, now = m_clock.now()](Transaction &transaction) -> Result<Done> {
                TRY_DONE(transaction.run(
                    QStringLiteral("INSERT INTO idempotency (id, fingerprint, target, answer, created_at) "
                                   "VALUES (?, ?, '', ?, ?) ON CONFLICT (id) DO UPDATE SET "
                                   "answer = excluded.answer"),
                    {mark.id, mark.fingerprint, sealed, qint64(now.time_since_epoch().count())}));
                return {};
            });
        const Result<Done> written = co_await writing;
        if (!written)
            qWarning("an answer was not kept: %s", qPrintable(written.error().message));
    }
    m_running.remove(mark.id);
}

Result<Done> Idempotency::note(
    Transaction &transaction, const RequestMark &mark, const QString &target, Timestamp now) {
    TRY_DONE(transaction.run(QStringLiteral("INSERT INTO idempotency (id, fingerprint, target, answer, created_at) "
                                            "VALUES (?, ?, ?, '', ?) ON CONFLICT (id) DO NOTHING"),
        {mark.id, mark.fingerprint, target, qint64(now.time_since_epoch().count())}));
    return {};
}
