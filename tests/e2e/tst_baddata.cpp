// SPDX-License-Identifier: GPL-3.0-or-later
// Data directories the server must not or cannot use: read-only, somebody else's, none at all. Each is told in one
// message with what to do, the exit code is 1, and nothing is written.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <sys/mount.h>
#include <unistd.h>

class tst_baddata : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    static constexpr uid_t stranger = 4711;

    QString path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    static QByteArray local(const QString &path) { return QFile::encodeName(path); }
    /// Names, owners, modes and contents of all below it.
    static QStringList everything(const QString &folder) {
        QStringList all;
        QDirIterator entries(
            folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            const QFileInfo one(entries.next());
            QFile file(one.filePath());
            const QByteArray text = one.isFile() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
            all.append(QStringLiteral("%1 %2 %3 %4")
                           .arg(one.filePath())
                           .arg(one.ownerId())
                           .arg(int(one.permissions()), 0, 16)
                           .arg(qHash(text)));
        }
        all.sort();
        return all;
    }
    struct Ended {
        int code = -1;
        QByteArray out;
        QByteArray said;
    };
    static Ended serve(const QString &data) {
        QProcess process;
        process.start(QStringLiteral(AAP_DAEMON),
            {QStringLiteral("serve"), QStringLiteral("--data-dir"), data, QStringLiteral("--listen"),
                QStringLiteral("127.0.0.1:0")});
        if (!process.waitForFinished(20'000)) {
            process.kill();
            process.waitForFinished();
            return {};
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    void refused(const QString &data, const char *reason) {
        const QStringList before = everything(m_dir.path());
        const Ended ended = serve(data);
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.out.isEmpty(), "it must not say that it is ready");
        QVERIFY2(ended.said.contains(reason), ended.said.constData());
        QVERIFY2(ended.said.contains(local(data.section(u'/', -1))), ended.said.constData());
        QVERIFY2(ended.said.contains("--data-dir"), ended.said.constData()); // what to do
        QCOMPARE(everything(m_dir.path()), before);
    }

    /// Has a server make its data in there.
    static bool use(const QString &folder) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("AAP_ENGINES"), QStringLiteral("[{name: process, kind: process}]"));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(AAP_DAEMON),
            {QStringLiteral("serve"), QStringLiteral("--data-dir"), folder, QStringLiteral("--listen"),
                QStringLiteral("127.0.0.1:0")});
        const bool ready = QTest::qWaitFor([&] { return process.bytesAvailable() > 0; }, 20'000);
        process.terminate();
        return process.waitForFinished(20'000) && ready && process.exitCode() == 0
            && QFile::exists(folder + QStringLiteral("/panel.db"));
    }

private slots:
    void aReadOnlyOneIsRefused_data() {
        QTest::addColumn<bool>("isUsed");
        QTest::newRow("new") << false;
        QTest::newRow("with data") << true;
    }
    void aReadOnlyOneIsRefused() {
        QFETCH(bool, isUsed);
        const QString folder = path(isUsed ? "ro-used" : "ro-new");
        QVERIFY(QDir().mkpath(folder));
        // Root is above modes, but not above a mount.
        QCOMPARE(::mount("none", local(folder).constData(), "tmpfs", 0, "size=16m,mode=0711"), 0);
        if (isUsed)
            QVERIFY(use(folder));
        QCOMPARE(::mount("none", local(folder).constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
        refused(folder, "Read-only file system");
        refused(folder + QStringLiteral("/below"), "Read-only file system");
        QCOMPARE(::umount2(local(folder).constData(), MNT_DETACH), 0);
    }
    void somebodyElsesIsLeftAlone_data() {
        QTest::addColumn<bool>("isUsed");
        QTest::newRow("empty") << false;
        QTest::newRow("with data") << true;
    }
    void somebodyElsesIsLeftAlone() {
        QFETCH(bool, isUsed);
        const QString folder = path(isUsed ? "theirs-used" : "theirs");
        QVERIFY(QDir().mkpath(folder));
        if (isUsed)
            QVERIFY(use(folder));
        QCOMPARE(::chown(local(folder).constData(), stranger, stranger), 0);
        refused(folder, "it belongs to the user 4711");
        QCOMPARE(::chown(local(folder).constData(), ::geteuid(), ::getegid()), 0);
    }
    void whatIsNoFolderIsRefused() {
        QFile file(path("file"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("a letter") == 8);
        file.close();
        refused(file.fileName(), "it is not a folder");
        refused(file.fileName() + QStringLiteral("/below"), "Not a directory");
        QVERIFY(QFile::link(path("nowhere"), path("dangling")));
        refused(path("dangling"), "cannot be used");
    }
    void aFolderOfOtherThingsIsLeftAlone() {
        QVERIFY(QDir().mkpath(path("papers")));
        QFile letter(path("papers/letter.txt"));
        QVERIFY(letter.open(QIODevice::WriteOnly) && letter.write("dear") == 4);
        letter.close();
        refused(path("papers"), "has other things in it");
    }
};

QTEST_GUILESS_MAIN(tst_baddata)
#include "tst_baddata.moc"
