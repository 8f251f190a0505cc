// SPDX-License-Identifier: GPL-3.0-or-later
// A streaming JSON writer (RFC 8259): text goes straight into one growing buffer, commas and escapes are its business.
#pragma once

#include "shared/base/clock.h"
#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>

class JsonWriter {
public:
    explicit JsonWriter(qsizetype reserve = 512) { m_buffer.resize(reserve); }

    void beginObject() { open('{'); }
    void endObject() { close('}'); }
    void beginArray() { open('['); }
    void endArray() { close(']'); }
    /// `name` must need no escape: names are the field lists' own constants.
    void key(QByteArrayView name);
    /// For keys that come from outside, like labels.
    void key(QStringView name);

    void null() { literal("null"); }
    void value(bool flag) { flag ? literal("true") : literal("false"); }
    void value(qint64 number);
    /// Shortest text that reads back to the same number; NaN and infinities, which JSON lacks, become null.
    void value(double number);
    void value(QStringView text);
    void value(Timestamp time);
    /// Text that is known to be ASCII without quotes, backslashes and control characters.
    void plain(QByteArrayView ascii);
    /// Bytes that are taken for UTF-8; what is not is replaced by U+FFFD.
    void utf8(QByteArrayView text);
    /// JSON that is already written, as one value.
    void raw(QByteArrayView json);
    /// Members that are already written ("a":1,"b":2), inside an open object.
    void rawMembers(QByteArrayView members);

    QByteArray take();
    qsizetype size() const { return m_size; }

private:
    char *grow(qsizetype bytes);
    void separate();
    void open(char c);
    void close(char c);
    void literal(QByteArrayView text);

    QByteArray m_buffer;
    qsizetype m_size = 0;
    bool m_comma = false;
};
