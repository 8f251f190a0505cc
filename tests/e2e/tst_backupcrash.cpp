// SPDX-License-Identifier: GPL-3.0-or-later
// The daemon killed after every step of what makes a backup and of what brings one back.
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QDir>
#include <QStandardPaths>
#include <QTest>

class tst_backupcrash : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    QByteArray m_service;
    QByteArray m_saved; // a backup of it
    QByteArray m_begun; // the backup that is made
    QByteArray m_copy; // the service that is made of one
    int m_number = 0;

    bool start() { return m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}); }
    static QString text(const QJsonObject &object, const char *name) { return object[QLatin1String(name)].toString(); }
    QJsonObject operation(const QString &id) { return m_panel.get("/api/operations/" + id.toLatin1()).json(); }
    QJsonObject backup(const QByteArray &id) { return m_panel.get("/api/backups/" + id).json(); }
    QString file(const QByteArray &service, const char *name) const {
        return QStringLiteral("%1/services/%2/data/%3")
            .arg(m_panel.dataDir(), QString::fromLatin1(service), QLatin1String(name));
    }
    void write(const QByteArray &content) {
        for (const char *name : {"one", "two"}) {
            QFile kept(file(m_service, name));
            QVERIFY(kept.open(QIODevice::WriteOnly) && kept.write(content) == content.size());
        }
    }
    /// What both files hold.
    QByteArray read(const QByteArray &service) const {
        QFile one(file(service, "one")), two(file(service, "two"));
        if (!one.open(QIODevice::ReadOnly) || !two.open(QIODevice::ReadOnly))
            return "(none)";
        const QByteArray content = one.readAll();
        return content == two.readAll() ? content : QByteArray("(some of each)");
    }
    bool isSettled(const QByteArray &id) {
        const QString status = text(backup(id), "status");
        return backup(id)[QLatin1String("phase")].isNull() && status != QLatin1String("queued")
            && status != QLatin1String("running");
    }
    HttpAnswer askForBackup(bool stops) {
        return m_panel.post("/api/backups",
            {{QStringLiteral("service_id"), QString::fromLatin1(m_service)}, {QStringLiteral("stop"), stops}});
    }
    /// Begins one; the operation.
    QByteArray m_said; // to the last request to restore
    QString begin(const QByteArray &kind) {
        if (kind.startsWith("backup")) {
            const QJsonObject made = askForBackup(kind.endsWith("stops")).json();
            m_begun = text(made, "id").toLatin1();
            return text(made, "operation_id");
        }
        QJsonObject how{{QStringLiteral("as"), QStringLiteral("in_place")}};
        if (kind == "copy")
            how = {{QStringLiteral("as"), QStringLiteral("new")},
                {QStringLiteral("name"), QStringLiteral("copy-%1").arg(++m_number)}};
        const HttpAnswer answer = m_panel.post("/api/backups/" + m_saved + "/restore", how);
        m_said = answer.body;
        const QJsonObject begun = answer.json();
        m_copy = text(begun, "service_id").toLatin1();
        return text(begun, "id");
    }
    /// Until its step of that number is over; false when it has fewer.
    bool awaitStep(const QString &id, int number) {
        QString status;
        (void)QTest::qWaitFor(
            [&] {
                const QJsonArray steps = operation(id)[QLatin1String("steps")].toArray();
                status = number <= steps.size() ? text(steps[number - 1].toObject(), "status") : QString();
                return status != QLatin1String("pending") && status != QLatin1String("running");
            },
            60000);
        return !status.isEmpty();
    }
    void checkPutRight(const QByteArray &kind, const QString &id) {
        const QString status = text(operation(id), "status");
        QVERIFY2(status == QLatin1String("succeeded") || status == QLatin1String("failed"), qPrintable(status));
        const bool succeeded = status == QLatin1String("succeeded");
        QCOMPARE(text(operation(id), "error").isEmpty(), succeeded);
        QTRY_COMPARE_WITH_TIMEOUT(m_panel.state(m_service), QStringLiteral("running"), 30000);
        const QByteArray now = read(m_service);
        if (kind.startsWith("backup")) {
            QCOMPARE(now, QByteArray("later"));
            QTRY_VERIFY_WITH_TIMEOUT(isSettled(m_begun), 60000);
            QCOMPARE(
                text(backup(m_begun), "error").isEmpty(), text(backup(m_begun), "status") != QLatin1String("failed"));
        } else if (kind == "restore") {
            QVERIFY2(now == "saved" || (!succeeded && now == "later"), now.constData());
        } else {
            QCOMPARE(now, QByteArray("later"));
            // Nothing runs that has not all of its data.
            QString copy;
            QTRY_VERIFY_WITH_TIMEOUT(
                (copy = text(m_panel.get("/api/services/" + m_copy).json(), "status")) != QLatin1String("deploying"),
                30000);
            QCOMPARE(copy == QLatin1String("running"), succeeded);
            QVERIFY2(
                succeeded || copy == QLatin1String("failed") || copy == QLatin1String("stopped"), qPrintable(copy));
            if (succeeded)
                QCOMPARE(read(m_copy), QByteArray("saved"));
        }
        // And no copy of data lies about.
        QTRY_VERIFY_WITH_TIMEOUT(QDir(m_panel.dataDir() + QStringLiteral("/backup/work"))
                                     .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
                                     .isEmpty(),
            30000);
    }

