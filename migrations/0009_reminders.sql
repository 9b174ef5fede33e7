-- Reminders of tokens that are about to expire: how far each token's have got. The row is claimed before the mail goes out,
-- so that of several nodes one sends it.
CREATE TABLE reminders (
    token_id   TEXT   NOT NULL PRIMARY KEY REFERENCES tokens (id),
    stage      BIGINT NOT NULL,             -- days before the expiry: 30, 14, 7, 1, and 0 at it; it only goes down
    claim      TEXT   NOT NULL,             -- the run that took it last, drawn at random
    claimed_at BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,             -- at this stage
    sent_at    BIGINT                       -- NULL: not yet, for all that is known
);
CREATE INDEX reminders_by_claim ON reminders (claim);
