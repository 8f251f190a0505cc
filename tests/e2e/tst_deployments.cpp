// SPDX-License-Identifier: GPL-3.0-or-later
// Revisions of a service: history, rollback, and what stays when a new one does not come up.
#include "tests/support/livepanel.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

class tst_deployments : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    QByteArray m_path; // of the service

    /// MODE decides what a revision does: serve, die at once, never become healthy, die later.
    void writeTemplate(const char *version) {
        QFile source(QStringLiteral(AAP_SOURCE_DIR "/tests/e2e/modes.yaml"));
        QFile file(m_templates.filePath(QStringLiteral("modes.yaml")));
        QVERIFY(source.open(QIODevice::ReadOnly) && file.open(QIODevice::WriteOnly));
        file.write(source.readAll().replace("VERSION", version));
    }
    QJsonObject service() { return m_panel.get(m_path).json(); }
    QString text(const char *key) { return service()[QLatin1String(key)].toString(); }
    int revision() { return service()[QLatin1String("revision")].toInt(); }
    QJsonArray deployments() { return m_panel.get(m_path + "/deployments").json()[QLatin1String("data")].toArray(); }
    QJsonObject act(const char *verb, const QJsonObject &body = {}) {
        const HttpAnswer answer = m_panel.post(m_path + '/' + verb, body);
        return answer.status == 201 ? m_panel.finished(answer.json()[QLatin1String("id")].toString()) : answer.json();
    }
    HttpAnswer patch(const char *mode, const char *shown) {
        const QJsonObject body{{QStringLiteral("variables"),
            QJsonObject{
                {QStringLiteral("MODE"), QLatin1String(mode)}, {QStringLiteral("TEXT"), QLatin1String(shown)}}}};
        return m_panel.request("PATCH", m_path, QJsonDocument(body).toJson());
    }
    QJsonObject deploy(const char *mode, const char *shown) {
        const HttpAnswer patched = patch(mode, shown);
        return patched.status == 200 ? act("deploy") : patched.json();
    }
    QByteArray page() {
        QProcess curl;
        curl.start(
            QStringLiteral("curl"), {QStringLiteral("-s"), QStringLiteral("-m"), QStringLiteral("5"), text("url")});
        curl.waitForFinished(8000);
        return curl.readAllStandardOutput();
    }
    /// The messages of an operation's journal.
    static QString told(const QJsonObject &operation) {
        QStringList lines;
        const QJsonArray journal = operation[QLatin1String("journal")].toArray();
        for (const QJsonValue entry : journal)
            lines.append(entry[QLatin1String("step")].toString() + QStringLiteral(": ")
                + entry[QLatin1String("message")].toString());
        return lines.join(u'\n');
    }
    static QString result(const QJsonArray &all, int index, const char *key = "result") {
        return all[index].toObject()[QLatin1String(key)].toString();
    }

