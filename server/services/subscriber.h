// SPDX-License-Identifier: GPL-3.0-or-later
// Whom an address stands for where requests of strangers are counted.
#pragma once

#include <QHostAddress>

/// One subscriber holds a /64 of IPv6 (RFC 6177): counting single addresses there would be no limit at all.
inline QByteArray subscriberOf(const QHostAddress &address) {
    bool isMapped = false;
    const quint32 v4 = address.toIPv4Address(&isMapped);
    if (address.protocol() == QHostAddress::IPv6Protocol && !isMapped) {
        const Q_IPV6ADDR v6 = address.toIPv6Address();
        return "6" + QByteArray(reinterpret_cast<const char *>(v6.c), 8);
    }
    return "4" + QByteArray(reinterpret_cast<const char *>(&v4), 4);
}
