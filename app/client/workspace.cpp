// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshot and feed.
#include "app/client/workspace.h"

using namespace std::chrono_literals;

static constexpr qsizetype rememberedOperations = 300;
/// With more services than this, reading all of them again costs too much of the rate limit.
static constexpr qsizetype cheapToReadAgain = 1000;

template <typename T>
static std::vector<typename Replica<T>::Row> rowsOf(const QList<T> &values) {
    std::vector<typename Replica<T>::Row> rows;
    rows.reserve(size_t(values.size()));
    for (const T &value : values)
        rows.push_back({value, {}, 0});
    return rows;
}

Workspace::Workspace(Access access, std::unique_ptr<OfflineCache> cache, QObject *parent)
    : QObject(parent)
    , m_api(std::move(access))
    , m_services({[](const Service &a, const Service &b) { return a.name < b.name; }})
    , m_operations({[](const Operation &a, const Operation &b) { return a.id.value < b.id.value; }}) // by age
    , m_templates({[](const Template &a, const Template &b) { return a.display_name < b.display_name; }})
    , m_cache(std::move(cache)) {
    m_keep.setSingleShot(true);
    m_keep.setInterval(1s);
    m_keepMeasured.setInterval(1min);
    connect(&m_keep, &QTimer::timeout, this, &Workspace::keepChanges);
    connect(&m_keepMeasured, &QTimer::timeout, this, &Workspace::keepAll);
    if (m_cache) {
        connect(m_cache.get(), &OfflineCache::stopped, this, &Workspace::cacheStopped);
        m_keepMeasured.start();
    }
    connect(&m_events, &EventStream::changed, this, &Workspace::onChange);
    connect(&m_events, &EventStream::metrics, this, &Workspace::onMetrics);
    connect(&m_events, &EventStream::expired, this, [this] { spawn(load()); });
    connect(&m_events, &EventStream::stateChanged, this, &Workspace::onState);
    connect(&m_events, &EventStream::serviceStatus, this, [this](const ServiceStatusEvent &event) {
        measure(event.service_id, [&event](Service &service) { service.health.status = event.health; });
    });
}

Workspace::~Workspace() {
    if (isOnline())
        keepAll();
}

void Workspace::open() {
    if (!m_cache || std::exchange(m_isCacheRead, true)) {
        spawn(load());
        return;
    }
    m_cache->read(this, [this](std::optional<CachedContents> contents) {
        if (!contents)
            spawn(load());
        else if (!m_loaded) // somebody may have asked for it anew meanwhile
            begin(*std::move(contents));
    });
}

/// As after a lost connection: what is known is shown, and the feed goes on behind it as soon as there is one.
void Workspace::begin(CachedContents contents) {
    m_isStale = true;
    m_loaded = true;
    m_lostAt = contents.asOf;
    m_server = std::move(contents.server);
    m_services.reset(rowsOf(contents.services), contents.rev);
    m_operations.reset(rowsOf(contents.operations), contents.rev);
    m_templates.reset(rowsOf(contents.templates), contents.rev);
    m_events.followChanges(contents.rev);
    m_events.start(m_api.access());
    emit ready();
}

/// What no feed tells: the key's role, templates, and whether it is the same feed at all.
Task<> Workspace::heal() {
    const QPointer<Workspace> self(this);
    if (m_services.size() <= cheapToReadAgain) {
        co_await load();
        co_return;
    }
    const qint64 position = m_events.position().value_or(0);
    auto info = co_await m_api.greet();
    if (!self || !info)
        co_return; // the next connection tries again, or says why there is none
    if (info->rev < position || info->role != m_server.role || info->key_name != m_server.key_name) {
        co_await load();
        co_return;
    }
    auto templates = co_await all(Api::listTemplates);
    if (!self || !templates)
        co_return;
    becomeFresh();
    m_server = *info;
    m_templates.reset(rowsOf(*templates), m_server.rev);
    m_changes.server = m_server;
    m_changes.templates = *templates;
    keepAll();
    emit ready();
}

