// SPDX-License-Identifier: GPL-3.0-or-later
// The Compose parser's refusals: every mistake with its place, path and remedy; the operator's policy; hostile input.
#include "server/catalog/composeforms.h"
#include "tests/server/composefixture.h"
#include <QDir>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

class tst_composeproblems : public QObject {
    Q_OBJECT
private slots:
    void eachMistakeIsNamedWithItsPath_data();
    void eachMistakeIsNamedWithItsPath() {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, message);
        const QStringList found = composeProblems(yaml);
        QVERIFY2(std::any_of(found.begin(), found.end(), [&](const QString &one) { return one.contains(message); }),
            qPrintable(found.join(u'\n')));
        QVERIFY(!found.contains(s("a project beside problems, or neither")));
    }

    void whatTheOperatorAllowsIsCarriedOut() {
        ComposeInput input;
        input.policy = {
            true, true, true, {s("/srv/data/"), s("/mnt")}, {s("docker.io/library/*"), s("ghcr.io/me/app")}};
        QStringList problems;
        auto c = componentOf("privileged: true\nnetwork_mode: host\ncap_add: [SYS_ADMIN]\n"
                             "volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro', '/srv/data//x/:/x', '/mnt:/y']",
            problems, {}, input);
        QVERIFY2(c, qPrintable(problems.join(u'\n')));
        QVERIFY(c->isPrivileged && c->usesHostNetwork && c->networks.isEmpty());
        QCOMPARE(c->mounts[1].source, s("/srv/data/x"));
        QCOMPARE(c->mounts[1].kind, ComposeMount::Kind::Bind);
        for (const char *outside : {"/srv/data2:/x", "/srv:/x", "/srv/data/../../etc:/x", "/:/x", "/mntx:/x"})
            QVERIFY2(!componentOf(QByteArray("volumes: ['") + outside + "']", problems, {}, input), outside);
        input.policy.allowEngineSocket = false;
        for (const char *socket : {"/var/run/docker.sock:/x", "/run:/x", "/mnt/docker.sock:/x", "/:/x"})
            QVERIFY2(!componentOf(QByteArray("volumes: ['") + socket + "']", problems, {}, input), socket);
        QVERIFY(problems.first().contains(s("policy.engine_socket")));
    }

    void anImageIsKnownByItsFullName() {
        const std::pair<const char *, const char *> names[] = {{"redis", "docker.io/library/redis:latest"},
            {"redis:7", "docker.io/library/redis:7"}, {"me/app", "docker.io/me/app:latest"},
            {"localhost/app:1", "localhost/app:1"}, {"localhost:5000/app", "localhost:5000/app:latest"},
            {"GHCR.io/me/app:V1", "ghcr.io/me/app:V1"}, {"index.docker.io/redis", "docker.io/library/redis:latest"},
            {"docker.io/redis:7", "docker.io/library/redis:7"}};
        for (const auto &[image, full] : names)
            QCOMPARE(fullImageName(s(image)), s(full));
        const QString digest = s("@sha256:") + QString(64, u'a');
        QCOMPARE(fullImageName(s("redis:7") + digest), QString(s("docker.io/library/redis:7") + digest));
        QCOMPARE(fullImageName(s("redis") + digest), QString(s("docker.io/library/redis") + digest));
        for (const char *wrong : {"", "Redis", "re dis", "a//b", "../x", "a:", ":7", "a@sha256:12", "http://x/y",
                 "a:7:8", "-a", "a/", "A/b", "docker.io/library/../x"})
            QVERIFY2(fullImageName(s(wrong)).isEmpty(), wrong);

        QVERIFY(imageFits(s("docker.io/library/redis:7"), s("docker.io/library/*")));
        QVERIFY(imageFits(s("docker.io/library/redis:7"), s("docker.io/library/redis")));
        QVERIFY(imageFits(s("docker.io/library/redis:7"), s("*:7")));
        QVERIFY(!imageFits(s("evil.io/docker.io/library/redis:7"), s("docker.io/library/*")));
        QVERIFY(!imageFits(s("docker.io/library/redis:7"), s("docker.io/library/redis:6")));
        QVERIFY(!imageFits(QString(200, u'a'), QString(s("*a").repeated(100) + s("b"))));
        ComposeInput input;
        input.policy.images = {s("docker.io/library/*")};
        QVERIFY(composeProblems("services: {a: {image: redis}}", input).isEmpty());
        const QStringList refused = composeProblems("services: {a: {image: quay.io/x/y}}", input);
        QVERIFY(refused.value(0).contains(s("services.a.image: must be an image the operator allows (policy.images")));
    }

    void noMessageTellsAValueThatWasFilledIn() {
        ComposeInput input;
        input.values = {{s("SECRET"), s("hunter2")}};
        const QStringList found = composeProblems(composeOf("ports: ['${SECRET}']\nuser: 'a b ${SECRET}'\n"
                                                            "image: 'X ${SECRET}'\nmem_limit: $SECRET\n"
                                                            "volumes: ['${SECRET}:/x', '/${SECRET}:/y']\n"
                                                            "depends_on: ['${SECRET}']\nnetworks: ['${SECRET}']")
                                                      .replace("    image: demo\n", ""),
            input);
        QVERIFY(found.size() >= 8);
        for (const QString &one : found)
            QVERIFY2(!one.contains(s("hunter2")), qPrintable(one));
    }

    void whatFollowsFromAMissingValueIsNotToldAgain() {
        QCOMPARE(composeProblems(composeOf("ports: ['${A}:80', '${B:?say B}:81']")),
            (QStringList{s("line 4, column 13: services.web.ports.0: ${A}: has no value"),
                s("line 4, column 24: services.web.ports.1: ${B}: say B")}));
        ComposeInput input;
        input.names = QSet<QString>{s("A")};
        QVERIFY(composeProblems(composeOf("command: ${C:-x}"), input)
                    .value(0)
                    .contains(s("services.web.command: ${C} is neither a variable of this template nor")));
    }

    void bombsEndAtTheirBounds() {
        QElapsedTimer clock;
        clock.start();
        QByteArray bomb = "x-a0: &a0 {k: [x, x, x, x, x, x, x, x, x]}\n";
        for (int i = 1; i < 25; ++i) {
            const QByteArray before = "*a" + QByteArray::number(i - 1);
            bomb += "x-a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " {<<: [" + before + ", " + before
                + "], k" + QByteArray::number(i) + ": [" + before + ", " + before + "]}\n";
        }
        QVERIFY(!composeProblems(bomb).isEmpty());
        QVERIFY(!composeProblems(composeOf("command: " + QByteArray(200, '[') + QByteArray(200, ']'))).isEmpty());
        QVERIFY(!composeProblems(composeOf("command: " + QByteArray(300 * 1024, 'x'))).isEmpty());
        QVERIFY(!composeProblems("a: &a {<<: *a}\n").isEmpty());

        // Values that grow: many placeholders with a long value each, and nested ones.
        ComposeInput input;
        input.values = {{s("A"), QString(60'000, u'a')}};
        QVERIFY(!composeProblems(composeOf("command: " + QByteArray("$A").repeated(100'000)), input).isEmpty());
        QByteArray many;
        for (int i = 0; i < 250; ++i)
            many += "label" + QByteArray::number(i) + ": $A$A$A$A\n";
        QVERIFY(!composeProblems("services: {web: {image: a}}\nx: {\n" + many + "}\n", input).isEmpty());
        QVERIFY(!composeProblems(composeOf("command: \"" + QByteArray("${A:-").repeated(40'000) + "\"")).isEmpty());
        QVERIFY(!composeProblems(
            composeOf("command: \"" + QByteArray("${B:-").repeated(20'000) + QByteArray("}").repeated(20'000) + "\""))
                     .isEmpty());
        QVERIFY(!composeProblems(QByteArray("services:\n") +
            [] {
                QByteArray all;
                for (int i = 0; i < 40; ++i)
                    all += "  a" + QByteArray::number(i) + ": {image: a}\n";
                return all;
            }())
                     .isEmpty());
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
    }

    void damagedFilesNeverCrashTheParserAndEachProblemHasAPlace() {
        QList<QByteArray> seeds;
        const QDir folder(QStringLiteral(AAP_GOLDEN));
        for (const QString &name : folder.entryList({s("*.yml")}, QDir::Files)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            seeds.append(file.readAll());
        }
        QVERIFY(!seeds.isEmpty());
        const QByteArray alphabet("[]{}&*!|>'\"%@`:-?#,\n\t $<\0\xff/.0", 29);
        QRandomGenerator random(7);
        ComposeInput input;
        input.mayBuild = true;
        input.file = [&seeds](const QString &) { return std::optional(seeds.first()); };
        int read = 0;
        for (int round = 0; round < 3000; ++round) {
            QByteArray damaged = seeds[random.bounded(int(seeds.size()))];
            for (int i = random.bounded(1, 6); i > 0; --i) {
                const int at = random.bounded(int(damaged.size()) + 1);
                switch (random.bounded(3)) {
                case 0:
                    damaged.remove(at, random.bounded(1, 30));
                    break;
                case 1:
                    damaged.insert(at, alphabet[random.bounded(int(alphabet.size()))]);
                    break;
                default:
                    damaged.insert(at, damaged.mid(random.bounded(int(damaged.size()) + 1), random.bounded(60)));
                }
            }
            const ParsedCompose parsed = parseCompose(damaged, input);
            composePlaceholders(damaged);
            QVERIFY(parsed.project.has_value() == parsed.problems.isEmpty());
            read += parsed.project.has_value();
            const auto lines = damaged.count('\n') + 2;
            for (const YamlProblem &problem : parsed.problems)
                QVERIFY(
                    problem.line >= 1 && problem.line <= lines && problem.column >= 1 && !problem.message.isEmpty());
        }
        QVERIFY(read > 0 && read < 3000);
    }
};

void tst_composeproblems::eachMistakeIsNamedWithItsPath_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *lines, const char *message) {
        QTest::newRow(lines) << composeOf(lines, "volumes: {data: }\nconfigs: {conf: {content: x}}\n") << s(message);
    };
    const auto file = [](const char *yaml, const char *message) {
        QTest::newRow(yaml) << QByteArray(yaml) << s(message);
    };
    row("ports: ['80:x']",
        "line 4, column 13: services.web.ports.0: must be [[ADDRESS:]HOST_PORT:]CONTAINER_PORT[/udp] "
        "with ports from 1 to 65535, got \"80:x\"");
    row("ports: ['70000:80']", "services.web.ports.0: must have a port from 1 to 65535 of the host");
    row("labels: {traefik.http.routers.x.rule: y}",
        "services.web.labels: \"traefik.http.routers.x.rule\" would tell an edge what to do");
    row("labels: [Traefik.enable]", "services.web.labels: \"Traefik.enable\" would tell an edge what to do");
    row("labels: [aiadminpanel.panel=other]", "services.web.labels: \"aiadminpanel.panel\" is the panel's own");
    row("ports: ['80/sctp']", "services.web.ports.0: must end in /tcp or /udp");
    row("ports: ['a.b:80:80']", "services.web.ports.0: must begin with an address of the host");
    row("ports: ['8000-8001:80-85']", "services.web.ports.0: must have as many ports of the host");
    row("ports: ['1-6000']", "services.web.ports.0: must be a range of at most 100 ports");
    row("ports: ['0']", "services.web.ports.0: must be [[ADDRESS:]");
    row("ports: [{target: 0}]", "services.web.ports.0.target: must be a whole number between 1 and 65535");
    row("ports: [{published: 80}]", "services.web.ports.0.target: is required");
    row("ports: [{target: 80, published: 1-2}]", "services.web.ports.0.published: must be one port");
    row("ports: ['8080:80', '127.0.0.1:8080:81']",
        "services.web.ports: must not publish 8080/tcp a second time; \"web\" has it");
    row("expose: ['53/udp']", "services.web.expose.0: must be a TCP port from 1 to 65535");
    row("privileged: true",
        "services.web.privileged: gives the host to the service; only where the operator sets "
        "policy.privileged");
    row("network_mode: host", "services.web.network_mode: gives the host's network");
    row("network_mode: host", "policy.host_network");
    row("network_mode: 'service:db'", "services.web.network_mode: is not carried out; write \"networks\"");
    row("pid: host", "services.web.pid: is not carried out: it shares what belongs to the host");
    row("devices: [/dev/sda]", "services.web.devices: is not carried out: devices of the host are not given away");
    row("cap_add: [SYS_ADMIN]",
        "services.web.cap_add.0: reaches beyond the container; only where the operator sets "
        "policy.privileged, got \"SYS_ADMIN\"");
    row("cap_add: [ALL]", "services.web.cap_add.0: reaches beyond the container");
    row("security_opt: ['seccomp:unconfined']", "services.web.security_opt.0: must be no-new-privileges:true");
    row("volumes: ['/var/run/docker.sock:/s']", "services.web.volumes.0: gives the container engine's socket");
    row("volumes: ['//var/./run:/s']", "policy.engine_socket");
    row("volumes: ['/etc:/s']",
        "services.web.volumes.0: mounts a path of the host; use a named volume, or let the "
        "operator add the folder to policy.host_paths");
    row("volumes: ['/srv/../etc:/s']", "services.web.volumes.0: must be a path without \"..\"");
    row("volumes: ['./data:/s']", "services.web.volumes.0: must be a named volume or an absolute path");
    row("volumes: ['~/data:/s']", "services.web.volumes.0: must be a named volume or an absolute path");
    row("volumes: ['other:/s']", "must name a volume declared under the top-level \"volumes\"");
    row("volumes: ['data:s']", "services.web.volumes.0: must be an absolute path in the container");
    row("volumes: ['data:/a/../..']", "services.web.volumes.0: must be an absolute path in the container");
    row("volumes: ['data:/']", "services.web.volumes.0: must be an absolute path in the container");
    row("volumes: ['data:/s:z']", "services.web.volumes.0: must end in :ro or :rw");
    row("volumes: ['data:/s', 'data:/s/']", "services.web: has two things at the same place in the container");
    row("volumes: [{type: bind, source: /etc, target: /x}]",
        "services.web.volumes.0.source: mounts a path of the host");
    row("volumes: [{type: bind, target: /x}]", "services.web.volumes.0: a bind needs a \"source\"");
    row("volumes: [{type: npipe, target: /x}]", "services.web.volumes.0.type: must be volume, bind or tmpfs, got");
    row("tmpfs: '/x:mode=1777'", "services.web.tmpfs: must have no option but size");
    row("env_file: .env", "services.web.env_file: names a file, but this kind of source has no files");
    row("build: .", "services.web.build: needs files, which this kind of source has not");
    row("environment: [TZ]",
        "services.web.environment.0: has no value; write NAME: \"\" where it shall be empty, got \"TZ\"");
    row("environment: {TZ: }", "services.web.environment.TZ: has no value");
    row("environment: {A: [1]}", "services.web.environment.A: must be text");
    row("command: \"it's\"", "services.web.command: must be a command");
    row("networks: [front]", "must be a network declared under the top-level \"networks\"");
    row("networks: {default: {ipv4_address: 10.0.0.1}}",
        "services.web.networks.default.ipv4_address: is not carried out: addresses are given by the engine");
    row("depends_on: [db]", "services.web.depends_on: must name a component of this file, got \"db\"");
    row("depends_on: [web]", "services.web.depends_on: must not be a circle: web needs web");
    row("depends_on: {web: {condition: ready}}",
        "services.web.depends_on.web.condition: must be service_started, service_healthy or");
    row("healthcheck: {test: [curl, x]}", "services.web.healthcheck.test: must be text, [NONE]");
    row("healthcheck: {interval: 30}",
        "services.web.healthcheck.interval: must be a time between 1ms and 24h like "
        "30s or 1m30s, got \"30\"");
    row("healthcheck: {retries: many}", "services.web.healthcheck.retries: must be a whole number");
    row("restart: sometimes", "services.web.restart: must be \"no\", always, on-failure");
    row("restart: 'always:3'", "services.web.restart: must be");
    row("deploy: {replicas: 200}",
        "services.web.deploy.replicas: must be a whole number between 0 and 50, got \"200\"");
    row("deploy: {mode: global}", "services.web.deploy.mode: must be replicated, got \"global\"");
    row("deploy: {resources: {limits: {memory: lots}}}",
        "services.web.deploy.resources.limits.memory: must be a size of at least 1 bytes like 512m or 1.5g");
    row("deploy: {resources: {limits: {cpus: -1}}}", "services.web.deploy.resources.limits.cpus: must be a number");
    row("deploy: {resources: {limits: {memory: 1g}}}\nmem_limit: 2g",
        "services.web: \"mem_limit\" and deploy.resources say different things");
    row("deploy: {resources: {limits: {memory: 1g}, reservations: {memory: 2g}}}",
        "services.web: reserves more memory than it may use");
    row("deploy: {placement: {}}", "services.web.deploy.placement: is not carried out: the engine decides");
    row("logging: {driver: none}",
        "line 4, column 5: services.web.logging: is not carried out: the panel keeps the logs");
    row("links: [db]", "services.web.links: is not carried out: components reach each other by their names");
    row("sysctl: {}", "services.web.sysctl: is not a key that is carried out; those are image, build, command");
    row("tty: true", "services.web.tty: must be false: nobody sits at the terminal");
    row("ulimits: {files: 3}", "services.web.ulimits.files: is no limit that Linux has");
    row("ulimits: {nofile: {soft: 5, hard: 3}}", "services.web.ulimits.nofile: must have a soft limit");
    row("stop_signal: KILL IT", "services.web.stop_signal: must be a signal like SIGTERM");
    row("user: 'a b'", "services.web.user: must be USER or USER:GROUP");
    row("extra_hosts: ['a']", "services.web.extra_hosts.0: must be a host name and an address");
    row("secrets: [none]", "services.web.secrets.0: must be the name of one of the top-level \"secrets\"");
    row("configs: [{source: conf, target: rel}]", "services.web.configs.0.target: must be an absolute path");
    row("configs: [{source: conf, mode: 440}]", "services.web.configs.0.mode: must be an octal file mode like 0440");
    row("command: $", "services.web.command: \"$\" is no placeholder; write ${NAME}, or $$ for a dollar sign");
    row("<<: 5", "services.web: \"<<\" merges a mapping or a list of mappings");
    file("services: {}", "line 1, column 11: services: must have at least one component");
    file("a: 1", "services: is required");
    file("[]", "must be a mapping");
    file("services: {web: }", "services.web: needs an \"image\"");
    file("services: {web: {}}", "services.web: needs an \"image\"");
    file("services: {web: {image: 'Not OK'}}", "services.web.image: must be an image's name like redis:7");
    file("services: {Web: {image: a}}", "services.Web: must be lower-case letters");
    file("services: {a: {image: a, depends_on: [b]}, b: {image: b, depends_on: [c]}, c: {image: c, depends_on: [b]}}",
        "services.b.depends_on: must not be a circle: b needs c needs b");
    file("services: {a: {image: a, ports: ['80:80']}, b: {image: b, ports: ['80:81']}}",
        "services.b.ports: must not publish 80/tcp a second time; \"a\" has it");
    file("include: [x]\nservices: {a: {image: a}}", "include: is not carried out: put everything into one file");
    file("services: {a: {image: a}}\nvolumes: {v: {external: true}}", "volumes.v.external: must be false");
    file("services: {a: {image: a}}\nvolumes: {v: {driver: nfs}}", "volumes.v.driver: must be local, got \"nfs\"");
    file("services: {a: {image: a}}\nvolumes: {v: {driver_opts: {device: /etc, o: bind}}}",
        "volumes.v.driver_opts: is not carried out");
    file("services: {a: {image: a}}\nnetworks: {n: {external: true}}", "networks.n.external: must be false");
    file("services: {a: {image: a}}\nnetworks: {n: {ipam: {}}}", "networks.n.ipam: is not carried out");
    file("services: {a: {image: a}}\nsecrets: {k: {file: ./k}}", "secrets.k.file: names a file, but");
    file("services: {a: {image: a}}\nsecrets: {k: {external: true}}", "secrets.k.external: is not carried out");
    file("services: {a: {image: a}}\nconfigs: {k: {content: a, environment: B}}", "configs.k");
    file("services: {a: {image: a}}\nconfigs: {k: {environment: B}}",
        "configs.k.environment: must be the name of a variable that has a value");
}

QTEST_GUILESS_MAIN(tst_composeproblems)
#include "tst_composeproblems.moc"
