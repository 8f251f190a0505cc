// SPDX-License-Identifier: GPL-3.0-or-later
// The key of a real daemon: rotate-key on its data directory opens everything afterwards and leaves nothing of the
// former one, and out of the memory of what holds secrets nobody reads it.
#include "tests/support/livepanel.h"
#include "tests/support/peek.h"
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

class tst_rotatekey : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QByteArray m_redis;

    QString keyFile() const { return m_panel.dataDir() + QStringLiteral("/secret.key"); }
    QStringList rotation() const {
        return {QStringLiteral("rotate-key"), QStringLiteral("--data-dir"), m_panel.dataDir()};
    }
    int rotate() {
        QProcess process;
        process.start(QStringLiteral(AAP_DAEMON), rotation());
        return process.waitForFinished(20000) ? process.exitCode() : -1;
    }
    /// By what everything sealed in the database says of its key, wherever it stands.
    QMap<QString, int> boxesByKey() const {
        static const QRegularExpression box(QStringLiteral("sealed:([A-Za-z0-9+/]{10})"));
        QMap<QString, int> boxes;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("boxes"));
            database.setDatabaseName(m_panel.dataDir() + QStringLiteral("/panel.db"));
            if (!database.open())
                return {};
            for (const QString &table : database.tables()) {
                QSqlQuery rows(QStringLiteral("SELECT * FROM ") + table, database);
                for (int columns = rows.record().count(); rows.next();)
                    for (int i = 0; i < columns; ++i)
                        for (auto found = box.globalMatch(rows.value(i).toString()); found.hasNext();)
                            ++boxes[found.next().captured(1)];
            }
        }
        QSqlDatabase::removeDatabase(QStringLiteral("boxes"));
        return boxes;
    }
    /// Restarted, so with the password as it is stored, Redis lets in who knows it.
    bool letsIn(const QByteArray &password) {
        const HttpAnswer begun = m_panel.post("/api/services/" + m_redis + "/restart");
        if (m_panel.finished(begun.json()[QLatin1String("id")].toString())[QLatin1String("status")].toString()
            != QLatin1String("succeeded"))
            return false;
        const QUrl url(m_panel.get("/api/services/" + m_redis).json()[QLatin1String("url")].toString());
        QTcpSocket redis;
        redis.connectToHost(url.host(), quint16(url.port()));
        if (!redis.waitForConnected(5000))
            return false;
        redis.write("AUTH " + password + "\r\n");
        return redis.waitForReadyRead(5000) && redis.readAll() == "+OK\r\n";
    }
    HttpAnswer makeCustomer() {
        return m_panel.request(
            "POST", "/api/customers", R"({"name":"once","email":"o@example.com"})", {{"Idempotency-Key", "only-one"}});
    }

private slots:
    void initTestCase() {
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        const HttpAnswer made = m_panel.request(
            "POST", "/api/services", R"({"name":"cache","template":"redis","variables":{"PASSWORD":"open-sesame-1"}})");
        QCOMPARE(made.status, 201);
        m_redis = made.json()[QLatin1String("id")].toString().toLatin1();
        (void)m_panel.finished(made.json()[QLatin1String("operation_id")].toString());
        QCOMPARE(m_panel
                     .request("POST", "/api/registries",
                         R"({"server":"ghcr.io","username":"me","password":"registry-word"})")
                     .status,
            201);
        QCOMPARE(makeCustomer().status, 201);
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.isRunning() || m_panel.start());
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void theMemoryOfServerAndShimIsNobodysBusiness() {
        QProcess other;
        other.start(QStringLiteral("sleep"), {QStringLiteral("600")});
        QVERIFY(other.waitForStarted());
        const bool canTell = mayBePeekedAt(other.processId()) == true;
        other.kill();
        other.waitForFinished();
        if (!canTell)
            QSKIP("this host lets no program read another one's memory");
        QCOMPARE(mayBePeekedAt(m_panel.pid()), std::optional(false));
        QDirIterator shims(m_panel.dataDir() + QStringLiteral("/services"), {QStringLiteral("shim.pid")}, QDir::Files,
            QDirIterator::Subdirectories);
        QVERIFY(shims.hasNext()); // it has got the spec with the password
        QFile file(shims.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(mayBePeekedAt(file.readLine().split(' ').first().toLongLong()), std::optional(false));
        // Nor does a crash write it to the disk.
        QFile limits(QStringLiteral("/proc/%1/limits").arg(m_panel.pid()));
        QVERIFY(limits.open(QIODevice::ReadOnly));
        const QRegularExpression none(QStringLiteral("Max core file size +0 +0 "));
        QVERIFY(none.match(QString::fromLatin1(limits.readAll())).hasMatch());
    }
    void aServerThatRunsIsNotTakenItsKey() {
        QFile file(keyFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        QCOMPARE(rotate(), 3);
        QVERIFY(file.seek(0) && file.readAll() == before);
    }
    void everythingOpensAndNothingIsOfTheFormerKey() {
        const QString customer = makeCustomer().json()[QLatin1String("id")].toString();
        QCOMPARE(m_panel.stop(), 0);
        const auto before = boxesByKey();
        QCOMPARE(before.size(), 1);
        QVERIFY(before.first() >= 3); // a variable, a password, an answer
        QCOMPARE(rotate(), 0);
        const auto after = boxesByKey();
        QCOMPARE(after.size(), 1);
        QVERIFY(after.firstKey() != before.firstKey());
        QCOMPARE(after.first(), before.first());
        QCOMPARE(QFileInfo(keyFile()).size(), 32);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QVERIFY(letsIn("open-sesame-1"));
        QCOMPARE(makeCustomer().json()[QLatin1String("id")].toString(), customer);
    }
    void aKillAtAnyMomentLosesNothing() {
        QCOMPARE(m_panel.stop(), 0);
        QElapsedTimer whole;
        whole.start();
        QCOMPARE(rotate(), 0);
        const qint64 time = std::max<qint64>(10, whole.elapsed());
        static constexpr int rounds = 12;
        for (int i = 0; i < rounds; ++i) {
            QProcess process;
            process.start(QStringLiteral(AAP_DAEMON), rotation());
            QVERIFY(process.waitForStarted());
            process.waitForFinished(int(time * i / rounds));
            process.kill();
            process.waitForFinished();
        }
        QVERIFY2(m_panel.start(), m_panel.log().constData()); // with as many keys as have been left
        QVERIFY(letsIn("open-sesame-1"));
        QCOMPARE(m_panel.stop(), 0);
        QCOMPARE(rotate(), 0);
        QCOMPARE(boxesByKey().size(), 1);
        QCOMPARE(QFileInfo(keyFile()).size(), 32);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QVERIFY(letsIn("open-sesame-1"));
        QCOMPARE(makeCustomer().status, 201);
    }
};

QTEST_GUILESS_MAIN(tst_rotatekey)
#include "tst_rotatekey.moc"
