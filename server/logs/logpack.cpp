// SPDX-License-Identifier: GPL-3.0-or-later
// Packing, and finding one's way in what is packed.
#include "server/logs/logpack.h"
#include "server/logs/logframe.h"
#include "server/logs/trigramfilter.h"
#include <QFile>
#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace logpack {
namespace {

constexpr QByteArrayView magic = "AAPLOGZ1";
constexpr qint64 blockBytes = 512 * 1024;
constexpr qint64 longestBlock = blockBytes + logframe::maxBytes;
constexpr int level = 1; // a third less than with 3 to write, a tenth more to keep

/// Little-endian, as every machine this runs on.
struct Entry {
    qint64 offset;
    quint32 bytes; // packed
    quint32 rawBytes;
    qint64 firstSeq;
    qint64 lastSeq;
    qint64 minTimeNs;
    qint64 maxTimeNs;
    quint32 filterChecksum;
    quint32 unused;
};
static_assert(sizeof(Entry) == 56);

/// At the end of the file. The checksum is that of all entries.
struct Trailer {
    char magic[8];
    qint64 filtersOffset;
    quint32 count;
    quint32 checksum;
};
static_assert(sizeof(Trailer) == 24);

quint32 checksumOf(QByteArrayView bytes) {
    return quint32(crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()), size_t(bytes.size())));
}

template <typename T>
QByteArrayView bytesOf(const T &value) {
    return {reinterpret_cast<const char *>(&value), sizeof value};
}

struct ContextEnd {
    void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
};

class Packer {
public:
    explicit Packer(LogFilePtr file) : m_file(std::move(file)), m_context(ZSTD_createCCtx()) {
        ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, level);
        ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_checksumFlag, 1);
        m_isGood = put(magic);
    }
    bool isGood() const { return m_isGood; }

    /// One whole frame more.
    void add(QByteArrayView frame, const logframe::Header &header) {
        if (m_raw.isEmpty())
            m_entry = {m_offset, 0, 0, header.firstSeq, header.firstSeq - 1, 0, 0, 0, 0};
        m_raw.append(frame);
        m_entry.lastSeq = header.lastSeq();
        if (header.maxTimeNs != 0) { // gaps and bare positions have no time
            m_entry.minTimeNs =
                m_entry.minTimeNs == 0 ? header.minTimeNs : std::min(m_entry.minTimeNs, header.minTimeNs);
            m_entry.maxTimeNs = std::max(m_entry.maxTimeNs, header.maxTimeNs);
        }
        logframe::visitLines(frame, header, [this](const LineView &line) {
            m_filter.add(line.text);
            return true;
        });
        if (m_raw.size() >= blockBytes)
            endBlock();
    }
    bool finish() {
        endBlock();
        Trailer trailer{{}, m_offset, quint32(m_entries.size()), 0};
        std::copy(magic.begin(), magic.end(), trailer.magic);
        for (const QByteArray &filter : m_filters)
            put(filter);
        QByteArray entries;
        for (const Entry &entry : m_entries)
            entries.append(bytesOf(entry));
        trailer.checksum = checksumOf(entries);
        put(entries);
        put(bytesOf(trailer));
        return m_isGood && ::fdatasync(m_file->fd()) == 0;
    }

private:
    bool put(QByteArrayView bytes) {
        m_isGood = m_isGood && writeAll(*m_file, bytes);
        m_offset += bytes.size();
        return m_isGood;
    }
    void endBlock() {
        if (m_raw.isEmpty())
            return;
        QByteArray packed(qsizetype(ZSTD_compressBound(size_t(m_raw.size()))), Qt::Uninitialized);
        const size_t size = ZSTD_compress2(
            m_context.get(), packed.data(), size_t(packed.size()), m_raw.constData(), size_t(m_raw.size()));
        m_isGood = m_isGood && !ZSTD_isError(size);
        if (!m_isGood)
            return;
        m_entry.bytes = quint32(size);
        m_entry.rawBytes = quint32(m_raw.size());
        m_entry.filterChecksum = checksumOf(m_filter.bits());
        put(QByteArrayView(packed).first(qsizetype(size)));
        m_entries.push_back(m_entry);
        m_filters.push_back(m_filter.bits());
        m_filter = {};
        m_raw.resize(0);
    }

    LogFilePtr m_file;
    std::unique_ptr<ZSTD_CCtx, ContextEnd> m_context;
    bool m_isGood = true;
    qint64 m_offset = 0;
    QByteArray m_raw;
    Entry m_entry{};
    TrigramFilter m_filter;
    std::vector<Entry> m_entries;
    std::vector<QByteArray> m_filters;
};

} // namespace

