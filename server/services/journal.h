// SPDX-License-Identifier: GPL-3.0-or-later
// Journal: what happened in one operation, kept to explain it afterwards: the first hundred entries and the last.
#pragma once

#include "server/store/records.h"
#include "server/store/transaction.h"
#include "shared/base/redactor.h"
#include <functional>

class Journal {
public:
    /// `length`: entries there are already, of an operation that goes on after a restart.
    explicit Journal(OperationId operation, int length = 0) : m_operation(std::move(operation)), m_length(length) { }

    /// Values no entry may show from now on.
    void hide(const Redactor &secrets) { m_secrets.add(secrets); }
    QString withoutSecrets(const QString &text) const { return m_secrets.apply(text); }

    /// Cut to what an entry may hold.
    void add(Timestamp time, const QString &step, const QString &message);

    /// Stores what was added since the last call.
    std::function<Result<Done>(Transaction &)> saving();

    /// Entries in their order, and how many are missing between them.
    static Result<OperationDetail> read(Transaction &transaction, const Operation &operation);

    static constexpr int keptFirst = 100;
    static constexpr int keptLast = 100;
    static constexpr int maxMessage = 500;

private:
    OperationId m_operation;
    int m_length;
    QList<JournalRecord> m_unsaved;
    Redactor m_secrets;
};
