// SPDX-License-Identifier: GPL-3.0-or-later
// One change of the edge at a time; what is wanted meanwhile comes together in the next.
#include "server/services/routing.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <QCoroTimer>
#include <QPromise>
#include <QTimer>

using namespace std::chrono_literals;

Routing::Routing(std::unique_ptr<Edge> edge, Hosts &hosts, Database &database, ReadModel &model, const Clock &clock)
    : m_edge(std::move(edge)), m_hosts(hosts), m_database(database), m_model(model), m_clock(clock) {
    if (!m_edge)
        return;
    connect(&model, &ReadModel::serviceChanged, this, &Routing::follow);
    connect(m_edge.get(), &Edge::applyWanted, this, &Routing::want);
}

QMap<QString, QString> Routing::labels(const ServiceRecord &service, const TemplateFile &file) const {
    if (!m_edge || file.domains.isEmpty())
        return {};
    const int port = file.domains.first().port;
    ServiceRecord placed = service;
    Endpoints somewhere;
    somewhere.port = port;
    m_hosts.place(placed, somewhere);
    const std::optional<EdgeRoute> route = m_hosts.routeOf(placed);
    return route ? m_edge->labels(*route, port) : QMap<QString, QString>();
}

Task<Result<Done>> Routing::begin() {
    std::vector<std::function<Result<Done>(Transaction &)>> saves;
    for (const ServiceId &id : m_model.serviceIds()) {
        const ServiceRecord before = *m_model.service(id);
        ServiceRecord now = before;
        m_hosts.replace(now);
        if (!(now == before))
            saves.push_back(m_model.saving(now, false, m_clock.now()));
    }
    if (!saves.empty()) {
        auto writing = m_database.write<Done>([saves](Transaction &transaction) -> Result<Done> {
            for (const auto &save : saves)
                TRY_DONE(save(transaction));
            return {};
        });
        CO_TRY_DONE(co_await writing);
    }
    if (!m_edge)
        co_return Done{};
    for (const ServiceId &id : m_model.serviceIds())
        follow(nullptr, m_model.service(id));
    want();
    co_return Done{};
}

void Routing::follow(const ServiceRecord *before, const ServiceRecord *now) {
    const QString name = now ? now->id.value : before->id.value;
    const std::optional<EdgeRoute> route = now ? m_hosts.routeOf(*now) : std::nullopt;
    const auto known = m_routes.constFind(name);
    if (known == m_routes.constEnd() ? !route : route == *known)
        return;
    if (route)
        m_routes.insert(name, *route);
    else
        m_routes.remove(name);
    want();
}

void Routing::want() {
    ++m_wanted;
    if (std::exchange(m_running, true))
        return;
    // From the event loop, so that what changes together is applied together.
    QTimer::singleShot(0, this, [this] { spawn(run()); });
}

Task<> Routing::run() {
    for (auto wait = 250ms; m_applied != m_wanted;) {
        const qint64 state = m_wanted;
        const QList<EdgeRoute> routes = m_routes.values();
        const Result<Done> applied = co_await m_edge->apply(routes);
        if (applied) {
            if (m_problem)
                qInfo("the edge follows again");
            m_problem.reset();
            m_applied = state;
            wait = 250ms;
            emit settled();
            continue;
        }
        if (!m_problem || *m_problem != applied.error())
            qWarning("the edge cannot be changed: %s %s", qPrintable(applied.error().message),
                qPrintable(applied.error().details));
        m_problem = applied.error();
        co_await QCoro::sleepFor(wait);
        wait = std::min(wait * 2, std::chrono::milliseconds(15s));
    }
    m_running = false;
}

Task<Result<Done>> Routing::settle(std::chrono::milliseconds patience) {
    const qint64 state = m_wanted;
    if (m_applied >= state)
        co_return Done{};
    QPromise<Done> promise;
    promise.start();
    QFuture<Done> over = promise.future();
    const auto end = [&promise] {
        if (promise.future().isFinished())
            return;
        promise.addResult(Done{});
        promise.finish();
    };
    QTimer deadline;
    deadline.setSingleShot(true);
    connect(&deadline, &QTimer::timeout, &deadline, end);
    connect(this, &Routing::settled, &deadline, [this, state, end] {
        if (m_applied >= state)
            end();
    });
    deadline.start(patience);
    co_await over;
    if (m_applied >= state)
        co_return Done{};
    co_return m_problem.value_or(Error{ErrorCode::Timeout, QStringLiteral("The edge did not follow in time"), {}, {}});
}
