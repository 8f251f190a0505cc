// SPDX-License-Identifier: GPL-3.0-or-later
// EngineProxy: stands between a daemon and its container engine, in a thread of its own, and does something at the call
// a test chooses: ends the daemon, holds the call, or is away for a while.
#pragma once

#include <QByteArray>
#include <QMutex>
#include <QStringList>
#include <QTemporaryDir>
#include <QThread>
#include <memory>

class EngineProxy : public QThread {
    Q_OBJECT
public:
    explicit EngineProxy(QString engineSocket);
    ~EngineProxy() override;

    QString address() const { return QStringLiteral("unix://") + path(); }

    enum class At {
        Before, // the engine has not seen the call
        After // the engine has carried it out, the daemon does not know
    };
    enum class Deed {
        Kill, // SIGKILL for `pid`
        Hold, // the call goes on after a fifth of a second
        Away // as if the engine had ended: nobody answers for a second and a half
    };
    /// At the `number`th call from now on that changes something (POST, PUT, DELETE), once.
    void arm(int number, At at, Deed deed, qint64 pid = 0);
    void disarm() { arm(0, At::Before, Deed::Hold); }
    /// The call at which it was done; empty before.
    QByteArray done() const;

protected:
    void run() override;

private:
    class Server;
    friend class Server;
    QString path() const { return m_folder.filePath(QStringLiteral("p")); }

    const QString m_engineSocket;
    QTemporaryDir m_folder;
    mutable QMutex m_mutex;
    int m_left = 0;
    At m_at = At::Before;
    Deed m_deed = Deed::Hold;
    qint64 m_pid = 0;
    QByteArray m_done;
};
