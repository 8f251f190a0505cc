// SPDX-License-Identifier: GPL-3.0-or-later
// Who may make, see and change which key. Rows are read in the transaction that changes them.
#include "server/services/apikeyservice.h"
#include "server/services/auditlog.h"
#include "server/services/reach.h"
#include "server/services/references.h"
#include "server/services/rows.h"
#include "server/store/tables.h"
#include "shared/contract/plan.h"
#include "shared/contract/rules.h"
#include <QCoroFuture>

static constexpr qsizetype maxKeys = 10'000;
static constexpr qsizetype maxMade = 200;
static constexpr qsizetype maxAncestors = 8;
static constexpr int maxRate = 1'000'000;
static constexpr int maxOverlap = 7 * 24 * 3600;
static constexpr int usualOverlap = 3600;

ApiKeyService::ApiKeyService(Database &database, AuthService &auth, const Clock &clock, int usualRate)
    : m_database(database), m_auth(auth), m_clock(clock), m_usualRate(usualRate) { }

namespace {
Error keyNotFound(const ApiKeyId &id) {
    return {ErrorCode::NotFound, QStringLiteral("API key not found"),
        QStringLiteral("No API key with ID %1 exists").arg(id.value), {}};
}

Error forbidden(const QString &field, const QString &text) {
    return {ErrorCode::Forbidden, QStringLiteral("Not permitted"), {}, {{field, text}}};
}

/// Own keys of a key are itself and what came from it; those of a user in the browser are all that are its user's.
bool sees(const Caller &caller, Permission permission, const ApiKeyRecord &key) {
    if (caller.customer && caller.customer != key.customer_id)
        return false;
    const Reach reach = caller.reach(permission);
    const bool isOwn =
        caller.session ? key.user_id == caller.user : key.id == caller.key || key.ancestors.contains(caller.key);
    return reach == Reach::All || (reach == Reach::Own && isOwn);
}

Result<Done> checkRole(const Caller &caller, Role role) {
    if (role < caller.role)
        return forbidden(
            QStringLiteral("role"), QStringLiteral("must not be above your own, %1").arg(toText(caller.role)));
    return {};
}

Result<Done> checkName(const QString &name) {
    const QString wrong = rules::lineOfText(name, 1, 100);
    return wrong.isEmpty() ? Result<Done>() : Error::validation(QStringLiteral("name"), wrong);
}

Result<Done> checkDenied(const QList<Permission> &denied) {
    for (const Permission permission : denied)
        if (permission == Permission::Public || permission == Permission::SignedIn)
            return Error::validation(
                QStringLiteral("denied_permissions"), QStringLiteral("%1 cannot be denied").arg(toText(permission)));
    return {};
}

/// No key lives longer than the one it was made with. A session's end is none for what its user makes.
std::optional<Timestamp> endOf(const Caller &caller) {
    return caller.session ? std::nullopt : caller.ends;
}

Result<Done> checkEnd(const Caller &caller, Timestamp end, Timestamp now) {
    if (end <= now)
        return Error::validation(QStringLiteral("expires_at"), QStringLiteral("must be in the future"));
    const auto most = endOf(caller);
    if (most && end > *most)
        return forbidden(QStringLiteral("expires_at"),
            QStringLiteral("must not be after your own end, %1").arg(QLatin1String(formatTimestamp(*most))));
    return {};
}

QByteArray tagOf(const QByteArray &json) {
    return "W/\"" + QByteArray::number(quint64(qHashBits(json.constData(), size_t(json.size()), 0)), 36) + '"';
}

/// Uses are no changes: the tag does not see them.
QByteArray tagOf(Page<ApiKey> page) {
    for (ApiKey &key : page.data)
        key.last_used_at.reset();
    return tagOf(toJson(page));
}
QByteArray tagOf(ApiKey key) {
    key.last_used_at.reset();
    return tagOf(toJson(key));
}

NewApiKey withText(const ApiKeyRecord &record, const Secret &text) {
    NewApiKey answer;
    static_cast<ApiKey &>(answer) = record;
    answer.key = QString::fromLatin1(text.reveal());
    return answer;
}

/// Whether the caller still is who it was when it was let in. Else it would hand on, in a key and for good, what was
/// taken from it while its request waited. `Unauthorized`: what it has signed in with has ended meanwhile.
Result<Done> checkIsAsBefore(Transaction &transaction, const Caller &caller) {
    bool isSame = false;
    if (caller.session) {
        TRY(session, tables::sessions.find(transaction, "id", caller.session->value));
        if (session.isEmpty())
            return Error{ErrorCode::Unauthorized, QStringLiteral("The session has ended"), {}, {}};
        TRY(user, tables::users.get(transaction, session.first().user_id.value));
        isSame = user.role == caller.role && user.customer_id == caller.customer;
    } else {
        TRY(key, tables::apiKeys.find(transaction, "id", caller.key.value));
        if (key.isEmpty())
            return Error{ErrorCode::Unauthorized, QStringLiteral("The API key is not valid"), {}, {}};
        isSame = key.first().role == caller.role && key.first().customer_id == caller.customer
            && key.first().denied_permissions == caller.denied;
    }
    return isSame ? Result<Done>()
                  : Error{ErrorCode::Conflict, QStringLiteral("Your rights have changed meanwhile"),
                      QStringLiteral("Ask again with those of now"), {}};
}

/// The keys that one made by this caller comes from.
QList<ApiKeyId> ancestorsOf(const Caller &caller, const QList<ApiKeyRecord> &all) {
    const auto parent =
        std::find_if(all.begin(), all.end(), [&](const ApiKeyRecord &key) { return key.id == caller.key; });
    return caller.session || parent == all.end() ? QList<ApiKeyId>() : parent->ancestors + QList<ApiKeyId>{caller.key};
}
} // namespace

