// SPDX-License-Identifier: GPL-3.0-or-later
// The sources go up as a tar stream, and lines of JSON come back (POST /build).
#include "server/engine/docker/dockerbuild.h"
#include "server/catalog/composeforms.h"
#include "server/engine/docker/contextarchive.h"
#include "server/engine/docker/recipe.h"
#include <QCoroFuture>
#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

using namespace std::chrono_literals;

static constexpr auto longestSilence = 15min; // a step that compiles says nothing for long
static constexpr qsizetype longestLine = 256 * 1024;
static constexpr qint64 maxDockerfile = 256 * 1024;

namespace {
/// What the builder says, as it comes.
class BuildOutput {
public:
    BuildOutput(Engine::Progress progress, DockerBuild::Said said)
        : m_progress(std::move(progress)), m_said(std::move(said)) { }

    void feed(const QByteArray &bytes) {
        m_rest += bytes;
        for (qsizetype end; (end = m_rest.indexOf('\n')) >= 0; m_rest.remove(0, end + 1))
            message(m_rest.first(end));
        if (m_rest.size() > longestLine) {
            m_error = QStringLiteral("the engine's answer has no lines");
            m_rest.clear();
        }
    }
    void refuse(const QByteArray &answer) {
        const QString said = QJsonDocument::fromJson(answer)[QLatin1String("message")].toString();
        m_error = said.isEmpty() ? QStringLiteral("the engine refused it") : said.left(1000);
    }

    QString image;
    const std::optional<QString> &error() const { return m_error; }

private:
    void message(const QByteArray &json) {
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        if (const QString wrong = object[QLatin1String("error")].toString(); !wrong.isEmpty())
            m_error = wrong.left(1000);
        if (const QString id = object[QLatin1String("aux")][QLatin1String("ID")].toString(); !id.isEmpty())
            image = id;
        m_line += object[QLatin1String("stream")].toString().toUtf8();
        for (qsizetype end; (end = m_line.indexOf('\n')) >= 0; m_line.remove(0, end + 1))
            line(m_line.first(end));
        if (m_line.size() > longestLine)
            m_line.clear();
    }
    void line(const QByteArray &text) {
        if (text.trimmed().isEmpty())
            return;
        m_said(text.left(8192));
        static const QRegularExpression stepForm(QStringLiteral("^Step (\\d+)/(\\d+) : "));
        const auto step = stepForm.match(QString::fromUtf8(text));
        if (step.hasMatch() && m_progress)
            m_progress((step.captured(1).toDouble() - 1) / std::max(1.0, step.captured(2).toDouble()),
                QString::fromUtf8(text).left(200));
    }

    Engine::Progress m_progress;
    DockerBuild::Said m_said;
    QByteArray m_rest;
    QByteArray m_line;
    std::optional<QString> m_error;
};
} // namespace

QByteArray DockerBuild::registryConfig(const QByteArray &dockerfile) const {
    QJsonObject config;
    for (const QString &image : recipe::images(dockerfile)) {
        if (fullImageName(image).isEmpty())
            continue;
        const QString registry = ImageReference::parse(image).registry;
        const auto login = m_logins ? m_logins(registry) : std::nullopt;
        if (!login)
            continue;
        const QString server =
            registry == QLatin1String("docker.io") ? QStringLiteral("https://index.docker.io/v1/") : registry;
        config.insert(server,
            QJsonObject{{QStringLiteral("username"), login->username}, {QStringLiteral("password"), login->secret}});
    }
    return config.isEmpty()
        ? QByteArray()
        : QJsonDocument(config).toJson(QJsonDocument::Compact).toBase64(QByteArray::Base64UrlEncoding);
}

/// The folder of the context, which has to be in the project's, and not by a link out of it.
static Result<QString> contextOf(const BuildOrder &order) {
    const QString top = QFileInfo(order.folder).canonicalFilePath();
    const QString context = QFileInfo(QDir(order.folder).filePath(order.build.context)).canonicalFilePath();
    if (top.isEmpty() || (context != top && !context.startsWith(top + u'/')))
        return Error{ErrorCode::Validation,
            QStringLiteral("There is no folder \"%1\" in the sources to build from").arg(order.build.context), {}, {}};
    return context;
}

static QString jsonText(const QMap<QString, QString> &values) {
    QJsonObject object;
    for (auto it = values.begin(); it != values.end(); ++it)
        object.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// Percent-encoded whole: QUrlQuery leaves a plus as it is, which the engine takes for a space.
static void addItem(QUrlQuery &query, const char *name, const QString &value) {
    query.addQueryItem(QLatin1String(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

Task<Result<QString>> DockerBuild::run(SessionPtr session, BuildOrder order, Engine::Progress progress, Said said) {
    CO_TRY(context, contextOf(order));
    const QString dockerfile =
        QDir::cleanPath(order.build.dockerfile.isEmpty() ? QStringLiteral("Dockerfile") : order.build.dockerfile);
    const QFileInfo file(context + u'/' + dockerfile);
    QFile read(file.canonicalFilePath());
    if (!file.canonicalFilePath().startsWith(context + u'/') || !read.open(QIODevice::ReadOnly))
        co_return Error{ErrorCode::Validation,
            QStringLiteral("There is no %1 in \"%2\" to build by").arg(dockerfile, order.build.context), {}, {}};
    const QByteArray dockerfileText = read.read(maxDockerfile + 1);
    const QString wrong = dockerfileText.size() > maxDockerfile
        ? QStringLiteral("is larger than %1 KiB").arg(maxDockerfile / 1024)
        : recipe::problem(m_policy, dockerfileText);
    if (!wrong.isEmpty())
        co_return Error::validation(QStringLiteral("git"), QStringLiteral("%1: %2").arg(dockerfile, wrong));
    CO_TRY(archive, ContextArchive::open(context, {dockerfile}));
    QUrlQuery query;
    addItem(query, "dockerfile", dockerfile);
    addItem(query, "t", order.tag);
    addItem(query, "buildargs", jsonText(order.build.args));
    addItem(query, "labels", jsonText(order.labels));
    addItem(query, "rm", QStringLiteral("true"));
    addItem(query, "forcerm", QStringLiteral("true"));
    if (!order.build.target.isEmpty())
        addItem(query, "target", order.build.target);
    OutgoingRequest request = session->client().request("POST", QStringLiteral("/build"), query);
    request.headers.append("Content-Type: application/x-tar");
    if (const QByteArray config = registryConfig(dockerfileText); !config.isEmpty())
        request.headers.append("X-Registry-Config: " + config);
    request.upload = archive;
    const auto output = std::make_shared<BuildOutput>(progress, said);
    const DockerSession::Bytes feed = [output](const QByteArray &bytes) { output->feed(bytes); };
    const DockerSession::Bytes refuse = [output](const QByteArray &answer) { output->refuse(answer); };
    const Result<Done> ended = co_await session->stream(request, longestSilence, feed, refuse);
    CO_TRY_DONE(session->checkInterrupted());
    if (ended && !output->error() && !output->image.isEmpty())
        co_return output->image;
    const QString why =
        output->error().value_or(ended ? QStringLiteral("the engine named no image") : ended.error().message);
    const QString what = QStringLiteral("The image cannot be built: %1").arg(why);
    emit session->noted(QStringLiteral("POST /build of %1 failed: %2").arg(order.tag, why));
    co_return Error{ended ? ErrorCode::Validation : ErrorCode::Unavailable, what,
        QStringLiteral("The service's log has the builder's output, component \"build\""), {}};
}
