// SPDX-License-Identifier: GPL-3.0-or-later
// Setting up, looking around, and asking the service itself.
#include "tests/e2e/dockerpanel.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

static const QByteArray webScript = R"sh(#!/bin/sh
[ "$MODE" = die ] && echo "cannot go on with $KEY" && exit 3
[ "$MODE" = hang ] && exec sleep 1000
mkdir -p /www && echo "$TEXT" > /www/index.html
echo "serving $TEXT"
exec httpd -f -p 8080 -h /www
)sh";

DockerPanel::DockerPanel(const QStringList &engineOptions) : host(engineOptions) {
    host.importImage(QStringLiteral("tiny:1"), {"CMD [\"/bin/web\"]"}, {{QStringLiteral("/bin/web"), webScript}});
    QFile source(QStringLiteral(AAP_SOURCE_DIR "/tests/e2e/composed.yaml"));
    QFile file(m_templates.filePath(QStringLiteral("composed.yaml")));
    if (source.open(QIODevice::ReadOnly) && file.open(QIODevice::WriteOnly))
        file.write(source.readAll().replace("VERSION", "1"));
}

bool DockerPanel::start(const QMap<QString, QString> &more) {
    QMap<QString, QString> environment{{QStringLiteral("AAP_TEMPLATES"), m_templates.path()},
        {QStringLiteral("AAP_ENGINES"),
            QStringLiteral("[{name: process, kind: process}, {name: docker, kind: docker, endpoint: '%1'}]")
                .arg(address.isEmpty() ? host.socketAddress() : address)}};
    environment.insert(more);
    return panel.start(environment);
}

QStringList DockerPanel::things(const QString &service) {
    const QString prefix = QStringLiteral("aap-") + service.section(u'_', 1);
    QStringList names;
    const auto add = [&](QString name) {
        if (name.startsWith(u'/'))
            name.remove(0, 1);
        if (name.startsWith(prefix))
            names.append(name);
    };
    const QJsonArray containers =
        QJsonDocument::fromJson(host.ask("GET", QStringLiteral("/containers/json?all=1"))).array();
    for (const QJsonValue container : containers)
        add(container[QLatin1String("Names")][0].toString());
    for (const QJsonValue network : QJsonDocument::fromJson(host.ask("GET", QStringLiteral("/networks"))).array())
        add(network[QLatin1String("Name")].toString());
    const QJsonObject volumes = QJsonDocument::fromJson(host.ask("GET", QStringLiteral("/volumes"))).object();
    for (const QJsonValue volume : volumes[QLatin1String("Volumes")].toArray())
        add(volume[QLatin1String("Name")].toString());
    // And what carries its label under whatever name.
    const QString label =
        service.isEmpty() ? QStringLiteral("aiadminpanel.panel") : QStringLiteral("aiadminpanel.service=") + service;
    const QString filters = QStringLiteral("filters={\"label\":[\"%1\"]}").arg(label);
    const auto labelled = [&](const QString &path) {
        return QJsonDocument::fromJson(
            host.ask("GET", path + QString::fromLatin1(QUrl::toPercentEncoding(filters, "="))));
    };
    for (const QJsonValue container : labelled(QStringLiteral("/containers/json?all=1&")).array())
        names.append(container[QLatin1String("Names")][0].toString().mid(1));
    for (const QJsonValue network : labelled(QStringLiteral("/networks?")).array())
        names.append(network[QLatin1String("Name")].toString());
    for (const QJsonValue volume : labelled(QStringLiteral("/volumes?"))[QLatin1String("Volumes")].toArray())
        names.append(volume[QLatin1String("Name")].toString());
    for (const QJsonValue image : labelled(QStringLiteral("/images/json?")).array())
        names.append(image[QLatin1String("RepoTags")][0].toString());
    names.sort();
    names.removeDuplicates();
    return names;
}

int DockerPanel::running() {
    return int(QJsonDocument::fromJson(host.ask("GET", QStringLiteral("/containers/json"))).array().size());
}

LiveService::LiveService(DockerPanel &docker, const QString &name) : m_panel(docker.panel) {
    create({{QStringLiteral("name"), name}, {QStringLiteral("template"), QStringLiteral("composed")}});
}

