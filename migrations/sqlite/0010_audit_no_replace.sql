-- INSERT OR REPLACE takes the row that is in its way out without asking the trigger for deletes: by its place in the
-- chain, or by SQLite's own number of the row.
CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
WHEN EXISTS (
    SELECT 1 FROM audit_events
    WHERE (organization_id = NEW.organization_id AND seq = NEW.seq) OR rowid = NEW.rowid
)
BEGIN
    SELECT RAISE(ABORT, 'audit events are append-only');
END;
