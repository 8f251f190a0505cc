// SPDX-License-Identifier: GPL-3.0-or-later
// Finding the service, printing what there is, following by the WebSocket across whatever breaks it.
#include "server/logscommand.h"
#include "server/commands.h"
#include "server/outbound/httpclient.h"
#include "shared/base/clock.h"
#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSslConfiguration>
#include <QUrlQuery>
#include <QWebSocket>
#include <cstdio>

using namespace std::chrono_literals;

namespace {

constexpr qsizetype maxBody = 16 << 20;
constexpr auto pingEvery = 20s;
constexpr auto longestSilence = 60s;

int fail(int code, const QString &message) {
    std::fprintf(stderr, "aiadminpaneld: %s\n", qPrintable(message));
    return code;
}

/// RFC 3339, or 90s, 15m, 12h, 30d back from now.
std::optional<QString> pointInTime(const QString &text) {
    if (const auto span = parseSpan(text))
        return QString::fromLatin1(formatTimestamp(SystemClock().now() - *span));
    return parseTimestamp(text) ? std::optional(text) : std::nullopt;
}

class LogsCommand {
public:
    LogsCommand(const Config &config, const LogsOptions &options) : m_options(options) {
        m_base = options.server.isEmpty() ? config.apiUrl(config.port) : options.server;
        m_certificate = options.server.isEmpty() ? config.tlsCertificate : QString();
    }

    int run(const QString &keyFile) {
        QFile file(keyFile);
        if (!file.open(QIODevice::ReadOnly))
            return fail(
                ExitFailed, QStringLiteral("the key in %1 cannot be read: %2").arg(keyFile, file.errorString()));
        m_key = file.readLine(1000).trimmed();
        if (const int code = findService(); code != ExitOk)
            return code;
        return m_options.follow ? follow() : print();
    }

private:
    OutgoingRequest request(const QString &path, const QUrlQuery &query) const {
        OutgoingRequest request;
        request.url =
            (m_base + path + (query.isEmpty() ? QString() : QString(u'?' + query.toString(QUrl::FullyEncoded))))
                .toUtf8();
        request.headers = {"Authorization: Bearer " + m_key};
        request.tls.authority = m_certificate;
        return request;
    }
    /// What is no success goes into the error, else `take` gets the bytes as they come.
    Result<Done> fetch(OutgoingRequest asked, const std::function<void(const QByteArray &)> &take) {
        asked.maxAnswer = 0;
        const auto transfer = m_http.open(std::move(asked));
        QEventLoop loop;
        m_status = 0;
        QByteArray other;
        Result<Done> ended;
        QObject::connect(
            transfer.get(), &HttpTransfer::answered, transfer.get(), [this](int code) { m_status = code; });
        QObject::connect(transfer.get(), &HttpTransfer::received, transfer.get(), [&](const QByteArray &bytes) {
            if (m_status == 200)
                take(bytes);
            else
                other += bytes.left(64 * 1024 - other.size());
        });
        QObject::connect(
            transfer.get(), &HttpTransfer::finished, transfer.get(), [&](const Result<IncomingAnswer> &answer) {
                if (!answer)
                    ended = answer.error();
                loop.quit();
            });
        loop.exec();
        if (ended && m_status != 200)
            return refusal(QJsonDocument::fromJson(other).object());
        return ended;
    }
    Result<QJsonObject> get(const QString &path, const QUrlQuery &query) {
        QByteArray body;
        const Result<Done> fetched = fetch(
            request(path, query), [&body](const QByteArray &bytes) { body += bytes.left(maxBody - body.size()); });
        if (!fetched)
            return fetched.error();
        return QJsonDocument::fromJson(body).object();
    }
    static Error refusal(const QJsonObject &body) {
        const QJsonObject error = body[QLatin1String("error")].toObject();
        QString text = error[QLatin1String("message")].toString();
        const QJsonObject fields = error[QLatin1String("fields")].toObject();
        for (auto it = fields.begin(); it != fields.end(); ++it)
            text += QStringLiteral("; %1: %2").arg(it.key(), it.value().toString());
        return {ErrorCode::Internal, text.isEmpty() ? QStringLiteral("The server did not answer as it should") : text,
            {}, {}};
    }
    int unanswered(const Error &error) const {
        return fail(ExitFailed, QStringLiteral("%1 (%2)").arg(error.message, m_base));
    }

