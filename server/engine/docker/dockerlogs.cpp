// SPDX-License-Identifier: GPL-3.0-or-later
// Inspect, read, and again, until a read that began after the container's end has told everything.
#include "server/engine/docker/dockerlogs.h"
#include "shared/base/clock.h"
#include <QDateTime>
#include <QJsonObject>

using namespace std::chrono_literals;

static constexpr auto shortestDelay = 250ms;
static constexpr auto longestDelay = 15s;
static constexpr qint64 second = 1'000'000'000;
/// The engine writes the lines of both streams one after the other, in the order of who is first, not of their times.
/// No stream is behind the other by more than this.
static constexpr qint64 disorder = 10 * second;
/// One container may not take more of this thread's time than so much of each breath.
static constexpr auto workPerBreath = 60ms;
static constexpr auto breath = 100ms;
/// More than the engine repeats.
static constexpr size_t mostRecent = 8192;
static constexpr char brokeOff[] = "the engine broke off here; lines that it had not kept yet may be missing";

DockerLogs::DockerLogs(
    DockerClient &client, QString containerId, QString component, int replica, LastOutput after, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_container(std::move(containerId))
    , m_component(std::move(component))
    , m_replica(replica)
    , m_last(after) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &DockerLogs::look);
    m_breath.setSingleShot(true);
    connect(&m_breath, &QTimer::timeout, this, [this] {
        m_sinceBreath.start();
        m_workSinceBreath = {};
        if (m_transfer)
            m_transfer->resume();
    });
}

void DockerLogs::start() {
    if (!std::exchange(m_isActive, true) || m_retry.isActive()) {
        m_delay = {};
        look();
    } else {
        m_isAskedAgain = true;
    }
}

void DockerLogs::stop() {
    m_isActive = m_isRunning = false;
    ++m_round;
    m_retry.stop();
    m_breath.stop();
    m_transfer.reset();
    m_check.reset();
}

void DockerLogs::look() {
    m_retry.stop();
    m_isAskedAgain = false;
    const int round = ++m_round;
    spawn(m_client.call("GET", QStringLiteral("/containers/%1/json").arg(m_container)), this,
        [this, round](const Result<QJsonDocument> &answer) {
            if (round == m_round)
                onInspected(answer);
        });
}

void DockerLogs::onInspected(const Result<QJsonDocument> &answer) {
    if (answer)
        read(answer->object());
    else if (answer.error().code == ErrorCode::NotFound)
        end();
    else {
        noteBreak();
        tryAgain(answer.error().message);
    }
}

/// While the container ran, its output ended without it.
void DockerLogs::noteBreak() {
    if (m_isRunning && m_status == 200 && !m_brokenNs)
        m_brokenNs = m_readEndNs;
}

