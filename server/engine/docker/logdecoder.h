// SPDX-License-Identifier: GPL-3.0-or-later
// LogDecoder: the bytes of GET /containers/:id/logs?timestamps=1 into lines. Frames have a header of 8 bytes; what a
// terminal wrote has none. The engine cuts long lines into pieces of 16 KiB, which are put together again.
#pragma once

#include "shared/contract/output.h"
#include <array>

class LogDecoder {
public:
    enum class Form { Frames, Terminal };
    /// Whether the pieces of a line have one time, as Docker's do, so that another time begins another line.
    enum class Pieces { OfOneTime, OfAnyTime };

    explicit LogDecoder(Form form, Pieces pieces = Pieces::OfOneTime) : m_form(form), m_pieces(pieces) { }

    /// Appends the lines that are whole now, without component. False: these are no frames, and nothing more comes.
    bool feed(QByteArrayView bytes, QList<OutputLine> &lines);
    /// Appends what has no end of line and will get none.
    void finish(QList<OutputLine> &lines);

    /// RFC 3339 with up to nine digits of a second, in nanoseconds since 1970.
    static std::optional<qint64> parseTime(QByteArrayView text);

    static constexpr qsizetype maxLine = 1 << 20;

private:
    struct Pending {
        QByteArray text;
        qint64 timeNs = 0;
        bool isOpen = false;
        bool isCut = false;
    };

    void takeMessage(LogStream stream, QByteArrayView message, QList<OutputLine> &lines);
    void addTerminal(QByteArrayView whole);
    void takeTerminal(QList<OutputLine> &lines);
    void add(Pending &pending, QByteArrayView text);
    void close(LogStream stream, Pending &pending, QList<OutputLine> &lines);
    Pending &pendingOf(LogStream stream) { return m_pending[size_t(stream)]; }

    Form m_form;
    Pieces m_pieces;
    QByteArray m_buffer;
    qsizetype m_searched = 0; // of the buffer, for the end of a terminal's line
    std::array<Pending, 3> m_pending;
    bool m_isWrong = false;
};
