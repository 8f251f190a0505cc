// SPDX-License-Identifier: GPL-3.0-or-later
// What is deployed: by template, Compose file and image, in both engines; running, stopped, failed, with a history.
#include "tests/screenshots/demo.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

static const QByteArray program = R"sh(#!/bin/sh
[ "$MODE" = die ] && echo "config: cannot read /etc/importer.conf: no such file" && exit 3
[ "$MODE" = hang ] && echo "waiting for the database" && exec sleep 1000
mkdir -p /www && echo "$TEXT" > /www/index.html
echo "listening on port 8080"
exec httpd -f -v -p 8080 -h /www
)sh";

static const char *slowTemplate = R"(apiVersion: v2
kind: Template
metadata: {name: web-app, displayName: Web app, description: "An application with a worker beside it.", category: webapps, version: "2.4.1"}
spec:
  variables:
    - {name: SERVICE_NAME, type: string, required: true}
    - {name: TEXT, label: Greeting, type: string, default: "Good morning"}
    - {name: MODE, label: Mode, type: choice, choices: [serve, die, hang], default: serve}
    - {name: KEY, label: Key, type: secret, generate: 16}
  domains: [{port: 8080}]
  healthcheck: {path: /, port: 8080, interval: 1s, timeout: 1s, retries: 100, startPeriod: 60s}
  compose: |
    services:
      web:
        image: registry.example.com/shop/web-app:2.4.1
        environment: {TEXT: "${TEXT}", MODE: "${MODE}", KEY: "${KEY}"}
        expose: ["8080"]
        depends_on: [worker]
        stop_grace_period: 0s
      worker:
        image: registry.example.com/shop/web-app:2.4.1
        command: [sleep, "100000"]
        stop_grace_period: 0s
)";

Demo::Demo() {
    QFile file(m_templates.filePath(QStringLiteral("web-app.yaml")));
    if (file.open(QIODevice::WriteOnly))
        file.write(slowTemplate);
}

Demo::~Demo() {
    if (m_panel.isRunning())
        m_panel.removeAll();
}

bool Demo::start() {
    QMap<QString, QString> environment{{QStringLiteral("AAP_TEMPLATES"), m_templates.path()},
        {QStringLiteral("AAP_ENGINES"), QStringLiteral("[{name: process, kind: process}]")}};
    if (m_host.isRunning()) {
        m_host.importImage(QStringLiteral("registry.example.com/shop/web-app:2.4.1"), {"CMD [\"/bin/web\"]"},
            {{QStringLiteral("/bin/web"), program}});
        environment.insert(QStringLiteral("AAP_ENGINES"),
            QStringLiteral("[{name: process, kind: process}, {name: docker, kind: docker, endpoint: '%1'}]")
                .arg(m_host.socketAddress()));
    }
    const bool started = m_panel.start(environment);
    if (!started)
        qWarning("%s", m_panel.log().constData());
    return started;
}

QString Demo::create(const QJsonObject &body) {
    const QJsonObject made = m_panel.post("/api/services", body).json();
    m_panel.finished(made[QLatin1String("operation_id")].toString());
    if (!made.contains(QLatin1String("id")))
        qWarning("%s", QJsonDocument(made).toJson().constData());
    return made[QLatin1String("id")].toString();
}

QString Demo::deploy(
    const QString &templateId, const QString &name, const QJsonObject &variables, const QString &engine) {
    return create({{QStringLiteral("template"), templateId}, {QStringLiteral("name"), name},
        {QStringLiteral("variables"), variables}, {QStringLiteral("engine"), engine}});
}

void Demo::act(const QString &id, const char *verb) {
    const QJsonObject operation = m_panel.post("/api/services/" + id.toLatin1() + '/' + verb).json();
    m_panel.finished(operation[QLatin1String("id")].toString());
}

void Demo::patch(const QString &id, const QJsonObject &variables) {
    m_panel.request("PATCH", "/api/services/" + id.toLatin1(),
        QJsonDocument(QJsonObject{{QStringLiteral("variables"), variables}}).toJson(QJsonDocument::Compact));
    act(id, "deploy");
}

