// SPDX-License-Identifier: GPL-3.0-or-later
// The log's lines, driven by mouse and keyboard.
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

class tst_logview : public QObject {
    Q_OBJECT

    static QList<LogEntry> lines(int from, int count) {
        QList<LogEntry> list;
        for (int i = from; i < from + count; ++i) {
            LogEntry entry;
            entry.seq = i + 1;
            entry.text = QStringLiteral("line %1").arg(i);
            list.append(entry);
        }
        return list;
    }

private slots:
    void initTestCase() { theme::install(*qApp); }

    void theLogFollowsUntilOneScrollsUp() {
        LogView view;
        view.resize(600, 300);
        view.show();
        view.append(lines(0, 200));
        QTRY_VERIFY(view.verticalScrollBar()->maximum() > 100);
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(!view.isFollowing());
        view.append(lines(200, 50));
        auto *button = view.findChild<QPushButton *>();
        QTRY_VERIFY(button->isVisible());
        QVERIFY(button->text().startsWith(QStringLiteral("50")));
        QCOMPARE(view.verticalScrollBar()->value(), 0);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(view.isFollowing() && !button->isVisible());
    }
    void linesAreFoundSelectedAndCopied() {
        LogView view;
        view.resize(600, 300);
        view.show();
        view.setTimestamps(false);
        view.append(lines(0, 1000));
        view.setSearch(QStringLiteral("line 99\\d$"));
        QCOMPARE(view.matches(), 10);
        view.setSearch(QStringLiteral("line [")); // half an expression is text
        QCOMPARE(view.matches(), 0);
        QTest::keySequence(&view, QKeySequence::SelectAll);
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 999);
        QTest::keyClick(&view, Qt::Key_C);
        QCOMPARE(view.lineCount(), 0);
    }
    void linesThatWereHereDoNotComeAgain() {
        LogView view;
        view.append(lines(0, 10));
        view.append(lines(5, 10));
        QCOMPARE(view.lineCount(), 15);
        view.clear();
        view.append(lines(0, 15));
        QCOMPARE(view.lineCount(), 0);
        view.reset();
        view.append(lines(0, 15));
        QCOMPARE(view.lineCount(), 15);
    }
    void whatIsFoundIsCountedAsLinesComeAndGo() {
        LogView view;
        QSignalSpy changed(&view, &LogView::matchesChanged);
        view.append(lines(0, 20));
        view.setSearch(QStringLiteral("line 1\\d$"));
        QCOMPARE(view.matches(), 10);
        view.append(lines(20, 100)); // line 20 to 119
        QCOMPARE(view.matches(), 10);
        view.append(lines(0, 20)); // here already
        QCOMPARE(view.matches(), 10);
        view.setSearch(QStringLiteral("line (7|110)$"));
        QCOMPARE(view.matches(), 2);
        view.append(lines(120, 200'000)); // those before have left
        QCOMPARE(view.matches(), 0);
        view.setSearch(QStringLiteral("line 200119$"));
        QCOMPARE(view.matches(), 1);
        view.clear();
        QCOMPARE(view.matches(), 0);
        view.append(lines(200'119, 1)); // here already, though it was taken away
        QCOMPARE(view.matches(), 0);
        view.setSearch({});
        QCOMPARE(changed.count(), 5);
    }
    void aHundredThousandLinesAreTakenAtSpeed() {
        LogView view;
        view.resize(800, 600);
        view.show();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 300; ++i)
            view.append(lines(i * 1000, 1000));
        qInfo("300000 lines in %lld ms", timer.elapsed());
        QCOMPARE(view.lineCount(), 200'000); // bounded
    }
    void keysOfTheProgramAreNotTakenForOnesOfTheLog() {
        LogView view;
        view.resize(600, 300);
        view.show();
        view.append(lines(0, 10));
        QSignalSpy find(&view, &LogView::findRequested), save(&view, &LogView::saveRequested);
        QTest::keyClick(&view, Qt::Key_C, Qt::AltModifier);
        QCOMPARE(view.lineCount(), 10);
        QTest::keyClick(&view, Qt::Key_Slash);
        QTest::keyClick(&view, Qt::Key_E);
        QCOMPARE(find.count(), 1);
        QCOMPARE(save.count(), 1);
        QVERIFY(view.allText().contains(QStringLiteral("line 9\n")));
        QSignalSpy times(&view, &LogView::timestampsChanged);
        QTest::keyClick(&view, Qt::Key_T);
        QCOMPARE(times.count(), 1);
    }
};

DESKTOP_TEST_MAIN(tst_logview)
#include "tst_logview.moc"
