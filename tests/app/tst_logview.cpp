// SPDX-License-Identifier: GPL-3.0-or-later
// The log's lines, driven by mouse and keyboard.
#include "app/ui/logscrollbar.h"
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include "shared/contract/logcursor.h"
#include "tests/support/desktopmain.h"
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

class tst_logview : public QObject {
    Q_OBJECT

    static QList<LogEntry> lines(int from, int count, const QString &text = QStringLiteral("line %1")) {
        QList<LogEntry> list;
        for (int i = from; i < from + count; ++i) {
            LogEntry entry;
            entry.seq = i;
            entry.time = Timestamp(std::chrono::milliseconds(1'790'000'000'000 + i));
            entry.text = text.contains(QLatin1String("%1")) ? text.arg(i) : text;
            list.append(entry);
        }
        return list;
    }
    static LogPage page(int from, int count) {
        LogPage answer;
        answer.data = lines(from, count);
        answer.cursor = LogCursor{QStringLiteral("e"), from + count - 1}.toString();
        answer.oldest = QStringLiteral("e:0");
        return answer;
    }
    /// A view of one log that holds `count` lines.
    struct Shown {
        LogHistory history;
        LogModel model;
        LogView view{model};
        explicit Shown(int count) {
            view.setTimes(LogTimes::Off);
            view.setWrapping(false);
            model.setSources({&history});
            history.take(page(1, count), 0);
            view.resize(600, 300);
            view.show();
            QCoreApplication::processEvents();
        }
    };

private slots:
    void initTestCase() { theme::install(*qApp); }

