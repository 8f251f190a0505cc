// SPDX-License-Identifier: GPL-3.0-or-later
// ApiKeyService: API keys as a noun. No key gets what its maker does not have: role, permissions, customer, time, rate.
#pragma once

#include "server/services/authservice.h"
#include "server/services/encoded.h"

class ApiKeyService {
public:
    /// `usualRate`: requests a minute of keys that say nothing of their own; 0 is no limit.
    ApiKeyService(Database &database, AuthService &auth, const Clock &clock, int usualRate);

    Result<Identity> me(Caller caller);
    Task<Result<Encoded<Page<ApiKey>>>> list(Caller caller, ApiKeyQuery query);
    Task<Result<Encoded<ApiKey>>> get(Caller caller, ApiKeyId id);
    Task<Result<NewApiKey>> create(Caller caller, CreateApiKey body);
    /// A key of the user behind a session, with all that user's rights, for a program of theirs.
    Task<Result<NewApiKey>> createForDevice(Caller caller, QString device, Timestamp ends);
    /// Ends the key of a device it is asked with. `Conflict` for other keys: a slip would stop what runs by them.
    Task<Result<Done>> signOutDevice(Caller caller);
    Task<Result<ApiKey>> patch(Caller caller, ApiKeyId id, PatchApiKey body);
    Task<Result<Done>> revoke(Caller caller, ApiKeyId id);
    Task<Result<NewApiKey>> rotate(Caller caller, ApiKeyId id, RotateApiKey body);

private:
    ApiKey shown(const ApiKeyRecord &record) const;
    /// Changes a stored key, if the caller may: `change` works on the row as it is in that moment.
    Task<Result<ApiKeyRecord>> change(
        Caller caller, ApiKeyId id, std::function<Result<Done>(Transaction &, ApiKeyRecord &)> change);
    /// Stores a key that was checked.
    Task<Result<NewApiKey>> store(Caller caller, AuthService::NewKey made);
    Result<Done> checkRate(const Caller &caller, int rate) const;

    Database &m_database;
    AuthService &m_auth;
    const Clock &m_clock;
    int m_usualRate;
};
