// SPDX-License-Identifier: GPL-3.0-or-later
// The machine is lost. What is left is the folder of `aiadminpaneld backup` and the repository: the panel, its keys,
// its services and their data come back on another.
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

class tst_panelbackup : public QObject {
    Q_OBJECT

    QTemporaryDir m_away;
    QMap<QString, QString> m_environment;

    struct Said {
        int code = -1;
        QByteArray text;
    };
    Said run(const QStringList &words, const QString &dataDir) {
        QProcess process;
        process.start(QStringLiteral(AAP_DAEMON), words + QStringList{QStringLiteral("--data-dir"), dataDir});
        if (!process.waitForFinished(30000))
            return {};
        return {process.exitCode(), process.readAllStandardOutput() + process.readAllStandardError()};
    }
    static QString text(const QJsonObject &object, const char *name) { return object[QLatin1String(name)].toString(); }

private slots:
    void initTestCase() {
        if (QStandardPaths::findExecutable(QStringLiteral("restic")).isEmpty())
            QSKIP("needs the package restic");
        QVERIFY(addScript(m_away, "sleeper", "exec sleep 600"));
        m_environment = {{QStringLiteral("AAP_TEMPLATES"), m_away.path()},
            {QStringLiteral("AAP_BACKUP_REPOSITORY"), m_away.filePath(QStringLiteral("repository"))}};
    }

    void thePanelAndItsServicesComeBackOnAnotherMachine() {
        const QString kept = m_away.filePath(QStringLiteral("kept"));
        QByteArray service, backup;
        LivePanel second;
        {
            LivePanel first;
            QVERIFY2(first.start(m_environment), first.log().constData());
            const QJsonObject made = first
                                         .post("/api/services",
                                             {{QStringLiteral("name"), QStringLiteral("sleeper")},
                                                 {QStringLiteral("template"), QStringLiteral("sleeper")}})
                                         .json();
            service = text(made, "id").toLatin1();
            QCOMPARE(text(first.finished(text(made, "operation_id")), "status"), QStringLiteral("succeeded"));
            QFile file(first.dataDir() + QStringLiteral("/services/") + QString::fromLatin1(service)
                + QStringLiteral("/data/kept"));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("all I have") > 0);
            file.close();
            backup = text(first.post("/api/backups", {{QStringLiteral("service_id"), text(made, "id")}}).json(), "id")
                         .toLatin1();
            QTRY_COMPARE_WITH_TIMEOUT(
                text(first.get("/api/backups/" + backup).json(), "status"), QStringLiteral("verified"), 60000);

            const Said said = run({QStringLiteral("backup"), kept}, first.dataDir()); // while it runs
            QVERIFY2(said.code == 0, said.text.constData());
            for (const char *name : {"panel.db", "secret.key", "backup.key", "aiadminpanel-data", "bootstrap.key"}) {
                const QFileInfo info(kept + u'/' + QLatin1String(name));
                QVERIFY2(info.isFile(), name);
                QVERIFY2(!(info.permissions() & (QFile::ReadGroup | QFile::ReadOther)), name);
            }
            QCOMPARE(run({QStringLiteral("backup"), kept}, first.dataDir()).code, 1); // it is there already
            QCOMPARE(run({QStringLiteral("restore"), kept}, first.dataDir()).code, 1); // nor is this one empty
            QVERIFY(first.removeAll());
            QCOMPARE(first.stop(), 0);
        }
        const Said said = run({QStringLiteral("restore"), kept}, second.dataDir());
        QVERIFY2(said.code == 0, said.text.constData());
        QVERIFY2(second.start(m_environment), second.log().constData()); // with the first one's key
        const QJsonObject back = second.get("/api/services/" + service).json();
        QCOMPARE(text(back, "name"), QStringLiteral("sleeper"));
        QCOMPARE(text(back, "status"), QStringLiteral("stopped")); // it has no data yet
        const HttpAnswer asked = second.request("POST", "/api/backups/" + backup + "/restore", "{}");
        QVERIFY2(asked.status == 201, asked.body.constData());
        const QJsonObject restored = second.finished(text(asked.json(), "id"));
        QVERIFY2(text(restored, "status") == QLatin1String("succeeded"), QJsonDocument(restored).toJson().constData());
        const QJsonObject started =
            second.finished(text(second.post("/api/services/" + service + "/start").json(), "id"));
        QVERIFY2(text(started, "status") == QLatin1String("succeeded"), QJsonDocument(started).toJson().constData());
        QFile file(second.dataDir() + QStringLiteral("/services/") + QString::fromLatin1(service)
            + QStringLiteral("/data/kept"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("all I have"));

        // And without the panel, by restic alone.
        QProcess restic;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("RESTIC_PASSWORD_FILE"), kept + QStringLiteral("/backup.key"));
        restic.setProcessEnvironment(environment);
        restic.start(QStringLiteral("restic"),
            {QStringLiteral("-r"), m_away.filePath(QStringLiteral("repository")), QStringLiteral("snapshots")});
        QVERIFY(restic.waitForFinished(30000));
        QVERIFY2(restic.exitCode() == 0, restic.readAllStandardError().constData());
        QVERIFY(restic.readAllStandardOutput().contains(backup));
        QVERIFY(second.removeAll());
        QCOMPARE(second.stop(), 0);
    }
    void whatIsNoBackupIsRefused() {
        QTemporaryDir dir;
        const Said said = run({QStringLiteral("restore"), m_away.path()}, dir.filePath(QStringLiteral("new")));
        QCOMPARE(said.code, 1);
        QVERIFY(said.text.contains("no backup of a panel"));
        QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("new/panel.db"))));
        QCOMPARE(
            run({QStringLiteral("backup"), dir.filePath(QStringLiteral("x"))}, dir.filePath(QStringLiteral("none")))
                .code,
            1);
    }
};

QTEST_GUILESS_MAIN(tst_panelbackup)
#include "tst_panelbackup.moc"
