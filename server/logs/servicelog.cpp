// SPDX-License-Identifier: GPL-3.0-or-later
// Opening with repair, appending, packing and forgetting.
#include "server/logs/servicelog.h"
#include "server/logs/logpack.h"
#include "shared/base/id.h"
#include "shared/base/replacefile.h"
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <sys/stat.h>
#include <unistd.h>

ServiceLog::ServiceLog(QString folder, const LogLimits &limits) : m_folder(std::move(folder)), m_limits(limits) {
    open();
}

void ServiceLog::open() {
    QFile epoch(m_folder + QStringLiteral("/epoch"));
    if (epoch.open(QIODevice::ReadOnly))
        m_epoch = QString::fromLatin1(epoch.read(32)).trimmed();
    m_epochStored = isIdBody(m_epoch);
    if (!m_epochStored)
        m_epoch = makeIdBody(SystemClock().now());
    const QStringList half = QDir(m_folder).entryList({QStringLiteral("*.packing")}, QDir::Files);
    for (const QString &name : half)
        QFile::remove(m_folder + u'/' + name);
    const QStringList names =
        QDir(m_folder).entryList({QStringLiteral("*.log"), QStringLiteral("*.logz")}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const qint64 first = name.left(20).toLongLong();
        const bool isKnown = !m_segments.empty() && m_segments.back().firstSeq() == first;
        if (first < 1 || name.size() < 24 || isKnown)
            continue;
        if (!m_segments.empty())
            m_segments.back().setLastSeq(first - 1);
        m_segments.emplace_back(m_folder, first);
    }
    // The position stands in the last frame; a crash may have come between a new segment and its first frame. A
    // segment that begins with marks tells of all streams, also of those that have not been heard of since.
    bool hasPosition = false;
    for (size_t i = m_segments.size(); i-- > 0 && !(hasPosition && m_marks.isComplete());) {
        OutputMarks marks;
        load(m_segments[i], i, &marks);
        m_marks.addOlder(marks);
        if (m_segments[i].source() && !std::exchange(hasPosition, true))
            m_stored = *m_segments[i].source();
    }
    if (!m_segments.empty()) {
        if (!m_segments.back().isPacked())
            m_segments.back().repair();
        m_last = m_segments.back().lastSeq();
    }
    m_unpacked = int(m_segments.size());
}

void ServiceLog::load(LogSegment &segment, size_t index, OutputMarks *marks) {
    segment.load(marks);
    // Lines that a damaged segment has lost are a hole and not a reason to number the rest anew.
    if (index + 1 < m_segments.size())
        segment.setLastSeq(m_segments[index + 1].firstSeq() - 1);
}

void ServiceLog::keepEpoch() {
    QDir().mkpath(m_folder);
    ::chmod(QFile::encodeName(m_folder).constData(), 0700);
    m_epochStored = bool(replaceFile(m_folder + QStringLiteral("/epoch"), m_epoch.toLatin1()));
}

bool ServiceLog::beginSegment(qint64 firstSeq) {
    // What a former attempt on a full disk has left is used again.
    if (!m_segments.empty())
        m_segments.back().closeFile();
    if (m_segments.empty() || m_segments.back().firstSeq() != firstSeq) {
        m_segments.emplace_back(m_folder, firstSeq);
        ++m_unpacked;
    }
    return openNewest(firstSeq);
}

bool ServiceLog::openNewest(qint64 nextSeq) {
    LogSegment &newest = m_segments.back();
    if (!newest.isOpen() && !newest.openForWriting())
        return false;
    const bool isBegun = m_segments.size() > 1 && newest.bytes() == logframe::magic.size();
    return !isBegun || newest.append(logframe::encodeMarks(nextSeq, m_marks.all(), m_stored));
}

