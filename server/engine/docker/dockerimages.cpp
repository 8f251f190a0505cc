// SPDX-License-Identifier: GPL-3.0-or-later
// Looking, fetching, looking again.
#include "server/engine/docker/dockerimages.h"
#include "server/engine/docker/pullprogress.h"
#include <QCoroFuture>
#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>

using namespace std::chrono_literals;

/// A registry that says nothing for so long has gone.
static constexpr auto longestSilence = 5min;

static QString pathOf(const QString &image) {
    return QStringLiteral("/images/%1/json").arg(QString::fromLatin1(QUrl::toPercentEncoding(image, "/:@")));
}

/// Names of architectures as `docker version` and as image files have them.
static QString architecture(const QString &name) {
    static const QMap<QString, QString> same{
        {QStringLiteral("x86_64"), QStringLiteral("amd64")}, {QStringLiteral("aarch64"), QStringLiteral("arm64")}};
    return same.value(name, name);
}

static DockerImage read(const QJsonObject &json, const ImageReference &asked) {
    DockerImage image;
    image.id = json[QLatin1String("Id")].toString();
    image.exact = image.id;
    const QJsonArray digests = json[QLatin1String("RepoDigests")].toArray();
    for (const QJsonValue &digest : digests) {
        const ImageReference known = ImageReference::parse(digest.toString());
        if (known.registry == asked.registry && known.repository == asked.repository)
            image.exact = digest.toString();
    }
    const QJsonObject config = json[QLatin1String("Config")].toObject();
    image.volumes = config[QLatin1String("Volumes")].toObject().keys();
    image.hasHealthcheck = config[QLatin1String("Healthcheck")].isObject();
    return image;
}

Task<Result<DockerImage>> DockerImages::inspect(SessionPtr session, QString name) {
    EngineCall look{"GET", pathOf(name)};
    look.expected = {ErrorCode::NotFound};
    CO_TRY(answer, co_await session->call(look));
    const QJsonObject json = answer.object();
    const QString has = architecture(json[QLatin1String("Architecture")].toString());
    const QString needs = architecture(session->client().capabilities().architecture);
    if (!has.isEmpty() && !needs.isEmpty() && has != needs)
        co_return Error{ErrorCode::Validation,
            QStringLiteral("The image %1 is for %2, and this engine runs %3").arg(name, has, needs),
            QStringLiteral("Name an image that is made for %1 too").arg(needs), {}};
    co_return read(json, ImageReference::parse(name));
}

QByteArray DockerImages::authorization(const QString &registry) const {
    const auto login = m_logins ? m_logins(registry) : std::nullopt;
    if (!login)
        return {};
    const QString server =
        registry == QLatin1String("docker.io") ? QStringLiteral("https://index.docker.io/v1/") : registry;
    const QJsonObject said{{QStringLiteral("username"), login->username}, {QStringLiteral("password"), login->secret},
        {QStringLiteral("serveraddress"), server}};
    return QJsonDocument(said).toJson(QJsonDocument::Compact).toBase64(QByteArray::Base64UrlEncoding);
}

static Error fetchError(const QString &image, const QString &said) {
    const QString what = QStringLiteral("The image %1 cannot be fetched: %2").arg(image, said);
    if (said.contains(QLatin1String("no space left")))
        return {ErrorCode::Unavailable,
            QStringLiteral("There is no room for the image %1 on the engine's disk").arg(image), said, {}};
    if (said.contains(QLatin1String("no matching manifest")))
        return {ErrorCode::Validation, what, QStringLiteral("It is not made for this engine's architecture"), {}};
    if (said.contains(QLatin1String("unauthorized")) || said.contains(QLatin1String("denied"))
        || said.contains(QLatin1String("no basic auth")))
        return {ErrorCode::Validation, what, QStringLiteral("It does not exist, or its registry wants a login"), {}};
    if (said.contains(QLatin1String("not found")) || said.contains(QLatin1String("manifest unknown")))
        return {ErrorCode::Validation, what, QStringLiteral("Check its name and tag"), {}};
    return {ErrorCode::Unavailable, what, {}, {}};
}

Task<Result<Done>> DockerImages::fetch(SessionPtr session, QString name, Engine::Progress progress) {
    const ImageReference image = ImageReference::parse(name);
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("fromImage"), image.name);
    query.addQueryItem(QStringLiteral("tag"), image.digest.isEmpty() ? image.tag : image.digest);
    const QByteArray authorized = authorization(image.registry);
    for (int tries = 1;; ++tries) {
        CO_TRY_DONE(session->checkInterrupted());
        OutgoingRequest request = session->client().request("POST", QStringLiteral("/images/create"), query);
        if (!authorized.isEmpty())
            request.headers.append("X-Registry-Auth: " + authorized);
        const auto pull = std::make_shared<PullProgress>(name);
        const auto tell = [pull, progress] {
            if (progress)
                progress(pull->fraction(), pull->text());
        };
        const DockerSession::Bytes feed = [pull, tell](const QByteArray &bytes) {
            pull->feed(bytes);
            tell();
        };
        const DockerSession::Bytes refuse = [pull](const QByteArray &answer) { pull->refuse(answer); };
        const Result<Done> ended = co_await session->stream(request, longestSilence, feed, refuse);
        CO_TRY_DONE(session->checkInterrupted());
        if (ended && !pull->error())
            co_return Done{};
        const QString said = pull->error().value_or(ended ? QString() : ended.error().message);
        const Error error = fetchError(name, said);
        emit session->noted(QStringLiteral("POST /images/create of %1 failed: %2").arg(name, said));
        if (ended || tries >= 5)
            co_return error;
        CO_TRY_DONE(co_await session->awaitEngine());
        emit session->noted(QStringLiteral("Fetching %1 again").arg(name));
    }
}

Task<Result<DockerImage>> DockerImages::ensure(
    SessionPtr session, QString name, QString exact, Engine::Progress progress) {
    const QString wanted = exact.isEmpty() ? name : exact;
    const Result<DockerImage> there = co_await inspect(session, wanted);
    if (!there && there.error().code != ErrorCode::NotFound)
        co_return there.error();
    const bool floats = exact.isEmpty() && ImageReference::parse(name).floats();
    if (there && !floats)
        co_return there;
    if (ImageReference::isId(wanted))
        co_return Error{ErrorCode::Unavailable,
            QStringLiteral("The image %1 that ran before (%2) is gone, and no registry has it")
                .arg(name, wanted.left(19)),
            QStringLiteral("Load it into the engine again, or deploy another revision"), {}};
    const Result<Done> fetched = co_await fetch(session, wanted, progress);
    CO_TRY_DONE(session->checkInterrupted());
    if (!fetched && there) {
        emit session->noted(QStringLiteral("Going on with the %1 that is there").arg(name));
        co_return there;
    }
    if (!fetched)
        co_return fetched.error();
    co_return co_await inspect(session, wanted);
}
