-- The processes that may answer from memory (see src/nodes). Only PostgreSQL has several.
CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    -- The process, which may have been another node before.
    process TEXT NOT NULL,
    -- It may not renew its lease any more.
    revoked BOOLEAN NOT NULL DEFAULT FALSE
);
