// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration: every key from every source, later sources winning, and each mistake named with its place.
#include "server/config.h"
#include "server/configkeys.h"
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

class tst_config : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    QString file(const QByteArray &text) {
        QFile f(m_dir.filePath(QStringLiteral("c.yaml")));
        if (f.open(QIODevice::WriteOnly))
            f.write(text);
        return f.fileName();
    }
    QString mistakes(const QByteArray &text) {
        const auto config = loadConfig({file(text), {}, {}});
        return config ? QString() : config.error().details;
    }

private slots:
    void trustedProxiesAreAddressesOrNetworks() {
        ConfigSources sources;
        sources.options.insert(
            QStringLiteral("trusted_proxies"), QStringLiteral("10.0.0.0/8, 192.0.2.1 2001:db8::/32"));
        const auto config = loadConfig(sources);
        QVERIFY(config);
        QCOMPARE(config->trustedProxies.size(), 3);
        QCOMPARE(config->trustedProxies[1].second, 32);
        // A later source wins, here as everywhere.
        sources.file = file("trusted_proxies: [192.168.0.0/16]\n");
        QCOMPARE(loadConfig(sources)->trustedProxies.size(), 3);
        QCOMPARE(loadConfig({sources.file, {}, {}})->trustedProxies.size(), 1);
        sources.options.insert(QStringLiteral("trusted_proxies"), QStringLiteral("10.0.0.0/8, proxy"));
        QVERIFY(!loadConfig(sources));
    }
    void withoutAnySourceTheDefaultsHold() {
        qputenv("STATE_DIRECTORY", "/var/lib/here:/var/lib/there");
        const auto config = loadConfig({});
        QVERIFY(config);
        QCOMPARE(config->host, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(int(config->port), 8080);
        QCOMPARE(config->dataDir, QStringLiteral("/var/lib/here"));
        qunsetenv("STATE_DIRECTORY");
        qputenv("XDG_DATA_HOME", "/xdg");
        QCOMPARE(loadConfig({})->dataDir, QStringLiteral("/xdg/aiadminpanel"));
        qunsetenv("XDG_DATA_HOME");
        QCOMPARE(config->rateDefault, 60);
        QCOMPARE(config->rateAuthenticated, 120);
        QCOMPARE(config->rateDeploy, 10);
    }
    void whatDoesNotGoTogetherIsNamedWithItsPlace() {
        QCOMPARE(mistakes("base_domain: apps.test\nedge:\n  kind: caddy\n  tls: internal\n"), QString());
        const QString alone = mistakes("edge:\n  kind: caddy\n");
        QVERIFY2(alone.contains(QLatin1String("c.yaml:2: edge.kind: needs base_domain")), qPrintable(alone));
        const QString email =
            mistakes("base_domain: apps.test\nedge:\n  kind: caddy\n  email: a@example.com\n  http: ':8080'\n");
        QVERIFY2(email.contains(QLatin1String("c.yaml:4: edge.email: is for edge.tls: acme")), qPrintable(email));
    }
    void whatLogsAreToHideIsCheckedAndPutTogether() {
        const auto config = loadConfig({file("logs:\n  hide: ['sk-[a-z]+', 'a|b']\n"), {}, {}});
        QVERIFY(config);
        QVERIFY(config->logHidden->matches("key sk-x"));
        QVERIFY(config->logHidden->matches("b"));
        QVERIFY(!config->logHidden->matches("nothing"));
        const QString wrong = mistakes("logs:\n  hide: 'a('\n");
        QVERIFY2(wrong.contains(QLatin1String("c.yaml:2: logs.hide: must be a regular expression of RE2")),
            qPrintable(wrong));
        QVERIFY(!loadConfig({file("logs:\n  hide: []\n"), {}, {}})->logHidden);
        const QString empty = mistakes("logs:\n  hide: ['sk-[a-z]+', '(token=\\S+)?']\n");
        QVERIFY2(empty.contains(QLatin1String("logs.hide: must not match an empty text")), qPrintable(empty));
    }
    void theIdentityProviderIsAGroupOfKeys() {
        QFile secret(m_dir.filePath(QStringLiteral("secret")));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("s3cret\n") > 0);
        secret.close();
        const QByteArray text =
            "public_url: https://panel.example.com:443/\noidc:\n  issuer: https://id.example.com/realms/main\n"
            "  client_id: panel\n  client_secret: {file: "
            + secret.fileName().toUtf8()
            + "}\n  claims: {role: resource_access.panel.roles}\n  roles: {/ops: operator, a b: admin}\n  refresh: "
              "off\n";
        const auto config = loadConfig({file(text), {}, {}});
        QVERIFY2(config, config ? "" : qPrintable(config.error().details));
        QCOMPARE(config->oidc.clientSecret.reveal(), QByteArray("s3cret"));
        QCOMPARE(config->oidc.roleClaim, QStringLiteral("resource_access.panel.roles"));
        QCOMPARE(config->oidc.roles.value(QStringLiteral("/ops")), Role::Operator);
        QCOMPARE(config->oidc.roles.value(QStringLiteral("a b")), Role::Admin);
        QCOMPARE(config->oidc.refresh.count(), 0);
        QCOMPARE(config->publicOrigin(), QByteArray("https://panel.example.com"));
        QCOMPARE(config->baseUrl(8080), QByteArray("https://panel.example.com"));
        QCOMPARE(loadConfig({})->baseUrl(8080), QByteArray("http://127.0.0.1:8080"));
        const auto says = [this](const char *wrong, const char *what) {
            const QString told = mistakes(wrong);
            QVERIFY2(told.contains(QLatin1String(what)), qPrintable(told));
        };
        says("oidc: {issuer: 'https://id.example.com'}\n", "issuer and client_id must be given together");
        says("oidc: {issuer: 'http://id.example.com', client_id: p}\n",
            "oidc.issuer: must be the provider's address with https");
        says(
            "listen: 0.0.0.0:8080\noidc: {issuer: 'https://id.example.com', client_id: p}\n", "oidc: needs public_url");
        says("oidc: {roles: {x: king}}\n", "oidc.roles: must give each role");
        says("oidc: {roles: {x: [admin]}}\n", "must give each name one word");
        says("oidc: {client_secret: {file: /nonexistent}}\n",
            "oidc.client_secret.file: must be a file that can be read");
    }
    void enginesAreAListOfMaps() {
        const auto config = loadConfig({file("engines:\n"
                                             "  - {name: here, kind: process}\n"
                                             "  - name: far\n"
                                             "    kind: docker\n"
                                             "    endpoint: https://far.example:2376\n"
                                             "    tls: {ca: /etc/passwd, certificate: /etc/passwd, key: /etc/passwd}\n"
                                             "engine: far\n"
                                             "policy:\n"
                                             "  host_paths: [/srv/shared, /opt]\n"
                                             "  images: ['docker.io/library/*', 'localhost:5000/*']\n"
                                             "containers: {memory_mb: 64, cpus: 0.5}\n"),
            {}, {}});
        QVERIFY2(config, config ? "" : qPrintable(config.error().details));
        QCOMPARE(config->engines.size(), 2);
        QCOMPARE(config->engines[1].name, QStringLiteral("far"));
        QCOMPARE(config->engines[1].kind, EngineSetting::Kind::Docker);
        QCOMPARE(config->engines[1].tlsAuthority, QStringLiteral("/etc/passwd"));
        QCOMPARE(config->engine, QStringLiteral("far"));
        QCOMPARE(config->hostPaths, (QStringList{QStringLiteral("/srv/shared"), QStringLiteral("/opt")}));
        QCOMPARE(config->imagePatterns,
            (QStringList{QStringLiteral("docker.io/library/*"), QStringLiteral("localhost:5000/*")}));
        QCOMPARE(config->containerCpus, 0.5);
        const auto other = loadConfig({{},
            {{QStringLiteral("AAP_ENGINES"), QStringLiteral("[{name: p, kind: process}]")},
                {QStringLiteral("AAP_POLICY_IMAGES"), QStringLiteral("a/* localhost:5000/*")}},
            {}});
        QVERIFY(other);
        QCOMPARE(other->engines[0].name, QStringLiteral("p"));
        QCOMPARE(other->imagePatterns.size(), 2);
    }
    void whatIsWrongWithAnEngineIsNamedWithItsPlace_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("mistake");
        QTest::newRow("no list") << QByteArray("engines: docker\n") << "c.yaml:1: engines: must be a list";
        QTest::newRow("no map") << QByteArray("engines:\n - docker\n") << "c.yaml:2: engines.0: must be a map";
        QTest::newRow("unknown key") << QByteArray("engines:\n - name: a\n   kind: process\n   url: x\n")
                                     << "c.yaml:4: engines.0.url: is not a known key; allowed are name, kind";
        QTest::newRow("kind") << QByteArray("engines:\n - name: a\n   kind: lxc\n")
                              << "c.yaml:3: engines.0.kind: must be process or docker, got \"lxc\"";
        QTest::newRow("nothing said") << QByteArray("engines:\n - {name: a}\n") << "engines.0: needs \"kind\"";
        QTest::newRow("no endpoint") << QByteArray("engines:\n - {name: a, kind: docker}\n")
                                     << "engines.0: needs \"endpoint\"";
        QTest::newRow("twice") << QByteArray("engines:\n - {name: a, kind: process}\n"
                                             " - {name: a, kind: docker, endpoint: 'unix:///a'}\n")
                               << "c.yaml:3: engines.1: the name \"a\" is given twice";
        QTest::newRow("half a certificate")
            << QByteArray("engines:\n - {name: a, kind: docker, endpoint: 'https://a', tls: {key: /etc/passwd}}\n")
            << "tls.certificate and tls.key must be given together";
        QTest::newRow("no such engine") << QByteArray("engine: nowhere\n")
                                        << "must be auto or one of the names in engines (process, docker)";
        QTest::newRow("other engine") << QByteArray("engine: b\nengines:\n - {name: a, kind: process}\n")
                                      << "engine: must be auto or one of the names";
    }
    void whatIsWrongWithAnEngineIsNamedWithItsPlace() {
        QFETCH(QByteArray, text);
        QFETCH(QString, mistake);
        const QString said = mistakes(text);
        QVERIFY2(said.contains(mistake), qPrintable(said));
    }
    void aFileSetsWhatItNames() {
        const QByteArray text = "listen: '[::1]:9000'\n"
                                "data_dir: /data\n"
                                "rate_limits: {default: 0, authenticated: 7}\n"
                                "limits:\n  head_bytes: 2048\n  header_timeout: 90\n  idle_timeout: 15m\n"
                                "templates: ["
            + m_dir.path().toUtf8() + ", /tmp]\nlogs: {max_age: 2d}\nlog: {level: warning, format: json}\n";
        const auto config = loadConfig({file(text), {}, {}});
        QVERIFY2(config, config ? "" : qPrintable(config.error().details));
        QCOMPARE(config->host, QHostAddress(QHostAddress::LocalHostIPv6));
        QCOMPARE(int(config->port), 9000);
        QCOMPARE(config->rateDefault, 0);
        QCOMPARE(config->rateAuthenticated, 7);
        QCOMPARE(config->rateDeploy, 10);
        QCOMPARE(config->headBytes, 2048);
        QVERIFY(config->headerTimeout == std::chrono::seconds(90));
        QVERIFY(config->idleTimeout == std::chrono::minutes(15));
        QVERIFY(config->logMaxAge == std::chrono::hours(48));
        QCOMPARE(config->templateFolders, QStringList({m_dir.path(), QStringLiteral("/tmp")}));
        QCOMPARE(config->logLevel, LogLevel::Warning);
        QCOMPARE(config->logFormat, LogFormat::Json);
    }
    void theEnvironmentWinsOverTheFileAndOptionsOverBoth() {
        ConfigSources sources{file("listen: 127.0.0.1:1\ndata_dir: /file\nlog: {level: error}\n"),
            {{QStringLiteral("AAP_DATA_DIR"), QStringLiteral("/environment")},
                {QStringLiteral("AAP_LISTEN"), QStringLiteral("localhost:2")},
                {QStringLiteral("AAP_RATE_LIMITS_DEPLOY"), QStringLiteral("3")}},
            {{QStringLiteral("listen"), QStringLiteral("127.0.0.1:3")}}};
        const auto config = loadConfig(sources);
        QVERIFY(config);
        QCOMPARE(int(config->port), 3);
        QCOMPARE(config->dataDir, QStringLiteral("/environment"));
        QCOMPARE(config->rateDeploy, 3);
        QCOMPARE(config->logLevel, LogLevel::Error);
        sources.environment.insert(QStringLiteral("AAP_NO_SUCH"), QStringLiteral("1"));
        QVERIFY(loadConfig(sources).error().details.contains(QLatin1String("AAP_NO_SUCH")));
    }
    void eachMistakeIsNamedWithFileLineKeyAndRemedy_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(expected);
        };
        row("unknown key", "\nlisten: 127.0.0.1:1\nlisen: x\n",
            "c.yaml:3: lisen: is not a known key; allowed are listen,");
        row("unknown key in a group", "limits:\n  bodybytes: 5\n",
            "c.yaml:2: limits.bodybytes: is not a known key; allowed are limits.head_bytes");
        row("number with letters", "limits: {body_bytes: 5k}",
            "c.yaml:1: limits.body_bytes: must be a whole number between 1024 and 67108864, got \"5k\"");
        row("too small", "limits: {head_bytes: 5}", "between 1024 and 1048576, got \"5\"");
        row("negative", "rate_limits: {default: -1}", "between 0 and");
        row("time", "limits: {idle_timeout: soon}", "must be a time like 30s, 15m, 12h or 30d, up to 1d, got \"soon\"");
        row("no time", "limits: {idle_timeout: 0s}", "must be a time");
        row("unit alone", "limits: {idle_timeout: s}", "must be a time");
        row("time without end", "limits: {idle_timeout: 9999d}", "must be a time");
        row("no port", "listen: 127.0.0.1", "must be ADDRESS:PORT");
        row("a name", "listen: example.org:80", "must be ADDRESS:PORT");
        row("port too large", "listen: 127.0.0.1:65536", "must be ADDRESS:PORT");
        row("list for a value", "listen: [127.0.0.1, 80]", "c.yaml:1: listen: must be one value");
        row("list of lists", "templates: [[/tmp]]", "c.yaml:1: templates: must be a list of words");
        row("group without members", "limits: 5", "c.yaml:1: limits: is not a known key");
        row("no value", "listen:", "c.yaml:1: listen: has no value");
        row("level", "log: {level: loud}", "must be debug, info, warning or error, got \"loud\"");
        row("format", "log: {format: xml}", "must be journal or json");
        row("isolation", "process: {isolation: chroot}", "must be none or bubblewrap");
        row("no such folder", "templates: /no/such/folder", "there is no /no/such/folder");
        row("no such certificate", "tls: {certificate: /no/such, key: /no/such}",
            "tls.certificate: must be a file that can be read");
        row("no yaml", "listen: [\n", "c.yaml:2: is not valid YAML");
        row("no map", "just words", "has no value");
        row("given twice", "listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n", "c.yaml:2: listen: is given twice");
    }
    void eachMistakeIsNamedWithFileLineKeyAndRemedy() {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        const QString found = mistakes(text);
        QVERIFY2(found.contains(expected), qPrintable(found));
    }
    void allMistakesAreToldAtOnce() {
        QCOMPARE(mistakes("a: 1\nb: 2\nlog: {level: x, format: y}\n").count(u'\n') + 1, 4);
    }
    void certificateAndKeyGoTogether() {
        const QByteArray path = file("x").toUtf8();
        QVERIFY(mistakes("tls: {certificate: " + path + "}").contains(QLatin1String("must be given together")));
    }
    void anEmptyFileIsRightAndAMissingOneIsNot() {
        QCOMPARE(mistakes(""), QString());
        QCOMPARE(mistakes("# nothing yet\n"), QString());
        QVERIFY(loadConfig({QStringLiteral("/no/such/file"), {}, {}})
                    .error()
                    .details.contains(QLatin1String("cannot be read")));
    }
    void anAliasBombAndADeepFileEnd() {
        QByteArray bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
        for (char c = 'b'; c < 'z'; ++c)
            bomb += QByteArray(1, c) + ": &" + c + " ["
                + QByteArray("*" + QByteArray(1, char(c - 1)) + ",").repeated(9).chopped(1) + "]\n";
        QVERIFY(!mistakes(bomb).isEmpty());
        QVERIFY(!mistakes(QByteArray("{a: ").repeated(2000) + "1" + QByteArray("}").repeated(2000)).isEmpty());
    }
    void everyKeyIsDescribed() {
        const QString text = describeConfig();
        for (const char *key :
            {"listen", "tls.certificate", "limits.header_timeout", "rate_limits.deploy", "log.format"})
            QVERIFY2(text.contains(QLatin1String(key)), key);
        QFile page(QStringLiteral(AAP_PACKAGING "/aiadminpaneld.yaml.5"));
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QByteArray manual = page.readAll();
        QSet<QByteArray> inManual;
        for (const QByteArray &line : manual.split('\n'))
            if (line.startsWith(".It Ic "))
                inManual.insert(line.mid(7));
        static const QByteArray ofEngines("engines[].");
        for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
            QByteArray key = line.trimmed().section(u' ', 0, 0).toUtf8();
            const QByteArray shown = key.startsWith(ofEngines) ? key.mid(ofEngines.size()) : key;
            QVERIFY2(inManual.remove(shown) || shown.startsWith("tls."), key.constData());
            const ConfigKey *known = configKey(QString::fromUtf8(key));
            if (!known)
                continue;
            const QByteArray standard = "\nDefault: " + QByteArray(known->standard);
            const qsizetype at = manual.indexOf(QByteArray("\n.It Ic " + key + '\n'));
            const qsizetype next = manual.indexOf("\n.It Ic ", at + 1);
            QVERIFY2(manual.mid(at, next - at).contains(standard), key.constData());
        }
        QCOMPARE(inManual, QSet<QByteArray>{"engines"}); // which the others are of
    }
    void listsAreWrittenAsListsAndInVariablesWithColons() {
        const QStringList both{QStringLiteral("https"), QStringLiteral("ssh")};
        const auto inFile = loadConfig({file("policy: {git_protocols: [https, ssh]}\n"), {}, {}});
        QVERIFY2(inFile, inFile ? "" : qPrintable(inFile.error().details));
        QCOMPARE(inFile->gitProtocols, both);
        const auto inVariable =
            loadConfig({{}, {{QStringLiteral("AAP_POLICY_GIT_PROTOCOLS"), QStringLiteral("https:ssh")}}, {}});
        QVERIFY(inVariable);
        QCOMPARE(inVariable->gitProtocols, both);
        QVERIFY(mistakes("policy: {git_protocols: [https, gopher]}\n").contains(QLatin1String("must be some of")));
    }
    void whatIsWrongWithASecretIsToldWithoutIt() {
        const QString told = mistakes("backup: {password: \"first line\\nhunter2\"}\n");
        QVERIFY2(told.contains(QLatin1String("backup.password: must be one line")), qPrintable(told));
        QVERIFY(!told.contains(QLatin1String("hunter2")));
    }
};

QTEST_GUILESS_MAIN(tst_config)
#include "tst_config.moc"
