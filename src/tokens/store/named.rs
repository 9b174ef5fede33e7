//! SQL of tokens by handle and name, tombstones included.

use std::sync::LazyLock;

use super::Token;
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::id::Id;
use crate::organizations::Organization;

/// The organization is compared so that none of its indexes is taken: these few are looked up by their ids, and not all of its
/// tokens.
static HANDLES: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT id, prefix, handle FROM tokens WHERE organization_id || '' = $1 AND id IN {}", db::list(2))
});
/// With whether they live and nothing took their place.
const NAMED: &str = "
    SELECT id, (deleted_at IS NULL AND superseded_at IS NULL) AS present FROM tokens
    WHERE organization_id = $1 AND kind IN ('application', 'personal') AND name_key = $2 LIMIT 100";

/// Tokens with the name of this one, and those before and after it in its rotations, the latest first.
const NAMESAKES: &str = "
    SELECT * FROM (SELECT n.id, n.prefix, n.handle, n.name, n.created_at FROM tokens t JOIN tokens n
        ON n.organization_id = t.organization_id AND n.kind = t.kind AND n.name_key = t.name_key AND n.id <> t.id
        WHERE t.organization_id = $1 AND t.id = $2 ORDER BY n.id DESC LIMIT 10) AS named
    UNION SELECT n.id, n.prefix, n.handle, n.name, n.created_at FROM tokens t JOIN tokens n ON n.id = t.predecessor_id
        WHERE t.organization_id = $1 AND t.id = $2
    UNION SELECT n.id, n.prefix, n.handle, n.name, n.created_at FROM tokens n
        WHERE n.organization_id = $1 AND n.predecessor_id = $2
    ORDER BY 5 DESC, 1 DESC LIMIT 10";

/// A token beside another of its name: its id, prefix, handle, name, and when it was created.
pub type Namesake = (Id<Token>, String, String, String, Timestamp);

pub async fn namesakes(db: &Db, organization: Id<Organization>, id: Id<Token>) -> Result<Vec<Namesake>, db::Error> {
    db::all!(db, Namesake, NAMESAKES, organization, id)
}

pub async fn handles(
    db: &Db,
    organization: Id<Organization>,
    ids: &[&str],
) -> Result<Vec<(String, String, String)>, db::Error> {
    db::all_in!(db, (String, String, String), HANDLES.as_str(), ids, organization)
}

pub async fn named(db: &Db, organization: Id<Organization>, name: &str) -> Result<Vec<(Id<Token>, bool)>, db::Error> {
    db::all!(db, (Id<Token>, bool), NAMED, organization, db::fold(name))
}
