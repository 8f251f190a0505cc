// SPDX-License-Identifier: GPL-3.0-or-later
// Files, their repair and their index.
#include "server/logs/logsegment.h"
#include "server/logs/logpack.h"
#include <QFile>
#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static constexpr qint64 blockBytes = 64 * 1024;
static constexpr qint64 readBytes = 1024 * 1024;

LogSegment::LogSegment(const QString &folder, qint64 firstSeq)
    : m_path(QStringLiteral("%1/%2.log").arg(folder).arg(firstSeq, 20, 10, QLatin1Char('0')))
    , m_firstSeq(firstSeq)
    , m_lastSeq(firstSeq - 1) {
    // A crash may have come between the rename and the end of the file before.
    m_isPacked = QFile::exists(packedPath());
    if (m_isPacked)
        QFile::remove(m_path);
    statFile();
}

void LogSegment::statFile() {
    struct stat status;
    if (::stat(QFile::encodeName(m_isPacked ? packedPath() : m_path).constData(), &status) == 0) {
        m_bytes = status.st_size;
        m_maxTimeNs = std::max(m_maxTimeNs, qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec);
    }
}

LogFilePtr LogSegment::openForReading() const {
    return openLogFile(m_isPacked ? packedPath() : m_path, O_RDONLY);
}

bool LogSegment::openForWriting() {
    m_file = openLogFile(m_path, O_WRONLY | O_CREAT | O_APPEND);
    if (!m_file)
        return false;
    // Whatever stands behind the last whole frame would come between it and the next.
    const bool isNew = m_bytes < logframe::magic.size();
    if (::ftruncate(m_file->fd(), isNew ? 0 : off_t(m_bytes)) == 0) {
        if (!isNew)
            return true;
        if (::write(m_file->fd(), logframe::magic.data(), size_t(logframe::magic.size())) == logframe::magic.size()) {
            m_bytes = logframe::magic.size();
            m_loaded = true;
            return true;
        }
    }
    m_file.reset();
    return false;
}

void LogSegment::note(const logframe::Header &header) {
    if (m_blocks.empty() || m_blocks.back().end - m_blocks.back().offset >= blockBytes)
        m_blocks.push_back(
            {m_bytes, m_bytes, header.firstSeq, header.firstSeq - 1, header.minTimeNs, header.maxTimeNs});
    LogBlock &block = m_blocks.back();
    m_bytes += header.length;
    block.end = m_bytes;
    block.lastSeq = m_lastSeq = header.lastSeq();
    // Gaps and bare positions have no time.
    if (header.maxTimeNs != 0) {
        block.minTimeNs = block.minTimeNs == 0 ? header.minTimeNs : std::min(block.minTimeNs, header.minTimeNs);
        block.maxTimeNs = std::max(block.maxTimeNs, header.maxTimeNs);
        m_maxTimeNs = std::max(m_maxTimeNs, header.maxTimeNs);
    }
    m_source = header.source();
}

void LogSegment::loadPacked(const LogFile &file, OutputMarks *marks) {
    m_blocks = logpack::readIndex(file);
    if (m_blocks.empty())
        return; // a damaged index is no reason to take its lines for old
    m_maxTimeNs = 0;
    m_lastSeq = m_firstSeq - 1;
    for (const LogBlock &block : m_blocks) {
        m_lastSeq = std::max(m_lastSeq, block.lastSeq);
        m_maxTimeNs = std::max(m_maxTimeNs, block.maxTimeNs);
        const QByteArray bytes = marks ? logpack::unpack(file, block) : QByteArray();
        QByteArrayView rest = bytes;
        while (const auto header = logframe::check(rest)) {
            m_source = header->source();
            marks->noteFrame(rest.first(qsizetype(header->length)), *header);
            rest = rest.sliced(qsizetype(header->length));
        }
    }
}

void LogSegment::load(OutputMarks *marks) {
    const LogFilePtr file = openForReading();
    if (!file)
        return; // what cannot be opened now is neither empty nor old
    m_loaded = true;
    m_blocks.clear();
    m_isPacked ? loadPacked(*file, marks) : loadFrames(*file, marks);
}

void LogSegment::loadFrames(const LogFile &file, OutputMarks *marks) {
    m_bytes = 0;
    m_maxTimeNs = 0;
    m_lastSeq = m_firstSeq - 1;
    if (readAt(file, 0, logframe::magic.size()) != logframe::magic)
        return;
    m_bytes = logframe::magic.size();
    qint64 want = readBytes;
    for (;;) {
        const QByteArray bytes = readAt(file, m_bytes, want);
        qsizetype at = 0;
        while (const auto header = logframe::check(QByteArrayView(bytes).sliced(at))) {
            // Numbers only go up; anything else was not written by this program.
            if (header->firstSeq <= m_lastSeq && header->count > 0)
                return;
            note(*header);
            if (marks)
                marks->noteFrame(QByteArrayView(bytes).sliced(at, qsizetype(header->length)), *header);
            at += header->length;
        }
        if (bytes.size() < want)
            return;
        if (at > 0) {
            want = readBytes;
        } else if (want < logframe::maxBytes) {
            want *= 4; // a frame larger than what was read
        } else {
            return;
        }
    }
}

void LogSegment::repair() {
    if (const LogFilePtr file = openLogFile(m_path, O_WRONLY))
        (void)!::ftruncate(file->fd(), off_t(m_bytes));
}

bool LogSegment::append(QByteArrayView frame) {
    const auto written = ::write(m_file->fd(), frame.data(), size_t(frame.size()));
    if (written == frame.size()) {
        note(logframe::headerOf(frame));
        return true;
    }
    // Part of a frame must not stay in front of the next one.
    if (written > 0 && ::ftruncate(m_file->fd(), off_t(m_bytes)) != 0)
        m_file.reset();
    return false;
}

void LogSegment::removeFile() {
    closeFile();
    QFile::remove(m_isPacked ? packedPath() : m_path);
}

qint64 LogSegment::minTimeNs() const {
    qint64 least = 0;
    for (const LogBlock &block : m_blocks)
        if (block.minTimeNs != 0)
            least = least == 0 ? block.minTimeNs : std::min(least, block.minTimeNs);
    return least;
}

bool LogSegment::becomePacked() {
    if (::rename(QFile::encodeName(packingPath()).constData(), QFile::encodeName(packedPath()).constData()) != 0)
        return false;
    closeFile();
    QFile::remove(m_path);
    m_isPacked = true;
    m_loaded = false;
    const qint64 maxTime = m_maxTimeNs;
    m_maxTimeNs = 0;
    statFile();
    m_maxTimeNs = maxTime; // the file is younger than its lines
    return true;
}

std::vector<LogBlock> LogSegment::blocks(
    qint64 from, std::optional<qint64> sinceNs, std::optional<qint64> untilNs) const {
    std::vector<LogBlock> found;
    auto it = std::lower_bound(
        m_blocks.begin(), m_blocks.end(), from, [](const LogBlock &block, qint64 seq) { return block.lastSeq < seq; });
    for (; it != m_blocks.end(); ++it)
        if ((!sinceNs || it->maxTimeNs >= *sinceNs) && (!untilNs || it->minTimeNs <= *untilNs))
            found.push_back(*it);
    return found;
}