private slots:
    void initTestCase() {
        writeTemplate("1");
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
        const QJsonObject made = m_panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("modes")},
                                             {QStringLiteral("template"), QStringLiteral("modes")}})
                                     .json();
        m_path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        const QJsonObject operation = m_panel.finished(made[QLatin1String("operation_id")].toString());
        QVERIFY2(operation[QLatin1String("status")] == QLatin1String("succeeded"),
            qPrintable(operation[QLatin1String("error")].toString()));
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void theFirstDeploymentIsLiveAndHidesItsSecrets() {
        const QJsonArray all = deployments();
        QCOMPARE(all.size(), 1);
        QCOMPARE(result(all, 0), QStringLiteral("succeeded"));
        QVERIFY(all[0][QLatin1String("live")].toBool());
        QVERIFY(all[0][QLatin1String("variables")][QLatin1String("KEY")].isNull());
        QVERIFY(all[0][QLatin1String("duration_ms")].toInt() > 0);
        QCOMPARE(result(all, 0, "created_by"), QStringLiteral("bootstrap"));
    }
    void aChangeIsListedAgainstTheRevisionBefore() {
        QCOMPARE(deploy("serve", "two")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(), QByteArray("two"));
        const QJsonArray changes = deployments()[0][QLatin1String("changes")].toArray();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0][QLatin1String("name")].toString(), QStringLiteral("TEXT"));
        QCOMPARE(changes[0][QLatin1String("before")].toString(), QStringLiteral("one"));
        QCOMPARE(changes[0][QLatin1String("after")].toString(), QStringLiteral("two"));
    }
    void whatDoesNotComeUpNeverReplacesWhatRuns_data() {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QString>("said");
        QTest::newRow("it ends at once") << QByteArray("die") << "cannot go on";
        QTest::newRow("its health never comes") << QByteArray("hang") << "did not become healthy";
    }
    void whatDoesNotComeUpNeverReplacesWhatRuns() {
        QFETCH(QByteArray, mode);
        QFETCH(QString, said);
        const int before = revision();
        const QJsonObject operation = deploy(mode.constData(), "bad");
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY2(operation[QLatin1String("error")].toString().contains(said),
            qPrintable(operation[QLatin1String("error")].toString()));
        const QString journal = told(operation);
        QVERIFY2(
            journal.contains(said) && journal.contains(QLatin1String("Went back to revision 2")), qPrintable(journal));
        QCOMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(revision(), before);
        QCOMPARE(page(), QByteArray("two"));
        const QJsonArray all = deployments();
        QCOMPARE(result(all, 0), QStringLiteral("failed"));
        QVERIFY(result(all, 0, "error").size() > 0);
        QVERIFY(!all[0][QLatin1String("live")].toBool());
    }
    void aCancelledDeployReturnsToo() {
        const int before = revision();
        QCOMPARE(patch("hang", "bad").status, 200);
        const QByteArray id = m_panel.post(m_path + "/deploy").json()[QLatin1String("id")].toString().toLatin1();
        QTRY_VERIFY(m_panel.get("/api/operations/" + id).body.contains("\"health\",\"status\":\"running\""));
        QCOMPARE(m_panel.post("/api/operations/" + id + "/cancel").status, 200);
        QVERIFY(m_panel.finished(QString::fromLatin1(id))[QLatin1String("status")] == QLatin1String("cancelled"));
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(revision(), before);
        QCOMPARE(page(), QByteArray("two"));
        QCOMPARE(result(deployments(), 0), QStringLiteral("cancelled"));
    }
    void whatItUsesIsKeptOverARestart() {
        const auto points = [this] {
            const HttpAnswer answer = m_panel.get(m_path + "/metrics");
            return answer.json()[QLatin1String("series")][QLatin1String("memory_mb")].toArray();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!points().isEmpty(), 20000);
        QVERIFY(points().last()[1].toDouble() > 0);
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}));
        QVERIFY(!points().isEmpty());
        const HttpAnswer wrong = m_panel.get(m_path + "/metrics?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z");
        QCOMPARE(wrong.status, 400);
        QVERIFY(wrong.body.contains("\"from\""));
        QCOMPARE(m_panel.get(m_path + "/metrics?step=x").status, 400);
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
    }
    void theJournalSurvivesAKill() {
        const int before = revision();
        QCOMPARE(patch("hang", "bad").status, 200);
        const QByteArray id = m_panel.post(m_path + "/deploy").json()[QLatin1String("id")].toString().toLatin1();
        QTRY_VERIFY(m_panel.get("/api/operations/" + id).body.contains("\"health\",\"status\":\"running\""));
        m_panel.kill();
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}));
        const QJsonObject operation = m_panel.get("/api/operations/" + id).json();
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("failed"));
        const QString journal = told(operation);
        QVERIFY2(journal.contains(QLatin1String("start: Done after"))
                && journal.contains(QLatin1String("health: The server was restarted")),
            qPrintable(journal));
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(revision(), before);
        QVERIFY(!m_panel.get("/api/operations").body.contains("journal"));
    }
    void rollbackBringsBackTheVersionThatWas() {
        writeTemplate("2"); // the catalog's is another one by now
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}));
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(deploy("serve", "three")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(), QByteArray("three"));
        QCOMPARE(result(deployments(), 0, "template_version"), QStringLiteral("2"));
        const QJsonArray changes = deployments()[0][QLatin1String("source_changes")].toArray();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0][QLatin1String("aspect")].toString(), QStringLiteral("template_version"));
        QCOMPARE(changes[0][QLatin1String("before")].toString(), QStringLiteral("1"));
        QCOMPARE(changes[0][QLatin1String("after")].toString(), QStringLiteral("2"));
        const HttpAnswer plan = m_panel.post(m_path + "/rollback?dry_run=true");
        QCOMPARE(plan.status, 200);
        QCOMPARE(plan.json()[QLatin1String("template_version")].toString(), QStringLiteral("1"));
        const QJsonObject operation = act("rollback");
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(operation[QLatin1String("kind")].toString(), QStringLiteral("rollback"));
        QCOMPARE(page(), QByteArray("two"));
        const QJsonArray all = deployments();
        QCOMPARE(result(all, 0, "template_version"), QStringLiteral("1"));
        QVERIFY(all[0][QLatin1String("live")].toBool());
        QCOMPARE(all[0][QLatin1String("rollback_of")].toInt(), 2);
        QTRY_VERIFY(m_panel.get(m_path + "/logs?search=version%201%20mode&tail=1").body.contains("version 1"));
    }
    void rollbackToANamedDeploymentAndNotToAFailedOne() {
        const QJsonArray all = deployments();
        QString first, failed;
        for (const QJsonValue one : all) {
            if (one[QLatin1String("revision")].toInt() == 1)
                first = one[QLatin1String("id")].toString();
            if (one[QLatin1String("result")].toString() == QLatin1String("failed"))
                failed = one[QLatin1String("id")].toString();
        }
        const HttpAnswer refused = m_panel.post(m_path + "/rollback", {{QStringLiteral("deployment_id"), failed}});
        QCOMPARE(refused.status, 422);
        QVERIFY(refused.body.contains("deployment_id"));
        QCOMPARE(act("rollback", {{QStringLiteral("deployment_id"), first}})[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
        QCOMPARE(page(), QByteArray("one"));
    }
    void whatFailsSoonAfterItsSwitchIsRolledBackAlone_data() {
        QTest::addColumn<QByteArray>("mode");
        QTest::newRow("it ends") << QByteArray("later");
        QTest::newRow("its health check fails") << QByteArray("sick");
    }
    void whatFailsSoonAfterItsSwitchIsRolledBackAlone() {
        QFETCH(QByteArray, mode);
        const int good = revision();
        QCOMPARE(deploy(mode.constData(), "late")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QTRY_COMPARE_WITH_TIMEOUT(revision(), good + 2, 15000);
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(page(), QByteArray("one"));
        QCOMPARE(result(deployments(), 0, "created_by"), QStringLiteral("system"));
    }
    void soIsWhatFailsAfterARestartOfTheServer() {
        const int good = revision();
        QCOMPARE(deploy("sick", "late")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        m_panel.kill();
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}));
        QTRY_COMPARE_WITH_TIMEOUT(revision(), good + 2, 15000);
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(page(), QByteArray("one"));
        QCOMPARE(result(deployments(), 0, "created_by"), QStringLiteral("system"));
    }
    void aSecretIsListedAsChangedWithoutItsValue() {
        const QJsonObject body{{QStringLiteral("variables"),
            QJsonObject{{QStringLiteral("KEY"), QStringLiteral("correct-horse-battery")}}}};
        QCOMPARE(m_panel.request("PATCH", m_path, QJsonDocument(body).toJson()).status, 200);
        QCOMPARE(act("deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        const HttpAnswer answer = m_panel.get(m_path + "/deployments");
        QVERIFY(!answer.body.contains("correct-horse"));
        const QJsonArray changes = answer.json()[QLatin1String("data")][0][QLatin1String("changes")].toArray();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0][QLatin1String("name")].toString(), QStringLiteral("KEY"));
        QCOMPARE(changes[0][QLatin1String("kind")].toString(), QStringLiteral("changed"));
        QVERIFY(changes[0][QLatin1String("before")].isNull() && changes[0][QLatin1String("after")].isNull());
        // Kept as they are they are no change.
        QCOMPARE(act("deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QVERIFY(deployments()[0][QLatin1String("changes")].toArray().isEmpty());
    }
    void aTemplateThatHasGoneIsNotNeeded() {
        QVERIFY(QFile::remove(m_templates.filePath(QStringLiteral("modes.yaml"))));
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}));
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(m_panel.get("/api/templates/modes").status, 404);
        QCOMPARE(deploy("serve", "without")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(), QByteArray("without"));
        QCOMPARE(act("rollback")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(), QByteArray("one"));
    }
    void onlyTheLastOnesAreKept() {
        for (int i = 0; i < 12; ++i)
            QCOMPARE(deploy("serve", QByteArray::number(i).constData())[QLatin1String("status")].toString(),
                QStringLiteral("succeeded"));
        QCOMPARE(deployments().size(), 10);
        const QJsonArray paged =
            m_panel.get(m_path + "/deployments?per_page=2&order=asc").json()[QLatin1String("data")].toArray();
        QCOMPARE(paged.size(), 2);
        QVERIFY(paged[0][QLatin1String("revision")].toInt() < paged[1][QLatin1String("revision")].toInt());
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()},
            {QStringLiteral("AAP_DEPLOYMENTS_KEEP"), QStringLiteral("3")}}));
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(deploy("serve", "kept")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(deployments().size(), 3);
        // Attempts that fail do not push out what one can go back to.
        const QString oldest = deployments()[2][QLatin1String("id")].toString();
        for (int i = 0; i < 4; ++i)
            QCOMPARE(deploy("die", "bad")[QLatin1String("status")].toString(), QStringLiteral("failed"));
        const QJsonArray all = deployments();
        QCOMPARE(all.size(), 6);
        QCOMPARE(result(all, 2), QStringLiteral("failed"));
        QCOMPARE(result(all, 5, "id"), oldest);
        QCOMPARE(act("rollback", {{QStringLiteral("deployment_id"), oldest}})[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
        QCOMPARE(page(), QByteArray("10"));
    }
};

QTEST_GUILESS_MAIN(tst_deployments)
#include "tst_deployments.moc"
