// SPDX-License-Identifier: GPL-3.0-or-later
// Real repositories over HTTP with and without a password, and what is refused of them.
#include "server/source/gitclient.h"
#include "tests/support/await.h"
#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

class tst_gitclient : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QProcess m_open, m_locked;
    QString m_openUrl, m_lockedUrl;
    int m_count = 0;

    QString repository(const QString &name) const { return m_dir.filePath(QStringLiteral("served/") + name); }
    void git(const QString &name, const QStringList &arguments) {
        QProcess process;
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        for (const char *role : {"AUTHOR", "COMMITTER"}) {
            env.insert(QStringLiteral("GIT_%1_NAME").arg(QLatin1String(role)), QStringLiteral("Test"));
            env.insert(QStringLiteral("GIT_%1_EMAIL").arg(QLatin1String(role)), QStringLiteral("test@example.com"));
        }
        process.setProcessEnvironment(env);
        process.start(QStringLiteral("git"), QStringList{QStringLiteral("-C"), repository(name)} + arguments);
        QVERIFY(process.waitForFinished(30000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    void write(const QString &name, const QString &path, const QByteArray &content) {
        const QString full = repository(name) + u'/' + path;
        QVERIFY(QDir().mkpath(QFileInfo(full).path()));
        QFile file(full);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    void commit(const QString &name) {
        git(name, {QStringLiteral("add"), QStringLiteral("-A")});
        git(name, {QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("change")});
    }
    void make(const QString &name) {
        QVERIFY(QDir().mkpath(repository(name)));
        git(name, {QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("-b"), QStringLiteral("main")});
    }
    QString serve(QProcess &process, const QString &credentials) {
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        env.insert(QStringLiteral("CREDENTIALS"), credentials);
        process.setProcessEnvironment(env);
        process.start(QStringLiteral("python3"),
            {QStringLiteral(AAP_SOURCE_DIR "/tests/support/githttp.py"), m_dir.filePath(QStringLiteral("served"))});
        process.waitForReadyRead(10000);
        return QStringLiteral("http://127.0.0.1:%1/").arg(process.readLine().trimmed().toInt());
    }
    Result<GitCheckout> fetch(const GitOrder &order, QString *folder = nullptr, GitLimits limits = {}) {
        GitClient client({QStringLiteral("http"), QStringLiteral("git")}, limits);
        const QString into = m_dir.filePath(QStringLiteral("out/%1").arg(++m_count));
        if (folder)
            *folder = into;
        return await(client.fetch(QStringLiteral("job"), order, into, {}), 60000);
    }
    static QByteArray contentOf(const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }

private slots:
    void initTestCase() {
        make(QStringLiteral("app"));
        write(QStringLiteral("app"), QStringLiteral("Dockerfile"), "FROM scratch\n");
        write(QStringLiteral("app"), QStringLiteral("deploy/compose.yaml"), "services: {}\n");
        commit(QStringLiteral("app"));
        git(QStringLiteral("app"), {QStringLiteral("tag"), QStringLiteral("v1")});
        write(QStringLiteral("app"), QStringLiteral("Dockerfile"), "FROM scratch\n# two\n");
        commit(QStringLiteral("app"));
        m_openUrl = serve(m_open, {});
        m_lockedUrl = serve(m_locked, QStringLiteral("me:open sesame"));
    }
    void cleanupTestCase() {
        for (QProcess *process : {&m_open, &m_locked}) {
            process->kill();
            process->waitForFinished(5000);
        }
    }

    void theLatestCommitIsLaidOut() {
        QString folder;
        const auto checkout = fetch({m_openUrl + QStringLiteral("app/.git"), {}, {}, {}}, &folder);
        QVERIFY2(checkout, checkout ? "" : qPrintable(checkout.error().message + checkout.error().details));
        QCOMPARE(checkout->commit.size(), 40);
        QCOMPARE(contentOf(folder + QStringLiteral("/Dockerfile")), QByteArray("FROM scratch\n# two\n"));
        QVERIFY(!QFileInfo::exists(folder + QStringLiteral("/.git")));
    }
    void aTagAndACommitAreRefsToo() {
        QString folder;
        const auto tag = fetch({m_openUrl + QStringLiteral("app/.git"), QStringLiteral("v1"), {}, {}}, &folder);
        QVERIFY(tag);
        QCOMPARE(contentOf(folder + QStringLiteral("/Dockerfile")), QByteArray("FROM scratch\n"));
        const auto commit = fetch({m_openUrl + QStringLiteral("app/.git"), tag->commit, {}, {}}, &folder);
        QVERIFY(commit);
        QCOMPARE(commit->commit, tag->commit);
        const auto none = fetch({m_openUrl + QStringLiteral("app/.git"), QStringLiteral("nope"), {}, {}});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Validation);
        QVERIFY2(none.error().message.contains(QLatin1String("nope")), qPrintable(none.error().message));
    }
    void gitsOwnProtocolIsSpokenToo() {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress(QHostAddress::LocalHost)));
        const quint16 port = probe.serverPort();
        probe.close();
        QProcess daemon;
        daemon.start(QStringLiteral("git"),
            {QStringLiteral("-c"), QStringLiteral("safe.directory=*"), QStringLiteral("daemon"),
                QStringLiteral("--listen=127.0.0.1"), QStringLiteral("--port=%1").arg(port),
                QStringLiteral("--export-all"),
                QStringLiteral("--base-path=%1").arg(m_dir.filePath(QStringLiteral("served")))});
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                const auto got = fetch({QStringLiteral("git://127.0.0.1:%1/app/.git").arg(port), {}, {}, {}});
                said = got ? QString() : got.error().message;
                return bool(got);
            }(),
            10000);
        QCOMPARE(said, QString());
        const auto none = fetch({QStringLiteral("git://127.0.0.1:%1/none").arg(port), {}, {}, {}});
        QVERIFY(!none);
        daemon.terminate();
        QVERIFY(daemon.waitForFinished(5000));
    }
    void aPasswordIsUsedAndNeverSaid() {
        const Secret right(QByteArray("open sesame")), wrong(QByteArray("wrong sesame"));
        const QString url = m_lockedUrl + QStringLiteral("app/.git");
        QVERIFY(fetch({url, {}, QStringLiteral("me"), right}));
        const auto refused = fetch({url, {}, QStringLiteral("me"), wrong});
        QVERIFY(!refused);
        QVERIFY(!refused.error().message.contains(QLatin1String("sesame")));
        QVERIFY(!refused.error().details.contains(QLatin1String("sesame")));
        const auto without = fetch({url, {}, {}, {}});
        QVERIFY(!without);
        QVERIFY2(without.error().details.contains(QLatin1String("terminal prompts disabled")),
            qPrintable(without.error().details));
    }
    void aPasswordIsInNoArgument() {
        // A server that says nothing keeps git alive for a look at what everybody on the host can see of it.
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress(QHostAddress::LocalHost)));
        GitClient client({QStringLiteral("http")});
        const GitOrder order{QStringLiteral("http://127.0.0.1:%1/x").arg(silent.serverPort()), {}, QStringLiteral("me"),
            Secret(QByteArray("open sesame"))};
        std::optional<Result<GitCheckout>> result;
        spawn(client.fetch(QStringLiteral("job"), order, m_dir.filePath(QStringLiteral("out/silent")), {}), this,
            [&result](Result<GitCheckout> value) { result.emplace(std::move(value)); });
        QTRY_VERIFY(silent.hasPendingConnections());
        int seen = 0;
        const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
        for (const QString &pid : processes) {
            const QByteArray line = contentOf(QStringLiteral("/proc/%1/cmdline").arg(pid));
            if (!line.contains(QByteArray::number(silent.serverPort())))
                continue;
            ++seen;
            QVERIFY(!line.contains("sesame") && !line.contains(QByteArray("me:open sesame").toBase64()));
        }
        QVERIFY(seen >= 1);
        client.interrupt(QStringLiteral("job"), QStringLiteral("Cancelled"));
        QTRY_VERIFY(result.has_value());
        QCOMPARE(result->error().code, ErrorCode::Conflict);
    }
    void aPasswordDoesNotFollowARedirect() {
        const GitOrder order{m_lockedUrl + QStringLiteral("elsewhere/app/.git"), {}, QStringLiteral("me"),
            Secret(QByteArray("open sesame"))};
        QVERIFY(!fetch(order));
        QVERIFY(fetch({m_openUrl + QStringLiteral("elsewhere/app/.git"), {}, {}, {}}));
    }
    void onlyAllowedProtocolsAreSpoken() {
        for (const QString &url : {QString(QStringLiteral("file://") + repository(QStringLiteral("app"))),
                 QStringLiteral("ext::sh -c touch% /tmp/x"), repository(QStringLiteral("app"))}) {
            const auto refused = fetch({url, {}, {}, {}});
            QVERIFY2(!refused, qPrintable(url));
            QVERIFY2(
                refused.error().details.contains(QLatin1String("not allowed")), qPrintable(refused.error().details));
        }
    }
    void whatIsTooMuchIsRefusedBeforeItIsLaidOut_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("said");
        QTest::newRow("many") << QStringLiteral("many") << QStringLiteral("more than 50 files");
        QTest::newRow("deep") << QStringLiteral("deep") << QStringLiteral("deep");
        QTest::newRow("large") << QStringLiteral("large") << QStringLiteral("larger than 1 MiB");
        QTest::newRow("bomb") << QStringLiteral("bomb") << QStringLiteral("larger than 1 MiB");
    }
    void whatIsTooMuchIsRefusedBeforeItIsLaidOut() {
        QFETCH(QString, name);
        QFETCH(QString, said);
        make(name);
        if (name == QLatin1String("many"))
            for (int i = 0; i < 60; ++i)
                write(name, QStringLiteral("f%1").arg(i), QByteArray::number(i));
        else if (name == QLatin1String("deep"))
            write(name, QStringLiteral("a/").repeated(12) + QStringLiteral("f"), "x");
        else if (name == QLatin1String("bomb"))
            write(name, QStringLiteral("zeros"), QByteArray(8 << 20, '\0')); // a few KiB as it is sent
        else
            write(name, QStringLiteral("noise"), [] {
                QFile random(QStringLiteral("/dev/urandom"));
                return random.open(QIODevice::ReadOnly) ? random.read(2 << 20) : QByteArray();
            }());
        commit(name);
        QString folder;
        GitLimits limits;
        limits.bytes = 1 << 20;
        limits.files = 50;
        limits.depth = 10;
        const auto refused = fetch({m_openUrl + name + QStringLiteral("/.git"), {}, {}, {}}, &folder, limits);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(said), qPrintable(refused.error().message + refused.error().details));
        QCOMPARE(QDir(folder).entryList(QDir::NoDotAndDotDot | QDir::AllEntries), QStringList());
    }
    void aFetchThatTakesTooLongEnds() {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress(QHostAddress::LocalHost)));
        GitLimits limits;
        limits.time = std::chrono::milliseconds(300);
        const auto late =
            fetch({QStringLiteral("http://127.0.0.1:%1/x").arg(silent.serverPort()), {}, {}, {}}, nullptr, limits);
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Timeout);
    }
    void submodulesAreLeftOutAndSaid() {
        make(QStringLiteral("outer"));
        write(QStringLiteral("outer"), QStringLiteral("a"), "a");
        git(QStringLiteral("outer"),
            {QStringLiteral("-c"), QStringLiteral("protocol.file.allow=always"), QStringLiteral("submodule"),
                QStringLiteral("--quiet"), QStringLiteral("add"), repository(QStringLiteral("app")),
                QStringLiteral("inner")});
        commit(QStringLiteral("outer"));
        QString folder;
        const auto checkout = fetch({m_openUrl + QStringLiteral("outer/.git"), {}, {}, {}}, &folder);
        QVERIFY(checkout);
        QCOMPARE(checkout->notes, QStringList{QStringLiteral("inner is a submodule, which is not fetched")});
        QVERIFY(!QFileInfo::exists(folder + QStringLiteral("/inner/Dockerfile")));
    }
};

QTEST_GUILESS_MAIN(tst_gitclient)
#include "tst_gitclient.moc"
