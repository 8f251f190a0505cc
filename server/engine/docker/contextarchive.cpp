// SPDX-License-Identifier: GPL-3.0-or-later
// Entries are listed first and read one after the other; a file that changes meanwhile is cut or filled up with zeros.
#include "server/engine/docker/contextarchive.h"
#include <QDir>
#include <QRegularExpression>
#include <algorithm>
#include <cstring>
#include <numeric>
#include <unistd.h>

static constexpr qint64 block = 512;
static constexpr qint64 piece = 64 * 1024;
static constexpr qint64 maxIgnoreFile = 256 * 1024;
static constexpr int maxDepth = 100;

struct IgnorePatterns::Pattern {
    QRegularExpression form;
    bool isException = false;
};

/// `**` is any number of folders, `*` and `?` stay within a name.
static QRegularExpression formOf(const QString &pattern) {
    QString form = QStringLiteral("^");
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QChar c = pattern[i];
        if (pattern.mid(i, 3) == QLatin1String("**/")) {
            form += QLatin1String("(?:[^/]+/)*");
            i += 2;
        } else if (pattern.mid(i, 2) == QLatin1String("**")) {
            form += QLatin1String(".*");
            ++i;
        } else if (c == u'*') {
            form += QLatin1String("[^/]*");
        } else if (c == u'?') {
            form += QLatin1String("[^/]");
        } else if (c == u'[' && pattern.indexOf(u']', i + 1) > i + 1) {
            const qsizetype end = pattern.indexOf(u']', i + 1);
            form += u'[' + pattern.mid(i + 1, end - i - 1).replace(u'\\', QLatin1String("\\\\")) + u']';
            i = end;
        } else {
            form += QRegularExpression::escape(pattern.mid(i, 1));
        }
    }
    return QRegularExpression(form + QLatin1String("(?:/.*)?\\z"));
}

IgnorePatterns::IgnorePatterns(const QByteArray &text) {
    for (QByteArray line : text.split('\n')) {
        if (line.startsWith('#') || m_patterns.size() >= 1000)
            continue;
        QString pattern = QString::fromUtf8(line).trimmed().left(1000);
        Pattern read;
        read.isException = pattern.startsWith(u'!');
        pattern = QDir::cleanPath(read.isException ? pattern.mid(1).trimmed() : pattern);
        while (pattern.startsWith(u'/'))
            pattern.remove(0, 1);
        if (pattern.isEmpty() || pattern == QLatin1String("."))
            continue;
        read.form = formOf(pattern);
        if (!read.form.isValid())
            continue;
        m_hasExceptions |= read.isException;
        m_patterns.append(std::make_shared<const Pattern>(read));
    }
}

bool IgnorePatterns::ignores(const QString &path) const {
    bool ignored = false;
    for (const auto &pattern : m_patterns)
        if (ignored == pattern->isException && pattern->form.match(path).hasMatch())
            ignored = !pattern->isException;
    return ignored;
}

Result<std::shared_ptr<ContextArchive>> ContextArchive::open(const QString &folder, const QStringList &kept) {
    const QString top = QFileInfo(folder).canonicalFilePath();
    if (top.isEmpty() || !QFileInfo(top).isDir())
        return Error{ErrorCode::Validation, QStringLiteral("There is no folder to build from"), folder, {}};
    QFile ignore(top + QStringLiteral("/.dockerignore"));
    const bool isOwn = QFileInfo(ignore).isFile() && !QFileInfo(ignore).isSymLink();
    const IgnorePatterns patterns(
        isOwn && ignore.open(QIODevice::ReadOnly) ? ignore.read(maxIgnoreFile) : QByteArray());
    const std::shared_ptr<ContextArchive> archive(new ContextArchive(top));
    TRY_DONE(archive->collect({}, patterns, kept + QStringList{QStringLiteral(".dockerignore")}));
    archive->setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
    return archive;
}

