// SPDX-License-Identifier: GPL-3.0-or-later
// ApiClient: calls the endpoints of the table over HTTP, typed from the table.
#pragma once

#include "app/client/access.h"
#include "app/client/answer.h"
#include "app/client/apirequest.h"
#include "app/client/download.h"
#include "app/client/exchange.h"
#include "shared/base/task.h"
#include "shared/contract/meta.h"
#include <QCache>
#include <QNetworkAccessManager>

/// What is left of a rate limit, as the last answer said.
struct RateBudget {
    int limit = 0;
    int remaining = 0;
    Timestamp resetsAt{};
    bool operator==(const RateBudget &) const = default;
};

class ApiClient : public QObject {
    Q_OBJECT

public:
    explicit ApiClient(Access access, QObject *parent = nullptr, Exchange::Limits limits = {});
    ~ApiClient() override;

    /// Calls `endpoint` with its ids, query and body in the order of the table:
    /// `call(Api::getService, id)`, `call<DeployPlan>(Api::createService, DryRunQuery{{}, true}, body)`.
    /// Errors: the server's own with the request id; `Unavailable` or `Timeout` in words when it could not be reached.
    /// A 429 is waited out and the call made again. GETs are asked with the ETag of the last answer; a 304, which
    /// costs nothing of the rate limit, gives that answer again.
    template <typename Named = void, typename R, typename... A>
    auto call(const Endpoint<R(A...)> &endpoint, std::type_identity_t<A>... arguments) {
        using Value = typename apirequest::Wanted<Named, R>::Type;
        return decode<Value>(send(apirequest::of(endpoint, arguments...)));
    }

    /// Who answers there, and as whom it takes us. What answers but is no panel is an error.
    Task<Answer<ServerSummary>> greet();

    /// The answer to a GET goes into a file, whatever its size.
    template <typename R, typename... A>
    Download *download(const QString &path, const Endpoint<R(A...)> &endpoint, std::type_identity_t<A>... arguments) {
        return saveTo(path, apirequest::of(endpoint, arguments...));
    }

    const Access &access() const { return m_access; }
    /// Both limits; nullopt before the first answer that named it.
    std::optional<RateBudget> budget(RateClass rate) const { return m_lanes[size_t(rate)].budget; }
    /// The next GET of anything brings it whole, whatever was stored: an ETag does not cover measured values.
    void forgetAnswers() { m_stored.clear(); }
    /// The certificate the last call failed for, to be shown and pinned.
    std::optional<PresentedCertificate> refusedCertificate() const { return m_refusedCertificate; }

signals:
    void budgetChanged(RateClass rate);
    /// A call waits until `until` because of the rate limit.
    void throttled(Timestamp until);

private:
    struct Lane {
        std::optional<RateBudget> budget;
        /// Calls wait until then.
        std::chrono::milliseconds heldUntil{0};
    };
    struct Stored {
        QByteArray etag;
        QByteArray body;
    };

    template <typename Value>
    static Task<Answer<Value>> decode(Task<Answer<QByteArray>> sent) {
        auto answer = co_await sent;
        if (!answer)
            co_return answer.problem();
        auto value = apirequest::read<Value>(*answer);
        if (!value)
            co_return std::move(value).error();
        co_return *std::move(value);
    }
    Task<Answer<QByteArray>> send(ApiRequest request);
    QNetworkReply *begin(const ApiRequest &request, const QByteArray &etag);
    OneShot<HttpReply> start(const ApiRequest &request);
    Download *saveTo(const QString &path, const ApiRequest &request);
    Answer<QByteArray> judge(const ApiRequest &request, HttpReply reply);
    void rememberBudget(RateClass rate, const HttpReply &reply);
    /// Keeps this lane waiting as Retry-After says; false when that is too long to wait for.
    bool hold(RateClass rate, const HttpReply &reply);

    Access m_access;
    Exchange::Limits m_limits;
    SystemClock m_clock;
    QNetworkAccessManager m_network;
    std::array<Lane, 2> m_lanes;
    QCache<QByteArray, Stored> m_stored;
    std::optional<PresentedCertificate> m_refusedCertificate;
};
