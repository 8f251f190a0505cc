// SPDX-License-Identifier: GPL-3.0-or-later
// BackupsPage: the backups of all services one may see.
#pragma once

#include "app/ui/backupsview.h"
#include "app/ui/panelpage.h"

class BackupsPage final : public PanelPage {
    Q_OBJECT
public:
    explicit BackupsPage(Workspace &workspace, QWidget *parent = nullptr);
    BackupsView *view() const { return m_view; }
    void setOnline(bool online) override { m_view->setOnline(online); }

signals:
    void operationRequested(const QString &id);

private:
    BackupsView *m_view;
};
