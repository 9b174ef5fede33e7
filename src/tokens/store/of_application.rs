//! SQL of an application's tokens as the API lists them: one statement per order and direction.

use super::super::Token;
use super::super::of_application::{Listing, SortBy};
use super::super::rules::breaks_rules_sql;
use super::super::status::status_sql;
use crate::applications::Application;
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::id::Id;
use crate::organizations::Organization;

/// Over $1 organization, $2 application, $3 pattern of the name, $4 `active`, `inactive` or empty for both, $5 now.
macro_rules! filters {
    () => {
        concat!(
            "WHERE t.organization_id = $1 AND t.application_id = $2 AND t.deleted_at IS NULL ",
            "AND ($3 = '' OR t.name_key LIKE $3 ESCAPE '\\') ",
            "AND ($4 = '' OR (CASE WHEN ",
            status_sql!("$5"),
            " = 'active' THEN 'active' ELSE 'inactive' END) = $4) "
        )
    };
}

macro_rules! sorted {
    ($key:expr) => {
        [sorted!($key, "ASC"), sorted!($key, "DESC")]
    };
    ($key:expr, $direction:literal) => {
        concat!(
            select_tokens!(),
            filters!(),
            "ORDER BY ",
            $key,
            " ",
            $direction,
            ", t.id ",
            $direction,
            " LIMIT $6 OFFSET $7"
        )
    };
}

const BY_NAME: [&str; 2] = sorted!("t.name_key");
const BY_STATUS: [&str; 2] = [
    concat!(
        select_tokens!(),
        filters!(),
        "ORDER BY (CASE WHEN ",
        status_sql!("$5"),
        " = 'active' THEN 0 ELSE 1 END) ASC, t.id ASC LIMIT $6 OFFSET $7"
    ),
    concat!(
        select_tokens!(),
        filters!(),
        "ORDER BY (CASE WHEN ",
        status_sql!("$5"),
        " = 'active' THEN 0 ELSE 1 END) DESC, t.id DESC LIMIT $6 OFFSET $7"
    ),
];
const BY_ID: [&str; 2] = sorted!("t.id");
const BY_CREATION: [&str; 2] = sorted!("t.created_at");
const BY_UPDATE: [&str; 2] =
    sorted!("CASE WHEN COALESCE(t.switched_at, 0) > t.updated_at THEN t.switched_at ELSE t.updated_at END");
const BY_EXPIRY: [&str; 2] = sorted!("COALESCE(t.expires_at, 9223372036854775807)");
const AFTER: &str = concat!(select_tokens!(), filters!(), "AND t.id > $6 ORDER BY t.id LIMIT $7");
const COUNT: &str = concat!("SELECT COUNT(*) FROM tokens t ", filters!());

pub async fn page(
    db: &Db,
    organization: Id<Organization>,
    application: Id<Application>,
    listing: &Listing,
    now: Timestamp,
) -> Result<Vec<Token>, db::Error> {
    let (name, status) = bound(listing);
    if let Some(after) = &listing.after {
        return db::all!(db, Token, AFTER, organization, application, &name, status, now, after, listing.limit);
    }
    let statement = match listing.sort {
        SortBy::Name => BY_NAME,
        SortBy::Status => BY_STATUS,
        SortBy::Id => BY_ID,
        SortBy::Created => BY_CREATION,
        SortBy::Updated => BY_UPDATE,
        SortBy::Expires => BY_EXPIRY,
    }[usize::from(listing.descending)];
    let (limit, offset) = (listing.limit, listing.offset);
    db::all!(db, Token, statement, organization, application, &name, status, now, limit, offset)
}

pub async fn count(
    db: &Db,
    organization: Id<Organization>,
    application: Id<Application>,
    listing: &Listing,
    now: Timestamp,
) -> Result<i64, db::Error> {
    let (name, status) = bound(listing);
    let row = db::one!(db, (i64,), COUNT, organization, application, &name, status, now)?;
    Ok(row.map_or(0, |row| row.0))
}

/// The filters as the statements take them.
fn bound(listing: &Listing) -> (String, &'static str) {
    let pattern = db::fold(&listing.name)
        .chars()
        .map(|c| match c {
            '*' => "%".to_owned(),
            '?' => "_".to_owned(),
            '%' | '_' | '\\' => format!("\\{c}"),
            other => other.to_string(),
        })
        .collect();
    let status = match listing.active {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "",
    };
    (pattern, status)
}