    int findService() {
        if (ServiceId::isValid(m_options.service)) {
            m_path = QStringLiteral("/services/") + m_options.service;
            return ExitOk;
        }
        QStringList found;
        for (int page = 1;; ++page) {
            const QUrlQuery query{{QStringLiteral("search"), m_options.service},
                {QStringLiteral("per_page"), QStringLiteral("100")}, {QStringLiteral("page"), QString::number(page)}};
            const Result<QJsonObject> list = get(QStringLiteral("/services"), query);
            if (!list)
                return unanswered(list.error());
            const QJsonArray services = (*list)[QLatin1String("data")].toArray();
            for (const QJsonValue service : services)
                if (service[QLatin1String("name")].toString() == m_options.service)
                    found.append(service[QLatin1String("id")].toString());
            if (services.size() < 100)
                break;
        }
        if (found.isEmpty())
            return fail(ExitFailed, QStringLiteral("there is no service \"%1\"").arg(m_options.service));
        if (found.size() > 1)
            return fail(ExitFailed,
                QStringLiteral("several customers have a service \"%1\"; name one by its id: %2")
                    .arg(m_options.service, found.join(QLatin1String(", "))));
        m_path = QStringLiteral("/services/") + found.first();
        return ExitOk;
    }

    QUrlQuery filter() const {
        QUrlQuery query;
        if (!m_options.since.isEmpty())
            query.addQueryItem(QStringLiteral("since"), m_options.since);
        if (!m_options.grep.isEmpty())
            query.addQueryItem(QStringLiteral("regex"), QString::fromLatin1(QUrl::toPercentEncoding(m_options.grep)));
        if (!m_options.tail.isEmpty())
            query.addQueryItem(QStringLiteral("tail"), m_options.tail);
        return query;
    }

    int print() {
        QUrlQuery query = filter();
        query.addQueryItem(QStringLiteral("format"), QStringLiteral("text"));
        OutgoingRequest asked = request(m_path + QStringLiteral("/logs"), query);
        asked.timeout = {};
        const Result<Done> fetched = fetch(std::move(asked),
            [](const QByteArray &bytes) { std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout); });
        std::fflush(stdout);
        return fetched ? ExitOk : unanswered(fetched.error());
    }

    QByteArray subscription() const {
        QJsonObject body{{QStringLiteral("type"), QStringLiteral("subscribe")}, {QStringLiteral("request"), 1},
            {QStringLiteral("channel"), QStringLiteral("logs")},
            {QStringLiteral("service_id"), m_path.section(u'/', -1)}};
        if (!m_cursor.isEmpty())
            body[QLatin1String("after")] = m_cursor;
        else if (!m_options.since.isEmpty())
            body[QLatin1String("since")] = m_options.since;
        else
            body[QLatin1String("tail")] = m_options.tail.toInt();
        if (!m_options.grep.isEmpty())
            body[QLatin1String("regex")] = m_options.grep;
        return QJsonDocument(body).toJson(QJsonDocument::Compact);
    }

    /// False: the server will not have it.
    bool take(const QJsonObject &frame) {
        const QString type = frame[QLatin1String("type")].toString();
        const QJsonObject data = frame[QLatin1String("data")].toObject();
        if (type == QLatin1String("service.logs")) {
            const QJsonArray lines = data[QLatin1String("lines")].toArray();
            for (const QJsonValue line : lines)
                std::printf("%s %s %s\n", qPrintable(line[QLatin1String("time")].toString()),
                    qUtf8Printable(line[QLatin1String("component")].toString()),
                    qUtf8Printable(line[QLatin1String("text")].toString()));
            std::fflush(stdout);
            m_cursor = data[QLatin1String("cursor")].toString();
        } else if (type == QLatin1String("gap")) {
            std::fprintf(stderr, "aiadminpaneld: %lld lines are gone: %s\n",
                static_cast<long long>(data[QLatin1String("count")].toInteger()),
                qPrintable(data[QLatin1String("reason")].toString()));
            m_cursor = data[QLatin1String("to")].toString();
        } else if (type == QLatin1String("error")) {
            unanswered(refusal(data));
            return false;
        }
        return true;
    }

