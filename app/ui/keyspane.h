// SPDX-License-Identifier: GPL-3.0-or-later
// KeysPane: the API keys one may see, and what can be done with them.
#pragma once

#include "app/models/accessmodel.h"
#include "app/ui/recordpane.h"
#include "shared/contract/customer.h"

class KeysPane final : public RecordPane {
    Q_OBJECT
public:
    KeysPane(Workspace &workspace, Banner &banner, QWidget *parent = nullptr);

protected:
    Task<> load(int turn) override;
    void showSelected() override;

private:
    const KeyRow *selected() const;
    void edit(const std::optional<ApiKey> &key);
    void rotate();
    void showText(const NewApiKey &key);
    void askForRevocation();
    Task<> revoke(ApiKeyId id);

    KeyModel m_model;
    QList<Customer> m_customers;
    QAction *m_create;
    QAction *m_edit;
    QAction *m_rotate;
    QAction *m_revoke;
};
