// SPDX-License-Identifier: GPL-3.0-or-later
// The log of a real service in the desktop: from its first line to now, found on the server, saved, cleared, merged.
#include "app/ui/logpane.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QApplication>
#include <QFileDialog>
#include <QScrollBar>
#include <QSettings>

class tst_logpane : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;

    Access access() const {
        return {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}};
    }
    LogPane::Log deploy(const QString &name, const QString &source) {
        const HttpAnswer made =
            m_panel.post("/api/templates/" + source.toLatin1() + "/deploy", {{QStringLiteral("name"), name}});
        if (made.status != 201)
            return {};
        m_panel.finished(made.json()[QLatin1String("operation_id")].toString());
        return {{made.json()[QLatin1String("id")].toString()}, name};
    }
    qint64 linesOf(const LogPane::Log &log) {
        return m_panel.get("/api/services/" + log.service.value.toLatin1() + "/logs?tail=1")
            .json()[QLatin1String("total_in_range")]
            .toInteger();
    }
    static QString lineAt(const LogPane &pane, qint64 row) {
        const LogRow at = const_cast<LogPane &>(pane).model().row(row);
        return QString::fromUtf8(at.line.text);
    }
    static QString foundText(const LogPane &pane) { return pane.bar()->findChild<ToneLabel *>()->text(); }
    /// Answers the file dialog that is about to open.
    static void saveTo(const QString &path) {
        QTimer::singleShot(0, qApp, [path] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            if (!dialog)
                return saveTo(path);
            dialog->selectFile(path);
            static_cast<QDialog *>(dialog)->accept();
        });
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        QVERIFY(addScript(m_folder, "many",
            "i=1; while [ $$i -le 30000 ]; do echo \"line $$i of many\"; i=$$((i+1)); done; exec sleep 1000"));
        QVERIFY(addScript(m_folder, "ticker", "i=1; while :; do echo \"$${0##*/} $$i\"; i=$$((i+1)); sleep 0.1; done"));
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_folder.path()}}));
        m_workspace = std::make_unique<Workspace>(access());
        m_workspace->open();
        QTRY_VERIFY(m_workspace->isOnline());
    }
    void cleanupTestCase() { m_workspace.reset(); }

    void theWholeLogIsScrolledThroughAndSearched() {
        const LogPane::Log many = deploy(QStringLiteral("many"), QStringLiteral("many"));
        QTRY_COMPARE_WITH_TIMEOUT(linesOf(many), 30'001, 20000); // the first says that it was started
        LogPane pane(*m_workspace);
        pane.resize(900, 400);
        pane.show();
        pane.follow(many.service, many.name);
        QTRY_COMPARE(pane.lines()->lineCount(), 30'001);
        QCOMPARE(lineAt(pane, 30'000), QStringLiteral("line 30000 of many"));
        QVERIFY(lineAt(pane, 0).isEmpty()); // not here yet
        QTest::keyClick(pane.lines(), Qt::Key_Home);
        QTRY_COMPARE(lineAt(pane, 1), QStringLiteral("line 1 of many"));
        pane.lines()->verticalScrollBar()->setValue(15'000);
        QTRY_COMPARE(lineAt(pane, 15'000), QStringLiteral("line 15000 of many"));

        // What is not held here the server finds.
        pane.bar()->findField()->setText(QStringLiteral("LINE 70\\d\\d of"));
        QTRY_COMPARE(pane.model().foundCount(), 100);
        QTRY_COMPARE(foundText(pane), QStringLiteral("100 lines"));
        pane.lines()->goTo({0, 20'000});
        QTest::keyClick(pane.lines(), Qt::Key_N);
        QCOMPARE(pane.lines()->current(), 7000);
        QTRY_COMPARE(lineAt(pane, 7000), QStringLiteral("line 7000 of many"));
        pane.model().setOnlyFound(2);
        QTRY_COMPARE(pane.lines()->lineCount(), 104);
        QTRY_COMPARE(lineAt(pane, 0), QStringLiteral("line 6998 of many"));
        pane.model().setOnlyFound(std::nullopt);
        pane.bar()->findField()->setText(QStringLiteral("line (")); // half an expression is text
        QTRY_COMPARE(foundText(pane), QStringLiteral("0 lines"));
        pane.bar()->findField()->setText(QString(2000, u'x'));
        QTRY_COMPARE(foundText(pane), QStringLiteral("Too long to look for"));
        QTest::keyClick(pane.bar()->findField(), Qt::Key_Escape);
        QTRY_COMPARE(foundText(pane), QString());
    }
    void itIsSavedWholeSelectedAndAsShown() {
        const QString id = m_panel.get("/api/services?search=many")
                               .json()[QLatin1String("data")]
                               .toArray()
                               .first()[QLatin1String("id")]
                               .toString();
        LogPane pane(*m_workspace);
        pane.show();
        pane.follow({id}, QStringLiteral("many"));
        QTRY_COMPARE(pane.lines()->lineCount(), 30'001);
        QTemporaryDir out;
        const auto contents = [&](const QString &name) {
            QFile file(out.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        saveTo(out.filePath(QStringLiteral("all.log")));
        emit pane.bar()->saveAllRequested();
        QTRY_VERIFY(!contents(QStringLiteral("all.log")).isEmpty());
        const QByteArray all = contents(QStringLiteral("all.log"));
        QCOMPARE(all.count('\n'), 30'001);
        QVERIFY(all.contains(" line 1 of many\n") && all.endsWith(" line 30000 of many\n"));
        auto *banner = pane.findChild<Banner *>();
        QVERIFY(banner->isVisible() && banner->text().contains(QLatin1String("all.log")));

        pane.bar()->findField()->setText(QStringLiteral("29999"));
        QTRY_COMPARE(pane.model().foundCount(), 1);
        pane.model().setOnlyFound(0);
        QTRY_COMPARE(pane.lines()->lineCount(), 1);
        saveTo(out.filePath(QStringLiteral("shown.log")));
        QTest::keyClick(pane.lines(), Qt::Key_E);
        QVERIFY(contents(QStringLiteral("shown.log")).endsWith(" line 29999 of many\n"));
        QCOMPARE(contents(QStringLiteral("shown.log")).count('\n'), 1);
        saveTo(QStringLiteral("/proc/no/such.log"));
        QTest::keyClick(pane.lines(), Qt::Key_E);
        QTRY_VERIFY(banner->text().contains(QLatin1String("could not be saved")) || banner->isVisible());
    }
    void whatIsClearedAndBookmarkedIsRemembered() {
        const QString id = m_panel.get("/api/services?search=many")
                               .json()[QLatin1String("data")]
                               .toArray()
                               .first()[QLatin1String("id")]
                               .toString();
        {
            LogPane pane(*m_workspace);
            pane.show();
            pane.follow({id}, QStringLiteral("many"));
            QTRY_COMPARE(pane.lines()->lineCount(), 30'001);
            pane.lines()->goTo({0, 29'500});
            QTest::keyClick(pane.lines(), Qt::Key_M);
            QTest::keyClick(pane.lines(), Qt::Key_C);
            QCOMPARE(pane.lines()->lineCount(), 0);
        }
        LogPane again(*m_workspace);
        again.show();
        again.follow({id}, QStringLiteral("many"));
        QTRY_COMPARE(again.model().history(0).end(), 30'002);
        QTRY_COMPARE(again.lines()->lineCount(), 0);
        QTRY_COMPARE(again.lines()->bookmarks(), (QList<LogPlace>{{0, 29'500}}));
        emit again.lines()->showClearedRequested();
        QCOMPARE(again.lines()->lineCount(), 30'001);
    }
    void severalServicesAreOneLog() {
        const LogPane::Log one = deploy(QStringLiteral("tick-one"), QStringLiteral("ticker"));
        const LogPane::Log two = deploy(QStringLiteral("tick-two"), QStringLiteral("ticker"));
        LogPane pane(*m_workspace);
        pane.resize(900, 400);
        pane.show();
        pane.follow(QList<LogPane::Log>{one, two});
        QTRY_VERIFY(pane.lines()->lineCount() > 20);
        bool hasBoth = false;
        qint64 before = 0;
        for (qint64 row = 0; row < pane.lines()->lineCount(); ++row) {
            const LogRow at = pane.model().row(row);
            hasBoth = hasBoth || at.place.source != pane.model().row(0).place.source;
            QVERIFY(at.line.timeMs >= before);
            before = at.line.timeMs;
        }
        QVERIFY(hasBoth);
        QVERIFY(pane.lines()->visibleText().join(u'\n').contains(QLatin1String("tick-one")));
        QVERIFY(pane.lines()->visibleText().join(u'\n').contains(QLatin1String("tick-two")));
        const qint64 rows = pane.lines()->lineCount();
        QTRY_VERIFY(pane.lines()->lineCount() > rows + 4); // live
    }
    void itGoesOnWhereItWasAfterTheServerWasAway() {
        const QString id = m_panel.get("/api/services?search=tick-one")
                               .json()[QLatin1String("data")]
                               .toArray()
                               .first()[QLatin1String("id")]
                               .toString();
        LogPane pane(*m_workspace);
        pane.show();
        pane.follow({id}, QStringLiteral("tick-one"));
        QTRY_VERIFY(pane.lines()->lineCount() > 5);
        m_panel.kill();
        QTRY_VERIFY(!m_workspace->isOnline());
        const qint64 rows = pane.lines()->lineCount();
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_folder.path()}}));
        QTRY_VERIFY_WITH_TIMEOUT(pane.lines()->lineCount() > rows + 10, 20000);
        QVERIFY(pane.model().history(0).lost().empty());
        qint64 expected = 0;
        for (qint64 row = 0; row < pane.lines()->lineCount(); ++row) {
            if (pane.model().row(row).writer.stream == LogStream::System)
                continue;
            const qint64 number = lineAt(pane, row).section(u' ', 1).toLongLong();
            QCOMPARE(number, expected == 0 ? number : expected);
            expected = number + 1;
        }
    }
    void aLogThatMayNotBeReadSaysSo() {
        LogPane pane(*m_workspace);
        pane.show();
        pane.follow({QStringLiteral("svc_00000000000000000000")}, QStringLiteral("gone"));
        auto *state = pane.findChild<StateView *>();
        QTRY_VERIFY(state->isVisible() && state->text().contains(QLatin1String("could not be loaded")));
        pane.follow({});
        QVERIFY(!state->isVisible());
    }
};

DESKTOP_TEST_MAIN(tst_logpane)
#include "tst_logpane.moc"
