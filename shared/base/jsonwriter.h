// SPDX-License-Identifier: GPL-3.0-or-later
// A streaming JSON writer (RFC 8259): text goes straight into one growing buffer, commas and escapes are its business.
#pragma once

#include "shared/base/clock.h"
#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>
#include <algorithm>

class JsonWriter {
public:
    explicit JsonWriter(qsizetype reserve = 1024) { enlarge(reserve); }

    void beginObject() { open('{'); }
    void endObject() { close('}'); }
    void beginArray() { open('['); }
    void endArray() { close(']'); }
    /// `name` must need no escape: names are the field lists' own constants.
    void key(QByteArrayView name) {
        char *out = room(name.size() + 4);
        if (m_comma)
            *out++ = ',';
        *out++ = '"';
        std::copy_n(name.data(), name.size(), out);
        out += name.size();
        *out++ = '"';
        *out++ = ':';
        m_at = out;
        m_comma = false;
    }
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
    qsizetype size() const { return m_at ? m_at - m_buffer.constData() : 0; }

private:
    /// Where to write `bytes` more; whoever does moves m_at on. The pointers spare the buffer's own checks, which a
    /// row of thirty short values would pay for sixty times.
    char *room(qsizetype bytes) {
        if (m_end - m_at < bytes) [[unlikely]]
            enlarge(bytes);
        return m_at;
    }
    void enlarge(qsizetype bytes);
    /// The same, for the next value: behind the comma it needs.
    char *roomForValue(qsizetype bytes) {
        char *out = room(bytes + 1);
        if (m_comma)
            *out++ = ',';
        m_comma = true;
        return out;
    }
    void open(char c) {
        char *out = roomForValue(1);
        *out = c;
        m_at = out + 1;
        m_comma = false;
    }
    void close(char c) {
        *room(1) = c;
        ++m_at;
        m_comma = true;
    }
    void literal(QByteArrayView text) {
        char *out = roomForValue(text.size());
        std::copy_n(text.data(), text.size(), out); // memcpy must not be given the null of an empty view
        m_at = out + text.size();
    }

    QByteArray m_buffer;
    char *m_at = nullptr;
    char *m_end = nullptr;
    bool m_comma = false;
};
