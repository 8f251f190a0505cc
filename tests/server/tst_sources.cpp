// SPDX-License-Identifier: GPL-3.0-or-later
// From what a request says to what an engine reads, and back from what is stored; ports that meet.
#include "server/engine/docker/dockerengine.h"
#include "server/engine/process/processengine.h"
#include "server/services/planning.h"
#include "shared/contract/rules.h"
#include <QTest>

class tst_sources : public QObject {
    Q_OBJECT

    Catalog m_catalog;
    Sources m_sources{m_catalog, SourcePolicy{{}, rules::gitProtocols}};

    static CreateService service() {
        CreateService body;
        body.name = QStringLiteral("web");
        return body;
    }
    static CreateService composeOf(const char *text) {
        CreateService body = service();
        body.compose = QString::fromLatin1(text);
        return body;
    }
    static DeploymentRecord stored(const Blueprint &made) {
        DeploymentRecord record;
        record.deploy_method = made.method;
        record.source = QString::fromUtf8(made.file.source);
        record.image = made.image;
        record.git = made.git;
        record.commit_id = made.commit;
        return record;
    }

private slots:
    void exactlyOneSourceIsNeeded() {
        QVERIFY(m_sources.faults(service()).contains(QStringLiteral("template")));
        CreateService both = composeOf("services: {}");
        both.template_id = QStringLiteral("none");
        QVERIFY(m_sources.faults(both).contains(QStringLiteral("template")));
        QVERIFY(m_sources.faults(composeOf("services: {}")).isEmpty());
    }
    void placeholdersAreVariablesAndSecretOnesAreSecrets() {
        CreateService body =
            composeOf("services:\n"
                      "  app:\n"
                      "    image: nginx:${TAG:-1.25}\n"
                      "    ports: [\"${PORT}:80\"]\n"
                      "    environment: {PASS: \"${DB_PASSWORD:-dull}\", NAME: \"${SERVICE_NAME}\"}\n");
        body.variables = QMap<QString, QJsonValue>{{QStringLiteral("PORT"), 8080}};
        const auto made = m_sources.create(body);
        QVERIFY2(made, made ? "" : qPrintable(QStringList(made.error().fields.values()).join(u'\n')));
        QCOMPARE(made->variables.values.value(QStringLiteral("TAG")), QStringLiteral("1.25"));
        QCOMPARE(made->variables.secrets.value(QStringLiteral("DB_PASSWORD")), QStringLiteral("dull"));
        QVERIFY(!made->variables.values.contains(QStringLiteral("DB_PASSWORD")));
        QCOMPARE(made->file.domains.first().port, 80);
        const auto project = m_sources.project(*made);
        QVERIFY(project);
        QCOMPARE(fixedPorts(*project), QStringList{QStringLiteral("8080/tcp")});
        QCOMPARE(project->components.first().image, QStringLiteral("nginx:1.25"));
        QCOMPARE(project->components.first().environment.value(QStringLiteral("NAME")), QStringLiteral("web"));

        const auto again = m_sources.restore(stored(*made), made->variables);
        QVERIFY(again);
        QCOMPARE(again->file.domains, made->file.domains);
        QCOMPARE(again->file.detail.compose, made->file.detail.compose);
    }
    void containersCountForTheLimitsTheyRunWith() {
        SystemClock clock;
        DockerEngineOptions options;
        options.limits.cpus = 2;
        options.limits.memoryBytes = qint64(256) * 1024 * 1024;
        const DockerEngine engine(options, clock);
        const auto demandOf = [&](const char *text) {
            const auto made = m_sources.create(composeOf(text));
            return made ? claimsOf(engine, *made, *m_sources.project(*made)).demand : Demand{-1, -1, -1};
        };
        QCOMPARE(demandOf("services: {a: {image: nginx}}\n"), (Demand{2, 256, 0}));
        QCOMPARE(
            demandOf("services:\n"
                     "  a: {image: nginx, deploy: {replicas: 3, resources: {limits: {cpus: '0.5', memory: 100M}}}}\n"
                     "  b: {image: redis, deploy: {replicas: 0}}\n"
                     "  c: {image: redis}\n"),
            (Demand{3.5, 3 * 100 + 256, 0}));
        // The deployment's variables limit each container that says nothing itself.
        QCOMPARE(demandOf("services:\n"
                          "  a: {image: nginx, environment: ['M=${MEMORY_MB:-64}', 'C=${CPU_LIMIT:-0.25}']}\n"
                          "  b: {image: redis, deploy: {resources: {limits: {cpus: '1'}}}}\n"),
            (Demand{1.25, 128, 0}));
    }
    void programsCountForTheirLimitsOrWhatTheyNeed() {
        SystemClock clock;
        const ProcessEngine engine(ProcessEngineOptions{}, clock);
        Blueprint made;
        made.file.detail.min_resources = {0.1, 32, 10};
        QCOMPARE(claimsOf(engine, made, {}).demand, (Demand{0.1, 32, 10}));
        made.variables.values = {
            {QStringLiteral("MEMORY_MB"), QStringLiteral("16")}, {QStringLiteral("CPU_LIMIT"), QStringLiteral("0.5")}};
        QCOMPARE(claimsOf(engine, made, {}).demand, (Demand{0.5, 16, 10}));
        QCOMPARE(larger({0.5, 16, 10}, {0.25, 32, 10}), (Demand{0.5, 32, 10}));
    }
    void whatIsWrongIsToldWithLineAndColumn() {
        const auto bad = m_sources.create(composeOf("services:\n  app:\n    image: nginx\n    privileged: true\n"));
        QVERIFY(!bad);
        const QString said = bad.error().fields.value(QStringLiteral("compose"));
        QVERIFY2(
            said.contains(QLatin1String("line 4, column")) && said.contains(QLatin1String("services.app.privileged")),
            qPrintable(said));
        const auto missing = m_sources.create(composeOf("services: {app: {image: \"${IMAGE}\"}}\n"));
        QVERIFY(missing.error().fields.contains(QStringLiteral("variables.IMAGE")));
        for (const char *text : {"", "services: [", "just text", "services: {}"}) {
            const auto none = m_sources.create(composeOf(text));
            QVERIFY2(!none && none.error().fields.contains(QStringLiteral("compose")), text);
        }
    }
    void anExtensionSaysWhatIsReachedAndProbed() {
        const auto made = m_sources.create(composeOf("services:\n"
                                                     "  db: {image: redis, expose: [\"6379\"]}\n"
                                                     "  app: {image: nginx, ports: [\"80\", \"81\"]}\n"
                                                     "x-aiadminpanel:\n"
                                                     "  domains: [{port: 81}]\n"
                                                     "  healthcheck: {path: /up, port: 81, interval: 5s}\n"));
        QVERIFY2(made, made ? "" : qPrintable(QStringList(made.error().fields.values()).join(u'\n')));
        QCOMPARE(made->file.domains.first().port, 81);
        QCOMPARE(made->file.healthcheck->path, QStringLiteral("/up"));
        const auto wrong =
            m_sources.create(composeOf("services: {app: {image: nginx, ports: [\"80\"]}}\nx-aiadminpanel:\n  domains: "
                                       "[{port: 82}]\n  colour: red\n"));
        QVERIFY(!wrong);
        const QString said = wrong.error().fields.value(QStringLiteral("compose"));
        QVERIFY2(
            said.contains(QLatin1String("x-aiadminpanel.domains.0.port")) && said.contains(QLatin1String("colour")),
            qPrintable(said));
    }
    void anImageIsOneComponentWhoseSecretsStayOutOfTheText() {
        CreateService body = service();
        body.image = ImageSource{QStringLiteral("ghcr.io/me/app:2"),
            QList<PortText>{{QStringLiteral("8080")}, {QStringLiteral("9000:9000/udp")}},
            QMap<QString, QJsonValue>{{QStringLiteral("MODE"), QStringLiteral("$fast ${x}")},
                {QStringLiteral("API_KEY"), QStringLiteral("hunter22")}, {QStringLiteral("EMPTY"), QString()}}};
        QVERIFY(m_sources.faults(body).isEmpty());
        const auto made = m_sources.create(body);
        QVERIFY2(made, made ? "" : qPrintable(QStringList(made.error().fields.values()).join(u'\n')));
        QVERIFY(!made->file.source.contains("hunter22"));
        QCOMPARE(made->image->env.value(QStringLiteral("API_KEY")), std::optional<QString>());
        QCOMPARE(made->image->env.value(QStringLiteral("MODE")), std::optional(QStringLiteral("$fast ${x}")));
        const auto project = m_sources.project(*made);
        QVERIFY(project);
        const ComposeComponent &app = project->components.first();
        QCOMPARE(app.environment.value(QStringLiteral("API_KEY")), QStringLiteral("hunter22"));
        QCOMPARE(app.environment.value(QStringLiteral("MODE")), QStringLiteral("$fast ${x}"));
        QCOMPARE(app.environment.value(QStringLiteral("EMPTY")), QString());
        QCOMPARE(app.ports.size(), 2);
        QCOMPARE(made->file.domains.first().port, 8080);

        PatchService patch;
        patch.image = ImageSource{QStringLiteral("ghcr.io/me/app:3"), {},
            QMap<QString, QJsonValue>{{QStringLiteral("API_KEY"), QJsonValue()}}};
        const auto changed = m_sources.change(*made, patch, QStringLiteral("web"));
        QVERIFY(changed);
        QCOMPARE(changed->variables.secrets.value(QStringLiteral("API_KEY")), QStringLiteral("hunter22"));
        QVERIFY(!changed->variables.values.contains(QStringLiteral("MODE")));
        PatchService one;
        one.variables = QMap<QString, QJsonValue>{{QStringLiteral("MODE"), QStringLiteral("slow")}};
        const auto other = m_sources.change(*made, one, QStringLiteral("web"));
        QVERIFY(other);
        QCOMPARE(other->image->image, QStringLiteral("ghcr.io/me/app:2"));
        QCOMPARE(other->variables.values.value(QStringLiteral("MODE")), QStringLiteral("slow"));
        QCOMPARE(other->variables.secrets.value(QStringLiteral("API_KEY")), QStringLiteral("hunter22"));
    }
    void theMethodStaysAsItIs() {
        const auto made = m_sources.create(composeOf("services: {app: {image: nginx}}"));
        QVERIFY(made);
        PatchService patch;
        patch.image = ImageSource{QStringLiteral("nginx"), {}, {}};
        const auto refused = m_sources.change(*made, patch, QStringLiteral("web"));
        QVERIFY(!refused && refused.error().fields.contains(QStringLiteral("image")));
        PatchService text;
        text.compose = QStringLiteral("services: {app: {image: redis}}");
        QCOMPARE(m_sources.change(*made, text, QStringLiteral("web"))->file.source, text.compose->toUtf8());
    }
    void aTokenIsKeptUntilItIsTakenAway() {
        CreateService body = service();
        body.git = GitSource{QStringLiteral("https://git.example.com/a"), QStringLiteral("main"), {},
            QStringLiteral("me"), QStringLiteral("open sesame")};
        body.variables = QMap<QString, QJsonValue>{{QStringLiteral("MODE"), 1}};
        const auto made = m_sources.create(body);
        QVERIFY(made && !made->isFetched());
        QVERIFY(made->git->has_token);
        QVERIFY(!made->variables.shown().contains(gitTokenName));
        PatchService ref;
        ref.git = GitSource{QStringLiteral("https://git.example.com/a"), QStringLiteral("next"), {}, {}, {}};
        const auto kept = m_sources.change(*made, ref, QStringLiteral("web"));
        QCOMPARE(kept->variables.secrets.value(gitTokenName), QStringLiteral("open sesame"));
        ref.git->token = QString();
        const auto removed = m_sources.change(*kept, ref, QStringLiteral("web"));
        QVERIFY(!removed->git->has_token && !removed->variables.secrets.contains(gitTokenName));

        const auto complete = m_sources.complete(*made,
            "services: {app: {build: ., environment: {MODE: \"${MODE}\"}, ports: [\"80\"]}}", QStringLiteral("web"));
        QVERIFY2(complete, complete ? "" : qPrintable(QStringList(complete.error().fields.values()).join(u'\n')));
        QCOMPARE(complete->variables.values.value(QStringLiteral("MODE")), QStringLiteral("1"));
        QCOMPARE(complete->variables.secrets.value(gitTokenName), QStringLiteral("open sesame"));
        QCOMPARE(complete->file.domains.first().port, 80);
    }
    void portsMeetWhereTheirAddressesDo_data() {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<bool>("meet");
        QTest::newRow("same") << QStringLiteral("80/tcp") << QStringLiteral("80/tcp") << true;
        QTest::newRow("other protocol") << QStringLiteral("80/tcp") << QStringLiteral("80/udp") << false;
        QTest::newRow("other number") << QStringLiteral("80/tcp") << QStringLiteral("8080/tcp") << false;
        QTest::newRow("all and one") << QStringLiteral("80/tcp") << QStringLiteral("127.0.0.1:80/tcp") << true;
        QTest::newRow("any and one") << QStringLiteral("0.0.0.0:80/tcp") << QStringLiteral("127.0.0.1:80/tcp") << true;
        QTest::newRow("two") << QStringLiteral("127.0.0.2:80/tcp") << QStringLiteral("127.0.0.1:80/tcp") << false;
    }
    void portsMeetWhereTheirAddressesDo() {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(bool, meet);
        QCOMPARE(portsInBoth({a}, {b}).isEmpty(), !meet);
        QCOMPARE(portsInBoth({b}, {a}).isEmpty(), !meet);
    }
};

QTEST_GUILESS_MAIN(tst_sources)
#include "tst_sources.moc"
