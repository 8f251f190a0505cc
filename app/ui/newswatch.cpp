// SPDX-License-Identifier: GPL-3.0-or-later
// What was, held against what is now.
#include "app/ui/newswatch.h"
#include "app/models/format.h"

NewsWatch::NewsWatch(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) {
    connect(&workspace, &Workspace::ready, this, &NewsWatch::begin);
    connect(&workspace, &Workspace::operationChanged, this, &NewsWatch::onOperation);
    connect(&workspace, &Workspace::serviceChanged, this, &NewsWatch::onService);
    connect(&workspace, &Workspace::serviceRemoved, this, [this](const QString &id) { m_failed.remove(id); });
}

/// What has failed already is no news.
void NewsWatch::begin() {
    m_running.clear();
    m_failed.clear();
    m_workspace.operations().forEach([this](const Replica<Operation>::Row &row) {
        if (!isFinished(row.value.status))
            m_running.insert(row.value.id.value);
    });
    m_workspace.services().forEach([this](const Replica<Service>::Row &row) {
        if (row.value.status == ServiceStatus::Failed)
            m_failed.insert(row.value.id.value);
    });
}

bool NewsWatch::isOurs(const Operation &operation) const {
    return operation.created_by == m_workspace.server().key_name || m_watched.contains(operation.id.value);
}

static QString titleOf(const Operation &operation) {
    const QString what = format::word(toText(operation.kind));
    switch (operation.status) {
    case OperationStatus::Succeeded:
        return NewsWatch::tr("%1: %2 has succeeded").arg(operation.service_name, what);
    case OperationStatus::Cancelled:
        return NewsWatch::tr("%1: %2 was cancelled").arg(operation.service_name, what);
    default:
        return NewsWatch::tr("%1: %2 has failed").arg(operation.service_name, what);
    }
}

void NewsWatch::onOperation(const Operation &operation) {
    const QString &id = operation.id.value;
    if (!isFinished(operation.status)) {
        m_running.insert(id);
        return;
    }
    const bool isNews = m_running.remove(id) && isOurs(operation);
    m_watched.remove(id);
    if (isNews)
        emit news(
            titleOf(operation), operation.error.value_or(QString()).section(u'\n', 0, 0), operation.service_id.value);
}

void NewsWatch::onService(const Service &service) {
    const QString &id = service.id.value;
    if (service.status != ServiceStatus::Failed) {
        m_failed.remove(id);
        return;
    }
    if (m_failed.contains(id))
        return;
    m_failed.insert(id);
    // Of an operation of ours its own end tells.
    const Operation *latest = service.operation_id ? m_workspace.operation(service.operation_id->value) : nullptr;
    if (latest && isOurs(*latest) && (!isFinished(latest->status) || latest->status == OperationStatus::Failed))
        return;
    emit news(tr("%1 has failed").arg(service.name), service.error.value_or(QString()).section(u'\n', 0, 0), id);
}
