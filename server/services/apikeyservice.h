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
    Task<Result<ApiKey>> patch(Caller caller, ApiKeyId id, PatchApiKey body);
    Task<Result<Done>> revoke(Caller caller, ApiKeyId id);
    Task<Result<NewApiKey>> rotate(Caller caller, ApiKeyId id, RotateApiKey body);

private:
    ApiKey shown(const ApiKeyRecord &record) const;
    /// Changes a stored key, if the caller may: `change` works on the row as it is in that moment.
    Task<Result<ApiKeyRecord>> change(
        Caller caller, ApiKeyId id, std::function<Result<Done>(Transaction &, ApiKeyRecord &)> change);
    Result<Done> checkRate(const Caller &caller, int rate) const;

    Database &m_database;
    AuthService &m_auth;
    const Clock &m_clock;
    int m_usualRate;
};
