//! SQL of tokens by handle and name, tombstones included.

use std::sync::LazyLock;

use super::Token;
use crate::db::{self, Db};
use crate::id::Id;
use crate::organizations::Organization;

static HANDLES: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT id, prefix, handle FROM tokens WHERE organization_id = $1 AND id IN {}", db::list(2))
});
/// With whether they live and nothing took their place.
const NAMED: &str = "
    SELECT id, (deleted_at IS NULL AND superseded_at IS NULL) AS present FROM tokens
    WHERE organization_id = $1 AND kind IN ('application', 'personal') AND name_key = $2 LIMIT 100";

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
