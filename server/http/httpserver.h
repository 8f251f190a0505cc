// SPDX-License-Identifier: GPL-3.0-or-later
// HttpServer: the panel's HTTP front. Clients are accepted, framed, bounded and timed by our own code; every request
// that is whole and well-formed goes through QAbstractHttpServer in canonical form.
#pragma once

#include "server/http/httplimits.h"
#include "server/http/httpmessage.h"
#include "shared/base/result.h"
#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QPointer>
#include <QSet>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <memory>
#include <optional>
#include <set>

class HttpConnection;
class Poller;

/// What an upgrade request is answered with: a refusal, or whatever the WebSocket side is to know of the client.
struct UpgradeDecision {
    std::optional<HttpResponse> refusal;
    std::shared_ptr<const void> context;
};

class HttpServer final : public QAbstractHttpServer {
    Q_OBJECT
public:
    using Handler = std::function<void(HttpRequest, Responder)>;
    using UpgradeCheck = std::function<UpgradeDecision(const HttpRequest &)>;
    using Upgraded = std::function<void(QTcpSocket *, const HttpRequest &, std::shared_ptr<const void>)>;
    using Decorate = std::function<void(const HttpRequest &, HttpResponse &)>;

    explicit HttpServer(HttpLimits limits, QObject *parent = nullptr);
    ~HttpServer() override;

    void setHandler(Handler handler) { m_handler = std::move(handler); }
    /// Decides on WebSocket handshakes before a byte of them is answered; without one they are refused with 404.
    void setUpgrade(UpgradeCheck check, Upgraded upgraded);
    /// Runs on answers that reach no handler: malformed heads, time-outs, refused upgrades.
    void setDecorate(Decorate decorate) { m_decorate = std::move(decorate); }
    Result<Done> useTls(const QString &certificateFile, const QString &keyFile);

    /// Port 0 takes any free one. A port in use is `Conflict`.
    Result<Done> listen(const QHostAddress &host, quint16 port);
    quint16 port() const;
    /// Accepts nobody any more and closes each connection when its answers are out; then stopped().
    void stop();

    struct Counters {
        quint64 accepted = 0;
        /// Turned away, there being too many connections.
        quint64 refused = 0;
        quint64 malformed = 0;
        quint64 timedOut = 0;
    };
    const Counters &counters() const { return m_counters; }
    qsizetype connectionCount() const { return m_connections.size(); }

signals:
    void stopped();

private:
    friend class HttpConnection;
    class CanonicalSocket;
    class ClientListener;

    void accept(qintptr descriptor);
    void forget(HttpConnection *connection);
    void schedule(HttpConnection *connection);
    void onDeadlines();
    /// Sends a request through the stock parser, which calls back into dispatch() before this returns.
    void passThrough(HttpRequest request, Responder responder);
    bool dispatch();
    void decorate(const HttpRequest &request, HttpResponse &response);

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    bool handleRequest(const QHttpServerRequest &, QHttpServerResponder &) override {
        return dispatch();
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    void missingHandler(const QHttpServerRequest &, QHttpServerResponder &) override { }
#else
    void missingHandler(const QHttpServerRequest &, QHttpServerResponder &&) override { }
#endif
#else
    bool handleRequest(const QHttpServerRequest &, QTcpSocket *) override {
        return dispatch();
    }
    void missingHandler(const QHttpServerRequest &, QTcpSocket *) override { }
#endif

    static constexpr int turnedAwayLimit = 64;

    HttpLimits m_limits;
    std::shared_ptr<Poller> m_poller;
    Handler m_handler;
    UpgradeCheck m_upgradeCheck;
    Upgraded m_upgraded;
    Decorate m_decorate;
    std::optional<QSslConfiguration> m_tls;
    ClientListener *m_listener = nullptr; // a child
    QPointer<CanonicalSocket> m_parserSocket;
    std::optional<std::pair<HttpRequest, Responder>> m_passing;
    QSet<HttpConnection *> m_connections;
    std::set<std::pair<std::chrono::milliseconds, HttpConnection *>> m_deadlines;
    QTimer m_deadlineTimer;
    int m_turnedAway = 0;
    qint64 m_bodyBytes = 0; // held by requests that are still arriving
    Counters m_counters;
    bool m_stopping = false;
};

std::chrono::milliseconds monotonicNow();
