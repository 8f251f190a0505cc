// SPDX-License-Identifier: GPL-3.0-or-later
// The small widgets and dialogs every page is made of, driven by mouse and keyboard; and that the themes are readable.
#include "app/models/servicemodel.h"
#include "app/ui/banner.h"
#include "app/ui/codeeditor.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deletedialog.h"
#include "app/ui/labels.h"
#include "app/ui/operationview.h"
#include "app/ui/planview.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/samples.h"
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

class tst_widgets : public QObject {
    Q_OBJECT

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

    void aBannerSaysWhatHappenedAndGivesItsDetails() {
        Banner banner;
        QSignalSpy triggered(&banner, &Banner::triggered);
        banner.showProblem(QStringLiteral("Not deployed."), problem(), QStringLiteral("Try again"));
        QVERIFY(banner.isVisibleTo(nullptr) || !banner.isHidden());
        QVERIFY(banner.text().contains(QStringLiteral("Choose another")));
        QTest::mouseClick(button(banner, QStringLiteral("Copy details")), Qt::LeftButton);
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("req_1")));
        QTest::mouseClick(button(banner, QStringLiteral("Try again")), Qt::LeftButton);
        QCOMPARE(triggered.count(), 1);
        QVERIFY(banner.isHidden());
        banner.showNotice(QStringLiteral("<b>plain</b>"));
        QVERIFY(banner.text().contains(QStringLiteral("<b>plain</b>"))); // never taken for HTML
    }
    void anErrorIsAsHighAsItsLinesNeed() {
        Workspace workspace({QUrl(QStringLiteral("http://127.0.0.1:1")), {}, {}});
        OperationView view(workspace);
        auto *box = view.findChild<QPlainTextEdit *>(QStringLiteral("error"));
        view.resize(1000, 400);
        view.show();
        Operation operation;
        operation.id.value = QStringLiteral("op_1");
        operation.status = OperationStatus::Failed;
        const auto heightOf = [&](const QString &error) {
            operation.error = error;
            view.show(operation);
            QCoreApplication::sendPostedEvents();
            return box->height();
        };
        const int line = box->fontMetrics().lineSpacing();
        const int one = heightOf(QStringLiteral("short"));
        QCOMPARE(heightOf(QStringLiteral("a\nb\nc")), one + 2 * line);
        const QString sentence = QStringLiteral("Nothing answers at the port of the health check. ").repeated(6);
        const int wrapped = heightOf(sentence);
        // One line of text, and several on the screen.
        QVERIFY2(wrapped >= one + 2 * line && wrapped < one + 4 * line, qPrintable(QString::number(wrapped)));
        QCOMPARE(box->verticalScrollBar()->maximum(), 0);
        view.resize(600, 400); // narrower, so more of them
        QTRY_VERIFY(box->height() > wrapped);
        QCOMPARE(heightOf(sentence.repeated(20)), one + 4 * line); // and then it scrolls
        QVERIFY(box->verticalScrollBar()->maximum() > 0);
    }
    void aListOpensBelowItsBox() {
        QWidget window;
        QComboBox box(&window);
        box.addItems({QStringLiteral("Automatic"), QStringLiteral("docker"), QStringLiteral("process")});
        box.setCurrentIndex(2);
        window.resize(200, 60);
        window.show();
        QTest::mouseClick(&box, Qt::LeftButton);
        QTRY_VERIFY(box.view()->isVisible());
        QVERIFY(box.view()->mapToGlobal(QPoint()).y() >= box.mapToGlobal(box.rect().bottomLeft()).y() - 1);
        QVERIFY(box.view()->visualRect(box.model()->index(1, 0)).height() >= 28); // as high as other rows
        QTest::keyClick(box.view(), Qt::Key_Up);
        QTest::keyClick(box.view(), Qt::Key_Return);
        QCOMPARE(box.currentText(), QStringLiteral("docker"));
    }
    void deletingWantsTheName() {
        DeleteDialog dialog({service(1, QStringLiteral("web"))});
        dialog.show();
        auto *go = dialog.findChild<QPushButton *>(QStringLiteral("delete"));
        auto *typed = dialog.findChild<QLineEdit *>();
        QVERIFY(!go->isEnabled());
        QTest::keyClicks(typed, QStringLiteral("we"));
        QVERIFY(!go->isEnabled());
        QTest::keyClicks(typed, QStringLiteral("b"));
        QVERIFY(go->isEnabled());
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QTest::keyClick(typed, Qt::Key_Return);
        QCOMPARE(accepted.count(), 1);

        DeleteDialog several({service(1, QStringLiteral("web")), service(2, QStringLiteral("db"))});
        several.show();
        QTest::keyClicks(several.findChild<QLineEdit *>(), QStringLiteral("2"));
        QVERIFY(several.findChild<QPushButton *>(QStringLiteral("delete"))->isEnabled());
    }
    void anEditorMarksTheLinesItWasToldAbout() {
        CodeEditor editor;
        editor.resize(500, 300);
        editor.show();
        QTest::keyClicks(&editor, QStringLiteral("services:"));
        QTest::keyClick(&editor, Qt::Key_Return);
        QTest::keyClicks(&editor, QStringLiteral("web:"));
        QTest::keyClick(&editor, Qt::Key_Return);
        QTest::keyClick(&editor, Qt::Key_Tab);
        QTest::keyClicks(&editor, QStringLiteral("x"));
        QCOMPARE(editor.toPlainText(), QStringLiteral("services:\n  web:\n      x")); // indented as YAML wants it
        editor.setProblems({{2, QStringLiteral("wrong")}});
        QCOMPARE(editor.textCursor().blockNumber(), 1);
        QCOMPARE(editor.extraSelections().size(), 1);
        QTest::keyClicks(&editor, QStringLiteral("y"));
        QVERIFY(editor.problems().isEmpty()); // what was said is about another text now
        editor.setProblems({{99, QStringLiteral("beyond the end")}});
        QVERIFY(editor.extraSelections().isEmpty());
    }
    void aPathLeadsToItsLine_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("line");
        QTest::newRow("top") << QStringLiteral("services") << 2;
        QTest::newRow("nested") << QStringLiteral("services.db.image") << 9;
        QTest::newRow("the same key elsewhere") << QStringLiteral("services.web.image") << 4;
        QTest::newRow("an item of a list") << QStringLiteral("services.web.ports.1") << 7;
        QTest::newRow("a list that is not indented") << QStringLiteral("services.db.command.0") << 11;
        QTest::newRow("quoted") << QStringLiteral("volumes.data") << 13;
        QTest::newRow("the deepest that is there") << QStringLiteral("services.db.privileged") << 8;
        QTest::newRow("nothing") << QStringLiteral("networks.x") << 0;
    }
    void aPathLeadsToItsLine() {
        QFETCH(QString, path);
        QFETCH(int, line);
        const QString text = QStringLiteral("# comment\nservices:\n  web:\n    image: nginx\n    ports:\n      - 80\n"
                                            "      - 81\n  db:\n    image: redis\n    command:\n    - redis\nvolumes:\n"
                                            "  \"data\": {}\n");
        QCOMPARE(yamlLineOf(text, path), line);
    }
    void aPlanShowsWhatWouldRunAndNoSecret() {
        DeployPlan plan;
        plan.name = QStringLiteral("web");
        plan.engine = QStringLiteral("docker");
        plan.memory_limit_mb = 256;
        plan.components.append({QStringLiteral("app"), QStringLiteral("nginx:1.25"), {QStringLiteral("80")}, {}});
        plan.volumes.append(QStringLiteral("data"));
        plan.variables.insert(QStringLiteral("PASSWORD"), std::nullopt);
        plan.warnings.append(QStringLiteral("Runs as root"));
        PlanView view;
        view.show(plan, QStringLiteral("Image nginx:1.25"));
        for (const char *text :
            {"web", "docker", "256 MiB", "app", "nginx:1.25", "80", "data", "stored encrypted", "Runs as root"})
            QVERIFY2(view.text().contains(QString::fromLatin1(text)), text);
    }
    void connectingChecksTheAddressBeforeItAsks() {
        ProfileStore profiles;
        for (const QList<Profile> all = profiles.all(); const Profile &profile : all)
            profiles.remove(profile.id);
        KeyStore keys;
        ConnectDialog dialog(profiles, keys);
        dialog.show();
        auto *list = dialog.findChild<QListWidget *>();
        QCOMPARE(list->count(), 2); // this computer, new server
        auto *go = dialog.findChild<QPushButton *>(QStringLiteral("connect"));
        const auto edits = dialog.findChildren<QLineEdit *>();
        QTest::mouseClick(go, Qt::LeftButton);
        QVERIFY(!dialog.banner()->isHidden());
        for (QLineEdit *edit : edits)
            if (edit->accessibleName() == QLatin1String("Address"))
                QTest::keyClicks(edit, QStringLiteral("http://user:secret@panel.example.com"));
        QTest::mouseClick(go, Qt::LeftButton);
        QVERIFY(dialog.banner()->text().contains(QStringLiteral("user or password")));
        list->setCurrentRow(0);
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QTest::mouseClick(go, Qt::LeftButton);
        QCOMPARE(accepted.count(), 1);
        QVERIFY(dialog.usesThisComputer());
    }
    void labelsFollowTheTheme() {
        theme::apply(theme::Choice::Light);
        ToneLabel label(Tone::Failed, QStringLiteral("text"));
        label.show();
        const QColor before = label.palette().color(QPalette::WindowText);
        theme::apply(theme::Choice::Dark);
        QTRY_VERIFY(label.palette().color(QPalette::WindowText) != before);
        QCOMPARE(label.palette().color(QPalette::WindowText), theme::statusColor(QStringLiteral("failed")));
        theme::apply(theme::Choice::Light);
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

DESKTOP_TEST_MAIN(tst_widgets)
#include "tst_widgets.moc"
