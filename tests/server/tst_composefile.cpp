// SPDX-License-Identifier: GPL-3.0-or-later
// The Compose parser: every key that is carried out, in its short and its long form, and how placeholders are filled
// in.
#include "tests/server/composefixture.h"
#include <QTest>

using namespace std::chrono_literals;
using Check = std::function<void(const ComposeComponent &)>;
Q_DECLARE_METATYPE(Check)

namespace {
const QByteArray declared = "volumes:\n  data:\nnetworks:\n  front:\n  back: {internal: true}\n"
                            "secrets:\n  key: {content: geheim}\nconfigs:\n  conf: {content: 'a=1'}\n";
} // namespace

class tst_composefile : public QObject {
    Q_OBJECT
private slots:
    void everyKeyIsCarriedOutInEachOfItsForms_data();
    void everyKeyIsCarriedOutInEachOfItsForms() {
        QFETCH(QByteArray, lines);
        QFETCH(Check, check);
        QStringList problems;
        const auto component = componentOf(lines, problems, declared);
        QVERIFY2(component, qPrintable(problems.join(u'\n')));
        check(*component);
    }

    void whatIsNotSaidHasItsDefault() {
        QStringList problems;
        const auto c = componentOf("", problems);
        QVERIFY2(c, qPrintable(problems.join(u'\n')));
        ComposeComponent expected;
        expected.name = s("web");
        expected.image = s("demo");
        expected.networks = {{s("default"), {}}};
        QCOMPARE(*c, expected);
        const auto project = parseCompose(composeOf(""), {}).project;
        QCOMPARE(project->networks, (QMap<QString, ComposeNetwork>{{s("default"), {}}}));
        QVERIFY(project->volumes.isEmpty());
        QVERIFY(!project->find(s("other")));
    }

    void componentsComeAfterWhatTheyDependOn() {
        const auto project = parseCompose("services:\n"
                                          "  web: {image: a, depends_on: {job: {condition: "
                                          "service_completed_successfully}, db: {condition: service_healthy}}}\n"
                                          "  job: {image: b, depends_on: [db]}\n"
                                          "  db: {image: c}\n",
            {})
                                 .project;
        QVERIFY(project);
        QCOMPARE(project->components[0].name, s("db"));
        QCOMPARE(project->components[1].name, s("job"));
        QCOMPARE(project->components[2].name, s("web"));
        QCOMPARE(project->components[2].dependsOn.value(s("db")), DependencyCondition::Healthy);
        // Whose end is waited for must be able to end.
        QCOMPARE(project->components[1].restart, ComposeRestart::No);
        QCOMPARE(project->components[0].restart, ComposeRestart::UnlessStopped);
    }

    void anchorsAliasesAndMergeKeysWork() {
        const auto parsed = parseCompose("x-base: &base\n"
                                         "  restart: always\n"
                                         "  environment: &env {A: '1', B: '2'}\n"
                                         "x-limits: &limits {mem_limit: 64m, restart: 'no'}\n"
                                         "services:\n"
                                         "  one:\n"
                                         "    <<: *base\n"
                                         "    image: a\n"
                                         "    environment:\n"
                                         "      B: '3'\n"
                                         "      <<: *env\n"
                                         "  two:\n"
                                         "    <<: [*base, *limits]\n"
                                         "    image: b\n",
            {});
        QVERIFY2(parsed.project, qPrintable(parsed.problems.value(0).toString()));
        const ComposeComponent &one = *parsed.project->find(s("one"));
        QCOMPARE(one.restart, ComposeRestart::Always);
        QCOMPARE(one.environment, (QMap<QString, QString>{{s("A"), s("1")}, {s("B"), s("3")}}));
        const ComposeComponent &two = *parsed.project->find(s("two"));
        QCOMPARE(two.restart, ComposeRestart::Always); // the first of the list wins
        QCOMPARE(two.resources.memoryLimit, 64 * 1024 * 1024);
        QCOMPARE(two.environment.value(s("B")), s("2"));
    }