bool ServiceLog::writeFrame(QByteArrayView frame) {
    if (!m_epochStored)
        keepEpoch();
    if (!m_epochStored)
        return false;
    const qint64 firstSeq = logframe::headerOf(frame).firstSeq;
    const bool isFull =
        m_segments.empty() || m_segments.back().isPacked() || m_segments.back().bytes() >= m_limits.segmentBytes;
    if (!(isFull ? beginSegment(firstSeq) : openNewest(firstSeq)))
        return false;
    LogSegment &newest = m_segments.back();
    if (!newest.append(frame))
        return false;
    m_marks.noteFrame(frame, logframe::headerOf(frame));
    if (m_unsynced.empty() || m_unsynced.back() != newest.file())
        m_unsynced.push_back(newest.file());
    m_stored = *newest.source();
    return true;
}

bool ServiceLog::save() {
    if (m_lost) {
        if (!writeFrame(logframe::encodeGap(*m_lost, m_lostEnd)))
            return false;
        m_lost.reset();
    }
    for (; m_unsaved > 0; --m_unsaved) {
        const Recent &next = m_recent[m_recent.size() - m_unsaved];
        if (!writeFrame(next.frame))
            return false;
        m_unsavedBytes -= next.frame.size();
    }
    return true;
}

void ServiceLog::dropUnsaved() {
    while (m_unsavedBytes > m_limits.unsavedBytes && m_unsaved > 1) {
        // Older frames that were saved go first, so that the gap stays in front of what is unsaved.
        m_recent.erase(m_recent.begin(), m_recent.end() - qsizetype(m_unsaved));
        const Recent &oldest = m_recent.front();
        if (oldest.header.count > 0)
            m_lost = LogGap{m_lost ? m_lost->first : oldest.header.firstSeq, oldest.header.lastSeq()};
        m_lostEnd = oldest.header.source();
        m_unsavedBytes -= oldest.frame.size();
        --m_unsaved;
        m_recent.pop_front();
        m_recentBytes = m_unsavedBytes;
    }
}

void ServiceLog::trimRecent() {
    while (m_recentBytes > m_limits.recentBytes && m_recent.size() > m_unsaved) {
        m_recentBytes -= m_recent.front().frame.size();
        m_recent.pop_front();
    }
}

void ServiceLog::hide(const Redactor &secrets) {
    const QMutexLocker lock(&m_mutex);
    m_secrets.add(secrets);
}

QList<OutputLine> ServiceLog::withoutSecrets(QList<OutputLine> lines) const {
    for (qsizetype i = 0; i < lines.size() && !m_secrets.isEmpty(); ++i)
        if (m_secrets.concerns(lines.at(i).text))
            lines[i].text = m_secrets.apply(lines.at(i).text);
    for (qsizetype i = 0; i < lines.size() && m_limits.hidden; ++i)
        if (m_limits.hidden->matches(lines.at(i).text))
            lines[i].text = m_limits.hidden->replaced(lines.at(i).text, Redactor::mark);
    return lines;
}

bool ServiceLog::append(const QList<OutputLine> &lines, const OutputPosition &end) {
    const QMutexLocker lock(&m_mutex);
    if (m_removed)
        return true;
    Recent recent{logframe::encode(m_last + 1, withoutSecrets(lines), end), {}};
    recent.header = logframe::headerOf(recent.frame);
    m_last += lines.size();
    m_recentBytes += recent.frame.size();
    m_unsavedBytes += recent.frame.size();
    ++m_unsaved;
    m_recent.push_back(std::move(recent));
    m_idle = false;
    const bool saved = save();
    dropUnsaved();
    trimRecent();
    retain();
    return saved;
}

void ServiceLog::retain() {
    qint64 total = 0;
    for (const LogSegment &segment : m_segments)
        total += segment.bytes();
    const qint64 oldestTime = (QDateTime::currentSecsSinceEpoch() - qint64(m_limits.maxAge.count())) * 1'000'000'000;
    while (m_segments.size() > 1 && (total > m_limits.maxBytes || m_segments.front().maxTimeNs() < oldestTime)) {
        total -= m_segments.front().bytes();
        m_segments.front().removeFile();
        m_segments.pop_front();
    }
}

