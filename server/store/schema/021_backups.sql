-- SPDX-License-Identifier: GPL-3.0-or-later
-- Backups of services. They outlive their service, so each keeps the deployment that was live, secrets sealed.
CREATE TABLE backups (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL,
    service_name TEXT NOT NULL,
    customer_id TEXT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    consistent BOOLEAN NOT NULL,
    size_bytes BIGINT NOT NULL,
    files BIGINT NOT NULL,
    content_hash TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    operation_id TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    verified_at BIGINT,
    error TEXT,
    deployment TEXT NOT NULL,
    engine TEXT NOT NULL,
    uid BIGINT NOT NULL,
    deleted_at BIGINT
);
ALTER TABLE operations ADD COLUMN backup_id TEXT;