Result<Done> ContextArchive::collect(const QString &below, const IgnorePatterns &patterns, const QStringList &kept) {
    if (below.count(u'/') > maxDepth)
        return Error{
            ErrorCode::Validation, QStringLiteral("The sources have too many folders in each other"), below, {}};
    const QDir dir(m_folder + u'/' + below);
    const auto found =
        dir.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo &info : found) {
        const QString path = below + info.fileName();
        const bool isFolder = info.isDir() && !info.isSymLink();
        const bool ignored = patterns.ignores(path) && !kept.contains(path);
        const bool holdsKept =
            std::any_of(kept.begin(), kept.end(), [&path](const QString &k) { return k.startsWith(path + u'/'); });
        if (ignored && !(isFolder && (patterns.hasExceptions() || holdsKept)))
            continue;
        Entry entry{path, 0, {}, isFolder, info.isExecutable()};
        if (info.isSymLink()) {
            char target[4096];
            const auto length = ::readlink(QFile::encodeName(info.filePath()).constData(), target, sizeof target);
            if (length <= 0)
                continue;
            entry.link = QByteArray(target, qsizetype(length));
        } else if (!isFolder) {
            if (!info.isFile())
                continue; // sockets and the like
            entry.size = info.size();
        }
        if (!ignored)
            m_entries.append(entry);
        if (m_entries.size() > maxEntries)
            return Error{ErrorCode::Validation,
                QStringLiteral("There are more than %1 files to build from").arg(maxEntries),
                QStringLiteral("Leave some out by .dockerignore"), {}};
        if (isFolder)
            TRY_DONE(collect(path + u'/', patterns, kept));
    }
    return {};
}

/// One record of a ustar archive (POSIX.1-1988) with GNU's way of writing long names before it.
static QByteArray record(QByteArray name, char type, qint64 size, int mode, const QByteArray &link) {
    QByteArray all;
    for (const auto &[text, kind] : {std::pair(name, 'L'), std::pair(link, 'K')})
        if (text.size() > 100) {
            all += record("././@LongLink", kind, text.size() + 1, 0644, {});
            all += text;
            all.append(block - text.size() % block, '\0');
        }
    QByteArray head(block, '\0');
    const auto put = [&head](qsizetype at, const QByteArray &text) {
        std::memcpy(head.data() + at, text.constData(), size_t(text.size()));
    };
    const auto octal = [](qint64 value, int digits) {
        return QByteArray::number(value, 8).rightJustified(digits, '0');
    };
    put(0, name.left(100));
    put(100, octal(mode, 7));
    put(108, octal(0, 7));
    put(116, octal(0, 7));
    put(124, octal(size, 11));
    put(136, octal(0, 11));
    put(148, "        ");
    head[156] = type;
    put(157, link.left(100));
    put(257, "ustar  ");
    const auto *bytes = reinterpret_cast<const unsigned char *>(head.constData());
    put(148, octal(std::accumulate(bytes, bytes + block, qint64(0)), 6) + '\0');
    return all + head;
}

QByteArray ContextArchive::header(const Entry &entry) const {
    const QByteArray name = entry.path.toUtf8() + (entry.isFolder ? "/" : "");
    if (!entry.link.isEmpty())
        return record(name, '2', 0, 0777, entry.link);
    return record(name, entry.isFolder ? '5' : '0', entry.size, entry.isFolder || entry.isExecutable ? 0755 : 0644, {});
}

bool ContextArchive::prepare() {
    if (m_left > 0) {
        m_ready = m_file.read(std::min(m_left, piece));
        if (m_ready.isEmpty())
            m_ready = QByteArray(qsizetype(std::min(m_left, piece)), '\0');
        m_left -= m_ready.size();
        return true;
    }
    if (m_padding > 0) {
        m_ready = QByteArray(qsizetype(std::exchange(m_padding, 0)), '\0');
        return true;
    }
    if (m_next == m_entries.size()) {
        m_ready = QByteArray(2 * block, '\0');
        return !std::exchange(m_closed, true);
    }
    const Entry &entry = m_entries[m_next++];
    m_file.close();
    if (entry.size > 0) {
        m_file.setFileName(m_folder + u'/' + entry.path);
        if (!m_file.open(QIODevice::ReadOnly)) {
            setErrorString(QStringLiteral("%1 cannot be read").arg(entry.path));
            return false;
        }
    }
    m_left = entry.size;
    m_padding = (block - entry.size % block) % block;
    m_ready = header(entry);
    return true;
}

qint64 ContextArchive::readData(char *room, qint64 most) {
    qint64 given = 0;
    while (given < most) {
        if (m_ready.isEmpty() && (m_closed || !prepare()))
            return given > 0 || m_closed ? given : -1;
        const qint64 length = std::min(most - given, qint64(m_ready.size()));
        std::memcpy(room + given, m_ready.constData(), size_t(length));
        m_ready.remove(0, length);
        given += length;
    }
    return given;
}
