-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sessions of browsers, who they belong to at the provider, and keys that belong to users.
ALTER TABLE users ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN subject TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX users_subject ON users (issuer, subject) WHERE subject <> '';
ALTER TABLE api_keys ADD COLUMN user_id TEXT REFERENCES users (id);
ALTER TABLE audit ADD COLUMN user_id TEXT;

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    provider_session TEXT NOT NULL,
    id_token TEXT NOT NULL,
    refresh_token TEXT NOT NULL
);
