// SPDX-License-Identifier: GPL-3.0-or-later
// Who somebody is by the provider's word, and what becomes of the user.
#include "server/services/auditlog.h"
#include "server/services/signinservice.h"
#include "server/services/userkeys.h"
#include "server/store/tables.h"
#include <QCoroFuture>

static QString firstOf(const QJsonObject &claims, const char *name) {
    QString text = claims.value(QLatin1String(name)).toString().left(200);
    text.removeIf([](QChar c) { return c < u' ' || c == u'\x7f'; });
    return text;
}

Result<SignInService::Person> SignInService::read(const QJsonObject &claims) const {
    const OidcOptions &options = m_provider->options();
    Person person;
    person.user.issuer = options.issuer;
    person.user.subject = claims.value(QLatin1String("sub")).toString();
    person.user.email = firstOf(claims, "email");
    person.user.name = firstOf(claims, "name");
    if (person.user.name.isEmpty())
        person.user.name = firstOf(claims, "preferred_username");
    if (person.user.name.isEmpty() && person.user.email.isEmpty())
        person.user.name = person.user.subject;
    person.session = claims.value(QLatin1String("sid")).toString().left(255);
    const auto roles = claimAt(claims, options.roleClaim), groups = claimAt(claims, options.groupsClaim);
    const auto role = options.roleOf(roles.value_or(QStringList()) + groups.value_or(QStringList()));
    if (role)
        person.user.role = *role;
    else
        person.refusal = Error{ErrorCode::Forbidden, QStringLiteral("You have no role in this panel"),
            QStringLiteral("The identity provider knows you, but names no role or group that is known here"), {}};
    person.customer = claimAt(claims, options.customerClaim).value_or(QStringList()).value(0).left(200);
    return person;
}

Task<Result<SignInService::Person>> SignInService::personOf(OidcProvider::Tokens tokens, QString nonce) {
    QJsonObject claims;
    if (!tokens.id.isEmpty()) {
        CO_TRY(verified, co_await m_provider->claimsOf(tokens.id));
        CO_TRY_DONE(checkIdToken(verified, m_provider->expected(), nonce));
        claims = verified;
    }
    const OidcOptions &options = m_provider->options();
    const bool lacks = claims.isEmpty() || !claimAt(claims, options.roleClaim)
        || !claimAt(claims, options.customerClaim) || !claims.contains(QLatin1String("email"));
    if (lacks) {
        CO_TRY(more, co_await m_provider->userInfo(tokens.access));
        // Section 5.3.2: an answer about somebody else is not to be used.
        const QJsonValue subject = claims.value(QLatin1String("sub"));
        if (!more.isEmpty() && !subject.isUndefined() && more.value(QLatin1String("sub")) != subject)
            co_return Error{ErrorCode::Unauthorized, QStringLiteral("The identity provider's answer is not accepted"),
                QStringLiteral("it speaks of two users"), {}};
        for (auto it = more.constBegin(); it != more.constEnd(); ++it)
            if (!claims.contains(it.key()))
                claims.insert(it.key(), it.value());
    }
    co_return read(claims);
}

/// By its id, or by its name when only one has it.
static Result<std::optional<CustomerId>> customerOf(Transaction &transaction, const QString &text) {
    if (text.isEmpty())
        return std::optional<CustomerId>();
    TRY(byId, tables::customers.find(transaction, "id", text));
    TRY(byName, tables::customers.find(transaction, "name", text));
    const QList<CustomerRecord> &found = byId.isEmpty() ? byName : byId;
    if (found.size() != 1)
        return Error{ErrorCode::Forbidden, QStringLiteral("Your customer is not known here"),
            QStringLiteral("The identity provider names a customer that this panel does not have"), {}};
    return std::optional(found.first().id);
}

Result<Done> SignInService::admit(Transaction &transaction, const Person &person, UserRecord &user) {
    if (person.refusal)
        return *person.refusal;
    TRY(customer, customerOf(transaction, person.customer));
    user.customer_id = customer;
    if (user.role == Role::Customer && !customer)
        return Error{ErrorCode::Forbidden, QStringLiteral("You belong to no customer"),
            QStringLiteral("Your role is customer, and the identity provider does not say of whom"), {}};
    return {};
}

Task<Result<UserRecord>> SignInService::provision(Person person, Caller caller) {
    struct Provisioned {
        UserRecord user;
        UserKeys keys;
        Result<Done> admitted;
    };
    auto writing = m_database.write<Provisioned>([person, caller, id = UserId::make(m_clock), now = m_clock.now()](
                                                     Transaction &transaction) -> Result<Provisioned> {
        UserRecord user = person.user;
        TRY(found,
            tables::users.select(transaction,
                tables::users.selectSql() + QStringLiteral(" WHERE issuer = ? AND subject = ?"),
                {user.issuer, user.subject}));
        const std::optional<UserRecord> before = found.isEmpty() ? std::nullopt : std::optional(found.first());
        const QByteArray was = before ? toJson(User(*before)) : QByteArray();
        Caller by = caller;
        by.user = before ? before->id : id;
        const Result<Done> admitted = admit(transaction, person, user);
        if (!admitted && (!before || admitted.error().code != ErrorCode::Forbidden))
            return admitted.error();
        if (!admitted) {
            TRY_DONE(SessionService::removeAll(transaction, before->id));
            TRY(keys, removeKeys(transaction, before->id));
            const QString why = QStringLiteral("%1; its sessions and %2 keys have ended")
                                    .arg(admitted.error().message)
                                    .arg(keys.removed.size());
            TRY_DONE(auditlog::add(transaction, by, {before->id.value, before->customer_id, was, was, {}, why}));
            return Provisioned{*before, keys, admitted};
        }
        user.id = *by.user;
        user.created_at = before ? before->created_at : now;
        user.updated_at = before ? before->updated_at : now;
        const bool isSame = before && user == *before;
        if (!before) {
            TRY_DONE(tables::users.insert(transaction, user));
        } else if (!isSame) {
            user.updated_at = now;
            TRY_DONE(tables::users.update(transaction, user));
        }
        // What the panel asks by itself every few minutes is worth a line when it has changed something.
        if (!isSame || !caller.request->address.isNull())
            TRY_DONE(
                auditlog::add(transaction, by, {user.id.value, user.customer_id, was, toJson(User(user)), {}, {}}));
        TRY(keys, limitKeys(transaction, user, now));
        return Provisioned{user, keys, Done{}};
    });
    CO_TRY(provisioned, co_await writing);
    provisioned.keys.tell(m_auth);
    if (!provisioned.admitted) {
        m_sessions.forgetAll(provisioned.user.id);
        co_return provisioned.admitted.error();
    }
    m_sessions.follow(provisioned.user);
    const UserRecord user = provisioned.user;
    co_return user;
}
