// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses, versions, and what becomes of an answer.
#include "server/engine/docker/dockerclient.h"
#include "shared/base/redactor.h"
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>
#include <QVersionNumber>

static constexpr qsizetype maxMessage = 500;
static const QVersionNumber ours(1, 41);
static const QVersionNumber oldest(1, 24);

Result<Done> DockerClient::checkAddress(const QString &address) {
    const QUrl url(address, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (scheme == QLatin1String("unix")) {
        if (url.isValid() && url.host().isEmpty() && url.path().size() > 1)
            return {};
        return Error::validation(QStringLiteral("endpoint"), QStringLiteral("must be unix:///PATH/OF/THE.sock"));
    }
    const bool isPlainHost = url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty() && !url.hasQuery()
        && !url.hasFragment() && (url.path().isEmpty() || url.path() == QLatin1String("/"));
    if (scheme == QLatin1String("https") && isPlainHost)
        return {};
    if (scheme == QLatin1String("http") && isPlainHost) {
        if (url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback())
            return {};
        return Error::validation(QStringLiteral("endpoint"),
            QStringLiteral("whoever reads this connection rules the engine: use https:// with client certificates "
                           "for any host but this one"));
    }
    return Error::validation(
        QStringLiteral("endpoint"), QStringLiteral("must be unix:///PATH, https://HOST:PORT or http://127.0.0.1:PORT"));
}

DockerClient::DockerClient(DockerEndpoint endpoint, QObject *parent)
    : QObject(parent), m_endpoint(std::move(endpoint)) { }

/// Of QUrlQuery's own forms none is safe for Go's parser, which takes + for a space and ; for an error.
static QByteArray encoded(const QUrlQuery &query) {
    QByteArray text;
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
        text += (text.isEmpty() ? '?' : '&') + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    return text;
}

OutgoingRequest DockerClient::request(const QByteArray &method, const QString &path, const QUrlQuery &query) const {
    OutgoingRequest request;
    request.method = method;
    const QUrl address(m_endpoint.address, QUrl::StrictMode);
    if (!checkAddress(m_endpoint.address)) {
        request.url = "refused:"; // spoken by nobody: the request fails
    } else if (address.scheme() == QLatin1String("unix")) {
        request.unixSocket = address.path();
        request.url = "http://docker";
    } else {
        request.url = address.adjusted(QUrl::RemovePath).toEncoded();
        request.tls = m_endpoint.tls;
    }
    if (!m_capabilities.apiVersion.isEmpty())
        request.url += "/v" + m_capabilities.apiVersion.toLatin1();
    request.url += path.toUtf8() + encoded(query);
    return request;
}

/// One line that is fit to be shown: bounded, without control characters.
static QString shown(const QString &text) {
    QString line = text.left(4 * maxMessage);
    for (QChar &character : line)
        if (!character.isPrint())
            character = u' ';
    line = line.simplified();
    return line.size() > maxMessage ? line.left(maxMessage - 1) + QChar(0x2026) : line;
}

/// Takes the values of a container's environment out of what the engine says of it.
static QString withoutSecrets(const QString &text, const QJsonDocument &body) {
    QStringList values;
    const QJsonArray environment = body.object()[QLatin1String("Env")].toArray();
    for (const QJsonValue &entry : environment)
        values.append(entry.toString().section(u'=', 1));
    return Redactor(values).apply(text);
}

Error DockerClient::refusal(
    const QByteArray &method, const QString &path, int status, const QByteArray &answer, const QJsonDocument &body) {
    const QJsonObject told = QJsonDocument::fromJson(answer.left(1 << 20)).object();
    QString said = told[QLatin1String("message")].toString();
    if (said.isEmpty())
        said = QString::fromUtf8(answer.left(4 * maxMessage));
    ErrorCode code = ErrorCode::Unavailable;
    if (status == 404)
        code = ErrorCode::NotFound;
    else if (status == 409 || (status == 500 && said.contains(QLatin1String("already exists")))) // podman
        code = ErrorCode::Conflict;
    else if (status == 400)
        code = ErrorCode::Validation;
    return {code,
        QStringLiteral("%1 %2 answered %3: %4")
            .arg(QString::fromLatin1(method), shown(path), QString::number(status), shown(withoutSecrets(said, body))),
        {}, {}};
}

Error DockerClient::failure(const QByteArray &method, const QString &path, const Error &error) {
    // Whether it was silence or nonsense: the engine cannot be used now.
    const ErrorCode code = error.code == ErrorCode::Timeout ? ErrorCode::Timeout : ErrorCode::Unavailable;
    return {code,
        QStringLiteral("%1 %2 failed: %3").arg(QString::fromLatin1(method), shown(path), shown(error.message)),
        shown(error.details), {}};
}

static bool isJson(const IncomingAnswer &answer) {
    const QByteArray type = answer.headers.value("content-type");
    return type.isEmpty() || type.startsWith("application/json");
}

Task<Result<QJsonDocument>> DockerClient::call(
    QByteArray method, QString path, QUrlQuery query, QJsonDocument body, std::chrono::milliseconds timeout) {
    OutgoingRequest outgoing = request(method, path, query);
    outgoing.timeout = timeout;
    if (!body.isNull()) {
        outgoing.headers.append("Content-Type: application/json");
        outgoing.body = body.toJson(QJsonDocument::Compact);
    }
    const Result<IncomingAnswer> answer = co_await m_http.send(std::move(outgoing));
    if (!answer)
        co_return failure(method, path, answer.error());
    if (answer->status >= 400)
        co_return refusal(method, path, answer->status, answer->body, body);
    const QByteArray text = answer->body.trimmed();
    // "OK", and what nobody has asked for: a success without anything in it.
    if (text.isEmpty() || answer->status == 204 || answer->status == 304)
        co_return QJsonDocument();
    QJsonParseError problem;
    const QJsonDocument parsed = QJsonDocument::fromJson(text, &problem);
    if (parsed.isNull() && text != "null") {
        Error wrong{ErrorCode::Internal, isJson(*answer) ? problem.errorString() : QStringLiteral("no JSON"), {}, {}};
        co_return failure(method, path, wrong);
    }
    co_return parsed;
}

static QString word(const QJsonValue &value) {
    return shown(value.toString().left(64));
}

Task<Result<DockerCapabilities>> DockerClient::negotiate() {
    CO_TRY_DONE(checkAddress(m_endpoint.address));
    const QString before = std::exchange(m_capabilities.apiVersion, {});
    const auto versionResult = co_await call("GET", QStringLiteral("/version"), {}, {}, std::chrono::seconds(10));
    if (!versionResult) {
        m_capabilities.apiVersion = before;
        co_return versionResult.error();
    }
    const QJsonObject version = versionResult->object();
    DockerCapabilities found;
    const QJsonArray components = version[QLatin1String("Components")].toArray();
    const QString platform = version[QLatin1String("Platform")].toObject()[QLatin1String("Name")].toString()
        + components.at(0).toObject()[QLatin1String("Name")].toString();
    const bool isPodman = platform.contains(QLatin1String("podman"), Qt::CaseInsensitive);
    found.product = isPodman ? QStringLiteral("Podman") : QStringLiteral("Docker");
    found.version = word(version[QLatin1String("Version")]);
    found.architecture = word(version[QLatin1String("Arch")]);

    const QString said = word(version[QLatin1String("ApiVersion")]);
    const auto newest = QVersionNumber::fromString(said);
    const auto least = QVersionNumber::fromString(version[QLatin1String("MinAPIVersion")].toString().left(64));
    if (newest.segmentCount() < 2 || newest < oldest) {
        m_capabilities.apiVersion = before;
        Error why{ErrorCode::Unavailable, QStringLiteral("The container engine is too old or none at all"),
            QStringLiteral("It speaks API version \"%1\"; %2 or later is needed").arg(said, oldest.toString()), {}};
        co_return why;
    }
    // One that has given our version up is spoken to in the oldest it still knows.
    found.apiVersion = (newest < ours ? newest : least > ours ? least : ours).toString();

    m_capabilities = found;
    const auto infoResult = co_await call("GET", QStringLiteral("/info"), {}, {}, std::chrono::seconds(10));
    if (!infoResult)
        co_return infoResult.error();
    m_capabilities.cpus = infoResult->object()[QLatin1String("NCPU")].toInt();
    if (isPodman) {
        // Its health checks are timers of systemd.
        m_capabilities.ticksHealth =
            infoResult->object()[QLatin1String("CgroupDriver")].toString() == QLatin1String("systemd");
        m_capabilities.canUpdate = false;
        m_capabilities.joinsLater = false;
        m_capabilities.hasNanosecondLogs = false;
        m_capabilities.tellsOutOfMemory = false;
    }
    found = m_capabilities; // GCC 12 moves from a member that is returned
    co_return found;
}
