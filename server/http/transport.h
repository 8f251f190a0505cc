// SPDX-License-Identifier: GPL-3.0-or-later
// Transport: the bytes of one client, plain or TLS. Plain sockets are used directly, since QTcpSocket closes both ways
// as soon as the client closes its own (no half-close) and copies every answer once more.
#pragma once

#include "server/http/poller.h"
#include <QHostAddress>
#include <QObject>
#include <QSslConfiguration>
#include <QSslSocket>

class Transport : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Appends at most `most` bytes to `buffer`.
    virtual void read(QByteArray &buffer, qsizetype most) = 0;
    /// Sends one after the other; now what the client takes, and the rest when it does.
    virtual void write(const QByteArray &head, const QByteArray &body) = 0;
    virtual qint64 unsentBytes() const = 0;
    /// While paused nothing is read, so that the client's own sending slows down.
    virtual void setPaused(bool paused) = 0;
    /// No more answers; the client still may be reading the last one.
    virtual void closeWriting() = 0;
    virtual QHostAddress peer() const = 0;
    virtual bool isSecure() const = 0;
    /// Gives the connection away as a socket that can live in another thread; `unread` is put back in front of it.
    virtual QTcpSocket *release(const QByteArray &unread) = 0;

signals:
    void readable();
    /// The client will send nothing more; it may still read.
    void readingEnded();
    void drained();
    /// Nothing goes either way any more.
    void closed();
};

class PlainTransport final : public Transport, private Poller::Watcher {
    Q_OBJECT
public:
    PlainTransport(int descriptor, std::shared_ptr<Poller> poller);
    ~PlainTransport() override;

    void read(QByteArray &buffer, qsizetype most) override;
    void write(const QByteArray &head, const QByteArray &body) override;
    qint64 unsentBytes() const override { return m_unsent.size(); }
    void setPaused(bool paused) override;
    void closeWriting() override;
    QHostAddress peer() const override;
    bool isSecure() const override { return false; }
    QTcpSocket *release(const QByteArray &unread) override;

private:
    void onEvents(quint32 events) override;
    void listenFor(quint32 events);
    void sendUnsent();

    int m_descriptor;
    std::shared_ptr<Poller> m_poller;
    quint32 m_events = EPOLLIN;
    QByteArray m_unsent;
    bool m_ended = false;
    bool m_closeWhenDrained = false;
};

/// QSslSocket takes the end of the client's sending for the end of the connection, so there is no half-close here.
class TlsTransport final : public Transport {
    Q_OBJECT
public:
    TlsTransport(int descriptor, const QSslConfiguration &configuration);

    void read(QByteArray &buffer, qsizetype most) override;
    void write(const QByteArray &head, const QByteArray &body) override;
    qint64 unsentBytes() const override;
    void setPaused(bool paused) override;
    void closeWriting() override;
    QHostAddress peer() const override { return m_socket->peerAddress(); }
    bool isSecure() const override { return true; }
    QTcpSocket *release(const QByteArray &unread) override;

private:
    QSslSocket *m_socket;
    bool m_paused = false;
    bool m_sending = false; // an answer, not the handshake
};
