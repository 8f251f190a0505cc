-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where a service is reached: its host below the base domain, its own domains, and the address behind them.
ALTER TABLE services ADD COLUMN host_label TEXT NOT NULL DEFAULT '';
ALTER TABLE services ADD COLUMN upstream TEXT;
ALTER TABLE services ADD COLUMN domains TEXT NOT NULL DEFAULT '[]';
CREATE UNIQUE INDEX services_host_label ON services (host_label) WHERE deleted_at IS NULL AND host_label <> '';
