// SPDX-License-Identifier: GPL-3.0-or-later
// The writer's inner loops: plain ASCII is copied as it is met, everything else takes the slow lane.
#include "shared/base/jsonwriter.h"
#include <QString>
#include <charconv>
#include <cmath>
#include <cstring>

char *JsonWriter::grow(qsizetype bytes) {
    if (m_size + bytes > m_buffer.size())
        m_buffer.resize(std::max(m_buffer.size() * 2, m_size + bytes));
    return m_buffer.data() + m_size;
}

void JsonWriter::separate() {
    if (m_comma)
        *grow(1) = ',', ++m_size;
    m_comma = true;
}

void JsonWriter::open(char c) {
    separate();
    *grow(1) = c;
    ++m_size;
    m_comma = false;
}

void JsonWriter::close(char c) {
    *grow(1) = c;
    ++m_size;
    m_comma = true;
}

void JsonWriter::literal(QByteArrayView text) {
    separate();
    std::memcpy(grow(text.size()), text.data(), size_t(text.size()));
    m_size += text.size();
}

void JsonWriter::key(QByteArrayView name) {
    const qsizetype length = name.size();
    char *out = grow(length + 4);
    char *p = out;
    if (m_comma)
        *p++ = ',';
    *p++ = '"';
    std::memcpy(p, name.data(), size_t(length));
    p += length;
    *p++ = '"';
    *p++ = ':';
    m_size += p - out;
    m_comma = false;
}

void JsonWriter::key(QStringView name) {
    value(name);
    *grow(1) = ':';
    ++m_size;
    m_comma = false;
}

void JsonWriter::value(qint64 number) {
    separate();
    char *out = grow(24);
    m_size = std::to_chars(out, out + 24, number).ptr - m_buffer.data();
}

void JsonWriter::value(double number) {
    if (!std::isfinite(number))
        return null();
    separate();
    char *out = grow(40);
    m_size = std::to_chars(out, out + 40, number).ptr - m_buffer.data();
}

void JsonWriter::value(Timestamp time) {
    separate();
    char *out = grow(26);
    out[0] = '"';
    formatTimestamp(time, out + 1);
    out[25] = '"';
    m_size += 26;
}

void JsonWriter::plain(QByteArrayView ascii) {
    separate();
    char *out = grow(ascii.size() + 2);
    out[0] = '"';
    std::memcpy(out + 1, ascii.data(), size_t(ascii.size()));
    out[ascii.size() + 1] = '"';
    m_size += ascii.size() + 2;
}

static char *escape(char *out, char32_t c) {
    static constexpr char hex[] = "0123456789abcdef";
    *out++ = '\\';
    switch (c) {
    case '"':
    case '\\':
        *out++ = char(c);
        return out;
    case '\n':
        *out++ = 'n';
        return out;
    case '\r':
        *out++ = 'r';
        return out;
    case '\t':
        *out++ = 't';
        return out;
    default:
        *out++ = 'u';
        *out++ = '0';
        *out++ = '0';
        *out++ = hex[(c >> 4) & 15];
        *out++ = hex[c & 15];
        return out;
    }
}

static char *encode(char *out, char32_t c) {
    if (c < 0x80) {
        *out++ = char(c);
    } else if (c < 0x800) {
        *out++ = char(0xc0 | (c >> 6));
        *out++ = char(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *out++ = char(0xe0 | (c >> 12));
        *out++ = char(0x80 | ((c >> 6) & 63));
        *out++ = char(0x80 | (c & 63));
    } else {
        *out++ = char(0xf0 | (c >> 18));
        *out++ = char(0x80 | ((c >> 12) & 63));
        *out++ = char(0x80 | ((c >> 6) & 63));
        *out++ = char(0x80 | (c & 63));
    }
    return out;
}

void JsonWriter::value(QStringView text) {
    separate();
    char *const start = grow(text.size() * 6 + 2); // six bytes, \u00xx, is the longest one UTF-16 unit becomes
    char *out = start;
    *out++ = '"';
    for (qsizetype i = 0, n = text.size(); i < n; ++i) {
        const char16_t unit = text[i].unicode();
        if (unit >= 0x20 && unit < 0x80 && unit != '"' && unit != '\\') {
            *out++ = char(unit);
        } else if (unit < 0x80) {
            out = unit < 0x20 || unit == '"' || unit == '\\' ? escape(out, unit) : encode(out, unit);
        } else if (QChar::isHighSurrogate(unit) && i + 1 < n && text[i + 1].isLowSurrogate()) {
            out = encode(out, QChar::surrogateToUcs4(unit, text[++i].unicode()));
        } else {
            out = encode(out, QChar::isSurrogate(unit) ? char32_t(QChar::ReplacementCharacter) : char32_t(unit));
        }
    }
    *out++ = '"';
    m_size += out - start;
}

void JsonWriter::utf8(QByteArrayView text) {
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '"' && c != '\\';
    });
    ascii ? plain(text) : value(QStringView(QString::fromUtf8(text)));
}

void JsonWriter::raw(QByteArrayView json) {
    literal(json);
}

void JsonWriter::rawMembers(QByteArrayView members) {
    if (!members.isEmpty())
        literal(members);
}

QByteArray JsonWriter::take() {
    m_buffer.truncate(m_size);
    m_size = 0;
    m_comma = false;
    return std::exchange(m_buffer, {});
}