LiveService::LiveService(LivePanel &panel, const QString &name, const QString &compose) : m_panel(panel) {
    create({{QStringLiteral("name"), name}, {QStringLiteral("compose"), compose}});
}

void LiveService::create(const QJsonObject &body) {
    const QJsonObject made = m_panel.post("/api/services", body).json();
    id = made[QLatin1String("id")].toString();
    path = "/api/services/" + id.toLatin1();
    created = m_panel.finished(made[QLatin1String("operation_id")].toString());
    if (created[QLatin1String("status")] != QLatin1String("succeeded"))
        qWarning("%s", QJsonDocument(made.isEmpty() ? created : made).toJson().constData());
}

LiveService::LiveService(DockerPanel &docker, const QJsonObject &made)
    : id(made[QLatin1String("id")].toString()), path("/api/services/" + id.toLatin1()), m_panel(docker.panel) { }

QByteArray LiveService::shownBy(int revision) {
    const QJsonArray all = m_panel.get(path + "/deployments?per_page=100").json()[QLatin1String("data")].toArray();
    for (const QJsonValue one : all)
        if (one[QLatin1String("revision")].toInt() == revision)
            return one[QLatin1String("variables")][QLatin1String("TEXT")].toString().toUtf8();
    return "no such revision";
}

LiveService::~LiveService() {
    m_panel.request("DELETE", path + "?purge=true");
    (void)QTest::qWaitFor([this] { return m_panel.isIdle(); }, 20000);
}

QJsonObject LiveService::act(const char *verb, const QJsonObject &body) {
    const HttpAnswer answer = m_panel.post(path + '/' + verb, body);
    return answer.status == 201 ? m_panel.finished(answer.json()[QLatin1String("id")].toString()) : answer.json();
}

int LiveService::patch(const char *shown, const char *mode) {
    const QJsonObject body{{QStringLiteral("variables"),
        QJsonObject{{QStringLiteral("TEXT"), QLatin1String(shown)}, {QStringLiteral("MODE"), QLatin1String(mode)}}}};
    return m_panel.request("PATCH", path, QJsonDocument(body).toJson()).status;
}

QJsonObject LiveService::deploy(const char *shown, const char *mode) {
    const int status = patch(shown, mode);
    return status == 200 ? act("deploy") : QJsonObject{{QStringLiteral("status"), status}};
}

QByteArray LiveService::page() {
    if (m_panel.isRunning())
        m_url = text("url");
    QProcess curl;
    curl.start(QStringLiteral("curl"), {QStringLiteral("-s"), QStringLiteral("-m"), QStringLiteral("5"), m_url});
    curl.waitForFinished(8000);
    return curl.readAllStandardOutput().trimmed();
}

QStringList LiveService::lines(const char *search) {
    QStringList texts;
    const QJsonArray all =
        m_panel.get(path + "/logs?tail=1000&search=" + search).json()[QLatin1String("data")].toArray();
    for (const QJsonValue line : all)
        texts.append(line[QLatin1String("text")].toString());
    return texts;
}

qint64 LiveService::newest() {
    const QJsonObject page = m_panel.get(path + "/logs?tail=1").json();
    return page[QLatin1String("data")][0][QLatin1String("seq")].toInteger();
}

QJsonArray LiveService::entries() {
    static constexpr int most = 10'000;
    QJsonArray all;
    QString after = m_panel.get(path + "/logs?tail=1").json()[QLatin1String("oldest")].toString();
    for (;;) {
        const QJsonObject page =
            m_panel.get(path + "/logs?limit=" + QByteArray::number(most) + "&after=" + after.toLatin1()).json();
        const QJsonArray data = page[QLatin1String("data")].toArray();
        for (const QJsonValue &entry : data)
            all.append(entry);
        after = page[QLatin1String("cursor")].toString();
        if (data.size() < most)
            return all;
    }
}

bool LiveService::writes(const char *search) {
    return !m_panel.get(path + "/logs?tail=1&search=" + search).json()[QLatin1String("data")].toArray().isEmpty();
}

QStringList LiveService::expected(int revision) const {
    const QString prefix = QStringLiteral("aap-%1-r%2").arg(id.section(u'_', 1)).arg(revision);
    return {prefix + QStringLiteral("-side"), prefix + QStringLiteral("-web"), prefix + QStringLiteral("_default")};
}
