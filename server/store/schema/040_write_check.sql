-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is written to find out whether the database takes writes again; at most one row.
CREATE TABLE write_check (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
