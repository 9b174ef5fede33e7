-- Invitations: links that make whoever opens them a member, once, in the role that an administrator chose.
CREATE TABLE invitations (
    id              TEXT    NOT NULL PRIMARY KEY,
    organization_id TEXT    NOT NULL REFERENCES organizations (id),
    email           TEXT    NOT NULL,       -- of whom it is for: they can't choose another
    email_key       TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    api_access      BOOLEAN NOT NULL,
    digest          TEXT    NOT NULL UNIQUE, -- SHA-256 of the link's secret, which has 128 random bits
    created_at      BIGINT  NOT NULL,
    created_by_id   TEXT    NOT NULL,       -- '' for the command line and the system
    created_by_name TEXT    NOT NULL,
    expires_at      BIGINT  NOT NULL,
    mail            TEXT    NOT NULL,       -- none, sending, sent, failed: what became of the mail with the link
    accepted_at     BIGINT,
    revoked_at      BIGINT                  -- taken back, or replaced by another to the same person
);
-- One at a time for each person; whatever it was, it stays as a row.
CREATE UNIQUE INDEX invitations_pending ON invitations (organization_id, email_key)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
-- How many were made of late: the portal's mail server is not for mailing the world.
CREATE INDEX invitations_by_creation ON invitations (organization_id, created_at);
