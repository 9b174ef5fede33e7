-- Only in a copy that was made as a backup: when that was. Whoever serves such a copy is told, until it was looked through.
CREATE TABLE backups (
    made_at BIGINT NOT NULL
);
