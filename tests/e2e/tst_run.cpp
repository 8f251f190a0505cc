// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev run: on a screen server and desktop come up connected and go together; without one there are lines to paste,
// and a demo.
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <csignal>

class tst_run : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    QProcess m_run;
    QByteArray m_said;
    QUrl m_api;
    static constexpr int patience = 30000;

    bool start() {
        m_said.clear();
        m_api.clear();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DEV_RUN_PRESET"), QStringLiteral(AAP_PRESET));
        environment.insert(QStringLiteral("AAP_ENGINES"), QStringLiteral("[{name: process, kind: process}]"));
        m_run.setProcessEnvironment(environment);
        m_run.setProcessChannelMode(QProcess::MergedChannels);
        m_run.start(QStringLiteral(AAP_SOURCE_DIR "/dev"),
            {QStringLiteral("run"), QStringLiteral("--data-dir"), m_home.filePath(QStringLiteral("data")),
                QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")});
        const bool said = QTest::qWaitFor(
            [this] {
                m_said += m_run.readAll();
                const qsizetype at = m_said.indexOf("http://");
                if (at >= 0 && m_said.indexOf(';', at) > at)
                    m_api = QUrl(QString::fromLatin1(m_said.mid(at, m_said.indexOf(';', at) - at)));
                return !m_api.isEmpty() || m_run.state() == QProcess::NotRunning;
            },
            patience);
        return said && !m_api.isEmpty();
    }
    /// `./dev run` where there is no display.
    void begin(const QStringList &arguments) {
        m_said.clear();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("DISPLAY"));
        environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
        environment.insert(QStringLiteral("DEV_RUN_PRESET"), QStringLiteral(AAP_PRESET));
        environment.insert(QStringLiteral("AAP_ENGINES"), QStringLiteral("[{name: process, kind: process}]"));
        m_run.setProcessEnvironment(environment);
        m_run.setProcessChannelMode(QProcess::MergedChannels);
        m_run.start(QStringLiteral(AAP_SOURCE_DIR "/dev"), QStringList{QStringLiteral("run")} + arguments);
    }
    QByteArray said() { return m_said += m_run.readAll(); }
    /// What a line of the shell prints, as JSON.
    static QJsonObject answer(const QByteArray &line) {
        QProcess shell;
        shell.start(QStringLiteral("bash"), {QStringLiteral("-c"), QString::fromUtf8(line)});
        shell.waitForFinished(20'000);
        return QJsonDocument::fromJson(shell.readAllStandardOutput()).object();
    }
    static bool answers(const QUrl &api) {
        QTcpSocket socket;
        socket.connectToHost(api.host(), quint16(api.port()));
        return socket.waitForConnected(2000);
    }
    /// The id of the window with this title, of those that are shown.
    static QByteArray window(const char *title) {
        QProcess search;
        search.start(QStringLiteral("xdotool"),
            {QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--name"),
                QString::fromUtf8(title)});
        search.waitForFinished(5000);
        return search.readAllStandardOutput().trimmed();
    }
    static bool press(const QByteArray &id, const char *keys) {
        return QProcess::execute(QStringLiteral("xdotool"),
                   {QStringLiteral("windowfocus"), QStringLiteral("--sync"), QString::fromLatin1(id),
                       QStringLiteral("key"), QString::fromLatin1(keys)})
            == 0;
    }

private slots:
    void theDesktopOpensConnectedAndTheServerGoesWithIt() {
        QVERIFY2(start(), m_said.constData());
        QByteArray id;
        // The title says "(connecting)" and "(offline)" as long as it is.
        QTRY_VERIFY_WITH_TIMEOUT(!(id = window("^127.0.0.1 – AI Admin Panel$")).isEmpty(), patience);
        QVERIFY(!id.contains('\n'));
        QVERIFY(answers(m_api));
        QVERIFY(press(id, "ctrl+q"));
        QTRY_COMPARE_WITH_TIMEOUT(m_run.state(), QProcess::NotRunning, patience);
        QCOMPARE(m_run.exitCode(), 0);
        QVERIFY(!answers(m_api));
    }
    void controlCEndsBoth() {
        QVERIFY2(start(), m_said.constData());
        QTRY_VERIFY_WITH_TIMEOUT(!window("^127.0.0.1 – AI Admin Panel$").isEmpty(), patience);
        ::kill(pid_t(m_run.processId()), SIGINT);
        QTRY_COMPARE_WITH_TIMEOUT(m_run.state(), QProcess::NotRunning, patience);
        QCOMPARE(m_run.exitCode(), 0);
        QTRY_VERIFY(window("AI Admin Panel").isEmpty());
        QVERIFY(!answers(m_api));
    }
    void withoutADisplayTheThreeLinesWorkAsTheyStand() {
        // The configuration says where the data is, and with it the key.
        QFile configuration(m_home.filePath(QStringLiteral("c.yaml")));
        QVERIFY(configuration.open(QIODevice::WriteOnly));
        configuration.write(
            "listen: 127.0.0.1:0\ndata_dir: " + m_home.filePath(QStringLiteral("headless")).toUtf8() + '\n');
        configuration.close();
        begin({QStringLiteral("--config"), configuration.fileName()});
        QTRY_VERIFY_WITH_TIMEOUT(said().contains("Ctrl+C stops the server"), patience);
        QVERIFY(m_said.contains("The admin key is in     "));
        QVERIFY(m_said.contains(m_home.filePath(QStringLiteral("headless/bootstrap.key")).toUtf8()));
        QList<QByteArray> lines;
        const QList<QByteArray> all = m_said.split('\n');
        for (const QByteArray &line : all)
            if (line.trimmed().startsWith("curl "))
                lines.append(line.trimmed());
        QCOMPARE(lines.size(), 3);
        QVERIFY(answer(lines[0])[QLatin1String("role")].toString() == QLatin1String("admin"));
        const QByteArray id = answer(lines[1])[QLatin1String("id")].toString().toLatin1();
        QVERIFY(id.startsWith("svc_"));
        QCOMPARE(answer(lines[2])[QLatin1String("total")].toInt(), 1);
        QCOMPARE(m_run.state(), QProcess::Running); // in the foreground
        // Services outlive the server; this one need not.
        const qsizetype url = lines[2].lastIndexOf("http://");
        const QByteArray curl = lines[2].left(url), api = lines[2].mid(url, lines[2].lastIndexOf('/') - url);
        (void)answer(curl + "-X DELETE '" + api + "/services/" + id + "?purge=true'");
        QTRY_COMPARE_WITH_TIMEOUT(
            answer(curl + "'" + api + "/operations?kind=delete&status=succeeded'")[QLatin1String("total")].toInt(), 1,
            patience);
        ::kill(pid_t(m_run.processId()), SIGINT);
        QTRY_COMPARE_WITH_TIMEOUT(m_run.state(), QProcess::NotRunning, patience);
        QCOMPARE(m_run.exitCode(), 0);
    }
    void theHelpNamesEveryCommand() {
        QProcess help;
        help.start(QStringLiteral(AAP_SOURCE_DIR "/dev"), {QStringLiteral("help")});
        QVERIFY(help.waitForFinished(10'000));
        QCOMPARE(help.exitCode(), 0);
        const QByteArray text = help.readAllStandardOutput();
        for (const char *command : {"run", "test", "build", "bench", "screenshots", "format", "lint", "clean", "help"})
            QVERIFY2(text.contains(QByteArray(QByteArray("./dev ") + command)), command);
        help.start(QStringLiteral(AAP_SOURCE_DIR "/dev"), {QStringLiteral("dance")});
        QVERIFY(help.waitForFinished(10'000));
        QVERIFY(help.exitCode() != 0);
        QVERIFY(help.readAllStandardError().contains("there is no command \"dance\""));
    }
    void theManualsNameEveryOptionAndCommand_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("page");
        QTest::newRow("server") << QStringLiteral("server/aiadminpaneld") << QStringLiteral("aiadminpaneld.1");
        QTest::newRow("desktop") << QStringLiteral("app/aiadminpanel") << QStringLiteral("aiadminpanel.1");
        QTest::newRow("shim") << QStringLiteral("server/shim/aiadminpanel-shim")
                              << QStringLiteral("aiadminpanel-shim.8");
    }
    void theManualsNameEveryOptionAndCommand() {
        QFETCH(QString, program);
        QFETCH(QString, page);
        QProcess help;
        help.start(QStringLiteral(AAP_SOURCE_DIR "/build/" AAP_PRESET "/") + program, {QStringLiteral("--help")});
        QVERIFY(help.waitForFinished(20'000));
        QCOMPARE(help.exitCode(), 0);
        const QString text = QString::fromUtf8(help.readAllStandardOutput());
        QVERIFY(!text.isEmpty());
        QFile file(QStringLiteral(AAP_SOURCE_DIR "/resources/packaging/") + page);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString manual = QString::fromUtf8(file.readAll());
        static const QRegularExpression option(
            QStringLiteral("^ +(?:-\\w, )?--([a-z-]+)"), QRegularExpression::MultilineOption);
        for (auto it = option.globalMatch(text); it.hasNext();) {
            const QString name = it.next().captured(1);
            QVERIFY2(
                name == QLatin1String("help-all") || manual.contains(QLatin1String("\\-") + name), qPrintable(name));
        }
        // Between "Commands:" and an empty line: two blanks, a command, its capitals left out, and what it does.
        static const QRegularExpression command(
            QStringLiteral("^  ([a-z][a-z-]+(?: [a-z]+)?)[ A-Z]* {2,}"), QRegularExpression::MultilineOption);
        const QString commands = text.section(QLatin1String("Commands:\n"), 1).section(QLatin1String("\n\n"), 0, 0);
        for (auto it = command.globalMatch(commands); it.hasNext();) {
            const QString name = it.next().captured(1);
            QVERIFY2(manual.contains(QLatin1String("\n.It Cm ") + name + u'\n'), qPrintable(name));
        }
    }
    void theDemoShowsTheWholeWayAndEnds() {
        begin({QStringLiteral("--demo")});
        QTRY_COMPARE_WITH_TIMEOUT(m_run.state(), QProcess::NotRunning, 2 * patience);
        QVERIFY2(m_run.exitCode() == 0, said().constData());
        qsizetype at = 0; // in this order
        for (const char *part : {"Deploying the template static-site", "validate", "prepare", "start", "health",
                 "Fetching http://127.0.0.1:", " 200 ", "<title>Hello from the demo</title>", "Its last log lines",
                 "GET / ", "stop", "Done"}) {
            at = m_said.indexOf(part, at);
            QVERIFY2(at >= 0, QByteArray(part + m_said).constData());
        }
    }
    void cleanup() {
        if (m_run.state() == QProcess::NotRunning)
            return;
        m_run.terminate();
        m_run.waitForFinished(10000);
    }
};

int main(int argc, char **argv) {
    QCoreApplication app(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    arguments.removeOne(QStringLiteral("none")); // the desktop session's keyring
    tst_run test;
    return QTest::qExec(&test, arguments);
}
#include "tst_run.moc"
