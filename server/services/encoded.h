// SPDX-License-Identifier: GPL-3.0-or-later
// Encoded<T>: an answer of type T that is JSON already, written from rows that were serialised when they changed.
// Streamed<T>: one that may be too large to be there as a whole.
#pragma once

#include "shared/base/bytesource.h"
#include <QByteArray>
#include <memory>

template <typename T>
struct Encoded {
    QByteArray json;
    /// Weak entity tag (RFC 9110, section 8.8.3), quotes included; empty for none.
    QByteArray etag;
};

/// An answer of type T, encoded already or being so while it is sent.
template <typename T>
struct Streamed {
    QByteArray mime;
    QByteArray body;
    /// Instead of a body, where it is set.
    std::shared_ptr<ByteSource> more;
    /// As what a browser saves it; empty: it is to be shown.
    QByteArray fileName;
};
