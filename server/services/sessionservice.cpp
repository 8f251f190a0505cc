// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions in memory, and their rows behind them.
#include "server/services/sessionservice.h"
#include "server/services/auditlog.h"
#include "server/services/rows.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <sodium.h>

using std::chrono::milliseconds;

static constexpr qsizetype cookieLength = 43;
static constexpr auto usedEvery = std::chrono::minutes(1);

static QByteArray sha256(const Secret &text) {
    QByteArray hash(crypto_hash_sha256_BYTES, Qt::Uninitialized);
    crypto_hash_sha256(reinterpret_cast<unsigned char *>(hash.data()),
        reinterpret_cast<const unsigned char *>(text.reveal().constData()), size_t(text.reveal().size()));
    return hash;
}

SessionService::SessionService(Database &database, AuthService &auth, const Clock &clock, SessionLimits limits)
    : m_database(database), m_auth(auth), m_clock(clock), m_limits(limits) {
    m_storing.setInterval(usedEvery);
    m_storing.callOnTimeout(this, [this] { spawn(storeUses()); });
}

Task<Result<Done>> SessionService::load() {
    auto readingUsers =
        m_database.read<QList<UserRecord>>([](Transaction &transaction) { return tables::users.all(transaction); });
    CO_TRY(users, co_await readingUsers);
    auto reading = m_database.read<QList<SessionRecord>>(
        [](Transaction &transaction) { return tables::sessions.all(transaction); });
    CO_TRY(records, co_await reading);
    QHash<UserId, UserRecord> known;
    for (const UserRecord &user : std::as_const(users))
        known.insert(user.id, user);
    for (const SessionRecord &record : std::as_const(records))
        if (const auto user = known.constFind(record.user_id); user != known.constEnd())
            remember(record, *user);
    m_storing.start();
    co_return co_await storeUses();
}

void SessionService::remember(const SessionRecord &record, const UserRecord &user) {
    m_users.insert(user.id, user);
    const Timestamp now = m_clock.now();
    const milliseconds monotonic = m_clock.monotonic();
    const auto within = [](milliseconds left, milliseconds most) { return std::clamp(left, milliseconds(0), most); };
    // However far the clock was set back since, nothing lives longer than it may.
    const milliseconds idle = within(record.last_seen_at + m_limits.idle - now, m_limits.idle);
    const milliseconds rest = within(record.expires_at - now, m_limits.lifetime);
    const milliseconds remindAt = record.refresh_token.isEmpty() ? milliseconds::max() : monotonic;
    m_sessions.insert(record.id, {record, monotonic + idle, monotonic + rest, remindAt});
    m_byHash.insert(QByteArray::fromHex(record.hash.toLatin1()), record.id);
}

void SessionService::forget(const SessionId &id) {
    const auto known = m_sessions.constFind(id);
    if (known == m_sessions.constEnd())
        return;
    m_byHash.remove(QByteArray::fromHex(known->record.hash.toLatin1()));
    m_sessions.erase(known);
    m_used.remove(id);
    emit ends(id.value, {}, m_clock.now());
}

bool SessionService::isOver(const Known &known) const {
    const Timestamp now = m_clock.now();
    const auto monotonic = m_clock.monotonic();
    return monotonic >= known.idleUntil || monotonic >= known.endsAt || now >= known.record.expires_at
        || now - known.record.last_seen_at >= m_limits.idle;
}

void SessionService::touch(Known &known) {
    const auto idleUntil = m_clock.monotonic() + m_limits.idle;
    if (idleUntil - known.idleUntil < usedEvery)
        return;
    known.idleUntil = idleUntil;
    known.record.last_seen_at = std::max(known.record.last_seen_at, m_clock.now());
    m_used.insert(known.record.id);
}

Caller SessionService::callerOf(const SessionRecord &record) const {
    const auto user = m_users.constFind(record.user_id);
    Caller caller;
    caller.session = record.id;
    caller.user = record.user_id;
    caller.name = user->name.isEmpty() ? user->email : user->name;
    caller.role = user->role;
    caller.customer = user->customer_id;
    caller.ends = record.expires_at;
    caller.isSuspended = m_auth.isSuspended(user->customer_id);
    return caller;
}

std::optional<SessionRecord> SessionService::find(const Secret &cookie) const {
    if (cookie.reveal().size() != cookieLength)
        return std::nullopt;
    // Looked up by its hash, so the time this takes says nothing of the text.
    const auto id = m_byHash.constFind(sha256(cookie));
    return id == m_byHash.constEnd() ? std::nullopt : find(*id);
}

