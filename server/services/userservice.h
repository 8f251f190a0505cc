// SPDX-License-Identifier: GPL-3.0-or-later
// UserService: the people who have signed in, and what they may do from now on.
#pragma once

#include "server/services/sessionservice.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include "shared/base/task.h"

class UserService {
public:
    UserService(Database &database, AuthService &auth, SessionService &sessions, const Clock &clock)
        : m_database(database), m_auth(auth), m_sessions(sessions), m_clock(clock) { }

    Task<Result<Page<User>>> list(Caller caller, UserQuery query);
    Task<Result<User>> patch(Caller caller, UserId id, PatchUser body);

private:
    Database &m_database;
    AuthService &m_auth;
    SessionService &m_sessions;
    const Clock &m_clock;
};
