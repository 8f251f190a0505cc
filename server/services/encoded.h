// SPDX-License-Identifier: GPL-3.0-or-later
// Encoded<T>: an answer of type T that is JSON already, written from rows that were serialised when they changed.
#pragma once

#include <QByteArray>

template <typename T>
struct Encoded {
    QByteArray json;
    /// Weak entity tag (RFC 9110, section 8.8.3), quotes included; empty for none.
    QByteArray etag;
};
