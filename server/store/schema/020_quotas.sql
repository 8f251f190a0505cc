-- SPDX-License-Identifier: GPL-3.0-or-later
-- What each service is counted for, and by which plan if not by that of its customer.
ALTER TABLE services ADD COLUMN plan_id TEXT;
ALTER TABLE services ADD COLUMN counted_cpu DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE services ADD COLUMN counted_memory_mb BIGINT NOT NULL DEFAULT 0;
ALTER TABLE services ADD COLUMN counted_storage_mb BIGINT NOT NULL DEFAULT 0;
UPDATE services SET counted_cpu = cpu_limit, counted_memory_mb = memory_limit_mb;
CREATE INDEX services_customer ON services (customer_id);
