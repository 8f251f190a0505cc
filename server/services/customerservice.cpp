// SPDX-License-Identifier: GPL-3.0-or-later
// All customers are in memory; a suspension is a stored state that is brought about again and again until it holds.
#include "server/services/customerservice.h"
#include "server/services/auditlog.h"
#include "server/services/quota.h"
#include "server/services/references.h"
#include "server/services/rows.h"
#include "server/store/tables.h"
#include "shared/contract/rules.h"
#include <QCoroFuture>

CustomerService::CustomerService(Database &database, ReadModel &model, Operations &operations, ServiceService &services,
    AuthService &auth, Entitlements &entitlements, const Clock &clock)
    : m_database(database)
    , m_model(model)
    , m_operations(operations)
    , m_services(services)
    , m_auth(auth)
    , m_entitlements(entitlements)
    , m_clock(clock) { }

static Error customerNotFound(const CustomerId &id) {
    return {ErrorCode::NotFound, QStringLiteral("Customer not found"),
        QStringLiteral("No customer with ID %1 exists").arg(id.value), {}};
}

static Result<Done> check(const Customer &customer) {
    QMap<QString, QString> errors;
    const auto note = [&errors](const char *field, const QString &wrong) {
        if (!wrong.isEmpty())
            errors.insert(QLatin1String(field), wrong);
    };
    note("name", rules::lineOfText(customer.name, 1, 100));
    note("email", rules::email(customer.email));
    note("notes", rules::text(customer.notes, 10'000));
    if (!errors.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    return {};
}

Task<Result<Done>> CustomerService::load() {
    auto reading = m_database.read<QList<CustomerRecord>>(
        [](Transaction &transaction) { return tables::customers.all(transaction); });
    CO_TRY(records, co_await reading);
    for (const CustomerRecord &record : std::as_const(records))
        remember(record);
    co_return Done{};
}

void CustomerService::recover() {
    for (const CustomerRecord &record : std::as_const(m_customers))
        if (record.status == CustomerStatus::Suspended || !record.stopped.isEmpty())
            spawn(enforce(record.id));
}

void CustomerService::remember(const CustomerRecord &record) {
    m_customers.insert(record.id, record);
    m_auth.setSuspended(record.id, record.status == CustomerStatus::Suspended);
    m_model.setCustomer(record.id, record.status == CustomerStatus::Suspended);
    m_entitlements.setCustomer(record.id, record.plan_id);
}

Result<CustomerRecord> CustomerService::find(const CustomerId &id) const {
    const auto found = m_customers.constFind(id);
    return found == m_customers.constEnd() ? Result<CustomerRecord>(customerNotFound(id)) : *found;
}

QList<ServiceId> CustomerService::runningOf(const CustomerId &id) const {
    QList<ServiceId> services = m_model.serviceIds();
    services.removeIf([&](const ServiceId &known) {
        const ServiceRecord *service = m_model.service(known);
        return service->customer_id != id || service->desired_state != DesiredState::Running;
    });
    return services;
}

Result<Page<Customer>> CustomerService::list(Caller, CustomerQuery query) {
    const QString search = query.search.value_or(QString());
    QList<Customer> customers;
    for (const CustomerRecord &record : std::as_const(m_customers))
        if ((!query.status || record.status == *query.status) && (!query.plan_id || record.plan_id == query.plan_id)
            && (record.name.contains(search, Qt::CaseInsensitive)
                || record.email.contains(search, Qt::CaseInsensitive)))
            customers.append(record);
    const bool byCreation = query.sort == CustomerSort::CreatedAt;
    return pageOf(customers, query, [byCreation](const Customer &a, const Customer &b) {
        return byCreation ? std::tie(a.created_at, a.id.value) < std::tie(b.created_at, b.id.value)
                          : std::tie(a.name, a.id.value) < std::tie(b.name, b.id.value);
    });
}

Result<Customer> CustomerService::get(Caller, CustomerId id) {
    TRY(record, find(id));
    return Customer(record);
}

/// Adds what is measured of one service; what does not run uses nothing but its storage.
static void addMeasured(PlanUsage &usage, const ServiceRecord &service, const ReadModel::Live &live) {
    usage.storage_mb.measured += live.storageMb;
    if (service.status != ServiceStatus::Running)
        return;
    usage.services.measured += 1;
    usage.cpu.measured += live.cpuUsage;
    usage.memory_mb.measured += live.memoryUsageMb;
}

Task<Result<CustomerUsage>> CustomerService::usage(Caller caller, CustomerId id) {
    if (!caller.sees(Permission::UsageRead, id))
        co_return customerNotFound(id);
    CO_TRY(customer, find(id));
    auto reading = m_database.read<QList<PlanUsage>>(
        [customer](Transaction &transaction) { return usageOf(transaction, customer); });
    CO_TRY(plans, co_await reading);
    const QList<ServiceId> services = m_model.serviceIds();
    for (const ServiceId &one : services) {
        const ServiceRecord &service = *m_model.service(one);
        if (service.customer_id != id)
            continue;
        const auto counting = std::find_if(plans.begin(), plans.end(), [&](const PlanUsage &usage) {
            return usage.plan_id == (service.plan_id ? service.plan_id : customer.plan_id);
        });
        if (counting != plans.end())
            addMeasured(*counting, service, m_model.live(one));
    }
    CustomerUsage usage;
    static_cast<PlanUsage &>(usage) = plans.takeFirst();
    usage.customer_id = id;
    usage.own_plans = plans;
    co_return usage;
}

Task<Result<Customer>> CustomerService::create(Caller caller, CreateCustomer body) {
    CustomerRecord record;
    record.id = CustomerId::make(m_clock);
    record.name = body.name;
    record.email = body.email;
    record.plan_id = body.plan_id;
    record.notes = body.notes.value_or(QString());
    record.created_at = record.updated_at = m_clock.now();
    CO_TRY_DONE(check(record));
    auto writing = m_database.write<Done>([caller, record](Transaction &transaction) -> Result<Done> {
        TRY_DONE(checkPlan(transaction, record.plan_id));
        const Deed deed{record.id.value, record.id, {}, toJson(Customer(record)), {}};
        TRY_DONE(auditlog::add(transaction, caller, deed));
        return tables::customers.insert(transaction, record);
    });
    CO_TRY_DONE(co_await writing);
    remember(record);
    co_return Customer(record);
}

Task<Result<Customer>> CustomerService::change(Caller caller, CustomerId id, Change change) {
    auto writing = m_database.write<CustomerRecord>(
        [caller, id, change, now = m_clock.now()](Transaction &transaction) -> Result<CustomerRecord> {
            TRY(found, tables::customers.find(transaction, "id", id.value));
            if (found.isEmpty())
                return customerNotFound(id);
            CustomerRecord record = found.first();
            TRY_DONE(change(record));
            TRY_DONE(check(record));
            TRY_DONE(checkPlan(transaction, record.plan_id));
            record.updated_at = now;
            const Deed deed{id.value, id, toJson(Customer(found.first())), toJson(Customer(record)), {}};
            TRY_DONE(auditlog::add(transaction, caller, deed));
            TRY_DONE(tables::customers.update(transaction, record));
            return record;
        });
    CO_TRY(record, co_await writing);
    remember(record);
    co_return Customer(record);
}

Task<Result<Customer>> CustomerService::patch(Caller caller, CustomerId id, PatchCustomer body) {
    const Change patching = [body](CustomerRecord &record) -> Result<Done> {
        record.name = body.name.value_or(record.name);
        record.email = body.email.value_or(record.email);
        record.notes = body.notes.value_or(record.notes);
        if (body.plan_id)
            record.plan_id = body.plan_id;
        return {};
    };
    co_return co_await change(caller, id, patching);
}

static Result<Done> checkHasNoUsers(Transaction &transaction, const CustomerId &id) {
    TRY(users, tables::users.find(transaction, "customer_id", id.value));
    if (users.isEmpty())
        return {};
    return Error{ErrorCode::Conflict, QStringLiteral("%1 users belong to this customer").arg(users.size()),
        QStringLiteral("Give them to another one first"), {}};
}

Task<Result<Done>> CustomerService::removeServices(Caller caller, CustomerRecord customer, DeleteCustomerQuery query) {
    if (query.confirm != customer.name)
        co_return Error{ErrorCode::BadRequest, QStringLiteral("Wrong query parameters"), {},
            {{QStringLiteral("confirm"), QStringLiteral("must be the name of the customer")}}};
    if (caller.reach(Permission::ServicesDeploy) != Reach::All)
        co_return Error{ErrorCode::Forbidden, QStringLiteral("Not permitted"),
            QStringLiteral("To delete its services needs the permission %1").arg(toText(Permission::ServicesDeploy)),
            {}};
    // Before the first of them goes for nothing.
    auto reading = m_database.read<Done>(
        [id = customer.id](Transaction &transaction) { return checkHasNoUsers(transaction, id); });
    CO_TRY_DONE(co_await reading);
    const QList<ServiceId> services = m_model.serviceIds();
    DeleteServiceQuery how;
    how.purge = query.purge;
    for (qsizetype i = 0; i < services.size(); ++i) {
        const ServiceId id = services[i];
        const ServiceRecord *service = m_model.service(id);
        if (!service || service->customer_id != customer.id)
            continue;
        const Result<Done> removed = co_await m_services.remove(caller, id, how);
        if (!removed && removed.error().code != ErrorCode::NotFound)
            co_return removed.error();
    }
    co_return Done{};
}

Task<Result<Done>> CustomerService::remove(Caller caller, CustomerId id, DeleteCustomerQuery query) {
    CO_TRY(record, find(id));
    if (query.cascade.value_or(false))
        CO_TRY_DONE(co_await removeServices(caller, record, query));
    auto writing = m_database.write<QList<ApiKeyRecord>>(
        [caller, id, record](Transaction &transaction) -> Result<QList<ApiKeyRecord>> {
            TRY(services, tables::services.find(transaction, "customer_id", id.value));
            services.removeIf([](const ServiceRecord &service) { return service.deleted_at.has_value(); });
            if (!services.isEmpty())
                return Error{ErrorCode::Conflict,
                    QStringLiteral("%1 services belong to this customer").arg(services.size()),
                    QStringLiteral("Delete them first"), {}};
            TRY_DONE(checkHasNoUsers(transaction, id));
            TRY(keys, tables::apiKeys.find(transaction, "customer_id", id.value));
            for (const ApiKeyRecord &key : std::as_const(keys))
                TRY_DONE(tables::apiKeys.remove(transaction, key.id.value));
            const auto removed = tables::customers.remove(transaction, id.value);
            if (!removed)
                return removed.error().code == ErrorCode::NotFound ? customerNotFound(id) : removed.error();
            TRY_DONE(auditlog::add(transaction, caller, {id.value, id, toJson(Customer(record)), {}, {}}));
            return keys;
        });
    CO_TRY(keys, co_await writing);
    for (const ApiKeyRecord &key : std::as_const(keys))
        m_auth.forget(key.id);
    m_customers.remove(id);
    m_auth.setSuspended(id, false);
    m_model.removeCustomer(id);
    m_entitlements.removeCustomer(id);
    co_return Done{};
}

Task<Result<Customer>> CustomerService::suspend(Caller caller, CustomerId id) {
    const Change suspending = [](CustomerRecord &record) -> Result<Done> {
        if (record.status == CustomerStatus::Suspended)
            return Error{ErrorCode::Conflict, QStringLiteral("The customer is suspended already"), {}, {}};
        record.status = CustomerStatus::Suspended;
        return {};
    };
    CO_TRY(stored, co_await change(caller, id, suspending));
    spawn(enforce(id));
    co_return stored;
}

Task<Result<Customer>> CustomerService::resume(Caller caller, CustomerId id) {
    const Change resuming = [](CustomerRecord &record) -> Result<Done> {
        if (record.status == CustomerStatus::Active)
            return Error{ErrorCode::Conflict, QStringLiteral("The customer is not suspended"), {}, {}};
        record.status = CustomerStatus::Active;
        return {};
    };
    CO_TRY(stored, co_await change(caller, id, resuming));
    spawn(enforce(id));
    co_return stored;
}

Task<> CustomerService::bring(ServiceId id, CustomerStatus status) {
    Caller policy;
    policy.name = QStringLiteral("suspension");
    policy.role = Role::Admin;
    const DesiredState wanted = status == CustomerStatus::Suspended ? DesiredState::Stopped : DesiredState::Running;
    static constexpr int tries = 10; // each waits for what is under way; that has a deadline
    for (int i = 0; i < tries; ++i) {
        if (const Operation *active = m_model.activeOperation(id); active && wanted == DesiredState::Running) {
            const OperationId operation = active->id;
            (void)co_await m_operations.wait(operation, 60);
        }
        const ServiceRecord *service = m_model.service(id);
        if (!service || (service->desired_state == wanted && !m_model.activeOperation(id)))
            co_return;
        // Not by ?: since GCC 12 destroys what is awaited in one of its arms twice.
        Result<Operation> operation = Error{};
        if (wanted == DesiredState::Stopped)
            operation = co_await m_services.stop(policy, id);
        else
            operation = co_await m_services.start(policy, id);
        if (operation) {
            const OperationId begun = operation->id;
            (void)co_await m_operations.wait(begun, 60);
        } else {
            qInfo("service %s, %s: %s", qPrintable(id.value), qPrintable(policy.name),
                qPrintable(operation.error().message));
        }
    }
    qWarning("service %s could not be brought to where its customer's status wants it", qPrintable(id.value));
}

Task<Result<Done>> CustomerService::noteRunning(CustomerId id) {
    const Change noting = [running = runningOf(id)](CustomerRecord &record) -> Result<Done> {
        for (const ServiceId &service : running)
            if (record.status == CustomerStatus::Suspended && !record.stopped.contains(service))
                record.stopped.append(service);
        return {};
    };
    const Caller nobody;
    CO_TRY_DONE(co_await change(nobody, id, noting));
    co_return Done{};
}

Task<> CustomerService::enforce(CustomerId id) {
    if (m_enforcing.contains(id))
        co_return; // it looks at the status again when it has come to its end
    m_enforcing.insert(id);
    for (;;) {
        // Nothing starts any more by now; what was being started when the suspension came is among what runs.
        if (m_customers.value(id).status == CustomerStatus::Suspended && !runningOf(id).isEmpty())
            (void)co_await noteRunning(id);
        const CustomerRecord before = m_customers.value(id);
        for (qsizetype i = 0; i < before.stopped.size(); ++i)
            co_await bring(before.stopped[i], before.status);
        const CustomerRecord now = m_customers.value(id);
        if (now.status != before.status)
            continue;
        if (now.status == CustomerStatus::Active && !now.stopped.isEmpty()) {
            const Change clearing = [](CustomerRecord &record) -> Result<Done> {
                if (record.status == CustomerStatus::Active)
                    record.stopped.clear();
                return {};
            };
            const Caller nobody;
            (void)co_await change(nobody, id, clearing); // when it has been deleted meanwhile, so much the better
        }
        break;
    }
    m_enforcing.remove(id);
}
