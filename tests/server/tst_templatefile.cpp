// SPDX-License-Identifier: GPL-3.0-or-later
// The template parser: what it reads, what it says about each mistake, and input made to hurt it.
#include "server/catalog/svgicon.h"
#include "server/catalog/templatefile.h"
#include "server/catalog/yamlreader.h"
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace std::chrono_literals;

namespace {

const QByteArray full = R"(apiVersion: v2
kind: Template
metadata:
  name: demo
  displayName: Demo
  description: |
    What it is.
  category: databases
  tags: [a, b]
  featured: true
  version: "7.10"
  documentation: https://example.com/docs
spec:
  variables:
    - {name: SIZE, label: Size, type: integer, default: 256, min: 64, max: 1024}
    - {name: MODE, type: choice, choices: [on, off], default: on}
    - {name: PASSWORD, type: secret, generate: 24}
  securityProfile: advanced
  minResources: {cpuCores: 0.5, memoryMB: 256, storageMB: 1024}
  domains: [{port: 80}]
  healthcheck: {path: /ok, port: 80, interval: 1m30s, timeout: 500ms, retries: 5, startPeriod: 0s}
  compose: "services: {web: {image: demo, ports: [80]}}"
  process:
    components:
      - name: web
        command: [demo, --port, "${PORT}", "--db=${PORT_DB_MAIN}", "$$HOME", "${MODE:-on}"]
        env: {PASSWORD: "${PASSWORD}"}
        workdir: work/here
        user: nobody
        requires: [python3, {package: nginx-light, program: nginx}]
        dependsOn: [db]
        ports: [{name: http, port: 80}]
        files: [{path: conf/demo.conf, content: "size ${SIZE}", mode: "0640"}]
        init: [[mkdir, "${DATA_DIR}/x"], [touch, y]]
        stopSignal: SIGINT
        stopGrace: 3s
        restart: on-failure
      - name: db
        command: [db]
        ports: [{name: db-main, port: 5432}]
)";

/// The full template with one piece replaced.
QByteArray with(const char *before, const QByteArray &after) {
    QByteArray changed = full;
    Q_ASSERT(changed.contains(before));
    return changed.replace(before, after);
}
QStringList messages(const QByteArray &yaml) {
    QStringList all;
    const ParsedTemplate parsed = parseTemplate(yaml);
    for (const YamlProblem &problem : parsed.problems)
        all.append(problem.toString());
    if (parsed.file.has_value() != all.isEmpty())
        all.append(QStringLiteral("a file beside problems, or neither"));
    return all;
}

} // namespace

