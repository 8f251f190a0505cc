-- SPDX-License-Identifier: GPL-3.0-or-later
-- Entries of the audit log are added and never changed or deleted, whatever a later version of the panel has wrong.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit log are not changed');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit log are not deleted');
END;
