-- Those of a kind that are few are filtered by an index that has no others in it, in the list's usual order. Each has what
-- the list filters by, as tokens_by_facts does.
CREATE INDEX tokens_compromised_listed ON tokens (organization_id, kind, created_at, id, deleted_at, application_id, active,
    compromised_at, expires_at, ends_at, paused_until, superseded_at, confirmed_at, last_used_at)
    WHERE deleted_at IS NULL AND compromised_at IS NOT NULL;
CREATE INDEX tokens_off_listed ON tokens (organization_id, kind, created_at, id, deleted_at, application_id, active,
    compromised_at, expires_at, ends_at, paused_until, superseded_at, confirmed_at, last_used_at)
    WHERE deleted_at IS NULL AND (active = FALSE OR paused_until IS NOT NULL);
CREATE INDEX tokens_never_used_listed ON tokens (organization_id, kind, created_at, id, deleted_at, application_id, active,
    compromised_at, expires_at, ends_at, paused_until, superseded_at, confirmed_at, last_used_at)
    WHERE deleted_at IS NULL AND last_used_at IS NULL;
