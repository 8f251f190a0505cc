// SPDX-License-Identifier: GPL-3.0-or-later
// DockerStats with real containers, and with two hundred of a fake engine for what it costs.
#include "server/engine/docker/dockerstats.h"
#include "tests/support/await.h"
#include "tests/support/dockerhost.h"
#include "tests/support/fakeengine.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QThread>
#include <ctime>

using namespace std::chrono_literals;

class tst_dockerstats : public QObject {
    Q_OBJECT

    QString run(const char *script, const ServiceId &service, QJsonObject host = {}) {
        const QJsonObject spec{{QStringLiteral("Image"), QStringLiteral("tiny:1")},
            {QStringLiteral("Cmd"), QJsonArray{QStringLiteral("/bin/sh"), QStringLiteral("-c"), QLatin1String(script)}},
            {QStringLiteral("Labels"), QJsonObject{{QStringLiteral("service"), service.value}}},
            {QStringLiteral("HostConfig"), host}};
        const QByteArray made = m_host->ask("POST", QStringLiteral("/containers/create"), QJsonDocument(spec).toJson());
        const QString id = QJsonDocument::fromJson(made).object()[QLatin1String("Id")].toString();
        m_host->ask("POST", QStringLiteral("/containers/%1/start").arg(id));
        return id;
    }
    static ContainerSample parse(const QByteArray &json) {
        return ContainerSample::parse(QJsonDocument::fromJson(json).object()).value_or(ContainerSample{-1});
    }
    static double threadSeconds() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
    }
    std::unique_ptr<DockerHost> m_host;