    /// Asks by plain HTTP what a broken WebSocket does not tell: whether one is still let in. Who does not answer is
    /// waited for.
    int checkAccess() {
        const Result<Done> fetched = fetch(request(m_path, {}), [](const QByteArray &) {});
        const bool isRefused = m_status == 401 || m_status == 403 || m_status == 404;
        return !fetched && isRefused ? unanswered(fetched.error()) : ExitOk;
    }

    int follow() {
        if (m_options.since.isEmpty() && m_options.tail.isEmpty()) { // from the first line there is
            const Result<QJsonObject> page =
                get(m_path + QStringLiteral("/logs"), QUrlQuery{{QStringLiteral("tail"), QStringLiteral("1")}});
            if (!page)
                return unanswered(page.error());
            m_cursor = (*page)[QLatin1String("oldest")].toString();
        }
        QNetworkRequest handshake(QUrl(QString(m_base).replace(0, 4, QStringLiteral("ws")) + QStringLiteral("/ws")));
        handshake.setRawHeader("Authorization", "Bearer " + m_key);
        for (bool hasWorked = false;;) {
            QEventLoop loop;
            QWebSocket socket;
            bool isRefused = false;
            if (!m_certificate.isEmpty()) {
                QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
                tls.setCaCertificates(QSslCertificate::fromPath(m_certificate));
                socket.setSslConfiguration(tls);
            }
            QObject::connect(&socket, &QWebSocket::connected, &socket, [&] {
                hasWorked = true;
                socket.sendTextMessage(QString::fromUtf8(subscription()));
            });
            QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [&](const QString &text) {
                if (take(QJsonDocument::fromJson(text.toUtf8()).object()))
                    return;
                isRefused = true;
                loop.quit();
            });
            QObject::connect(&socket, &QWebSocket::disconnected, &loop, &QEventLoop::quit);
            // A peer that is gone says nothing about it.
            QTimer pinging, silence;
            QObject::connect(&pinging, &QTimer::timeout, &socket, [&socket] { socket.ping(); });
            QObject::connect(&silence, &QTimer::timeout, &loop, &QEventLoop::quit);
            QObject::connect(&socket, &QWebSocket::pong, &silence, [&silence] { silence.start(); });
            QObject::connect(&socket, &QWebSocket::textFrameReceived, &silence, [&silence] { silence.start(); });
            pinging.start(pingEvery);
            silence.start(longestSilence);
            socket.open(handshake);
            loop.exec();
            pinging.stop();
            silence.stop();
            if (isRefused)
                return ExitFailed;
            if (!hasWorked)
                return fail(ExitFailed, QStringLiteral("%1 (%2)").arg(socket.errorString(), m_base));
            if (const int code = checkAccess(); code != ExitOk)
                return code;
            // It was broken off: on from the last line, as soon as somebody answers again.
            QTimer::singleShot(500ms, &loop, &QEventLoop::quit);
            loop.exec();
        }
    }

    LogsOptions m_options;
    QString m_base;
    QString m_certificate;
    QByteArray m_key;
    QString m_path;
    QString m_cursor;
    int m_status = 0; // of the latest answer; 0: there was none
    HttpClient m_http;
};

} // namespace

int printLogs(const Config &config, const LogsOptions &options) {
    LogsOptions checked = options;
    if (options.service.isEmpty())
        return fail(ExitUsage, QStringLiteral("logs needs the name or id of a service"));
    if (!options.since.isEmpty()) {
        const auto since = pointInTime(options.since);
        if (!since)
            return fail(
                ExitUsage, QStringLiteral("--since must be a time like 2026-01-31T12:00:00Z or 90s, 15m, 12h, 30d"));
        checked.since = *since;
    }
    bool isNumber = true;
    if (const int tail = options.tail.isEmpty() ? 1 : options.tail.toInt(&isNumber);
        !isNumber || tail < 1 || tail > 10'000)
        return fail(ExitUsage, QStringLiteral("--tail must be between 1 and 10000"));
    if (!options.tail.isEmpty() && !options.since.isEmpty() && options.follow)
        return fail(ExitUsage, QStringLiteral("--tail and --since do not go together with --follow"));
    if (config.port == 0 && options.server.isEmpty())
        return fail(ExitUsage,
            QStringLiteral("the configuration says no port; name the server with --server http://HOST:PORT/api"));
    const QString keyFile =
        options.keyFile.isEmpty() ? config.dataDir + QStringLiteral("/bootstrap.key") : options.keyFile;
    return LogsCommand(config, checked).run(keyFile);
}
