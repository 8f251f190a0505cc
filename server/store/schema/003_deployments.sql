-- SPDX-License-Identifier: GPL-3.0-or-later
-- How each revision went, and which revision an operation is about.
ALTER TABLE deployments ADD COLUMN result TEXT NOT NULL DEFAULT 'succeeded';
ALTER TABLE deployments ADD COLUMN error TEXT;
ALTER TABLE deployments ADD COLUMN deploy_method TEXT NOT NULL DEFAULT 'template';
ALTER TABLE deployments ADD COLUMN images TEXT NOT NULL DEFAULT '{}';
ALTER TABLE deployments ADD COLUMN rollback_of BIGINT;
ALTER TABLE deployments ADD COLUMN duration_ms BIGINT;
ALTER TABLE operations ADD COLUMN revision BIGINT;
