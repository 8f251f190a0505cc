// SPDX-License-Identifier: GPL-3.0-or-later
// libcurl's callbacks only collect; deliver() tells, since whoever is told may delete the transfer.
#include "server/outbound/httptransfer.h"
#include "server/outbound/httpclient.h"
#include <QRegularExpression>

static constexpr qint64 maxHead = 64 * 1024;

HttpTransfer::HttpTransfer(HttpClient &client, OutgoingRequest request)
    : m_client(&client), m_request(std::move(request)) { }

HttpTransfer::~HttpTransfer() {
    if (m_client)
        m_client->drop(this);
    if (m_easy)
        curl_easy_cleanup(m_easy);
    curl_slist_free_all(m_headers);
}

Result<Done> HttpTransfer::setUp() {
    m_easy = curl_easy_init();
    if (!m_easy)
        return Error{ErrorCode::Internal, QStringLiteral("libcurl cannot be used"), {}, {}};
    const auto set = [this](auto option, auto value) { return curl_easy_setopt(m_easy, option, value); };
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_ERRORBUFFER, m_problem);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_URL, m_request.url.constData());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PROXY, ""); // an http_proxy in the environment is meant for browsers
    set(CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    set(CURLOPT_TIMEOUT_MS, long(m_request.timeout.count()));
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_CUSTOMREQUEST, m_request.method.constData());
    if (!m_request.unixSocket.isEmpty())
        set(CURLOPT_UNIX_SOCKET_PATH, m_request.unixSocket.toUtf8().constData());
    if (!m_request.tls.authority.isEmpty())
        set(CURLOPT_CAINFO, m_request.tls.authority.toUtf8().constData());
    if (!m_request.tls.certificate.isEmpty()) {
        set(CURLOPT_SSLCERT, m_request.tls.certificate.toUtf8().constData());
        set(CURLOPT_SSLKEY, m_request.tls.key.toUtf8().constData());
    }
    if (m_request.isApart) {
        set(CURLOPT_FRESH_CONNECT, 1L);
        set(CURLOPT_FORBID_REUSE, 1L);
    }
    if (m_request.method == "HEAD")
        set(CURLOPT_NOBODY, 1L);
    QList<QByteArray> headers = m_request.headers;
    headers.append("Expect:"); // no waiting for a 100
    if (m_request.upload) {
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_READFUNCTION, &HttpTransfer::onUpload);
        set(CURLOPT_READDATA, this);
        headers.append("Transfer-Encoding: chunked");
    } else if (!m_request.body.isEmpty() || m_request.method == "POST" || m_request.method == "PUT"
        || m_request.method == "PATCH") {
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_request.body.size()));
        set(CURLOPT_POSTFIELDS, m_request.body.constData());
    }
    for (const QByteArray &header : std::as_const(headers))
        m_headers = curl_slist_append(m_headers, header.constData());
    set(CURLOPT_HTTPHEADER, m_headers);
    set(CURLOPT_HEADERFUNCTION, &HttpTransfer::onHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &HttpTransfer::onBody);
    set(CURLOPT_WRITEDATA, this);
    return {};
}

