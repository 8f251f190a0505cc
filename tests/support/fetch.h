// SPDX-License-Identifier: GPL-3.0-or-later
// fetch(): a page as a browser would get it, by curl; every host name leads to this host.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

struct Fetched {
    /// 0: no answer at all.
    int status = 0;
    QByteArray protocol; // "1.1", "2"
    QByteArray location;
    QByteArray body;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

inline Fetched fetch(const QString &url, const QStringList &options = {}) {
    QProcess curl;
    curl.start(QStringLiteral("curl"),
        QStringList{QStringLiteral("-s"), QStringLiteral("-m"), QStringLiteral("15"), QStringLiteral("--connect-to"),
            QStringLiteral("::127.0.0.1:"), QStringLiteral("-w"),
            QStringLiteral("\n%{http_code}\n%{http_version}\n%{redirect_url}")}
            + options + QStringList{url});
    curl.waitForFinished(20000);
    const QList<QByteArray> parts = curl.readAllStandardOutput().split('\n');
    Fetched fetched;
    if (parts.size() < 4)
        return fetched;
    fetched.location = parts.last();
    fetched.protocol = parts[parts.size() - 2];
    fetched.status = parts[parts.size() - 3].toInt();
    fetched.body = parts.mid(0, parts.size() - 3).join('\n');
    return fetched;
}