private slots:
    void initTestCase() {
        if (QStandardPaths::findExecutable(QStringLiteral("restic")).isEmpty())
            QSKIP("needs the package restic");
        QVERIFY(addScript(m_templates, "keeps", "exec sleep 600"));
        QVERIFY2(start(), m_panel.log().constData());
        const QJsonObject made = m_panel.request("POST", "/api/templates/keeps/deploy", R"({"name":"keeps"})").json();
        m_service = text(made, "id").toLatin1();
        QCOMPARE(text(m_panel.finished(text(made, "operation_id")), "status"), QStringLiteral("succeeded"));
        write("saved");
        m_saved = text(askForBackup(false).json(), "id").toLatin1();
        QTRY_COMPARE_WITH_TIMEOUT(text(backup(m_saved), "status"), QStringLiteral("verified"), 60000);
    }
    void cleanupTestCase() {
        if (!m_panel.isRunning())
            return;
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void whatAKillBrokeOffIsFinishedOrUndone_data() {
        QTest::addColumn<QByteArray>("kind");
        for (const char *kind : {"backup", "backup that stops", "restore", "copy"})
            QTest::addRow("%s", kind) << QByteArray(kind);
    }
    void whatAKillBrokeOffIsFinishedOrUndone() {
        QFETCH(QByteArray, kind);
        for (int number = 1; number < 20; ++number) {
            write("later");
            QString id; // the backup may be tried out still
            const bool hasBegun = QTest::qWaitFor(
                [&] {
                    id = begin(kind);
                    return !id.isEmpty();
                },
                30000);
            QVERIFY2(hasBegun, m_said.constData());
            if (!awaitStep(id, number)) {
                QVERIFY(number > 1);
                QTRY_VERIFY_WITH_TIMEOUT(m_panel.isIdle(), 60000);
                return;
            }
            m_panel.kill();
            QVERIFY2(start(), m_panel.log().constData());
            // What is half done is put right by another operation, a moment later.
            QTRY_VERIFY_WITH_TIMEOUT(m_panel.state(m_service) == QLatin1String("running") && m_panel.isIdle(), 60000);
            checkPutRight(kind, id);
            if (kind == "copy") {
                QCOMPARE(m_panel.request("DELETE", "/api/services/" + m_copy + "?purge=true").status, 204);
                QTRY_VERIFY_WITH_TIMEOUT(m_panel.isIdle(), 60000);
            }
            if (QTest::currentTestFailed())
                return qWarning("killed at place %d in %s", number, qPrintable(id));
        }
        QFAIL("it never ends");
    }
};

QTEST_GUILESS_MAIN(tst_backupcrash)
#include "tst_backupcrash.moc"
