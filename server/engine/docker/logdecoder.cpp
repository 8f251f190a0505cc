// SPDX-License-Identifier: GPL-3.0-or-later
// Taking apart and putting together.
#include "server/engine/docker/logdecoder.h"
#include <QtEndian>
#include <chrono>

static constexpr qsizetype headerSize = 8;
static constexpr qsizetype maxFrame = 2 << 20;
static constexpr qsizetype pieceSize = 16 * 1024; // after which the engine cuts a line
static constexpr QByteArrayView cutMark = " [cut at 1 MiB]";

static std::optional<int> number(QByteArrayView text) {
    int value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

std::optional<qint64> LogDecoder::parseTime(QByteArrayView text) {
    using namespace std::chrono;
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto yearNo = number(text.first(4)), monthNo = number(text.sliced(5, 2)), dayNo = number(text.sliced(8, 2));
    const auto hour = number(text.sliced(11, 2)), minute = number(text.sliced(14, 2)),
               second = number(text.sliced(17, 2));
    if (!yearNo || !monthNo || !dayNo || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60
        || *yearNo < 1970 || *yearNo > 2261)
        return std::nullopt;
    const year_month_day date{year(*yearNo), month(unsigned(*monthNo)), day(unsigned(*dayNo))};
    if (!date.ok())
        return std::nullopt;
    qint64 seconds = sys_days(date).time_since_epoch().count() * 86'400LL + *hour * 3600 + *minute * 60 + *second;

    qsizetype at = 19;
    qint64 nanoseconds = 0;
    if (text[at] == '.') {
        qint64 unit = 100'000'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            nanoseconds += unit * (text[at] - '0');
    }
    const QByteArrayView zone = text.sliced(at);
    if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
        const auto hours = number(zone.sliced(1, 2)), minutes = number(zone.sliced(4, 2));
        if (!hours || !minutes)
            return std::nullopt;
        seconds -= (zone[0] == '+' ? 1 : -1) * (*hours * 3600 + *minutes * 60);
    } else if (zone != QByteArrayView("Z")) {
        return std::nullopt;
    }
    return seconds * 1'000'000'000 + nanoseconds;
}

/// Splits a message into its time and what follows the space behind it.
static std::optional<qint64> takeTime(QByteArrayView &message) {
    const qsizetype space = message.first(std::min<qsizetype>(message.size(), 40)).indexOf(' ');
    if (space < 0)
        return std::nullopt;
    const auto time = LogDecoder::parseTime(message.first(space));
    if (time)
        message = message.sliced(space + 1);
    return time;
}

void LogDecoder::add(Pending &pending, QByteArrayView text) {
    pending.isOpen = true;
    const qsizetype room = maxLine - pending.text.size();
    pending.isCut = pending.isCut || text.size() > room;
    pending.text.append(text.first(std::min(room, text.size())));
}

void LogDecoder::close(LogStream stream, Pending &pending, QList<OutputLine> &lines) {
    // As of programs of this host: progress bars overwrite their line, and what one would see at its end is what stays.
    if (pending.text.endsWith('\r'))
        pending.text.chop(1);
    if (const qsizetype back = pending.text.lastIndexOf('\r'); back >= 0)
        pending.text.remove(0, back + 1);
    if (pending.isCut)
        pending.text.append(cutMark);
    lines.append({pending.timeNs, stream, {}, std::exchange(pending.text, {})});
    pending.isOpen = pending.isCut = false;
}

void LogDecoder::takeMessage(LogStream stream, QByteArrayView message, QList<OutputLine> &lines) {
    Pending &pending = pendingOf(stream);
    const auto time = takeTime(message);
    if (time && pending.isOpen && *time != pending.timeNs && m_pieces == Pieces::OfOneTime)
        close(stream, pending, lines);
    if (time && !pending.isOpen)
        pending.timeNs = *time;
    for (;;) {
        const qsizetype end = message.indexOf('\n');
        if (end < 0)
            break;
        add(pending, message.first(end));
        close(stream, pending, lines);
        message = message.sliced(end + 1);
    }
    if (!message.isEmpty())
        add(pending, message);
}

/// One line of a terminal, in front of each of whose pieces the time stands.
void LogDecoder::addTerminal(QByteArrayView whole) {
    Pending &pending = pendingOf(LogStream::Stdout);
    QByteArrayView line = whole;
    if (const auto time = takeTime(line))
        pending.timeNs = *time;
    const QByteArrayView stamp = whole.first(whole.size() - line.size());
    while (!stamp.isEmpty() && line.size() > pieceSize && line.sliced(pieceSize).startsWith(stamp)) {
        add(pending, line.first(pieceSize));
        line = line.sliced(pieceSize + stamp.size());
    }
    add(pending, line);
}

void LogDecoder::takeTerminal(QList<OutputLine> &lines) {
    Pending &pending = pendingOf(LogStream::Stdout);
    qsizetype begin = 0;
    for (;;) {
        const qsizetype end = m_buffer.indexOf('\n', std::max(begin, m_searched));
        if (end < 0)
            break;
        if (!pending.isCut) // else this is the end of what was too long
            addTerminal(QByteArrayView(m_buffer).sliced(begin, end - begin));
        close(LogStream::Stdout, pending, lines);
        begin = end + 1;
    }
    m_buffer.remove(0, begin);
    if (!pending.isCut && m_buffer.size() > maxLine + maxLine / 64) {
        addTerminal(m_buffer);
        pending.isCut = true;
    }
    if (pending.isCut)
        m_buffer.clear();
    m_searched = m_buffer.size();
}

bool LogDecoder::feed(QByteArrayView bytes, QList<OutputLine> &lines) {
    if (m_isWrong)
        return false;
    m_buffer.append(bytes);
    if (m_form == Form::Terminal) {
        takeTerminal(lines);
        return true;
    }
    qsizetype at = 0;
    while (m_buffer.size() - at >= headerSize) {
        const char *header = m_buffer.constData() + at;
        const qsizetype length = qFromBigEndian<quint32>(header + 4);
        if (quint8(header[0]) > 3 || header[1] != 0 || header[2] != 0 || header[3] != 0 || length > maxFrame) {
            m_isWrong = true;
            m_buffer.clear();
            return false;
        }
        if (m_buffer.size() - at - headerSize < length)
            break;
        // 3: the engine itself, that it cannot read on
        const LogStream stream = header[0] == 3 ? LogStream::System
            : header[0] == 2                    ? LogStream::Stderr
                                                : LogStream::Stdout;
        takeMessage(stream, QByteArrayView(m_buffer).sliced(at + headerSize, length), lines);
        at += headerSize + length;
    }
    m_buffer.remove(0, at);
    return true;
}

void LogDecoder::finish(QList<OutputLine> &lines) {
    if (m_form == Form::Terminal && !m_buffer.isEmpty() && !m_isWrong) {
        m_buffer.append('\n');
        takeTerminal(lines);
    }
    for (const LogStream stream : {LogStream::Stdout, LogStream::Stderr, LogStream::System})
        if (pendingOf(stream).isOpen)
            close(stream, pendingOf(stream), lines);
    m_buffer.clear();
}