void ServiceLog::closeAged() {
    if (m_segments.empty() || m_unsaved > 0 || m_lost)
        return;
    const LogSegment &newest = m_segments.back();
    const qint64 oldestLine = newest.minTimeNs();
    const qint64 age = QDateTime::currentSecsSinceEpoch() - oldestLine / 1'000'000'000;
    static constexpr int parts = 8; // of the time lines are kept: so much longer the first of a segment may stay
    const bool isAged = oldestLine > 0 && age > m_limits.maxAge.count() / parts && newest.firstSeq() <= m_last;
    // The position in the engine's output must be safe in the new one before the old one may go.
    if (isAged && beginSegment(m_last + 1))
        ::fdatasync(m_segments.back().file()->fd());
}

void ServiceLog::setRetention(const LogLimits &limits) {
    const QMutexLocker lock(&m_mutex);
    m_limits.maxBytes = limits.maxBytes;
    m_limits.maxAge = limits.maxAge;
    m_limits.segmentBytes = limits.segmentBytes;
    closeAged();
    retain();
}

OutputPosition ServiceLog::storedPosition() {
    const QMutexLocker lock(&m_mutex);
    return m_stored;
}

LastOutputs ServiceLog::lastOutputs() {
    const QMutexLocker lock(&m_mutex);
    OutputMarks marks = m_marks;
    for (size_t i = m_recent.size() - m_unsaved; i < m_recent.size(); ++i)
        marks.noteFrame(m_recent[i].frame, m_recent[i].header);
    return marks.lastOutputs();
}

void ServiceLog::remove() {
    const QMutexLocker lock(&m_mutex);
    m_removed = true;
    m_segments.clear();
    m_recent.clear();
    m_unsaved = 0;
    m_unsavedBytes = 0;
    m_lost.reset();
    m_unsynced.clear();
    m_marks = {};
    QDir(m_folder).removeRecursively();
}

std::vector<LogFilePtr> ServiceLog::takeUnsynced() {
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_unsynced, {});
}

bool ServiceLog::maintain() {
    const QMutexLocker lock(&m_mutex);
    const bool saved = save();
    closeAged();
    retain();
    // Called twice without an append between: the file and the frames in memory can go, readers use the disk.
    if (std::exchange(m_idle, true) && saved) {
        if (!m_segments.empty())
            m_segments.back().closeFile();
        m_recent.clear();
        m_recentBytes = 0;
    }
    return saved;
}

bool ServiceLog::packOne() {
    QMutexLocker lock(&m_mutex);
    if (m_unpacked == 0 || std::chrono::steady_clock::now() < m_packAfter)
        return false;
    LogSegment *segment = nullptr;
    for (size_t i = 0; i + 1 < m_segments.size() && !segment; ++i)
        if (m_segments[i].canBePacked() && m_segments[i].bytes() >= m_limits.leastPacked)
            segment = &m_segments[i];
    if (!segment) {
        m_unpacked = 0;
        return false;
    }
    const qint64 first = segment->firstSeq();
    const qint64 bytes = segment->bytes();
    const QString name = segment->path();
    const QString path = segment->packingPath();
    const LogFilePtr file = segment->openForReading();
    lock.unlock();
    const auto outcome = file ? logpack::write(*file, bytes, path) : logpack::Outcome::NoRoom;
    lock.relock();
    // It may have been deleted meanwhile, for its age or with all of the log.
    const auto present = std::find_if(
        m_segments.begin(), m_segments.end(), [first](const LogSegment &one) { return one.firstSeq() == first; });
    if (outcome == logpack::Outcome::Written && present != m_segments.end() && present->becomePacked())
        return true;
    QFile::remove(path);
    if (outcome == logpack::Outcome::Damaged && present != m_segments.end()) {
        qWarning("%s is damaged and stays unpacked; what is whole in it can be read", qPrintable(name));
        present->leaveUnpacked();
        return true; // those behind it wait for nothing
    }
    if (m_removed)
        QDir().rmdir(m_folder);
    m_packAfter = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    return false;
}
