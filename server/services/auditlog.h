// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log's writing end: one call in the transaction of the change itself, so that there is neither a change
// without its entry nor an entry without its change.
#pragma once

#include "server/services/caller.h"
#include "server/store/transaction.h"
#include "shared/contract/audit.h"
#include "shared/contract/service.h"

/// What was changed. `before` and `after` are JSON as the API shows it, so without secrets; empty: there is none.
struct Deed {
    QString target;
    std::optional<CustomerId> customer;
    QByteArray before;
    QByteArray after;
    /// What `Location` leads to, when that is not the target.
    QString made;
    /// In words, when what was asked for does not say it.
    QString why;
};

namespace auditlog {
/// Adds the entry of a change, and that its request, if it came with an Idempotency-Key, is carried out. Without a
/// request behind the caller, which is the panel itself, there is none.
Result<Done> add(Transaction &transaction, const Caller &caller, const Deed &deed);
/// Says in `entry` who it was.
void identify(AuditEntry &entry, const Caller &caller);
/// What the log shows of a service: its list entry without what is measured.
QByteArray rowOf(const Service &service);
/// Adds an entry at the end of the chain; its id, number, time and hashes are made here.
Result<Done> append(Transaction &transaction, AuditEntry entry);
QString hashOf(const AuditEntry &entry);

struct Verdict {
    qint64 entries = 0;
    /// Of the last entry. Kept elsewhere it shows, too, whether somebody has put another chain in place of this one.
    QString hash;
    /// What is wrong first, in words; empty when all fits.
    QString fault;
};
/// Walks the whole chain.
Result<Verdict> verify(Transaction &transaction);
} // namespace auditlog