    void placeholdersAreFilledInInValuesOnly() {
        ComposeInput input;
        input.values = {{s("TAG"), s("7")}, {s("TRAP"), s("x: {y: [1]}\n$TAG")}, {s("EMPTY"), {}}};
        QStringList problems;
        const auto c = componentOf("image: redis:${TAG}\n"
                                   "environment:\n"
                                   "  ${TAG}: $TAG\n"
                                   "  TRAP: ${TRAP}\n"
                                   "  DOLLAR: $$TAG\n"
                                   "  ELSE: ${NONE:-${TAG}-x}\n"
                                   "  EMPTY: '${EMPTY-a}${EMPTY:-b}'\n"
                                   "  PLUS: ${TAG:+yes}${EMPTY:+no}${EMPTY+set}${NONE+no}\n",
            problems, {}, input);
        QVERIFY(!c); // the image is given twice
        QByteArray yaml = composeOf("environment:\n"
                                    "  ${TAG}: $TAG\n"
                                    "  TRAP: ${TRAP}\n"
                                    "  DOLLAR: $$TAG\n"
                                    "  ELSE: ${NONE:-${TAG}-x}\n"
                                    "  EMPTY: '${EMPTY-a}${EMPTY:-b}'\n"
                                    "  PLUS: ${TAG:+yes}${EMPTY:+no}${EMPTY+set}${NONE+no}\n");
        const auto parsed = parseCompose(yaml, input);
        QVERIFY2(parsed.project, qPrintable(parsed.problems.value(0).toString()));
        QCOMPARE(parsed.project->components[0].environment,
            (QMap<QString, QString>{{s("${TAG}"), s("7")}, {s("TRAP"), s("x: {y: [1]}\n$TAG")},
                {s("DOLLAR"), s("$TAG")}, {s("ELSE"), s("7-x")}, {s("EMPTY"), s("b")}, {s("PLUS"), s("yesset")}}));
    }

    void placeholdersAreListedOnceInTheirOrder() {
        QCOMPARE(composePlaceholders("x-a: $NOT\n"
                                     "services:\n"
                                     "  web:\n"
                                     "    image: a:${TAG:-1}\n"
                                     "    command: echo $FIRST $$NO ${TAG:-1} ${OPTION:+--x $INNER}\n"
                                     "    environment: [HOME_PAGE, 'A=${LATER?say it}', PLAIN=1]\n"
                                     "secrets: {key: {environment: KEY}}\n"),
            (QList<ComposePlaceholder>{{s("TAG"), s("1")}, {s("FIRST"), std::nullopt}, {s("OPTION"), QString()},
                {s("INNER"), std::nullopt}, {s("LATER"), std::nullopt}, {s("HOME_PAGE"), std::nullopt},
                {s("KEY"), std::nullopt}}));
        QVERIFY(composePlaceholders("a: [").isEmpty());
    }

    void filesOfTheProjectAreRead() {
        ComposeInput input;
        input.mayBuild = true;
        input.values = {{s("WHO"), s("me")}};
        input.file = [](const QString &path) -> std::optional<QByteArray> {
            if (path == s("conf/app.env"))
                return "# comment\nexport A=1\nB = \"two $${WHO} ${WHO}\\n\" # x\nC='${WHO}'\nD=a b # "
                       "c\nE=${A}2\nWHO\n";
            if (path == s("app.conf"))
                return "content";
            return std::nullopt;
        };
        QStringList problems;
        const auto c =
            componentOf("env_file:\n  - ./conf/app.env\n  - {path: missing.env, required: false}\n"
                        "environment: {A: '9'}\nconfigs: [conf]\n"
                        "build: {context: ., dockerfile: docker/Dockerfile, args: [X=1, WHO], target: run}\n",
                problems, "configs: {conf: {file: ./x/../app.conf}}\n", input);
        QVERIFY2(c, qPrintable(problems.join(u'\n')));
        QCOMPARE(c->environment,
            (QMap<QString, QString>{{s("A"), s("9")}, {s("B"), s("two ${WHO} me\n")}, {s("C"), s("${WHO}")},
                {s("D"), s("a b")}, {s("E"), s("12")}, {s("WHO"), s("me")}}));
        QCOMPARE(c->files, (QList<ComposeFile>{{s("/conf"), "content"}}));
        QCOMPARE(c->build,
            (ComposeBuild{s("."), s("docker/Dockerfile"), {{s("X"), s("1")}, {s("WHO"), s("me")}}, s("run")}));
    }

