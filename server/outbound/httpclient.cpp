// SPDX-License-Identifier: GPL-3.0-or-later
// libcurl says which sockets and which time it waits for; the event loop says when they are due.
#include "server/outbound/httpclient.h"
#include <QCoroFuture>
#include <QPromise>

HttpClient::HttpClient(QObject *parent) : QObject(parent) {
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi = global == CURLE_OK ? curl_multi_init() : nullptr;
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &HttpClient::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &HttpClient::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
}

HttpClient::~HttpClient() {
    for (HttpTransfer *transfer : QSet<HttpTransfer *>(m_transfers))
        drop(transfer);
    curl_multi_cleanup(m_multi);
}

std::unique_ptr<HttpTransfer> HttpClient::open(OutgoingRequest request) {
    std::unique_ptr<HttpTransfer> transfer(new HttpTransfer(*this, std::move(request)));
    const bool good = transfer->setUp() && curl_multi_add_handle(m_multi, transfer->m_easy) == CURLM_OK;
    m_transfers.insert(transfer.get());
    if (!good) {
        transfer->end(CURLE_FAILED_INIT);
        m_timer.start(0);
    }
    return transfer;
}

Task<Result<IncomingAnswer>> HttpClient::send(OutgoingRequest request) {
    QPromise<Result<IncomingAnswer>> promise;
    promise.start();
    auto future = promise.future();
    const auto transfer = open(std::move(request));
    connect(transfer.get(), &HttpTransfer::finished, transfer.get(), [&promise](const Result<IncomingAnswer> &answer) {
        promise.addResult(answer);
        promise.finish();
    });
    co_return co_await future;
}

void HttpClient::drop(HttpTransfer *transfer) {
    m_due.remove(transfer);
    if (m_transfers.remove(transfer) && transfer->m_easy)
        curl_multi_remove_handle(m_multi, transfer->m_easy);
}

int HttpClient::onSocket(CURL *, curl_socket_t socket, int what, void *self, void *) {
    static_cast<HttpClient *>(self)->watch(socket, what);
    return 0;
}

void HttpClient::watch(curl_socket_t socket, int what) {
    auto &watch = m_watches[socket];
    if (what == CURL_POLL_REMOVE) {
        // It may be one of these notifiers that called: it dies when the event loop runs again.
        if (const auto gone = m_watches.take(socket)) {
            for (QSocketNotifier *notifier : {gone->read.release(), gone->write.release()}) {
                if (!notifier)
                    continue;
                notifier->setEnabled(false);
                notifier->deleteLater();
            }
        }
        return;
    }
    if (!watch)
        watch = std::make_shared<Watch>();
    const auto listen = [&](std::unique_ptr<QSocketNotifier> &notifier, QSocketNotifier::Type type, bool wanted,
                            int event) {
        if (!notifier && wanted) {
            notifier = std::make_unique<QSocketNotifier>(socket, type);
            connect(notifier.get(), &QSocketNotifier::activated, this, [this, socket, event] { act(socket, event); });
        }
        if (notifier)
            notifier->setEnabled(wanted);
    };
    listen(watch->read, QSocketNotifier::Read, what & CURL_POLL_IN, CURL_CSELECT_IN);
    listen(watch->write, QSocketNotifier::Write, what & CURL_POLL_OUT, CURL_CSELECT_OUT);
}

int HttpClient::onTimer(CURLM *, long milliseconds, void *self) {
    QTimer &timer = static_cast<HttpClient *>(self)->m_timer;
    milliseconds < 0 ? timer.stop() : timer.start(std::chrono::milliseconds(milliseconds));
    return 0;
}

void HttpClient::act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        void *transfer = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        const CURLcode code = message->data.result;
        static_cast<HttpTransfer *>(transfer)->end(code);
    }
    const QSet<HttpTransfer *> due = std::exchange(m_due, {});
    for (HttpTransfer *transfer : due)
        if (m_transfers.contains(transfer)) // whoever is told may delete others, too
            transfer->deliver();
}
