// SPDX-License-Identifier: GPL-3.0-or-later
// Result and its macros, and spawn(): tasks nobody awaits.
#include "shared/base/result.h"
#include "shared/base/task.h"
#include <QCoroTimer>
#include <QTest>
#include <stdexcept>

using namespace std::chrono_literals;

class tst_task : public QObject {
    Q_OBJECT

    static Result<int> half(int number) {
        if (number % 2)
            return Error::validation(QStringLiteral("number"), QStringLiteral("is odd"));
        return number / 2;
    }
    static Result<int> quarter(int number) {
        TRY(first, half(number));
        TRY(second, half(first));
        return second;
    }
    static Result<Done> check(int number) {
        TRY_DONE(quarter(number));
        return {};
    }
    static Task<Result<int>> later(int number) {
        co_await QCoro::sleepFor(1ms);
        co_return half(number);
    }
    static Task<Result<int>> quarterLater(int number) {
        CO_TRY(first, co_await later(number));
        CO_TRY(second, co_await later(first));
        co_return second;
    }
    static Task<> note(int number, QList<int> *seen) {
        const Result<int> result = co_await quarterLater(number);
        seen->append(result ? *result : -1);
    }
    static Task<int> afterAMoment() {
        co_await QCoro::sleepFor(5ms);
        co_return 7;
    }
    static Task<> throws() {
        co_await QCoro::sleepFor(1ms);
        throw std::runtime_error("a library's own");
    }

private slots:
    void aResultIsAValueOrAnError() {
        QVERIFY(half(8));
        QCOMPARE(*half(8), 4);
        const Result<int> wrong = half(7);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::Validation);
        QCOMPARE(wrong.error().fields.value(QStringLiteral("number")), QStringLiteral("is odd"));
        QVERIFY(Result<Done>());
    }
    void theFirstErrorEndsIt() {
        QCOMPARE(*quarter(8), 2);
        QVERIFY(!quarter(7) && !quarter(6));
        QVERIFY(check(8));
        QCOMPARE(check(6).error(), half(3).error()); // as it was
    }
    void soItDoesInACoroutine() {
        QList<int> seen;
        for (const int number : {8, 7, 6})
            spawn(note(number, &seen));
        QTRY_COMPARE(seen.size(), 3);
        std::ranges::sort(seen);
        QCOMPARE(seen, (QList<int>{-1, -1, 2}));
    }
    void whoIsGoneByThenIsNotTold() {
        int told = 0;
        auto gone = std::make_unique<QObject>();
        QObject stays;
        spawn(afterAMoment(), gone.get(), [&told](int) { told += 100; });
        spawn(afterAMoment(), &stays, [&told](int value) { told += value; });
        gone.reset();
        QTRY_COMPARE(told, 7);
    }
    void anExceptionOfALibraryIsLoggedAndEndsNothingElse() {
        QTest::ignoreMessage(QtCriticalMsg, "task ended by an exception: a library's own");
        QList<int> seen;
        spawn(throws());
        spawn(note(8, &seen));
        QTRY_COMPARE(seen, QList<int>{2});
    }
};

QTEST_GUILESS_MAIN(tst_task)
#include "tst_task.moc"
