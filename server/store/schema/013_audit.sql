-- SPDX-License-Identifier: GPL-3.0-or-later
-- The audit log. Rows are only ever added; each holds the hash of the one before.
CREATE TABLE audit (
    number BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    time BIGINT NOT NULL,
    key_id TEXT,
    actor TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    customer_id TEXT,
    result TEXT NOT NULL,
    status BIGINT NOT NULL,
    message TEXT NOT NULL,
    request_id TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_target ON audit (target);
CREATE INDEX audit_time ON audit (time);
