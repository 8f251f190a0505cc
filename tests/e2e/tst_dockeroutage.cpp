// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of services while their engine, or the panel, or both are away. The real daemon and a real dockerd.
#include "tests/e2e/driftfixture.h"
#include <QElapsedTimer>

class tst_dockeroutage : public DriftFixture {
    Q_OBJECT

    /// What is stored of a service that counts, held against the rule: 1, 2, 3, ..., each once, and a gap only where
    /// one is announced.
    static QByteArray wrong(const QJsonArray &entries, int *lost, const QString &letter = {}) {
        int next = 1;
        bool isAnnounced = false;
        *lost = 0;
        for (const QJsonValue &entry : entries) {
            QString text = entry[QLatin1String("text")].toString();
            if (entry[QLatin1String("stream")] == QLatin1String("system")) {
                isAnnounced = isAnnounced || text.contains(QLatin1String("broke off"));
                continue;
            }
            if (text == QLatin1String("done") || !text.startsWith(letter))
                continue;
            text.remove(0, letter.size());
            bool isNumber = false;
            const int number = text.toInt(&isNumber);
            if (!isNumber && isAnnounced)
                continue; // the rest of a line whose beginning was lost
            if (number < next || (number > next && !isAnnounced))
                return "after " + QByteArray::number(next - 1) + ": " + text.left(60).toUtf8();
            *lost += number - next;
            isAnnounced = false;
            next = number + 1;
        }
        return {};
    }

private slots:
    void initTestCase() { QVERIFY2(begin(), m_docker->panel.log().constData()); }
    void init() { listen(); }
    void cleanupTestCase() { end(); }

