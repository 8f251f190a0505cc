// SPDX-License-Identifier: GPL-3.0-or-later
// The writer's inner loops: plain ASCII is copied as it is met, everything else takes the slow lane.
#include "shared/base/jsonwriter.h"
#include <QString>
#include <charconv>
#include <cmath>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

void JsonWriter::enlarge(qsizetype bytes) {
    const qsizetype used = size();
    m_buffer.resize(std::max(m_buffer.size() * 2, used + bytes));
    m_at = m_buffer.data() + used;
    m_end = m_buffer.data() + m_buffer.size();
}

void JsonWriter::key(QStringView name) {
    value(name);
    *room(1) = ':';
    ++m_at;
    m_comma = false;
}

void JsonWriter::value(qint64 number) {
    char *out = roomForValue(24);
    m_at = std::to_chars(out, out + 24, number).ptr;
}

void JsonWriter::value(double number) {
    if (!std::isfinite(number))
        return null();
    char *out = roomForValue(40);
    m_at = std::to_chars(out, out + 40, number).ptr;
}

void JsonWriter::value(Timestamp time) {
    char *out = roomForValue(26);
    out[0] = '"';
    formatTimestamp(time, out + 1);
    out[25] = '"';
    m_at = out + 26;
}

void JsonWriter::plain(QByteArrayView ascii) {
    char *out = roomForValue(ascii.size() + 2);
    out[0] = '"';
    std::copy_n(ascii.data(), ascii.size(), out + 1);
    out[ascii.size() + 1] = '"';
    m_at = out + ascii.size() + 2;
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

/// Copies units from the front as long as they need no escape, eight at a time; how many.
static qsizetype copyPlain(const char16_t *units, qsizetype count, char *out) {
    qsizetype i = 0;
#ifdef __SSE2__
    for (; i + 8 <= count; i += 8) {
        const __m128i wide = _mm_loadu_si128(reinterpret_cast<const __m128i *>(units + i));
        // What is above 255 becomes 255 or 0, and all bytes above 127 are negative: both are below a blank.
        const __m128i bytes = _mm_packus_epi16(wide, wide);
        const __m128i special = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
        if (_mm_movemask_epi8(special) != 0)
            break;
        _mm_storel_epi64(reinterpret_cast<__m128i *>(out + i), bytes);
    }
#endif
    return i;
}

void JsonWriter::value(QStringView text) {
    char *out = roomForValue(text.size() * 6 + 2); // six bytes, \u00xx, is the longest one UTF-16 unit becomes
    *out++ = '"';
    const qsizetype n = text.size();
    qsizetype i = copyPlain(text.utf16(), n, out);
    for (out += i; i < n; ++i) {
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
    m_at = out;
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
    m_buffer.truncate(size());
    m_at = m_end = nullptr;
    m_comma = false;
    return std::exchange(m_buffer, {});
}
