// SPDX-License-Identifier: GPL-3.0-or-later
// The table models and the proxy under Qt's own model tester, with selections that have to survive.
#include "app/models/amount.h"
#include "app/models/commandlist.h"
#include "app/models/customermodel.h"
#include "app/models/deploymentmodel.h"
#include "app/models/format.h"
#include "app/models/indexproxy.h"
#include "app/models/operationmodel.h"
#include "app/models/servicemodel.h"
#include "app/models/templatemodel.h"
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

class tst_models : public QObject {
    Q_OBJECT

    static Service service(int number, const QString &name, ServiceStatus status = ServiceStatus::Running) {
        Service s;
        s.id.value = QStringLiteral("svc_%1").arg(number, 20, 10, QLatin1Char('0'));
        s.name = name;
        s.status = status;
        return s;
    }

private slots:
    void changesTouchOnlyWhatChanged() {
        ServiceModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows(
            {service(1, QStringLiteral("a")), service(2, QStringLiteral("b")), service(3, QStringLiteral("c"))});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset), changed(&model, &QAbstractItemModel::dataChanged);
        model.setRows(
            {service(2, QStringLiteral("b2")), service(3, QStringLiteral("c")), service(4, QStringLiteral("d"))});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.rowOf(service(4, {}).id.value), 2);
    }
    void theProxySortsFiltersAndKeepsTheSelection() {
        ServiceModel model;
        IndexProxy proxy(model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows({service(1, QStringLiteral("delta")), service(2, QStringLiteral("alpha"), ServiceStatus::Failed),
            service(3, QStringLiteral("charlie")), service(4, QStringLiteral("bravo"))});
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("alpha"));
        QItemSelectionModel selection(&proxy);
        selection.setCurrentIndex(proxy.index(2, 0), QItemSelectionModel::SelectCurrent);
        QCOMPARE(selection.currentIndex().data().toString(), QStringLiteral("charlie"));
        proxy.sort(0, Qt::DescendingOrder);
        QCOMPARE(selection.currentIndex().data().toString(), QStringLiteral("charlie"));
        model.upsert(service(5, QStringLiteral("aaa")));
        model.upsert(service(3, QStringLiteral("zulu")));
        QCOMPARE(selection.currentIndex().data().toString(), QStringLiteral("zulu"));
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("zulu"));
        proxy.setFilter(QStringLiteral("status:failed"));
        QCOMPARE(proxy.rowCount(), 1);
        proxy.setFilter(QStringLiteral("A ra"));
        QCOMPARE(proxy.rowCount(), 1);
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("bravo"));
    }
    void randomChangesLeaveProxyAndModelInStep() {
        ServiceModel model;
        IndexProxy proxy(model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QRandomGenerator random(7);
        for (int i = 0; i < 600; ++i) {
            const int id = random.bounded(40);
            if (random.bounded(4) == 0)
                model.remove(service(id, {}).id.value);
            else
                model.upsert(service(id, QString::number(random.bounded(1000)), ServiceStatus(random.bounded(4))));
            if (i % 50 == 0)
                proxy.setFilter(i % 100 == 0 ? QString() : QStringLiteral("1"));
            for (int row = 1; row < proxy.rowCount(); ++row)
                QVERIFY(proxy.index(row - 1, 0).data().toString() <= proxy.index(row, 0).data().toString());
        }
    }
    void aModelFollowsItsReplicaByDifference() {
        Replica<Service> replica({[](const Service &a, const Service &b) { return a.name < b.name; }});
        ServiceModel model;
        IndexProxy proxy(model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.follow(replica);
        replica.reset({{service(1, QStringLiteral("a")), {}, 0}, {service(2, QStringLiteral("b")), {}, 0}}, 5);
        QCOMPARE(proxy.rowCount(), 2);
        QItemSelectionModel selection(&proxy);
        selection.setCurrentIndex(proxy.index(1, 0), QItemSelectionModel::SelectCurrent);
        QSignalSpy reset(&proxy, &QAbstractItemModel::modelReset);

        replica.upsert({service(3, QStringLiteral("aa")), {}, 6});
        QCOMPARE(proxy.rowCount(), 3);
        QVERIFY(replica.measure(service(2, {}).id.value, [](Service &s) { s.resources.cpu_usage = 1.5; }));
        QCOMPARE(
            selection.currentIndex().siblingAtColumn(ServiceModel::Cpu).data().toString(), QStringLiteral("150 %"));
        QVERIFY(!replica.measure(QStringLiteral("svc_none"), [](Service &) {}));
        // A second snapshot: one row gone, one changed, one new.
        replica.reset({{service(2, QStringLiteral("b"), ServiceStatus::Failed), {}, 0},
                          {service(4, QStringLiteral("c")), {}, 0}, {service(3, QStringLiteral("aa")), {}, 0}},
            9);
        QCOMPARE(proxy.rowCount(), 3);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(selection.currentIndex().data().toString(), QStringLiteral("b"));
        replica.remove(service(2, {}).id.value, 10);
        QCOMPARE(proxy.rowCount(), 2);
    }
    void aFilterMayAskOneColumn() {
        ServiceModel model;
        IndexProxy proxy(model);
        Service docker = service(1, QStringLiteral("web"));
        docker.engine = QStringLiteral("docker");
        Service named = service(2, QStringLiteral("docker-registry"), ServiceStatus::Failed);
        named.engine = QStringLiteral("process");
        model.setRows({docker, named});
        proxy.setFilter(QStringLiteral("docker"));
        QCOMPARE(proxy.rowCount(), 2);
        proxy.setFilter(QStringLiteral("engine:docker"));
        QCOMPARE(proxy.rowCount(), 1);
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("web"));
        proxy.setFilter(QStringLiteral("status:fail name:reg"));
        QCOMPARE(proxy.rowCount(), 1);
        proxy.setFilter(QStringLiteral("unknown:key")); // is text like any other
        QCOMPARE(proxy.rowCount(), 0);
    }
    void commandsAreRankedByWhereTheWordsStand() {
        const auto rank = [](const char *words, const char *text) {
            return matchRank(QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts), QString::fromLatin1(text));
        };
        QCOMPARE(rank("x", "web"), -1);
        QCOMPARE(rank("we x", "web"), -1);
        QVERIFY(rank("web", "web") > rank("web", "web-app"));
        QVERIFY(rank("app", "app") > rank("app", "my-app"));
        QVERIFY(rank("app", "my-app") > rank("app", "snapper"));
        QVERIFY(rank("WEB", "web") > 0 && rank("", "web") == 0);
        QList<Command> many{{QStringLiteral("Stop web"), {}, {}, {}, {}, {}},
            {QStringLiteral("web"), {}, {}, {}, {}, {}}, {QStringLiteral("Restart web"), {}, {}, {}, {}, {}}};
        for (int i = 0; i < 20000; ++i)
            many.append({QStringLiteral("service-%1").arg(i), {}, {}, {}, {}, {}});
        CommandList list(many);
        QVERIFY(list.rowCount() <= 100); // a list to choose from, not to scroll through
        QCOMPARE(list.index(0).data().toString(), QStringLiteral("Stop web"));
        QElapsedTimer timer;
        timer.start();
        list.find(QStringLiteral("web"));
        QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(list.rowCount(), 3);
        QCOMPARE(list.index(0).data().toString(), QStringLiteral("web"));
        QCOMPARE(list.index(1).data().toString(), QStringLiteral("Stop web")); // as they came
        list.find(QStringLiteral("service-19999"));
        QCOMPARE(list.rowCount(), 1);
        list.find(QStringLiteral("nothing"));
        QCOMPARE(list.rowCount(), 0);
        QVERIFY(!list.command(list.index(0)));
    }
    void stepsStayInTheirOrder() {
        StepModel model;
        IndexProxy proxy(model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::Fatal);
        proxy.sort(-1);
        QList<Step> steps;
        for (const char *name : {"validate", "pull", "build", "start"}) {
            Step step;
            step.name = QString::fromLatin1(name);
            steps.append(step);
        }
        model.setRows(steps);
        steps[1].status = StepStatus::Running;
        model.setRows(steps);
        QCOMPARE(proxy.index(1, StepModel::Status).data().toString(), QStringLiteral("Running"));
        QCOMPARE(proxy.index(3, StepModel::Name).data().toString(), QStringLiteral("Start"));
    }
    void secretsInADifferenceShowNoValue() {
        ChangeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows({{QStringLiteral("PASSWORD"), ChangeKind::Changed, std::nullopt, std::nullopt},
            {QStringLiteral("TITLE"), ChangeKind::Added, std::nullopt, QStringLiteral("Hello")}});
        QCOMPARE(model.index(0, ChangeModel::Before).data().toString(), QStringLiteral("(secret)"));
        QCOMPARE(model.index(0, ChangeModel::After).data().toString(), QStringLiteral("(secret)"));
        QCOMPARE(model.index(1, ChangeModel::Before).data().toString(), QStringLiteral("–"));
        QCOMPARE(model.index(1, ChangeModel::After).data().toString(), QStringLiteral("Hello"));
    }
    void whatRunsNowIsLive() {
        DeploymentModel model;
        Deployment now;
        now.id.value = QStringLiteral("dep_1");
        now.revision = 3;
        now.live = true;
        now.result = DeploymentResult::Succeeded;
        now.template_id = QStringLiteral("redis");
        now.template_version = QStringLiteral("7.0");
        now.rollback_of = 1;
        now.duration_ms = 2500;
        model.setRows({now});
        QCOMPARE(model.index(0, DeploymentModel::Result).data().toString(), QStringLiteral("Live"));
        QCOMPARE(model.index(0, DeploymentModel::What).data().toString(), QStringLiteral("redis 7.0, as revision 1"));
        QCOMPARE(model.index(0, DeploymentModel::Took).data().toString(), QStringLiteral("2.5 s"));
    }
    void healthIsOnlyToldOfWhatRuns() {
        Service s = service(1, QStringLiteral("a"));
        s.health.status = HealthStatus::Unhealthy;
        s.health.consecutive_failures = 3;
        QCOMPARE(format::health(s), QStringLiteral("Unhealthy"));
        QVERIFY(format::healthReason(s).contains(u'3'));
        s.status = ServiceStatus::Stopped;
        QCOMPARE(format::health(s), QStringLiteral("–"));
        QVERIFY(format::healthWord(s).isEmpty());
    }
    void tenThousandRowsAreShownFilteredAndSortedAtOnce() {
        std::vector<Replica<Service>::Row> rows;
        for (int i = 0; i < 10'000; ++i)
            rows.push_back({service(i, QStringLiteral("service-%1").arg(i * 7919 % 10'000)), {}, 0});
        Replica<Service> replica({[](const Service &a, const Service &b) { return a.name < b.name; }});
        ServiceModel model;
        IndexProxy proxy(model);
        model.follow(replica);
        replica.reset(std::move(rows), 1);
        QCOMPARE(proxy.rowCount(), 10'000);
        proxy.setFilter(QStringLiteral("name:99"));
        QCOMPARE(proxy.rowCount(), 280);
        proxy.sort(ServiceModel::Name, Qt::DescendingOrder);
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("service-9999"));
    }
    void whatIsTakenOfALimitIsSaidAndMeasured() {
        QCOMPARE(format::ofLimit({5, 2, 1}, Amount::Count), QStringLiteral("2 of 5"));
        QCOMPARE(format::ofLimit({1, 0.5, 0}, Amount::Cores), QStringLiteral("0.5 of 1 core"));
        QCOMPARE(format::ofLimit({2048, 512, 0}, Amount::Megabytes), QStringLiteral("512 MiB of 2.0 GiB"));
        QCOMPARE(format::ofLimit({std::nullopt, 1.5, 0}, Amount::Cores), QStringLiteral("1.5 cores"));
        QCOMPARE(format::partOf({4, 1, 0}), std::optional(0.25));
        QCOMPARE(format::partOf({4, 9, 0}), std::optional(1.0)); // a plan that has become smaller
        QCOMPARE(format::partOf({0, 0, 0}), std::optional(1.0));
        QCOMPARE(format::partOf({std::nullopt, 9, 0}), std::optional<double>());
        CustomerModel model;
        QAbstractItemModelTester tester(&model);
        CustomerRow row;
        row.id.value = QStringLiteral("cust_1");
        model.setRows({row});
        const QModelIndex services = model.index(0, CustomerModel::Services);
        QCOMPARE(services.data().toString(), QStringLiteral("…")); // nobody has asked yet
        QVERIFY(!services.data(ModelRole::Part).isValid());
        row.usage.emplace();
        row.usage->services = {4, 1, 1};
        model.upsert(row);
        QCOMPARE(services.data().toString(), QStringLiteral("1 of 4"));
        QCOMPARE(services.data(ModelRole::Part).toDouble(), 0.25);
    }
    void numbersAndTimesAreWrittenForPeople() {
        const Timestamp now(std::chrono::hours(1000));
        QCOMPARE(format::relative(now - std::chrono::seconds(3), now), QStringLiteral("just now"));
        QCOMPARE(format::relative(now - std::chrono::seconds(90), now), QStringLiteral("1 min ago"));
        QCOMPARE(format::relative(now - std::chrono::hours(49), now), QStringLiteral("2 d ago"));
        QCOMPARE(format::duration(std::chrono::milliseconds(40)), QStringLiteral("40 ms"));
        QCOMPARE(format::duration(std::chrono::seconds(185)), QStringLiteral("3 min 5 s"));
        QCOMPARE(format::usage(512, 1024), QStringLiteral("512 MiB of 1.0 GiB"));
        QCOMPARE(format::megabytes(1536), QStringLiteral("1.5 GiB"));
        QCOMPARE(format::word(QStringLiteral("deploying")), QStringLiteral("Deploying"));
        QCOMPARE(format::word(QStringLiteral("something-new")), QStringLiteral("something-new"));
    }
};

QTEST_MAIN(tst_models)
#include "tst_models.moc"