void DockerLogs::read(const QJsonObject &container) {
    const QJsonObject state = container[QLatin1String("State")].toObject();
    const bool isTerminal = container[QLatin1String("Config")].toObject()[QLatin1String("Tty")].toBool();
    const bool isExact = m_client.capabilities().hasNanosecondLogs;
    const auto created = LogDecoder::parseTime(container[QLatin1String("Created")].toString().toLatin1()).value_or(0);
    const bool isRestarting = state[QLatin1String("Restarting")].toBool();
    const bool isUp = state[QLatin1String("Running")].toBool() && !isRestarting;
    const QString startedAt = state[QLatin1String("StartedAt")].toString();
    // The output of a container does not end while it runs: it was the engine that ended.
    if (isUp && startedAt == m_startedAt)
        noteBreak();
    m_startedAt = startedAt;
    m_isRunning = isUp || isRestarting;
    m_form = isTerminal ? LogDecoder::Form::Terminal : LogDecoder::Form::Frames;
    m_decoder.emplace(m_form, isExact ? LogDecoder::Pieces::OfOneTime : LogDecoder::Pieces::OfAnyTime);

    qint64 since = std::max(m_last.out.timeNs, m_last.err.timeNs);
    for (const LastLine &last : {m_last.out, m_last.err})
        since = std::min(since, std::max(last.timeNs, since - disorder));
    if (!isExact)
        since -= second; // it takes the time for one that is excluded
    m_skipOut = {m_last.out, 0, m_last.out.timeNs == 0, isExact && m_last.out.timeNs >= std::max(since, created)};
    m_skipErr = {m_last.err, 0, m_last.err.timeNs == 0, isExact && m_last.err.timeNs >= std::max(since, created)};

    QUrlQuery query{{QStringLiteral("stdout"), QStringLiteral("1")}, {QStringLiteral("stderr"), QStringLiteral("1")},
        {QStringLiteral("timestamps"), QStringLiteral("1")}};
    if (m_isRunning)
        query.addQueryItem(QStringLiteral("follow"), QStringLiteral("1"));
    if (since > 0)
        query.addQueryItem(QStringLiteral("since"),
            QStringLiteral("%1.%2").arg(since / second).arg(since % second, 9, 10, QLatin1Char('0')));
    OutgoingRequest request = m_client.request("GET", QStringLiteral("/containers/%1/logs").arg(m_container), query);
    request.timeout = {};
    request.maxAnswer = 0;
    m_status = 0;
    m_refusal.clear();
    m_hasNews = false;
    m_sinceBreath.start();
    m_workSinceBreath = {};
    // Only whoever reads along may be sent too little.
    m_check.reset();
    if (isExact && m_isRunning) {
        m_check = std::make_unique<LogCheck>(m_client, m_container, m_last, m_stretch);
        connect(m_check.get(), &LogCheck::missing, this, &DockerLogs::onMissing);
        connect(m_check.get(), &LogCheck::uncountable, this, &DockerLogs::onUncountable);
    }
    m_transfer = m_client.http().open(std::move(request));
    connect(m_transfer.get(), &HttpTransfer::answered, this, [this](int status) { m_status = status; });
    connect(m_transfer.get(), &HttpTransfer::received, this, &DockerLogs::take);
    connect(m_transfer.get(), &HttpTransfer::finished, this, &DockerLogs::onReadEnd);
}

void DockerLogs::take(const QByteArray &bytes) {
    if (m_status != 200) {
        m_refusal += bytes.left(4096 - m_refusal.size());
        return;
    }
    QElapsedTimer work;
    work.start();
    QList<OutputLine> decoded;
    const bool isRight = m_decoder->feed(bytes, decoded);
    const QPointer<DockerLogs> self(this);
    const int round = m_round;
    tell(std::move(decoded));
    if (!self || round != m_round)
        return;
    if (isRight)
        breathe(std::chrono::nanoseconds(work.nsecsElapsed()));
    else
        tryAgain(QStringLiteral("what the engine sends is no log"));
}

bool DockerLogs::isKnown(const OutputLine &line, QList<OutputLine> &told) {
    Skip &skip = line.stream == LogStream::Stderr ? m_skipErr : m_skipOut;
    if (skip.isDone)
        return false;
    if (line.timeNs < skip.known.timeNs)
        return true;
    if (line.timeNs == skip.known.timeNs && skip.seen < skip.known.count) {
        skip.isDone = ++skip.seen == skip.known.count;
        return true;
    }
    skip.isDone = true;
    if (skip.isExpected && skip.seen < skip.known.count)
        told.append(remark(line.timeNs, "the engine does not have all lines any more that were written before this"));
    return false;
}

/// When the engine begins another file for its log, it sends the first lines of that twice to whoever is reading along
/// (moby's followers open it anew). Times go back then; by a step of the clock they do so, too, but with other lines.
bool DockerLogs::isRepeated(const OutputLine &line) {
    if (!m_client.capabilities().hasNanosecondLogs)
        return false;
    const LastLine &last = line.stream == LogStream::Stderr ? m_last.err : m_last.out;
    const Sign sign{line.timeNs, qHashMulti(0, line.text, int(line.stream))};
    // A clock that counts nanoseconds, and not only microseconds, does not give one twice.
    m_hasFineClock = m_hasFineClock || line.timeNs % 1000 != 0;
    const bool isSuspicious = line.timeNs < last.timeNs || (line.timeNs == last.timeNs && m_hasFineClock);
    if (isSuspicious && std::find(m_recent.begin(), m_recent.end(), sign) != m_recent.end())
        return true;
    if (m_recent.size() < mostRecent) {
        m_recent.push_back(sign);
    } else {
        m_recent[m_oldest] = sign;
        m_oldest = (m_oldest + 1) % mostRecent;
    }
    return false;
}

