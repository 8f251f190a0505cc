// SPDX-License-Identifier: GPL-3.0-or-later
// Log view, form and theme, driven by mouse and keyboard.
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include "app/ui/variablesform.h"
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTest>
#include <cmath>

class tst_widgets : public QObject {
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
    static double luminance(const QColor &color) {
        auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
    }
    static double contrast(const QColor &a, const QColor &b) {
        const double high = std::max(luminance(a), luminance(b)), low = std::min(luminance(a), luminance(b));
        return (high + 0.05) / (low + 0.05);
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
        QCOMPARE(view.setSearch(QStringLiteral("line 99\\d$")), 10);
        QCOMPARE(view.setSearch(QStringLiteral("line [")), 0); // half an expression is text
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
    void everyVariableTypeHasItsControlAndTheServersRules() {
        TemplateDetail detail;
        detail.id.value = QStringLiteral("demo");
        auto add = [&detail](const char *name, VariableType type) -> TemplateVariable & {
            TemplateVariable v;
            v.name = QString::fromLatin1(name);
            v.label = v.name;
            v.type = type;
            detail.variables.append(v);
            return detail.variables.last();
        };
        add("MAIL", VariableType::Email).required = true;
        add("ON", VariableType::Boolean).default_value = QStringLiteral("true");
        add("COLOUR", VariableType::Choice).choices = {QStringLiteral("red"), QStringLiteral("blue")};
        add("COUNT", VariableType::Integer).max = 10;
        add("PASSWORD", VariableType::Secret).generate = 24;
        VariablesForm form(detail);
        form.show();
        QVERIFY(form.findChild<QCheckBox *>()->isChecked());
        QCOMPARE(form.findChild<QSpinBox *>()->maximum(), 10);
        QVERIFY(!form.check()); // the address is missing
        auto *name = form.findChild<QLineEdit *>(QStringLiteral("serviceName"));
        name->clear();
        QTest::keyClicks(name, QStringLiteral("Bad Name"));
        QVERIFY(!form.check());
        name->clear();
        QTest::keyClicks(name, QStringLiteral("good-name"));
        const auto edits = form.findChildren<QLineEdit *>();
        for (QLineEdit *edit : edits)
            if (edit->accessibleName() == QLatin1String("MAIL"))
                QTest::keyClicks(edit, QStringLiteral("a@example.com"));
        QVERIFY(form.check());
        QCOMPARE(form.name(), QStringLiteral("good-name"));
        QCOMPARE(form.values().value(QStringLiteral("MAIL")).toString(), QStringLiteral("a@example.com"));
        QVERIFY(!form.values().contains(QStringLiteral("PASSWORD"))); // the server makes it
    }
    void everyControlHasANameForScreenReaders() {
        TemplateDetail detail;
        detail.id.value = QStringLiteral("demo");
        for (int type = 0; type <= int(VariableType::Port); ++type) {
            TemplateVariable v;
            v.name = QStringLiteral("V%1").arg(type);
            v.label = v.name;
            v.type = VariableType(type);
            detail.variables.append(v);
        }
        VariablesForm form(detail);
        LogView log;
        for (QWidget *root : {static_cast<QWidget *>(&form), static_cast<QWidget *>(&log)}) {
            QList<QWidget *> all = root->findChildren<QWidget *>();
            all.append(root);
            for (QWidget *widget : std::as_const(all)) {
                const bool inner = widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusProxy();
                if ((widget->focusPolicy() & Qt::TabFocus) && !inner && !qobject_cast<QAbstractButton *>(widget))
                    QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
            }
        }
    }
    void bothPalettesAreReadable() {
        for (const auto choice : {theme::Choice::Light, theme::Choice::Dark}) {
            theme::apply(choice);
            const QPalette p = QApplication::palette();
            for (const auto surface : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
                QVERIFY(contrast(p.color(QPalette::Text), p.color(surface)) >= 4.5);
                QVERIFY(contrast(theme::secondaryText(), p.color(surface)) >= 4.5);
                for (const char *word : {"running", "deploying", "stopped", "failed", "warning"})
                    QVERIFY2(contrast(theme::statusColor(QString::fromLatin1(word)), p.color(surface)) >= 4.5, word);
            }
            QVERIFY(contrast(p.color(QPalette::HighlightedText), p.color(QPalette::Highlight)) >= 4.5);
        }
        theme::apply(theme::Choice::Light);
    }
};

int main(int argc, char **argv) {
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-test"));
    tst_widgets test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_widgets.moc"
