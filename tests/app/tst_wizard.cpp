// SPDX-License-Identifier: GPL-3.0-or-later
// The wizard against the real server: what is watched while a service comes up, what the server refuses, leaving in
// between; and the catalog it begins from.
#include "app/ui/deploydialog.h"
#include "app/ui/logpane.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationview.h"
#include "app/ui/servicespage.h"
#include "app/ui/templateform.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QDesktopServices>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QToolButton>

// It answers once there is a file "go" in its folder; the panel waits for that.
static const char *waitingTemplate = R"(apiVersion: v2
kind: Template
metadata: {name: waiting, displayName: Waiting, description: Answers when it may, category: devtools, version: "1"}
spec:
  domains: [{port: 8000}]
  healthcheck: {path: /, port: 8000, interval: 1s, timeout: 1s, retries: 100, startPeriod: 60s}
  compose: "services: {main: {image: none, expose: ['8000']}}"
  process:
    components:
      - name: main
        ports: [{name: http, port: 8000}]
        env: {PORT: "${PORT}"}
        command: [sh, -c, "echo waiting; while [ ! -e FOLDER/go ]; do sleep 0.05; done; exec python3 -m http.server --bind 127.0.0.1 $$PORT"]
)";

static QByteArray strictTemplate(const char *variables) {
    return QByteArray(
               "apiVersion: v2\nkind: Template\nmetadata: {name: strict, displayName: Strict, description: Asks, "
               "category: devtools, version: \"1\"}\nspec:\n  process: {components: [{name: main, command: "
               "[sleep, \"1000\"]}]}\n  variables:\n")
        + variables;
}

class tst_wizard : public QObject {
    Q_OBJECT

    QTemporaryDir m_templates;
    QTemporaryDir m_folder; // of the programs, who have another uid
    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    QList<QUrl> m_opened;

    ServicesPage *services() const { return m_window->servicesPage(); }
    DeployDialog *dialog() const { return m_window->findChild<DeployDialog *>(); }
    QPushButton *next() const { return dialog()->findChild<QPushButton *>(QStringLiteral("next")); }
    /// Without a window manager a window is not active again by itself when a dialog has closed.
    void goTo(Qt::Key page) {
        m_window->activateWindow();
        QTRY_VERIFY(m_window->isActiveWindow());
        QTest::keyClick(m_window.get(), page, Qt::AltModifier);
    }
    bool write(const QString &path, const QByteArray &text = {}) const {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }
    QString status(const QString &name) const {
        const QAbstractItemModel *model = services()->table()->view()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, ServiceModel::Name).data().toString() == name)
                return model->index(row, ServiceModel::Status).data().toString();
        return {};
    }
    /// From a template's form to the review, with what the server says of it.
    void fill(const QString &templateId, const QString &name) {
        m_window->deploy(templateId);
        QTRY_COMPARE(next()->text(), QStringLiteral("Review"));
        const auto edits = dialog()->findChildren<QLineEdit *>(QStringLiteral("serviceName"));
        for (QLineEdit *edit : edits)
            if (edit->isVisible())
                edit->setText(name);
        QTest::mouseClick(next(), Qt::LeftButton);
    }
    void deploy(const QString &templateId, const QString &name) {
        fill(templateId, name);
        QTRY_COMPARE(next()->text(), QStringLiteral("Deploy service"));
        QTest::mouseClick(next(), Qt::LeftButton);
    }
    bool startPanel() { return m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}); }
    template <typename Widget>
    Widget *field(const char *name) const {
        const auto all = dialog()->findChildren<Widget *>();
        for (Widget *one : all)
            if (one->accessibleName() == QLatin1String(name) && one->isVisible())
                return one;
        return nullptr;
    }
    /// What is said at the fields of the form.
    QStringList marks() const {
        QStringList texts;
        const auto labels = dialog()->findChild<TemplateForm *>()->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            if (label->isVisible()
                && label->palette().color(QPalette::WindowText) == theme::statusColor(QStringLiteral("failed")))
                texts.append(label->text());
        return texts;
    }
    QJsonObject first(const QByteArray &target) {
        return m_panel.get(target).json()[QLatin1String("data")].toArray().first().toObject();
    }
    static QStringList column(const QAbstractItemModel *model, int column) {
        QStringList texts;
        for (int row = 0; row < model->rowCount(); ++row)
            texts.append(model->index(row, column).data().toString());
        return texts;
    }

