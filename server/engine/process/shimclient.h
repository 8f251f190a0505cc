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
    int restartInMs = -1; // -1: it stays down
    bool outOfMemory = false;
};

class ShimClient final : public QObject {
    Q_OBJECT
public:
    /// `home`: the service's folder, with run and spool in it.
    ShimClient(QString home, QString service, OutputPosition stored, QObject *parent);
    ~ShimClient() override;

    /// Starts a shim with this spec and connects to it.
    Task<Result<Done>> launch(QString program, QByteArray spec);
    /// Connects to a shim that runs already; false when none does, or when what answers is not the one that wrote its
    /// pid and start time down.
    Task<bool> find();
    /// Of the shim itself; both 0 before it was found.
    int pid() const { return m_pid; }
    int revision() const { return m_revision; }
    bool isConnected() const { return m_socket.state() == QLocalSocket::ConnectedState; }
    void order(const QByteArray &line);
    void acknowledge(const OutputPosition &stored);
    /// Reads what is in the spool, told about or not; for a shim that is gone.
    void drainSpool();

signals:
    void output(const QList<OutputLine> &lines, const OutputPosition &end);
    void stateChanged(const QString &component, bool running);
    void exited(const ShimExit &exit);
    void gone();

private:
    Task<bool> connectSocket();
    bool isTheRightOne() const;
    void readSocket();
    void obeyed(const QList<QByteArray> &words);
    void readSpool();
    bool openSegment();
    bool readSegment(QList<OutputLine> &lines);
    void noteRecord(const spool::Header &header, QByteArrayView body, QList<OutputLine> &lines);

    QString m_home;
    QString m_service;
    QLocalSocket m_socket;
    QByteArray m_in;
    int m_runDir = -1;
    int m_pid = 0;
    int m_revision = 0;
    OutputPosition m_read;
    OutputPosition m_written;
    std::unique_ptr<QFile> m_segment;
    int m_segmentRevision = 0; // whose lines are in it
    QTimer m_more;
    bool m_helloed = false;
};
