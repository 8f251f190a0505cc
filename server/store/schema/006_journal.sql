-- SPDX-License-Identifier: GPL-3.0-or-later
-- What happened in an operation, line by line; `number` counts also those that are not kept.
CREATE TABLE journal (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    time BIGINT NOT NULL,
    step TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX journal_operation ON journal (operation_id);