public slots:
    void opened(const QUrl &url) { m_opened.append(url); }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY(QFile::setPermissions(m_folder.path(),
            QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
        QVERIFY(write(m_templates.filePath(QStringLiteral("waiting.yaml")),
            QByteArray(waitingTemplate).replace("FOLDER", m_folder.path().toUtf8())));
        QVERIFY(write(m_templates.filePath(QStringLiteral("broken.yaml")), "kind: [Template"));
        QVERIFY(write(m_templates.filePath(QStringLiteral("strict.yaml")),
            strictTemplate(
                "    - {name: CITY, label: City, type: string}\n    - {name: FLOOR, label: Floor, type: string}\n"
                "    - {name: NOTE, label: Note, type: text}\n")));
        QVERIFY2(startPanel(), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}},
            QStringLiteral("test"));
        QTRY_VERIFY(services()->action()->isEnabled());
        QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "opened");
    }
    void theCatalogIsSortedFilteredAndNamesWhatIsBroken() {
        TemplatesPage *page = m_window->templatesPage();
        QTRY_VERIFY(page->banner()->text().contains(QLatin1String("broken.yaml")));
        QTableView *view = page->table()->view();
        QStringList names = column(view->model(), TemplateModel::Name);
        QVERIFY(names.size() >= 7); // the rest is there all the same
        QStringList sorted = names;
        std::ranges::sort(
            sorted, [](const QString &a, const QString &b) { return a.compare(b, Qt::CaseInsensitive) < 0; });
        QCOMPARE(names, sorted);
        goTo(Qt::Key_2);
        QTRY_VERIFY(page->isVisible());
        // A second click on what it is sorted by turns it round.
        QHeaderView *header = view->horizontalHeader();
        const QPoint at(header->sectionViewportPosition(TemplateModel::Name) + 20, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
        std::ranges::reverse(sorted);
        QCOMPARE(column(view->model(), TemplateModel::Name), sorted);
        QTest::keyClicks(page->filter(), QStringLiteral("category:databases post"));
        QTRY_COMPARE(column(view->model(), TemplateModel::Name), QStringList{QStringLiteral("PostgreSQL")});
        page->filter()->setText(QStringLiteral("nothing is called this"));
        QTRY_COMPARE(view->model()->rowCount(), 0);
        QCOMPARE(page->table()->state()->text(), QStringLiteral("No template matches this filter."));
        page->filter()->clear();
        QTRY_COMPARE(view->model()->rowCount(), names.size());
    }
    void stepsAndLogAreWatchedWhileItComesUp() {
        deploy(QStringLiteral("waiting"), QStringLiteral("watched"));
        auto *operation = dialog()->findChild<OperationView *>();
        QAbstractItemModel *steps = operation->findChild<QTableView *>()->model();
        auto *log = dialog()->findChild<LogPane *>();
        // Half way: it was started and is waited for.
        QTRY_VERIFY_WITH_TIMEOUT(log->lines()->allText().contains(QLatin1String("waiting")), 10000);
        QTRY_VERIFY(column(steps, 1).contains(QLatin1String("Running")));
        QVERIFY(operation->isVisible());
        auto *tabs = operation->tabs()->tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(operation->tabs()->indexOf(log)).center());
        QVERIFY(log->isVisible());
        QCOMPARE(operation->operation().status, OperationStatus::Running);
        QCOMPARE(status(QStringLiteral("watched")), QStringLiteral("Deploying"));
        QVERIFY(!next()->isVisible());
        QVERIFY(write(m_folder.filePath(QStringLiteral("go"))));
        QTRY_VERIFY_WITH_TIMEOUT(next()->isVisible(), 20000);
        QVERIFY(!column(steps, 1).contains(QLatin1String("Running")));
        QCOMPARE(operation->operation().status, OperationStatus::Succeeded);
        QTRY_COMPARE(status(QStringLiteral("watched")), QStringLiteral("Running"));

        QCOMPARE(next()->text(), QStringLiteral("Open in browser"));
        QTest::mouseClick(next(), Qt::LeftButton);
        QTRY_COMPARE(m_opened.size(), 1);
        QCOMPARE(m_opened.first(), QUrl(first("/api/services?search=watched")[QLatin1String("url")].toString()));
        dialog()->close();
        QTRY_VERIFY(!dialog());
    }
    void aNameThatIsTakenIsSaidAtItsFieldAndOnce() {
        fill(QStringLiteral("static-site"), QStringLiteral("watched"));
        auto *banner = dialog()->findChild<Banner *>();
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(next()->text(), QStringLiteral("Review")); // still at the form
        int told = banner->text().contains(QLatin1String("is taken"));
        const auto labels = dialog()->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            told +=
                label->isVisible() && !banner->isAncestorOf(label) && label->text().contains(QLatin1String("is taken"));
        QCOMPARE(told, 1);
        QVERIFY(banner->text().contains(QLatin1String("marked below")));
        dialog()->close();
        QTRY_VERIFY(!dialog());
    }
    /// The form was made from a template that is another one by the time the server is asked.
    void whatTheServerFindsIsSaidAtEachFieldAndTheRestOnTop() {
        m_window->deploy(QStringLiteral("strict"));
        QTRY_COMPARE(next()->text(), QStringLiteral("Review"));
        auto *name = field<QLineEdit>("Service name");
        auto *city = field<QLineEdit>("City");
        auto *floor = field<QLineEdit>("Floor");
        auto *note = field<QPlainTextEdit>("Note");
        QVERIFY(name && city && floor && note);
        name->setText(QStringLiteral("strict-one"));
        city->setText(QStringLiteral("Saint-Étienne"));
        floor->setText(QStringLiteral("second"));
        note->setPlainText(QStringLiteral("two\nlines"));
        QCOMPARE(m_panel.stop(), 0);
        QTRY_VERIFY(!next()->isEnabled());
        QVERIFY(write(m_templates.filePath(QStringLiteral("strict.yaml")),
            strictTemplate("    - {name: CITY, label: City, type: string, pattern: \"[a-z]+\"}\n"
                           "    - {name: FLOOR, label: Floor, type: integer}\n"
                           "    - {name: NOTE, label: Note, type: text}\n"
                           "    - {name: REGION, label: Region, type: string, required: true}\n")));
        QVERIFY2(startPanel(), m_panel.log().constData());
        QTRY_VERIFY_WITH_TIMEOUT(next()->isEnabled(), 20000);

        auto *banner = dialog()->findChild<Banner *>();
        QTest::mouseClick(next(), Qt::LeftButton);
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(next()->text(), QStringLiteral("Review")); // still at the form
        const QStringList said = marks();
        QVERIFY2(said.size() == 2 && said[0].startsWith(QLatin1String("City must match the pattern"))
                && said[1].startsWith(QLatin1String("Floor must be")),
            qPrintable(said.join(u'|')));
        QVERIFY2(
            banner->text().contains(QLatin1String("variables.REGION: Region is required")), qPrintable(banner->text()));
        QVERIFY(banner->text().contains(QLatin1String("Request ")));
        QVERIFY(!banner->text().contains(QLatin1String("CITY")) && !banner->text().contains(QLatin1String("FLOOR")));
        QVERIFY(dialog()->focusWidget() == city); // the first of them
        // Nothing that was typed is lost.
        QCOMPARE(name->text(), QStringLiteral("strict-one"));
        QCOMPARE(city->text(), QStringLiteral("Saint-Étienne"));
        QCOMPARE(floor->text(), QStringLiteral("second"));
        QCOMPARE(note->toPlainText(), QStringLiteral("two\nlines"));

        city->setText(QStringLiteral("paris"));
        floor->setText(QStringLiteral("2"));
        QVERIFY(marks().isEmpty());
        QTest::mouseClick(next(), Qt::LeftButton);
        QTRY_VERIFY(banner->isVisible()); // what the form has no field for is still missing
        QVERIFY(banner->text().contains(QLatin1String("REGION")) && marks().isEmpty());
        dialog()->close();
        QTRY_VERIFY(!dialog());
    }
    void whoClosesItInBetweenLeavesTheDeploymentGoingOn() {
        QVERIFY(QFile::remove(m_folder.filePath(QStringLiteral("go"))));
        deploy(QStringLiteral("waiting"), QStringLiteral("left"));
        QTRY_COMPARE(status(QStringLiteral("left")), QStringLiteral("Deploying"));
        dialog()->close();
        QTRY_VERIFY(!dialog());
        QVERIFY(write(m_folder.filePath(QStringLiteral("go"))));
        QTRY_COMPARE_WITH_TIMEOUT(status(QStringLiteral("left")), QStringLiteral("Running"), 20000);
    }
    void aRestartIsDoneByItsButton() {
        QTableView *view = services()->table()->view();
        goTo(Qt::Key_1);
        view->setCurrentIndex(view->model()->index(0, 0));
        QToolButton *restart = nullptr;
        const auto all = services()->findChildren<QToolButton *>();
        for (QToolButton *one : all)
            if (one->text() == QLatin1String("Restart"))
                restart = one;
        QTRY_VERIFY(restart->isEnabled());
        QTest::mouseClick(restart, Qt::LeftButton);
        const QByteArray id = view->currentIndex().data(ModelRole::Id).toString().toLatin1();
        const auto latest = [&] { // of one answer: between two, the operation goes on
            const QJsonObject operation = first("/api/operations?service_id=" + id + "&per_page=1");
            return QString(
                operation[QLatin1String("kind")].toString() + u' ' + operation[QLatin1String("status")].toString());
        };
        QTRY_COMPARE_WITH_TIMEOUT(latest(), QStringLiteral("restart succeeded"), 20000);
        QTRY_COMPARE(
            view->currentIndex().siblingAtColumn(ServiceModel::Status).data().toString(), QStringLiteral("Running"));
    }
    void theWindowIsClosedWhileOneComesUp() {
        QVERIFY(QFile::remove(m_folder.filePath(QStringLiteral("go"))));
        deploy(QStringLiteral("waiting"), QStringLiteral("alone"));
        QTRY_COMPARE(status(QStringLiteral("alone")), QStringLiteral("Deploying"));
        m_window.reset();
        QVERIFY(write(m_folder.filePath(QStringLiteral("go"))));
        QTRY_COMPARE_WITH_TIMEOUT(
            first("/api/services?search=alone")[QLatin1String("status")].toString(), QStringLiteral("running"), 20000);
    }
    void cleanupTestCase() {
        QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
        m_window.reset();
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_wizard)
#include "tst_wizard.moc"