    void whatAnImageNeedsIsWrittenAndReadBack() {
        const QMap<QString, QString> env{{s("A"), s("$HOME ${X} 100%")}, {s("B"), s("line\nnext\t\"quoted\" \\ 'x'")},
            {s("C"), {}}, {s("D"), s(": - # & * ! | > { [ yes ~ null \u00e4\u2028\u007f")}};
        const QByteArray yaml = composeOfImage(s("nginx:1.22"), {s("80"), s("127.0.0.1:8080:81/udp")}, env.keys());
        ComposeInput input;
        input.values = env;
        const auto parsed = parseCompose(yaml, input);
        QVERIFY2(parsed.project, qPrintable(parsed.problems.value(0).toString()));
        const ComposeComponent &app = *parsed.project->find(s("app"));
        QCOMPARE(app.image, s("nginx:1.22"));
        QCOMPARE(app.environment, env);
        QCOMPARE(app.ports,
            (QList<ComposePort>{{80, 0, {}, PortProtocol::Tcp}, {81, 8080, s("127.0.0.1"), PortProtocol::Udp}}));
        QCOMPARE(composePlaceholders(yaml).size(), env.size());
        QCOMPARE(parseCompose(composeOfImage(s("demo"), {}, {}), {}).project->components.size(), 1);
    }
};

