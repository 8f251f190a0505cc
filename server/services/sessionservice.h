// SPDX-License-Identifier: GPL-3.0-or-later
// SessionService: browsers that users have signed in with. All sessions are in memory; a request writes nothing.
#pragma once

#include "server/services/authservice.h"

struct SessionLimits {
    /// A session ends when it was not used for so long, and in any case when it is that old.
    std::chrono::seconds idle = std::chrono::hours(12);
    std::chrono::seconds lifetime = std::chrono::hours(24 * 7);
    /// More of one user, or of all, end those that were not used for longest.
    int perUser = 20;
    int all = 10'000;
};

class SessionService : public QObject {
    Q_OBJECT
public:
    SessionService(Database &database, AuthService &auth, const Clock &clock, SessionLimits limits);

    /// Fills the lookup table; before the first request.
    Task<Result<Done>> load();

    /// Whom the text of a cookie stands for, if its session goes on. Answers from memory.
    std::optional<Caller> authenticate(const Secret &cookie);
    /// The same caller as it is now; nullopt when its session has ended meanwhile.
    std::optional<Caller> renewed(const Caller &caller) const;
    /// The session behind a cookie, if it goes on.
    std::optional<SessionRecord> find(const Secret &cookie) const;
    std::optional<SessionRecord> find(const SessionId &id) const;
    QList<SessionId> sessionsWhere(const std::function<bool(const SessionRecord &, const UserRecord &)> &isMeant) const;

    struct NewSession {
        SessionRecord record;
        /// The cookie's text, for its browser only: 256 random bits in base64url.
        Secret cookie;
    };
    /// One that is not stored yet.
    NewSession make(const UserId &user, const QString &address, const QString &userAgent) const;
    /// Takes one as it is stored.
    void remember(const SessionRecord &record, const UserRecord &user);
    /// Stores one made by make() and ends those that have to make room for it, also `before`, the one its browser had.
    Task<Result<Done>> begin(SessionRecord record, UserRecord user, std::optional<SessionId> before);
    /// Takes the provider's tokens of a session as they are now, sealed. Nothing when it has ended.
    Task<Result<Done>> storeTokens(SessionId id, QString idToken, QString refreshToken);
    /// Emits due() once, at its first use after that time.
    void remindAfter(const SessionId &id, std::chrono::milliseconds time);
    /// Takes a user as it is stored now; what is open by its sessions is judged anew.
    void follow(const UserRecord &user);
    /// All of one user, in the transaction that leaves it without any right; forgetAll() follows the commit.
    static Result<Done> removeAll(Transaction &transaction, const UserId &user);
    void forgetAll(const UserId &user);
    /// Ends them at once, with their connections. `caller` and `target` name the deed in the audit log.
    Task<Result<Done>> end(Caller caller, QList<SessionId> ids);

    Result<Page<Session>> list(Caller caller, SessionQuery query);
    Task<Result<Done>> remove(Caller caller, SessionId id);

    const SessionLimits &limits() const { return m_limits; }
    qsizetype count() const { return m_sessions.size(); }
    /// Stores when sessions were seen last and ends those whose time is over, all in one transaction.
    Task<Result<Done>> storeUses();

signals:
    /// What was opened by this session is to end then.
    void ends(const QString &credential, const QByteArray &prefix, Timestamp at);
    void rightsChanged(const QString &credential);
    /// It is used, and the time remindAfter() has named is over. For those with a refresh token also at their first use
    /// after a start of the server.
    void due(const SessionId &id);

private:
    /// Both clocks count: the wall's may be set back, and the other stands still while the machine sleeps.
    struct Known {
        SessionRecord record;
        std::chrono::milliseconds idleUntil{};
        std::chrono::milliseconds endsAt{};
        std::chrono::milliseconds remindAt = std::chrono::milliseconds::max();
    };

    void forget(const SessionId &id);
    bool isOver(const Known &known) const;
    void touch(Known &known);
    Caller callerOf(const SessionRecord &record) const;
    Session shown(const Known &known, const Caller &caller) const;
    QList<SessionId> toMakeRoomFor(const UserId &user) const;

    Database &m_database;
    AuthService &m_auth;
    const Clock &m_clock;
    SessionLimits m_limits;
    QHash<SessionId, Known> m_sessions;
    QHash<QByteArray, SessionId> m_byHash; // by its bytes
    QHash<UserId, UserRecord> m_users; // those of the sessions
    QSet<SessionId> m_used; // whose last use is not stored yet
    QTimer m_storing;
};
