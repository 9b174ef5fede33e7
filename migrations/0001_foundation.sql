-- The foundation: everything that people, tokens and their history need.
--
-- One text for SQLite and PostgreSQL. The common dialect:
--   * TEXT, BIGINT and BOOLEAN only; they mean the same in both.
--   * Times are Unix milliseconds in BIGINT, taken from the program's clock, never from the database's.
--   * Ids are 24 lowercase hex characters made by the program; digests are lowercase hex.
--   * Every column is NOT NULL, unless its absence is a fact of its own; such a column is read as an Option,
--     because one of the drivers decodes NULL to an empty value without an error.
--   * A `*_key` column holds text folded by the program: the databases disagree about lower() and LIKE.
--   * One user-visible unique key per table, because only one of the databases names the violated constraint.
-- Rows are never physically deleted, except sessions, throttle counters and one-time installation facts.

-- Facts about this installation as a whole, such as the nonce of the set-up code until it is used.
CREATE TABLE installation (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE organizations (
    id                  TEXT    NOT NULL PRIMARY KEY,
    name                TEXT    NOT NULL,
    name_key            TEXT    NOT NULL UNIQUE,
    created_at          BIGINT  NOT NULL,
    suspended_at        BIGINT,             -- its tokens are blocked at the gate since then
    -- Rules for new tokens; existing ones are blocked by them only if block_rule_breakers says so.
    require_expiry      BOOLEAN NOT NULL,
    require_network     BOOLEAN NOT NULL,
    lifetime_cap_days   BIGINT,             -- NULL: no cap
    block_rule_breakers BOOLEAN NOT NULL
);

CREATE TABLE users (
    id                TEXT    NOT NULL PRIMARY KEY,
    email             TEXT    NOT NULL,
    email_key         TEXT    NOT NULL UNIQUE,
    name              TEXT    NOT NULL,
    password_hash     TEXT    NOT NULL,     -- Argon2id in the PHC string format
    created_at        BIGINT  NOT NULL,
    last_signed_in_at BIGINT,
    all_organizations BOOLEAN NOT NULL      -- support for the whole installation; set by the command line only
);

-- A person in an organization. A removed person's row stays, and is taken up again when they return.
CREATE TABLE memberships (
    organization_id TEXT    NOT NULL REFERENCES organizations (id),
    user_id         TEXT    NOT NULL REFERENCES users (id),
    role            TEXT    NOT NULL,       -- administrator, member, support
    api_access      BOOLEAN NOT NULL,       -- the privilege to have personal tokens
    created_at      BIGINT  NOT NULL,
    removed_at      BIGINT,
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);

-- What a browser is signed in as. The key in the cookie is stored as its SHA-256 only.
CREATE TABLE sessions (
    key_digest   TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   NOT NULL REFERENCES users (id),
    state        TEXT   NOT NULL,           -- the session's small facts, as JSON
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    address      TEXT   NOT NULL,           -- '' if it could not be told
    user_agent   TEXT   NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Attempts to sign in, per keyed hash of (account, address) and of the address alone.
CREATE TABLE sign_in_throttle (
    throttle_key    TEXT   NOT NULL PRIMARY KEY,
    failures        BIGINT NOT NULL,
    last_failure_at BIGINT NOT NULL,
    succeeded_at    BIGINT                  -- the pair's last success: others at its address don't slow it down
);

CREATE TABLE applications (
    id                      TEXT    NOT NULL PRIMARY KEY,
    organization_id         TEXT    NOT NULL REFERENCES organizations (id),
    name                    TEXT    NOT NULL,
    name_key                TEXT    NOT NULL,
    created_at              BIGINT  NOT NULL,
    archived_at             BIGINT,         -- its tokens are blocked while this is set
    deleted_at              BIGINT,
    accepts_personal_tokens BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX applications_by_name ON applications (organization_id, name_key) WHERE deleted_at IS NULL;

-- Facts about a token; never its secret. Its status is derived from them by the program.
CREATE TABLE tokens (
    id                 TEXT    NOT NULL PRIMARY KEY,
    organization_id    TEXT    NOT NULL REFERENCES organizations (id),
    kind               TEXT    NOT NULL,    -- application, personal
    owner_id           TEXT    NOT NULL,    -- the application, or the user it acts as
    application_id     TEXT REFERENCES applications (id),   -- NULL: a personal token
    user_id            TEXT REFERENCES users (id),          -- NULL: an application token
    name               TEXT    NOT NULL,
    name_key           TEXT    NOT NULL,
    description        TEXT    NOT NULL,
    search_key         TEXT    NOT NULL,    -- folded name, description and handle, one per line
    prefix             TEXT    NOT NULL,    -- the secret's prefix and kind, as in `lka`
    handle             TEXT    NOT NULL UNIQUE,
    digest             TEXT    NOT NULL UNIQUE,  -- SHA-256: the secret has 190 random bits, so a slow hash adds nothing
    scope              TEXT    NOT NULL,    -- all.Application, all.Application.read, or actions separated by a space
    networks           TEXT    NOT NULL,    -- CIDR networks separated by a space; '' admits any address
    created_at         BIGINT  NOT NULL,
    created_by_kind    TEXT    NOT NULL,    -- user, token, command_line, system
    created_by_id      TEXT    NOT NULL,    -- '' where the kind has no ids
    created_by_name    TEXT    NOT NULL,
    updated_at         BIGINT  NOT NULL,
    version            BIGINT  NOT NULL,    -- counts edits, so that a second editor overwrites nothing unseen
    expires_at         BIGINT,              -- NULL: never
    ends_at            BIGINT,              -- end of the overlap once a successor exists
    paused_until       BIGINT,
    active             BOOLEAN NOT NULL,
    switched_at        BIGINT,              -- the last time someone switched it on or off
    switched_by_kind   TEXT    NOT NULL,
    switched_by_id     TEXT    NOT NULL,
    switched_by_name   TEXT    NOT NULL,
    switched_by_role   TEXT    NOT NULL,    -- the role in which it was switched: what support did, the page says
    switched_reason    TEXT    NOT NULL,
    compromised_at     BIGINT,
    compromised_by_kind TEXT   NOT NULL,
    compromised_by_id  TEXT    NOT NULL,
    compromised_by_name TEXT   NOT NULL,
    compromised_reason TEXT    NOT NULL,
    predecessor_id     TEXT REFERENCES tokens (id),
    superseded_at      BIGINT,              -- set when a successor was issued; frees the name
    confirmed_at       BIGINT,              -- the creator said that the secret was copied
    deleted_at         BIGINT,              -- a tombstone since then
    deleted_by_kind    TEXT    NOT NULL,
    deleted_by_id      TEXT    NOT NULL,
    deleted_by_name    TEXT    NOT NULL,
    -- Written in batches by the usage counter, never by an edit.
    last_used_at       BIGINT,
    last_used_address  TEXT    NOT NULL,
    last_used_agent    TEXT    NOT NULL
);
CREATE UNIQUE INDEX tokens_by_owner_name ON tokens (organization_id, owner_id, name_key)
    WHERE deleted_at IS NULL AND superseded_at IS NULL;
CREATE INDEX tokens_by_creation ON tokens (organization_id, kind, created_at, id);
CREATE INDEX tokens_by_name ON tokens (organization_id, kind, name_key, id);
-- 9223372036854775807 stands for "never", so that tokens without an expiry sort after all others.
CREATE INDEX tokens_by_expiry ON tokens (organization_id, kind, (COALESCE(expires_at, 9223372036854775807)), id);
CREATE INDEX tokens_by_last_use ON tokens (organization_id, kind, (COALESCE(last_used_at, 0)), id);
CREATE INDEX tokens_by_application ON tokens (application_id);
CREATE INDEX tokens_by_predecessor ON tokens (predecessor_id);
CREATE INDEX tokens_by_creator ON tokens (created_by_id);

-- Keys of creation forms already submitted: a repeated submit finds its token here and makes no second one.
CREATE TABLE submissions (
    organization_id TEXT   NOT NULL REFERENCES organizations (id),
    user_id         TEXT   NOT NULL REFERENCES users (id),
    submission_key  TEXT   NOT NULL,
    token_id        TEXT   NOT NULL,        -- made before the token is, in the same transaction
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id, submission_key)
);

-- Presentations of a token at the gate, per UTC day (days since 1970-01-01) and outcome.
CREATE TABLE usage_days (
    token_id  TEXT   NOT NULL REFERENCES tokens (id),
    day       BIGINT NOT NULL,
    outcome   TEXT   NOT NULL,              -- admitted, or the reason of the refusal
    requests  BIGINT NOT NULL,
    PRIMARY KEY (token_id, day, outcome)
);

-- The end of each organization's audit chain; updating it first serializes the writers of one chain.
-- The chain '' is the installation's own (sign-ins by unknown accounts, the command line).
CREATE TABLE audit_heads (
    organization_id TEXT   NOT NULL PRIMARY KEY,
    seq             BIGINT NOT NULL,
    hash            TEXT   NOT NULL
);
INSERT INTO audit_heads (organization_id, seq, hash) VALUES ('', 0, '');

-- What was done. Append-only: the migration of each database refuses updates and deletes.
-- No foreign keys: an event outlives what it speaks of.
CREATE TABLE audit_events (
    organization_id TEXT   NOT NULL,
    seq             BIGINT NOT NULL,        -- 1, 2, 3 … without gaps in an organization
    at              BIGINT NOT NULL,
    actor_kind      TEXT   NOT NULL,        -- user, token, command_line, system
    actor_id        TEXT   NOT NULL,
    actor_name      TEXT   NOT NULL,
    action          TEXT   NOT NULL,        -- noun.verb, as in token.deactivated
    subject_kind    TEXT   NOT NULL,
    subject_id      TEXT   NOT NULL,
    subject_name    TEXT   NOT NULL,
    address         TEXT   NOT NULL,        -- '' if it could not be told
    detail          TEXT   NOT NULL,        -- JSON: before and after, reason
    prev_hash       TEXT   NOT NULL,
    hash            TEXT   NOT NULL,        -- SHA-256 over prev_hash and every column before it
    PRIMARY KEY (organization_id, seq)
);
CREATE INDEX audit_events_by_subject ON audit_events (organization_id, subject_id, seq);
