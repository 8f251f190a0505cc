// SPDX-License-Identifier: GPL-3.0-or-later
// Restarts that are cancelled, and what goes down while one hangs: on the process engine.
#include "tests/support/livepanel.h"
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

class tst_cancelling : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    QByteArray m_path; // of the service

    QString text(const char *key) { return m_panel.get(m_path).json()[QLatin1String(key)].toString(); }
    QString status(const QString &operation) {
        return m_panel.get("/api/operations/" + operation.toLatin1()).json()[QLatin1String("status")].toString();
    }
    /// Creates a service whose starts of these numbers hang, and restarts it: its second start. The restart's id.
    QString hangingRestart(const QString &hanging) {
        const QJsonObject made =
            m_panel
                .post("/api/services",
                    {{QStringLiteral("name"), QStringLiteral("counts")},
                        {QStringLiteral("template"), QStringLiteral("counts")},
                        {QStringLiteral("variables"), QJsonObject{{QStringLiteral("HANGING"), hanging}}}})
                .json();
        m_path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        (void)m_panel.finished(made[QLatin1String("operation_id")].toString());
        const QString restart = m_panel.post(m_path + "/restart").json()[QLatin1String("id")].toString();
        // Not before it has counted itself and refused a probe.
        const bool hangs = QTest::qWaitFor(
            [&] { return m_panel.get(m_path + "/logs?tail=1&search=%22%20500").body.contains("GET /"); }, 20'000);
        return hangs ? restart : QString();
    }

private slots:
    void initTestCase() {
        QFile file(m_templates.filePath(QStringLiteral("counts.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"(apiVersion: v2
kind: Template
metadata: {name: counts, displayName: Counts, description: For tests, category: devtools, version: "1"}
spec:
  variables:
    - {name: HANGING, label: Starts that hang, type: string}
  domains: [{port: 80}]
  healthcheck: {path: /, port: 80, interval: 1s, timeout: 1s, retries: 1, startPeriod: 120s}
  process:
    components:
      - name: web
        command: [python3, -u, main.py]
        env: {HANGING: "${HANGING}", PORT: "${PORT}"}
        ports: [{name: http, port: 80}]
        stopGrace: 1s
        files:
          - path: main.py
            content: |
              import http.server, os, pathlib
              starts = pathlib.Path("starts")
              number = len(starts.read_text()) + 1 if starts.exists() else 1
              starts.write_text("x" * number)
              class Page(http.server.BaseHTTPRequestHandler):
                  def do_GET(self):
                      self.send_response(500 if str(number) in os.environ["HANGING"] else 200)
                      self.end_headers()
              http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
)");
        file.close();
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
    }
    void cleanup() { QVERIFY(m_panel.removeAll()); }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void aCancelledRestartEndsRunning() {
        const QString restart = hangingRestart(QStringLiteral("2"));
        QVERIFY(!restart.isEmpty());
        const QString url = text("url");
        QCOMPARE(m_panel.post("/api/operations/" + restart.toLatin1() + "/cancel").status, 200);
        QCOMPARE(status(restart), QStringLiteral("cancelled"));
        QCOMPARE(text("status"), QStringLiteral("running"));
        QCOMPARE(text("url"), url);
        QTRY_COMPARE(m_panel.get(m_path).json()[QLatin1String("health")][QLatin1String("status")].toString(),
            QStringLiteral("healthy"));
        // It is one that should run, for the next start of the server too.
        m_panel.kill();
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}));
        QTRY_COMPARE(text("status"), QStringLiteral("running"));
    }
    void aStopDoesNotWaitForAWayBack() {
        const QString restart = hangingRestart(QStringLiteral("2 3 4"));
        QVERIFY(!restart.isEmpty());
        QElapsedTimer took;
        took.start();
        const HttpAnswer stopped = m_panel.post(m_path + "/stop");
        QVERIFY2(stopped.status == 201, stopped.body.constData());
        QVERIFY2(took.elapsed() < 15'000, qPrintable(QString::number(took.elapsed())));
        QCOMPARE(status(restart), QStringLiteral("cancelled"));
        QCOMPARE(text("status"), QStringLiteral("stopped"));
    }
    void aDeletionDoesNotWaitForAWayBack() {
        QVERIFY(!hangingRestart(QStringLiteral("2 3 4")).isEmpty());
        QElapsedTimer took;
        took.start();
        QCOMPARE(m_panel.request("DELETE", m_path + "?purge=true").status, 204);
        QVERIFY2(took.elapsed() < 15'000, qPrintable(QString::number(took.elapsed())));
        QCOMPARE(m_panel.get(m_path).status, 404);
    }
};

QTEST_GUILESS_MAIN(tst_cancelling)
#include "tst_cancelling.moc"
