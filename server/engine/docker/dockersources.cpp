// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine, the part that builds images from sources, and removes them when nobody can want them any more.
#include "server/engine/docker/dockerengine.h"
#include <QDateTime>
#include <QJsonArray>
#include <QUrl>

/// So many revisions of a service can be rolled back to, and a few failed ones may lie in between.
static constexpr int keptRevisions = 20;

static QString tagOf(const Revision &revision, const QString &component) {
    // Names of images are lower case; ids are, components need not be.
    return QStringLiteral("aiadminpanel/%1/%2:r%3")
        .arg(revision.service.value, component.toLower())
        .arg(revision.number);
}

Task<Result<QMap<QString, QString>>> DockerEngine::build(WorkloadPlan plan, QString folder, Progress progress) {
    const Revision revision = plan.revision;
    const SessionPtr session = begin(revision.service);
    CO_TRY(project, parse(plan));
    CO_TRY_DONE(co_await session->awaitEngine());
    QList<ComposeComponent> wanted;
    for (const ComposeComponent &component : std::as_const(project.components))
        if (component.build)
            wanted.append(component);
    QMap<QString, QString> images;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const QString name = wanted[i].name;
        BuildOrder order{folder, *wanted[i].build, tagOf(revision, name), {}};
        const QJsonObject labels = container::revisionLabels(m_options.panel, revision);
        for (auto it = labels.begin(); it != labels.end(); ++it)
            order.labels.insert(it.key(), it.value().toString());
        const Progress part = [progress, i, all = wanted.size(), name](double fraction, const QString &message) {
            if (progress)
                progress((double(i) + fraction) / double(all), name + QStringLiteral(": ") + message);
        };
        const auto said = [this, plan, revision](const QByteArray &line) {
            const QString text = plan.secrets.apply(QString::fromUtf8(line));
            const qint64 now = std::chrono::nanoseconds(m_clock.now().time_since_epoch()).count();
            emit output(revision.service,
                {{now, LogStream::Stdout, QStringLiteral("build"), text.toUtf8(), 0, revision.number}}, {});
            if (text.startsWith(QLatin1String("Step ")))
                emit noted(revision.service, text);
        };
        CO_TRY(image, co_await m_build.run(session, order, part, said));
        images.insert(name, image);
    }
    // To those nobody can go back any more.
    const auto isOutdated = [newest = revision.number](int built) { return built <= newest - keptRevisions; };
    if (!wanted.isEmpty())
        CO_TRY_DONE(co_await removeBuilt(session, revision.service, isOutdated));
    co_return images;
}

Task<Result<Done>> DockerEngine::removeBuilt(
    SessionPtr session, ServiceId service, std::function<bool(int)> isUnwanted) {
    const QStringList labels{QString(container::panelLabel + u'=' + m_options.panel),
        QString(container::serviceLabel + u'=' + service.value)};
    const QJsonObject filters{{QStringLiteral("label"), QJsonArray::fromStringList(labels)}};
    QUrlQuery query;
    query.addQueryItem(
        QStringLiteral("filters"), QString::fromUtf8(QJsonDocument(filters).toJson(QJsonDocument::Compact)));
    const EngineCall look{"GET", QStringLiteral("/images/json"), query};
    CO_TRY(answer, co_await session->call(look));
    const QJsonArray images = answer.array();
    for (const QJsonValue image : images) {
        const int revision = image[QLatin1String("Labels")][container::revisionLabel].toString().toInt();
        if (!isUnwanted(revision))
            continue;
        QUrlQuery force;
        force.addQueryItem(QStringLiteral("force"), QStringLiteral("true"));
        EngineCall drop{"DELETE", QStringLiteral("/images/") + image[QLatin1String("Id")].toString(), force};
        drop.expected = {ErrorCode::NotFound, ErrorCode::Conflict}; // one that something else stands on stays
        const Result<QJsonDocument> dropped = co_await session->call(drop);
        if (!dropped && !drop.expected.contains(dropped.error().code))
            co_return dropped.error();
    }
    co_return Done{};
}