class tst_templatefile : public QObject {
    Q_OBJECT
private slots:
    void everythingInAFileIsRead() {
        QCOMPARE(messages(full), QStringList());
        const TemplateFile file = *parseTemplate(full).file;
        const TemplateDetail &d = file.detail;
        QCOMPARE(d.id.value, QStringLiteral("demo"));
        QCOMPARE(d.description, QStringLiteral("What it is."));
        QCOMPARE(d.category, Category::Databases);
        QCOMPARE(d.tags, (QList<QString>{QStringLiteral("a"), QStringLiteral("b")}));
        QVERIFY(d.featured && !d.coming_soon);
        QCOMPARE(d.version, QStringLiteral("7.10"));
        QCOMPARE(d.security_profile, SecurityProfile::Advanced);
        QCOMPARE(d.min_resources, (MinResources{0.5, 256, 1024}));
        QCOMPARE(
            d.engines, (QList<QString>{QStringLiteral("process"), QStringLiteral("docker"), QStringLiteral("swarm")}));
        QCOMPARE(d.variables.size(), 3);
        QCOMPARE(d.variables[0].default_value, QStringLiteral("256"));
        QCOMPARE(d.variables[0].max, 1024.0);
        QCOMPARE(d.variables[1].label, QStringLiteral("MODE"));
        QCOMPARE(d.variables[1].choices, (QList<QString>{QStringLiteral("on"), QStringLiteral("off")}));
        QCOMPARE(d.variables[2].generate, 24);
        QVERIFY(svgIconProblem(file.logoSvg).isEmpty());

        QCOMPARE(file.domains, (QList<DomainRoute>{{80}}));
        const HealthProbe &h = *file.healthcheck;
        QCOMPARE(h.kind, ProbeKind::Http);
        QCOMPARE(h.path, QStringLiteral("/ok"));
        QVERIFY(h.interval == 90s && h.timeout == 500ms && h.start_period == 0s);
        QCOMPARE(h.retries, 5);

        QCOMPARE(file.process->components.size(), 2);
        QCOMPARE(file.process->components[0].name, QStringLiteral("db"));
        const ProcessComponent &web = file.process->components[1];
        QCOMPARE(web.command.size(), 6);
        QCOMPARE(web.command[2], QStringLiteral("${PORT}"));
        QCOMPARE(web.env.value(QStringLiteral("PASSWORD")), QStringLiteral("${PASSWORD}"));
        QCOMPARE(web.workdir, QStringLiteral("work/here"));
        QCOMPARE(web.user, QStringLiteral("nobody"));
        QCOMPARE(web.programs,
            (QList<RequiredProgram>{{QStringLiteral("python3"), QStringLiteral("python3")},
                {QStringLiteral("nginx-light"), QStringLiteral("nginx")}}));
        QCOMPARE(web.ports, (QList<ProcessPort>{{QStringLiteral("http"), 80}}));
        QCOMPARE(
            web.files, (QList<ProcessFile>{{QStringLiteral("conf/demo.conf"), QStringLiteral("size ${SIZE}"), 0640}}));
        QCOMPARE(web.init.size(), 2);
        QCOMPARE(web.stop_signal, QStringLiteral("SIGINT"));
        QVERIFY(web.stop_grace == 3s);
        QCOMPARE(web.restart, RestartPolicy::OnFailure);
    }

