// SPDX-License-Identifier: GPL-3.0-or-later
// A stretch ends by its size, or, when it is worth a question, by silence; a moment later it is asked for as a whole.
#include "server/engine/docker/logcheck.h"

using namespace std::chrono_literals;

static constexpr qint64 second = 1'000'000'000;
/// What both streams wrote at the end of a stretch has then arrived, in whatever order.
static constexpr auto delay = 2s;
static constexpr auto rest = 5s;
static constexpr qint64 lineOverhead = 45; // of the engine's file

LogCheck::LogCheck(DockerClient &client, QString containerId, const LastOutput &last, qint64 stretch, QObject *parent)
    : QObject(parent), m_client(client), m_container(std::move(containerId)), m_length(stretch) {
    m_out.fromNs = last.out.timeNs;
    m_err.fromNs = last.err.timeNs;
    m_delay.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, this, &LogCheck::ask);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (std::exchange(m_bytesBeforeRest, m_bytes) != m_bytes)
            return;
        m_rest.stop();
        // One who writes a line now and then is not asked about after each of them.
        if (m_bytes >= m_length / 8 && !m_delay.isActive() && !m_transfer)
            begin();
    });
}

void LogCheck::Stretch::count(qint64 timeNs) {
    there += timeNs > fromNs && timeNs <= toNs ? 1 : 0;
}

void LogCheck::note(const OutputLine &line, LogDecoder::Form form) {
    Stretch &stretch = line.stream == LogStream::Stderr ? m_err : m_out;
    m_form = form;
    stretch.toNs = line.timeNs;
    ++stretch.sent;
    m_bytes += line.text.size() + lineOverhead;
    if (m_bytes >= m_length && !m_delay.isActive() && !m_transfer)
        begin();
    else if (!m_rest.isActive())
        m_rest.start(rest);
}

void LogCheck::begin() {
    m_bytes = 0;
    m_askedOut = m_out;
    m_askedErr = m_err;
    m_out = {m_out.toNs, m_out.toNs, 0, 0};
    m_err = {m_err.toNs, m_err.toNs, 0, 0};
    m_delay.start(delay);
}

static QString timeText(qint64 timeNs) {
    return QStringLiteral("%1.%2").arg(timeNs / second).arg(timeNs % second, 9, 10, QLatin1Char('0'));
}

void LogCheck::ask() {
    const qint64 from = m_askedOut.sent == 0 ? m_askedErr.fromNs
        : m_askedErr.sent == 0               ? m_askedOut.fromNs
                                             : std::min(m_askedOut.fromNs, m_askedErr.fromNs);
    const qint64 to = std::max(m_askedOut.toNs, m_askedErr.toNs) + second;
    QUrlQuery query{{QStringLiteral("stdout"), QStringLiteral("1")}, {QStringLiteral("stderr"), QStringLiteral("1")},
        {QStringLiteral("timestamps"), QStringLiteral("1")}, {QStringLiteral("until"), timeText(to)}};
    if (from > 0)
        query.addQueryItem(QStringLiteral("since"), timeText(from));
    OutgoingRequest request = m_client.request("GET", QStringLiteral("/containers/%1/logs").arg(m_container), query);
    request.timeout = 2min;
    request.maxAnswer = 0;
    m_decoder.emplace(m_form);
    m_firstNs = 0;
    m_status = 0;
    m_transfer = m_client.http().open(std::move(request));
    connect(m_transfer.get(), &HttpTransfer::answered, this, [this](int status) { m_status = status; });
    connect(m_transfer.get(), &HttpTransfer::received, this, &LogCheck::take);
    connect(m_transfer.get(), &HttpTransfer::finished, this, [this](const Result<IncomingAnswer> &answer) {
        m_transfer.reset();
        if (answer && m_status == 200)
            compare();
    });
}

void LogCheck::take(const QByteArray &bytes) {
    QList<OutputLine> lines;
    if (m_status != 200 || !m_decoder->feed(bytes, lines))
        return;
    for (const OutputLine &line : std::as_const(lines)) {
        if (m_firstNs == 0)
            m_firstNs = line.timeNs;
        (line.stream == LogStream::Stderr ? m_askedErr : m_askedOut).count(line.timeNs);
    }
}

void LogCheck::compare() {
    for (const Stretch &stretch : {m_askedOut, m_askedErr}) {
        if (stretch.sent == 0)
            continue;
        // It begins with a line that was counted before, or with the first there ever was.
        const bool isWhole =
            stretch.fromNs == 0 ? stretch.there >= stretch.sent : m_firstNs != 0 && m_firstNs <= stretch.fromNs;
        if (!isWhole)
            emit uncountable(stretch.fromNs, stretch.toNs);
        else if (stretch.there > stretch.sent)
            emit missing(stretch.there - stretch.sent, stretch.fromNs, stretch.toNs);
    }
}
