//! The index of grams: each database has its own. Whatever is not in it yet is in `tokens_to_index`.

use serde_json::json;

use super::super::grams::Unindexed;
use crate::db::{self, Db, Own, Tx};
use crate::id::Id;
use crate::organizations::Organization;

/// Where more tokens than this may have a text, it is looked for in the list's order, where enough are met with soon.
const FEW: i64 = 3_000;
/// How many may have it, over its grams and the organization; those that aren't indexed may all have it.
const COUNT: Own = Own {
    sqlite: "
        SELECT COUNT(*) FROM (SELECT rowid AS number FROM token_grams WHERE token_grams MATCH $1
            UNION ALL SELECT number FROM tokens_to_index WHERE organization_id = $2 LIMIT 3001) AS counted",
    // Two parts: of one that ends early it would be believed that going through all of the table ends early, too. And grams
    // that are selected: of those that are given each search would be planned anew.
    postgres: "
        WITH found AS MATERIALIZED (
            SELECT token_id FROM token_grams WHERE grams @> (SELECT string_to_array($1, ' ')::INTEGER[]))
        SELECT COUNT(*) FROM (SELECT token_id FROM found
            UNION ALL SELECT token_id FROM tokens_to_index WHERE organization_id = $2 LIMIT 3001) AS counted",
};
/// Tokens that may have the text, over its grams at $10, and those of $1 organization that aren't indexed.
pub const FOUND: Own = Own {
    sqlite: "
        AND t.id IN (SELECT n.token_id FROM token_grams g JOIN token_numbers n ON n.number = g.rowid
            WHERE g.token_grams MATCH $10
            UNION ALL SELECT token_id FROM tokens_to_index WHERE organization_id = $1) ",
    postgres: "
        AND t.id = ANY(ARRAY(
            SELECT token_id FROM token_grams WHERE grams @> (SELECT string_to_array($10, ' ')::INTEGER[])
            UNION ALL SELECT token_id FROM tokens_to_index WHERE organization_id = $1)) ",
};
const TO_INDEX: &str = "
    SELECT d.number, t.id, t.organization_id, t.version, t.search_key, (t.deleted_at IS NOT NULL) AS deleted
    FROM tokens_to_index d JOIN tokens t ON t.id = d.token_id ORDER BY d.number LIMIT 200";
const NUMBER: &str = "
    INSERT INTO token_numbers (token_id) SELECT value ->> 0 FROM json_each($1) WHERE TRUE ON CONFLICT DO NOTHING";
/// Over tokens with their versions and grams, each token once.
const INDEX: Own = Own {
    sqlite: "
        INSERT OR REPLACE INTO token_grams (rowid, grams) SELECT n.number, v.value ->> 2
        FROM json_each($1) v JOIN token_numbers n ON n.token_id = v.value ->> 0",
    postgres: "
        INSERT INTO token_grams (token_id, version, grams)
        SELECT v ->> 0, (v ->> 1)::BIGINT, string_to_array(v ->> 2, ' ')::INTEGER[] FROM json_array_elements($1::JSON) v
        ON CONFLICT (token_id) DO UPDATE SET version = excluded.version, grams = excluded.grams
        WHERE token_grams.version <= excluded.version",
};
/// Over the ids of tokens that are deleted.
const TAKE_OUT: Own = Own {
    sqlite: "
        DELETE FROM token_grams WHERE rowid IN (SELECT n.number FROM json_each($1) v
            JOIN token_numbers n ON n.token_id = v.value)",
    postgres: "DELETE FROM token_grams WHERE token_id IN (SELECT json_array_elements_text($1::JSON))",
};
/// Over their numbers. What was meanwhile to be indexed anew has a number of its own.
const INDEXED: Own = Own {
    sqlite: "DELETE FROM tokens_to_index WHERE number IN (SELECT value FROM json_each($1))",
    postgres: "
        DELETE FROM tokens_to_index WHERE number IN (SELECT v::TEXT::BIGINT FROM json_array_elements($1::JSON) v)",
};

/// Whether few tokens may have the text of these grams: those can all be looked at.
pub async fn are_few(db: &Db, organization: Id<Organization>, grams: &str) -> Result<bool, db::Error> {
    Ok(db::one!(db, (i64,), COUNT.of(db), grams, organization)?.is_none_or(|(count,)| count <= FEW))
}

/// Up to 200 texts that are to be indexed, those that have waited longest first.
pub async fn to_index(db: &Db) -> Result<Vec<Unindexed>, db::Error> {
    db::all!(db, Unindexed, TO_INDEX)
}

/// Puts them in the index, or takes them out. A token that is among them twice was read once, and is the same.
pub async fn index(db: &Db, tx: &mut Tx, texts: &[Unindexed]) -> Result<(), db::Error> {
    let numbers = json!(texts.iter().map(|text| text.number).collect::<Vec<_>>()).to_string();
    let mut once: Vec<&Unindexed> = texts.iter().collect();
    once.sort_unstable_by_key(|text| text.id);
    once.dedup_by_key(|text| text.id);
    let (gone, living): (Vec<_>, Vec<_>) = once.into_iter().partition(|text| text.deleted);
    let gone = json!(gone.iter().map(|text| text.id).collect::<Vec<_>>()).to_string();
    let rows =
        json!(living.iter().map(|text| json!([text.id, text.version, text.grams()])).collect::<Vec<_>>()).to_string();
    if db.is_ours_alone() {
        db::run!(&mut *tx, NUMBER, &rows)?;
    }
    db::run!(&mut *tx, INDEX.of(db), &rows)?;
    db::run!(&mut *tx, TAKE_OUT.of(db), &gone)?;
    db::run!(tx, INDEXED.of(db), &numbers).map(|_| ())
}
