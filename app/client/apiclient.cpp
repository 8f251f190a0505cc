// SPDX-License-Identifier: GPL-3.0-or-later
// Requests out, answers in: headers, redirects, rate limits and the store of ETags.
#include "app/client/apiclient.h"
#include "shared/contract/api.h"
#include <QCoroTimer>

using namespace std::chrono_literals;

namespace {
/// Kept answers, in bytes: a few hundred pages of lists.
constexpr int storedBytes = 16 * 1024 * 1024;
/// The server's window is a minute; a longer wait than that is no longer worth keeping a call for.
constexpr auto longestHold = 65s;
constexpr int attempts = 3;
} // namespace

ApiClient::ApiClient(Access access, QObject *parent, Exchange::Limits limits)
    : QObject(parent), m_access(std::move(access)), m_limits(limits), m_stored(storedBytes) {
    m_network.setAutoDeleteReplies(false);
}

ApiClient::~ApiClient() {
    // Exchanges first: each resolves its answer, so that no coroutine waits for ever.
    qDeleteAll(findChildren<Exchange *>());
    qDeleteAll(findChildren<Download *>());
}

Task<Answer<ServerSummary>> ApiClient::greet() {
    auto info = co_await call(Api::info);
    if (info && info->version.isEmpty()) // any JSON object fits a struct whose fields may all be absent
        co_return apirequest::misunderstood({});
    co_return info;
}

Task<Answer<QByteArray>> ApiClient::send(ApiRequest request) {
    if (request.invalid)
        co_return *request.invalid;
    QPointer<ApiClient> self(this);
    const Error gone{ErrorCode::Unavailable, tr("The connection was closed"), {}, {}};
    for (int attempt = 1;; ++attempt) {
        if (const auto wait = m_lanes[size_t(request.rate)].heldUntil - m_clock.monotonic(); wait > 0ms) {
            emit throttled(m_clock.now() + wait);
            co_await QCoro::sleepFor(wait);
            if (!self)
                co_return gone;
        }
        HttpReply reply = co_await start(request);
        if (!self)
            co_return gone;
        rememberBudget(request.rate, reply);
        if (reply.status == 429 && attempt < attempts && hold(request.rate, reply))
            continue;
        co_return judge(request, std::move(reply));
    }
}

QNetworkReply *ApiClient::begin(const ApiRequest &request, const QByteArray &etag) {
    QNetworkRequest http(m_access.resolved(request.target));
    http.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    http.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    http.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    http.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    http.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    http.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("aiadminpanel/" AAP_VERSION));
    if (const QByteArray authorization = m_access.authorization(); !authorization.isEmpty())
        http.setRawHeader("Authorization", authorization);
    if (request.hasBody)
        http.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (!etag.isEmpty())
        http.setRawHeader("If-None-Match", etag);
    const std::string_view verb = nameOf(request.verb);
    return m_network.sendCustomRequest(http, QByteArray(verb.data(), qsizetype(verb.size())), request.body);
}

Download *ApiClient::saveTo(const QString &path, const ApiRequest &request) {
    return new Download(begin(request, {}), CertificateTrust(m_access.pinnedFingerprint), path, this);
}

OneShot<HttpReply> ApiClient::start(const ApiRequest &request) {
    const Stored *stored = request.verb == Verb::Get ? m_stored.object(request.target) : nullptr;
    QNetworkReply *reply = begin(request, stored ? stored->etag : QByteArray());
    Exchange::Limits limits = m_limits;
    limits.timeout += request.wait;
    return (new Exchange(reply, limits, CertificateTrust(m_access.pinnedFingerprint), this))->answer();
}

Answer<QByteArray> ApiClient::judge(const ApiRequest &request, HttpReply reply) {
    m_refusedCertificate = reply.refusedCertificate;
    if (reply.status == 0)
        return reply.failure;
    if (reply.status == 304)
        if (const Stored *stored = m_stored.object(request.target))
            return stored->body;
    if (reply.status >= 300 && reply.status < 400) {
        const QUrl target(QString::fromUtf8(reply.header("location")));
        return Error{ErrorCode::Unavailable,
            tr("%1 is not the server itself, it points elsewhere").arg(m_access.url.host()),
            target.isValid() && !target.host().isEmpty()
                ? tr("Use the address it points to if you trust it: %1").arg(target.host())
                : tr("Use the server's own address."),
            {}};
    }
    if (reply.status < 200 || reply.status >= 400) {
        Problem problem = readProblem(reply.status, reply.body);
        if (problem.requestId.isEmpty())
            problem.requestId = QString::fromUtf8(reply.header("x-request-id"));
        return problem;
    }
    if (const QByteArray etag = reply.header("etag"); request.verb == Verb::Get && !etag.isEmpty())
        m_stored.insert(request.target, new Stored{etag, reply.body}, reply.body.size() + request.target.size());
    return std::move(reply.body);
}

void ApiClient::rememberBudget(RateClass rate, const HttpReply &reply) {
    bool limitOk = false, remainingOk = false, resetOk = false;
    RateBudget budget;
    budget.limit = reply.header("x-ratelimit-limit").toInt(&limitOk);
    budget.remaining = reply.header("x-ratelimit-remaining").toInt(&remainingOk);
    budget.resetsAt = Timestamp(std::chrono::seconds(reply.header("x-ratelimit-reset").toUInt(&resetOk)));
    auto &known = m_lanes[size_t(rate)].budget;
    if (!limitOk || !remainingOk || !resetOk || known == budget)
        return;
    known = budget;
    emit budgetChanged(rate);
}

bool ApiClient::hold(RateClass rate, const HttpReply &reply) {
    bool ok = false;
    const std::chrono::seconds wait(reply.header("retry-after").toUInt(&ok));
    if (!ok || wait > longestHold)
        return false;
    m_lanes[size_t(rate)].heldUntil = std::max(m_lanes[size_t(rate)].heldUntil, m_clock.monotonic() + wait);
    return true;
}
