// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop in its languages: every text is translated and none is stale; the window changes its language while one
// works in it and loses nothing; and it holds texts that are a third longer, and those from right to left.
#include "app/models/format.h"
#include "app/models/ruletext.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deletedialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/language.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationspage.h"
#include "app/ui/servicespage.h"
#include "app/ui/shortcutsdialog.h"
#include "app/ui/sourcechooser.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include "tests/support/tsfile.h"
#include "tests/support/wording.h"
#include <QDir>
#include <QHeaderView>
#include <QListWidget>
#include <QMenu>
#include <QProcess>
#include <QSettings>

static QString fileOf(const QString &code) {
    return QStringLiteral(AAP_SOURCE_DIR "/translations/aiadminpanel_%1.ts").arg(code);
}

class tst_languages : public QObject {
    Q_OBJECT

    QTemporaryDir m_templates;
    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;

    ServicesPage *page() const { return m_window->servicesPage(); }
    QTableView *table() const { return page()->table()->view(); }
    QListWidget *sidebar() const { return m_window->findChild<QListWidget *>(); }
    void open() {
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}},
            QStringLiteral("test"));
    }
    bool isOpen() const { return page()->action()->isEnabled() && table()->model()->rowCount() == 2; }
    /// By the entry of the menu.
    void choose(const QString &name) const {
        const auto actions = m_window->findChildren<QAction *>();
        const auto action =
            std::find_if(actions.begin(), actions.end(), [&](const QAction *one) { return one->text() == name; });
        QVERIFY(action != actions.end());
        (*action)->trigger();
    }
    /// On each page, one after the other.
    void checkPages() {
        for (int row = 0; row < sidebar()->count(); ++row) {
            sidebar()->setCurrentRow(row);
            QTRY_VERIFY2(cutIn(*m_window).isEmpty(), qPrintable(cutIn(*m_window).join(u'\n')));
        }
        sidebar()->setCurrentRow(0);
        for (int tab = 0; tab < 3; ++tab) {
            page()->findChild<QTabWidget *>()->setCurrentIndex(tab);
            QTRY_VERIFY2(cutIn(*m_window).isEmpty(), qPrintable(cutIn(*m_window).join(u'\n')));
        }
    }
    void checkDialogs() {
        ShortcutsDialog shortcuts(m_window.get());
        ConnectDialog connecting(m_profiles, m_keys, m_window.get());
        Service service;
        service.name = QStringLiteral("alpha");
        DeleteDialog deleting({service}, m_window.get()), deletingMore({service, service}, m_window.get());
        for (QDialog *dialog : std::initializer_list<QDialog *>{&shortcuts, &connecting, &deleting, &deletingMore}) {
            dialog->show();
            QTRY_VERIFY2(cutIn(*dialog).isEmpty(), qPrintable(cutIn(*dialog).join(u'\n')));
            dialog->close();
        }
        DeployDialog *deploying = m_window->deploy({});
        QVERIFY(deploying);
        auto *kinds = deploying->chooser()->findChild<QTabBar *>();
        for (int kind = 0; kinds && kind < kinds->count(); ++kind) {
            kinds->setCurrentIndex(kind);
            QTRY_VERIFY2(cutIn(*deploying).isEmpty(), qPrintable(cutIn(*deploying).join(u'\n')));
        }
        deploying->close();
        QTRY_VERIFY(!m_window->findChild<DeployDialog *>());
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY(addScript(m_templates, "rests", "exec sleep 1000"));
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
        for (const char *name : {"alpha", "beta"}) {
            const QJsonObject made = m_panel
                                         .post("/api/services",
                                             {{QStringLiteral("name"), QLatin1String(name)},
                                                 {QStringLiteral("template"), QStringLiteral("rests")}})
                                         .json();
            (void)m_panel.finished(made[QLatin1String("operation_id")].toString());
        }
    }
    void cleanup() {
        m_window.reset();
        language::apply({});
        QApplication::setLayoutDirection(Qt::LeftToRight);
    }

    void everyTextIsTranslatedAndNoneIsStale_data() {
        QTest::addColumn<int>("forms");
        QTest::newRow("en") << 2;
        QTest::newRow("de") << 2;
        QTest::newRow("es") << 2;
        QTest::newRow("zh_CN") << 1;
    }
    void everyTextIsTranslatedAndNoneIsStale() {
        QFETCH(int, forms);
        const QString code = QLatin1String(QTest::currentDataTag());
        QTemporaryDir folder;
        const QString copy = folder.filePath(QStringLiteral("now.ts"));
        QVERIFY(QFile::copy(fileOf(code), copy));
        QProcess lupdate;
        lupdate.setWorkingDirectory(QStringLiteral(AAP_SOURCE_DIR));
        QStringList arguments{QStringLiteral("-silent"), QStringLiteral("-I"), QStringLiteral("."),
            QStringLiteral("-locations"), QStringLiteral("none"), QStringLiteral("-no-ui-lines"), QStringLiteral("app"),
            QStringLiteral("-ts"), copy};
        if (code == QLatin1String("en")) // it is written in the sources
            arguments.prepend(QStringLiteral("-pluralonly"));
        lupdate.start(QStringLiteral(AAP_LUPDATE), arguments);
        QVERIFY2(lupdate.waitForFinished(60'000), "lupdate does not end: it hangs at some source, see HACKING.md");
        QVERIFY2(lupdate.exitCode() == 0, lupdate.readAllStandardError().constData());
        const QList<Translated> messages = messagesOf(copy);
        QVERIFY(messages.size() > (code == QLatin1String("en") ? 10 : 500));
        QStringList wrong;
        for (const Translated &message : messages) {
            const auto complain = [&](const QString &why) {
                wrong.append(message.context + QStringLiteral(": \"") + message.source + QStringLiteral("\" ") + why);
            };
            if (!message.state.isEmpty()) {
                complain(message.state == QLatin1String("unfinished") ? QStringLiteral("is not translated")
                                                                      : QStringLiteral("is in no source any more"));
                continue;
            }
            if (message.isNumerous && message.forms.size() != forms)
                complain(QStringLiteral("has another number of plurals"));
            for (const QString &form : message.forms)
                if (form.trimmed().isEmpty() || placesIn(form) != placesIn(message.source))
                    complain(QStringLiteral("is not \"") + form + u'"');
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("./dev translate, then:\n") + wrong.join(u'\n')));
    }
    void whatTheRulesSayIsTranslated() {
        language::apply(QStringLiteral("de"));
        static const QRegularExpression sentence(QStringLiteral(
            "QStringLiteral\\(\"((?:must|may|keys|the value|is |Service name|%1 is)(?:[^\"\\\\]|\\\\.)*)\"\\)"));
        const QDir folder(QStringLiteral(AAP_SOURCE_DIR "/shared/contract"));
        const QStringList files = folder.entryList({QStringLiteral("rules*.cpp")});
        int seen = 0;
        for (const QString &name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString source = QString::fromUtf8(file.readAll());
            for (auto match = sentence.globalMatch(source); match.hasNext(); ++seen) {
                const QString text = match.next()
                                         .captured(1)
                                         .replace(QStringLiteral("\\\""), QStringLiteral("\""))
                                         .replace(QRegularExpression(QStringLiteral("%[1-9]")), QStringLiteral("7"));
                const QString withValue = text + QStringLiteral(", got 7");
                QVERIFY2(ruleText(text) != text || ruleText(withValue) != withValue, qPrintable(text));
            }
        }
        QVERIFY2(seen > 30, qPrintable(QString::number(seen)));
        QCOMPARE(ruleText(QStringLiteral("must be between 1 and %1, got %2")),
            QStringLiteral("muss zwischen 1 und %1 liegen, ist aber %2")); // a value is never taken for a place
        QCOMPARE(ruleText(QStringLiteral("something else")), QStringLiteral("something else"));
    }
    void theSystemsLanguageIsTakenWhenThereIsOne() {
        const auto best = [](const char *first, const char *second) {
            return language::best({QLatin1String(first), QLatin1String(second)});
        };
        QCOMPARE(best("de-AT", "en-GB"), QStringLiteral("de"));
        QCOMPARE(best("fr-FR", "es-MX"), QStringLiteral("es"));
        QCOMPARE(best("zh-Hans-SG", "en"), QStringLiteral("zh_CN"));
        QCOMPARE(best("zh-Hant-TW", "en"), QStringLiteral("en"));
        QCOMPARE(best("fr", "it"), QStringLiteral("en"));
        QCOMPARE(best("C", "de"), QStringLiteral("de"));
    }
    void numbersAndDatesFollow() {
        const Timestamp time(
            std::chrono::milliseconds(QDateTime(QDate(2026, 11, 24), QTime(14, 3, 12)).toMSecsSinceEpoch()));
        language::apply(QStringLiteral("de"));
        QCOMPARE(format::megabytes(1536), QStringLiteral("1,5 GiB"));
        QCOMPARE(format::stamp(time), QStringLiteral("24.11.26 14:03:12"));
        QVERIFY(format::absolute(time).contains(QLatin1String("November")));
        QCOMPARE(format::relative(time, time + std::chrono::hours(3)), QStringLiteral("vor 3 h"));
        QCOMPARE(QCoreApplication::translate("LogBar", "%Ln line(s)", nullptr, 1), QStringLiteral("1 Zeile"));
        QCOMPARE(QCoreApplication::translate("LogBar", "%Ln line(s)", nullptr, 12345), QStringLiteral("12.345 Zeilen"));
        language::apply(QStringLiteral("zh_CN"));
        QVERIFY(format::absolute(time).contains(QStringLiteral("2026年11月24日")));
        QCOMPARE(QCoreApplication::translate("LogBar", "%Ln line(s)", nullptr, 2), QStringLiteral("2 行"));
        language::apply(QStringLiteral("es"));
        QCOMPARE(QCoreApplication::translate("LogBar", "%Ln line(s)", nullptr, 1), QStringLiteral("1 línea"));
        language::apply(QStringLiteral("en"));
        QCOMPARE(QCoreApplication::translate("LogBar", "%Ln line(s)", nullptr, 12345), QStringLiteral("12,345 lines"));
    }
    void theWindowChangesItsLanguageAndLosesNothing() {
        open();
        QTRY_VERIFY(isOpen());
        m_window->resize(1300, 800);
        page()->filter()->setText(QStringLiteral("beta"));
        table()->sortByColumn(ServiceModel::Status, Qt::DescendingOrder);
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        table()->setCurrentIndex(table()->model()->index(0, 0));
        QTRY_COMPARE(page()->selected().size(), 1);
        const QString id = page()->selected().first().id.value;
        page()->findChild<QTabWidget *>()->setCurrentIndex(0);

        const QList<QPair<QString, QString>> turns{{QStringLiteral("Deutsch"), QStringLiteral("Dienste")},
            {QStringLiteral("Español"), QStringLiteral("Servicios")},
            {QStringLiteral("简体中文"), QStringLiteral("服务")},
            {QStringLiteral("English"), QStringLiteral("Services")}};
        for (const auto &[name, title] : turns) {
            choose(name);
            QTRY_COMPARE(page()->words().title, title);
            QCOMPARE(sidebar()->item(0)->text(), title);
            QCOMPARE(sidebar()->currentRow(), 0);
            QCOMPARE(m_window->size(), QSize(1300, 800));
            QCOMPARE(page()->filter()->text(), QStringLiteral("beta"));
            QCOMPARE(table()->model()->rowCount(), 1);
            QCOMPARE(page()->selected().size(), 1);
            QCOMPARE(page()->selected().first().id.value, id);
            QCOMPARE(table()->horizontalHeader()->sortIndicatorSection(), int(ServiceModel::Status));
            QCOMPARE(table()->horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
            QCOMPARE(page()->findChild<QTabWidget *>()->currentIndex(), 0);
            QVERIFY(page()->action()->isEnabled());
        }
        sidebar()->setCurrentRow(2);
        choose(QStringLiteral("Deutsch"));
        QTRY_COMPARE(m_window->operationsPage()->words().title, QStringLiteral("Vorgänge"));
        QCOMPARE(sidebar()->currentRow(), 2);
        QVERIFY(m_window->operationsPage()->isVisible());
    }
    void nothingIsLeftInAnotherLanguage_data() {
        QTest::addColumn<QString>("title");
        QTest::newRow("de") << QStringLiteral("Dienste");
        QTest::newRow("es") << QStringLiteral("Servicios");
        QTest::newRow("zh_CN") << QStringLiteral("服务");
    }
    void nothingIsLeftInAnotherLanguage() {
        QFETCH(QString, title);
        const QString code = QLatin1String(QTest::currentDataTag());
        language::apply(QStringLiteral("en"));
        open();
        QTRY_VERIFY(isOpen());
        language::apply(code);
        QTRY_COMPARE(page()->words().title, title);
        QSet<QString> english, same;
        const QList<Translated> messages = messagesOf(fileOf(code));
        for (const Translated &message : messages) {
            english.insert(message.source);
            for (const QString &form : message.forms)
                same.insert(form);
        }
        english.subtract(same);
        QVERIFY(english.size() > 400);
        const auto widgets = m_window->findChildren<QWidget *>();
        for (const QWidget *widget : widgets) {
            const QStringList texts = textsOf(*widget);
            for (const QString &text : texts)
                QVERIFY2(!english.contains(text),
                    qPrintable(QLatin1String(widget->metaObject()->className()) + QStringLiteral(": ") + text));
        }
    }
    void aDialogIsFinishedFirst() {
        open();
        QTRY_VERIFY(isOpen());
        DeployDialog *dialog = m_window->deploy({});
        QVERIFY(dialog);
        auto *field = dialog->findChild<QLineEdit *>(QStringLiteral("serviceName"));
        QVERIFY(field);
        field->setText(QStringLiteral("gamma"));
        language::apply(QStringLiteral("de"));
        QCoreApplication::sendPostedEvents();
        QCOMPARE(field->text(), QStringLiteral("gamma"));
        QCOMPARE(page()->words().title, QStringLiteral("Services"));
        dialog->close();
        QTRY_COMPARE(page()->words().title, QStringLiteral("Dienste"));
    }
    void theChoiceIsKept() {
        language::apply(QStringLiteral("es"));
        QCOMPARE(language::saved(), QStringLiteral("es"));
        language::apply({});
        QCOMPARE(language::saved(), QString());
        QSettings().setValue(QStringLiteral("language"), QStringLiteral("../../etc"));
        QCOMPARE(language::saved(), QString());
    }
    void textsAThirdLongerFit_data() {
        QTest::addColumn<Qt::LayoutDirection>("direction");
        QTest::newRow("from left to right") << Qt::LeftToRight;
        QTest::newRow("from right to left") << Qt::RightToLeft;
    }
    void textsAThirdLongerFit() {
        QFETCH(Qt::LayoutDirection, direction);
        LongTexts longTexts;
        QCoreApplication::installTranslator(&longTexts);
        QApplication::setLayoutDirection(direction);
        open();
        QTRY_VERIFY(isOpen());
        QVERIFY(page()->words().title.size() > 9);
        const int side = sidebar()->mapTo(m_window.get(), QPoint()).x();
        const int content = page()->mapTo(m_window.get(), QPoint()).x();
        QCOMPARE(side < content, direction == Qt::LeftToRight);
        checkPages();
        checkDialogs();
    }
    void everyLanguageFits_data() { nothingIsLeftInAnotherLanguage_data(); }
    void everyLanguageFits() {
        language::apply(QLatin1String(QTest::currentDataTag()));
        open();
        QTRY_VERIFY(isOpen());
        checkPages();
        checkDialogs();
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_languages)
#include "tst_languages.moc"
