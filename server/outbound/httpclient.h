// SPDX-License-Identifier: GPL-3.0-or-later
// HttpClient: HTTP to other programs (engines, proxies, registries) over TCP, TLS and unix sockets, by libcurl's multi
// interface in the event loop. Qt 6.4 cannot speak HTTP over a unix socket.
#pragma once

#include "server/outbound/httptransfer.h"
#include "shared/base/task.h"
#include <QHash>
#include <QSet>
#include <QSocketNotifier>
#include <QTimer>

class HttpClient : public QObject {
    Q_OBJECT
public:
    explicit HttpClient(QObject *parent = nullptr);
    ~HttpClient() override;

    /// The whole answer, whatever its status. `Unavailable`: nobody answers; `Timeout`; `Internal`: no HTTP answer.
    Task<Result<IncomingAnswer>> send(OutgoingRequest request);
    /// An exchange to watch: connect to its signals before the event loop runs again.
    std::unique_ptr<HttpTransfer> open(OutgoingRequest request);

private:
    friend class HttpTransfer;
    struct Watch {
        std::unique_ptr<QSocketNotifier> read;
        std::unique_ptr<QSocketNotifier> write;
    };

    static int onSocket(CURL *easy, curl_socket_t socket, int what, void *self, void *);
    static int onTimer(CURLM *multi, long milliseconds, void *self);
    void watch(curl_socket_t socket, int what);
    void act(curl_socket_t socket, int events);
    void drop(HttpTransfer *transfer);

    CURLM *m_multi = nullptr;
    QTimer m_timer;
    QHash<curl_socket_t, std::shared_ptr<Watch>> m_watches;
    QSet<HttpTransfer *> m_transfers;
    QSet<HttpTransfer *> m_due; // have something to tell
};
