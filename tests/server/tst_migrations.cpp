// SPDX-License-Identifier: GPL-3.0-or-later
// The schema: a database of any earlier version is brought up to date, a step that fails leaves the one before, and the
// settings hold that durability and references depend on.
#include "server/store/database.h"
#include "server/store/sqlitefile.h"
#include <QDir>
#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

class tst_migrations : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    /// The answer of a statement, or what is wrong with it.
    static QString ask(const QSqlDatabase &database, const char *statement) {
        QSqlQuery query(database);
        if (!query.exec(QString::fromLatin1(statement)))
            return query.lastError().databaseText();
        return query.next() ? query.value(0).toString() : QString();
    }
    static qint64 count(Database &database) {
        const auto rows = database.wait(database.read<qint64>([](Transaction &transaction) -> Result<qint64> {
            TRY(query, transaction.run(QStringLiteral("SELECT COUNT(*) FROM changes")));
            query->next();
            return query->value(0).toLongLong();
        }));
        return rows ? *rows : -1;
    }

private slots:
    void anOlderSchemaIsBroughtUpToDateWithItsRows() {
        const QString all = QStringLiteral(":/schema");
        const QDir folder(all);
        const QStringList files = folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
        for (qsizetype known = 1; known < files.size(); ++known) {
            const QString path = m_dir.filePath(QStringLiteral("older-%1.db").arg(known));
            QTemporaryDir older;
            for (qsizetype i = 0; i < known; ++i)
                QVERIFY(QFile::copy(folder.filePath(files[i]), older.filePath(files[i])));
            {
                auto database = openSqlite(path, QStringLiteral("older"));
                QVERIFY(database && migrate(*database, older.path()));
                QCOMPARE(ask(*database, "PRAGMA user_version").toInt(), files[known - 1].left(3).toInt());
                QCOMPARE(ask(*database,
                             "INSERT INTO changes (rev, noun, id, op, value, at) VALUES (1, 'thing', 'a', 'upsert', "
                             "'1', 7)"),
                    QString());
            }
            QSqlDatabase::removeDatabase(QStringLiteral("older"));
            Database database;
            const auto opened = database.open(path);
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().details));
            QCOMPARE(count(database), 1);
            const auto written = database.wait(database.write<Done>([](Transaction &t) {
                return t.change("thing", QStringLiteral("b"), ChangeOp::Upsert, "1", {}, SystemClock().now());
            }));
            QVERIFY(written);
            QCOMPARE(count(database), 2);
            database.close();
            auto again = openSqlite(path, QStringLiteral("again"));
            QVERIFY(again);
            QCOMPARE(ask(*again, "PRAGMA user_version").toInt(), newestSchema(all));
            again = Error{};
            QSqlDatabase::removeDatabase(QStringLiteral("again"));
        }
    }
    void aMigrationThatFailsLeavesTheSchemaBefore() {
        QTemporaryDir folder;
        const auto write = [&folder](const char *name, const char *sql) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            return file.open(QIODevice::WriteOnly) && file.write(sql) > 0;
        };
        QVERIFY(write("001_good.sql", "CREATE TABLE first (a TEXT);"));
        QVERIFY(
            write("002_bad.sql", "CREATE TABLE second (a TEXT); INSERT INTO first VALUES ('x'); CREATE TABL third;"));
        {
            auto database = openSqlite(m_dir.filePath(QStringLiteral("failing.db")), QStringLiteral("failing"));
            QVERIFY(database);
            const auto migrated = migrate(*database, folder.path());
            QVERIFY(!migrated);
            QVERIFY2(
                migrated.error().details.contains(QLatin1String("002_bad.sql")), qPrintable(migrated.error().details));
            QCOMPARE(ask(*database, "PRAGMA user_version"), QStringLiteral("1"));
            QCOMPARE(ask(*database, "SELECT COUNT(*) FROM first"), QStringLiteral("0"));
            QVERIFY(ask(*database, "SELECT COUNT(*) FROM second").contains(QLatin1String("no such table")));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("failing"));
    }
    void entriesOfTheAuditLogAreOnlyAdded() {
        {
            auto database = openSqlite(m_dir.filePath(QStringLiteral("audit.db")), QStringLiteral("audit"));
            QVERIFY(database);
            QVERIFY(migrate(*database, QStringLiteral(":/schema")));
            QCOMPARE(
                ask(*database,
                    "INSERT INTO audit (number, id, time, actor, address, action, target, result, status, message, "
                    "request_id, before, after, previous, hash) "
                    "VALUES (1, 'aud_1', 7, 'ada', '', 'plans.create', 'plan_1', 'done', 0, '', '', '', '', '', "
                    "'')"),
                QString());
            QVERIFY(ask(*database, "UPDATE audit SET actor = 'bob'").contains(QLatin1String("not changed")));
            QVERIFY(ask(*database, "DELETE FROM audit WHERE number = 1").contains(QLatin1String("not deleted")));
            QCOMPARE(ask(*database, "SELECT actor FROM audit"), QStringLiteral("ada"));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("audit"));
    }
    void whatIsAcknowledgedIsOnTheDiskAndReferencesHold() {
        {
            auto database = openSqlite(m_dir.filePath(QStringLiteral("settings.db")), QStringLiteral("settings"));
            QVERIFY(database);
            QCOMPARE(ask(*database, "PRAGMA journal_mode"), QStringLiteral("wal"));
            QCOMPARE(ask(*database, "PRAGMA synchronous"), QStringLiteral("2")); // FULL: each commit is synced
            QCOMPARE(ask(*database, "CREATE TABLE owner (id TEXT PRIMARY KEY)"), QString());
            QCOMPARE(ask(*database, "CREATE TABLE owned (owner TEXT REFERENCES owner(id))"), QString());
            QVERIFY(ask(*database, "INSERT INTO owned VALUES ('nobody')").contains(QLatin1String("FOREIGN KEY")));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("settings"));
    }
};

QTEST_GUILESS_MAIN(tst_migrations)
#include "tst_migrations.moc"
