// SPDX-License-Identifier: GPL-3.0-or-later
// The daemon killed after every step, and after every call that changes something on the engine, in every operation.
#include "tests/e2e/brokenoff.h"

class tst_dockercrash : public BrokenOff {
    Q_OBJECT

    enum class Place {
        Step, // a step is over
        Call // the engine has carried one out, the daemon does not know
    };

    /// Kills the daemon in the operation at the place of that number; false when it has fewer.
    bool kill(Place place, int number) {
        if (place != Place::Step)
            m_proxy->arm(number, At::After, Deed::Kill, panel().pid());
        begin();
        if (place == Place::Step ? !awaitStep(number) : !awaitDeed())
            return false;
        panel().kill();
        return true;
    }
    void checkPutRight(const QByteArray &shownMeanwhile) {
        const QJsonObject ended = operation();
        const QString status = field(ended, "status");
        QVERIFY2(status == QLatin1String("succeeded") || status == QLatin1String("failed"), qPrintable(status));
        QCOMPARE(field(ended, "error").isEmpty(), status == QLatin1String("succeeded"));
        if (m_kind == "delete")
            return checkGone();
        if (m_kind == "stop")
            return checkStopped();
        checkServing();
        if (!bringsUpARevision())
            return;
        const bool isNew = liveRevision() != m_before;
        QCOMPARE(isNew, status == QLatin1String("succeeded"));
        if (!isNew)
            QCOMPARE(shownMeanwhile, m_service->shownBy(m_before));
    }

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }
    void cleanup() { clear(); }

    void whatAKillBrokeOffIsFinishedOrUndone_data() {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<Place>("place");
        for (const char *kind :
            {"create", "create unchecked", "deploy", "rollback", "start", "stop", "restart", "delete"})
            QTest::addRow("%s, after each step", kind) << QByteArray(kind) << Place::Step;
        for (const char *kind : {"create", "create unchecked", "deploy", "start", "stop", "restart", "delete"})
            QTest::addRow("%s, after each call", kind) << QByteArray(kind) << Place::Call;
    }
    void whatAKillBrokeOffIsFinishedOrUndone() {
        QFETCH(QByteArray, kind);
        QFETCH(Place, place);
        for (int number = 1; number < 40; ++number) {
            makeReady(kind, number);
            if (QTest::currentTestFailed() || !kill(place, number))
                return;
            const QByteArray shownMeanwhile = m_service->page();
            QVERIFY(m_docker->start());
            // Not until nothing is under way: what is half started is started by another operation, a moment later.
            QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), 30000);
            checkPutRight(shownMeanwhile);
            QTRY_VERIFY_WITH_TIMEOUT(panel().isIdle(), 30000);
            // Of the others the next round shows that nothing is locked.
            if (isCreation() && place == Place::Step)
                QCOMPARE(field(m_service->deploy("next"), "status"), QStringLiteral("succeeded"));
            if (QTest::currentTestFailed())
                return qWarning("killed at place %d in %s", number, qPrintable(m_operation));
            if (isCreation() || kind == "delete")
                m_service.reset();
        }
        QFAIL("it never ends");
    }
};

QTEST_GUILESS_MAIN(tst_dockercrash)
#include "tst_dockercrash.moc"
