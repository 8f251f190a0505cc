// SPDX-License-Identifier: GPL-3.0-or-later
// Templates as programs of this host, asked by their own clients with the password of their form.
#include "tests/support/livepanel.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QUrl>

class tst_templateclients : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    static bool has(const char *program) {
        return !QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty()
            || !QStandardPaths::findExecutable(QString::fromLatin1(program), {QStringLiteral("/usr/sbin")}).isEmpty();
    }
    /// Deploys it; the address it answers at, or why it does not.
    QUrl deployed(const char *templateName, const QJsonObject &variables) {
        const QJsonObject made = m_panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QString::fromLatin1(templateName)},
                                             {QStringLiteral("template"), QString::fromLatin1(templateName)},
                                             {QStringLiteral("variables"), variables}})
                                     .json();
        const QJsonObject operation = m_panel.finished(made[QLatin1String("operation_id")].toString());
        if (operation[QLatin1String("status")] != QLatin1String("succeeded"))
            qWarning("%s", QJsonDocument(made.isEmpty() ? operation : made).toJson().constData());
        m_path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        return QUrl(m_panel.get(m_path).json()[QLatin1String("url")].toString());
    }
    QString again(const char *verb) {
        const QString operation = m_panel.post(m_path + '/' + verb).json()[QLatin1String("id")].toString();
        return m_panel.finished(operation)[QLatin1String("status")].toString();
    }
    /// What a program says, and its exit code before it.
    static QByteArray run(const QStringList &words, const QMap<QString, QString> &environment = {}) {
        QProcess process;
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        for (auto it = environment.cbegin(); it != environment.cend(); ++it)
            all.insert(it.key(), it.value());
        process.setProcessEnvironment(all);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(words.first(), words.mid(1));
        if (!process.waitForFinished(30'000))
            return "did not end";
        return QByteArray::number(process.exitCode()) + ' ' + process.readAll().trimmed();
    }
    static QByteArray get(const QUrl &address, const char *path, const char *user = nullptr) {
        QStringList words{
            QStringLiteral("curl"), QStringLiteral("-s"), QStringLiteral("-w"), QStringLiteral(" %{http_code}")};
        if (user)
            words << QStringLiteral("-u") << QString::fromLatin1(user);
        return run(words << QStringLiteral("http://127.0.0.1:%1%2").arg(address.port()).arg(QLatin1String(path)));
    }

    QByteArray m_path;

private slots:
    void initTestCase() { QVERIFY2(m_panel.start(), m_panel.log().constData()); }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }
    void cleanup() { QVERIFY(m_panel.removeAll()); }

    void mariadbKeepsWhatItsUserWrites() {
        if (!has("mariadbd"))
            QSKIP("needs the package mariadb-server");
        const QUrl address = deployed("mariadb",
            {{QStringLiteral("MARIADB_PASSWORD"), QStringLiteral("of-the-user")},
                {QStringLiteral("MARIADB_ROOT_PASSWORD"), QStringLiteral("of-the-root")},
                {QStringLiteral("BUFFER_POOL_MB"), 32}});
        const auto query = [](const QUrl &at, const char *user, const char *password, const char *sql) {
            return run({QStringLiteral("mariadb"), QStringLiteral("--no-defaults"), QStringLiteral("--host=127.0.0.1"),
                           QStringLiteral("--port=%1").arg(at.port()), QStringLiteral("--batch"),
                           QStringLiteral("--skip-column-names"), QStringLiteral("--user=") + QLatin1String(user),
                           QStringLiteral("--execute=") + QLatin1String(sql)},
                {{QStringLiteral("MYSQL_PWD"), QLatin1String(password)}});
        };
        QCOMPARE(query(address, "app", "of-the-user",
                     "CREATE TABLE app.t (a INT); INSERT INTO app.t VALUES (3), (4); SELECT SUM(a) FROM app.t"),
            QByteArray("0 7"));
        QVERIFY(query(address, "app", "wrong", "SELECT 1").startsWith("1 ERROR 1045"));
        QCOMPARE(query(address, "root", "of-the-root", "SELECT COUNT(*) FROM mysql.proxies_priv"), QByteArray("0 1"));
        const QByteArray foreign = query(address, "app", "of-the-user", "SELECT * FROM mysql.global_priv");
        QVERIFY2(foreign.contains("denied"), foreign.constData());
        QCOMPARE(again("restart"), QStringLiteral("succeeded"));
        const QUrl now(m_panel.get(m_path).json()[QLatin1String("url")].toString());
        QCOMPARE(query(now, "app", "of-the-user", "SELECT SUM(a) FROM app.t"), QByteArray("0 7"));
    }
    void prometheusAsksItsTargets() {
        if (!has("prometheus"))
            QSKIP("needs the package prometheus");
        const QUrl address = deployed("prometheus",
            {{QStringLiteral("TARGETS"), QStringLiteral("127.0.0.1:1, localhost:2")},
                {QStringLiteral("INTERVAL_SECONDS"), 1}});
        QVERIFY(get(address, "/-/ready").endsWith(" 200"));
        const auto asks = [&](const char *target) { return get(address, "/api/v1/targets").contains(target); };
        QTRY_VERIFY_WITH_TIMEOUT(asks("http://127.0.0.1:1/metrics") && asks("http://localhost:2/metrics"), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(get(address, "/api/v1/query?query=up").contains("\"job\":\"prometheus\"},\"value\":[")
                && get(address, "/api/v1/query?query=sum(up)").contains(",\"1\"]"),
            20000);
    }
    void theRegistryLetsInWhoHasThePassword() {
        if (!has("docker-registry"))
            QSKIP("needs the package docker-registry");
        const QUrl address =
            deployed("registry", {{QStringLiteral("PASSWORD"), QStringLiteral("with $x and \"quotes\"")}});
        QVERIFY(get(address, "/v2/").endsWith(" 401"));
        QVERIFY(get(address, "/v2/", "push:wrong").endsWith(" 401"));
        QCOMPARE(
            get(address, "/v2/_catalog", "push:with $x and \"quotes\""), QByteArray("0 {\"repositories\":[]}\n 200"));
    }
    void redisAnswersWhoHasThePassword() {
        if (!has("redis-server"))
            QSKIP("needs the package redis-server");
        const QUrl address = deployed("redis", {{QStringLiteral("PASSWORD"), QStringLiteral("open-sesame")}});
        const auto ask = [&](const char *password, const QStringList &words) {
            return run(
                QStringList{QStringLiteral("redis-cli"), QStringLiteral("-p"), QString::number(address.port())} + words,
                {{QStringLiteral("REDISCLI_AUTH"), QLatin1String(password)}});
        };
        QVERIFY(ask("wrong", {QStringLiteral("GET"), QStringLiteral("a")}).contains("NOAUTH"));
        QCOMPARE(
            ask("open-sesame", {QStringLiteral("SET"), QStringLiteral("a"), QStringLiteral("b")}), QByteArray("0 OK"));
        QCOMPARE(ask("open-sesame", {QStringLiteral("CONFIG"), QStringLiteral("GET"), QStringLiteral("maxmemory")}),
            QByteArray("0 maxmemory\n134217728"));
        QCOMPARE(again("restart"), QStringLiteral("succeeded"));
        QCOMPARE(ask("open-sesame", {QStringLiteral("GET"), QStringLiteral("a")}), QByteArray("0 b"));
    }
};

QTEST_GUILESS_MAIN(tst_templateclients)
#include "tst_templateclients.moc"
