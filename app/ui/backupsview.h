// SPDX-License-Identifier: GPL-3.0-or-later
// BackupsView: backups as a table, of one service or of all, live; and what can be done with the selected one.
#pragma once

#include "app/client/workspace.h"
#include "app/models/backupmodel.h"
#include "app/ui/banner.h"
#include "app/ui/recordtable.h"
#include <QAction>

class ToneLabel;

class BackupsView final : public QWidget {
    Q_OBJECT
public:
    enum class Of { Service, All };
    /// What fails is told in `banner`.
    BackupsView(Workspace &workspace, Banner &banner, Of of, QWidget *parent = nullptr);

    /// Another service, or the same as it is now.
    void show(const Service &service);
    using QWidget::show;
    void setOnline(bool online);
    RecordTable *table() const { return m_table; }
    QAction *saveAction() const { return m_save; }
    /// Asks the server again, as soon as one looks.
    void reload();

signals:
    void operationRequested(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;

private:
    bool isMine(const Backup &backup) const { return m_of == Of::All || backup.service_id == m_service.id; }
    QAction *make(const char *icon, const QString &text);
    Task<> load();
    void showRows(const QList<Backup> &backups);
    void showSelected();
    void allow(QAction *action, bool fits, const QString &why);
    const BackupRow *selected() const;
    void askForSave();
    Task<> save(ServiceId service, bool stop);
    Task<> verify(BackupId id);
    void restore();
    void askForRemoval();
    Task<> remove(BackupId id);

    Workspace &m_workspace;
    Banner &m_banner;
    Of m_of;
    BackupModel m_model;
    QAction *m_save;
    QAction *m_verify;
    QAction *m_restore;
    QAction *m_remove;
    RecordTable *m_table;
    ToneLabel *m_facts;
    ToneLabel *m_error;
    Service m_service;
    QSet<QString> m_gone; // what was deleted; an answer that was on its way then still has it
    bool m_isStale = true;
    bool m_online = false;
    int m_turn = 0; // of asking; what comes for an earlier one is not shown
};
