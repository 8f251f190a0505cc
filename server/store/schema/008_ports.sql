-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ports of the host a service wants for itself.
ALTER TABLE services ADD COLUMN published TEXT NOT NULL DEFAULT '[]';
