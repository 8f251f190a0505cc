// SPDX-License-Identifier: GPL-3.0-or-later
// Each call reads the table.
#include "server/services/userservice.h"
#include "server/services/auditlog.h"
#include "server/services/references.h"
#include "server/services/rows.h"
#include "server/services/userkeys.h"
#include "server/store/tables.h"
#include <QCoroFuture>

Task<Result<Page<User>>> UserService::list(Caller, UserQuery query) {
    auto reading =
        m_database.read<QList<UserRecord>>([](Transaction &transaction) { return tables::users.all(transaction); });
    CO_TRY(records, co_await reading);
    QList<User> users(records.begin(), records.end());
    users.removeIf([&query](const User &user) {
        return (query.role && user.role != *query.role) || (query.customer_id && user.customer_id != query.customer_id);
    });
    const UserSort sort = query.sort.value_or(UserSort::Email);
    co_return pageOf(users, query, [sort](const User &a, const User &b) {
        return sort == UserSort::Name     ? a.name < b.name
            : sort == UserSort::CreatedAt ? a.created_at < b.created_at
                                          : a.email < b.email;
    });
}

Task<Result<User>> UserService::patch(Caller caller, UserId id, PatchUser body) {
    struct Patched {
        UserRecord user;
        UserKeys keys;
    };
    auto writing =
        m_database.write<Patched>([caller, id, body, now = m_clock.now()](Transaction &transaction) -> Result<Patched> {
            TRY(found, tables::users.find(transaction, "id", id.value));
            if (found.isEmpty())
                return Error{ErrorCode::NotFound, QStringLiteral("User not found"),
                    QStringLiteral("No user with ID %1 exists").arg(id.value), {}};
            UserRecord user = found.first();
            user.role = body.role.value_or(user.role);
            TRY_DONE(checkCustomer(transaction, body.customer_id));
            if (body.customer_id)
                user.customer_id = body.customer_id;
            if (user.role == Role::Customer && !user.customer_id)
                return Error::validation(
                    QStringLiteral("customer_id"), QStringLiteral("is required for the role customer"));
            user.updated_at = now;
            TRY_DONE(tables::users.update(transaction, user));
            TRY_DONE(auditlog::add(transaction, caller,
                {id.value, user.customer_id, toJson(User(found.first())), toJson(User(user)), {}}));
            TRY(keys, limitKeys(transaction, user, now));
            return Patched{user, keys};
        });
    CO_TRY(patched, co_await writing);
    patched.keys.tell(m_auth);
    m_sessions.follow(patched.user);
    co_return User(patched.user);
}