private slots:
    void initTestCase() {
        m_host = std::make_unique<DockerHost>();
        QVERIFY(m_host->isRunning());
        QVERIFY(m_host->importImage(QStringLiteral("tiny:1")));
    }
    void cleanupTestCase() { m_host.reset(); }

    void memoryIsCountedWithoutPageCacheAndTrafficOfAllNetworks() {
        const ContainerSample first =
            parse(R"({"read":"1970-01-01T00:00:01.5Z","cpu_stats":{"cpu_usage":{"total_usage":77}},
            "memory_stats":{"usage":1000,"stats":{"total_inactive_file":300,"inactive_file":200}},
            "networks":{"eth0":{"rx_bytes":1,"tx_bytes":2},"eth1":{"rx_bytes":10,"tx_bytes":20}}})");
        QCOMPARE(first.timeNs, 1'500'000'000);
        QCOMPARE(first.cpuNs, 77);
        QCOMPARE(first.memoryBytes, 700);
        QCOMPARE(first.rxBytes, 11);
        QCOMPARE(first.txBytes, 22);
        const QByteArray second =
            R"({"read":"1970-01-01T00:00:01Z","memory_stats":{"usage":1000,"stats":{"inactive_file":)";
        QCOMPARE(parse(second + "200}}}").memoryBytes, 800);
        QCOMPARE(parse(second + "2000}}}").memoryBytes, 1000);
        QCOMPARE(parse(second + "\"wrong\"}}}").memoryBytes, 1000);
        QCOMPARE(parse(R"({"read":"0001-01-01T00:00:00Z"})").timeNs, -1);
        QCOMPARE(parse("[]").timeNs, -1);
    }
    void realContainersAreMeasuredAndAddedUp() {
        DockerClient client({m_host->socketAddress(), {}});
        QVERIFY(await(client.negotiate()));
        const ServiceId busy{QStringLiteral("svc_busy")}, calm{QStringLiteral("svc_calm")};
        const QString hungry = run("dd if=/dev/zero bs=30M count=1 | sleep 1000", busy);
        const QString burning =
            run("while :; do :; done", busy, QJsonObject{{QStringLiteral("NanoCpus"), 300'000'000}});
        const QString sleeping = run("sleep 1000", calm);
        DockerStats stats(client, QStringLiteral("service"), 1s);
        QMap<QString, Usage> latest;
        connect(&stats, &DockerStats::sampled, this,
            [&](const ServiceId &service, const Usage &usage) { latest[service.value] = usage; });
        stats.watch(busy, {hungry, burning});
        stats.watch(calm, {sleeping});
        QTRY_VERIFY_WITH_TIMEOUT(latest[busy.value].memoryMb > 28, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(latest[busy.value].cpuCores > 0.02, 20'000);
        QVERIFY2(latest[busy.value].cpuCores < 1.5, qPrintable(QString::number(latest[busy.value].cpuCores)));
        QTRY_VERIFY(latest[calm.value].memoryMb > 0);
        QVERIFY(latest[calm.value].memoryMb < 10);
        QVERIFY(latest[calm.value].networkRxBytes >= 0);
        // One that is gone is no longer counted.
        m_host->ask("DELETE", QStringLiteral("/containers/%1?force=1").arg(burning));
        m_host->ask("DELETE", QStringLiteral("/containers/%1?force=1").arg(sleeping));
        QTRY_COMPARE(latest[busy.value].cpuCores, 0.0);
        QVERIFY(latest[busy.value].memoryMb > 28);
        QTRY_COMPARE(latest[calm.value].memoryMb, 0.0);
    }
    void storageIsThatOfVolumesAndContainers() {
        FakeEngine engine;
        engine.on(
            "/system/df", {FakeEngine::json(R"({"Volumes":[{"Labels":{"service":"a"},"UsageData":{"Size":2097152}},
            {"Labels":{"service":"a"},"UsageData":{"Size":1048576}},{"Labels":null,"UsageData":{"Size":5}},
            {"Labels":{"service":"b"},"UsageData":{"Size":-1}}],"Containers":[{"Labels":{"service":"a"},"SizeRw":1048576}]})")});
        engine.on("/containers", {FakeEngine::json(R"({"read":"2026-01-01T00:00:00Z"})")});
        DockerClient client({engine.address(), {}});
        DockerStats stats(client, QStringLiteral("service"), 50ms);
        QMap<QString, Usage> latest;
        connect(&stats, &DockerStats::sampled, this,
            [&](const ServiceId &service, const Usage &usage) { latest[service.value] = usage; });
        stats.watch({QStringLiteral("a")}, {QStringLiteral("1")});
        stats.watch({QStringLiteral("b")}, {QStringLiteral("2")});
        stats.measureStorage();
        QTRY_COMPARE(latest[QStringLiteral("a")].storageMb, 4.0);
        QCOMPARE(latest[QStringLiteral("b")].storageMb, 0.0);
    }
    void twoHundredContainersCostNextToNothingAndNeverComeAtOnce() {
        QFile recorded(QStringLiteral(AAP_SOURCE_DIR "/tests/engine/stats.json"));
        QVERIFY(recorded.open(QIODevice::ReadOnly));
        const QByteArray answer = FakeEngine::json(recorded.readAll());
        // The fake engine answers from a thread of its own: only the asking is measured.
        QString address;
        std::atomic_bool isReady = false;
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            FakeEngine engine;
            engine.on("/containers", {answer});
            address = engine.address();
            isReady = true;
            QEventLoop().exec();
        }));
        thread->start();
        QTRY_VERIFY(isReady);
        DockerClient client({address, {}});
        DockerStats stats(client, QStringLiteral("service"), 1500ms); // ten times as often as in earnest
        QHash<QString, int> samples;
        int total = 0, most = 0;
        QElapsedTimer slice;
        int inSlice = 0;
        connect(&stats, &DockerStats::sampled, this, [&](const ServiceId &service, const Usage &) {
            ++samples[service.value];
            ++total;
            if (slice.hasExpired(150)) {
                slice.start();
                inSlice = 0;
            }
            most = std::max(most, ++inSlice);
        });
        for (int i = 0; i < 200; ++i)
            stats.watch({QString::number(i)}, {QStringLiteral("c%1").arg(i)});
        slice.start();
        QTRY_VERIFY_WITH_TIMEOUT(total > 800, 60'000); // the first ones come at another pace
        total = most = 0;
        const double before = threadSeconds();
        QTRY_VERIFY_WITH_TIMEOUT(total >= 1000, 60'000);
        const double each = (threadSeconds() - before) / total;
        const double share = each * 200 / 15;
        qInfo("%.0f us a sample: %.2f %% of a core for 200 containers every 15 s; at most %d of 200 in a tenth of the "
              "interval",
            each * 1e6, share * 100, most);
        QCOMPARE(samples.size(), 200);
        QVERIFY(share < 0.01);
        QVERIFY(most < 60);
        thread->quit();
        thread->wait();
    }
};

QTEST_GUILESS_MAIN(tst_dockerstats)
#include "tst_dockerstats.moc"