void tst_composefile::everyKeyIsCarriedOutInEachOfItsForms_data() {
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<Check>("check");
    const auto row = [](const char *lines, const Check &check) { QTest::newRow(lines) << QByteArray(lines) << check; };
    using C = ComposeComponent;
    const auto tcp = PortProtocol::Tcp;

    row("command: a 'b c' \"d \\\" e\" f\\ g ''", [](const C &c) {
        QCOMPARE(*c.command, (QStringList{s("a"), s("b c"), s("d \" e"), s("f g"), {}}));
    });
    row("command: [a, b c]", [](const C &c) { QCOMPARE(*c.command, (QStringList{s("a"), s("b c")})); });
    row("command: []", [](const C &c) { QVERIFY(c.command && c.command->isEmpty()); });
    row("entrypoint: /bin/sh -c 'exec x'", [](const C &c) {
        QCOMPARE(*c.entrypoint, (QStringList{s("/bin/sh"), s("-c"), s("exec x")}));
    });
    row("environment: {A: 1, B: 'two=2', C: ''}", [](const C &c) {
        QCOMPARE(c.environment, (QMap<QString, QString>{{s("A"), s("1")}, {s("B"), s("two=2")}, {s("C"), {}}}));
    });
    row("environment: [A=1, 'B=two=2', C=]", [](const C &c) {
        QCOMPARE(c.environment, (QMap<QString, QString>{{s("A"), s("1")}, {s("B"), s("two=2")}, {s("C"), {}}}));
    });
    row("expose: [80, '81/tcp', 90-92, 91]", [](const C &c) { QCOMPARE(c.expose, (QList<int>{80, 81, 90, 91, 92})); });
    row("ports: [80]", [=](const C &c) { QCOMPARE(c.ports, (QList<ComposePort>{{80, 0, {}, tcp}})); });
    row("ports: ['8080:80/udp']", [](const C &c) {
        QCOMPARE(c.ports, (QList<ComposePort>{{80, 8080, {}, PortProtocol::Udp}}));
    });
    row("ports: ['127.0.0.1:8080:80', '127.0.0.1::81', '[::1]:8080:82']", [=](const C &c) {
        QCOMPARE(c.ports,
            (QList<ComposePort>{
                {80, 8080, s("127.0.0.1"), tcp}, {81, 0, s("127.0.0.1"), tcp}, {82, 8080, s("::1"), tcp}}));
    });
    row("ports: ['8000-8002:80-82', 90-91]", [=](const C &c) {
        QCOMPARE(c.ports,
            (QList<ComposePort>{
                {80, 8000, {}, tcp}, {81, 8001, {}, tcp}, {82, 8002, {}, tcp}, {90, 0, {}, tcp}, {91, 0, {}, tcp}}));
    });
    row("ports: [{target: 80, published: '8080', protocol: udp, host_ip: 127.0.0.1, mode: host}]", [](const C &c) {
        QCOMPARE(c.ports, (QList<ComposePort>{{80, 8080, s("127.0.0.1"), PortProtocol::Udp}}));
    });
    row("volumes: [data:/data, 'data:/more/:ro', /anonymous]", [](const C &c) {
        using Kind = ComposeMount::Kind;
        QCOMPARE(c.mounts,
            (QList<ComposeMount>{{Kind::Volume, s("data"), s("/data")}, {Kind::Volume, s("data"), s("/more"), true},
                {Kind::Volume, {}, s("/anonymous")}}));
    });
    row("volumes:\n  - {type: volume, source: data, target: /d, read_only: true}\n"
        "  - {type: tmpfs, target: /t, tmpfs: {size: 1m}}",
        [](const C &c) {
            using Kind = ComposeMount::Kind;
            QCOMPARE(c.mounts,
                (QList<ComposeMount>{
                    {Kind::Volume, s("data"), s("/d"), true}, {Kind::Tmpfs, {}, s("/t"), false, 1024 * 1024}}));
        });
    row("tmpfs: /run", [](const C &c) {
        QCOMPARE(c.mounts, (QList<ComposeMount>{{ComposeMount::Kind::Tmpfs, {}, s("/run")}}));
    });
    row("tmpfs: ['/run:size=64k', /tmp]", [](const C &c) {
        QCOMPARE(c.mounts,
            (QList<ComposeMount>{
                {ComposeMount::Kind::Tmpfs, {}, s("/run"), false, 65536}, {ComposeMount::Kind::Tmpfs, {}, s("/tmp")}}));
    });
    row("networks: [front, default]", [](const C &c) {
        QCOMPARE(c.networks, (QMap<QString, QStringList>{{s("front"), {}}, {s("default"), {}}}));
    });
    row("networks: {front: , back: {aliases: [db, sql.local]}}", [](const C &c) {
        QCOMPARE(c.networks, (QMap<QString, QStringList>{{s("front"), {}}, {s("back"), {s("db"), s("sql.local")}}}));
    });
    row("container_name: my_web", [](const C &c) {
        QCOMPARE(c.networks, (QMap<QString, QStringList>{{s("default"), {s("my_web")}}}));
    });
    row("healthcheck: {test: curl -f x || exit 1, interval: 1m30s, timeout: 1.5s, retries: 5, start_period: 500ms}",
        [](const C &c) {
            QCOMPARE(*c.healthcheck,
                (ComposeHealthcheck{{s("CMD-SHELL"), s("curl -f x || exit 1")}, 90s, 1500ms, 500ms, 5}));
        });
    row("healthcheck: {test: [CMD, curl, x]}", [](const C &c) {
        QCOMPARE(*c.healthcheck, (ComposeHealthcheck{{s("CMD"), s("curl"), s("x")}, 30s, 30s, 0ms, 3}));
    });
    row("healthcheck: {disable: true}", [](const C &c) { QCOMPARE(c.healthcheck->test, (QStringList{s("NONE")})); });
    row("healthcheck: {test: [NONE]}", [](const C &c) { QCOMPARE(c.healthcheck->test, (QStringList{s("NONE")})); });
    row("healthcheck: {interval: 5s}",
        [](const C &c) { QVERIFY(c.healthcheck->test.isEmpty() && c.healthcheck->interval == 5s); });
    row("restart: no", [](const C &c) { QCOMPARE(c.restart, ComposeRestart::No); });
    row("restart: on-failure:4",
        [](const C &c) { QVERIFY(c.restart == ComposeRestart::OnFailure && c.restartTries == 4); });
    row("restart: always", [](const C &c) { QCOMPARE(c.restart, ComposeRestart::Always); });
    row("deploy:\n  mode: replicated\n  replicas: 3\n  resources:\n    limits: {cpus: '0.5', memory: 512M, pids: 100}\n"
        "    reservations:\n      cpus: 0.25\n      memory: 64mb\n"
        "      devices: [{driver: nvidia, count: 2, capabilities: [gpu]}, {device_ids: ['0', '3'], capabilities: [gpu]}"
        ", {count: all, capabilities: [gpu, utility]}]",
        [](const C &c) {
            QCOMPARE(c.replicas, 3);
            ComposeResources expected;
            expected.cpuLimit = 0.5;
            expected.memoryLimit = 512LL * 1024 * 1024;
            expected.pidsLimit = 100;
            expected.cpuReservation = 0.25;
            expected.memoryReservation = 64LL * 1024 * 1024;
            expected.devices = {{s("nvidia"), 2, {}, {s("gpu")}}, {{}, -1, {s("0"), s("3")}, {s("gpu")}},
                {{}, -1, {}, {s("gpu"), s("utility")}}};
            QCOMPARE(c.resources, expected);
        });
    row("mem_limit: 1.5g\nmem_reservation: 1g\ncpus: 2\npids_limit: 50", [](const C &c) {
        QCOMPARE(c.resources.memoryLimit, 1536LL * 1024 * 1024);
        QCOMPARE(c.resources.memoryReservation, 1024LL * 1024 * 1024);
        QVERIFY(c.resources.cpuLimit == 2 && c.resources.pidsLimit == 50);
    });
    row("labels: [a=1, b]", [](const C &c) {
        QCOMPARE(c.labels, (QMap<QString, QString>{{s("a"), s("1")}, {s("b"), {}}}));
    });
    row("labels: {a.b: x=y, c: }", [](const C &c) {
        QCOMPARE(c.labels, (QMap<QString, QString>{{s("a.b"), s("x=y")}, {s("c"), {}}}));
    });
    row("user: '1000:1000'", [](const C &c) { QCOMPARE(c.user, s("1000:1000")); });
    row("working_dir: /srv/app/", [](const C &c) { QCOMPARE(c.workingDir, s("/srv/app")); });
    row("hostname: db-1.local", [](const C &c) { QCOMPARE(c.hostname, s("db-1.local")); });
    row("read_only: true", [](const C &c) { QVERIFY(c.isReadOnly); });
    row("init: true", [](const C &c) { QVERIFY(c.init); });
    row("tty: false\nstdin_open: false\nprivileged: false", [](const C &c) { QVERIFY(!c.isPrivileged); });
    row("security_opt: ['no-new-privileges:true']", [](const C &c) { QVERIFY(c.noNewPrivileges); });
    row("cap_add: [CAP_net_bind_service, CHOWN]\ncap_drop: [ALL]", [](const C &c) {
        QCOMPARE(c.capAdd, (QStringList{s("NET_BIND_SERVICE"), s("CHOWN")}));
        QCOMPARE(c.capDrop, (QStringList{s("ALL")}));
    });
    row("shm_size: 128mb", [](const C &c) { QCOMPARE(c.shmBytes, 128 * 1024 * 1024); });
    row("shm_size: 65536", [](const C &c) { QCOMPARE(c.shmBytes, 65536); });
    row("ulimits: {nproc: 65535, nofile: {soft: 1024, hard: -1}}", [](const C &c) {
        QCOMPARE(c.ulimits, (QMap<QString, ComposeUlimit>{{s("nproc"), {65535, 65535}}, {s("nofile"), {1024, -1}}}));
    });
    row("stop_grace_period: 1m\nstop_signal: SIGQUIT",
        [](const C &c) { QVERIFY(c.stopGrace == 60s && c.stopSignal == s("SIGQUIT")); });
    row("extra_hosts: ['db.local:10.0.0.5', 'host.docker.internal:host-gateway', 'six=::1']", [](const C &c) {
        QCOMPARE(
            c.extraHosts, (QStringList{s("db.local:10.0.0.5"), s("host.docker.internal:host-gateway"), s("six:::1")}));
    });
    row("extra_hosts: {db.local: 10.0.0.5}",
        [](const C &c) { QCOMPARE(c.extraHosts, (QStringList{s("db.local:10.0.0.5")})); });
    row("secrets: [key]", [](const C &c) {
        QCOMPARE(c.files, (QList<ComposeFile>{{s("/run/secrets/key"), "geheim"}}));
    });
    row("secrets: [{source: key, target: other, uid: '5', gid: 6, mode: 0400}]", [](const C &c) {
        QCOMPARE(c.files, (QList<ComposeFile>{{s("/run/secrets/other"), "geheim", 5, 6, 0400}}));
    });
    row("configs: [conf]", [](const C &c) { QCOMPARE(c.files, (QList<ComposeFile>{{s("/conf"), "a=1"}})); });
    row("configs: [{source: conf, target: /etc/x.conf}]", [](const C &c) {
        QCOMPARE(c.files, (QList<ComposeFile>{{s("/etc/x.conf"), "a=1"}}));
    });
    row("x-anything: {at: [all]}\ndepends_on: []", [](const C &c) { QVERIFY(c.dependsOn.isEmpty()); });
}

QTEST_GUILESS_MAIN(tst_composefile)
#include "tst_composefile.moc"
