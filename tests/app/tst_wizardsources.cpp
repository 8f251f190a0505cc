// SPDX-License-Identifier: GPL-3.0-or-later
// The wizard with what runs in containers: an image, a Compose file with a mistake in it, a repository. The real server
// and a real dockerd.
#include "app/ui/banner.h"
#include "app/ui/codeeditor.h"
#include "app/ui/composeform.h"
#include "app/ui/deploydialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationview.h"
#include "app/ui/servicespage.h"
#include "app/ui/sourcechooser.h"
#include "app/ui/theme.h"
#include "tests/e2e/dockerpanel.h"
#include "tests/support/desktopmain.h"
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

class tst_wizardsources : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerPanel> m_docker;
    QTemporaryDir m_served;
    QProcess m_git;
    QString m_gitUrl;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;

    enum Kind { Templates, Image, Compose, Git }; // the tabs

    LivePanel &panel() { return m_docker->panel; }
    DeployDialog *dialog() const { return m_window->findChild<DeployDialog *>(); }
    QPushButton *next() const { return dialog()->findChild<QPushButton *>(QStringLiteral("next")); }
    SourceForm *form() const { return dialog()->chooser()->form(); }
    template <typename Widget = QLineEdit>
    Widget *field(const char *name) const {
        const auto all = form()->findChildren<Widget *>();
        for (Widget *one : all)
            if (one->accessibleName() == QLatin1String(name))
                return one;
        return nullptr;
    }
    void open(Kind kind, const QString &name) {
        m_window->deploy({});
        QTRY_VERIFY(dialog());
        QTabBar *kinds = dialog()->chooser()->kinds();
        QTest::mouseClick(kinds, Qt::LeftButton, {}, kinds->tabRect(kind).center());
        QVERIFY(form() && form()->isVisible());
        field("Service name")->setText(name);
    }
    /// From the form by the review to its end; the service's row as the table shows it: "Running docker".
    void deploy() {
        QCOMPARE(next()->text(), QStringLiteral("Review"));
        QTest::mouseClick(next(), Qt::LeftButton);
        QTRY_COMPARE(next()->text(), QStringLiteral("Deploy service"));
        QTest::mouseClick(next(), Qt::LeftButton);
        auto *operation = dialog()->findChild<OperationView *>();
        QTRY_VERIFY_WITH_TIMEOUT(operation->isVisible() && isFinished(operation->operation().status), 60'000);
        QVERIFY2(operation->operation().status == OperationStatus::Succeeded,
            qPrintable(operation->operation().error.value_or(QString())));
        dialog()->close();
        QTRY_VERIFY(!dialog());
    }
    QString shown(const QString &name) const {
        const QAbstractItemModel *model = m_window->servicesPage()->table()->view()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, ServiceModel::Name).data().toString() == name)
                return model->index(row, ServiceModel::Status).data().toString() + u' '
                    + model->index(row, ServiceModel::Engine).data().toString();
        return {};
    }
    bool isRepositoryMade() {
        const auto git = [this](const QStringList &arguments) {
            return QProcess::execute(QStringLiteral("git"),
                       QStringList{QStringLiteral("-C"), m_served.filePath(QStringLiteral("app")), QStringLiteral("-c"),
                           QStringLiteral("user.name=Test"), QStringLiteral("-c"),
                           QStringLiteral("user.email=test@example.com")}
                           + arguments)
                == 0;
        };
        QFile file(m_served.filePath(QStringLiteral("app/Dockerfile")));
        return QDir(m_served.path()).mkpath(QStringLiteral("app")) && file.open(QIODevice::WriteOnly)
            && file.write("FROM tiny:1\nCMD [\"sleep\", \"1000\"]\nSTOPSIGNAL SIGKILL\n") > 0 && file.flush()
            && git({QStringLiteral("init"), QStringLiteral("-q")}) && git({QStringLiteral("add"), QStringLiteral("-A")})
            && git({QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("first")});
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        QVERIFY2(m_docker->start(), panel().log().constData());
        QVERIFY(isRepositoryMade());
        m_git.start(
            QStringLiteral("python3"), {QStringLiteral(AAP_SOURCE_DIR "/tests/support/githttp.py"), m_served.path()});
        QVERIFY(m_git.waitForReadyRead(10000));
        m_gitUrl = QStringLiteral("http://127.0.0.1:%1/app/.git").arg(m_git.readLine().trimmed().toInt());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(panel().port())), Secret(panel().key()), {}},
            QStringLiteral("test"));
        QTRY_VERIFY(m_window->servicesPage()->action()->isEnabled());
    }
    void cleanupTestCase() {
        m_window.reset();
        QVERIFY(panel().removeAll());
        QCOMPARE(m_docker->things(), QStringList());
        QCOMPARE(panel().stop(), 0);
        m_docker.reset();
        m_git.kill();
        m_git.waitForFinished(5000);
    }

    void anImageRuns() {
        open(Image, QStringLiteral("by-image"));
        field("Image")->setText(QStringLiteral("tiny:1"));
        field("Ports")->setText(QStringLiteral("8080"));
        deploy();
        QTRY_COMPARE(shown(QStringLiteral("by-image")), QStringLiteral("Running docker"));
    }
    void aMistakeInAComposeFileStandsAtItsLineUntilItIsMended() {
        open(Compose, QStringLiteral("by-compose"));
        CodeEditor *editor = qobject_cast<ComposeForm *>(form())->editor();
        const QString text = QStringLiteral("services:\n  web:\n    image: tiny:1\n    privileged: true\n"
                                            "    command: [sleep, '1000']\n    stop_grace_period: 0s\n");
        editor->setPlainText(text);
        QTest::mouseClick(next(), Qt::LeftButton);
        QTRY_COMPARE(editor->problems().keys(), QList<int>{4});
        QCOMPARE(editor->textCursor().blockNumber(), 3);
        QVERIFY(dialog()->findChild<Banner *>()->isVisible());
        QCOMPARE(next()->text(), QStringLiteral("Review"));
        editor->setPlainText(QString(text).remove(QStringLiteral("    privileged: true\n")));
        QVERIFY(editor->problems().isEmpty());
        deploy();
        QTRY_COMPARE(shown(QStringLiteral("by-compose")), QStringLiteral("Running docker"));
    }
    void aRepositoryIsBuilt() {
        open(Git, QStringLiteral("by-git"));
        field("Repository")->setText(m_gitUrl);
        deploy();
        QTRY_COMPARE(shown(QStringLiteral("by-git")), QStringLiteral("Running docker"));
    }
};

DESKTOP_TEST_MAIN(tst_wizardsources)
#include "tst_wizardsources.moc"
