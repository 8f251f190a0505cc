// SPDX-License-Identifier: GPL-3.0-or-later
// HttpTransfer: one request to another program and its answer, as it arrives. Made by HttpClient.
#pragma once

#include "shared/base/result.h"
#include <QIODevice>
#include <QMap>
#include <QObject>
#include <QPointer>
#include <curl/curl.h>
#include <memory>

class HttpClient;

/// Files of a TLS client; empty ones are left to the system's defaults.
struct TlsFiles {
    QString authority;
    QString certificate;
    QString key;
};

struct OutgoingRequest {
    QByteArray method = "GET";
    /// http or https; with `unixSocket` the host is only for the Host header.
    QByteArray url;
    QString unixSocket;
    /// "Name: value"
    QList<QByteArray> headers;
    QByteArray body;
    /// Sent instead of `body`, chunk by chunk, as it can be read.
    std::shared_ptr<QIODevice> upload;
    TlsFiles tls;
    /// By a connection of its own: whether the other side takes any is part of the question.
    bool isApart = false;
    /// For the whole exchange; 0 for streams that stay open, which end only by themselves or by deletion.
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    /// A longer answer is an error; 0 for streams, whose bytes are not kept.
    qint64 maxAnswer = 16 * 1024 * 1024;
};

struct IncomingAnswer {
    int status = 0;
    QMap<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body; // empty for streams
};

/// Deleting it ends the exchange. Signals come from the event loop, never from within a call.
class HttpTransfer : public QObject {
    Q_OBJECT
public:
    ~HttpTransfer() override;

    /// Tells nothing more and reads nothing more, so that the other side has to wait, until resume(). For streams whose
    /// bytes come faster than they can be used; memory stays at what was read in one go.
    void pause() { m_isPaused = true; }
    void resume();

signals:
    /// The head has arrived; not for 1xx.
    void answered(int status);
    /// Bytes of a stream's body.
    void received(const QByteArray &bytes);
    /// The answer is whole (for a stream: has ended), or there is none. Once, and last.
    void finished(const Result<IncomingAnswer> &answer);

private:
    friend class HttpClient;
    HttpTransfer(HttpClient &client, OutgoingRequest request);

    Result<Done> setUp();
    /// Tells what has arrived since the last call.
    void deliver();
    void end(CURLcode code);

    static size_t onHeader(char *bytes, size_t size, size_t count, void *self);
    static size_t onBody(char *bytes, size_t size, size_t count, void *self);
    static size_t onUpload(char *room, size_t size, size_t count, void *self);

    QPointer<HttpClient> m_client; // may end first: what was told by then is still on its way
    OutgoingRequest m_request;
    CURL *m_easy = nullptr;
    curl_slist *m_headers = nullptr;
    char m_problem[CURL_ERROR_SIZE] = {};
    IncomingAnswer m_answer;
    QByteArray m_arrived;
    qint64 m_headBytes = 0;
    bool m_headComplete = false;
    bool m_headTold = false;
    bool m_tooLong = false;
    bool m_isPaused = false;
    std::optional<CURLcode> m_ended;
};
