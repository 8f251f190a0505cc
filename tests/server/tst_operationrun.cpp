// SPDX-License-Identifier: GPL-3.0-or-later
// Deadlines of an operation and of its steps.
#include "server/services/operationrun.h"
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace std::chrono_literals;

class tst_operationrun : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Database m_database;
    SystemClock m_clock;
    EventLog m_events{m_clock};

    std::unique_ptr<OperationRun> begun(std::chrono::milliseconds time, OperationRun::StepDeadlines steps) {
        Operation operation;
        operation.id = OperationId::make(m_clock);
        operation.service_id = ServiceId::make(m_clock);
        operation.kind = OperationKind::Deploy;
        operation.steps = OperationRun::stepsOf(operation.kind);
        operation.created_at = m_clock.now();
        operation.deadline = m_clock.now() + time;
        if (!m_database.wait(m_database.write<Done>(ReadModel::saving(operation, true, m_clock.now()))))
            return nullptr;
        return std::make_unique<OperationRun>(
            operation, Journal(operation.id), OperationRun::Before::NotRunning, m_database, m_events, m_clock, steps);
    }
    static QString told(const QSignalSpy &spy) { return spy.value(0).value(0).toString(); }

private slots:
    void initTestCase() { QVERIFY(m_database.open(m_dir.filePath(QStringLiteral("panel.db")))); }
    void cleanupTestCase() { m_database.close(); }

    void aStepThatTakesTooLongIsTold() {
        const auto run = begun(1h, {{step::health, 50ms}});
        QVERIFY(run);
        QSignalSpy overdue(run.get(), &OperationRun::overdue);
        run->begin(step::health, QStringLiteral("Waiting"));
        QVERIFY(overdue.wait());
        QVERIFY2(told(overdue).contains(QLatin1String("\"health\"")), qPrintable(told(overdue)));
    }
    void soIsTheWholeOperationWhereEachStepWasQuick() {
        const auto run = begun(400ms, {{step::start, 100ms}, {step::health, 1h}});
        QVERIFY(run);
        QSignalSpy overdue(run.get(), &OperationRun::overdue);
        run->begin(step::start, QStringLiteral("Starting"));
        run->succeed(step::start);
        run->begin(step::health, QStringLiteral("Waiting"));
        QVERIFY(overdue.wait());
        QCOMPARE(told(overdue), QStringLiteral("It was not finished by its deadline"));
    }
    void whatIsOverdueGoesNoFurtherAlsoWhereNothingWasInterrupted() {
        const auto run = begun(1h, {{step::validate, 20ms}, {step::pull, 1h}});
        QVERIFY(run);
        QSignalSpy stepOverdue(run.get(), &OperationRun::overdue);
        run->begin(step::validate, QStringLiteral("Looking"));
        QVERIFY(run->checkMayGoOn());
        QVERIFY(stepOverdue.wait());
        const Result<Done> late = run->checkMayGoOn();
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Timeout);
        QCOMPARE(late.error().message, told(stepOverdue));
        run->begin(step::pull, QStringLiteral("Fetching")); // a step that goes on all the same has its own time
        QVERIFY(run->checkMayGoOn());

        const auto whole = begun(20ms, {{step::validate, 1h}, {step::pull, 1h}});
        QVERIFY(whole);
        QSignalSpy overdue(whole.get(), &OperationRun::overdue);
        whole->begin(step::validate, QStringLiteral("Looking"));
        QVERIFY(overdue.wait());
        whole->begin(step::pull, QStringLiteral("Fetching"));
        QVERIFY(!whole->checkMayGoOn());
        whole->beginWayBack();
        QVERIFY(whole->checkMayGoOn());
    }
    void everyStepOfEveryKindHasADeadline() {
        for (const OperationKind kind :
            {OperationKind::Deploy, OperationKind::Rollback, OperationKind::Start, OperationKind::Stop,
                OperationKind::Restart, OperationKind::Delete, OperationKind::Backup, OperationKind::Restore}) {
            const QList<Step> steps = OperationRun::stepsOf(kind);
            QVERIFY(!steps.isEmpty());
            for (const Step &one : steps) {
                QVERIFY2(OperationRun::stepDeadlines().contains(one.name), qPrintable(one.name));
                QVERIFY(OperationRun::stepDeadlines()[one.name] <= OperationRun::deadlineOf(kind));
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_operationrun)
#include "tst_operationrun.moc"
