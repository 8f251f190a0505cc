// SPDX-License-Identifier: GPL-3.0-or-later
// One DNS lookup with a deadline.
#include "server/edge/domaincheck.h"
#include <QCoroFuture>
#include <QDnsLookup>
#include <QHostAddress>
#include <QPromise>
#include <QTimer>

using namespace std::chrono_literals;

QString ownershipRecord(const QString &domain) {
    return QStringLiteral("_aiadminpanel.") + domain;
}

Task<Result<bool>> holdsToken(QString domain, QString token, QString resolver) {
    QPromise<bool> answered;
    answered.start();
    QFuture<bool> answer = answered.future();
    const auto end = [&answered](bool inTime) {
        if (answered.future().isFinished())
            return;
        answered.addResult(inTime);
        answered.finish();
    };
    // Its lookup runs on a thread that keeps what it needs, so it may be left behind.
    QDnsLookup lookup(QDnsLookup::TXT, ownershipRecord(domain));
    if (!resolver.isEmpty())
        lookup.setNameserver(QHostAddress(resolver));
    QTimer deadline;
    deadline.setSingleShot(true);
    QObject::connect(&lookup, &QDnsLookup::finished, &deadline, [end] { end(true); });
    QObject::connect(&deadline, &QTimer::timeout, &deadline, [end] { end(false); });
    deadline.start(5s);
    lookup.lookup();
    if (!co_await answer)
        co_return Error{ErrorCode::Timeout, QStringLiteral("No name server answers for %1").arg(domain), {}, {}};
    if (lookup.error() == QDnsLookup::NotFoundError)
        co_return false;
    if (lookup.error() != QDnsLookup::NoError)
        co_return Error{
            ErrorCode::Unavailable, QStringLiteral("%1 cannot be looked up").arg(domain), lookup.errorString(), {}};
    bool found = false;
    const QList<QDnsTextRecord> records = lookup.textRecords();
    for (const QDnsTextRecord &record : records)
        found = found || record.values().join() == token.toUtf8();
    co_return found;
}
