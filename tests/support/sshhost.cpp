// SPDX-License-Identifier: GPL-3.0-or-later
// Keys by ssh-keygen, a configuration of a dozen lines, and waiting until it listens.
#include "tests/support/sshhost.h"
#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <pwd.h>
#include <unistd.h>

static QByteArray contentOf(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static void makePair(const QString &path) {
    QFile::remove(path);
    QProcess::execute(QStringLiteral("ssh-keygen"),
        {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"), QStringLiteral("-N"), QString(),
            QStringLiteral("-C"), QStringLiteral("test"), QStringLiteral("-f"), path});
}

SshHost::SshHost() {
    makePair(path("host"));
    QTcpServer probe;
    if (probe.listen(QHostAddress(QHostAddress::LocalHost)))
        m_port = probe.serverPort();
}

SshHost::~SshHost() {
    stop();
}

bool SshHost::start() {
    if (geteuid() == 0)
        QDir().mkpath(QStringLiteral("/run/sshd")); // as the service's unit does
    QFile config(path("config"));
    if (!config.open(QIODevice::WriteOnly))
        return false;
    config.write("Port " + QByteArray::number(m_port) + "\nListenAddress 127.0.0.1\nHostKey " + path("host").toUtf8()
        + "\nAuthorizedKeysFile " + path("authorized").toUtf8()
        + "\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
          "PermitRootLogin prohibit-password\nLogLevel VERBOSE\n");
    config.close();
    m_process.setStandardErrorFile(path("log"), QIODevice::Append);
    m_process.start(QStringLiteral("/usr/sbin/sshd"),
        {QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), path("config")});
    return QTest::qWaitFor(
        [this] {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
            return socket.waitForConnected(200);
        },
        10'000);
}

void SshHost::stop() {
    m_process.terminate();
    if (m_process.state() != QProcess::NotRunning)
        m_process.waitForFinished(5000);
}

QByteArray SshHost::makeKey(bool isAuthorized) {
    const QString pair = path("key") + QString::number(++m_keys);
    makePair(pair);
    QFile authorized(path("authorized"));
    if (isAuthorized && authorized.open(QIODevice::Append))
        authorized.write(contentOf(pair + QStringLiteral(".pub")));
    return contentOf(pair);
}

void SshHost::changeHostKey() {
    makePair(path("host"));
}

QByteArray SshHost::hostLine() const {
    return "[127.0.0.1]:" + QByteArray::number(m_port) + ' ' + contentOf(path("host.pub"));
}

QString SshHost::url(const QString &user, const QString &where) const {
    const QString host = QStringLiteral("127.0.0.1:") + QString::number(m_port);
    return QStringLiteral("ssh://") + (user.isEmpty() ? host : QString(user + u'@' + host)) + where;
}

QByteArray SshHost::log() const {
    return contentOf(path("log"));
}

QString SshHost::user() {
    const passwd *entry = getpwuid(geteuid());
    return QString::fromLocal8Bit(entry ? entry->pw_name : "");
}
