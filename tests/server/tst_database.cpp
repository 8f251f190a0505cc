// SPDX-License-Identifier: GPL-3.0-or-later
// The database as a file: what is refused stays untouched, what is acknowledged stays, also after kill -9.
#include "server/store/database.h"
#include "server/store/sqlitefile.h"
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFutureWatcher>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

class tst_Database : public QObject {
    Q_OBJECT
private slots:
    void init();
    void aNewFileIsPrivate();
    void whatIsNoDatabaseIsRefusedAndUntouched();
    void aDamagedDatabaseIsRefusedAndUntouched();
    void aForeignDatabaseIsRefusedAndUntouched();
    void aNewerSchemaIsRefusedAndUntouched();
    void aFolderThatCannotBeWrittenIsUnavailable();
    void aFailingWriteTakesOnlyItselfBack();
    void writesEndInTheirOrder();
    void aClosedDatabaseSaysSo();
    void closingCarriesOutWhatIsQueued();
    void aFullDiskFailsTheWriteAndNotTheServer();
    void twoProcessesMayOpenAtOnce();
    void everyAcknowledgedWriteOutlivesAKill();
    void writesPerSecond();

private:
    static Result<Done> put(Transaction &transaction, const QString &id, const QByteArray &value = "1") {
        return transaction.change("thing", id, ChangeOp::Upsert, value, {}, SystemClock().now());
    }
    static qint64 count(Database &database);
    QByteArray content() const {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void makeDatabase(int changes);
    void expectRefused(const QString &words);

    QTemporaryDir m_dir;
    QString m_path;
    int m_number = 0;
};

void tst_Database::init() {
    m_path = m_dir.filePath(QStringLiteral("%1.db").arg(++m_number));
}

qint64 tst_Database::count(Database &database) {
    const auto rows = database.wait(database.read<qint64>([](Transaction &transaction) -> Result<qint64> {
        TRY(query, transaction.run(QStringLiteral("SELECT COUNT(*) FROM changes")));
        query->next();
        return query->value(0).toLongLong();
    }));
    return rows ? *rows : -1;
}

void tst_Database::makeDatabase(int changes) {
    Database database;
    QVERIFY(database.open(m_path));
    QVERIFY(database.wait(database.write<Done>([changes](Transaction &transaction) -> Result<Done> {
        for (int i = 0; i < changes; ++i)
            TRY_DONE(put(transaction, QString::number(i), QByteArray(500, 'x')));
        return {};
    })));
}

void tst_Database::expectRefused(const QString &words) {
    const QByteArray before = content();
    Database database;
    const auto opened = database.open(m_path);
    QVERIFY(!opened);
    QVERIFY2(opened.error().message.contains(words), qPrintable(opened.error().message));
    QVERIFY(opened.error().message.contains(m_path));
    QVERIFY(!opened.error().details.isEmpty());
    QCOMPARE(content(), before);
    const auto write = database.write<Done>([](Transaction &) -> Result<Done> { return {}; });
    QVERIFY(write.isFinished());
    QCOMPARE(write.result().error().code, ErrorCode::Unavailable);
}

void tst_Database::aNewFileIsPrivate() {
    Database database;
    QVERIFY(database.open(m_path));
    QVERIFY(database.wait(database.write<Done>([](Transaction &t) { return put(t, QStringLiteral("a")); })));
    for (const char *suffix : {"", "-wal"}) {
        struct stat status { };
        QCOMPARE(::stat(QFile::encodeName(m_path).append(suffix).constData(), &status), 0);
        QCOMPARE(int(status.st_mode & 0777), 0600);
    }
}

void tst_Database::whatIsNoDatabaseIsRefusedAndUntouched() {
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("dear diary, this is not a database at all");
    file.close();
    expectRefused(QStringLiteral("damaged"));
}

void tst_Database::aDamagedDatabaseIsRefusedAndUntouched() {
    makeDatabase(2000);
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(40'000);
    file.write(QByteArray(20'000, '\x5a'));
    file.close();
    expectRefused(QStringLiteral("damaged"));
}

void tst_Database::aForeignDatabaseIsRefusedAndUntouched() {
    {
        QSqlDatabase foreign = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("foreign"));
        foreign.setDatabaseName(m_path);
        QVERIFY(foreign.open());
        QSqlQuery(foreign).exec(QStringLiteral("CREATE TABLE theirs (a TEXT)"));
        foreign.close();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("foreign"));
    expectRefused(QStringLiteral("belongs to another program"));
}

void tst_Database::aNewerSchemaIsRefusedAndUntouched() {
    makeDatabase(1);
    const int newer = newestSchema(QStringLiteral(":/schema")) + 1;
    {
        auto database = openSqlite(m_path, QStringLiteral("newer"));
        QVERIFY(database);
        QSqlQuery(*database).exec(QStringLiteral("PRAGMA user_version = %1").arg(newer));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("newer"));
    expectRefused(QStringLiteral("newer version (schema %1").arg(newer));
}

void tst_Database::aFolderThatCannotBeWrittenIsUnavailable() {
    Database database;
    const auto opened = database.open(QStringLiteral("/proc/none/panel.db"));
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Unavailable);
}

void tst_Database::aFailingWriteTakesOnlyItselfBack() {
    Database database;
    QVERIFY(database.open(m_path));
    QList<QFuture<Result<Done>>> futures;
    for (int i = 0; i < 10; ++i)
        futures.append(database.write<Done>([i](Transaction &transaction) -> Result<Done> {
            TRY_DONE(put(transaction, QString::number(i)));
            if (i == 5)
                TRY_DONE(transaction.run(QStringLiteral("INSERT INTO nowhere VALUES (1)")));
            return {};
        }));
    for (int i = 0; i < 10; ++i)
        QCOMPARE(bool(database.wait(futures[i])), i != 5);
    QCOMPARE(count(database), 9);
}

void tst_Database::writesEndInTheirOrder() {
    Database database;
    QVERIFY(database.open(m_path));
    QList<int> order;
    for (int i = 0; i < 300; ++i) {
        auto watcher = new QFutureWatcher<Result<Done>>(&database);
        connect(watcher, &QFutureWatcherBase::finished, this, [&order, i] { order.append(i); });
        watcher->setFuture(database.write<Done>([i](Transaction &t) { return put(t, QString::number(i)); }));
    }
    QTRY_COMPARE(order.size(), 300);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void tst_Database::aClosedDatabaseSaysSo() {
    Database database;
    QVERIFY(database.open(m_path));
    database.close();
    const auto result = database.write<Done>([](Transaction &t) { return put(t, QStringLiteral("a")); }).result();
    QCOMPARE(result.error().code, ErrorCode::Unavailable);
    QVERIFY(database.open(m_path));
    QCOMPARE(count(database), 0);
}

void tst_Database::closingCarriesOutWhatIsQueued() {
    Database database;
    QVERIFY(database.open(m_path));
    QList<QFuture<Result<Done>>> futures;
    for (int i = 0; i < 1000; ++i)
        futures.append(database.write<Done>([i](Transaction &t) { return put(t, QString::number(i)); }));
    database.close();
    for (const auto &future : futures)
        QVERIFY(future.isFinished() && future.result());
    QVERIFY(database.open(m_path));
    QCOMPARE(count(database), 1000);
}

void tst_Database::aFullDiskFailsTheWriteAndNotTheServer() {
    const QByteArray mount = QFile::encodeName(m_dir.filePath(QStringLiteral("small")));
    QVERIFY(QDir().mkpath(QFile::decodeName(mount)));
    if (::mount("tmpfs", mount.constData(), "tmpfs", 0, "size=1m") != 0)
        QSKIP("needs the right to mount a small tmpfs");
    const auto unmount = qScopeGuard([&] { ::umount2(mount.constData(), MNT_DETACH); });
    Database database;
    QVERIFY(database.open(QFile::decodeName(mount) + QStringLiteral("/panel.db")));
    const auto putMuch = [&](int i) {
        return database.wait(database.write<Done>(
            [i](Transaction &transaction) { return put(transaction, QString::number(i), QByteArray(20'000, 'x')); }));
    };
    int stored = 0;
    Result<Done> result;
    for (; stored < 200 && (result = putMuch(stored)); ++stored) { }
    QVERIFY(stored > 0 && stored < 200);
    QCOMPARE(result.error().code, ErrorCode::Unavailable);
    QVERIFY2(result.error().message.contains(QStringLiteral("full")), qPrintable(result.error().message));
    QCOMPARE(count(database), stored);
    QVERIFY(!putMuch(1));
    // Room again: the server goes on without a restart and without a hole.
    QVERIFY(::mount(nullptr, mount.constData(), nullptr, MS_REMOUNT, "size=8m") == 0);
    result = putMuch(2);
    QVERIFY2(result, result ? "" : qPrintable(result.error().details));
    QCOMPARE(count(database), stored + 1);
    QCOMPARE(database.changes().lastRev(), stored + 1);
}

void tst_Database::twoProcessesMayOpenAtOnce() {
    Database one;
    Database two;
    QVERIFY(one.open(m_path));
    const auto opened = two.open(m_path);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    QVERIFY(one.wait(one.write<Done>([](Transaction &t) { return put(t, QStringLiteral("a")); })));
    QCOMPARE(count(two), 1);
}

/// Writes until it is killed; prints the number of each write that was acknowledged.
static int writeForEver(const QString &path, int first) {
    Database database;
    if (!database.open(path))
        return 1;
    for (int i = first;; ++i) {
        auto watcher = new QFutureWatcher<Result<Done>>(&database);
        QObject::connect(watcher, &QFutureWatcherBase::finished, &database, [watcher, i] {
            if (watcher->result()) {
                const QByteArray line = QByteArray::number(i) + '\n';
                (void)!::write(STDOUT_FILENO, line.constData(), size_t(line.size()));
            }
            watcher->deleteLater();
        });
        watcher->setFuture(database.write<Done>([i](Transaction &transaction) -> Result<Done> {
            TRY_DONE(transaction.change(
                "thing", QString::number(i), ChangeOp::Upsert, QByteArray(i % 3000, 'x'), {}, SystemClock().now()));
            return {};
        }));
        // A few are always under way, as in a busy server.
        if (i % 16 == 0)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::processEvents();
    }
}

void tst_Database::everyAcknowledgedWriteOutlivesAKill() {
    int next = 1;
    for (int round = 0; round < 8; ++round) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
            {QStringLiteral("--write-for-ever"), m_path, QString::number(next)});
        QByteArray said;
        const int enough = 20 + 170 * round;
        QVERIFY(QTest::qWaitFor(
            [&] {
                said += child.readAllStandardOutput();
                return said.count('\n') >= enough;
            },
            30000));
        ::kill(pid_t(child.processId()), SIGKILL);
        child.waitForFinished();
        said += child.readAllStandardOutput();
        const QByteArray whole = said.left(said.lastIndexOf('\n'));
        const int acknowledged = whole.mid(whole.lastIndexOf('\n') + 1).toInt();
        QVERIFY(acknowledged >= next + enough - 1);

        Database database;
        const auto opened = database.open(m_path);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
        const auto changes = database.wait(database.changesAfter(0, 1'000'000));
        QVERIFY(changes);
        for (qsizetype i = 0; i < changes->size(); ++i) {
            QCOMPARE(changes->at(i).rev, i + 1);
            QCOMPARE(changes->at(i).id.toInt(), int(i) + 1);
            QCOMPARE(changes->at(i).value.size(), (i + 1) % 3000);
        }
        QVERIFY2(changes->size() >= acknowledged, "a write that was acknowledged is not there");
        next = int(changes->size()) + 1;
    }
}

void tst_Database::writesPerSecond() {
    Database database;
    QVERIFY(database.open(m_path));
    int done = 0;
    QElapsedTimer timer;
    timer.start();
    constexpr int total = 20'000;
    for (int i = 0; i < total; ++i) {
        auto watcher = new QFutureWatcher<Result<Done>>(&database);
        connect(watcher, &QFutureWatcherBase::finished, this, [&done] { ++done; });
        watcher->setFuture(
            database.write<Done>([i](Transaction &t) { return put(t, QString::number(i), QByteArray(600, 'x')); }));
    }
    QTRY_COMPARE_WITH_TIMEOUT(done, total, 60000);
    qInfo("%d acknowledged writes in %lld ms, %lld commits", total, timer.elapsed(), database.commits());
}

int main(int argc, char **argv) {
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--write-for-ever"))
        return writeForEver(arguments.value(2), arguments.value(3).toInt());
    tst_Database test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_database.moc"
