-- SPDX-License-Identifier: GPL-3.0-or-later
-- The ordered change feed: a row of any table changes together with its entry here, or not at all.
CREATE TABLE changes (
    rev BIGINT NOT NULL PRIMARY KEY,
    noun TEXT NOT NULL,
    id TEXT NOT NULL,
    op TEXT NOT NULL,
    value TEXT NOT NULL,
    customer_id TEXT,
    at BIGINT NOT NULL
);
