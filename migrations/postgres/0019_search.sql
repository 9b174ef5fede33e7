-- What tokens are found by (see src/tokens/grams.rs). All of it can be made anew from tokens.
CREATE TABLE token_grams (
    token_id TEXT      NOT NULL PRIMARY KEY,
    version  BIGINT    NOT NULL,    -- of the token: what was read earlier is not written over what was read later
    grams    INTEGER[] NOT NULL
);
-- How often a gram occurs must not be known: with it, a search would go through all of the table for what occurs often.
ALTER TABLE token_grams ALTER COLUMN grams SET STATISTICS 0;
-- Each entry is where it belongs at once: a list of those still to be sorted in would be gone through at each search.
CREATE INDEX token_grams_by_gram ON token_grams USING gin (grams) WITH (fastupdate = off);
-- Tokens whose text is not in the index yet, or not as it is now; only the triggers write here. They are searched by that
-- text itself.
CREATE TABLE tokens_to_index (
    number          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_id        TEXT NOT NULL,
    organization_id TEXT NOT NULL
);
CREATE INDEX tokens_to_index_by_organization ON tokens_to_index (organization_id, token_id);
CREATE FUNCTION index_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tokens_to_index (token_id, organization_id) VALUES (NEW.id, NEW.organization_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER tokens_made_to_index AFTER INSERT ON tokens
    FOR EACH ROW EXECUTE FUNCTION index_token();
CREATE TRIGGER tokens_edited_to_index AFTER UPDATE OF search_key ON tokens
    FOR EACH ROW WHEN (OLD.search_key <> NEW.search_key) EXECUTE FUNCTION index_token();
-- Those that are deleted are taken out of it.
CREATE TRIGGER tokens_deleted_to_index AFTER UPDATE OF deleted_at ON tokens
    FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION index_token();
INSERT INTO tokens_to_index (token_id, organization_id)
    SELECT id, organization_id FROM tokens WHERE deleted_at IS NULL ORDER BY created_at, id;
