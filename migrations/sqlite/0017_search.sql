-- What the list is searched in. PostgreSQL takes no index entries of such a length.
CREATE INDEX tokens_by_text ON tokens (organization_id, kind, created_at, id, deleted_at, search_key)
    WHERE deleted_at IS NULL;
