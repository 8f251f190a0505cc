// SPDX-License-Identifier: GPL-3.0-or-later
// SessionsPane: the browsers that are signed in, and how to end that.
#pragma once

#include "app/models/accessmodel.h"
#include "app/ui/recordpane.h"

class SessionsPane final : public RecordPane {
    Q_OBJECT
public:
    SessionsPane(Workspace &workspace, Banner &banner, QWidget *parent = nullptr);

protected:
    Task<> load(int turn) override;
    void showSelected() override;

private:
    void askForEnd();
    Task<> end(SessionId id);

    SessionModel m_model;
    QAction *m_end;
};
