// SPDX-License-Identifier: GPL-3.0-or-later
// Repositories by ssh from a real sshd: whose keys are used, and which hosts are believed.
#include "server/source/gitclient.h"
#include "tests/support/await.h"
#include "tests/support/sshhost.h"
#include <QDir>
#include <QFile>
#include <QTest>
#include <pwd.h>
#include <sys/mount.h>
#include <unistd.h>

class tst_gitssh : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<SshHost> m_host;
    Secret m_key;
    int m_count = 0;

    QString repository() const { return m_dir.filePath(QStringLiteral("app")); }
    QString ofUser() const { return m_host->url(SshHost::user(), repository()); }
    QString fresh(const char *name) { return m_dir.filePath(QLatin1String(name) + QString::number(++m_count)); }
    static bool write(const QString &path, const QByteArray &content) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
            && file.write(content) == content.size();
    }
    static QByteArray contentOf(const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    void git(const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral("git"),
            QStringList{QStringLiteral("-C"), repository(), QStringLiteral("-c"), QStringLiteral("user.name=Test"),
                QStringLiteral("-c"), QStringLiteral("user.email=test@example.com")}
                + arguments);
        QVERIFY(process.waitForFinished(30000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    Result<GitCheckout> fetch(const GitOrder &order, const GitKnownHosts &known, QString *folder = nullptr) {
        GitClient client({QStringLiteral("ssh")}, {}, known);
        const QString into = fresh("out");
        if (folder)
            *folder = into;
        return await(client.fetch(QStringLiteral("job"), order, into, {}), 60000);
    }
    static QString told(const Result<GitCheckout> &result) {
        return result ? result->notes.join(u'\n') : QString(result.error().message + u'\n' + result.error().details);
    }

private slots:
    void initTestCase() {
        QVERIFY(QDir().mkpath(repository()));
        git({QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("-b"), QStringLiteral("main")});
        QVERIFY(write(repository() + QStringLiteral("/Dockerfile"), "FROM scratch\n"));
        git({QStringLiteral("add"), QStringLiteral("-A")});
        git({QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("change")});
        m_host = std::make_unique<SshHost>();
        m_key = Secret(m_host->makeKey(true));
        QVERIFY2(m_host->start(), m_host->log().constData());
    }
    void cleanupTestCase() { m_host.reset(); }

    void aKeyOpensTheRepositoryAndIsLeftNowhere() {
        const GitKnownHosts known{fresh("known"), false};
        QString folder;
        const auto checkout = fetch({ofUser(), {}, {}, m_key}, known, &folder);
        QVERIFY2(checkout, qPrintable(told(checkout) + QString::fromUtf8(m_host->log())));
        QCOMPARE(contentOf(folder + QStringLiteral("/Dockerfile")), QByteArray("FROM scratch\n"));
        QVERIFY(!QFile::exists(folder + QStringLiteral(".key")));
        // As it comes out of a form of Windows.
        const Secret pasted(QByteArray(m_key.reveal()).replace('\n', "\r\n"));
        QVERIFY(fetch({ofUser(), {}, {}, pasted}, known));

        const Secret foreign(m_host->makeKey(false));
        const auto refused = fetch({ofUser(), {}, {}, foreign}, known, &folder);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Validation);
        QCOMPARE(refused.error().message, QStringLiteral("The repository does not take these credentials"));
        QVERIFY(!QFile::exists(folder + QStringLiteral(".key")));
        QVERIFY2(!told(refused).contains(QString::fromUtf8(foreign.reveal().mid(50, 20))), qPrintable(told(refused)));
        const auto nonsense = fetch({ofUser(), {}, {}, Secret(QByteArray("open sesame"))}, known);
        QVERIFY2(!nonsense && !told(nonsense).contains(QLatin1String("sesame")), qPrintable(told(nonsense)));
    }
    void theUserIsOfTheUrlOrIsNamed() {
        const GitKnownHosts known{fresh("known"), false};
        QVERIFY(fetch({m_host->url({}, repository()), {}, SshHost::user(), m_key}, known));
        QVERIFY(!fetch({m_host->url({}, repository()), {}, {}, m_key}, known)); // then it is git
        QVERIFY(m_host->log().contains("user git"));
        QVERIFY(fetch({ofUser(), {}, QStringLiteral("nobody-else"), m_key}, known));
    }
    void theFirstKeyOfAHostIsBelievedAndNoOtherAfterIt() {
        const GitKnownHosts known{fresh("known $(x) 50%"), false};
        const auto first = fetch({ofUser(), {}, {}, m_key}, known);
        QVERIFY2(first, qPrintable(told(first)));
        QProcess fingerprint;
        fingerprint.start(QStringLiteral("ssh-keygen"), {QStringLiteral("-l"), QStringLiteral("-f"), known.file});
        QVERIFY(fingerprint.waitForFinished());
        const QString hash = QString::fromUtf8(fingerprint.readAllStandardOutput().split(' ').value(1));
        QVERIFY(hash.startsWith(QLatin1String("SHA256:")));
        QVERIFY2(told(first).contains(hash), qPrintable(told(first)));
        QCOMPARE(told(fetch({ofUser(), {}, {}, m_key}, known)), QString());

        m_host->stop();
        m_host->changeHostKey();
        QVERIFY(m_host->start());
        const auto changed = fetch({ofUser(), {}, {}, m_key}, known);
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::Validation);
        QVERIFY2(told(changed).contains(QLatin1String("another ssh key")), qPrintable(told(changed)));
        QVERIFY2(!told(changed).contains(m_dir.path()), qPrintable(told(changed)));
    }
    void byAListOnlyItsHostsAreSpokenTo() {
        const GitKnownHosts list{fresh("list"), true};
        QVERIFY(write(list.file, "elsewhere.example.com ssh-ed25519 AAAA\n"));
        const auto refused = fetch({ofUser(), {}, {}, m_key}, list);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Validation);
        QVERIFY2(told(refused).contains(QLatin1String("policy.git_known_hosts")), qPrintable(told(refused)));
        QVERIFY(write(list.file, m_host->hostLine()));
        const auto checkout = fetch({ofUser(), {}, {}, m_key}, list);
        QVERIFY2(checkout && checkout->notes.isEmpty(), qPrintable(told(checkout)));
        QCOMPARE(contentOf(list.file), m_host->hostLine());
    }
    /// Whoever may deploy would else read whatever the server's own user may.
    void keysOfTheServersOwnUserAreNotTried() {
        const QString home = QString::fromLocal8Bit(getpwuid(geteuid())->pw_dir);
        // In the test's own mount namespace.
        QCOMPARE(::mount("tmpfs", home.toLocal8Bit().constData(), "tmpfs", 0, nullptr), 0);
        QVERIFY(QDir().mkpath(home + QStringLiteral("/.ssh")));
        QVERIFY(write(home + QStringLiteral("/.ssh/id_ed25519"), m_key.reveal()));
        const auto refused = fetch({ofUser(), {}, {}, {}}, {fresh("known"), false});
        QVERIFY2(!refused, "a key of the server's own user was offered");
        QCOMPARE(refused.error().message, QStringLiteral("The repository does not exist, or wants credentials"));
        QCOMPARE(::umount2(home.toLocal8Bit().constData(), MNT_DETACH), 0);
    }
};

QTEST_GUILESS_MAIN(tst_gitssh)
#include "tst_gitssh.moc"
