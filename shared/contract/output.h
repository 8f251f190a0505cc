// SPDX-License-Identifier: GPL-3.0-or-later
// Output: lines as an engine reads them from its programs, on their way into the log store, and how far that has come.
#pragma once

#include "shared/contract/logline.h"
#include <QHash>

struct OutputLine {
    qint64 timeNs = 0; // since 1970, UTC
    LogStream stream = LogStream::Stdout;
    QString component;
    QByteArray text; // as the program wrote it, not checked for UTF-8
    int replica = 0; // 0..65535
    int revision = 0; // the same for all lines of one batch; 0: not known
};

/// How far an engine's output has been stored; opaque to everybody but the engine.
struct OutputPosition {
    quint32 segment = 0;
    quint64 offset = 0;
    bool operator==(const OutputPosition &) const = default;
};

/// The last line of a stream, and how many of that stream's last lines have the same time.
struct LastLine {
    qint64 timeNs = 0; // 0: no line yet
    int count = 0;
    bool operator==(const LastLine &) const = default;
};

/// The end of what is stored of one container. By stream, since engines keep lines in order of time only within one.
struct LastOutput {
    LastLine out;
    LastLine err;
    bool operator==(const LastOutput &) const = default;
};

/// By the number of the container, which is the beginning of its id.
using LastOutputs = QHash<quint64, LastOutput>;
inline quint64 containerNumber(const QString &id) {
    return id.left(16).toULongLong(nullptr, 16);
}

/// The position of lines of a container. Their engine keeps them itself and has no positions; what counts is whose they
/// are, so all lines of one batch are of one container.
inline constexpr quint32 containerSegment = 0xffff'ffff;
inline OutputPosition containerPosition(const QString &id) {
    return {containerSegment, containerNumber(id)};
}
