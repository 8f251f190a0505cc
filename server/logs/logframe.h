// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a batch of lines on the disk: one frame under one checksum, which also says how far the engine's output
// is stored with it. A frame is there as a whole or not at all, and that makes the intake exactly once.
#pragma once

#include "server/logs/logline.h"
#include <cstring>
#include <vector>

namespace logframe {

/// In front of every segment; another number is another format.
inline constexpr QByteArrayView magic = "AAPLOG1\n";
inline constexpr qsizetype maxBytes = 64 << 20;

enum class Kind : quint32 {
    Lines,
    Gap, // no lines: `count` of them, from firstSeq on, are gone
    Marks, // no lines: how far each container had come when this segment began
};

/// Little-endian, as every machine this runs on. The checksum (CRC-32, ISO 3309) is that of all that follows it.
struct Header {
    quint32 length; // of the whole frame
    quint32 checksum;
    Kind kind;
    quint32 count;
    qint64 firstSeq;
    qint64 minTimeNs;
    qint64 maxTimeNs;
    quint64 sourceOffset;
    quint32 sourceSegment;
    quint32 revision; // of the service, when these lines were written; 0: not known

    qint64 lastSeq() const { return firstSeq + count - 1; }
    OutputPosition source() const { return {sourceSegment, sourceOffset}; }
};
static_assert(sizeof(Header) == 56);

/// One entry of a frame of marks.
struct Mark {
    quint64 container;
    qint64 timeNs;
    quint32 count;
    quint32 stream;
};
static_assert(sizeof(Mark) == 24);

/// All lines are of the revision the first one names.
QByteArray encode(qint64 firstSeq, const QList<OutputLine> &lines, const OutputPosition &source);
QByteArray encodeGap(const LogGap &gap, const OutputPosition &source);
/// `nextSeq` is the number of the line that follows.
QByteArray encodeMarks(qint64 nextSeq, const std::vector<Mark> &marks, const OutputPosition &source);

/// The header of the whole, undamaged frame at the beginning of `bytes`, if there is one.
std::optional<Header> check(QByteArrayView bytes);
/// The header alone, unchecked; for frames this process made itself.
Header headerOf(QByteArrayView frame);

/// In front of each line inside a frame.
struct LineHeader {
    quint32 textLength;
    quint8 stream;
    quint8 nameLength;
    quint16 replica;
    qint64 timeNs;
};
static_assert(sizeof(LineHeader) == 16);

/// Visits the lines of a checked frame until `visit` says false; returns whether it never did.
template <typename Visit>
bool visitLines(QByteArrayView frame, const Header &header, const Visit &visit) {
    if (header.kind != Kind::Lines)
        return true;
    qsizetype at = sizeof(Header);
    for (quint32 i = 0; i < header.count; ++i) {
        LineHeader line;
        if (frame.size() - at < qsizetype(sizeof line))
            return true;
        std::memcpy(&line, frame.data() + at, sizeof line);
        at += sizeof line;
        if (frame.size() - at < qsizetype(line.nameLength) + qsizetype(line.textLength)
            || line.stream > quint8(LogStream::System))
            return true;
        const LineView view{header.firstSeq + i, line.timeNs, LogStream(line.stream), frame.sliced(at, line.nameLength),
            frame.sliced(at + line.nameLength, line.textLength), line.replica, int(header.revision)};
        at += qsizetype(line.nameLength) + qsizetype(line.textLength);
        if (!visit(view))
            return false;
    }
    return true;
}

} // namespace logframe
