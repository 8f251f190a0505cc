// SPDX-License-Identifier: GPL-3.0-or-later
// AccessPage: API keys and sessions: what is signed in with, when it was used last, and how it ends.
#pragma once

#include "app/models/accessmodel.h"
#include "app/ui/panelpage.h"
#include "app/ui/recordtable.h"
#include <QAction>

class AccessPage final : public PanelPage {
    Q_OBJECT
public:
    explicit AccessPage(Workspace &workspace, QWidget *parent = nullptr);
    RecordTable *keys() const { return m_keyTable; }
    RecordTable *sessions() const { return m_sessionTable; }
    void setOnline(bool online) override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void reload();
    Task<> load();
    void update();
    void allow(QAction *action, bool fits, Permission permission);
    const ApiKey *selectedKey() const;
    void make(const ApiKey *rotated);
    void askForRevocation();
    Task<> revoke(ApiKeyId id);
    Task<> end(SessionId id);

    Workspace &m_workspace;
    KeyModel m_keys;
    SessionModel m_sessions;
    QAction *m_rotate;
    QAction *m_revoke;
    QAction *m_end;
    RecordTable *m_keyTable;
    RecordTable *m_sessionTable;
    bool m_online = false;
    int m_turn = 0;
};
