// SPDX-License-Identifier: GPL-3.0-or-later
// Every template the server comes with: what its form asks for, and what each engine would be told to do; without one.
#include "server/catalog/svgicon.h"
#include "server/engine/docker/containerspec.h"
#include "server/engine/docker/imagereference.h"
#include "server/services/planning.h"
#include "shared/contract/rules.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

namespace {
const Catalog &catalog() {
    static const Catalog loaded = Catalog::load({Catalog::builtInFolder()});
    return loaded;
}
/// Those whose program Debian 12 has.
const QStringList ofDebian{QStringLiteral("http-echo"), QStringLiteral("mariadb"), QStringLiteral("memcached"),
    QStringLiteral("nginx"), QStringLiteral("postgresql"), QStringLiteral("prometheus"), QStringLiteral("redis"),
    QStringLiteral("registry"), QStringLiteral("static-site")};
/// Nothing of theirs must be kept.
const QStringList withoutData{
    QStringLiteral("http-echo"), QStringLiteral("memcached"), QStringLiteral("nginx"), QStringLiteral("static-site")};

ContainerContext contextOf(const Blueprint &made) {
    ContainerContext context;
    context.panel = QStringLiteral("panel1");
    context.revision = {ServiceId{QStringLiteral("svc_abc")}, 1};
    context.profile = made.file.detail.security_profile;
    for (const DomainRoute &domain : made.file.domains)
        context.reached.append(domain.port);
    if (made.file.healthcheck && made.file.healthcheck->kind != ProbeKind::Command)
        context.reached.append(made.file.healthcheck->port);
    return context;
}
QByteArray textOf(const QJsonValue &value) {
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
}
} // namespace

class tst_templateplans : public QObject {
    Q_OBJECT

    Sources m_sources{catalog(), SourcePolicy{{}, rules::gitProtocols}};

    static void everyTemplate() {
        QTest::addColumn<QString>("slug");
        for (const TemplateFile &file : catalog().templates())
            QTest::newRow(qPrintable(file.detail.id.value)) << file.detail.id.value;
    }
    Result<Blueprint> plan(const QString &slug, const GivenVariables &variables = {}) const {
        CreateService body;
        body.name = QStringLiteral("sample");
        body.template_id = slug;
        body.variables = variables;
        return m_sources.create(body);
    }

private slots:
    void thereAreManyAndTheyDiffer() {
        QVERIFY2(catalog().faults().isEmpty(), qPrintable(catalog().faults().value(0).toString()));
        QVERIFY(catalog().templates().size() >= 35);
        QSet<QString> names;
        QSet<QByteArray> icons;
        QMap<QString, int> categories;
        for (const TemplateFile &file : catalog().templates()) {
            names.insert(file.detail.display_name.toLower());
            icons.insert(file.logoSvg);
            ++categories[toText(file.detail.category)];
            QCOMPARE(file.process.has_value(), ofDebian.contains(file.detail.id.value));
        }
        QCOMPARE(size_t(names.size()), catalog().templates().size());
        QCOMPARE(size_t(icons.size()), catalog().templates().size());
        for (const char *category : {"ai", "databases", "devtools", "webapps"})
            QVERIFY2(categories.value(QLatin1String(category)) >= 6, category);
    }

    void eachTellsWhatItIs_data() { everyTemplate(); }
    void eachTellsWhatItIs() {
        QFETCH(QString, slug);
        const TemplateFile &file = *catalog().find(slug);
        const TemplateDetail &d = file.detail;
        QVERIFY(!d.description.isEmpty() && !d.tags.isEmpty() && !d.version.isEmpty() && !d.coming_soon);
        QVERIFY(d.documentation && d.documentation->startsWith(QLatin1String("https://")));
        QVERIFY(d.min_resources.cpu_cores > 0 && d.min_resources.memory_mb > 0 && d.min_resources.storage_mb > 0);
        QVERIFY(file.healthcheck);
        QVERIFY2(svgIconProblem(file.logoSvg).isEmpty(), qPrintable(svgIconProblem(file.logoSvg)));
        QVERIFY(file.logoSvg.contains("viewBox=\"0 0 24 24\"") && file.logoSvg.size() < 2048);
        QCOMPARE(d.origin, TemplateOrigin::BuiltIn);
        for (const TemplateVariable &variable : d.variables) {
            QVERIFY2(variable.description.size() > 10 && variable.label != variable.name, qPrintable(variable.name));
            // By its name alone.
            QVERIFY2(!variable.required || variable.default_value || variable.generate, qPrintable(variable.name));
            if (variable.type != VariableType::Secret)
                continue;
            QVERIFY2(
                variable.generate.value_or(16) >= 16 && variable.generate.value_or(16) <= variable.max.value_or(256),
                qPrintable(variable.name));
            QVERIFY2(
                variable.generate || variable.description.contains(QLatin1String("empty")), qPrintable(variable.name));
        }
    }

