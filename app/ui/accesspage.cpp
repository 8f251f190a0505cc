// SPDX-License-Identifier: GPL-3.0-or-later
// The two tables.
#include "app/ui/accesspage.h"
#include "app/ui/keyspane.h"
#include "app/ui/sessionspane.h"

RecordTable *AccessPage::keys() const {
    return m_keys->table();
}

RecordTable *AccessPage::sessions() const {
    return m_sessions->table();
}

AccessPage::AccessPage(Workspace &workspace, QWidget *parent)
    : TabbedPage({QStringLiteral("key"), tr("Access"), {}, {}}, parent)
    , m_keys(new KeysPane(workspace, *banner()))
    , m_sessions(new SessionsPane(workspace, *banner())) {
    addPane(m_keys, tr("API keys"), tr("Filter: words, role:viewer"));
    addPane(m_sessions, tr("Sessions"), tr("Filter: words, user:ada"));
}