template <typename T, typename Query>
Task<Answer<QList<T>>> Workspace::all(const Endpoint<Page<T>(Query)> &endpoint) {
    const QPointer<Workspace> self(this);
    QList<T> rows;
    for (int page = 1;; ++page) {
        Query query;
        query.page = page;
        query.per_page = maxPerPage;
        auto answer = co_await m_api.call(endpoint, query);
        if (!answer)
            co_return answer.problem();
        rows.append(answer->data);
        if (!self || rows.size() >= answer->total || answer->data.isEmpty())
            co_return rows;
    }
}

Task<> Workspace::load() {
    if (std::exchange(m_loading, true))
        co_return;
    const QPointer<Workspace> self(this);
    m_api.forgetAnswers(); // an ETag does not cover what is measured
    // The position first: what changes while the lists are read is told again by the feed, and applying it twice is
    // the same as once.
    auto info = co_await m_api.greet();
    if (!self)
        co_return;
    if (!info) {
        fail(info.problem());
        m_loading = false;
        co_return;
    }
    auto services = co_await all(Api::listServices);
    if (!self)
        co_return;
    auto templates = co_await all(Api::listTemplates);
    if (!self)
        co_return;
    OperationQuery latest;
    latest.per_page = maxPerPage;
    auto operations = co_await m_api.call(Api::listOperations, latest);
    if (!self)
        co_return;
    if (!services || !templates || !operations) {
        fail(!services ? services.problem() : !templates ? templates.problem() : operations.problem());
        m_loading = false;
        co_return;
    }
    m_loading = false;
    m_refused = false;
    m_server = *info;
    m_loaded = true;
    m_services.reset(rowsOf(*services), m_server.rev);
    m_operations.reset(rowsOf(operations->data), m_server.rev);
    m_templates.reset(rowsOf(*templates), m_server.rev);
    m_events.followChanges(m_server.rev);
    if (m_events.state() == EventStream::State::Stopped)
        m_events.start(m_api.access());
    becomeFresh();
    if (m_cache) {
        m_changes = {};
        m_measured.clear();
        m_cache->replace({m_server, *services, operations->data, *templates, m_server.rev, SystemClock().now()});
    }
    emit ready();
}

void Workspace::becomeFresh() {
    m_isStale = false;
    if (m_lostAt)
        m_lostAt = m_events.state() == EventStream::State::Live ? std::nullopt : std::optional(SystemClock().now());
}

/// With the next ones, a second at a time.
void Workspace::keepChanges() {
    m_keep.stop();
    if (!m_cache || !m_events.position() || m_isStale)
        return;
    m_changes.rev = *m_events.position();
    m_changes.asOf = asOf();
    m_cache->apply(std::exchange(m_changes, {}));
}

/// Also what was only measured, and that all of it still holds.
void Workspace::keepAll() {
    for (const QString &id : std::exchange(m_measured, {}))
        if (const Service *now = service(id))
            m_changes.services.insert(id, *now);
    keepChanges();
}

/// What was measured while the connection was down is in no feed.
Task<> Workspace::measureAnew() {
    const QPointer<Workspace> self(this);
    m_api.forgetAnswers();
    auto services = co_await all(Api::listServices);
    if (!self || !services)
        co_return;
    for (const Service &now : std::as_const(*services))
        measure(now.id, [&now](Service &service) {
            service.health = now.health;
            service.resources = now.resources;
        });
}

/// A handshake that is refused says no more than that it was.
Task<> Workspace::askWhy() {
    // Attempts follow each other faster than a server that hangs answers.
    if (std::exchange(m_askingWhy, true))
        co_return;
    const QPointer<Workspace> self(this);
    auto info = co_await m_api.greet();
    if (!self)
        co_return;
    m_askingWhy = false;
    if (info || m_events.state() == EventStream::State::Stopped)
        co_return;
    fail(info.problem());
}

