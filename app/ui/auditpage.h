// SPDX-License-Identifier: GPL-3.0-or-later
// AuditPage: who did what, or tried to: the newest first, older ones as one asks for them, one entry in detail below.
#pragma once

#include "app/client/workspace.h"
#include "app/models/auditmodel.h"
#include "app/models/deploymentmodel.h"
#include "app/ui/panelpage.h"
#include "app/ui/recordtable.h"
#include <QComboBox>

class ToneLabel;

class AuditPage final : public PanelPage {
    Q_OBJECT
public:
    explicit AuditPage(Workspace &workspace, QWidget *parent = nullptr);
    RecordTable *table() const { return m_table; }
    void setOnline(bool online) override;
    void takeOver(const PanelPage &before) override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    /// What is asked of the server; the filter above the table looks through what it has answered.
    struct Narrowed {
        QString actor; // shown as `name`
        QString target;
        QString name;
    };
    AuditQuery query() const;
    void narrow(const Narrowed &to);
    void reload();
    Task<> load(int number);
    void showRows(const Page<AuditEntry> &newest);
    void showCount();
    void showSelected();
    void saveAll();

    Workspace &m_workspace;
    AuditModel m_model;
    ChangeModel m_changes;
    RecordTable *m_table;
    RecordTable *m_changeTable;
    QComboBox *m_period;
    QComboBox *m_result;
    QPushButton *m_everything;
    ToneLabel *m_count;
    QPushButton *m_older;
    QWidget *m_detail;
    QLabel *m_what;
    ToneLabel *m_who;
    QPushButton *m_byActor;
    QPushButton *m_byTarget;
    Narrowed m_narrowed;
    int m_loadedPages = 0;
    qint64 m_total = 0;
    int m_turn = 0; // of asking; what comes for an earlier one is not shown
    bool m_online = false;
};
