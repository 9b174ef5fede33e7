-- The audit log is read newest first, all of it or by one filter, and from any moment on: each way of looking has an
-- index that ends in the order of reading. Places in the chain follow the order of writing, which the clocks of several
-- nodes don't quite share: the order of reading is time, then place.
-- An expression, so that only the question that spells it so is answered by this index: knowing nothing of what is in the
-- table, SQLite would take it for the filtered ones, too, and read the whole log for a few events.
CREATE INDEX audit_events_by_time ON audit_events (organization_id, (at + 0), seq);
CREATE INDEX audit_events_by_actor ON audit_events (organization_id, actor_kind, actor_id, at, seq);
CREATE INDEX audit_events_by_action ON audit_events (organization_id, action, at, seq);
DROP INDEX audit_events_by_subject;
CREATE INDEX audit_events_by_subject ON audit_events (organization_id, subject_id, at, seq);
