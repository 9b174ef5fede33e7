//! SQL of look-ups across organizations: many tokens at once, and only of the organizations within reach.

use std::sync::LazyLock;

use super::super::Known;
use super::super::rules::breaks_rules_sql;
use crate::access::Reach;
use crate::db::{self, Db};
use crate::id::Id;

/// Of the organizations in $1, as [`reached`] writes them. An id has the same length as all others and no space, so it
/// is found in the text only as what it is.
const SELECT: &str = concat!(
    select_tokens!(", o.name AS organization_name"),
    "WHERE ($1 = '*' OR $1 LIKE '%' || t.organization_id || '%')"
);
static BY_HANDLE: LazyLock<String> = LazyLock::new(|| format!("{SELECT} AND t.handle IN {}", db::list(2)));
static BY_ID: LazyLock<String> = LazyLock::new(|| format!("{SELECT} AND t.id IN {}", db::list(2)));

fn reached(reach: &Reach) -> String {
    match reach {
        Reach::Everywhere => "*".to_owned(),
        Reach::Within(organizations) => organizations.iter().map(Id::as_str).collect::<Vec<_>>().join(" "),
    }
}

pub async fn known_by_handle(db: &Db, reach: &Reach, handles: &[&str]) -> Result<Vec<Known>, db::Error> {
    db::all_in!(db, Known, BY_HANDLE.as_str(), handles, reached(reach))
}

pub async fn known_by_id(db: &Db, reach: &Reach, ids: &[&str]) -> Result<Vec<Known>, db::Error> {
    db::all_in!(db, Known, BY_ID.as_str(), ids, reached(reach))
}
