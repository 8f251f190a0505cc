// SPDX-License-Identifier: GPL-3.0-or-later
// A filter is completed while one types it, by keyboard and by mouse.
#include "app/models/servicemodel.h"
#include "app/ui/filtercompleter.h"
#include "app/ui/recordtable.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/samples.h"
#include <QAbstractItemView>
#include <QBoxLayout>

class tst_filtercompleter : public QObject {
    Q_OBJECT

    ServiceModel m_model;
    std::unique_ptr<QWidget> m_page;
    QLineEdit *m_filter = nullptr;
    FilterCompleter *m_completer = nullptr;
    RecordTable *m_table = nullptr;

    QStringList offered() const {
        QStringList all;
        const QAbstractItemModel *model = m_completer->popup()->model();
        for (int row = 0; m_completer->popup()->isVisible() && row < model->rowCount(); ++row)
            all.append(model->index(row, 0).data().toString());
        return all;
    }
    void type(const char *text) { QTest::keyClicks(m_filter, QString::fromLatin1(text)); }
    void press(Qt::Key key) { QTest::keyClick(m_completer->popup(), key); }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QList<Service> services;
        for (int i = 0; i < 6; ++i) {
            services.append(service(i, QStringLiteral("web-%1").arg(i)));
            services.last().status = i % 2 == 0 ? ServiceStatus::Failed : ServiceStatus::Running;
            services.last().template_id = i < 3 ? QStringLiteral("redis") : QStringLiteral("static-site");
            services.last().engine = QStringLiteral("docker");
        }
        m_model.setRows(services);
    }
    void init() {
        m_page = std::make_unique<QWidget>();
        auto *layout = new QVBoxLayout(m_page.get());
        m_filter = new QLineEdit;
        m_table = new RecordTable(m_model, QStringLiteral("Services"), {}, QStringLiteral("completer"));
        layout->addWidget(m_filter);
        layout->addWidget(m_table);
        m_completer = new FilterCompleter(*m_filter, m_table->rows());
        connect(m_filter, &QLineEdit::textChanged, m_table, &RecordTable::setFilter);
        m_page->show();
        m_page->activateWindow();
        m_filter->setFocus();
    }
    void aColumnAndThenItsValueAreTakenByTheKeyboard() {
        type("sta");
        QCOMPARE(offered(), QStringList{QStringLiteral("status:")});
        press(Qt::Key_Return);
        QCOMPARE(m_filter->text(), QStringLiteral("status:"));
        QTRY_COMPARE(offered(), (QStringList{QStringLiteral("status:failed"), QStringLiteral("status:running")}));
        press(Qt::Key_Down);
        press(Qt::Key_Return);
        QCOMPARE(m_filter->text(), QStringLiteral("status:running "));
        QVERIFY(offered().isEmpty());
        QCOMPARE(m_table->view()->model()->rowCount(), 3);
        type("source:st");
        QCOMPARE(offered(), QStringList{QStringLiteral("source:static-site")});
        press(Qt::Key_Tab);
        QCOMPARE(m_filter->text(), QStringLiteral("status:running source:static-site "));
        QCOMPARE(m_table->view()->model()->rowCount(), 2);
    }
    void theWordAtTheCursorIsCompletedAndTheRestStays() {
        m_filter->setText(QStringLiteral("web sou engine:docker"));
        m_filter->setCursorPosition(7);
        type("r");
        QCOMPARE(offered(), QStringList{QStringLiteral("source:")});
        press(Qt::Key_Return);
        QCOMPARE(m_filter->text(), QStringLiteral("web source: engine:docker"));
    }
    void aValueIsTakenWithTheMouse() {
        type("status:f");
        QCOMPARE(offered(), QStringList{QStringLiteral("status:failed")});
        QAbstractItemView *list = m_completer->popup();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        QCOMPARE(m_filter->text(), QStringLiteral("status:failed "));
    }
    void nothingIsOfferedWhereThereIsNothingToChoose() {
        for (const char *text : {"xyz", "cpu:1", "memory:", "nosuch:a", "status:failed"}) {
            m_filter->clear();
            type(text);
            QVERIFY2(offered().isEmpty(), text);
        }
    }
    void escapeLeavesWhatWasTyped() {
        type("sta");
        QVERIFY(!offered().isEmpty());
        press(Qt::Key_Escape);
        QVERIFY(offered().isEmpty());
        QCOMPARE(m_filter->text(), QStringLiteral("sta"));
    }
};

DESKTOP_TEST_MAIN(tst_filtercompleter)
#include "tst_filtercompleter.moc"
