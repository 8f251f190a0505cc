// SPDX-License-Identifier: GPL-3.0-or-later
// The table models and the proxy under Qt's own model tester, with selections that have to survive.
#include "app/models/format.h"
#include "app/models/indexproxy.h"
#include "app/models/servicemodel.h"
#include <QAbstractItemModelTester>
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
    void numbersAndTimesAreWrittenForPeople() {
        const Timestamp now(std::chrono::hours(1000));
        QCOMPARE(format::relative(now - std::chrono::seconds(3), now), QStringLiteral("just now"));
        QCOMPARE(format::relative(now - std::chrono::seconds(90), now), QStringLiteral("1 min ago"));
        QCOMPARE(format::relative(now - std::chrono::hours(49), now), QStringLiteral("2 d ago"));
        QCOMPARE(format::megabytes(1536), QStringLiteral("1.5 GiB"));
        QCOMPARE(format::word(QStringLiteral("deploying")), QStringLiteral("Deploying"));
        QCOMPARE(format::word(QStringLiteral("something-new")), QStringLiteral("something-new"));
    }
};

QTEST_MAIN(tst_models)
#include "tst_models.moc"