ApiKey ApiKeyService::shown(const ApiKeyRecord &record) const {
    ApiKey key = record;
    key.last_used_at = std::max(record.last_used_at, m_auth.lastUsed(record.id));
    if (key.previous_expires_at && *key.previous_expires_at <= m_clock.now()) {
        key.previous_prefix.reset();
        key.previous_expires_at.reset();
    }
    return key;
}

Result<Identity> ApiKeyService::me(Caller caller) {
    Identity identity;
    if (!caller.session)
        identity.key_id = caller.key;
    identity.session_id = caller.session;
    identity.user_id = caller.user;
    identity.name = caller.name;
    identity.role = caller.role;
    identity.customer_id = caller.customer;
    identity.expires_at = caller.ends;
    forEachPermission([&](Permission permission) {
        if (caller.reach(permission) != Reach::None)
            identity.permissions.append(permission);
    });
    return identity;
}

Task<Result<Encoded<Page<ApiKey>>>> ApiKeyService::list(Caller caller, ApiKeyQuery query) {
    auto reading =
        m_database.read<QList<ApiKeyRecord>>([](Transaction &transaction) { return tables::apiKeys.all(transaction); });
    CO_TRY(records, co_await reading);
    QList<ApiKey> keys;
    for (const ApiKeyRecord &record : std::as_const(records))
        if (sees(caller, Permission::KeysRead, record) && (!query.role || record.role == *query.role)
            && (!query.customer_id || record.customer_id == query.customer_id))
            keys.append(shown(record));
    const ApiKeySort sort = query.sort.value_or(ApiKeySort::Name);
    const Page<ApiKey> page = pageOf(keys, query, [sort](const ApiKey &a, const ApiKey &b) {
        return sort == ApiKeySort::CreatedAt ? a.created_at < b.created_at
            : sort == ApiKeySort::LastUsedAt ? a.last_used_at < b.last_used_at
                                             : a.name < b.name;
    });
    Encoded<Page<ApiKey>> answer{toJson(page), tagOf(page)};
    co_return answer;
}

Task<Result<Encoded<ApiKey>>> ApiKeyService::get(Caller caller, ApiKeyId id) {
    auto reading = m_database.read<QList<ApiKeyRecord>>(
        [id](Transaction &transaction) { return tables::apiKeys.find(transaction, "id", id.value); });
    CO_TRY(found, co_await reading);
    if (found.isEmpty() || !sees(caller, Permission::KeysRead, found.first()))
        co_return keyNotFound(id);
    const ApiKey key = shown(found.first());
    Encoded<ApiKey> answer{toJson(key), tagOf(key)};
    co_return answer;
}

Result<Done> ApiKeyService::checkRate(const Caller &caller, int rate) const {
    if (rate < 0 || rate > maxRate)
        return Error::validation(QStringLiteral("rate_limit_rpm"),
            QStringLiteral("must be between 0 and %1, got %2").arg(maxRate).arg(rate));
    // Admins set limits, within one they may have been given themselves; the others cannot lift theirs.
    const int most = caller.role == Role::Admin && !caller.customer ? caller.rateLimit.value_or(0)
                                                                    : caller.rateLimit.value_or(m_usualRate);
    if (most > 0 && (rate == 0 || rate > most))
        return forbidden(QStringLiteral("rate_limit_rpm"), QStringLiteral("must not be above your own, %1").arg(most));
    return {};
}

