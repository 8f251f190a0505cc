// SPDX-License-Identifier: GPL-3.0-or-later
// The data directory: made, recognised, locked; and left alone when it is somebody else's.
#include "server/datadirectory.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

class tst_datadirectory : public QObject {
    Q_OBJECT

    static Result<DataDirectory> open(const QString &path) {
        return DataDirectory::open(path, DataDirectory::Lock::Exclusive);
    }
    static void touch(const QString &path) { QVERIFY(QFile(path).open(QIODevice::WriteOnly)); }

private slots:
    void aMissingOneIsMadeWithItsParents() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a/b/data"));
        const auto data = open(path);
        QVERIFY(data);
        QVERIFY(data->isNew());
        struct stat info { };
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0711));
    }
    void itIsNewUntilThereIsADatabase() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("data"));
        QVERIFY(open(path)->isNew());
        touch(path + QStringLiteral("/secret.key"));
        QVERIFY(open(path)->isNew());
        touch(path + QStringLiteral("/panel.db"));
        QVERIFY(!open(path)->isNew());
    }
    void aDatabaseThatWasCutOffIsNotTakenForANewOne() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("data"));
        QVERIFY(open(path));
        touch(path + QStringLiteral("/secret.key"));
        touch(path + QStringLiteral("/panel.db"));
        QVERIFY(open(path)); // a first start that broke off
        QFile log(path + QStringLiteral("/panel.db-wal"));
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write("what was written last") > 0);
        log.close();
        QCOMPARE(open(path).error().code, ErrorCode::Validation);
        QVERIFY(log.remove());
        touch(path + QStringLiteral("/bootstrap.key")); // made when there is a database with something in it
        const auto refused = open(path);
        QCOMPARE(refused.error().code, ErrorCode::Validation);
        QVERIFY(refused.error().message.contains(QLatin1String("panel.db is damaged")));
        QVERIFY(QFile::remove(path + QStringLiteral("/panel.db"))); // as the message says
        QVERIFY(open(path)->isNew());
    }
    void onlyOneHoldsTheLockAndItGoesWithItsHolder() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("data"));
        {
            const auto first = open(path);
            QVERIFY(first);
            const auto second = open(path);
            QCOMPARE(second.error().code, ErrorCode::Conflict);
            QVERIFY(DataDirectory::open(path, DataDirectory::Lock::None));
        }
        QVERIFY(open(path));
    }
    void aChildThatHasNotExecutedYetIsWaitedFor() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("data"));
        auto killed = std::make_optional(open(path));
        QVERIFY(*killed);
        const pid_t child = ::fork();
        if (child == 0) {
            ::usleep(200'000);
            ::_exit(0);
        }
        killed.reset();
        QVERIFY(open(path));
        QCOMPARE(::waitpid(child, nullptr, 0), child);
    }
    void foreignFoldersAreLeftAlone() {
        QTemporaryDir dir;
        touch(dir.filePath(QStringLiteral(".hidden")));
        ::chmod(QFile::encodeName(dir.path()).constData(), 0750);
        QCOMPARE(open(dir.path()).error().code, ErrorCode::Validation);
        QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList{QStringLiteral(".hidden")});
        struct stat info { };
        ::stat(QFile::encodeName(dir.path()).constData(), &info);
        QCOMPARE(info.st_mode & 0777, mode_t(0750));
    }
    void aFreshMountIsEmptyEnough() {
        QTemporaryDir dir;
        QVERIFY(QDir(dir.path()).mkdir(QStringLiteral("lost+found")));
        QVERIFY(open(dir.path()));
    }
    void whatCannotBeAFolderIsUnavailable() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("file"));
        touch(file);
        QCOMPARE(open(file).error().code, ErrorCode::Unavailable);
        QCOMPARE(open(file + QStringLiteral("/below")).error().code, ErrorCode::Unavailable);
        QCOMPARE(open(QStringLiteral("/proc/data")).error().code, ErrorCode::Unavailable);
    }
};

QTEST_GUILESS_MAIN(tst_datadirectory)
#include "tst_datadirectory.moc"