    void eachMistakeIsNamedWithItsPlaceAndItsRemedy_data() {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("message");
        auto row = [](const char *name, const QByteArray &yaml, const char *message) {
            QTest::newRow(name) << yaml << QString::fromLatin1(message);
        };
        row("unknown key", with("tags: [a, b]", "tagz: [a, b]"),
            "line 9, column 3: metadata.tagz: is not a known key; allowed: name, displayName, description, category, "
            "icon, tags, featured, comingSoon, version, documentation");
        row("unknown component key", with("        user: nobody", "        uid: nobody"),
            "line 29, column 9: spec.process.components.0.uid: is not a known key; allowed: name, command, env, "
            "workdir, user, requires, dependsOn, ports, files, init, stopSignal, stopGrace, restart");
        row("missing key", with("  category: databases\n", ""), "line 4, column 3: metadata.category: is required");
        row("empty key", with("displayName: Demo", "displayName:"),
            "line 5, column 3: metadata.displayName: is required");
        row("version", with("apiVersion: v2", "apiVersion: v1"), "line 1, column 13: apiVersion: must be v2");
        row("key twice", with("displayName: Demo", "name: again"),
            "line 5, column 3: metadata: the key \"name\" is given twice");
        row("slug", with("name: demo", "name: Demo_1"),
            "line 4, column 9: metadata.name: must be lower-case letters, digits and hyphens, at most 64, letter "
            "first");
        row("category", with("databases", "games"),
            "line 8, column 13: metadata.category: must be ai, databases, devtools or webapps");
        row("flag", with("featured: true", "featured: yes"),
            "line 10, column 13: metadata.featured: must be true or false");
        row("list", with("[{port: 80}]", "80"), "line 20, column 12: spec.domains: must be a list");
        row("port without a name", with("domains: [{port: 80}]", "domains: [{port: 81}]"),
            "line 20, column 20: spec.domains.0.port: port 81 is not among the ports of the process section");
        row("default against its own rule", with("default: 256", "default: 4096"),
            "line 15, column 57: spec.variables.0.default: must be between 64 and 1024, got 4096");
        row("secret with default", with("type: secret, generate: 24", "type: secret, default: x"),
            "line 17, column 7: spec.variables.2: a secret has no default, since everybody could read it; use "
            "\"generate\"");
        row("variable twice", with("name: MODE", "name: SIZE"),
            "line 16, column 14: spec.variables.1.name: SIZE is declared twice");
        row("engine's variable", with("{name: SIZE,", "{name: PORT_X,"),
            "line 15, column 14: spec.variables.0.name: PORT_X is set by the engine; choose another name");
        row("choice without choices", with(", choices: [on, off], default: on", ""),
            "line 16, column 7: spec.variables.1: a choice needs \"choices\"");
        row("duration", with("1m30s", "30m1h"),
            "line 21, column 48: spec.healthcheck.interval: must be a time between 1s and 1h, written like 30s or "
            "1m30s");
        row("two kinds of probe", with("path: /ok,", "path: /ok, tcp: true,"),
            "line 21, column 16: spec.healthcheck: must have exactly one of path, tcp: true and command");
        row("unknown placeholder", with("${SIZE}", "${SISE}"),
            "line 33, column 49: spec.process.components.0.files.0.content: ${SISE} is neither a variable of this "
            "template nor set by the engine");
        row("broken placeholder", with("$$HOME", "$HOME"),
            "line 26, column 68: spec.process.components.0.command.4: \"$HOME\" is no placeholder; write ${NAME}, or "
            "$$ for a dollar sign");
        row("path upwards", with("conf/demo.conf", "conf/../../x"),
            "line 33, column 24: spec.process.components.0.files.0.path: must be a path inside the data directory, "
            "like conf/site.conf, without \"..\"");
        row("absolute path", with("work/here", "/etc"),
            "line 28, column 18: spec.process.components.0.workdir: must be a path inside the data directory, like "
            "conf/site.conf, without \"..\"");
        row("root", with("user: nobody", "user: root"),
            "line 29, column 15: spec.process.components.0.user: must be the name of a system user other than root");
        row("unknown dependency", with("[db]\n        ports", "[dbx]\n        ports"),
            "line 25, column 7: spec.process.components: \"web\" depends on \"dbx\", which is no component");
        row("circle", with("command: [db]", "command: [db]\n        dependsOn: [web]"),
            "line 25, column 7: spec.process.components: \"web\" depends on itself in a circle");
        row("no command", with("command: [db]", "command: []"),
            "line 39, column 18: spec.process.components.1.command: must name a program");
        row("signal", with("SIGINT", "SIGSTOP"),
            "line 35, column 21: spec.process.components.0.stopSignal: must be one of SIGTERM, SIGINT, SIGQUIT, "
            "SIGHUP, SIGUSR1, SIGUSR2, SIGKILL");
        row("port used twice", with("port: 5432", "port: 80"),
            "line 40, column 39: spec.process.components.1.ports.0.port: port 80 is given twice");
        row("no mapping", "just text", "line 1, column 1: must be a mapping");
        row("empty file", "", "line 1, column 1: must be a mapping");
    }
    void eachMistakeIsNamedWithItsPlaceAndItsRemedy() {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, message);
        const QStringList found = messages(yaml);
        QVERIFY2(found.contains(message), qPrintable(found.join(u'\n')));
    }
    void aProblemOfTheComposeSectionIsShownInTheTemplate() {
        const char *before = "  compose: \"services: {web: {image: demo, ports: [80]}}\"\n";
        const QByteArray block =
            "  compose: |\n\n    services:\n      web:\n        image: demo:${SIZE}\n"
            "        command: --password ${PASSWORD} --name ${SERVICE_NAME}\n        ports: [80]\n";
        QCOMPARE(messages(with(before, block)), QStringList());
        QCOMPARE(messages(with(before, QByteArray(block).replace("ports: [80]", "ports: [80x]"))),
            (QStringList{QStringLiteral("line 28, column 17: spec.compose.services.web.ports.0: must be "
                                        "[[ADDRESS:]HOST_PORT:]CONTAINER_PORT[/udp] with ports from 1 to 65535, got "
                                        "\"80x\"")}));
        QCOMPARE(messages(with(before, QByteArray(block).replace("${SIZE}", "${SIZ}"))),
            (QStringList{QStringLiteral("line 26, column 16: spec.compose.services.web.image: ${SIZ} is neither a "
                                        "variable of this template nor set by the engine")}));
        QCOMPARE(messages(with(before, QByteArray(block).replace("ports: [80]", "expose: [80]"))), QStringList());
        QCOMPARE(messages(with(before, QByteArray(block).replace("ports: [80]", "ports: ['80:81']"))).size(), 2);
        QVERIFY(messages(with(before, "  compose: 'services: {web: {imag: x}}'\n"))
                    .first()
                    .startsWith(QStringLiteral("line 22, column 12: spec.compose.services.web")));
    }
    void allMistakesAreListedInTheOrderOfTheFile() {
        QByteArray yaml = with("category: databases", "category: games");
        yaml.replace("retries: 5", "retries: 0").replace("apiVersion: v2", "apiVersion: 3");
        const QList<YamlProblem> problems = parseTemplate(yaml).problems;
        QCOMPARE(problems.size(), 3);
        QVERIFY(problems[0].line == 1 && problems[1].line == 8 && problems[2].line == 21);
    }

    void aSyntaxErrorIsAProblemAndNotAnException() {
        for (const char *broken : {"a: [1, 2", "a: b: c", "\t- x", "a: 'open", "{", "*nobody", "%YAML 9\n", "? ? ? ?",
                 "- a\nb: c", "!<tag:x> y", "a: \"\\q\"", "&", "*", "- - - -\n -", "a: |\nb\n c\n  d", "]", "a: @x"}) {
            const ParsedTemplate parsed = parseTemplate(broken);
            QVERIFY2(!parsed.file && !parsed.problems.isEmpty(), broken);
            QVERIFY(parsed.problems.first().line >= 1);
        }
    }
    void anAliasBombEndsAtTheBound() {
        QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 30; ++i) {
            QByteArray line = "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [";
            for (int j = 0; j < 10; ++j)
                line += "*a" + QByteArray::number(i - 1) + (j < 9 ? ", " : "]\n");
            bomb += line;
        }
        QElapsedTimer clock;
        clock.start();
        const YamlDocument document = readYaml(bomb);
        QCOMPARE(document.problems.size(), 1);
        QVERIFY(document.problems.first().message.contains(QStringLiteral("at most 20000 values")));
        QVERIFY(clock.elapsed() < 2000);
    }
    void anAliasMayRepeatAValueButNotHoldItself() {
        const YamlDocument good = readYaml("a: &x {b: [1, 2]}\nc: *x\n");
        QVERIFY(good.problems.isEmpty());
        QCOMPARE(good.root.find(QLatin1String("c"))->find(QLatin1String("b"))->children.size(), size_t(2));
        QVERIFY(!readYaml("a: &x [*x]\n").problems.isEmpty());
    }
    void depthSizeAndProblemsAreBounded() {
        QVERIFY(readYaml(QByteArray(33, '[').append(QByteArray(33, ']')))
                    .problems.first()
                    .message.contains(QStringLiteral("at most 32 levels")));
        QVERIFY(!readYaml(QByteArray(100'000, '[')).problems.isEmpty());
        QVERIFY(!readYaml(QByteArray(50'000, '{')).problems.isEmpty());
        QVERIFY(readYaml(QByteArray(256 * 1024 + 1, 'x'))
                    .problems.first()
                    .message.contains(QStringLiteral("at most 256 KiB, has 257")));
        QByteArray many = "apiVersion: v2\n";
        for (int i = 0; i < 5000; ++i)
            many += "k" + QByteArray::number(i) + ": 1\n";
        QCOMPARE(parseTemplate(many).problems.size(), 100);
    }
    void textThatIsNoTextIsRefused() {
        QCOMPARE(readYaml("a: b\nc: \xff\xfe\n").problems.first().toString(),
            QStringLiteral("line 2, column 4: must be UTF-8 text"));
        QVERIFY(!readYaml(QByteArray("a: b\0c", 6)).problems.isEmpty());
        QVERIFY(!readYaml("a: !!binary aGk=").problems.isEmpty());
        QVERIFY(!readYaml("a: 1\n---\nb: 2\n").problems.isEmpty());
        QVERIFY(!readYaml("[a, b]: c\n").problems.isEmpty());
    }
    void damagedFilesNeverCrashTheParser() {
        QRandomGenerator random(20);
        for (int round = 0; round < 3000; ++round) {
            QByteArray damaged = full;
            for (int i = random.bounded(1, 6); i > 0; --i) {
                const int at = random.bounded(int(damaged.size()));
                switch (random.bounded(4)) {
                case 0:
                    damaged[at] = char(random.bounded(256));
                    break;
                case 1:
                    damaged.remove(at, random.bounded(1, 40));
                    break;
                case 2:
                    damaged.insert(at, "[]{}&*!|>'\"%@`:-?#,\n\t "[random.bounded(22)]);
                    break;
                default:
                    damaged.insert(at, damaged.mid(random.bounded(int(damaged.size())), random.bounded(60)));
                }
            }
            const ParsedTemplate parsed = parseTemplate(damaged);
            QVERIFY(parsed.file.has_value() == parsed.problems.isEmpty());
        }
    }

    void anIconMayOnlyDraw_data() {
        QTest::addColumn<QByteArray>("inner");
        QTest::addColumn<bool>("good");
        auto row = [](const char *name, const char *inner, bool good) {
            QTest::newRow(name) << QByteArray(inner) << good;
        };
        row("path", "<path d='M1 1h3' stroke='#fff'/>", true);
        row("gradient", "<linearGradient id='a'/><rect fill='url(#a)'/>", true);
        row("script", "<script>alert(1)</script>", false);
        row("handler", "<path onload='x()' d='M0 0'/>", false);
        row("style", "<style>@import url(x)</style>", false);
        row("style attribute", "<path style='fill:url(http://x)'/>", false);
        row("image", "<image href='http://example.com/x.png'/>", false);
        row("link", "<a href='javascript:x'/>", false);
        row("use", "<use href='#a'/>", false);
        row("foreign", "<foreignObject/>", false);
        row("html", "<body xmlns='http://www.w3.org/1999/xhtml'/>", false);
        row("fill elsewhere", "<rect fill='url(http://example.com/x)'/>", false);
        row("fill elsewhere quoted", "<rect fill='URL( &quot;http://example.com/x&quot;)'/>", false);
        row("escape", "<rect fill='u\\72l(x)'/>", false);
        row("instruction", "<?xml-stylesheet href='x'?>", false);
        row("open", "<g>", false);
    }
    void anIconMayOnlyDraw() {
        QFETCH(QByteArray, inner);
        QFETCH(bool, good);
        const QByteArray svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>" + inner + "</svg>";
        const QString problem = svgIconProblem(svg);
        QVERIFY2(problem.isEmpty() == good, qPrintable(problem));
    }
    void anIconIsOneSvgOfBoundedSize() {
        QVERIFY(!svgIconProblem("").isEmpty());
        QVERIFY(!svgIconProblem("<svg viewBox='0 0 1 1'/>").isEmpty());
        QVERIFY(!svgIconProblem("<svg xmlns='http://www.w3.org/2000/svg'/>").isEmpty());
        QVERIFY(!svgIconProblem("<!DOCTYPE svg [<!ENTITY a 'x'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 "
                                "1 1'/>")
                     .isEmpty());
        QVERIFY(!svgIconProblem(QByteArray(maxIconBytes + 1, ' ')).isEmpty());
    }

    void timesAreReadAndWrittenTheSameWay() {
        QVERIFY(durationFromText(u"30s") == 30s);
        QVERIFY(durationFromText(u"1m30s") == 90s);
        QVERIFY(durationFromText(u"2h") == 2h);
        QVERIFY(durationFromText(u"1h2m3s4ms") == 1h + 2min + 3s + 4ms);
        for (QStringView wrong : {u"", u"30", u"s", u"1s1m", u"1s1s", u"-1s", u"1.5s", u"1 s", u"1d", u"9999999999h",
                 u"99999999999999999999s"})
            QVERIFY2(!durationFromText(wrong), qPrintable(wrong.toString()));
        for (const auto duration : {0ms, 1ms, 90'000ms, 3'600'000ms, 86'399'999ms})
            QVERIFY(durationFromText(durationText(duration)) == duration);
    }
};

QTEST_GUILESS_MAIN(tst_templatefile)
#include "tst_templatefile.moc"
