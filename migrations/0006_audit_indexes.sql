-- The audit log is read newest first, all of it or by one filter, and from any moment on: each way of looking has an
-- index that ends in the order of reading. Places in the chain follow the order of writing, which the clocks of several
-- nodes don't quite share: the order of reading is time, then place.
CREATE INDEX audit_events_by_time ON audit_events (organization_id, at, seq);
CREATE INDEX audit_events_by_actor ON audit_events (organization_id, actor_kind, actor_id, at, seq);
CREATE INDEX audit_events_by_action ON audit_events (organization_id, action, at, seq);
DROP INDEX audit_events_by_subject;
CREATE INDEX audit_events_by_subject ON audit_events (organization_id, subject_id, at, seq);
