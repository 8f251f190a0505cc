// SPDX-License-Identifier: GPL-3.0-or-later
// KeyModel and SessionModel: what can be signed in with.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/apikey.h"
#include "shared/contract/session.h"

class KeyModel final : public TableModel<ApiKey> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, Role, Prefix, LastUsed, Expires, Made };

protected:
    std::span<const Column<ApiKey>> columns() const override;
};

class SessionModel final : public TableModel<Session> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Browser, Address, LastSeen, Expires };

protected:
    std::span<const Column<Session>> columns() const override;
};
