// SPDX-License-Identifier: GPL-3.0-or-later
// One stream, its lines, and another stream behind the last event when it ends.
#include "server/engine/docker/dockerevents.h"
#include "server/engine/docker/logdecoder.h"
#include <QJsonArray>
#include <QJsonObject>

using namespace std::chrono_literals;

static constexpr auto shortestDelay = 100ms;
static constexpr auto longestDelay = 3s;
static constexpr qsizetype maxEvent = 1 << 20;
static constexpr qint64 second = 1'000'000'000;

DockerEvents::DockerEvents(DockerClient &client, QString labelName, QString labelValue, QObject *parent)
    : QObject(parent), m_client(client), m_labelName(std::move(labelName)), m_labelValue(std::move(labelValue)) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &DockerEvents::negotiate);
}

void DockerEvents::start() {
    if (std::exchange(m_isActive, true) && !m_retry.isActive())
        return;
    m_delay = {};
    negotiate();
}

void DockerEvents::stop() {
    m_isActive = m_isConnected = false;
    ++m_round;
    m_retry.stop();
    m_transfer.reset();
}

void DockerEvents::negotiate() {
    m_retry.stop();
    const int round = ++m_round;
    spawn(m_client.negotiate(), this, [this, round](const Result<DockerCapabilities> &answer) {
        if (round != m_round)
            return;
        if (answer)
            listen();
        else
            onEnd(answer.error().details.isEmpty() ? answer.error().message
                                                   : answer.error().message + u' ' + answer.error().details);
    });
}

void DockerEvents::listen() {
    // Never exec_create and its like: each health check makes three of them. Podman filters by its own words, "died"
    // and "remove", and then tells Docker's.
    const QJsonArray actions{QStringLiteral("create"), QStringLiteral("start"), QStringLiteral("die"),
        QStringLiteral("died"), QStringLiteral("oom"), QStringLiteral("stop"), QStringLiteral("kill"),
        QStringLiteral("destroy"), QStringLiteral("remove"), QStringLiteral("health_status"), QStringLiteral("rename"),
        QStringLiteral("pause"), QStringLiteral("unpause")};
    const QJsonArray types{QStringLiteral("container"), QStringLiteral("volume"), QStringLiteral("network")};
    const QJsonObject filters{{QStringLiteral("type"), types}, {QStringLiteral("event"), actions}};
    QUrlQuery query{
        {QStringLiteral("filters"), QString::fromUtf8(QJsonDocument(filters).toJson(QJsonDocument::Compact))}};
    if (m_latestNs > 0)
        query.addQueryItem(QStringLiteral("since"),
            QStringLiteral("%1.%2").arg(m_latestNs / second).arg(m_latestNs % second, 9, 10, QLatin1Char('0')));
    OutgoingRequest request = m_client.request("GET", QStringLiteral("/events"), query);
    request.timeout = {};
    request.maxAnswer = 0;
    m_buffer.clear();
    m_transfer = m_client.http().open(std::move(request));
    connect(m_transfer.get(), &HttpTransfer::answered, this, [this](int status) {
        if (status != 200)
            return onEnd(QStringLiteral("GET /events answered %1").arg(status));
        m_delay = {};
        m_isConnected = true;
        m_isLost = false;
        emit connected();
    });
    connect(m_transfer.get(), &HttpTransfer::received, this, &DockerEvents::take);
    connect(m_transfer.get(), &HttpTransfer::finished, this, [this](const Result<IncomingAnswer> &answer) {
        onEnd(answer ? QStringLiteral("The engine ended") : answer.error().message);
    });
}

void DockerEvents::take(const QByteArray &bytes) {
    m_buffer.append(bytes);
    const QPointer<DockerEvents> self(this);
    const int round = m_round;
    qsizetype begin = 0;
    for (qsizetype end = 0; (end = m_buffer.indexOf('\n', begin)) >= 0; begin = end + 1) {
        takeEvent(m_buffer.mid(begin, end - begin));
        if (!self || round != m_round || !m_transfer)
            return;
    }
    m_buffer.remove(0, begin);
    if (m_buffer.size() > maxEvent)
        onEnd(QStringLiteral("What the engine tells are no events"));
}

void DockerEvents::takeEvent(const QByteArray &line) {
    const QJsonObject told = QJsonDocument::fromJson(line).object();
    const QJsonObject actor = told[QLatin1String("Actor")].toObject();
    DockerEvent event;
    const QString type = told[QLatin1String("Type")].toString();
    if (type == QLatin1String("volume"))
        event.of = DockerEvent::Of::Volume;
    else if (type == QLatin1String("network"))
        event.of = DockerEvent::Of::Network;
    else if (type != QLatin1String("container"))
        return;
    const QString action = told[QLatin1String("Action")].toString();
    event.action = action.section(u':', 0, 0);
    event.detail = action.section(u':', 1).trimmed();
    if (event.action == QLatin1String("remove"))
        event.action = QStringLiteral("destroy");
    event.id = actor[QLatin1String("ID")].toString();
    event.timeNs = told[QLatin1String("timeNano")].toInteger();
    const QJsonObject attributes = actor[QLatin1String("Attributes")].toObject();
    for (auto it = attributes.begin(); it != attributes.end(); ++it)
        event.attributes.insert(it.key(), it.value().toString());
    if (event.of == DockerEvent::Of::Volume && event.id.isEmpty())
        event.id = event.attributes.value(QStringLiteral("name")); // podman
    if (event.id.isEmpty() || event.timeNs <= 0)
        return;
    // After a reconnect it begins with the last one again.
    const QString sign = type + u' ' + event.id + u' ' + action;
    if (event.timeNs < m_latestNs || (event.timeNs == m_latestNs && m_latest.contains(sign)))
        return;
    if (event.timeNs > m_latestNs)
        m_latest.clear();
    m_latestNs = event.timeNs;
    m_latest.insert(sign);
    if (event.of == DockerEvent::Of::Container && event.attributes.value(m_labelName) != m_labelValue)
        return;
    emit happened(event);
}

void DockerEvents::onEnd(const QString &reason) {
    if (!m_isActive)
        return;
    ++m_round;
    m_transfer.reset();
    m_isConnected = false;
    m_delay = std::clamp<std::chrono::milliseconds>(m_delay * 2, shortestDelay, longestDelay);
    m_retry.start(m_delay);
    if (!std::exchange(m_isLost, true))
        emit lost(reason);
}
