// SPDX-License-Identifier: GPL-3.0-or-later
// Deployer, around the switch: the edge is led to what is live now, and what ran before goes when nobody is sent to it.
#include "server/services/deployer.h"
#include <QCoroTimer>

using namespace std::chrono_literals;

/// How long the edge is waited for, to lead to a service.
static constexpr auto leadPatience = 10s;

static QString addressText(const std::optional<QString> &url) {
    return url ? QStringLiteral("No edge is configured; it answers at %1").arg(*url)
               : QStringLiteral("It has no port to be reached at");
}

Task<Result<Done>> Deployer::verifyDomains(ServiceId id) {
    CO_TRY(before, service(id));
    if (before.domains.isEmpty())
        co_return Done{};
    const QList<CustomDomain> domains = co_await m_routing.hosts().verify(before);
    CO_TRY(now, service(id));
    if (now.domains != before.domains || domains == before.domains)
        co_return Done{}; // they were changed meanwhile: the next deploy looks at the new ones
    now.domains = domains;
    co_return co_await save(now);
}

Task<bool> Deployer::route(RunPtr run, std::optional<QString> former) {
    const ServiceId id = run->operation().service_id;
    const Result<ServiceRecord> placed = service(id);
    if (!m_routing.isOn() || !placed || !placed->upstream) {
        run->skip(step::route, addressText(placed ? placed->url : std::nullopt));
        co_return true;
    }
    run->begin(step::route, QStringLiteral("Leading %1 to it").arg(*placed->url));
    const Result<Done> settled = co_await m_routing.settle(leadPatience);
    if (!settled) {
        run->fail(step::route,
            QStringLiteral("%1: %2. The edge follows by itself as soon as it can")
                .arg(settled.error().message, settled.error().details));
        co_return false;
    }
    const std::chrono::seconds drain = m_routing.hosts().options().drain;
    if (former && *former != *placed->upstream && drain > 0s) {
        run->report(
            step::route, 0.5, QStringLiteral("Requests of the revision before have %1 s to end").arg(drain / 1s));
        co_await QCoro::sleepFor(drain);
    }
    QStringList waiting;
    const Result<ServiceRecord> now = service(id);
    for (const CustomDomain &domain : now ? now->domains : QList<CustomDomain>())
        if (!domain.verified)
            waiting.append(domain.name);
    const QString leads = QStringLiteral("%1 leads to it").arg(*placed->url);
    run->succeed(step::route,
        waiting.isEmpty()
            ? leads
            : QStringLiteral("%1; not verified, so not yet: %2").arg(leads, waiting.join(QLatin1String(", "))));
    co_return true;
}

Task<> Deployer::retireWhenRouted(Revision live) {
    Result<Done> settled;
    do {
        settled = co_await m_routing.settle(1h);
    } while (!settled);
    if (m_routing.isOn())
        co_await QCoro::sleepFor(m_routing.hosts().options().drain);
    for (auto pause = 5s;; pause = std::min(pause * 2, 60s)) {
        const Result<ServiceRecord> now = service(live.service);
        Engine *engine = now ? m_workloads.engines().find(now->engine) : nullptr;
        if (!engine || now->revision != live.number)
            co_return; // somebody else looks after it
        if (!m_model.activeOperation(live.service)) {
            const Result<Done> retired = co_await engine->retire(live);
            if (retired)
                co_return;
            qWarning("service %s: %s", qPrintable(now->name), qPrintable(retired.error().message));
        }
        co_await QCoro::sleepFor(pause);
    }
}

Task<> Deployer::clearUp(RunPtr run, Engine *engine, Revision live) {
    // The new revision serves; what cannot be removed now is removed when that is possible.
    const Result<Done> retired = co_await engine->retire(live);
    if (!retired) {
        qWarning("service %s: %s", qPrintable(run->operation().service_name), qPrintable(retired.error().message));
        run->skip(step::cleanup, QStringLiteral("Left for later: %1").arg(retired.error().message));
        spawn(retireWhenRouted(live));
    } else {
        run->succeed(step::cleanup);
    }
}
