-- SPDX-License-Identifier: GPL-3.0-or-later
-- Own templates: those that came by the API.
CREATE TABLE own_templates (
    id TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
