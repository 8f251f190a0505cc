// SPDX-License-Identifier: GPL-3.0-or-later
// Asking for backups, and for their data back.
#include "server/services/backupservice.h"
#include "server/services/auditlog.h"
#include "server/services/rows.h"
#include "server/store/tables.h"
#include "shared/contract/rules.h"
#include <QCoroFuture>

BackupService::BackupService(Backups &backups, ReadModel &model, Operations &operations, ServiceService &services,
    Workloads &workloads, const Entitlements &entitlements, const Clock &clock)
    : m_backups(backups)
    , m_model(model)
    , m_operations(operations)
    , m_services(services)
    , m_workloads(workloads)
    , m_entitlements(entitlements)
    , m_clock(clock) { }

Result<BackupRecord> BackupService::visible(const Caller &caller, const BackupId &id, Permission permission) const {
    const BackupRecord *record = m_backups.find(id);
    if (!record || !caller.sees(permission, record->customer_id))
        return Error{ErrorCode::NotFound, QStringLiteral("Backup not found"),
            QStringLiteral("No backup with ID %1 exists").arg(id.value), {}};
    return *record;
}

Backup BackupService::shown(const BackupRecord &record) const {
    Backup backup = record;
    backup.phase = m_backups.phase(record.id);
    return backup;
}

Result<Page<Backup>> BackupService::list(Caller caller, BackupQuery query) {
    QList<Backup> backups = m_backups.all();
    backups.removeIf([&](const Backup &backup) {
        return !caller.sees(Permission::BackupsRead, backup.customer_id)
            || (query.service_id && backup.service_id != *query.service_id)
            || (query.status && backup.status != *query.status);
    });
    return pageOf(backups, query, [sort = query.sort](const Backup &a, const Backup &b) {
        if (sort == BackupSort::SizeBytes)
            return std::tie(a.size_bytes, a.id.value) < std::tie(b.size_bytes, b.id.value);
        if (sort == BackupSort::Status && a.status != b.status)
            return nameOf(a.status) < nameOf(b.status);
        return std::tie(a.created_at, a.id.value) < std::tie(b.created_at, b.id.value);
    });
}

Result<Backup> BackupService::get(Caller caller, BackupId id) {
    TRY(record, visible(caller, id, Permission::BackupsRead));
    return shown(record);
}

Task<Result<Backup>> BackupService::create(Caller caller, CreateBackup body) {
    const ServiceRecord *known = m_model.service(body.service_id);
    if (!known || !caller.sees(Permission::BackupsManage, known->customer_id))
        co_return serviceNotFound(body.service_id);
    const ServiceRecord service = *known;
    CO_TRY_DONE(m_entitlements.check(Feature::Backup, service.customer_id, service.plan_id));
    CO_TRY_DONE(checkIdle(m_model, service.id));
    CO_TRY(engine, m_workloads.engines().get(service.engine));
    CO_TRY_DONE(engine->dataFolder(service.id));
    CO_TRY(deployed, co_await m_workloads.revision(service.id, service.revision));
    const bool runs = service.status == ServiceStatus::Running;
    BackupRecord record;
    record.id = BackupId::make(m_clock);
    record.service_id = service.id;
    record.service_name = service.name;
    record.customer_id = service.customer_id;
    record.consistent = !runs || body.stop.value_or(false);
    record.created_by = caller.name;
    record.created_at = record.updated_at = m_clock.now();
    record.deployment = deployed.record;
    record.engine = service.engine;
    record.uid = service.uid;
    record.operation_id = m_operations.nextId();
    Operations::Order order{OperationKind::Backup, service, caller.name, *record.operation_id, {}, false, {}, caller};
    order.backup = record.id;
    order.pauses = body.stop.value_or(false);
    order.made = record.id.value;
    order.also = [record](Transaction &transaction) { return Backups::write(transaction, record); };
    m_backups.remember(record); // the operation looks for it at once
    const Result<Operation> begun = co_await m_operations.begin(order);
    if (!begun) {
        m_backups.forget(record.id);
        co_return begun.error();
    }
    const BackupRecord *now = m_backups.find(record.id);
    co_return shown(now ? *now : record);
}

