// SPDX-License-Identifier: GPL-3.0-or-later
// CaddyProcess: the Caddy that the panel starts for itself. It outlives the daemon, so that traffic goes on; a lock
// that it holds as long as it lives says whether there is one, so there are never two.
#pragma once

#include "shared/base/task.h"
#include <QObject>
#include <QSocketNotifier>
#include <memory>

class CaddyProcess : public QObject {
    Q_OBJECT
public:
    /// `folder` is made when needed. `uid`: the user it runs as when the server is root; it may still use all ports.
    CaddyProcess(QString folder, int uid, QObject *parent = nullptr);
    ~CaddyProcess() override;

    /// Makes the folders and finds the one that runs already.
    Result<Done> open();
    bool isRunning() const;
    /// Starts one with this configuration. `Unavailable` with its own last words when it ends at once.
    Task<Result<Done>> start(QByteArray config);
    /// SIGTERM, and SIGKILL after some seconds. Done when none runs.
    Task<Result<Done>> stop();

    /// Of its admin endpoint, short enough for any data directory.
    QString socketPath() const;
    /// What it said before its logging was set up.
    QString lastWords() const;

signals:
    /// It is not there any more, whoever ended it.
    void ended();

private:
    int takeLock() const;
    void watch();
    Result<Done> launch(const QByteArray &config);

    QString m_folder;
    int m_uid;
    int m_workFolder = -1;
    int m_process = -1; // pidfd
    std::unique_ptr<QSocketNotifier> m_notifier;
};