Task<Result<NewApiKey>> ApiKeyService::create(Caller caller, CreateApiKey body) {
    CO_TRY_DONE(checkName(body.name));
    CO_TRY_DONE(checkRole(caller, body.role));
    CO_TRY_DONE(checkDenied(body.denied_permissions.value_or(QList<Permission>())));
    if (body.expires_at)
        CO_TRY_DONE(checkEnd(caller, *body.expires_at, m_clock.now()));
    if (body.rate_limit_rpm)
        CO_TRY_DONE(checkRate(caller, *body.rate_limit_rpm));
    const std::optional<CustomerId> customer = body.customer_id ? body.customer_id : caller.customer;
    if (caller.customer && customer != caller.customer)
        co_return Error::validation(QStringLiteral("customer_id"), QStringLiteral("Invalid customer ID"));
    if (const auto plan = m_auth.shutOutBy(customer))
        co_return Error{ErrorCode::Forbidden, missingFeature(*plan, Feature::ApiAccess),
            QStringLiteral("Keys of programs come with another plan"),
            {{QStringLiteral("customer_id"), QStringLiteral("needs the feature %1").arg(toText(Feature::ApiAccess))}}};
    if (body.role == Role::Customer && !customer)
        co_return Error::validation(QStringLiteral("customer_id"), QStringLiteral("is required for the role customer"));

    AuthService::NewKey made =
        AuthService::makeKey(m_clock, body.name, body.role, body.expires_at ? body.expires_at : endOf(caller));
    ApiKeyRecord &record = made.record;
    record.customer_id = customer;
    record.rate_limit_rpm = body.rate_limit_rpm ? body.rate_limit_rpm : caller.rateLimit;
    record.denied_permissions = body.denied_permissions.value_or(QList<Permission>());
    deny(record.denied_permissions, beyond(caller, body.role, scopeOf(customer), record.denied_permissions));
    co_return co_await store(caller, made);
}

Task<Result<NewApiKey>> ApiKeyService::createForDevice(Caller caller, QString device, Timestamp ends) {
    AuthService::NewKey made = AuthService::makeKey(m_clock, device, caller.role, ends);
    made.record.customer_id = caller.customer;
    made.record.is_device = true;
    co_return co_await store(caller, made);
}

Task<Result<Done>> ApiKeyService::signOutDevice(Caller caller) {
    auto writing = m_database.write<Done>([caller](Transaction &transaction) -> Result<Done> {
        TRY(key, tables::apiKeys.get(transaction, caller.key.value));
        if (!key.is_device)
            return Error{ErrorCode::Conflict, QStringLiteral("An API key is not signed out"),
                QStringLiteral("DELETE /api/auth/api-keys/%1 revokes it").arg(caller.key.value), {}};
        TRY_DONE(tables::apiKeys.remove(transaction, caller.key.value));
        return auditlog::add(transaction, caller, {key.id.value, key.customer_id, toJson(ApiKey(key)), {}, {}});
    });
    CO_TRY_DONE(co_await writing);
    m_auth.forget(caller.key);
    co_return Done{};
}

Task<Result<NewApiKey>> ApiKeyService::store(Caller caller, AuthService::NewKey made) {
    ApiKeyRecord &record = made.record;
    record.user_id = caller.user;
    if (!caller.session)
        record.created_by = caller.key;
    auto writing =
        m_database.write<ApiKeyRecord>([row = record, caller](Transaction &transaction) -> Result<ApiKeyRecord> {
            TRY_DONE(checkIsAsBefore(transaction, caller));
            TRY(all, tables::apiKeys.all(transaction));
            TRY_DONE(checkCustomer(transaction, row.customer_id));
            const auto isMade = [&](const ApiKeyRecord &key) {
                return caller.session ? key.user_id == caller.user : key.created_by == caller.key;
            };
            if (all.size() >= maxKeys || std::count_if(all.begin(), all.end(), isMade) >= maxMade)
                return Error{ErrorCode::Conflict, QStringLiteral("There are too many API keys"),
                    QStringLiteral("One can make %1 of them; revoke what is not needed").arg(maxMade), {}};
            ApiKeyRecord stored = row;
            stored.ancestors = ancestorsOf(caller, all);
            if (stored.ancestors.size() > maxAncestors)
                return Error{ErrorCode::Conflict, QStringLiteral("Keys can be made %1 deep").arg(maxAncestors),
                    QStringLiteral("Make it with the key this one comes from"), {}};
            TRY_DONE(AuthService::insert(transaction, stored));
            TRY_DONE(auditlog::add(
                transaction, caller, {stored.id.value, stored.customer_id, {}, toJson(ApiKey(stored)), {}}));
            return stored;
        });
    CO_TRY(stored, co_await writing);
    m_auth.remember(stored);
    co_return withText(stored, made.text);
}

