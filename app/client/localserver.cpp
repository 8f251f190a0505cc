// SPDX-License-Identifier: GPL-3.0-or-later
// Finding, starting and ending the program.
#include "app/client/localserver.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

static QString findProgram() {
    const QString here = QCoreApplication::applicationDirPath();
    for (const char *place : {"/aiadminpaneld", "/../server/aiadminpaneld"}) {
        const QString path = here + QLatin1String(place);
        if (QFileInfo(path).isExecutable())
            return QFileInfo(path).canonicalFilePath();
    }
    return QStandardPaths::findExecutable(QStringLiteral("aiadminpaneld"));
}

LocalServer::LocalServer(QObject *parent) : QObject(parent) {
    m_dataDir =
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/aiadminpanel-local");
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &LocalServer::onOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this,
        [this] { m_errors = QByteArray(m_errors + m_process.readAllStandardError()).right(4096); });
    connect(&m_process, &QProcess::finished, this, [this](int code) { onFinished(code); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            emit failed(tr("The server program could not be started: %1").arg(m_process.errorString()));
    });
}

LocalServer::~LocalServer() {
    m_process.disconnect(this);
    stop();
}

void LocalServer::start() {
    if (m_process.state() != QProcess::NotRunning)
        return;
    const QString program = findProgram();
    if (program.isEmpty())
        return emit failed(tr("The server program aiadminpaneld is not installed on this computer."));
    m_ready = false;
    m_out.clear();
    m_errors.clear();
    // A desktop that is watched all day asks more often than a script: the local server sets it no limit.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("AAP_RATE_LIMITS_AUTHENTICATED"), QStringLiteral("0"));
    environment.insert(QStringLiteral("AAP_RATE_LIMITS_DEPLOY"), QStringLiteral("0"));
    m_process.setProcessEnvironment(environment);
    m_process.start(program,
        {QStringLiteral("serve"), QStringLiteral("--data-dir"), m_dataDir, QStringLiteral("--listen"),
            QStringLiteral("127.0.0.1:0")});
}

void LocalServer::onOutput() {
    m_out = QByteArray(m_out + m_process.readAllStandardOutput()).right(4096);
    if (m_ready || !m_out.startsWith("ready ") || !m_out.contains('\n'))
        return;
    QFile file(m_dataDir + QStringLiteral("/bootstrap.key"));
    if (!file.open(QIODevice::ReadOnly))
        return emit failed(tr("The server's key %1 cannot be read.").arg(file.fileName()));
    m_ready = true;
    Access access;
    QString url = QString::fromLatin1(m_out.mid(6, m_out.indexOf('\n') - 6)).trimmed();
    if (url.endsWith(QLatin1String("/api")))
        url.chop(4);
    access.url = QUrl(url);
    access.key = Secret(file.read(1024).trimmed());
    emit started(access);
}

void LocalServer::onFinished(int code) {
    const QString last = QString::fromLocal8Bit(m_errors).trimmed();
    emit failed(code == 3
            ? tr("Another server uses the data of this computer already. End it, or connect to it by its address.")
            : tr("The server on this computer ended with code %1. %2").arg(code).arg(last));
}

void LocalServer::stop() {
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.disconnect(this);
    m_process.terminate();
    if (!m_process.waitForFinished(10'000))
        m_process.kill();
    m_process.waitForFinished(2000);
}
