// SPDX-License-Identifier: GPL-3.0-or-later
// Samples, minutes and points, with time moved by hand.
#include "server/services/metricsservice.h"
#include "tests/support/await.h"
#include <QTemporaryDir>
#include <QTest>

using namespace std::chrono_literals;

class tst_metricsservice : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<ReadModel> m_model;
    std::unique_ptr<MetricsService> m_metrics;
    ManualClock m_clock;
    ServiceId m_id;
    qint64 m_received = 0;

    static Caller admin() {
        Caller caller;
        caller.role = Role::Admin;
        return caller;
    }
    /// Samples every five seconds, as engines take them, with the minutes stored as the timer would.
    void use(std::chrono::seconds time, double cpu, double memory, qint64 bytesPerSecond) {
        for (auto passed = 0s; passed < time; passed += 5s) {
            m_clock.advance(5s);
            m_received += bytesPerSecond * 5;
            m_metrics->add(m_id, {cpu, memory, 7, m_received, 2 * m_received});
            if (m_clock.now().time_since_epoch() % 60s != 0s)
                continue;
            const auto stored = await(m_metrics->storeMinutes());
            QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message + u' ' + stored.error().details));
        }
    }
    Metrics read(MetricsQuery query = {}) {
        const auto metrics = await(m_metrics->read(admin(), m_id, query));
        return metrics ? *metrics : Metrics();
    }
    QMap<QString, QString> wrong(MetricsQuery query) {
        const auto metrics = await(m_metrics->read(admin(), m_id, query));
        return metrics ? QMap<QString, QString>() : metrics.error().fields;
    }
    /// Another process on the same database.
    void restart() { m_metrics = std::make_unique<MetricsService>(*m_model, *m_database, m_clock); }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_database = std::make_unique<Database>();
        QVERIFY(m_database->open(m_dir->filePath(QStringLiteral("panel.db"))));
        m_model = std::make_unique<ReadModel>(*m_database);
        QVERIFY(await(m_model->load()));
        ServiceRecord service;
        m_id = service.id = ServiceId::make(m_clock);
        service.name = QStringLiteral("web");
        auto writing = m_database->write<Done>(m_model->saving(service, true, m_clock.now()));
        QTRY_VERIFY(writing.isFinished());
        QVERIFY(writing.result());
        m_clock.advance(60s - m_clock.now().time_since_epoch() % 60s);
        m_received = 0;
        restart();
    }
    void cleanup() {
        m_metrics.reset();
        m_model.reset();
        m_database->close();
    }

    void anHourIsAnsweredFromMemory() {
        use(10min, 0.5, 100, 1000);
        const Metrics metrics = read();
        QCOMPARE(metrics.step, 10);
        QCOMPARE(metrics.to - metrics.from, std::chrono::milliseconds(1h));
        QVERIFY(metrics.series.cpu.size() >= 60 && metrics.series.cpu.size() <= 61);
        QCOMPARE(metrics.series.cpu.last().value, 0.5);
        QCOMPARE(metrics.series.memory_mb.last().value, 100.0);
        QCOMPARE(metrics.series.network_rx.last().value, 1000.0);
        QCOMPARE(metrics.series.network_tx.last().value, 2000.0);
        QCOMPARE(metrics.series.storage_mb.last().value, 7.0);
    }
    void minutesAreStoredOnceAndSurviveARestart() {
        use(5min, 0.25, 50, 10);
        const qint64 commits = m_database->commits();
        QVERIFY(await(m_metrics->storeMinutes()));
        QCOMPARE(m_database->commits(), commits); // nothing new
        restart();
        MetricsQuery query;
        query.step = 60;
        const Metrics metrics = read(query);
        QCOMPARE(metrics.series.cpu.size(), 5);
        for (const MetricPoint &point : metrics.series.network_rx)
            QCOMPARE(point.value, 10.0);
        use(2min, 0.75, 80, 10);
        const Metrics more = read(query);
        QCOMPARE(more.series.cpu.size(), 8); // the last one has just begun
        QCOMPARE(more.series.cpu[6].value, 0.75);
    }
    void aStepHasTheMeanOfRatesAndTheHighestMemory() {
        use(5min, 0, 100, 0);
        use(5min, 1, 300, 1000);
        MetricsQuery query;
        query.from = m_clock.now() - 10min;
        query.to = m_clock.now();
        query.step = 600;
        const Metrics metrics = read(query);
        double rx = 0;
        double highest = 0;
        for (const MetricPoint &point : metrics.series.network_rx)
            rx = std::max(rx, point.value);
        for (const MetricPoint &point : metrics.series.memory_mb)
            highest = std::max(highest, point.value);
        QVERIFY(metrics.series.cpu.size() <= 2);
        QVERIFY(rx > 0 && rx <= 1000);
        QCOMPARE(highest, 300.0);
    }
    void countersThatBeginAnewAreNoNegativeRate() {
        use(1min, 0, 1, 1000);
        m_received = 0; // the container was made again
        use(1min, 0, 1, 1000);
        const Metrics metrics = read();
        for (const MetricPoint &point : metrics.series.network_rx)
            QVERIFY(point.value >= 0 && point.value <= 1000);
    }
    void aWeekIsKeptAndNoMore() {
        use(1min, 1, 1, 0);
        m_clock.advance(std::chrono::hours(24 * 7) + 2h);
        use(1min, 1, 1, 0);
        restart();
        MetricsQuery query;
        query.to = m_clock.now();
        query.from = *query.to - std::chrono::hours(24 * 7) - 30min;
        const Metrics metrics = read(query);
        QVERIFY(!metrics.series.cpu.isEmpty());
        QVERIFY(metrics.series.cpu.size() <= MetricsService::maxPoints);
        auto counting = m_database->read<int>([](Transaction &transaction) -> Result<int> {
            TRY(rows, transaction.run(QStringLiteral("SELECT COUNT(*) FROM metrics")));
            return rows->next() ? rows->value(0).toInt() : -1;
        });
        QCOMPARE(*m_database->wait(counting), 1);
    }
    void theLastMinuteOfAServiceStays() {
        const ServiceId gone = ServiceId::make(m_clock);
        m_metrics->add(gone, {1, 1, 1, 0, 0});
        use(3min, 1, 1, 0);
        m_clock.advance(std::chrono::hours(24 * 7) + 2h);
        QVERIFY(await(m_metrics->storeAll()));
        auto reading = m_database->read<QStringList>([](Transaction &transaction) -> Result<QStringList> {
            TRY(rows, transaction.run(QStringLiteral("SELECT service_id FROM metrics")));
            QStringList services;
            while (rows->next())
                services.append(rows->value(0).toString());
            return services;
        });
        QCOMPARE(*m_database->wait(reading), QStringList{m_id.value});
    }
    void wrongRangesAreNamed() {
        MetricsQuery query;
        query.to = m_clock.now();
        query.from = *query.to;
        QVERIFY(wrong(query).contains(QStringLiteral("from")));
        query.from = *query.to - std::chrono::hours(24 * 30);
        QVERIFY(wrong(query).contains(QStringLiteral("from")));
        query.from = *query.to - std::chrono::hours(24);
        query.step = 1;
        QVERIFY(wrong(query).value(QStringLiteral("step")).contains(QLatin1String("at least 87 seconds")));
        query.step = 0;
        QVERIFY(wrong(query).contains(QStringLiteral("step")));
        query.step = 87;
        QVERIFY(wrong(query).isEmpty());
    }
    void anothersServiceIsNotThere() {
        Caller customer;
        customer.role = Role::Customer;
        customer.customer = CustomerId{QStringLiteral("cust_00000000000000000000")};
        const auto hidden = await(m_metrics->read(customer, m_id, {}));
        QVERIFY(!hidden);
        QCOMPARE(hidden.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(tst_metricsservice)
#include "tst_metricsservice.moc"
