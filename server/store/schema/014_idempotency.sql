-- SPDX-License-Identifier: GPL-3.0-or-later
-- Requests that came with an Idempotency-Key and were carried out; their answers are sealed.
CREATE TABLE idempotency (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    target TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX idempotency_created ON idempotency (created_at);
