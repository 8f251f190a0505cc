// SPDX-License-Identifier: GPL-3.0-or-later
// ByteSource: bytes that are made while they are taken, a piece at a time, so that an answer of any length needs the
// memory of one piece.
#pragma once

#include "shared/base/result.h"
#include <QByteArray>
#include <QFuture>

class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// The next piece; an empty one is the end. Asked for again only when the last one is on its way; a source that is
    /// destroyed meanwhile need not finish it.
    virtual QFuture<Result<QByteArray>> next() = 0;
};
