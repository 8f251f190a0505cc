// SPDX-License-Identifier: GPL-3.0-or-later
// Every operation cancelled at every call that changes something on the engine, and the engine away at some of them.
#include "tests/e2e/brokenoff.h"

class tst_dockercancel : public BrokenOff {
    Q_OBJECT

    void checkPutRight() {
        const QString status = field(operation(), "status");
        if (m_kind == "stop") {
            QCOMPARE(status, QStringLiteral("succeeded")); // it is what a cancel would do
            return checkStopped();
        }
        if (bringsUpARevision()) {
            // Behind the switch there is nothing to be cancelled any more.
            QCOMPARE(status, liveRevision() == m_before ? QStringLiteral("cancelled") : QStringLiteral("succeeded"));
            return checkServing();
        }
        if (status == QLatin1String("succeeded"))
            return checkServing();
        QCOMPARE(status, QStringLiteral("cancelled"));
        m_kind == "restart" ? checkServing() : checkStopped();
    }

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }
    void cleanup() { clear(); }

    void whatIsCancelledReturnsToTheLastGoodState_data() {
        QTest::addColumn<QByteArray>("kind");
        for (const char *kind : {"create", "create unchecked", "deploy", "rollback", "start", "stop", "restart"})
            QTest::addRow("%s", kind) << QByteArray(kind);
    }
    void whatIsCancelledReturnsToTheLastGoodState() {
        QFETCH(QByteArray, kind);
        int cancelled = 0;
        for (int number = 1; number < 40; ++number) {
            makeReady(kind, number);
            if (QTest::currentTestFailed())
                return;
            m_proxy->arm(number, At::Before, Deed::Hold);
            begin();
            if (!awaitDeed()) {
                QCOMPARE(cancelled > 2, kind != "stop");
                return;
            }
            QCOMPARE(panel().post("/api/operations/" + m_operation.toLatin1() + "/cancel").status, 200);
            cancelled += field(panel().finished(m_operation), "status") == QLatin1String("cancelled") ? 1 : 0;
            checkPutRight();
            if (QTest::currentTestFailed())
                return qWarning("cancelled at call %d in %s", number, qPrintable(m_operation));
            if (isCreation())
                m_service.reset();
        }
        QFAIL("it never ends");
    }
    void aDeletionCannotBeCancelled() {
        makeReady("delete", 1);
        m_proxy->arm(1, At::Before, Deed::Hold);
        begin();
        QVERIFY(awaitDeed());
        QCOMPARE(panel().post("/api/operations/" + m_operation.toLatin1() + "/cancel").status, 409);
        QCOMPARE(field(panel().finished(m_operation), "status"), QStringLiteral("succeeded"));
        checkGone();
        m_service.reset();
    }
    void aDeployGoesOnWhenTheEngineIsBack() {
        for (int number = 1; number < 40; number += 4) {
            makeReady("deploy", number);
            m_proxy->arm(number, number % 8 == 1 ? At::After : At::Before, Deed::Away);
            begin();
            if (!awaitDeed())
                return;
            const QJsonObject ended = panel().finished(m_operation);
            QVERIFY2(field(ended, "status") == QLatin1String("succeeded"), qPrintable(field(ended, "error")));
            checkServing();
            if (QTest::currentTestFailed())
                return qWarning("away at call %d in %s", number, qPrintable(m_operation));
        }
        QFAIL("it never ends");
    }
};

QTEST_GUILESS_MAIN(tst_dockercancel)
#include "tst_dockercancel.moc"
