-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys that are changed, rotated and revoked. What a key did is in the audit log, so revoked ones need no row.
DELETE FROM api_keys WHERE revoked_at IS NOT NULL;
ALTER TABLE api_keys DROP COLUMN revoked_at;
ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT;
ALTER TABLE api_keys ADD COLUMN created_by TEXT;
ALTER TABLE api_keys ADD COLUMN ancestors TEXT NOT NULL DEFAULT '[]';
ALTER TABLE api_keys ADD COLUMN previous_prefix TEXT;
ALTER TABLE api_keys ADD COLUMN previous_hash TEXT;
ALTER TABLE api_keys ADD COLUMN previous_expires_at BIGINT;
ALTER TABLE api_keys ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE api_keys SET updated_at = created_at;
CREATE UNIQUE INDEX api_keys_previous_prefix ON api_keys (previous_prefix);