void DockerLogs::tell(QList<OutputLine> decoded) {
    QList<OutputLine> told;
    told.reserve(decoded.size());
    for (OutputLine &line : decoded) {
        if (line.stream == LogStream::System) {
            qWarning("container %s: %s", qPrintable(m_container.left(12)), line.text.left(500).constData());
            continue;
        }
        if (isKnown(line, told) || isRepeated(line))
            continue;
        if (m_brokenNs && line.timeNs > *m_brokenNs)
            told.append(remark(*std::exchange(m_brokenNs, std::nullopt), brokeOff));
        LastLine &last = line.stream == LogStream::Stderr ? m_last.err : m_last.out;
        last = {line.timeNs, line.timeNs == last.timeNs ? last.count + 1 : 1};
        if (m_check)
            m_check->note(line, m_form);
        line.component = m_component;
        line.replica = m_replica;
        told.append(std::move(line));
    }
    if (told.isEmpty())
        return;
    m_hasNews = true;
    m_isWarned = false;
    m_delay = {};
    emit lines(told);
}

static QByteArray timeText(qint64 timeNs) {
    return formatTimestamp(Timestamp(std::chrono::milliseconds(timeNs / 1'000'000)));
}

void DockerLogs::onMissing(qint64 count, qint64 fromNs, qint64 toNs) {
    emit lines({remark(toNs,
        QByteArray::number(count) + " lines written between " + timeText(fromNs) + " and " + timeText(toNs)
            + " are missing: the engine left them out when it began another log file")});
}

void DockerLogs::onUncountable(qint64 fromNs, qint64 toNs) {
    emit lines({remark(toNs,
        "lines written between " + timeText(fromNs) + " and " + timeText(toNs)
            + " may be missing: they came faster than the engine keeps them (containers.log_bytes)")});
}

OutputLine DockerLogs::remark(qint64 timeNs, const QByteArray &text) const {
    return {timeNs, LogStream::System, m_component, text, m_replica};
}

/// Whoever writes without end is read at a pace that leaves this server time for the others; the engine waits.
void DockerLogs::breathe(std::chrono::nanoseconds work) {
    if (m_sinceBreath.hasExpired(breath.count())) {
        m_sinceBreath.start();
        m_workSinceBreath = {};
    }
    m_workSinceBreath += work;
    if (m_workSinceBreath < workPerBreath)
        return;
    m_transfer->pause();
    m_breath.start(
        std::max<std::chrono::milliseconds>(1ms, breath - std::chrono::milliseconds(m_sinceBreath.elapsed())));
}

void DockerLogs::onReadEnd(const Result<IncomingAnswer> &answer) {
    m_breath.stop();
    m_readEndNs = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
    if (!answer) {
        noteBreak();
        return tryAgain(answer.error().message);
    }
    if (m_status == 404)
        return end();
    if (m_status != 200)
        return tryAgain(
            DockerClient::refusal("GET", QStringLiteral("/containers/%1/logs").arg(m_container), m_status, m_refusal)
                .message);
    if (!m_isRunning && !m_isAskedAgain)
        return end();
    // It ended, or the engine did: the next look tells. What keeps ending without a word is not asked at once.
    if (m_hasNews)
        look();
    else
        tryAgain({});
}

void DockerLogs::tryAgain(const QString &why) {
    if (!why.isEmpty() && !std::exchange(m_isWarned, true))
        qInfo("the output of container %s is read again later: %s", qPrintable(m_container.left(12)), qPrintable(why));
    ++m_round;
    m_transfer.reset();
    m_delay = std::clamp<std::chrono::milliseconds>(m_delay * 2, shortestDelay, longestDelay);
    m_retry.start(m_delay);
}

void DockerLogs::end() {
    m_transfer.reset();
    const QPointer<DockerLogs> self(this);
    const int round = m_round;
    if (m_decoder) {
        QList<OutputLine> rest;
        m_decoder->finish(rest);
        m_decoder.reset();
        tell(std::move(rest));
        if (!self || round != m_round)
            return;
    }
    if (m_brokenNs)
        emit lines({remark(*std::exchange(m_brokenNs, std::nullopt), brokeOff)});
    if (!self || round != m_round)
        return;
    m_isActive = false;
    emit ended();
}
