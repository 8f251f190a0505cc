-- SPDX-License-Identifier: GPL-3.0-or-later
-- Services, their deployments, operations and the keys that may touch them.
CREATE TABLE services (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    url TEXT,
    customer_id TEXT,
    template TEXT,
    deploy_method TEXT NOT NULL,
    engine TEXT NOT NULL,
    labels TEXT NOT NULL,
    backup_enabled BOOLEAN NOT NULL,
    operation_id TEXT,
    revision BIGINT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deployed_at BIGINT,
    compose TEXT,
    variables TEXT NOT NULL,
    custom_domains TEXT NOT NULL,
    pending_changes BOOLEAN NOT NULL,
    cpu_limit DOUBLE PRECISION NOT NULL,
    memory_limit_mb BIGINT NOT NULL,
    desired_state TEXT NOT NULL,
    uid BIGINT NOT NULL,
    deleted_at BIGINT,
    purge BOOLEAN NOT NULL
);
-- A name is unique per customer among services that are not deleted; two NULL customers count as the same one.
CREATE UNIQUE INDEX services_name ON services (name, COALESCE(customer_id, '')) WHERE deleted_at IS NULL;

CREATE TABLE operations (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    service_id TEXT NOT NULL,
    service_name TEXT NOT NULL,
    customer_id TEXT,
    status TEXT NOT NULL,
    steps TEXT NOT NULL,
    progress DOUBLE PRECISION NOT NULL,
    deadline BIGINT NOT NULL,
    error TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX operations_created ON operations (created_at);
-- One operation per service at a time, whoever asks and from whichever server.
CREATE UNIQUE INDEX operations_active ON operations (service_id) WHERE finished_at IS NULL;

CREATE TABLE deployments (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    operation_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    template TEXT,
    template_version TEXT,
    template_source TEXT NOT NULL,
    variables TEXT NOT NULL,
    secrets TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (service_id, revision)
);

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    prefix TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    customer_id TEXT,
    denied_permissions TEXT NOT NULL,
    rate_limit_rpm BIGINT,
    expires_at BIGINT,
    revoked_at BIGINT,
    created_at BIGINT NOT NULL
);
