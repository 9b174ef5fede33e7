-- What tokens are found by (see src/tokens/grams.rs). All of it can be made anew from tokens.
--
-- A number for each token, which no VACUUM changes: the index of texts knows nothing else of a row.
CREATE TABLE token_numbers (
    number   INTEGER NOT NULL PRIMARY KEY,
    token_id TEXT    NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE token_grams USING fts5(grams, content='', contentless_delete=1, detail=none, tokenize='ascii');
-- Tokens whose text is not in the index yet, or not as it is now; only the triggers write here. They are searched by that
-- text itself.
CREATE TABLE tokens_to_index (
    number          INTEGER NOT NULL PRIMARY KEY,
    token_id        TEXT    NOT NULL,
    organization_id TEXT    NOT NULL
);
CREATE INDEX tokens_to_index_by_organization ON tokens_to_index (organization_id, token_id);
CREATE TRIGGER tokens_made_to_index AFTER INSERT ON tokens
BEGIN
    INSERT INTO tokens_to_index (token_id, organization_id) VALUES (NEW.id, NEW.organization_id);
END;
CREATE TRIGGER tokens_edited_to_index AFTER UPDATE OF search_key ON tokens WHEN OLD.search_key <> NEW.search_key
BEGIN
    INSERT INTO tokens_to_index (token_id, organization_id) VALUES (NEW.id, NEW.organization_id);
END;
-- Those that are deleted are taken out of it.
CREATE TRIGGER tokens_deleted_to_index AFTER UPDATE OF deleted_at ON tokens
WHEN OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
BEGIN
    INSERT INTO tokens_to_index (token_id, organization_id) VALUES (NEW.id, NEW.organization_id);
END;
INSERT INTO tokens_to_index (token_id, organization_id)
    SELECT id, organization_id FROM tokens WHERE deleted_at IS NULL ORDER BY created_at, id;
