// SPDX-License-Identifier: GPL-3.0-or-later
// Writing and checking records.
#include "server/logs/logrecord.h"
#include <cstring>
#include <zlib.h>

namespace logrecord {

namespace {
struct Header {
    quint32 length; // of all that follows the checksum
    quint32 checksum; // CRC-32 of it
    qint64 seq;
    qint64 timeNs;
    quint64 sourceOffset;
    quint32 sourceSegment;
    quint8 stream;
    quint8 nameLength;
    quint16 unused;
};
static_assert(sizeof(Header) == 40);
constexpr qsizetype behindChecksum = 8;

quint32 checksumOf(const char *bytes, qsizetype size) {
    return quint32(crc32(0, reinterpret_cast<const Bytef *>(bytes), uInt(size)));
}
} // namespace

void write(QByteArray &out, const StoredLine &stored, const OutputPosition &source) {
    const QByteArray name = stored.line.component.toUtf8().left(255);
    const qsizetype start = out.size();
    Header header{};
    header.length = quint32(qsizetype(sizeof header) - behindChecksum + name.size() + stored.line.text.size());
    header.seq = stored.seq;
    header.timeNs = stored.line.timeNs;
    header.sourceOffset = source.offset;
    header.sourceSegment = source.segment;
    header.stream = quint8(stored.line.stream);
    header.nameLength = quint8(name.size());
    out.append(reinterpret_cast<const char *>(&header), sizeof header);
    out += name;
    out += stored.line.text;
    const quint32 checksum = checksumOf(out.constData() + start + behindChecksum, out.size() - start - behindChecksum);
    std::memcpy(out.data() + start + 4, &checksum, sizeof checksum);
}

Read read(QByteArrayView at) {
    Read result;
    Header header;
    if (at.size() < qsizetype(sizeof header))
        return result;
    std::memcpy(&header, at.data(), sizeof header);
    const qsizetype size = behindChecksum + qsizetype(header.length);
    const qsizetype fixed = qsizetype(sizeof header);
    if (qsizetype(header.length) > maxBytes || size < fixed + header.nameLength || size > at.size()
        || header.stream > quint8(LogStream::System)
        || checksumOf(at.data() + behindChecksum, qsizetype(header.length)) != header.checksum)
        return result;
    result.line.seq = header.seq;
    result.line.line.timeNs = header.timeNs;
    result.line.line.stream = LogStream(header.stream);
    result.line.line.component = QString::fromUtf8(at.sliced(fixed, header.nameLength));
    result.line.line.text = at.sliced(fixed + header.nameLength, size - fixed - header.nameLength).toByteArray();
    result.source = {header.sourceSegment, header.sourceOffset};
    result.size = size;
    return result;
}

} // namespace logrecord
