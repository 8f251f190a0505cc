// SPDX-License-Identifier: GPL-3.0-or-later
// Writing and checking frames.
#include "server/logs/logframe.h"
#include <algorithm>
#include <limits>
#include <zlib.h>

namespace logframe {

static constexpr qsizetype behindChecksum = 8;

static quint32 checksumOf(QByteArrayView frame) {
    const QByteArrayView covered = frame.sliced(behindChecksum);
    return quint32(crc32_z(0, reinterpret_cast<const Bytef *>(covered.data()), size_t(covered.size())));
}

static void seal(QByteArray &frame, Header header) {
    header.length = quint32(frame.size());
    std::memcpy(frame.data(), &header, sizeof header);
    header.checksum = checksumOf(frame);
    std::memcpy(frame.data(), &header, sizeof header);
}

QByteArray encode(qint64 firstSeq, const QList<OutputLine> &lines, const OutputPosition &source) {
    qsizetype size = sizeof(Header);
    for (const OutputLine &line : lines)
        size += qsizetype(sizeof(LineHeader)) + 3 * line.component.size() + line.text.size();
    QByteArray frame(size, Qt::Uninitialized);
    Header header{};
    header.kind = Kind::Lines;
    header.count = quint32(lines.size());
    header.firstSeq = firstSeq;
    header.revision = lines.isEmpty() ? 0 : quint32(lines.first().revision);
    header.minTimeNs = lines.isEmpty() ? 0 : std::numeric_limits<qint64>::max();
    header.sourceOffset = source.offset;
    header.sourceSegment = source.segment;
    char *out = frame.data() + sizeof header;
    QString lastName;
    QByteArray name;
    for (const OutputLine &line : lines) {
        if (line.component != lastName) {
            lastName = line.component;
            name = lastName.toUtf8().left(255);
        }
        const LineHeader lineHeader{
            quint32(line.text.size()), quint8(line.stream), quint8(name.size()), quint16(line.replica), line.timeNs};
        std::memcpy(out, &lineHeader, sizeof lineHeader);
        out = std::copy(name.begin(), name.end(), out + sizeof lineHeader);
        out = std::copy(line.text.begin(), line.text.end(), out);
        header.minTimeNs = std::min(header.minTimeNs, line.timeNs);
        header.maxTimeNs = std::max(header.maxTimeNs, line.timeNs);
    }
    frame.resize(out - frame.constData());
    seal(frame, header);
    return frame;
}

QByteArray encodeGap(const LogGap &gap, const OutputPosition &source) {
    QByteArray frame(sizeof(Header), Qt::Uninitialized);
    Header header{};
    header.kind = Kind::Gap;
    header.count = quint32(gap.last - gap.first + 1);
    header.firstSeq = gap.first;
    header.sourceOffset = source.offset;
    header.sourceSegment = source.segment;
    seal(frame, header);
    return frame;
}

QByteArray encodeMarks(qint64 nextSeq, const std::vector<Mark> &marks, const OutputPosition &source) {
    QByteArray frame(sizeof(Header), Qt::Uninitialized);
    frame.append(reinterpret_cast<const char *>(marks.data()), qsizetype(marks.size() * sizeof(Mark)));
    Header header{};
    header.kind = Kind::Marks;
    header.firstSeq = nextSeq;
    header.sourceOffset = source.offset;
    header.sourceSegment = source.segment;
    seal(frame, header);
    return frame;
}

Header headerOf(QByteArrayView frame) {
    Header header;
    std::memcpy(&header, frame.data(), sizeof header);
    return header;
}

std::optional<Header> check(QByteArrayView bytes) {
    if (bytes.size() < qsizetype(sizeof(Header)))
        return std::nullopt;
    const Header header = headerOf(bytes);
    if (header.length < sizeof header || qsizetype(header.length) > std::min(bytes.size(), maxBytes)
        || checksumOf(bytes.first(qsizetype(header.length))) != header.checksum)
        return std::nullopt;
    return header;
}

} // namespace logframe
