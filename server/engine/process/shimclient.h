// SPDX-License-Identifier: GPL-3.0-or-later
// ShimClient: the daemon's end of one shim: starts it or finds it again, gives it orders, and reads its spool.
#pragma once

#include "server/engine/engine.h"
#include "server/shim/spool.h"
#include <QFile>
#include <QLocalSocket>
#include <QSocketNotifier>
#include <QTimer>
#include <memory>

struct ShimExit {
    QString component;
    int code = 0;
    int signal = 0;
    int restartInMs = -1;
};

class ShimClient final : public QObject {
    Q_OBJECT
public:
    /// `home`: the service's folder, with run and spool in it.
    ShimClient(QString home, QString service, OutputPosition stored, QObject *parent);
    ~ShimClient() override;

    /// Starts a shim with this spec and connects to it.
    Task<Result<Done>> launch(QString program, QByteArray spec);
    /// Connects to a shim that runs already; false when none does.
    Task<bool> find();
    bool isConnected() const { return m_socket.state() == QLocalSocket::ConnectedState; }
    void order(const QByteArray &line);
    void acknowledge(const OutputPosition &stored);
    /// Pid of a component as last told; 0 when it does not run.
    int pidOf(const QString &component) const { return m_pids.value(component); }
    /// Reads what is in the spool, told about or not; for a shim that is gone.
    void drainSpool();

signals:
    void output(const QList<OutputLine> &lines, const OutputPosition &end);
    void stateChanged(const QString &component, bool running);
    void exited(const ShimExit &exit);
    void gone();

private:
    Task<bool> connectSocket();
    void readSocket();
    void obeyed(const QList<QByteArray> &words);
    void readSpool();
    bool readSegment(QList<OutputLine> &lines);
    void noteRecord(const spool::Header &header, QByteArrayView body, QList<OutputLine> &lines);

    QString m_home;
    QString m_service;
    QLocalSocket m_socket;
    QByteArray m_in;
    QMap<QString, int> m_pids;
    int m_runDir = -1;
    OutputPosition m_read;
    OutputPosition m_written;
    std::unique_ptr<QFile> m_segment;
    QTimer m_more;
    bool m_helloed = false;
};
