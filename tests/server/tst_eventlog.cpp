// SPDX-License-Identifier: GPL-3.0-or-later
// EventLog: numbers without holes, a ring that forgets the oldest, and readers on other threads.
#include "server/services/eventlog.h"
#include <QSignalSpy>
#include <QTest>
#include <QThread>

class tst_eventlog : public QObject {
    Q_OBJECT

    SystemClock m_clock;

    static ServiceMetricsEvent event() { return {}; }
    static void append(EventLog &log, int count) {
        for (int i = 0; i < count; ++i)
            log.append(event(), Permission::ServicesRead, std::nullopt);
    }

private slots:
    void eventsAreNumberedAndReadFromAnyPlace() {
        EventLog log(m_clock);
        QCOMPARE(log.last(), 0);
        QVERIFY(log.after(0, 10).isEmpty());
        QSignalSpy appended(&log, &EventLog::appended);
        append(log, 5);
        QCOMPARE(appended.count(), 5);
        QCOMPARE(log.last(), 5);
        const auto all = log.after(0, 10);
        QCOMPARE(all.size(), 5);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(all[i]->number, i + 1);
        QCOMPARE(log.after(3, 10).size(), 2);
        QCOMPARE(log.after(3, 10).first()->number, 4);
        QCOMPARE(log.after(1, 2).last()->number, 3); // no more than asked for
        QVERIFY(log.after(5, 10).isEmpty());
        QVERIFY(log.after(99, 10).isEmpty()); // of a client that knows more than there is
        QCOMPARE(log.after(-7, 10).size(), 5);
    }
    void anEventIsAFrameWithItsAudience() {
        EventLog log(m_clock);
        const CustomerId customer{QStringLiteral("cus_01k00000000000000000")};
        log.append(event(), Permission::ServicesLogs, customer);
        const auto one = log.after(0, 1).value(0);
        QVERIFY(one);
        QCOMPARE(one->type, std::string_view("service.metrics"));
        QCOMPARE(one->permission, Permission::ServicesLogs);
        QCOMPARE(one->customer, std::optional(customer));
        const QJsonObject frame = QJsonDocument::fromJson(one->frame).object();
        QCOMPARE(frame[QLatin1String("type")].toString(), QStringLiteral("service.metrics"));
        QVERIFY(frame.contains(QLatin1String("time")) || frame.contains(QLatin1String("timestamp")));
        QVERIFY(frame[QLatin1String("data")].isObject());
    }
    void whatHasLeftTheRingIsSkipped() {
        EventLog log(m_clock);
        append(log, 5000);
        QCOMPARE(log.last(), 5000);
        const auto kept = log.after(0, 100000);
        QVERIFY(kept.size() < 5000 && kept.size() >= 1000);
        QCOMPARE(kept.last()->number, 5000);
        for (qsizetype i = 1; i < kept.size(); ++i)
            QCOMPARE(kept[i]->number, kept[i - 1]->number + 1);
        QCOMPARE(log.after(4990, 100000).size(), 10);
    }
    void readersNeverMissOneWhileItGrows() {
        EventLog log(m_clock);
        std::atomic<bool> inOrder{true};
        std::unique_ptr<QThread> reader(QThread::create([&] {
            qint64 at = 0;
            while (at < 3000)
                for (const auto &next : log.after(at, 64)) {
                    inOrder = inOrder && next->number == at + 1;
                    at = next->number;
                }
        }));
        reader->start();
        append(log, 3000);
        QVERIFY(reader->wait(20000));
        QVERIFY(inOrder);
    }
};

QTEST_GUILESS_MAIN(tst_eventlog)
#include "tst_eventlog.moc"
