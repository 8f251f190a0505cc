// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshot and feed.
#include "app/client/workspace.h"

static constexpr int rememberedOperations = 300;

Workspace::Workspace(Access access, QObject *parent) : QObject(parent), m_api(std::move(access)) {
    connect(&m_events, &EventStream::changed, this, &Workspace::onChange);
    connect(&m_events, &EventStream::metrics, this, &Workspace::onMetrics);
    connect(&m_events, &EventStream::expired, this, [this] { spawn(load()); });
    connect(&m_events, &EventStream::stateChanged, this, &Workspace::connectionChanged);
    connect(&m_events, &EventStream::serviceStatus, this, [this](const ServiceStatusEvent &event) {
        const auto it = m_services.find(event.service_id.value);
        if (it == m_services.end() || it->health.status == event.health)
            return;
        it->health.status = event.health; // health is no change of the feed
        emit serviceChanged(*it);
    });
}

void Workspace::open() {
    spawn(load());
}

template <typename T, typename Query>
Task<Answer<QList<T>>> Workspace::all(const Endpoint<Page<T>(Query)> &endpoint) {
    QList<T> rows;
    for (int page = 1;; ++page) {
        Query query;
        query.page = page;
        query.per_page = maxPerPage;
        auto answer = co_await m_api.call(endpoint, query);
        if (!answer)
            co_return answer.problem();
        rows.append(answer->data);
        if (rows.size() >= answer->total || answer->data.isEmpty())
            co_return rows;
    }
}

Task<> Workspace::load() {
    if (std::exchange(m_loading, true))
        co_return;
    const QPointer<Workspace> self(this);
    // The position first: what changes while the lists are read is told again by the feed, and applying it twice is
    // the same as once.
    auto info = co_await m_api.call(Api::info);
    if (!self)
        co_return;
    if (!info) {
        m_loading = false;
        emit failed(info.problem());
        co_return;
    }
    m_server = *info;
    auto services = co_await all(Api::listServices);
    if (!self)
        co_return;
    auto templates = co_await m_api.call(Api::listTemplates, [] {
        TemplateQuery query;
        query.per_page = maxPerPage;
        return query;
    }());
    if (!self)
        co_return;
    OperationQuery latest;
    latest.per_page = maxPerPage;
    auto operations = co_await m_api.call(Api::listOperations, latest);
    if (!self)
        co_return;
    m_loading = false;
    if (!services || !templates || !operations) {
        emit failed(!services ? services.problem() : !templates ? templates.problem() : operations.problem());
        co_return;
    }
    m_services.clear();
    for (const Service &service : std::as_const(*services))
        m_services.insert(service.id.value, service);
    m_operations.clear();
    for (const Operation &operation : std::as_const(operations->data))
        m_operations.insert(operation.id.value, operation);
    m_templates = templates->data;
    emit servicesReset();
    emit operationsReset();
    emit templatesReset();
    m_events.followChanges(m_server.rev);
    if (m_events.state() == EventStream::State::Stopped)
        m_events.start(m_api.access());
    emit ready();
}

const Service *Workspace::service(const QString &id) const {
    const auto it = m_services.constFind(id);
    return it == m_services.constEnd() ? nullptr : &*it;
}

const Operation *Workspace::operation(const QString &id) const {
    const auto it = m_operations.constFind(id);
    return it == m_operations.constEnd() ? nullptr : &*it;
}

void Workspace::onChange(const ChangeEvent &change) {
    if (change.noun == QLatin1String("service")) {
        if (change.op == ChangeOp::Remove) {
            if (m_services.remove(change.id))
                emit serviceRemoved(change.id);
        } else if (auto service = fromJsonValue<Service>(change.value, UnknownFields::Ignore)) {
            if (const Service *before = this->service(change.id)) { // usage is told apart, and is not in the change
                service->resources.cpu_usage = before->resources.cpu_usage;
                service->resources.memory_usage_mb = before->resources.memory_usage_mb;
                service->resources.storage_mb = before->resources.storage_mb;
            }
            m_services.insert(change.id, *service);
            emit serviceChanged(*service);
        }
    } else if (change.noun == QLatin1String("operation") && change.op == ChangeOp::Upsert) {
        if (const auto operation = fromJsonValue<Operation>(change.value, UnknownFields::Ignore)) {
            m_operations.insert(change.id, *operation);
            if (m_operations.size() > rememberedOperations) // ids sort by age
                m_operations.erase(m_operations.begin());
            emit operationChanged(*operation);
        }
    }
}

void Workspace::onMetrics(const ServiceMetricsEvent &event) {
    for (const MetricsSample &sample : event.samples) {
        const auto it = m_services.find(sample.service_id.value);
        if (it == m_services.end())
            continue;
        it->resources.cpu_usage = sample.cpu_usage;
        it->resources.memory_usage_mb = sample.memory_usage_mb;
        it->resources.storage_mb = sample.storage_mb;
        emit serviceChanged(*it);
    }
}
