// SPDX-License-Identifier: GPL-3.0-or-later
// Operations as callers see them. The latest are in memory; older ones are read from the database.
#include "server/services/operationservice.h"
#include "server/services/auditlog.h"
#include "server/store/tables.h"
#include <QCoroFuture>

OperationService::OperationService(ReadModel &model, Operations &operations, Database &database)
    : m_model(model), m_operations(operations), m_database(database) { }

Result<Encoded<Page<Operation>>> OperationService::list(Caller caller, OperationQuery query) {
    return m_model.listOperations(caller, query);
}

Task<Result<Operation>> OperationService::visible(Caller caller, OperationId id, Permission permission) {
    const Error notFound{ErrorCode::NotFound, QStringLiteral("Operation not found"),
        QStringLiteral("No operation with ID %1 exists").arg(id.value), {}};
    std::optional<Operation> operation;
    if (const Operation *known = m_model.operation(id)) {
        operation = *known;
    } else {
        auto reading = m_database.read<QList<Operation>>(
            [id](Transaction &transaction) { return tables::operations.find(transaction, "id", id.value); });
        CO_TRY(stored, co_await reading);
        if (!stored.isEmpty())
            operation = stored.first();
    }
    if (!operation || !caller.sees(permission, operation->customer_id))
        co_return notFound;
    co_return *operation;
}

Task<Result<OperationDetail>> OperationService::get(Caller caller, OperationId id, WaitQuery query) {
    if (query.wait && (*query.wait < 0 || *query.wait > 60))
        co_return Error{ErrorCode::BadRequest, QStringLiteral("Wrong query parameters"), {},
            {{QStringLiteral("wait"), QStringLiteral("must be between 0 and 60 seconds")}}};
    CO_TRY(operation, co_await visible(caller, id, Permission::OperationsRead));
    const std::optional<Operation> ended = co_await m_operations.wait(id, query.wait.value_or(0));
    auto reading = m_database.read<OperationDetail>(
        [now = ended.value_or(operation)](Transaction &transaction) { return Journal::read(transaction, now); });
    co_return co_await reading;
}

Task<Result<Operation>> OperationService::cancel(Caller caller, OperationId id) {
    CO_TRY(operation, co_await visible(caller, id, Permission::OperationsCancel));
    if (isFinished(operation.status))
        co_return Error{ErrorCode::Conflict, QStringLiteral("The operation has ended already"),
            QStringLiteral("Its status is %1").arg(toText(operation.status)), {}};
    const Deed deed{operation.service_id.value, operation.customer_id, toJson(operation), {}, {}};
    auto noting = m_database.write<Done>(
        [caller, deed](Transaction &transaction) { return auditlog::add(transaction, caller, deed); });
    CO_TRY_DONE(co_await noting);
    co_return co_await m_operations.cancel(id);
}
