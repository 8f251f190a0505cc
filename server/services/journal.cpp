// SPDX-License-Identifier: GPL-3.0-or-later
// A ring behind a fixed beginning: how it began and how it ended are what explains an operation.
#include "server/services/journal.h"
#include "server/store/tables.h"

static QString cut(const QString &text) {
    return text.size() <= Journal::maxMessage ? text : QString(text.left(Journal::maxMessage - 1) + QChar(0x2026));
}

void Journal::add(Timestamp time, const QString &step, const QString &message) {
    const int number = m_length++;
    const int place = number < keptFirst ? number : keptFirst + (number - keptFirst) % keptLast;
    const QString id = m_operation.value + QStringLiteral("/%1").arg(place, 3, 10, QLatin1Char('0'));
    const JournalRecord record{id, m_operation, number, time, step, cut(withoutSecrets(message).trimmed())};
    const auto same = std::find_if(m_unsaved.begin(), m_unsaved.end(), [&id](const auto &r) { return r.id == id; });
    if (same == m_unsaved.end())
        m_unsaved.append(record);
    else
        *same = record;
}

std::function<Result<Done>(Transaction &)> Journal::saving() {
    return [entries = std::exchange(m_unsaved, {})](Transaction &transaction) -> Result<Done> {
        for (const JournalRecord &entry : entries)
            TRY_DONE(tables::journal.upsert(transaction, entry));
        return {};
    };
}

Result<OperationDetail> Journal::read(Transaction &transaction, const Operation &operation) {
    TRY(entries, tables::journal.find(transaction, "operation_id", operation.id.value));
    std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
    OperationDetail detail;
    static_cast<Operation &>(detail) = operation;
    for (const JournalRecord &entry : std::as_const(entries))
        detail.journal.append({entry.time, entry.step, entry.message});
    detail.journal_omitted = entries.isEmpty() ? 0 : entries.last().number + 1 - int(entries.size());
    return detail;
}
