// SPDX-License-Identifier: GPL-3.0-or-later
// Frames and texts; what is broken off is taken as far as it goes.
#include "server/engine/docker/dockerwire.h"
#include <QtEndian>

namespace wire {

QByteArray output(const QByteArray &frames) {
    static constexpr qsizetype head = 8;
    QByteArray text;
    for (qsizetype at = 0; frames.size() - at >= head;) {
        const qsizetype length = qFromBigEndian<quint32>(frames.constData() + at + 4);
        text += frames.mid(at + head, length);
        at += head + length;
    }
    return text;
}

int exitCode(const QString &status) {
    if (!status.startsWith(QLatin1String("Exited (")))
        return -1;
    bool ok = false;
    const int code = status.mid(8, status.indexOf(u')') - 8).toInt(&ok);
    return ok ? code : -1;
}

} // namespace wire
