// SPDX-License-Identifier: GPL-3.0-or-later
// The three kinds of probe and the counting between them.
#include "server/engine/process/healthprober.h"
#include <grp.h>
#include <unistd.h>

using namespace std::chrono_literals;

HealthProber::HealthProber(Target target, const Clock &clock, QObject *parent)
    : QObject(parent), m_target(std::move(target)), m_clock(clock) {
    m_next.setSingleShot(true);
    m_timeout.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &HealthProber::probe);
    connect(&m_timeout, &QTimer::timeout, this,
        [this] { finish(false, QStringLiteral("no answer within %1 ms").arg(m_target.probe.timeout.count())); });
}

void HealthProber::start() {
    stop();
    m_quick = 5ms;
    const HealthProbe &probe = m_target.probe;
    m_giveUpAt =
        m_clock.monotonic() + probe.start_period + std::max(1, probe.retries) * std::max(1000ms, probe.interval);
    m_health.consecutive_failures = 0;
    setStatus(HealthStatus::Starting);
    m_next.start(m_target.settle);
}

void HealthProber::stop() {
    m_next.stop();
    m_timeout.stop();
    m_probing = false;
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket.release()->deleteLater(); // it may be the one that is just calling us
    }
    if (m_process) {
        m_process->disconnect(this);
        // Its destructor would wait for it to end.
        QProcess *process = m_process.release();
        connect(process, &QProcess::stateChanged, process, &QObject::deleteLater);
        process->state() == QProcess::NotRunning ? process->deleteLater() : process->kill();
    }
}

void HealthProber::look() {
    if (m_next.isActive() && m_quick == 0ms)
        m_next.start(0);
}

void HealthProber::setStatus(HealthStatus status) {
    if (m_health.status == status)
        return;
    m_health.status = status;
    emit changed(m_health);
}

void HealthProber::probe() {
    m_probing = true;
    m_timeout.start(m_target.probe.timeout);
    if (m_target.probe.kind != ProbeKind::Command)
        probeSocket();
    else
        m_target.ask ? probeByAsking() : probeCommand();
}

void HealthProber::probeByAsking() {
    spawn(m_target.ask(), this, [this, number = ++m_asked](const Result<Done> &answer) {
        if (number == m_asked)
            finish(bool(answer), answer ? QString() : answer.error().message);
    });
}

void HealthProber::probeSocket() {
    m_socket = std::make_unique<QTcpSocket>();
    QTcpSocket *socket = m_socket.get();
    socket->setReadBufferSize(4096);
    connect(socket, &QTcpSocket::connected, this, [this, socket] {
        if (m_target.probe.kind == ProbeKind::Tcp)
            return finish(true, {});
        socket->write("GET " + m_target.probe.path.toUtf8() + " HTTP/1.1\r\nHost: " + m_target.host.toUtf8()
            + "\r\nUser-Agent: aiadminpanel-health\r\nConnection: close\r\n\r\n");
    });
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
        if (!socket->canReadLine())
            return;
        const QByteArray line = socket->readLine(256).trimmed();
        const int status = line.split(' ').value(1).toInt();
        finish(line.startsWith("HTTP/1.") && status >= 200 && status < 400,
            QStringLiteral("answered \"%1\"").arg(QString::fromLatin1(line.left(80))));
    });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] { finish(false, socket->errorString()); });
    socket->connectToHost(m_target.host, quint16(m_target.port));
}

void HealthProber::probeCommand() {
    m_process = std::make_unique<QProcess>();
    m_process->setProcessEnvironment(m_target.environment);
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setWorkingDirectory(QStringLiteral("/"));
    if (const uint uid = uint(m_target.uid); uid != 0)
        m_process->setChildProcessModifier([uid] {
            if (setgroups(0, nullptr) != 0 || setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0)
                _exit(126);
        });
    connect(m_process.get(), &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        const QString said = QString::fromUtf8(m_process->readAll().left(200)).trimmed();
        finish(status == QProcess::NormalExit && code == 0, QStringLiteral("exit code %1: %2").arg(code).arg(said));
    });
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(false, m_process->errorString());
    });
    m_process->start(m_target.command.value(0), m_target.command.mid(1));
}

void HealthProber::finish(bool passed, const QString &reason) {
    if (!m_probing)
        return;
    stop();
    m_health.last_check = m_clock.now();
    if (passed) {
        m_health.consecutive_failures = 0;
        m_quick = 0ms;
        m_health.status == HealthStatus::Healthy ? emit changed(m_health) : setStatus(HealthStatus::Healthy);
        return m_next.start(m_target.rest > 0ms ? m_target.rest : m_target.probe.interval);
    }
    ++m_health.consecutive_failures;
    if (m_quick > 0ms) {
        if (m_clock.monotonic() >= m_giveUpAt) {
            setStatus(HealthStatus::Unhealthy);
            m_quick = 0ms;
            m_next.start(m_target.probe.interval);
            emit gaveUp(reason);
            return;
        }
        m_next.start(m_quick);
        m_quick = std::min(m_quick * 5 / 4 + 1ms, std::chrono::milliseconds(500));
        return;
    }
    if (m_health.consecutive_failures >= m_target.probe.retries && m_health.status != HealthStatus::Unhealthy)
        setStatus(HealthStatus::Unhealthy);
    else
        emit changed(m_health);
    m_next.start(m_target.probe.interval);
}