size_t HttpTransfer::onHeader(char *bytes, size_t size, size_t count, void *self) {
    auto &transfer = *static_cast<HttpTransfer *>(self);
    const size_t length = size * count;
    transfer.m_headBytes += qint64(length);
    if (transfer.m_headBytes > maxHead) {
        transfer.m_tooLong = true;
        return 0;
    }
    const QByteArray line = QByteArray(bytes, qsizetype(length)).trimmed();
    if (line.startsWith("HTTP/")) { // a new head: the one before was a 1xx
        transfer.m_answer = {};
        transfer.m_answer.status = line.mid(line.indexOf(' ') + 1, 3).toInt();
    } else if (line.isEmpty()) {
        transfer.m_headComplete = transfer.m_answer.status >= 200;
        transfer.m_client->m_due.insert(&transfer);
    } else if (const qsizetype colon = line.indexOf(':'); colon > 0) {
        transfer.m_answer.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    return length;
}

size_t HttpTransfer::onBody(char *bytes, size_t size, size_t count, void *self) {
    auto &transfer = *static_cast<HttpTransfer *>(self);
    const size_t length = size * count;
    const bool isStream = transfer.m_request.maxAnswer == 0;
    if (isStream && transfer.m_isPaused)
        return CURL_WRITEFUNC_PAUSE; // these bytes come again
    QByteArray &into = isStream ? transfer.m_arrived : transfer.m_answer.body;
    if (!isStream && into.size() + qsizetype(length) > transfer.m_request.maxAnswer) {
        transfer.m_tooLong = true;
        return 0;
    }
    into.append(bytes, qsizetype(length));
    if (isStream)
        transfer.m_client->m_due.insert(&transfer);
    return length;
}

size_t HttpTransfer::onUpload(char *room, size_t size, size_t count, void *self) {
    auto &transfer = *static_cast<HttpTransfer *>(self);
    const qint64 read = transfer.m_request.upload->read(room, qint64(size * count));
    return read < 0 ? size_t(CURL_READFUNC_ABORT) : size_t(read);
}

/// `isFreshTls`: the handshake was done for this transfer.
static Error failure(CURLcode code, const char *problem, bool tooLong, bool showsCertificate, bool isFreshTls) {
    const QString details = QString::fromUtf8(*problem ? problem : curl_easy_strerror(code));
    if (tooLong)
        return {ErrorCode::Internal, QStringLiteral("The answer is too long"), details, {}};
    // By TLS 1.3 a server says only after the handshake what it thinks of the client's certificate.
    static const QRegularExpression refused(
        QStringLiteral("alert (?:certificate|bad certificate|unknown ca|unsupported certificate)"));
    if (details.contains(refused))
        return {ErrorCode::Unavailable,
            showsCertificate ? QStringLiteral("It does not accept the certificate it was shown")
                             : QStringLiteral("It wants to be shown a certificate"),
            details, {}};
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
        return {ErrorCode::Unavailable, QStringLiteral("Its certificate cannot be trusted"), details, {}};
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
        return {ErrorCode::Internal, QStringLiteral("A certificate or key of ours cannot be used"), details, {}};
    case CURLE_SSL_CONNECT_ERROR:
        return {ErrorCode::Unavailable, QStringLiteral("No secure connection comes about"), details, {}};
    case CURLE_OPERATION_TIMEDOUT:
        return {ErrorCode::Timeout, QStringLiteral("No answer in time"), details, {}};
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
        // The alert is lost when the other side closes before it has read our request: that resets the connection.
        if (isFreshTls)
            return {ErrorCode::Unavailable,
                showsCertificate
                    ? QStringLiteral("It ends the connection: perhaps it does not accept the certificate it was shown")
                    : QStringLiteral("It ends the connection: perhaps it wants to be shown a certificate"),
                details, {}};
        return {ErrorCode::Unavailable, QStringLiteral("Nobody answers"), details, {}};
    default:
        return {ErrorCode::Internal, QStringLiteral("No usable answer"), details, {}};
    }
}

void HttpTransfer::resume() {
    if (!std::exchange(m_isPaused, false) || !m_client)
        return;
    m_client->m_due.insert(this);
    if (!m_ended)
        curl_easy_pause(m_easy, CURLPAUSE_CONT);
    m_client->m_timer.start(0); // whatever has come meanwhile is told from the event loop
}

void HttpTransfer::deliver() {
    if (m_isPaused)
        return;
    const QPointer<HttpTransfer> self(this);
    if (m_headComplete && !std::exchange(m_headTold, true)) {
        emit answered(m_answer.status);
        if (!self || m_isPaused)
            return;
    }
    if (!m_arrived.isEmpty()) {
        emit received(std::exchange(m_arrived, {}));
        if (!self || m_isPaused)
            return;
    }
    if (m_ended) {
        const CURLcode code = *std::exchange(m_ended, std::nullopt);
        const bool good = code == CURLE_OK && m_headComplete;
        curl_off_t handshake = 0;
        curl_easy_getinfo(m_easy, CURLINFO_APPCONNECT_TIME_T, &handshake);
        emit finished(good ? Result<IncomingAnswer>(m_answer)
                           : failure(code, m_problem, m_tooLong, !m_request.tls.certificate.isEmpty(), handshake > 0));
    }
}

void HttpTransfer::end(CURLcode code) {
    m_ended = code;
    m_client->m_due.insert(this);
}
