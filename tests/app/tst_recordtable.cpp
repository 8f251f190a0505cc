// SPDX-License-Identifier: GPL-3.0-or-later
// RecordTable and its columns: what it says when there is nothing to show, choosing rows, and widths.
#include "app/models/servicemodel.h"
#include "app/ui/recordtable.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/samples.h"
#include <QHeaderView>
#include <QMouseEvent>
#include <QSettings>
#include <QSignalSpy>

class tst_recordtable : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { theme::install(*qApp); }

    void aTableSaysWhyItIsEmpty() {
        ServiceModel model;
        RecordTable table(model, QStringLiteral("Services"),
            {QStringLiteral("services"), QStringLiteral("None yet."), QStringLiteral("Deploy"),
                QStringLiteral("No match.")});
        table.resize(600, 300);
        table.show();
        table.setLoading();
        QVERIFY(table.state()->text().isEmpty());
        table.setLoaded();
        QCOMPARE(table.state()->text(), QStringLiteral("None yet."));
        QSignalSpy empty(&table, &RecordTable::emptyAction), clear(&table, &RecordTable::clearFilter),
            retry(&table, &RecordTable::retry);
        QTest::mouseClick(button(table, QStringLiteral("Deploy")), Qt::LeftButton);
        QCOMPARE(empty.count(), 1);
        table.setProblem(QStringLiteral("Not loaded."), problem());
        QCOMPARE(table.state()->text(), QStringLiteral("Not loaded."));
        QTest::mouseClick(button(table, QStringLiteral("Try again")), Qt::LeftButton);
        QCOMPARE(retry.count(), 1);

        model.setRows({service(1, QStringLiteral("web")), service(2, QStringLiteral("db"))});
        table.setLoaded();
        QCOMPARE(table.currentWidget(), static_cast<QWidget *>(table.view()));
        table.setFilter(QStringLiteral("nothing"));
        QCOMPARE(table.state()->text(), QStringLiteral("No match."));
        QTest::mouseClick(button(table, QStringLiteral("Clear filter")), Qt::LeftButton);
        QCOMPARE(clear.count(), 1);
        table.setFilter({});
        // Rows that are there are worth more than a failure to load them again.
        table.setProblem(QStringLiteral("Not loaded."), problem());
        QCOMPARE(table.currentWidget(), static_cast<QWidget *>(table.view()));
    }
    void rowsAreOpenedByEnterAndDoubleClick() {
        ServiceModel model;
        RecordTable table(model, QStringLiteral("Services"), {});
        table.sortBy(ServiceModel::Name, Qt::AscendingOrder);
        table.resize(600, 300);
        table.show();
        model.setRows({service(1, QStringLiteral("web")), service(2, QStringLiteral("db"))});
        QSignalSpy activated(&table, &RecordTable::activated);
        table.select(service(1, {}).id.value);
        QCOMPARE(table.selectedRow(), 0);
        QTest::keyClick(table.view(), Qt::Key_Return);
        QCOMPARE(activated.takeFirst().first().toInt(), 0);
        const QPoint place = table.view()->visualRect(table.proxy().index(0, 0)).center();
        QTest::mouseClick(table.view()->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(table.view()->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(activated.takeFirst().first().toInt(), 1); // "db" stands first
        // The selection stays with its service while the filter is typed.
        table.setFilter(QStringLiteral("d"));
        QCOMPARE(table.selectedRow(), 1);
    }
    void whatAFilterHidesIsNotSelectedAnyMore() {
        ServiceModel model;
        RecordTable table(model, QStringLiteral("Services"), {});
        model.setRows({service(1, QStringLiteral("web")), service(2, QStringLiteral("db"))});
        table.select(service(1, {}).id.value);
        QSignalSpy changed(&table, &RecordTable::selectionChanged);
        table.setFilter(QStringLiteral("db"));
        QCOMPARE(table.selectedRow(), -1);
        QVERIFY(changed.count() > 0); // details of it must not stay
        table.setFilter({});
        QCOMPARE(table.selectedRow(), 0); // and it is back with its row
    }
    void columnsYieldWhenThereIsNoRoomAndComeBack() {
        ServiceModel model;
        RecordTable table(model, QStringLiteral("Services"), {});
        const QList<int> widths{160, 96, 96, 110, 84, 150, 64, 80, 96};
        table.setWidths(widths, {ServiceModel::Name, ServiceModel::Url}, {ServiceModel::Engine, ServiceModel::Source});
        model.setRows({service(1, QStringLiteral("web"))});
        table.resize(1100, 200);
        table.show();
        const QHeaderView *header = table.view()->horizontalHeader();
        const auto filled = [&] { return header->length() == table.view()->viewport()->width(); };
        const auto width = [&](int column) { return header->sectionSize(column); };
        QVERIFY(filled());
        QVERIFY(width(ServiceModel::Name) > 160 && width(ServiceModel::Url) > 150); // they share what is left
        QCOMPARE(width(ServiceModel::Status), 96);
        table.resize(900, 200);
        QVERIFY(filled() && header->isSectionHidden(ServiceModel::Engine));
        QVERIFY(!header->isSectionHidden(ServiceModel::Source));
        table.resize(500, 200); // and when that is not enough one scrolls; nothing is squeezed
        QVERIFY(header->isSectionHidden(ServiceModel::Source));
        for (int column = 0; column < widths.size(); ++column)
            QVERIFY2(header->isSectionHidden(column) || width(column) == widths[column],
                qPrintable(QString::number(column)));
        table.resize(1100, 200);
        QVERIFY(filled() && header->hiddenSectionCount() == 0);
        QCOMPARE(width(ServiceModel::Engine), 84);
    }
    void theEdgeOfAColumnFollowsTheMouse() {
        const QString settings = QStringLiteral("tst_widgets_edge");
        QSettings().remove(settings);
        ServiceModel model;
        model.setRows({service(1, QStringLiteral("web"))}); // without any there is a word in place of the table
        const auto show = [&](auto act) {
            RecordTable table(model, QStringLiteral("Services"), {}, settings);
            table.setWidths({160, 96, 96, 110, 84, 150, 64, 80, 96}, {ServiceModel::Name, ServiceModel::Url}, {});
            table.resize(1300, 200);
            table.show();
            act(*table.view()->horizontalHeader(), table.view()->viewport()->width());
        };
        show([](QHeaderView &header, int width) {
            const int before = header.sectionSize(ServiceModel::Name);
            QVERIFY(before > 160); // it has its share
            const int y = header.height() / 2;
            const int edge = header.sectionViewportPosition(ServiceModel::Name) + before - 1;
            QTest::mousePress(header.viewport(), Qt::LeftButton, {}, {edge, y});
            for (const int moved : {-10, -40, 20, 30}) {
                // QTest::mouseMove() has no button pressed.
                QMouseEvent move(QEvent::MouseMove, QPointF(edge + moved, y),
                    header.viewport()->mapToGlobal(QPointF(edge + moved, y)), Qt::NoButton, Qt::LeftButton,
                    Qt::NoModifier);
                QApplication::sendEvent(header.viewport(), &move);
                QCOMPARE(header.sectionSize(ServiceModel::Name), before + moved);
                QCOMPARE(header.length(), width); // the other one takes the rest
            }
            QTest::mouseRelease(header.viewport(), Qt::LeftButton, {}, {edge + 30, y});
            QCOMPARE(header.sectionSize(ServiceModel::Name), before + 30);
        });
        const int chosen = QSettings()
                               .value(settings + QStringLiteral("/columns"))
                               .toStringList()
                               .value(0)
                               .section(u':', 1, 1)
                               .toInt();
        show([chosen](QHeaderView &header, int) { QCOMPARE(header.sectionSize(ServiceModel::Name), chosen); });
    }
    void columnsAreAsOneHasLeftThem() {
        const QString settings = QStringLiteral("tst_widgets");
        QSettings().remove(settings);
        const QList<int> widths{160, 96, 96, 110, 84, 150, 64, 80, 96};
        const auto show = [&](ServiceModel &model, auto act) {
            RecordTable table(model, QStringLiteral("Services"), {}, settings);
            table.sortBy(ServiceModel::Name, Qt::AscendingOrder);
            table.setWidths(widths, {ServiceModel::Url}, {ServiceModel::Engine});
            table.resize(1100, 200);
            table.show();
            act(table, *table.view()->horizontalHeader());
        };
        ServiceModel model;
        model.setRows({service(1, QStringLiteral("web")), service(2, QStringLiteral("db"))});
        show(model, [](RecordTable &table, QHeaderView &header) {
            header.resizeSection(ServiceModel::Name, 220);
            header.moveSection(header.visualIndex(ServiceModel::Memory), 1);
            table.sortBy(ServiceModel::Name, Qt::DescendingOrder);
            table.resize(700, 200); // what is left out for want of room is not left out for ever
            QVERIFY(header.isSectionHidden(ServiceModel::Engine));
            header.resizeSection(ServiceModel::Status, 100);
        });
        show(model, [](RecordTable &table, QHeaderView &header) {
            QCOMPARE(header.sectionSize(ServiceModel::Name), 220);
            QCOMPARE(header.sectionSize(ServiceModel::Status), 100);
            QCOMPARE(header.sectionSize(ServiceModel::Engine), 84);
            QCOMPARE(header.visualIndex(ServiceModel::Memory), 1);
            QCOMPARE(header.sortIndicatorOrder(), Qt::DescendingOrder);
            QCOMPARE(table.proxy().index(0, 0).data().toString(), QStringLiteral("web"));
        });
        QSettings().setValue(settings + QStringLiteral("/columns"), QStringLiteral("nonsense"));
        QSettings().setValue(settings + QStringLiteral("/sort"), 7);
        show(model, [](RecordTable &, QHeaderView &header) { QCOMPARE(header.sectionSize(ServiceModel::Name), 160); });
    }
};

DESKTOP_TEST_MAIN(tst_recordtable)
#include "tst_recordtable.moc"