Task<Result<ApiKeyRecord>> ApiKeyService::change(
    Caller caller, ApiKeyId id, std::function<Result<Done>(Transaction &, ApiKeyRecord &)> change) {
    auto writing =
        m_database.write<ApiKeyRecord>([caller, id, change](Transaction &transaction) -> Result<ApiKeyRecord> {
            TRY_DONE(checkIsAsBefore(transaction, caller));
            TRY(found, tables::apiKeys.find(transaction, "id", id.value));
            if (found.isEmpty() || !sees(caller, Permission::KeysRead, found.first()))
                return keyNotFound(id);
            ApiKeyRecord record = found.first();
            if (!sees(caller, Permission::KeysManage, record) || record.role < caller.role
                || !beyond(caller, record.role, scopeOf(record.customer_id), record.denied_permissions).isEmpty())
                return Error{ErrorCode::Forbidden, QStringLiteral("Not permitted"),
                    QStringLiteral("The key \"%1\" may do more than you").arg(record.name), {}};
            TRY_DONE(change(transaction, record));
            TRY(left, tables::apiKeys.find(transaction, "id", id.value));
            const QByteArray after = left.isEmpty() ? QByteArray() : toJson(ApiKey(left.first()));
            TRY_DONE(auditlog::add(
                transaction, caller, {id.value, record.customer_id, toJson(ApiKey(found.first())), after, {}}));
            return record;
        });
    co_return co_await writing;
}

Task<Result<ApiKey>> ApiKeyService::patch(Caller caller, ApiKeyId id, PatchApiKey body) {
    if (body.name)
        CO_TRY_DONE(checkName(*body.name));
    if (body.role)
        CO_TRY_DONE(checkRole(caller, *body.role));
    CO_TRY_DONE(checkDenied(body.denied_permissions.value_or(QList<Permission>())));
    if (body.expires_at)
        CO_TRY_DONE(checkEnd(caller, *body.expires_at, m_clock.now()));
    if (body.rate_limit_rpm)
        CO_TRY_DONE(checkRate(caller, *body.rate_limit_rpm));
    const std::function<Result<Done>(Transaction &, ApiKeyRecord &)> patching =
        [caller, body, now = m_clock.now()](Transaction &transaction, ApiKeyRecord &key) -> Result<Done> {
        key.name = body.name.value_or(key.name);
        key.role = body.role.value_or(key.role);
        if (key.role == Role::Customer && !key.customer_id)
            return Error::validation(
                QStringLiteral("role"), QStringLiteral("the role customer needs a key of a customer"));
        key.denied_permissions = body.denied_permissions.value_or(key.denied_permissions);
        deny(key.denied_permissions, beyond(caller, key.role, scopeOf(key.customer_id), key.denied_permissions));
        if (body.rate_limit_rpm)
            key.rate_limit_rpm = body.rate_limit_rpm;
        if (body.expires_at)
            key.expires_at = body.expires_at;
        key.updated_at = now;
        return tables::apiKeys.update(transaction, key);
    };
    CO_TRY(record, co_await change(caller, id, patching));
    m_auth.remember(record);
    co_return shown(record);
}

Task<Result<Done>> ApiKeyService::revoke(Caller caller, ApiKeyId id) {
    const std::function<Result<Done>(Transaction &, ApiKeyRecord &)> removing =
        [](Transaction &transaction, ApiKeyRecord &key) { return tables::apiKeys.remove(transaction, key.id.value); };
    CO_TRY_DONE(co_await change(caller, id, removing));
    m_auth.forget(id);
    co_return Done{};
}

Task<Result<NewApiKey>> ApiKeyService::rotate(Caller caller, ApiKeyId id, RotateApiKey body) {
    const int overlap = body.overlap_seconds.value_or(usualOverlap);
    if (overlap < 0 || overlap > maxOverlap)
        co_return Error::validation(QStringLiteral("overlap_seconds"),
            QStringLiteral("must be between 0 and %1, got %2").arg(maxOverlap).arg(overlap));
    const AuthService::NewKey next = AuthService::makeKey(m_clock, {}, Role::Viewer, {});
    const std::function<Result<Done>(Transaction &, ApiKeyRecord &)> rotating =
        [caller, overlap, text = next.record, now = m_clock.now()](
            Transaction &transaction, ApiKeyRecord &key) -> Result<Done> {
        // Else whoever has the text that is on its way out could keep the key for good.
        if (key.id == caller.key && key.prefix.toLatin1() != caller.prefix)
            return Error{ErrorCode::Forbidden, QStringLiteral("Not permitted"),
                QStringLiteral("This text of the key is being replaced; use the new one"), {}};
        key.previous_prefix = key.prefix;
        key.previous_hash = key.hash;
        key.previous_expires_at = now + std::chrono::seconds(overlap);
        key.prefix = text.prefix;
        key.hash = text.hash;
        key.updated_at = now;
        return tables::apiKeys.update(transaction, key);
    };
    CO_TRY(record, co_await change(caller, id, rotating));
    m_auth.remember(record);
    NewApiKey answer = withText(record, next.text);
    co_return answer;
}