/// While the server is only away it is tried for ever; there is nothing to tell. When it refuses, there is.
void Workspace::fail(const Problem &problem) {
    m_refused = problem.error.code == ErrorCode::Unauthorized || m_api.refusedCertificate();
    if (m_refused)
        m_events.stop();
    if (problem.error.code == ErrorCode::Unauthorized && m_cache)
        OfflineCache::drop(url()); // whoever may see nothing now may not see what was
    if (m_refused || m_loading)
        emit failed(problem);
}

const Service *Workspace::service(const QString &id) const {
    const auto *row = m_services.find(id);
    return row ? &row->value : nullptr;
}

const Operation *Workspace::operation(const QString &id) const {
    const auto *row = m_operations.find(id);
    return row ? &row->value : nullptr;
}

Timestamp Workspace::asOf() const {
    return m_lostAt.value_or(SystemClock().now());
}

void Workspace::onState(EventStream::State state, const QString &reason) {
    if (state == EventStream::State::Live) {
        if (m_isStale) {
            spawn(heal()); // until then the rows are as old as they were
        } else {
            if (m_lostAt && m_services.size() <= cheapToReadAgain)
                spawn(measureAnew());
            m_lostAt.reset();
        }
    } else if (state == EventStream::State::Waiting && !m_lostAt) {
        m_lostAt = SystemClock().now();
        keepAll();
    }
    emit connectionChanged(state, reason);
    if (state == EventStream::State::Waiting && m_loaded)
        spawn(askWhy());
}

template <typename T>
void Workspace::keep(
    QHash<QString, std::optional<T>> &changes, const QString &id, std::type_identity_t<std::optional<T>> row) {
    if (!m_cache)
        return;
    changes.insert(id, std::move(row));
    if (!m_keep.isActive())
        m_keep.start();
}

void Workspace::onChange(const ChangeEvent &change) {
    if (change.noun == QLatin1String("service")) {
        if (change.op == ChangeOp::Remove) {
            if (m_services.remove(change.id, change.rev)) {
                keep(m_changes.services, change.id, {});
                emit serviceRemoved(change.id);
            }
        } else if (auto service = fromJsonValue<Service>(change.value, UnknownFields::Ignore)) {
            if (const Service *before = this->service(change.id)) { // usage is told apart, and is not in the change
                service->resources.cpu_usage = before->resources.cpu_usage;
                service->resources.memory_usage_mb = before->resources.memory_usage_mb;
                service->resources.storage_mb = before->resources.storage_mb;
            }
            if (m_services.upsert({*service, {}, change.rev})) {
                keep(m_changes.services, change.id, {*service});
                emit serviceChanged(*service);
            }
        }
    } else if (change.noun == QLatin1String("operation") && change.op == ChangeOp::Upsert) {
        if (const auto operation = fromJsonValue<Operation>(change.value, UnknownFields::Ignore))
            if (m_operations.upsert({*operation, {}, change.rev})) {
                keep(m_changes.operations, change.id, {*operation});
                forgetOldOperations();
                emit operationChanged(*operation);
            }
    } else if (change.noun == QLatin1String("backup")) { // whoever shows them has loaded them
        if (change.op == ChangeOp::Remove)
            emit backupRemoved(change.id);
        else if (const auto backup = fromJsonValue<Backup>(change.value, UnknownFields::Ignore))
            emit backupChanged(*backup);
    }
}

void Workspace::forgetOldOperations() {
    while (m_operations.size() > rememberedOperations) {
        const QString oldest = m_operations.at(0, 0).value.id.value;
        m_operations.forget(oldest);
        keep(m_changes.operations, oldest, {});
    }
}

template <typename Write>
void Workspace::measure(const ServiceId &id, const Write &write) {
    if (!m_services.measure(id.value, write))
        return;
    if (m_cache)
        m_measured.insert(id.value);
    emit serviceChanged(Service(*service(id.value)));
}

void Workspace::onMetrics(const ServiceMetricsEvent &event) {
    for (const MetricsSample &sample : event.samples)
        measure(sample.service_id, [&sample](Service &service) {
            service.resources.cpu_usage = sample.cpu_usage;
            service.resources.memory_usage_mb = sample.memory_usage_mb;
            service.resources.storage_mb = sample.storage_mb;
        });
}
