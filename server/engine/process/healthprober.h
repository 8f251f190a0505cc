// SPDX-License-Identifier: GPL-3.0-or-later
// HealthProber: asks one service again and again whether it works: by HTTP, TCP or a command.
#pragma once

#include "server/catalog/templatefile.h"
#include "shared/base/clock.h"
#include "shared/base/task.h"
#include "shared/contract/service.h"
#include <QObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTimer>
#include <memory>

class HealthProber final : public QObject {
    Q_OBJECT
public:
    struct Target {
        HealthProbe probe;
        QString host = QStringLiteral("127.0.0.1");
        int port = 0; // the real one
        /// Asked instead of running a command of this host.
        std::function<Task<Result<Done>>()> ask;
        QStringList command; // with placeholders filled in
        QProcessEnvironment environment;
        int uid = 0;
        /// How long it has to have run before the first try says anything.
        std::chrono::milliseconds settle{0};
        /// Between checks that pass, where look() is called when there is news; 0: the probe's interval.
        std::chrono::milliseconds rest{0};
    };
    HealthProber(Target target, const Clock &clock, QObject *parent);
    ~HealthProber() override { stop(); }

    /// Begins, or begins anew after a restart: quick tries until the first success, then the probe's interval.
    void start();
    void stop();
    /// There is news: checks at once, and not when it would.
    void look();
    const Health &health() const { return m_health; }

signals:
    void changed(const Health &health);
    /// The start period is over and the service never passed; `reason` is the last failure.
    void gaveUp(const QString &reason);

private:
    void probe();
    void probeSocket();
    void probeCommand();
    void probeByAsking();
    void finish(bool passed, const QString &reason);
    void setStatus(HealthStatus status);

    Target m_target;
    const Clock &m_clock;
    Health m_health;
    QTimer m_next;
    QTimer m_timeout;
    std::unique_ptr<QTcpSocket> m_socket;
    std::unique_ptr<QProcess> m_process;
    std::chrono::milliseconds m_quick{};
    std::chrono::milliseconds m_giveUpAt{};
    bool m_probing = false;
    int m_asked = 0; // answers to an earlier question come too late
};
