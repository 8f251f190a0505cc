// SPDX-License-Identifier: GPL-3.0-or-later
// PlansPane: the plans customers can have, and the editor of them.
#pragma once

#include "app/models/planmodel.h"
#include "app/ui/recordpane.h"

class PlansPane final : public RecordPane {
    Q_OBJECT
public:
    PlansPane(Workspace &workspace, Banner &banner, QWidget *parent = nullptr);

signals:
    /// Plans were added, changed or deleted here.
    void changed();

protected:
    Task<> load(int turn) override;
    void showSelected() override;

private:
    void edit(const std::optional<Plan> &plan);
    void askForRemoval();
    Task<> remove(PlanId id);

    PlanModel m_model;
    QAction *m_add;
    QAction *m_edit;
    QAction *m_remove;
};
