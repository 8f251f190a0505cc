// SPDX-License-Identifier: GPL-3.0-or-later
// Copying a tree of somebody else's and the hash it is compared by: all of it, nothing outside of it, every difference.
#include "server/backup/tree.h"
#include <QDir>
#include <QFile>
#include <QLocalServer>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <unistd.h>

class tst_tree : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    const std::atomic<bool> m_goesOn{false};

    QString path(const char *name) const { return m_dir->filePath(QLatin1String(name)); }
    QByteArray local(const char *name) const { return QFile::encodeName(path(name)); }
    void write(const char *name, const QByteArray &content) {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    QString hash(const char *name = "tree") {
        const auto summary = hashTree(path(name), m_goesOn);
        return summary ? summary->hash : summary.error().message;
    }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_dir->path()).mkpath(QStringLiteral("tree/sub/deep")));
        write("tree/a", "first");
        write("tree/sub/b", QByteArray(700'000, 'b')); // more than one piece
        write("tree/sub/empty", {});
        QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), path("tree/link")));
        QVERIFY(::chmod(local("tree/a").constData(), 04750) == 0);
        if (::geteuid() == 0)
            QVERIFY(::chown(local("tree/sub").constData(), 12345, 54321) == 0
                && ::chown(local("tree/a").constData(), 12345, 12345) == 0
                && ::chmod(local("tree/a").constData(), 04750) == 0);
    }

    void aCopyIsWhatItIsACopyOf() {
        const auto copied = copyTree(path("tree"), path("copy"), m_goesOn);
        QVERIFY2(copied, copied ? "" : qPrintable(copied.error().message));
        QCOMPARE(copied->bytes, 700'005);
        QCOMPARE(copied->files, 6);
        QCOMPARE(copied->hash, hash());
        QCOMPARE(copied->hash, hash("copy"));
        struct stat before {
        }, after{};
        QVERIFY(::stat(local("tree/a").constData(), &before) == 0 && ::stat(local("copy/a").constData(), &after) == 0);
        QCOMPARE(after.st_mode, before.st_mode);
        QCOMPARE(after.st_uid, before.st_uid);
        QCOMPARE(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
        QCOMPARE(
            QFile::symLinkTarget(path("copy/link")), QStringLiteral("/etc/passwd")); // itself, not what it leads to
    }
    void everyDifferenceShows_data() {
        QTest::addColumn<QString>("what");
        for (const char *what : {"content", "length", "name", "mode", "link", "more", "less", "folder", "kind"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void everyDifferenceShows() {
        QFETCH(QString, what);
        const QString before = hash();
        QCOMPARE(before.size(), 64);
        if (what == QLatin1String("content"))
            write("tree/a", "fIrst");
        else if (what == QLatin1String("length"))
            write("tree/sub/empty", "x");
        else if (what == QLatin1String("name"))
            QVERIFY(QFile::rename(path("tree/sub/b"), path("tree/sub/c")));
        else if (what == QLatin1String("mode"))
            QVERIFY(::chmod(local("tree/a").constData(), 0750) == 0);
        else if (what == QLatin1String("link"))
            QVERIFY(QFile::remove(path("tree/link")) && QFile::link(QStringLiteral("/etc/group"), path("tree/link")));
        else if (what == QLatin1String("more"))
            write("tree/sub/deep/new", {});
        else if (what == QLatin1String("less"))
            QVERIFY(QFile::remove(path("tree/sub/empty")));
        else if (what == QLatin1String("folder"))
            QVERIFY(QDir(path("tree/sub/deep")).removeRecursively());
        else
            QVERIFY(QDir(path("tree/sub/deep")).removeRecursively()
                && QFile::link(QStringLiteral("x"), path("tree/sub/deep")));
        QVERIFY(hash() != before);
        QCOMPARE(hash().size(), 64);
    }
    void whatNobodyCanCopyIsLeftOut() {
        const QString before = hash();
        QVERIFY(::mkfifo(local("tree/pipe").constData(), 0600) == 0); // a reader would wait for ever
        QLocalServer server;
        QVERIFY(server.listen(path("tree/socket")));
        QCOMPARE(hash(), before);
        QVERIFY(copyTree(path("tree"), path("copy"), m_goesOn));
        QVERIFY(!QFile::exists(path("copy/pipe")) && !QFile::exists(path("copy/socket")));
    }
    void aLinkInThePlaceOfTheTreeIsNotFollowed() {
        QVERIFY(QFile::link(path("tree"), path("elsewhere")));
        QVERIFY(!hashTree(path("elsewhere"), m_goesOn));
        QVERIFY(!copyTree(path("elsewhere"), path("copy"), m_goesOn));
        QVERIFY(!copyTree(path("tree"), path("elsewhere"), m_goesOn)); // nor written through
    }
    void itEndsWhenItIsCancelled() {
        const std::atomic<bool> cancelled{true};
        const auto copied = copyTree(path("tree"), path("copy"), cancelled);
        QVERIFY(!copied);
        QCOMPARE(copied.error().code, ErrorCode::Conflict);
    }
    void aTreeThatIsTooDeepIsRefused() {
        QString deep = path("tree");
        for (int i = 0; i < 210; ++i)
            deep += QStringLiteral("/d");
        QVERIFY(QDir().mkpath(deep));
        QVERIFY(!hashTree(path("tree"), m_goesOn));
    }
    void itIsGivenToAnotherUserWithItsModes() {
        if (::geteuid() != 0)
            QSKIP("needs root");
        QVERIFY(giveTree(path("tree"), 12345, 23456));
        struct stat status { };
        QVERIFY(::stat(local("tree/a").constData(), &status) == 0);
        QCOMPARE(status.st_uid, 23456u);
        QCOMPARE(status.st_gid, 23456u);
        QCOMPARE(status.st_mode & 07777, 04750u);
        QVERIFY(::stat(local("tree/sub").constData(), &status) == 0);
        QCOMPARE(status.st_uid, 23456u);
        QCOMPARE(status.st_gid, 54321u); // another's
        QVERIFY(::stat(local("tree/sub/b").constData(), &status) == 0);
        QCOMPARE(status.st_uid, 0u);
        QVERIFY(::stat("/etc/passwd", &status) == 0);
        QCOMPARE(status.st_uid, 0u); // behind the link
    }
    void itIsRemovedWhole() {
        QVERIFY(removeTree(path("tree")));
        QVERIFY(!QFile::exists(path("tree")));
        QVERIFY(QFile::exists(QStringLiteral("/etc/passwd")));
        QVERIFY(removeTree(path("tree"))); // there is none
    }
};

QTEST_GUILESS_MAIN(tst_tree)
#include "tst_tree.moc"
