-- SPDX-License-Identifier: GPL-3.0-or-later
-- What services have used, minute by minute, for a week.
CREATE TABLE metrics (
    service_id TEXT NOT NULL,
    minute BIGINT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    cpu DOUBLE PRECISION NOT NULL,
    memory_mb DOUBLE PRECISION NOT NULL,
    network_rx DOUBLE PRECISION NOT NULL,
    network_tx DOUBLE PRECISION NOT NULL,
    storage_mb DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (service_id, minute)
);
CREATE INDEX metrics_minute ON metrics (minute);
