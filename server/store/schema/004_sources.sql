-- SPDX-License-Identifier: GPL-3.0-or-later
-- Services that are made of an image, a Compose file or a repository instead of a template.
ALTER TABLE deployments RENAME COLUMN template_source TO source;
ALTER TABLE deployments ADD COLUMN image TEXT;
ALTER TABLE deployments ADD COLUMN git TEXT;
ALTER TABLE deployments ADD COLUMN commit_id TEXT;
ALTER TABLE deployments ADD COLUMN files TEXT NOT NULL DEFAULT '{}';
ALTER TABLE services ADD COLUMN image TEXT;
ALTER TABLE services ADD COLUMN git TEXT;