Task<Result<Done>> BackupService::remove(Caller caller, BackupId id) {
    CO_TRY(record, visible(caller, id, Permission::BackupsManage));
    // An operation that makes it, or brings it back, ends first.
    for (const Operation &active : m_model.unfinishedOperations())
        if (active.backup_id == id) {
            const OperationId operation = active.id;
            (void)co_await m_operations.cancel(operation);
            break;
        }
    const Deed deed{id.value, record.customer_id, toJson(shown(record)), {}, {}};
    const Backups::Also noting = [caller, deed](
                                     Transaction &transaction) { return auditlog::add(transaction, caller, deed); };
    co_return co_await m_backups.remove(id, noting);
}

Task<Result<Backup>> BackupService::verify(Caller caller, BackupId id) {
    CO_TRY(record, visible(caller, id, Permission::BackupsManage));
    CO_TRY_DONE(m_backups.verify(id));
    const Deed deed{id.value, record.customer_id, {}, toJson(shown(record)), {}};
    // Named: as a temporary in the co_await expression GCC 12 would destroy it twice.
    const Backups::Also noting = [caller, deed](
                                     Transaction &transaction) { return auditlog::add(transaction, caller, deed); };
    CO_TRY_DONE(co_await m_backups.note(noting));
    co_return get(caller, id);
}

Task<Result<Operation>> BackupService::restore(Caller caller, BackupId id, RestoreBackup body) {
    CO_TRY(record, visible(caller, id, Permission::BackupsManage));
    const bool isNew = body.as == RestoreAs::New;
    if (isNew && !caller.sees(Permission::ServicesDeploy, record.customer_id))
        co_return Error{ErrorCode::Forbidden, QStringLiteral("Not permitted"),
            QStringLiteral("A new service needs the permission %1, which \"%2\" lacks")
                .arg(toText(Permission::ServicesDeploy), caller.name),
            {}};
    if (isNew != body.name.has_value())
        co_return Error::validation(QStringLiteral("name"),
            isNew ? QStringLiteral("is needed for a new service") : QStringLiteral("goes with \"as\": \"new\" only"));
    if (isNew)
        if (const QString wrong = rules::serviceName(*body.name); !wrong.isEmpty())
            co_return Error::validation(QStringLiteral("name"), wrong);
    if (record.status != BackupStatus::Completed && record.status != BackupStatus::Verified)
        co_return Error{ErrorCode::Conflict,
            QStringLiteral("A backup that is %1 cannot be restored").arg(toText(record.status)),
            record.error.value_or(QString()), {}};
    if (m_backups.phase(id))
        co_return Error{ErrorCode::Conflict, QStringLiteral("The backup is in use"),
            QStringLiteral("Wait until it is saved, verified or restored"), {}};
    if (isNew)
        co_return co_await m_services.createFrom(caller, record, *body.name);
    co_return co_await restoreInPlace(caller, record);
}

Task<Result<Operation>> BackupService::restoreInPlace(Caller caller, BackupRecord record) {
    const ServiceRecord *known = m_model.service(record.service_id);
    if (!known || !caller.sees(Permission::BackupsManage, known->customer_id))
        co_return Error{ErrorCode::Conflict, QStringLiteral("The service of this backup is gone"),
            QStringLiteral("Restore it as a new one: {\"as\": \"new\", \"name\": ...}"), {}};
    const ServiceRecord service = *known;
    CO_TRY_DONE(checkIdle(m_model, service.id));
    Operations::Order order{OperationKind::Restore, service, caller.name, {}, {}, false, {}, caller};
    order.backup = record.id;
    co_return co_await m_operations.begin(order);
}
