// SPDX-License-Identifier: GPL-3.0-or-later
// The chain.
#include "server/services/auditlog.h"
#include "server/services/idempotency.h"
#include "server/store/tables.h"
#include <QCryptographicHash>

namespace auditlog {

void identify(AuditEntry &entry, const Caller &caller) {
    if (!caller.key.isEmpty())
        entry.key_id = caller.key;
    entry.user_id = caller.user;
    entry.actor = caller.name;
}

QString hashOf(const AuditEntry &entry) {
    AuditEntry hashed = entry;
    hashed.hash.clear(); // what came before is in it by `previous`
    QByteArray text = toJson(hashed);
    if (!entry.user_id)
        text.replace("\"user_id\":null,", ""); // entries of old have been hashed without
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

QByteArray rowOf(const Service &service) {
    JsonWriter out;
    out.beginObject();
    writeFields(out, service, Service::rowFields());
    out.endObject();
    return out.take();
}

Result<Done> append(Transaction &transaction, AuditEntry entry) {
    TRY(last, transaction.run(QStringLiteral("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")));
    const bool isFirst = !last->next();
    entry.number = isFirst ? 1 : last->value(0).toLongLong() + 1;
    entry.previous = isFirst ? QString() : last->value(1).toString();
    last->finish();
    const SystemClock clock;
    entry.id = AuditId::make(clock);
    entry.time = clock.now();
    entry.hash = hashOf(entry);
    return tables::audit.insert(transaction, entry);
}

Result<Done> add(Transaction &transaction, const Caller &caller, const Deed &deed) {
    if (!caller.request)
        return {};
    AuditEntry entry;
    identify(entry, caller);
    entry.address = caller.request->address.toString();
    entry.action = caller.request->action;
    entry.request_id = QString::fromLatin1(caller.request->id);
    entry.target = deed.target;
    entry.customer_id = deed.customer;
    entry.before = QString::fromUtf8(deed.before);
    entry.after = QString::fromUtf8(deed.after);
    entry.message = deed.why;
    if (caller.request->mark)
        TRY_DONE(Idempotency::note(
            transaction, *caller.request->mark, deed.made.isEmpty() ? deed.target : deed.made, SystemClock().now()));
    return append(transaction, entry);
}

Result<Verdict> verify(Transaction &transaction) {
    Verdict verdict;
    QString &previous = verdict.hash;
    const auto check = [&](const AuditEntry &entry) {
        ++verdict.entries;
        if (!verdict.fault.isEmpty())
            return;
        if (entry.number != verdict.entries)
            verdict.fault = QStringLiteral("entry %1 is missing").arg(verdict.entries);
        else if (entry.previous != previous)
            verdict.fault = QStringLiteral("entry %1 does not follow the one before it").arg(entry.number);
        else if (entry.hash != hashOf(entry))
            verdict.fault = QStringLiteral("entry %1 (%2) has been changed").arg(entry.number).arg(entry.id.value);
        previous = entry.hash;
    };
    // A piece at a time: the log need not fit into memory.
    for (qint64 last = 0;;) {
        TRY(piece,
            tables::audit.select(transaction,
                tables::audit.selectSql() + QStringLiteral(" WHERE number > ? ORDER BY number LIMIT 1000"), {last}));
        if (piece.isEmpty())
            return verdict;
        for (const AuditEntry &entry : std::as_const(piece))
            check(entry);
        last = piece.last().number;
    }
}

} // namespace auditlog
