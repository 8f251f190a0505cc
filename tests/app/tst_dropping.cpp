// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are dragged onto the window.
#include "app/ui/banner.h"
#include "app/ui/codeeditor.h"
#include "app/ui/composeform.h"
#include "app/ui/deploydialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/sourcechooser.h"
#include "app/ui/templateform.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QDragEnterEvent>
#include <QMimeData>

class tst_dropping : public QObject {
    Q_OBJECT

    QTemporaryDir m_files;
    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;

    QUrl file(const char *name, const QByteArray &text) const {
        QFile made(m_files.filePath(QString::fromLatin1(name)));
        return made.open(QIODevice::WriteOnly) && made.write(text) == text.size() ? QUrl::fromLocalFile(made.fileName())
                                                                                  : QUrl();
    }
    /// As the window system does it; false when the window does not want it.
    bool drop(const QList<QUrl> &urls) {
        QMimeData data;
        data.setUrls(urls);
        const QPoint place = m_window->rect().center();
        QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent event(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
        return event.isAccepted();
    }
    DeployDialog *dialog() const { return m_window->findChild<DeployDialog *>(); }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}},
            QStringLiteral("test"));
    }
    void nothingIsTakenBeforeOneMayDeploy() {
        QVERIFY(!drop({file("early.yaml", "services: {}\n")}));
        QTRY_VERIFY(m_window->servicesPage()->action()->isEnabled());
    }
    void aComposeFileOpensTheWizardWithIt() {
        const QByteArray text = "# kind: Template\nservices:\n  web:\n    image: nginx:1.25\n";
        QVERIFY(drop({file("compose.yml", text)}));
        QTRY_VERIFY(dialog());
        auto *form = qobject_cast<ComposeForm *>(dialog()->chooser()->form());
        QVERIFY(form && form->isVisible());
        QCOMPARE(form->editor()->toPlainText(), QString::fromLatin1(text));
        dialog()->close();
        QTRY_VERIFY(!dialog());
    }
    void aTemplateFileOpensItsForm_data() {
        QTest::addColumn<QByteArray>("metadata");
        QTest::newRow("in braces") << QByteArray("metadata: {displayName: Echo, name: http-echo, version: \"1\"}\n");
        QTest::newRow("in lines") << QByteArray("metadata:\n  displayName: Echo\n  name: http-echo\n");
    }
    void aTemplateFileOpensItsForm() {
        QFETCH(QByteArray, metadata);
        QVERIFY(drop({file("echo.yaml", "apiVersion: v2\nkind: Template\n" + metadata + "spec:\n")}));
        QTRY_VERIFY(dialog() && dialog()->findChild<TemplateForm *>());
        QVERIFY(dialog()->findChild<TemplateForm *>()->summary().startsWith(QStringLiteral("HTTP echo")));
        dialog()->close();
        QTRY_VERIFY(!dialog());
    }
    void aTemplateTheServerDoesNotHaveIsSaid() {
        QVERIFY(drop({file("other.yaml", "kind: Template\nmetadata:\n  name: not-here\n")}));
        QTRY_VERIFY(m_window->banner()->text().contains(QStringLiteral("not-here")));
        QVERIFY(m_window->banner()->isVisible() && !dialog());
    }
    void anythingElseIsNotTaken() {
        const QUrl compose = file("a.yaml", "services: {}\n");
        QVERIFY(!drop({file("picture.png", "x")}));
        QVERIFY(!drop({compose, file("b.yaml", "services: {}\n")}));
        QVERIFY(!drop({QUrl(QStringLiteral("https://example.com/compose.yaml"))}));
        QVERIFY(!drop({}));
        QVERIFY(!dialog());
    }
    void aFileThatIsTooLargeIsSaidAtTheForm() {
        QVERIFY(drop({file("huge.yaml", QByteArray(2 << 20, '#'))}));
        QTRY_VERIFY(dialog());
        auto *form = qobject_cast<ComposeForm *>(dialog()->chooser()->form());
        QVERIFY(form && form->editor()->toPlainText().isEmpty());
        const auto labels = form->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->text().contains(QStringLiteral("larger than 1 MiB"));
        }));
        dialog()->close();
    }
    void cleanupTestCase() {
        m_window.reset();
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_dropping)
#include "tst_dropping.moc"