std::optional<SessionRecord> SessionService::find(const SessionId &id) const {
    const auto known = m_sessions.constFind(id);
    return known == m_sessions.constEnd() || isOver(*known) ? std::nullopt : std::optional(known->record);
}

QList<SessionId> SessionService::sessionsWhere(
    const std::function<bool(const SessionRecord &, const UserRecord &)> &isMeant) const {
    QList<SessionId> ids;
    for (const Known &known : m_sessions)
        if (isMeant(known.record, *m_users.constFind(known.record.user_id)))
            ids.append(known.record.id);
    return ids;
}

std::optional<Caller> SessionService::authenticate(const Secret &cookie) {
    const auto record = find(cookie);
    if (!record)
        return std::nullopt;
    Known &known = m_sessions[record->id];
    touch(known);
    if (m_clock.monotonic() >= known.remindAt) {
        known.remindAt = milliseconds::max();
        emit due(record->id);
    }
    return callerOf(*record);
}

std::optional<Caller> SessionService::renewed(const Caller &caller) const {
    const auto record = caller.session ? find(*caller.session) : std::nullopt;
    return record ? std::optional(callerOf(*record)) : std::nullopt;
}

SessionService::NewSession SessionService::make(
    const UserId &user, const QString &address, const QString &userAgent) const {
    QByteArray random(32, Qt::Uninitialized);
    randombytes_buf(random.data(), size_t(random.size()));
    NewSession made;
    made.cookie = Secret(random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    SessionRecord &record = made.record;
    record.id = SessionId::make(m_clock);
    record.user_id = user;
    record.address = address;
    record.user_agent = userAgent.left(200);
    record.created_at = record.updated_at = record.last_seen_at = m_clock.now();
    record.expires_at = m_clock.now() + m_limits.lifetime;
    record.hash = QString::fromLatin1(sha256(made.cookie).toHex());
    return made;
}

QList<SessionId> SessionService::toMakeRoomFor(const UserId &user) const {
    QList<const Known *> ofUser, all;
    for (const Known &known : m_sessions) {
        all.append(&known);
        if (known.record.user_id == user)
            ofUser.append(&known);
    }
    const auto oldest = [](const QList<const Known *> &sessions) {
        return (*std::min_element(sessions.begin(), sessions.end(), [](const Known *a, const Known *b) {
            return a->record.last_seen_at < b->record.last_seen_at;
        }))->record.id;
    };
    if (ofUser.size() >= m_limits.perUser)
        return {oldest(ofUser)};
    return all.size() >= m_limits.all ? QList<SessionId>{oldest(all)} : QList<SessionId>();
}

static Result<Done> removeRows(Transaction &transaction, const QList<SessionId> &ids) {
    for (const SessionId &id : ids)
        TRY_DONE(transaction.run(QStringLiteral("DELETE FROM sessions WHERE id = ?"), {id.value}));
    return {};
}

Task<Result<Done>> SessionService::begin(SessionRecord record, UserRecord user, std::optional<SessionId> before) {
    // Known from now on, so that many at once find no more room than there is; nobody has its cookie yet.
    QList<SessionId> gone = before && m_sessions.contains(*before) ? QList<SessionId>{*before} : QList<SessionId>();
    if (gone.isEmpty())
        gone = toMakeRoomFor(user.id);
    remember(record, user);
    for (const SessionId &id : std::as_const(gone))
        forget(id);
    auto writing = m_database.write<Done>([record, gone](Transaction &transaction) -> Result<Done> {
        TRY_DONE(removeRows(transaction, gone));
        return tables::sessions.insert(transaction, record);
    });
    const Result<Done> written = co_await writing;
    if (!written)
        forget(record.id);
    co_return written;
}

Task<Result<Done>> SessionService::storeTokens(SessionId id, QString idToken, QString refreshToken) {
    const auto known = m_sessions.find(id);
    if (known == m_sessions.end())
        co_return Done{};
    if (!idToken.isEmpty())
        known->record.id_token = idToken;
    known->record.refresh_token = refreshToken;
    known->record.updated_at = m_clock.now();
    auto writing = m_database.write<Done>([row = known->record](Transaction &transaction) -> Result<Done> {
        TRY_DONE(transaction.run(
            QStringLiteral("UPDATE sessions SET id_token = ?, refresh_token = ?, updated_at = ? WHERE id = ?"),
            {row.id_token, row.refresh_token, qint64(row.updated_at.time_since_epoch().count()), row.id.value}));
        return {};
    });
    co_return co_await writing;
}

void SessionService::remindAfter(const SessionId &id, milliseconds time) {
    if (const auto known = m_sessions.find(id); known != m_sessions.end())
        known->remindAt = m_clock.monotonic() + time;
}

void SessionService::follow(const UserRecord &user) {
    const auto before = m_users.constFind(user.id);
    const bool isOther = before != m_users.constEnd()
        && std::tie(before->role, before->customer_id) != std::tie(user.role, user.customer_id);
    m_users.insert(user.id, user);
    if (!isOther)
        return;
    for (const Known &known : std::as_const(m_sessions))
        if (known.record.user_id == user.id)
            emit rightsChanged(known.record.id.value);
}

Result<Done> SessionService::removeAll(Transaction &transaction, const UserId &user) {
    TRY_DONE(transaction.run(QStringLiteral("DELETE FROM sessions WHERE user_id = ?"), {user.value}));
    return {};
}

void SessionService::forgetAll(const UserId &user) {
    const auto isOfUser = [&user](const SessionRecord &record, const UserRecord &) { return record.user_id == user; };
    for (const SessionId &id : sessionsWhere(isOfUser))
        forget(id);
}

Task<Result<Done>> SessionService::end(Caller caller, QList<SessionId> ids) {
    auto writing = m_database.write<Done>([caller, ids](Transaction &transaction) -> Result<Done> {
        TRY_DONE(removeRows(transaction, ids));
        for (const SessionId &id : ids)
            TRY_DONE(auditlog::add(transaction, caller, {id.value, caller.customer, {}, {}, {}}));
        return {};
    });
    CO_TRY_DONE(co_await writing);
    for (const SessionId &id : std::as_const(ids))
        forget(id);
    co_return Done{};
}

static bool sees(const Caller &caller, Permission permission, const UserId &owner) {
    const Reach reach = caller.reach(permission);
    return reach == Reach::All || (reach == Reach::Own && caller.user == owner);
}

Session SessionService::shown(const Known &known, const Caller &caller) const {
    Session session = known.record;
    session.expires_at = std::min(session.expires_at, session.last_seen_at + m_limits.idle);
    session.current = caller.session == session.id;
    return session;
}

Result<Page<Session>> SessionService::list(Caller caller, SessionQuery query) {
    QList<Session> sessions;
    for (const Known &known : std::as_const(m_sessions))
        if (!isOver(known) && sees(caller, Permission::SessionsRead, known.record.user_id)
            && (!query.user_id || known.record.user_id == *query.user_id))
            sessions.append(shown(known, caller));
    const bool byCreation = query.sort == SessionSort::CreatedAt;
    return pageOf(sessions, query, [byCreation](const Session &a, const Session &b) {
        return byCreation ? std::tie(a.created_at, a.id.value) < std::tie(b.created_at, b.id.value)
                          : std::tie(a.last_seen_at, a.id.value) < std::tie(b.last_seen_at, b.id.value);
    });
}

Task<Result<Done>> SessionService::remove(Caller caller, SessionId id) {
    const auto record = find(id);
    if (!record || !sees(caller, Permission::SessionsRead, record->user_id))
        co_return Error{ErrorCode::NotFound, QStringLiteral("Session not found"),
            QStringLiteral("No session with ID %1 exists").arg(id.value), {}};
    if (!sees(caller, Permission::SessionsManage, record->user_id))
        co_return Error{ErrorCode::Forbidden, QStringLiteral("Not permitted"), {}, {}};
    const QList<SessionId> one{id};
    co_return co_await end(caller, one);
}

Task<Result<Done>> SessionService::storeUses() {
    QList<std::pair<SessionId, Timestamp>> uses;
    QList<SessionId> over;
    for (const Known &known : std::as_const(m_sessions))
        if (isOver(known))
            over.append(known.record.id);
    for (const SessionId &id : std::as_const(over))
        forget(id);
    for (const SessionId &id : std::exchange(m_used, {}))
        uses.append({id, m_sessions.constFind(id)->record.last_seen_at});
    if (uses.isEmpty() && over.isEmpty())
        co_return Done{};
    auto writing = m_database.write<Done>([uses, over](Transaction &transaction) -> Result<Done> {
        for (const auto &[id, seen] : uses)
            TRY_DONE(transaction.run(QStringLiteral("UPDATE sessions SET last_seen_at = ? WHERE id = ?"),
                {qint64(seen.time_since_epoch().count()), id.value}));
        return removeRows(transaction, over);
    });
    const Result<Done> written = co_await writing;
    if (!written)
        qWarning("last uses of sessions were not stored: %s", qPrintable(written.error().message));
    co_return written;
}
