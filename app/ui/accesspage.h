// SPDX-License-Identifier: GPL-3.0-or-later
// AccessPage: what one can be signed in with: the keys of programs and the sessions of browsers.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/tabbedpage.h"

class KeysPane;
class RecordTable;
class SessionsPane;

class AccessPage final : public TabbedPage {
    Q_OBJECT
public:
    explicit AccessPage(Workspace &workspace, QWidget *parent = nullptr);
    RecordTable *keys() const;
    RecordTable *sessions() const;

private:
    KeysPane *m_keys;
    SessionsPane *m_sessions;
};