    void theLogFollowsUntilOneScrollsUp() {
        Shown log(200);
        QScrollBar *bar = log.view.verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 100);
        QTRY_COMPARE(bar->value(), bar->maximum());
        QTRY_VERIFY(log.view.visibleText().contains(QStringLiteral("line 200")));
        QTest::keyClick(&log.view, Qt::Key_Home);
        QVERIFY(!log.view.isFollowing());
        log.history.append(lines(201, 50));
        auto *button = log.view.findChild<QPushButton *>();
        QTRY_VERIFY(button->isVisible());
        QCOMPARE(button->text(), QStringLiteral("50 new lines"));
        QCOMPARE(bar->value(), 0);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(log.view.isFollowing() && !button->isVisible());
        QVERIFY(log.view.visibleText().contains(QStringLiteral("line 250")));
        bar->setValue(bar->maximum() - 5);
        QVERIFY(!log.view.isFollowing());
        bar->setValue(bar->maximum()); // back at the end one follows again
        QVERIFY(log.view.isFollowing());
    }
    void theWheelLetsGoAndComesBack() {
        Shown log(200);
        const auto wheel = [&](int delta) {
            QWheelEvent event(QPointF(50, 50), log.view.viewport()->mapToGlobal(QPointF(50, 50)), {}, {0, delta},
                Qt::NoButton, {}, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(log.view.viewport(), &event);
        };
        QTRY_VERIFY(log.view.firstVisible() > 100);
        const qint64 top = log.view.firstVisible();
        wheel(120);
        QVERIFY(!log.view.isFollowing());
        QCOMPARE(log.view.firstVisible(), top - QApplication::wheelScrollLines());
        wheel(-120);
        QVERIFY(log.view.isFollowing());
    }
    void whatOneReadsStaysWhereItIs() {
        Shown log(3000);
        QTRY_VERIFY(log.view.firstVisible() > 100);
        log.view.goTo({0, 2500});
        const qint64 top = log.view.firstVisible();
        const QString first = log.view.visibleText().first();
        LogPage later = page(3001, 100);
        later.oldest = QStringLiteral("e:1500"); // the oldest have gone
        log.history.take(later, 3000);
        QTRY_COMPARE(log.view.firstVisible(), top - 1500);
        QCOMPARE(log.view.visibleText().first(), first);
    }
    void matchesAreMarkedInTheScrollBarAndGoneThrough() {
        Shown log(1000);
        log.model.setPattern(*LogPattern::parse(QStringLiteral("(?m)line (10|500|990)$")));
        auto *bar = static_cast<LogScrollBar *>(log.view.verticalScrollBar());
        QTRY_COMPARE(bar->marks().value(0).places.size(), 3);
        QVERIFY(std::abs(bar->marks()[0].places[1] - 0.5) < 0.01);
        QTest::keyClick(&log.view, Qt::Key_N); // from what is visible, round the end
        QCOMPARE(log.view.current(), 989);
        QTest::keyClick(&log.view, Qt::Key_N);
        QCOMPARE(log.view.current(), 9);
        QTest::keyClick(&log.view, Qt::Key_N);
        QCOMPARE(log.view.current(), 499);
        QVERIFY(log.view.firstVisible() < 499 && log.view.firstVisible() + log.view.visibleRows() > 499);
        QTest::keyClick(&log.view, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(log.view.current(), 9);
        QVERIFY(!log.view.isFollowing());
    }
    void textIsSelectedByMouseAcrossLinesAndCopied() {
        Shown log(200);
        QTest::keyClick(&log.view, Qt::Key_Home);
        QTRY_COMPARE(log.view.firstVisible(), 0);
        const QPoint from = log.view.characterRect(1, 2).center() - QPoint(log.view.characterRect(1, 2).width() / 2, 0);
        const QPoint to = log.view.characterRect(3, 4).center() - QPoint(log.view.characterRect(3, 4).width() / 2, 0);
        QTest::mousePress(log.view.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(log.view.viewport(), to);
        QMouseEvent move(QEvent::MouseMove, to, log.view.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(log.view.viewport(), &move);
        QTest::mouseRelease(log.view.viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(log.view.selectedText(), QStringLiteral("ne 2\nline 3\nline"));
        QTest::keySequence(&log.view, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("ne 2\nline 3\nline"));
        QTest::mouseDClick(log.view.viewport(), Qt::LeftButton, {}, log.view.characterRect(5, 5).center());
        QCOMPARE(log.view.selectedText(), QStringLiteral("6"));
        QTest::keySequence(&log.view, QKeySequence::SelectAll);
        QCOMPARE(log.view.selectedText().count(u'\n'), 199);
    }
    void linesAreSelectedByKeysOverScreens() {
        Shown log(200);
        QTest::keyClick(&log.view, Qt::Key_Home);
        QTest::keyClick(&log.view, Qt::Key_Down);
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(&log.view, Qt::Key_PageDown, Qt::ShiftModifier);
        const int rows = 3 * log.view.visibleRows() + 1;
        QCOMPARE(log.view.selectedText().count(u'\n'), rows - 1);
        QVERIFY(log.view.selectedText().startsWith(QLatin1String("line 2\n")));
        QVERIFY(log.view.firstVisible() > 0);
        QTest::keyClick(&log.view, Qt::Key_End);
        QVERIFY(log.view.isFollowing());
    }
    void bookmarksAreSetFoundAndRemoved() {
        Shown log(1000);
        QSignalSpy changed(&log.view, &LogView::bookmarksChanged);
        log.view.goTo({0, 100});
        QTest::keyClick(&log.view, Qt::Key_M);
        log.view.goTo({0, 600});
        QTest::keyClick(&log.view, Qt::Key_M);
        QCOMPARE(log.view.bookmarks(), (QList<LogPlace>{{0, 100}, {0, 600}}));
        QTest::keyClick(&log.view, Qt::Key_M, Qt::ShiftModifier);
        QCOMPARE(log.view.current(), 99);
        QTest::keyClick(&log.view, Qt::Key_M, Qt::ShiftModifier);
        QCOMPARE(log.view.current(), 599);
        QTest::keyClick(&log.view, Qt::Key_M);
        QCOMPARE(log.view.bookmarks(), (QList<LogPlace>{{0, 100}}));
        QCOMPARE(changed.count(), 3);
        auto *bar = static_cast<LogScrollBar *>(log.view.verticalScrollBar());
        QTRY_COMPARE(bar->marks().value(1).places.size(), 1);
    }
    void longLinesAreWrappedAndReadToTheirEnd() {
        Shown log(3);
        log.history.append(lines(4, 1, QString(3000, u'x') + QStringLiteral(" end")));
        QTRY_COMPARE(log.view.lineCount(), 4);
        QVERIFY(log.view.horizontalScrollBar()->maximum() > 0 || log.view.verticalScrollBar()->maximum() == 0);
        QTest::keyClick(&log.view, Qt::Key_W);
        QVERIFY(log.view.isWrapping());
        QCOMPARE(log.view.horizontalScrollBar()->maximum(), 0);
        const QRect end = log.view.characterRect(3, 3003);
        QVERIFY2(log.view.viewport()->rect().contains(end.center()), "the end of the last line is at the bottom");
        for (int i = 0; i < 3; ++i) { // up through the line, not over it
            QWheelEvent event(QPointF(50, 50), log.view.viewport()->mapToGlobal(QPointF(50, 50)), {}, {0, 120},
                Qt::NoButton, {}, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(log.view.viewport(), &event);
        }
        QCOMPARE(log.view.firstVisible(), 3);
        QVERIFY(!log.view.isFollowing());
        QTest::keyClick(&log.view, Qt::Key_Home);
        QVERIFY(log.view.visibleText().first() == QLatin1String("line 1"));
    }
    void timesAreShownInEachWay() {
        Shown log(3);
        QTRY_COMPARE(log.view.visibleText().value(0), QStringLiteral("line 1"));
        QSignalSpy changed(&log.view, &LogView::timesChanged);
        QTest::keyClick(&log.view, Qt::Key_T);
        QCOMPARE(log.view.times(), LogTimes::Local);
        QVERIFY(log.view.visibleText().first().endsWith(QLatin1String(":20.001  line 1")));
        QTest::keyClick(&log.view, Qt::Key_T);
        QCOMPARE(log.view.visibleText().first(), QStringLiteral("2026-09-21 14:13:20.001Z  line 1"));
        QTest::keyClick(&log.view, Qt::Key_T);
        QVERIFY(log.view.visibleText().first().contains(QLatin1String("ago"))
            || log.view.visibleText().first().contains(QLatin1String("2026")));
        QCOMPARE(changed.count(), 3);
        QCOMPARE(QSettings().value(QStringLiteral("log/times")).toInt(), int(LogTimes::Relative));
        QTest::keyClick(&log.view, Qt::Key_T);
    }
    void coloursOfTheProgramAreShown() {
        Shown log(1);
        log.history.append(lines(2, 1, QStringLiteral("\x1b[41;97mFIRE\x1b[0m calm")));
        QTRY_COMPARE(log.view.visibleText().value(1), QStringLiteral("FIRE calm"));
        const QImage image = log.view.viewport()->grab().toImage();
        const QRect fire = log.view.characterRect(1, 1), calm = log.view.characterRect(1, 6);
        const auto ground = [&](const QRect &rect) { return image.pixelColor(rect.left(), rect.top() + 3); };
        QVERIFY(ground(fire).red() > 150 && ground(fire).green() < 120);
        QCOMPARE(ground(calm), log.view.palette().base().color());
    }
    void whatIsNotHeldIsAskedForWhereOneLooks() {
        LogHistory history;
        LogModel model;
        LogView view(model);
        model.setSources({&history});
        QSignalSpy wanted(&view, &LogView::wanted);
        view.resize(600, 300);
        view.show();
        history.take(page(90'001, 10'000), std::nullopt);
        QTRY_COMPARE(view.lineCount(), 100'000);
        QTRY_VERIFY(view.visibleText().last().endsWith(QLatin1String("line 100000")));
        QCOMPARE(wanted.count(), 0);
        view.verticalScrollBar()->setValue(50'000);
        QVERIFY(wanted.count() > 0);
        const auto place = wanted.last().first().value<LogPlace>();
        QVERIFY(std::abs(place.seq - 50'001) < 5);
        QCOMPARE(view.visibleText().first(), QStringLiteral("…"));
        history.take(page(49'153, 2048), 49'152);
        QTRY_VERIFY(view.visibleText().first().endsWith(QLatin1String("line 50001")));
    }
    void aScreenReaderReadsWhatIsVisible() {
        Shown log(100);
        QTest::keyClick(&log.view, Qt::Key_Home);
        QAccessibleInterface *access = QAccessible::queryAccessibleInterface(&log.view);
        QVERIFY(access);
        QAccessibleTextInterface *text = access->textInterface();
        QVERIFY(text);
        QVERIFY(text->text(0, text->characterCount()).startsWith(QLatin1String("line 1\nline 2\n")));
        int start = 0, end = 0;
        QCOMPARE(text->textAtOffset(9, QAccessible::LineBoundary, &start, &end).trimmed(), QStringLiteral("line 2"));
        QTest::keyClick(&log.view, Qt::Key_Down);
        QCOMPARE(text->cursorPosition(), 7);
        QTest::keyClick(&log.view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(text->selectionCount(), 1);
        text->selection(0, &start, &end);
        QCOMPARE(text->text(start, end), log.view.selectedText());
        const QRect third = text->characterRect(14);
        QCOMPARE(text->offsetAtPoint(third.center()), 14);
    }
    void keysOfTheProgramAreNotTakenForOnesOfTheLog() {
        Shown log(10);
        QSignalSpy clear(&log.view, &LogView::clearRequested), find(&log.view, &LogView::findRequested),
            save(&log.view, &LogView::saveRequested);
        QTest::keyClick(&log.view, Qt::Key_C, Qt::AltModifier);
        QCOMPARE(clear.count(), 0);
        QTest::keyClick(&log.view, Qt::Key_C);
        QCOMPARE(clear.count(), 1);
        QTest::keyClick(&log.view, Qt::Key_Slash);
        QTest::keyClick(&log.view, Qt::Key_E);
        QCOMPARE(find.count(), 1);
        QCOMPARE(save.count(), 1);
    }
};

DESKTOP_TEST_MAIN(tst_logview)
#include "tst_logview.moc"
