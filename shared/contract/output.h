// SPDX-License-Identifier: GPL-3.0-or-later
// Output: lines as an engine reads them from its programs, on their way into the log store.
#pragma once

#include "shared/contract/logline.h"

struct OutputLine {
    qint64 timeNs = 0; // since 1970, UTC
    LogStream stream = LogStream::Stdout;
    QString component;
    QByteArray text; // as the program wrote it, not checked for UTF-8
};

/// How far an engine's output has been stored; opaque to everybody but the engine.
struct OutputPosition {
    quint32 segment = 0;
    quint64 offset = 0;
    bool operator==(const OutputPosition &) const = default;
};
