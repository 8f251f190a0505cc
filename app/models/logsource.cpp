// SPDX-License-Identifier: GPL-3.0-or-later
// Pages, and lines as they come.
#include "app/models/logsource.h"

using namespace std::chrono_literals;

static constexpr int firstLines = 2000;
static constexpr int pageLines = 2 * int(LogChunk::lines);
// Who drags the scroll bar passes many lines; only those where he rests are worth a request.
static constexpr auto rest = 60ms;
static constexpr int foundAtOnce = 10'000; // the most the server gives
static constexpr int findRounds = 3;
static constexpr qsizetype keptBytes = 256 * 1024;

LogSource::LogSource(Workspace &workspace, ServiceId service, QString name, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_service(std::move(service)), m_name(std::move(name)) {
    m_ask.setSingleShot(true);
    m_ask.setInterval(rest);
    connect(&m_ask, &QTimer::timeout, this, &LogSource::ask);
    // What comes for another reader before the first page is here comes again: the page says where it ends.
    connect(&workspace.events(), &EventStream::logs, this, [this](const ServiceLogsEvent &event) {
        if (!m_isOpen || event.service_id != m_service)
            return;
        const auto cursor = LogCursor::parse(event.cursor);
        if (cursor && cursor->epoch == m_history.epoch()) { // else it is another log, whose first page is on its way
            m_history.append(event.lines);
            remember(event.lines);
        }
    });
    connect(&workspace, &Workspace::connectionChanged, this, [this] {
        if (m_isWaiting && m_workspace.isOnline())
            open();
    });
    m_keep.setSingleShot(true);
    m_keep.setInterval(5s);
    connect(&m_keep, &QTimer::timeout, this, &LogSource::keep);
    connect(&workspace.events(), &EventStream::gap, this, [this](const GapEvent &gap) {
        if (m_isOpen && gap.service_id == m_service)
            onGap(gap);
    });
}

LogSource::~LogSource() {
    if (m_keep.isActive())
        keep();
    if (m_isOpen)
        m_workspace.events().unfollowLogs(m_service);
}

void LogSource::open() {
    if (std::exchange(m_isLoading, true))
        return;
    if (m_workspace.isCached() && !m_workspace.isOnline() && !m_isOpen)
        recall();
    else
        spawn(load());
}

/// The lines it had the last time, until the server can be asked.
void LogSource::recall() {
    m_workspace.findPage<LogPage>("logs", m_service.value, this, [this](const std::optional<LogPage> &page) {
        if (!page || m_workspace.isOnline()) {
            spawn(load());
            return;
        }
        m_isLoading = false;
        m_isWaiting = true;
        m_history.take(*page, std::nullopt);
        emit opened();
    });
}

void LogSource::remember(const QList<LogEntry> &lines) {
    if (!m_workspace.isCached() || lines.isEmpty())
        return;
    m_newest.append(lines.last(std::min(lines.size(), keptLines)));
    if (m_newest.size() > keptLines)
        m_newest.remove(0, m_newest.size() - keptLines);
    if (!m_keep.isActive())
        m_keep.start();
}

void LogSource::keep() {
    m_keep.stop();
    qsizetype first = m_newest.size();
    for (qsizetype bytes = 0; first > 0 && bytes < keptBytes; --first)
        bytes += 3 * m_newest.at(first - 1).text.size(); // the most UTF-8 needs
    LogPage page;
    page.data = m_newest.mid(first);
    if (page.data.isEmpty())
        return;
    page.cursor = cursor(page.data.last().seq);
    page.oldest = page.previous = cursor(page.data.first().seq - 1); // for who reads it there is nothing before
    m_workspace.keepPage("logs", m_service.value, page);
}

Task<> LogSource::load() {
    const QPointer<LogSource> self(this);
    LogQuery query;
    query.tail = firstLines;
    auto page = co_await m_workspace.api().call<LogPage>(Api::serviceLogs, m_service, query);
    if (!self)
        co_return;
    m_isLoading = false;
    if (!page) {
        m_isWaiting = m_workspace.isOffline();
        emit failed(page.problem());
        co_return;
    }
    m_history.take(*page, std::nullopt);
    m_isWaiting = false;
    m_newest.clear();
    remember(page->data);
    if (!std::exchange(m_isOpen, true))
        m_workspace.events().followLogs(m_service, page->cursor);
    emit opened();
}

void LogSource::onGap(const GapEvent &gap) {
    const auto from = LogCursor::parse(gap.from), to = LogCursor::parse(gap.to);
    if (!from || !to || from->epoch != to->epoch || from->epoch != m_history.epoch()) {
        open(); // another log: page and cursor are asked for anew
        return;
    }
    m_history.markLost(from->seq + 1, to->seq, gap.reason);
}

void LogSource::want(qint64 seq) {
    m_history.setReading(seq);
    m_wanted = seq;
    if (!m_history.isKnown(seq))
        m_ask.start();
}

void LogSource::wantOlder() {
    const qint64 known = m_history.knownFrom();
    if (known > m_history.first())
        want(known - 1);
}

void LogSource::ask() {
    if (m_isLoading || !m_isOpen || m_history.isEmpty())
        return;
    const qint64 seq = std::clamp(m_wanted, m_history.first(), m_history.end() - 1);
    if (m_history.isKnown(seq))
        return;
    // The chunk it lies in and one beside it, the one above when what is below is here.
    qint64 first = LogChunk::firstOf(LogChunk::numberOf(seq));
    const bool isBelowKnown = m_history.isKnown(std::min(first + LogChunk::lines, m_history.end() - 1));
    if (isBelowKnown)
        first -= LogChunk::lines;
    m_isLoading = true;
    spawn(loadPage(std::max(first, m_history.first()) - 1, pageLines));
}

Task<> LogSource::loadPage(qint64 after, int limit) {
    const QPointer<LogSource> self(this);
    LogQuery query;
    query.after = cursor(after);
    query.limit = limit;
    auto page = co_await m_workspace.api().call<LogPage>(Api::serviceLogs, m_service, query);
    if (!self)
        co_return;
    m_isLoading = false;
    if (page) {
        m_history.take(*page, after);
        if (!m_history.isKnown(
                std::clamp(m_wanted, m_history.first(), std::max(m_history.first(), m_history.end() - 1))))
            m_ask.start(); // one has moved on meanwhile
    } else if (page.error().code == ErrorCode::Gone) {
        if (const auto oldest = LogCursor::parse(page.error().fields.value(QStringLiteral("oldest")));
            oldest && oldest->epoch == m_history.epoch())
            m_history.forgetBefore(oldest->seq + 1);
        else
            open();
    } else {
        emit pageFailed(page.problem());
    }
}

void LogSource::find(const QString &regex) {
    ++m_round;
    m_totalFound.reset();
    m_isFinding = !regex.isEmpty() && m_isOpen && !m_history.isWhole();
    if (m_isFinding)
        spawn(loadFound(regex, m_round));
    emit findingChanged();
}

Task<> LogSource::loadFound(QString regex, int round) {
    const QPointer<LogSource> self(this);
    LogQuery query;
    query.regex = regex;
    query.tail = foundAtOnce;
    for (int i = 0; i < findRounds; ++i) {
        auto page = co_await m_workspace.api().call<LogPage>(Api::serviceLogs, m_service, query);
        if (!self || round != m_round)
            co_return;
        if (!page) {
            emit pageFailed(page.problem());
            break;
        }
        if (!m_totalFound)
            m_totalFound = page->total_in_range;
        emit foundOnServer(page->data);
        if (!self || round != m_round)
            co_return;
        if (page->data.size() < foundAtOnce)
            break;
        query.tail.reset();
        query.limit = foundAtOnce;
        query.before = page->previous;
    }
    m_isFinding = false;
    emit findingChanged();
}