void Demo::fill() {
    const auto text = [](const char *value) { return QJsonValue(QString::fromUtf8(value)); };
    const QString counter = deploy(QStringLiteral("http-echo"), QStringLiteral("api-gateway"),
        {{QStringLiteral("INTERVAL"), text("0.05")}, {QStringLiteral("GREETING"), text("hello")}});
    patch(counter, {{QStringLiteral("GREETING"), text("good evening")}, {QStringLiteral("INTERVAL"), text("0.1")}});
    patch(counter, {{QStringLiteral("DETAIL"), text("settings")}, {QStringLiteral("TOKEN"), text("another-secret")}});
    deploy(QStringLiteral("redis"), QStringLiteral("sessions"));
    deploy(QStringLiteral("memcached"), QStringLiteral("page-cache"));
    deploy(QStringLiteral("postgresql"), QStringLiteral("orders-db"));
    deploy(QStringLiteral("nginx"), QStringLiteral("front"));
    deploy(QStringLiteral("static-site"), QStringLiteral("customer-portal-with-quite-a-long-name-x"));
    act(deploy(QStringLiteral("static-site"), QStringLiteral("old-site")), "stop");
    for (int i = 1; i <= 12; ++i)
        deploy(QStringLiteral("static-site"), QStringLiteral("site-%1").arg(i, 2, 10, QLatin1Char('0')));
    if (!hasContainers())
        return;
    const QString docker = QStringLiteral("docker");
    const QString shop = deploy(QStringLiteral("web-app"), QStringLiteral("shop"), {}, docker);
    patch(shop, {{QStringLiteral("TEXT"), text("Good evening")}});
    const QString image = QStringLiteral("registry.example.com/shop/web-app:2.4.1");
    create({{QStringLiteral("name"), QStringLiteral("status-page")},
        {QStringLiteral("image"),
            QJsonObject{{QStringLiteral("image"), image}, {QStringLiteral("ports"), QJsonArray{8080}}}},
        {QStringLiteral("engine"), docker}});
    deploy(QStringLiteral("web-app"), QStringLiteral("importer"), {{QStringLiteral("MODE"), text("die")}}, docker);
}

void Demo::beginSlowDeployment() {
    m_panel.post("/api/services",
        {{QStringLiteral("template"), QStringLiteral("web-app")}, {QStringLiteral("name"), QStringLiteral("reports")},
            {QStringLiteral("variables"), QJsonObject{{QStringLiteral("MODE"), QStringLiteral("hang")}}},
            {QStringLiteral("engine"), QStringLiteral("docker")}});
}

void Demo::backUp(const char *service) {
    const QJsonValue found =
        m_panel.get("/api/services?search=" + QByteArray(service)).json()[QLatin1String("data")][0];
    const QByteArray id =
        m_panel
            .post("/api/backups",
                {{QStringLiteral("service_id"), found[QLatin1String("id")]}, {QStringLiteral("stop"), true}})
            .json()[QLatin1String("id")]
            .toString()
            .toLatin1();
    if (!QTest::qWaitFor(
            [&] {
                return m_panel.get("/api/backups/" + id).json()[QLatin1String("status")].toString()
                    == QLatin1String("verified");
            },
            60'000))
        qWarning("no backup of %s", service);
}

void Demo::addCustomers() {
    const auto made = [this](const QByteArray &what, const QByteArray &body) {
        return m_panel.request("POST", what, body).json()[QLatin1String("id")].toString();
    };
    const QString small = made("/api/plans",
        R"({"name":"Small","sort_order":1,"quotas":{"services":2,"cpu":1,"memory_mb":1024,"storage_mb":5120,"log_days":7},)"
        R"("features":["template_deploy","backup"],"description":"For one site."})");
    const QString large = made("/api/plans",
        R"({"name":"Large","sort_order":2,"quotas":{"services":50,"cpu":32,"memory_mb":65536,"storage_mb":1048576}})");
    for (const auto &[name, plan, services] :
        {std::tuple("Acme GmbH", small, 2), {"Blue Whale Ltd", large, 3}, {"City library", small, 1}}) {
        const QString customer = made("/api/customers",
            QJsonDocument(
                QJsonObject{{QStringLiteral("name"), QString::fromUtf8(name)},
                    {QStringLiteral("email"), QStringLiteral("it@example.com")}, {QStringLiteral("plan_id"), plan}})
                .toJson(QJsonDocument::Compact));
        for (int i = 1; i <= services; ++i)
            create({{QStringLiteral("template"), QStringLiteral("static-site")},
                {QStringLiteral("name"), QStringLiteral("page-%1").arg(i)},
                {QStringLiteral("engine"), QStringLiteral("process")}, {QStringLiteral("customer_id"), customer}});
    }
}
