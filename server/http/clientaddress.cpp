// SPDX-License-Identifier: GPL-3.0-or-later
// Walking X-Forwarded-For backwards.
#include "server/http/clientaddress.h"

static QHostAddress plain(const QHostAddress &address) {
    bool isMapped = false;
    const quint32 v4 = address.toIPv4Address(&isMapped);
    return isMapped ? QHostAddress(v4) : address;
}

static bool isTrusted(const QHostAddress &address, const Subnets &trusted) {
    return std::any_of(trusted.begin(), trusted.end(),
        [&address](const auto &subnet) { return address.isInSubnet(subnet.first, subnet.second); });
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1" or "[2001:db8::1]:4711".
static QHostAddress addressOf(QByteArray text) {
    text = text.trimmed();
    if (text.startsWith('['))
        text = text.mid(1, text.indexOf(']') - 1);
    else if (text.count(':') == 1)
        text = text.left(text.indexOf(':'));
    return plain(QHostAddress(QString::fromLatin1(text)));
}

QHostAddress clientAddress(const HttpRequest &request, const Subnets &trusted) {
    QHostAddress client = plain(request.peer);
    if (trusted.isEmpty() || !isTrusted(client, trusted))
        return client;
    QByteArrayList way;
    for (const auto &[name, value] : request.headers)
        if (name == "x-forwarded-for")
            way += value.toByteArray().split(',');
    while (!way.isEmpty() && isTrusted(client, trusted)) {
        const QHostAddress before = addressOf(way.takeLast());
        if (before.isNull())
            break; // whoever wrote that is the last one that can be named
        client = before;
    }
    return client;
}
