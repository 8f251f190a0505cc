-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys that programs have got by their user's sign-in.
ALTER TABLE api_keys ADD COLUMN is_device BIGINT NOT NULL DEFAULT 0;
