// SPDX-License-Identifier: GPL-3.0-or-later
// The decoder's states.
#include "server/http/chunkdecoder.h"
#include "server/http/httphead.h"
#include <algorithm>

qsizetype ChunkDecoder::feed(QByteArrayView input) {
    qsizetype at = 0;
    while (at < input.size() && m_state != State::Done && m_error == 0) {
        if (m_state == State::Content) {
            const qsizetype take = qsizetype(std::min<qint64>(m_left, input.size() - at));
            m_body += input.sliced(at, take);
            at += take;
            m_left -= take;
            if (m_left == 0)
                m_state = State::ContentEnd;
            continue;
        }
        const char c = input[at++];
        m_line += c;
        // One-byte chunks and endless extensions must not buy unbounded work for a small body.
        if (m_line.size() > lineLimit || ++m_overhead > overheadLimit + 2 * m_body.size())
            m_error = 400;
        else if (c == '\n')
            endLine();
    }
    return at;
}

void ChunkDecoder::endLine() {
    if (!m_line.endsWith("\r\n")) {
        m_error = 400;
        return;
    }
    const QByteArray line = m_line.chopped(2);
    m_line.clear();
    switch (m_state) {
    case State::ContentEnd:
        m_error = line.isEmpty() ? 0 : 400;
        m_state = State::Size;
        return;
    case State::Trailers:
        // A trailer is a field line; what it says is nothing to us.
        if (line.isEmpty())
            m_state = State::Done;
        else if (!isFieldLine(line))
            m_error = 400;
        return;
    default:
        break;
    }
    // Blanks may stand before an extension only; "5 " and "5" are one size to some and two to others.
    const qsizetype semicolon = line.indexOf(';');
    QByteArrayView digits = semicolon < 0 ? QByteArrayView(line) : QByteArrayView(line).first(semicolon);
    while (semicolon >= 0 && !digits.isEmpty() && (digits.back() == ' ' || digits.back() == '\t'))
        digits.chop(1);
    const bool hex = !digits.isEmpty() && digits.size() <= 8
        && std::all_of(digits.begin(), digits.end(), [](char c) { return isxdigit(static_cast<unsigned char>(c)); });
    const bool clean = std::none_of(line.begin(), line.end(),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
    if (!hex || !clean) {
        m_error = 400;
        return;
    }
    m_left = digits.toByteArray().toLongLong(nullptr, 16);
    if (m_body.size() + m_left > m_limit)
        m_error = 413;
    m_state = m_left > 0 ? State::Content : State::Trailers;
}