Outcome write(const LogFile &segment, qint64 bytes, const QString &path) {
    const LogFilePtr file = openLogFile(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file)
        return Outcome::NoRoom;
    Packer packer(file);
    const QByteArray all = readAt(segment, 0, bytes);
    QByteArrayView rest = QByteArrayView(all).sliced(std::min(all.size(), logframe::magic.size()));
    while (const auto header = logframe::check(rest)) {
        packer.add(rest.first(qsizetype(header->length)), *header);
        rest = rest.sliced(qsizetype(header->length));
    }
    const bool isWhole = all.size() == bytes && rest.isEmpty();
    if (isWhole && packer.finish())
        return Outcome::Written;
    QFile::remove(path);
    return isWhole ? Outcome::NoRoom : Outcome::Damaged;
}

std::vector<LogBlock> readIndex(const LogFile &file) {
    const off_t size = ::lseek(file.fd(), 0, SEEK_END);
    Trailer trailer;
    const QByteArray end = readAt(file, std::max<qint64>(0, size - qint64(sizeof trailer)), sizeof trailer);
    if (end.size() != sizeof trailer)
        return {};
    std::memcpy(&trailer, end.constData(), sizeof trailer);
    const qint64 indexBytes = qint64(trailer.count) * qint64(sizeof(Entry));
    const qint64 indexOffset = size - qint64(sizeof trailer) - indexBytes;
    if (QByteArrayView(trailer.magic, sizeof trailer.magic) != magic || indexOffset < magic.size()
        || trailer.filtersOffset != indexOffset - qint64(trailer.count) * TrigramFilter::bytes)
        return {};
    const QByteArray index = readAt(file, indexOffset, indexBytes);
    if (index.size() != indexBytes || checksumOf(index) != trailer.checksum)
        return {};
    std::vector<LogBlock> blocks;
    blocks.reserve(trailer.count);
    for (quint32 i = 0; i < trailer.count; ++i) {
        Entry entry;
        std::memcpy(&entry, index.constData() + qsizetype(i) * qsizetype(sizeof entry), sizeof entry);
        blocks.push_back(
            {entry.offset, entry.offset + entry.bytes, entry.firstSeq, entry.lastSeq, entry.minTimeNs, entry.maxTimeNs,
                entry.rawBytes, trailer.filtersOffset + qint64(i) * TrigramFilter::bytes, entry.filterChecksum});
    }
    return blocks;
}

QByteArray unpack(const LogFile &file, const LogBlock &block) {
    if (block.rawBytes > longestBlock)
        return {};
    const QByteArray packed = readAt(file, block.offset, block.end - block.offset);
    QByteArray raw(block.rawBytes, Qt::Uninitialized);
    const size_t size = ZSTD_decompress(raw.data(), size_t(raw.size()), packed.constData(), size_t(packed.size()));
    return size == size_t(block.rawBytes) ? raw : QByteArray();
}

QByteArray readFilter(const LogFile &file, const LogBlock &block) {
    if (block.filterOffset == 0)
        return {};
    QByteArray bits = readAt(file, block.filterOffset, TrigramFilter::bytes);
    return bits.size() == TrigramFilter::bytes && checksumOf(bits) == block.filterChecksum ? bits : QByteArray();
}

} // namespace logpack
