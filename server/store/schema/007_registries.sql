-- SPDX-License-Identifier: GPL-3.0-or-later
-- Credentials for registries of images; passwords are sealed.
CREATE TABLE registries (
    id TEXT NOT NULL PRIMARY KEY,
    server TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    password TEXT NOT NULL
);