    void anEngineThatIsAwayIsToldAndItsServicesGoOn() {
        LiveService service(*m_docker, QStringLiteral("away"));
        m_docker->host.kill();
        QVERIFY(saidInTime(service, QStringLiteral("the engine \"docker\" does not answer")));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QVERIFY(healthReason(service).contains(QStringLiteral("does not answer")));
        // What would have to begin on it is refused at once.
        const HttpAnswer refused = m_docker->panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("another")},
                {QStringLiteral("template"), QStringLiteral("composed")}});
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.errorCode(), QStringLiteral("unavailable"));
        QCOMPARE(m_docker->panel.post(service.path + "/deploy").status, 503);
        QVERIFY(m_docker->host.start());
        QTRY_COMPARE_WITH_TIMEOUT(healthReason(service), QString(), 10'000);
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        // Also what happens to it from now on is seen.
        m_docker->host.ask("POST", container(service, "web") + QStringLiteral("/kill"));
        QTRY_COMPARE(service.text("status"), QStringLiteral("failed"));
    }
    void aStopThatIsCancelledWhileTheEngineIsAwayLeavesTheServiceLookedAfter() {
        LiveService service(*m_docker, QStringLiteral("kept"));
        LivePanel &panel = m_docker->panel;
        m_docker->host.kill();
        const QString id = panel.post(service.path + "/stop").json()[QLatin1String("id")].toString();
        const QByteArray operation = "/api/operations/" + id.toLatin1();
        QTRY_VERIFY(panel.get(operation).body.contains("is waited for"));
        QCOMPARE(panel.post(operation + "/cancel").status, 200);
        QCOMPARE(panel.finished(id)[QLatin1String("status")].toString(), QStringLiteral("cancelled"));
        const auto lastCheck = [&] {
            return service.get()[QLatin1String("health")][QLatin1String("last_check")].toString();
        };
        const QString before = lastCheck();
        QVERIFY(m_docker->host.start());
        QTRY_VERIFY_WITH_TIMEOUT(lastCheck() != before, 20'000);
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(service.page(), QByteArray("one"));
        m_docker->host.ask("POST", container(service, "web") + QStringLiteral("/kill"));
        QTRY_COMPARE(service.text("status"), QStringLiteral("failed"));
    }
    void whatEndedWhileTheEngineWasNotHeardIsSeenAfterwards() {
        LiveService service(*m_docker, QStringLiteral("unheard"), shell("sleep 4; exit 3", "    restart: \"no\"\n"));
        m_docker->host.stop();
        const QElapsedTimer waiting = [] {
            QElapsedTimer timer;
            timer.start();
            return timer;
        }();
        QTRY_VERIFY(waiting.hasExpired(4500)); // until it has ended
        QVERIFY(m_docker->host.start());
        QTRY_COMPARE_WITH_TIMEOUT(service.text("status"), QStringLiteral("failed"), 20'000);
        QVERIFY2(
            service.text("error").contains(QStringLiteral("ended with exit code")), qPrintable(service.text("error")));
    }
    void aServerThatStartsWithoutItsEngineTakesItsServicesOverLater() {
        LiveService service(*m_docker, QStringLiteral("later"));
        m_docker->panel.kill();
        m_docker->host.stop();
        QVERIFY(m_docker->start());
        listen();
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QTRY_VERIFY(healthReason(service).contains(QStringLiteral("the engine \"docker\" does not answer")));
        QVERIFY(m_docker->host.start());
        QTRY_COMPARE_WITH_TIMEOUT(healthStatus(service), QStringLiteral("healthy"), 20'000);
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(healthReason(service), QString());
        QCOMPARE(m_docker->things(service.id), service.expected(1));
    }
    void noLineIsLostOrDoubledWhateverIsKilled() {
        LiveService service(*m_docker, QStringLiteral("counts"),
            shell("trap \"end=1\" USR1; i=0; while [ -z \"$$end\" ]; do i=$$((i+1)); echo $$i; "
                  "[ $$((i%50)) = 0 ] && usleep 5000; done; echo done; sleep 1000"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        const auto grows = [&] {
            const QString before =
                m_docker->panel.get(service.path + "/logs?tail=1").json()[QLatin1String("cursor")].toString();
            return QTest::qWaitFor(
                [&] {
                    return m_docker->panel.get(service.path + "/logs?tail=1").json()[QLatin1String("cursor")].toString()
                        != before;
                },
                20'000);
        };
        for (int round = 0; round < 2; ++round) {
            QVERIFY(grows());
            m_docker->panel.kill();
            QVERIFY(m_docker->start());
            QVERIFY(grows());
            round == 0 ? m_docker->host.stop() : m_docker->host.kill();
            QVERIFY(m_docker->host.start());
            QVERIFY(grows());
            m_docker->panel.kill(); // and both at once
            m_docker->host.kill();
            QVERIFY(m_docker->start());
            QVERIFY(m_docker->host.start());
        }
        QVERIFY(grows());
        m_docker->host.ask("POST", container(service, "web") + QStringLiteral("/kill?signal=USR1"));
        QTRY_COMPARE_WITH_TIMEOUT(service.lines("done"), QStringList{QStringLiteral("done")}, 60'000);
        const QJsonArray all = service.entries();
        int lost = 0;
        QCOMPARE(wrong(all, &lost), "");
        qInfo("%lld entries; %d lines were lost in the engine, where that is said", qlonglong(all.size()), lost);
        QCOMPARE(service.text("status"), QStringLiteral("running"));
    }
    void noLineIsLostWhileOneRevisionTakesOver() {
        const auto counting = [](const char *letter) {
            return shell("i=0; while :; do i=$$((i+1)); echo LETTER$$i; [ $$((i%50)) = 0 ] && usleep 20000; done")
                .replace(QStringLiteral("LETTER"), QLatin1String(letter));
        };
        LiveService service(*m_docker, QStringLiteral("overlap"), counting("a"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        const QStringList letters{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
        for (const char *letter : {"b", "c"}) {
            const QJsonObject next{{QStringLiteral("compose"), counting(letter)}};
            QCOMPARE(m_docker->panel.request("PATCH", service.path, QJsonDocument(next).toJson()).status, 200);
            QCOMPARE(m_docker->panel.post(service.path + "/deploy").status, 201);
            QTRY_VERIFY_WITH_TIMEOUT(service.writes(letter), 10'000);
            m_docker->panel.kill(); // both revisions write now
            QVERIFY(m_docker->start());
            // Between what was interrupted and what the server begins because of it, nothing runs either.
            QTRY_COMPARE_WITH_TIMEOUT(m_docker->running(), 1, 30'000);
            QTRY_VERIFY_WITH_TIMEOUT(m_docker->panel.isIdle(), 30'000);
            QTRY_COMPARE(service.text("status"), QStringLiteral("running"));
        }
        const QJsonArray all = service.entries();
        for (const QString &letter : letters) {
            int lost = 0;
            QCOMPARE(wrong(all, &lost, letter), "");
            QCOMPARE(lost, 0);
        }
        qInfo("%lld entries", qlonglong(all.size()));
    }
};

QTEST_GUILESS_MAIN(tst_dockeroutage)
#include "tst_dockeroutage.moc"
