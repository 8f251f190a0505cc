// SPDX-License-Identifier: GPL-3.0-or-later
// KeyModel and SessionModel: the tables of what one can be signed in with.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/apikey.h"
#include "shared/contract/session.h"

struct KeyRow : ApiKey {
    QString customer; // its name
    bool isOurs = false; // this program is signed in with it
    bool operator==(const KeyRow &) const = default;
};

class KeyModel final : public TableModel<KeyRow> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, Status, RoleName, CustomerName, Prefix, LastUsed, Expires, Created };

protected:
    std::span<const Column<KeyRow>> columns() const override;
};

struct SessionRow : Session {
    QString user; // name or address
    bool operator==(const SessionRow &) const = default;
};

class SessionModel final : public TableModel<SessionRow> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { UserName, Address, Browser, LastSeen, Begun, Expires };

protected:
    std::span<const Column<SessionRow>> columns() const override;
};