    void eachIsPlannedForContainersByItsNameAlone_data() { everyTemplate(); }
    void eachIsPlannedForContainersByItsNameAlone() {
        QFETCH(QString, slug);
        const auto made = plan(slug);
        QVERIFY2(made, made ? "" : qPrintable(QStringList(made.error().fields.values()).join(u'\n')));
        const auto project = m_sources.project(*made);
        QVERIFY2(project, project ? "" : qPrintable(QStringList(project.error().fields.values()).join(u'\n')));
        const DeployPlan shown =
            deployPlan(QStringLiteral("sample"), QStringLiteral("docker"), *made, *project, std::nullopt);
        QCOMPARE(shown.warnings, QStringList());
        QCOMPARE(shown.components.size(), project->components.size());
        QVERIFY(!shown.volumes.isEmpty() || withoutData.contains(slug));

        const ContainerContext context = contextOf(*made);
        QSet<int> published;
        for (const ComposeComponent &component : project->components) {
            const ImageReference image = ImageReference::parse(component.image);
            QVERIFY2(!image.floats() && !image.tag.isEmpty(), qPrintable(component.image));
            QVERIFY2(image.tag.contains(QRegularExpression(QStringLiteral("[0-9]"))), qPrintable(component.image));
            for (const ComposeMount &mount : component.mounts)
                QVERIFY2(mount.kind == ComposeMount::Kind::Volume && !mount.source.isEmpty(), qPrintable(mount.target));
            const ContainerSpec spec = container::spec(*project, component, 1, context);
            const QJsonObject host = spec.body[QLatin1String("HostConfig")].toObject();
            QVERIFY(host[QLatin1String("Memory")].toDouble() > 0 && host[QLatin1String("PidsLimit")].toInt() > 0);
            QCOMPARE(host[QLatin1String("Privileged")].toBool(), false);
            QCOMPARE(host[QLatin1String("CapDrop")].toArray(), QJsonArray{QStringLiteral("ALL")});
            for (const ComposePort &port : container::ports(*project, component, context.reached)) {
                QVERIFY2(port.published == 0, "a port of the host of its own keeps a second service from being made");
                published.insert(port.target);
            }
        }
        for (const DomainRoute &domain : made->file.domains)
            QVERIFY(published.contains(domain.port));
        if (made->file.healthcheck->port > 0)
            QVERIFY(published.contains(made->file.healthcheck->port));
    }

    /// Every user of the host may read commands and labels.
    void noSecretStandsInACommandOrALabel_data() { everyTemplate(); }
    void noSecretStandsInACommandOrALabel() {
        QFETCH(QString, slug);
        GivenVariables given;
        static const QString mark = QStringLiteral("Correct.Horse.Battery.Staple.And.A.Few.More");
        const QByteArray markText = mark.toUtf8();
        bool hasSecrets = false;
        for (const TemplateVariable &variable : catalog().find(slug)->detail.variables)
            if (variable.type == VariableType::Secret && rules::variable(variable, mark).isEmpty()) {
                given.insert(variable.name, mark);
                hasSecrets = true;
            }
        const auto made = plan(slug, given);
        QVERIFY2(made, made ? "" : qPrintable(QStringList(made.error().fields.values()).join(u'\n')));
        const auto project = m_sources.project(*made);
        QVERIFY(project);
        bool isUsed = false;
        for (const ComposeComponent &component : project->components) {
            const QJsonObject body = container::spec(*project, component, 1, contextOf(*made)).body;
            for (const char *key : {"Cmd", "Entrypoint", "Labels", "Healthcheck"})
                QVERIFY2(!textOf(body[QLatin1String(key)]).contains(markText), key);
            isUsed = isUsed || textOf(body).contains(markText);
        }
        QCOMPARE(isUsed || !hasSecrets, true);
        if (!made->file.process)
            return;
        for (const ProcessComponent &component : made->file.process->components)
            for (const QString &word : component.command)
                for (auto it = given.cbegin(); it != given.cend(); ++it)
                    QVERIFY2(!word.contains(QStringLiteral("${") + it.key()), qPrintable(it.key()));
    }

    void gpusAreAskedForAsTheFormSays_data() {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QString>("count");
        QTest::addColumn<int>("asked"); // -2: none
        QTest::newRow("ollama without") << QStringLiteral("ollama") << QStringLiteral("0") << -2;
        QTest::newRow("ollama with two") << QStringLiteral("ollama") << QStringLiteral("2") << 2;
        QTest::newRow("ollama with all") << QStringLiteral("ollama") << QStringLiteral("all") << -1;
        QTest::newRow("vllm") << QStringLiteral("vllm") << QStringLiteral("4") << 4;
        QTest::newRow("comfyui") << QStringLiteral("comfyui") << QStringLiteral("1") << 1;
    }
    void gpusAreAskedForAsTheFormSays() {
        QFETCH(QString, slug);
        QFETCH(QString, count);
        QFETCH(int, asked);
        const auto made = plan(slug, {{QStringLiteral("GPU_COUNT"), count}});
        QVERIFY2(made, made ? "" : qPrintable(QStringList(made.error().fields.values()).join(u'\n')));
        const auto project = m_sources.project(*made);
        QVERIFY(project);
        const QJsonObject body = container::spec(*project, project->components.first(), 1, contextOf(*made)).body;
        const QJsonArray requests = body[QLatin1String("HostConfig")][QLatin1String("DeviceRequests")].toArray();
        QCOMPARE(requests.size(), asked == -2 ? 0 : 1);
        if (asked == -2)
            return;
        QCOMPARE(requests[0][QLatin1String("Driver")].toString(), QStringLiteral("nvidia"));
        QCOMPARE(requests[0][QLatin1String("Count")].toInt(), asked);
        const QJsonArray gpu{QStringLiteral("gpu")};
        QCOMPARE(requests[0][QLatin1String("Capabilities")].toArray(), QJsonArray{gpu});
    }
    void whatNeedsAGpuSaysSo() {
        const auto need = [](const char *slug) { return catalog().find(QString(QLatin1String(slug)))->detail.gpu; };
        QCOMPARE(need("vllm"), GpuNeed::Required);
        for (const char *slug : {"ollama", "llama-cpp", "open-webui", "comfyui"})
            QCOMPARE(need(slug), GpuNeed::Optional);
        for (const char *slug : {"postgresql", "n8n", "static-site"})
            QCOMPARE(need(slug), GpuNeed::None);
    }
};

QTEST_GUILESS_MAIN(tst_templateplans)
#include "tst_templateplans.moc"
