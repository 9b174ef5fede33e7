-- Counting the tokens of applications, finding the ends that are near, and the calendar of these ends.

-- In the place of the index on the application alone: tokens of it that are not deleted are counted without their rows.
DROP INDEX tokens_by_application;
CREATE INDEX tokens_by_application ON tokens (application_id, deleted_at);
-- Only tokens with a successor have an end of their overlap, and they are few.
CREATE INDEX tokens_by_overlap ON tokens (organization_id, kind, ends_at) WHERE ends_at IS NOT NULL;

-- Where an organization's calendar of expiries can be fetched, by whoever has the secret in its address.
CREATE TABLE calendars (
    organization_id TEXT   NOT NULL PRIMARY KEY REFERENCES organizations (id),
    digest          TEXT   NOT NULL UNIQUE,  -- SHA-256: the secret has 192 random bits, so a slow hash adds nothing
    created_at      BIGINT NOT NULL,         -- when this address was made; the one before it ended then
    ended_at        BIGINT                   -- NULL: the address works
);
