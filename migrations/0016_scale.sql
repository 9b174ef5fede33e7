-- Attempts to sign in are forgotten by their age: a flood from many addresses must not make each attempt go through all of
-- them.
CREATE INDEX sign_in_throttle_by_age ON sign_in_throttle (last_failure_at);
-- What the list filters by, in its usual order: tokens are counted and chosen from here, and only those shown are looked
-- up. What the gate writes at each use is in none of it. That deleted_at is NULL, the databases know of a row only if it
-- is in the index, too.
CREATE INDEX tokens_by_facts ON tokens (organization_id, kind, created_at, id, deleted_at, application_id, active,
    compromised_at, expires_at, ends_at, paused_until, superseded_at, confirmed_at)
    WHERE deleted_at IS NULL;
-- The same for those that are unused. One of the databases asks for the column beside the expression over it.
DROP INDEX tokens_by_last_use;
CREATE INDEX tokens_by_last_use ON tokens (organization_id, kind, (COALESCE(last_used_at, 0)), id, created_at, deleted_at,
    last_used_at)
    WHERE deleted_at IS NULL;
