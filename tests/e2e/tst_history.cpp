// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept in the database only, because memory is bounded: old changes and old operations.
#include "tests/support/listener.h"
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

class tst_history : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    static constexpr int oldChanges = 2'500; // the ring starts with the last 2,000
    static constexpr int oldOperations = 10'050; // the read model holds 10,000

    static void fill(const QString &path) {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("history"));
        database.setDatabaseName(path);
        QVERIFY2(database.open(), qPrintable(database.lastError().text()));
        QVERIFY(database.transaction());
        QSqlQuery query(database);
        for (int i = 1; i <= oldChanges; ++i)
            QVERIFY2(query.exec(QStringLiteral("INSERT INTO changes (rev, noun, id, op, value, at) VALUES "
                                               "(%1, 'service', 'svc_old', 'remove', '', 1760000000000)")
                                    .arg(i)),
                qPrintable(query.lastError().text()));
        for (int i = 1; i <= oldOperations; ++i)
            QVERIFY2(query.exec(QStringLiteral(
                         "INSERT INTO operations (id, kind, service_id, service_name, status, steps, "
                         "progress, deadline, created_by, created_at, finished_at) VALUES ('op_%1', 'stop', "
                         "'svc_%1', 'old', 'succeeded', '[]', 1, 0, 'test', %2, %2)")
                                    .arg(i, 20, 10, QLatin1Char('a'))
                                    .arg(1760000000000 + i)),
                qPrintable(query.lastError().text()));
        QVERIFY(database.commit());
        database.close();
    }

private slots:
    void initTestCase() {
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QCOMPARE(m_panel.stop(), 0);
        fill(m_panel.dataDir() + QStringLiteral("/panel.db"));
        QSqlDatabase::removeDatabase(QStringLiteral("history"));
        QVERIFY2(m_panel.start(), m_panel.log().constData());
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void aPositionOlderThanTheRingIsServedFromTheDatabase() {
        Listener listener(m_panel, m_panel.key());
        listener.send(R"({"type":"subscribe","request":1,"channel":"changes","after":0})");
        QTRY_COMPARE(listener.of("change").size(), oldChanges);
        qint64 expected = 1;
        for (const QJsonObject &change : listener.of("change"))
            QCOMPARE(change[QLatin1String("rev")].toInteger(), expected++);
        // and goes on live from there
        m_panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("late")}, {QStringLiteral("template"), QStringLiteral("redis")}});
        QTRY_VERIFY(listener.of("change").size() > oldChanges);
        QCOMPARE(listener.of("change").at(oldChanges)[QLatin1String("rev")].toInteger(), expected);
        QVERIFY(listener.of("error").isEmpty());
        const QString id =
            m_panel.get("/api/services").json()[QLatin1String("data")][0][QLatin1String("id")].toString();
        m_panel.request("DELETE", "/api/services/" + id.toLatin1() + "?purge=true");
        QTRY_VERIFY_WITH_TIMEOUT(m_panel.isIdle(), 30000);
    }
    void anOperationThatLeftMemoryIsStillAnswered() {
        const HttpAnswer oldest = m_panel.get("/api/operations/op_aaaaaaaaaaaaaaaaaaa1");
        QCOMPARE(oldest.status, 200);
        QCOMPARE(oldest.json()[QLatin1String("service_name")].toString(), QStringLiteral("old"));
        QCOMPARE(m_panel.get("/api/operations/op_aaaaaaaaaaaaaaaaaaaz").status, 404);
    }
    void theListHoldsTheLatestAndStaysBounded() {
        const QJsonObject page = m_panel.get("/api/operations?per_page=1").json();
        QCOMPARE(page[QLatin1String("total")].toInt(), 10'000);
    }
};

QTEST_GUILESS_MAIN(tst_history)
#include "tst_history.moc"
