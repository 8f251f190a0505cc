// SPDX-License-Identifier: GPL-3.0-or-later
// ChunkDecoder: takes a chunked body apart (RFC 9112, section 7.1); extensions and trailers are checked and dropped.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

class ChunkDecoder {
public:
    explicit ChunkDecoder(qint64 bodyLimit) : m_limit(bodyLimit) { }

    /// Takes bytes from the front of `input` and returns how many; stops behind the body's end.
    qsizetype feed(QByteArrayView input);
    bool isDone() const { return m_state == State::Done; }
    /// 0, or the status to refuse with.
    int error() const { return m_error; }
    /// Bytes of the body so far.
    qint64 bodySize() const { return m_body.size(); }
    QByteArray takeBody() { return std::exchange(m_body, {}); }

private:
    enum class State { Size, Content, ContentEnd, Trailers, Done };
    void endLine();

    static constexpr qsizetype lineLimit = 1024;
    static constexpr qint64 overheadLimit = 64 * 1024;

    State m_state = State::Size;
    QByteArray m_line;
    QByteArray m_body;
    qint64 m_left = 0;
    qint64 m_overhead = 0;
    qint64 m_limit;
    int m_error = 0;
};
