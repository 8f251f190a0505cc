// SPDX-License-Identifier: GPL-3.0-or-later
// The page.
#include "app/ui/backupspage.h"

BackupsPage::BackupsPage(Workspace &workspace, QWidget *parent)
    : PanelPage({QStringLiteral("backups"), tr("Backups"), tr("Filter: words, status:verified"), {}}, parent)
    , m_view(new BackupsView(workspace, *banner(), BackupsView::Of::All)) {
    setContent(m_view);
    setTable(m_view->table());
    connect(m_view, &BackupsView::operationRequested, this, &BackupsPage::operationRequested);
    connect(this, &PanelPage::retryRequested, m_view, &BackupsView::reload);
}
