// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev run on a screen: server and desktop come up connected, and go together.
#include <QProcess>
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
