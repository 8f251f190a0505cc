// SPDX-License-Identifier: GPL-3.0-or-later
// OperationService: looking at operations, waiting for them, and cancelling them.
#pragma once

#include "server/services/operations.h"

class OperationService {
public:
    OperationService(ReadModel &model, Operations &operations, Database &database);

    Result<Encoded<Page<Operation>>> list(Caller caller, OperationQuery query);
    /// With `wait`: when it has ended, or after that many seconds as it is then.
    Task<Result<OperationDetail>> get(Caller caller, OperationId id, WaitQuery query);
    Task<Result<Operation>> cancel(Caller caller, OperationId id);

private:
    Task<Result<Operation>> visible(Caller caller, OperationId id, Permission permission);

    ReadModel &m_model;
    Operations &m_operations;
    Database &m_database;
};
