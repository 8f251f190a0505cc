// SPDX-License-Identifier: GPL-3.0-or-later
// OperationView: one operation: how far it is, its steps and times, its journal, why it failed; and how to end it.
#pragma once

#include "app/client/workspace.h"
#include "app/models/operationmodel.h"
#include "app/ui/recordtable.h"
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

class StatusLabel;
class ToneLabel;

class OperationView final : public QWidget {
    Q_OBJECT
public:
    explicit OperationView(Workspace &workspace, QWidget *parent = nullptr);
    /// Another operation, or the same as it is now. Further changes it sees by itself.
    void show(const Operation &operation);
    using QWidget::show;
    const Operation &operation() const { return m_operation; }
    void setOnline(bool online);
    QTabWidget *tabs() const { return m_tabs; }
    /// Where the service is in sight anyway.
    void hideServiceLink() { m_open->hide(); }

signals:
    void serviceRequested(const QString &id);

private:
    void showState();
    Task<> loadJournal(OperationId id);
    Task<> cancel(OperationId id);
    QString asText() const;

    Workspace &m_workspace;
    Operation m_operation;
    QString m_journal;
    StepModel m_steps;
    QLabel *m_title;
    StatusLabel *m_status;
    ToneLabel *m_facts;
    QProgressBar *m_progress;
    QWidget *m_errorBox;
    QPlainTextEdit *m_error;
    RecordTable *m_table;
    QPlainTextEdit *m_journalText;
    QTabWidget *m_tabs;
    QPushButton *m_cancel;
    QPushButton *m_open;
    QTimer m_tick;
    QTimer m_journalSoon;
    bool m_online = false;
};
