// SPDX-License-Identifier: GPL-3.0-or-later
// RestoreDialog: where the data of a backup is to go: into its service, in the place of what is there, or into a new
// one. What takes the place of data wants the service's name typed.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include <QDialog>
#include <QLineEdit>
#include <QRadioButton>

class ToneLabel;

class RestoreDialog final : public QDialog {
    Q_OBJECT
public:
    RestoreDialog(Workspace &workspace, const Backup &backup, QWidget *parent = nullptr);

signals:
    void started(const QString &operationId);

private:
    void showChoice();
    void allow();
    Task<> restore();

    Workspace &m_workspace;
    Backup m_backup;
    Banner *m_banner;
    QRadioButton *m_inPlace;
    QRadioButton *m_new;
    ToneLabel *m_what;
    ToneLabel *m_ask;
    QLineEdit *m_text;
    ToneLabel *m_wrong;
    QPushButton *m_go;
    bool m_isBusy = false;
};
