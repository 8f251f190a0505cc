// SPDX-License-Identifier: GPL-3.0-or-later
// LocalServer: "use this computer": a server this program starts, owns and ends.
#pragma once

#include "app/client/access.h"
#include <QProcess>

class LocalServer : public QObject {
    Q_OBJECT
public:
    explicit LocalServer(QObject *parent = nullptr);
    ~LocalServer() override;

    /// Starts aiadminpaneld on a data directory of this user's; started() or failed() follows.
    void start();
    /// Ends it and waits a little; the services it has deployed keep running.
    void stop();

signals:
    void started(const Access &access);
    void failed(const QString &reason);

private:
    void onOutput();
    void onFinished(int code);

    QProcess m_process;
    QString m_dataDir;
    QByteArray m_out;
    QByteArray m_errors;
    bool m_ready = false;
};
