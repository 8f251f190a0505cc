// SPDX-License-Identifier: GPL-3.0-or-later
// Loading, following, and answers put together from rows that are serialised already.
#include "server/services/readmodel.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <numeric>

static constexpr size_t rememberedOperations = 10'000;

static bool byName(const ServiceRecord &a, const ServiceRecord &b) {
    return a.name < b.name;
}
static bool byStatus(const ServiceRecord &a, const ServiceRecord &b) {
    return nameOf(a.status) < nameOf(b.status);
}
static bool byCreation(const ServiceRecord &a, const ServiceRecord &b) {
    return a.created_at < b.created_at;
}
static bool byUpdate(const ServiceRecord &a, const ServiceRecord &b) {
    return a.updated_at < b.updated_at;
}
static bool operationByCreation(const Operation &a, const Operation &b) {
    return a.created_at < b.created_at;
}
static bool operationByEnd(const Operation &a, const Operation &b) {
    return a.finished_at < b.finished_at;
}
static bool operationByStatus(const Operation &a, const Operation &b) {
    return nameOf(a.status) < nameOf(b.status);
}

ReadModel::ReadModel(Database &database, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_services({byName, byStatus, byCreation, byUpdate}, [](const ServiceRecord &record) { return record.name; })
    , m_operations({operationByCreation, operationByEnd, operationByStatus}) {
    connect(&database, &Database::committed, this, &ReadModel::follow);
}

namespace {
struct Snapshot {
    QList<ServiceRecord> services;
    QList<Operation> operations;
    qint64 rev = 0;
};
} // namespace

Task<Result<Done>> ReadModel::load() {
    auto reading = m_database.read<Snapshot>([](Transaction &transaction) -> Result<Snapshot> {
        Snapshot snapshot;
        TRY(services, tables::services.all(transaction));
        // The latest ones and all that are not finished; older ones stay in the database.
        TRY(operations,
            tables::operations.select(transaction,
                tables::operations.selectSql()
                    + QStringLiteral(" ORDER BY finished_at IS NULL DESC, created_at DESC LIMIT %1")
                          .arg(rememberedOperations),
                {}));
        snapshot.rev = transaction.lastRev();
        snapshot.services = services;
        snapshot.operations = operations;
        return snapshot;
    });
    CO_TRY(snapshot, co_await reading);
    m_rev = m_loadedRev = snapshot.rev;
    std::vector<Replica<ServiceRecord>::Row> services;
    for (const ServiceRecord &record : std::as_const(snapshot.services)) {
        if (record.deleted_at)
            m_deleted.insert(record.id, record);
        else
            services.push_back({record, rowJson(record), m_rev});
    }
    for (const auto &row : services)
        m_owners.insert(row.value.id, row.value.customer_id);
    m_services.reset(std::move(services), m_rev);
    std::vector<Replica<Operation>::Row> operations;
    for (const Operation &operation : std::as_const(snapshot.operations)) {
        if (!isFinished(operation.status))
            m_active.insert(operation.service_id, operation.id);
        else
            m_finished.push_front(operation.id); // the latest come first
        operations.push_back({operation, toJson(operation), m_rev});
    }
    m_operations.reset(std::move(operations), m_rev);
    co_return Done{};
}

void ReadModel::follow(const QList<Change> &changes) {
    for (const Change &change : changes) {
        m_rev = change.rev;
        if (const auto *service = std::any_cast<std::shared_ptr<const ServiceRecord>>(&change.record))
            takeService(**service, change.rev);
        else if (const auto *operation = std::any_cast<std::shared_ptr<const Operation>>(&change.record))
            takeOperation(**operation, change.rev);
    }
}

void ReadModel::takeService(const ServiceRecord &record, qint64 rev) {
    if (record.customer_id)
        m_serviceRevs.insert(*record.customer_id, rev);
    {
        const QMutexLocker lock(&m_ownersMutex);
        record.deleted_at ? void(m_owners.remove(record.id)) : void(m_owners.insert(record.id, record.customer_id));
    }
    const auto *row = m_services.find(record.id.value);
    const std::optional<ServiceRecord> before = row ? std::optional(row->value) : std::nullopt;
    const ServiceStatus previous = before ? before->status : record.status;
    if (record.deleted_at) {
        m_services.remove(record.id.value, rev);
        m_deleted.insert(record.id, record);
        if (before)
            emit serviceChanged(&*before, nullptr);
        return;
    }
    m_services.upsert({record, rowJson(record), rev});
    emit serviceChanged(before ? &*before : nullptr, &record);
    if (previous != record.status)
        emit statusChanged(record, previous);
}

void ReadModel::takeOperation(const Operation &operation, qint64 rev) {
    if (operation.customer_id)
        m_operationRevs.insert(*operation.customer_id, rev);
    if (!isFinished(operation.status))
        m_active.insert(operation.service_id, operation.id);
    else if (m_active.value(operation.service_id) == operation.id)
        m_active.remove(operation.service_id);
    const auto *before = m_operations.find(operation.id.value);
    const bool hasEnded = isFinished(operation.status) && !(before && isFinished(before->value.status));
    if (hasEnded)
        m_finished.push_back(operation.id);
    if (isFinished(operation.status) && operation.kind == OperationKind::Delete
        && operation.status == OperationStatus::Succeeded) {
        m_deleted.remove(operation.service_id);
        m_live.remove(operation.service_id);
    }
    m_operations.upsert({operation, toJson(operation), rev});
    for (; m_finished.size() > rememberedOperations; m_finished.pop_front()) {
        const auto *old = m_operations.find(m_finished.front().value);
        if (old && old->value.customer_id)
            m_operationRevs.insert(*old->value.customer_id, rev); // its lists are shorter now
        m_operations.forget(m_finished.front().value);
    }
    emit operationChanged(operation);
    if (hasEnded)
        emit operationFinished(operation);
}

const ServiceRecord *ReadModel::service(const ServiceId &id) const {
    const auto *row = m_services.find(id.value);
    return row ? &row->value : nullptr;
}

bool ReadModel::isVisible(const Caller &caller, Permission permission, const ServiceId &id) const {
    const QMutexLocker lock(&m_ownersMutex);
    const auto owner = m_owners.constFind(id);
    return owner != m_owners.constEnd() && caller.sees(permission, *owner);
}

QList<ServiceId> ReadModel::serviceIds() const {
    QList<ServiceId> ids;
    m_services.forEach([&ids](const auto &row) { ids.append(row.value.id); });
    return ids;
}

const Operation *ReadModel::operation(const OperationId &id) const {
    const auto *row = m_operations.find(id.value);
    return row ? &row->value : nullptr;
}

QList<Operation> ReadModel::unfinishedOperations() const {
    QList<Operation> unfinished;
    for (const OperationId &id : m_active)
        if (const Operation *found = operation(id))
            unfinished.append(*found);
    return unfinished;
}

const Operation *ReadModel::activeOperation(const ServiceId &id) const {
    const auto it = m_active.constFind(id);
    return it == m_active.constEnd() ? nullptr : operation(*it);
}

const ServiceRecord *ReadModel::named(const QString &name, const std::optional<CustomerId> &customer) const {
    ReplicaQuery<ServiceRecord> query;
    query.search = name;
    query.keep = [&](const ServiceRecord &r) { return r.name == name && r.customer_id == customer; };
    query.perPage = 1;
    const auto found = m_services.select(query);
    return found.rows.empty() ? nullptr : &found.rows.front()->value;
}

Result<Done> ReadModel::checkMayRun(const std::optional<CustomerId> &customer) const {
    if (!customer || !m_customers.value(*customer))
        return {};
    return Error{ErrorCode::Conflict, QStringLiteral("The customer is suspended"),
        QStringLiteral("Its services do not run until the suspension ends"), {}};
}

Resources ReadModel::resourcesOf(const ServiceRecord &record) const {
    const Live now = live(record.id);
    return {now.cpuUsage, record.cpu_limit, now.memoryUsageMb, record.memory_limit_mb, now.storageMb};
}

void ReadModel::setLive(const ServiceId &id, const Live &live) {
    m_live.insert(id, live);
    if (const ServiceRecord *record = service(id))
        m_services.rewrite(id.value, rowJson(*record));
}

/// A service as lists show it. What is measured is written with each measurement, not with each answer.
QByteArray ReadModel::rowJson(const ServiceRecord &record) const {
    JsonWriter out;
    out.beginObject();
    writeFields(out, record, Service::rowFields());
    out.key("health");
    Codec<Health>::write(out, live(record.id).health);
    out.key("resources");
    Codec<Resources>::write(out, resourcesOf(record));
    out.endObject();
    const QByteArray json = out.take();
    return {json.constData(), json.size()}; // kept for each service, so without the room it was written in
}

/// W/"KIND-REV-SCOPE": what a list shows depends on the noun's last change, the query and who may see what.
static QByteArray listEtag(qint64 rev, size_t about) {
    return "W/\"" + QByteArray::number(rev, 36) + '-' + QByteArray::number(qulonglong(about), 36) + '"';
}

template <typename Row>
static QByteArray writePage(const std::vector<const Row *> &rows, qint64 total, int page, int perPage) {
    const qsizetype size = std::accumulate(rows.begin(), rows.end(), qsizetype(0),
        [](qsizetype sum, const Row *row) { return sum + row->json.size() + 1; });
    JsonWriter out(size + 128);
    out.beginObject();
    out.key("data");
    out.beginArray();
    for (const Row *row : rows)
        out.raw(row->json);
    out.endArray();
    out.key("total");
    out.value(total);
    out.key("page");
    out.value(qint64(page));
    out.key("per_page");
    out.value(qint64(perPage));
    out.endObject();
    return out.take();
}

Encoded<Page<Service>> ReadModel::listServices(const Caller &caller, const ServiceQuery &query) const {
    const std::optional<CustomerId> scope = caller.scope() ? caller.scope() : query.customer_id;
    // Everything that decides which rows there are, as text: the name of the filter.
    QByteArray filter;
    auto add = [&filter](char kind, const QString &value) { filter += kind + value.toUtf8() + '\n'; };
    if (query.status)
        add('s', toText(*query.status));
    if (scope)
        add('c', scope->value);
    if (caller.scope() && query.customer_id && *query.customer_id != *caller.scope())
        add('x', {}); // another's customer: nothing to see, and nothing to learn
    if (query.template_id)
        add('t', *query.template_id);
    if (query.engine)
        add('e', *query.engine);
    const bool none = filter.contains("x\n");
    const auto keep = [&](const ServiceRecord &r) {
        return !none && (!query.status || r.status == *query.status) && (!scope || r.customer_id == scope)
            && (!query.template_id || r.template_id == query.template_id)
            && (!query.engine || r.engine == *query.engine);
    };
    ReplicaQuery<ServiceRecord> wanted;
    wanted.order = size_t(query.sort.value_or(ServiceSort::Name));
    wanted.descending = query.order == SortOrder::Desc;
    wanted.page = query.page.value_or(1);
    wanted.perPage = query.per_page.value_or(defaultPerPage);
    wanted.search = query.search.value_or(QString());
    wanted.filterName = filter;
    if (!filter.isEmpty())
        wanted.keep = keep;
    const auto selection = m_services.select(wanted);
    Encoded<Page<Service>> answer;
    answer.json = writePage(selection.rows, selection.total, wanted.page, wanted.perPage);
    answer.etag = listEtag(revFor(scope, m_serviceRevs, m_services.rev()),
        qHashMulti(
            size_t(wanted.page), wanted.perPage, wanted.descending, qulonglong(wanted.order), filter, wanted.search));
    return answer;
}

ServiceDetail ReadModel::detail(const ServiceRecord &record) const {
    ServiceDetail detail = record;
    detail.health = live(record.id).health;
    detail.resources = resourcesOf(record);
    return detail;
}

Encoded<ServiceDetail> ReadModel::encode(const ServiceRecord &record) const {
    const auto *row = m_services.find(record.id.value);
    const QByteArray json = row ? row->json : rowJson(record);
    JsonWriter out(json.size() + 512);
    out.beginObject();
    out.rawMembers(QByteArrayView(json).sliced(1, json.size() - 2));
    writeFields(out, static_cast<const ServiceDetail &>(record), ServiceDetail::detailFields());
    out.endObject();
    return {out.take(), row ? "W/\"" + QByteArray::number(row->rev, 36) + '"' : QByteArray()};
}

Encoded<Page<Operation>> ReadModel::listOperations(const Caller &caller, const OperationQuery &query) const {
    QByteArray filter;
    auto add = [&filter](char kind, const QString &value) { filter += kind + value.toUtf8() + '\n'; };
    if (caller.scope())
        add('c', caller.scope()->value);
    if (query.status)
        add('s', toText(*query.status));
    if (query.kind)
        add('k', toText(*query.kind));
    if (query.service_id)
        add('i', query.service_id->value);
    const auto keep = [&](const Operation &o) {
        return (!caller.scope() || o.customer_id == caller.scope()) && (!query.status || o.status == *query.status)
            && (!query.kind || o.kind == *query.kind) && (!query.service_id || o.service_id == *query.service_id);
    };
    ReplicaQuery<Operation> wanted;
    wanted.order = size_t(query.sort.value_or(OperationSort::CreatedAt));
    wanted.descending = query.order != SortOrder::Asc; // the latest first
    wanted.page = query.page.value_or(1);
    wanted.perPage = query.per_page.value_or(defaultPerPage);
    wanted.filterName = filter;
    if (!filter.isEmpty())
        wanted.keep = keep;
    const auto selection = m_operations.select(wanted);
    Encoded<Page<Operation>> answer;
    answer.json = writePage(selection.rows, selection.total, wanted.page, wanted.perPage);
    answer.etag = listEtag(revFor(caller.scope(), m_operationRevs, m_operations.rev()),
        qHashMulti(
            size_t(wanted.page), wanted.perPage, wanted.descending, qulonglong(wanted.order), filter, wanted.search));
    return answer;
}

qint64 ReadModel::revOf(const Operation &operation) const {
    const auto *row = m_operations.find(operation.id.value);
    return row ? row->rev : 0;
}

std::function<Result<Done>(Transaction &)> ReadModel::saving(
    const ServiceRecord &record, bool isNew, Timestamp now) const {
    QByteArray value;
    if (!record.deleted_at)
        value = rowJson(record);
    auto row = std::make_shared<const ServiceRecord>(record);
    const ChangeOp op = record.deleted_at ? ChangeOp::Remove : ChangeOp::Upsert;
    return [row, value, op, isNew, now](Transaction &transaction) -> Result<Done> {
        TRY_DONE(isNew ? tables::services.insert(transaction, *row) : tables::services.update(transaction, *row));
        return transaction.change(ServiceTag::noun, row->id.value, op, value, row->customer_id, now, row);
    };
}

std::function<Result<Done>(Transaction &)> ReadModel::saving(const Operation &operation, bool isNew, Timestamp now) {
    auto row = std::make_shared<const Operation>(operation);
    return [row, isNew, now](Transaction &transaction) -> Result<Done> {
        TRY_DONE(isNew ? tables::operations.insert(transaction, *row) : tables::operations.update(transaction, *row));
        return transaction.change(
            OperationTag::noun, row->id.value, ChangeOp::Upsert, toJson(*row), row->customer_id, now, row);
    };
}
