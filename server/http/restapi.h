// SPDX-License-Identifier: GPL-3.0-or-later
// RestApi: the way of one REST request: find the route, pass the gate, meet its conditions, call, answer.
#pragma once

#include "server/http/gate.h"
#include "server/http/router.h"
#include "server/services/auditservice.h"
#include "server/services/idempotency.h"
#include "server/services/panelmetrics.h"
#include <deque>

class RestApi {
public:
    /// A request that takes longer than `slow` is noted in the log; 0 notes none.
    RestApi(Gate &gate, AuditService &audit, Idempotency &idempotency, PanelMetrics &metrics,
        std::chrono::milliseconds slow)
        : m_gate(gate), m_audit(audit), m_idempotency(idempotency), m_metrics(metrics), m_slow(slow) { }

    Router &router() { return m_router; }
    /// Answers exactly once, now or later.
    void handle(HttpRequest &&request, Answer answer);
    /// Endpoints of the table without a route and routes that are not in the table; empty when all is well.
    QStringList differencesFromTable() const;

private:
    /// A route that is about to be invoked.
    struct Visit {
        const Route *route = nullptr;
        Call call;
        Answer answer;
    };
    using VisitPtr = std::shared_ptr<Visit>;

    /// Called when a request is answered.
    using Measured = std::function<void(int status)>;
    Measured measuring(const HttpRequest &request, const Route *route);
    void answerUnrouted(const HttpRequest &request, const QByteArray &allowed, const Answer &reply);
    /// PATCH and DELETE of one resource take turns, so that what If-Match was compared with is what is changed.
    void takeTurn(const VisitPtr &visit);
    void begin(const VisitPtr &visit);
    /// Goes on when the resource still has one of the tags of If-Match.
    void compareTag(const VisitPtr &visit);
    /// What GET of the same path answers to the same caller.
    void look(const VisitPtr &visit, QByteArrayView path, const Answer &answer);
    Task<> carryOutOnce(VisitPtr visit);
    void answerAgain(const VisitPtr &visit, const Idempotency::Before &before);

    Gate &m_gate;
    AuditService &m_audit;
    Idempotency &m_idempotency;
    PanelMetrics &m_metrics;
    std::chrono::milliseconds m_slow;
    Router m_router;
    QHash<QByteArray, std::deque<VisitPtr>> m_turns; // by path; the first one is under way
};
