// SPDX-License-Identifier: GPL-3.0-or-later
// A header of 512 bytes with octal numbers, the content filled up to 512, and two empty blocks at the end.
#include "server/engine/docker/tararchive.h"
#include <cstring>
#include <numeric>

static constexpr qsizetype block = 512;

namespace {
struct Header {
    char name[100];
    char mode[8];
    char uid[8];
    char gid[8];
    char size[12];
    char mtime[12];
    char checksum[8];
    char type;
    char link[100];
    char magic[8];
    char user[32];
    char group[32];
    char device[16];
    char prefix[155];
    char rest[12];
};
static_assert(sizeof(Header) == block);
} // namespace

template <size_t N>
static void octal(char (&field)[N], qint64 value) {
    const QByteArray digits = QByteArray::number(value, 8).rightJustified(N - 1, '0', true);
    std::memcpy(field, digits.constData(), N - 1);
}

Result<QByteArray> tarOf(const QList<ComposeFile> &files) {
    QByteArray archive;
    for (const ComposeFile &file : files) {
        QByteArray path = file.target.toUtf8();
        while (path.startsWith('/'))
            path.remove(0, 1);
        Header header{};
        // A long path is split between two fields, at a slash.
        const qsizetype slash = path.size() > 100 ? path.indexOf('/', path.size() - 101) : 0;
        if (path.isEmpty() || slash < 0 || slash > 155)
            return Error::validation(QStringLiteral("compose"),
                QStringLiteral("a file's target is empty or too long: %1").arg(file.target.left(300)));
        std::memcpy(header.prefix, path.constData(), size_t(slash));
        const QByteArray name = slash > 0 ? path.mid(slash + 1) : path;
        std::memcpy(header.name, name.constData(), size_t(name.size()));
        octal(header.mode, file.mode & 07777);
        octal(header.uid, file.uid);
        octal(header.gid, file.gid);
        octal(header.size, file.content.size());
        octal(header.mtime, 0);
        header.type = '0';
        std::memcpy(header.magic, "ustar\00000", sizeof header.magic);
        std::memset(header.checksum, ' ', sizeof header.checksum);
        const auto *bytes = reinterpret_cast<const unsigned char *>(&header);
        const qint64 sum = std::accumulate(bytes, bytes + block, qint64(0));
        const QByteArray digits = QByteArray::number(sum, 8).rightJustified(6, '0');
        std::memcpy(header.checksum, digits.constData(), 7); // with its final zero
        archive.append(reinterpret_cast<const char *>(&header), block);
        archive.append(file.content);
        archive.append((block - file.content.size() % block) % block, '\0');
    }
    archive.append(2 * block, '\0');
    return archive;
}
