//! SQL of the list: one statement per order and direction, so that each can use its index.

use std::sync::LazyLock;

use super::super::list::{Cursor, Filters, LIMIT, Order, PIECE as PIECE_LIMIT, Particular, Query, Sort, UNUSED_DAYS};
use super::super::rules::breaks_rules_sql;
use super::super::status::status_sql;
use super::super::{SOON_DAYS, Status, Token};
use crate::clock::{DAY, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::organizations::Organization;

/// The filters of the list, over $1 organization, $2 search pattern, $3 status, $4 application, $5 particular,
/// $6 now, $7 end of "soon", $8 start of "used lately". An empty text is no filter.
macro_rules! filters {
    () => {
        concat!(
            "WHERE t.organization_id = $1 AND t.kind = 'application' AND t.deleted_at IS NULL ",
            "AND ($2 = '' OR t.search_key LIKE $2 ESCAPE '\\') ",
            "AND ($3 = '' OR ",
            status_sql!("$6"),
            " = $3) ",
            "AND ($4 = '' OR t.application_id = $4) ",
            "AND ($5 = '' ",
            "OR ($5 = 'expiring' AND ",
            status_sql!("$6"),
            " = 'active' AND t.superseded_at IS NULL AND t.expires_at <= $7) ",
            "OR ($5 = 'never-used' AND t.last_used_at IS NULL) ",
            "OR ($5 = 'unused' AND COALESCE(t.last_used_at, t.created_at) < $8) ",
            "OR ($5 = 'any-address' AND t.networks = '') ",
            "OR ($5 = 'unconfirmed' AND t.confirmed_at IS NULL) ",
            "OR ($5 = 'breaks-rules' AND ",
            status_sql!("$6"),
            " IN ('active', 'inactive') AND EXISTS (SELECT 1 FROM organizations r WHERE r.id = $1 AND ",
            breaks_rules_sql!("r.require_expiry", "r.require_network", "r.lifetime_cap_days"),
            "))) "
        )
    };
}

/// A page of the list in one order: the first one, and the one after ($9, $10).
macro_rules! ordered {
    ($key:literal, $than:literal, $direction:literal) => {
        [
            concat!(
                select_tokens!(),
                filters!(),
                "ORDER BY ",
                $key,
                " ",
                $direction,
                ", t.id ",
                $direction,
                " LIMIT 51"
            ),
            concat!(
                select_tokens!(),
                filters!(),
                "AND (",
                $key,
                ", t.id) ",
                $than,
                " ($9, $10) ",
                "ORDER BY ",
                $key,
                " ",
                $direction,
                ", t.id ",
                $direction,
                " LIMIT 51"
            ),
        ]
    };
}

const BY_NAME: [[&str; 2]; 2] = [ordered!("t.name_key", ">", "ASC"), ordered!("t.name_key", "<", "DESC")];
const BY_CREATION: [[&str; 2]; 2] = [ordered!("t.created_at", ">", "ASC"), ordered!("t.created_at", "<", "DESC")];
const BY_LAST_USE: [[&str; 2]; 2] =
    [ordered!("COALESCE(t.last_used_at, 0)", ">", "ASC"), ordered!("COALESCE(t.last_used_at, 0)", "<", "DESC")];
const BY_EXPIRY: [[&str; 2]; 2] = [
    ordered!("COALESCE(t.expires_at, 9223372036854775807)", ">", "ASC"),
    ordered!("COALESCE(t.expires_at, 9223372036854775807)", "<", "DESC"),
];
/// The next of all, in the order of their making, after ($9, $10).
const PIECE: &str =
    concat!(select_tokens!(), filters!(), "AND (t.created_at, t.id) > ($9, $10) ORDER BY t.created_at, t.id LIMIT 500");
/// The tokens of a list of ids.
static MANY: LazyLock<String> = LazyLock::new(|| {
    format!("{} WHERE t.organization_id = $1 AND t.deleted_at IS NULL AND t.id IN {}", select_tokens!(), db::list(2))
});
/// Counting stops where a person stops caring: the list says "more than 10,000".
const COUNT: &str = concat!("SELECT COUNT(*) FROM (SELECT t.id FROM tokens t ", filters!(), "LIMIT 10001) AS counted");

/// Up to [`LIMIT`] + 1 tokens after the cursor, in the query's order (or against it, going back).
pub async fn page(
    db: &Db,
    organization: Id<Organization>,
    query: &Query,
    cursor: Option<&Cursor>,
    order: Order,
    now: Timestamp,
) -> Result<Vec<Token>, db::Error> {
    debug_assert_eq!(LIMIT, 50, "the statements fetch one row more than a page has");
    let statements = match query.sort {
        Sort::Name => BY_NAME,
        Sort::Created => BY_CREATION,
        Sort::LastUsed => BY_LAST_USE,
        Sort::Expires => BY_EXPIRY,
    }[usize::from(order == Order::Descending)];
    let Bound { pattern, status, application, particular, soon, lately } = Bound::of(&query.filters, now);
    let [first, after] = statements;
    let Some(cursor) = cursor else {
        return db::all!(db, Token, first, organization, &pattern, status, &application, particular, now, soon, lately);
    };
    if query.sort == Sort::Name {
        let key = db::fold(&cursor.key);
        return db::all!(
            db,
            Token,
            after,
            organization,
            &pattern,
            status,
            &application,
            particular,
            now,
            soon,
            lately,
            key,
            cursor.id
        );
    }
    // A cursor comes from an address: one that is no number starts from the beginning of time.
    let key: i64 = cursor.key.parse().unwrap_or(0);
    db::all!(
        db,
        Token,
        after,
        organization,
        &pattern,
        status,
        &application,
        particular,
        now,
        soon,
        lately,
        key,
        cursor.id
    )
}

/// Up to [`PIECE_LIMIT`] tokens that were made after that one.
pub async fn piece(
    db: &Db,
    organization: Id<Organization>,
    filters: &Filters,
    after: (Timestamp, &str),
    now: Timestamp,
) -> Result<Vec<Token>, db::Error> {
    debug_assert_eq!(PIECE_LIMIT, 500, "the statement says how many");
    let Bound { pattern, status, application, particular, soon, lately } = Bound::of(filters, now);
    let (at, id) = after;
    db::all!(db, Token, PIECE, organization, &pattern, status, &application, particular, now, soon, lately, at, id)
}

/// Those of at most [`db::LIST`] ids that there are and that aren't deleted.
pub async fn many(db: &Db, organization: Id<Organization>, ids: &[&str]) -> Result<Vec<Token>, db::Error> {
    db::all_in!(db, Token, MANY.as_str(), ids, organization)
}

/// How many tokens the filters leave, up to 10,001.
pub async fn count(
    db: &Db,
    organization: Id<Organization>,
    filters: &Filters,
    now: Timestamp,
) -> Result<i64, db::Error> {
    let Bound { pattern, status, application, particular, soon, lately } = Bound::of(filters, now);
    let row = db::one!(db, (i64,), COUNT, organization, &pattern, status, &application, particular, now, soon, lately)?;
    Ok(row.map_or(0, |row| row.0))
}

/// Filters as the statements take them.
struct Bound {
    pattern: String,
    status: &'static str,
    application: String,
    particular: &'static str,
    soon: Timestamp,
    lately: Timestamp,
}

impl Bound {
    fn of(filters: &Filters, now: Timestamp) -> Self {
        Self {
            pattern: if filters.text.is_empty() { String::new() } else { db::like(&filters.text) },
            status: filters.status.map_or("", Status::as_str),
            application: filters.application.map(|id| id.to_string()).unwrap_or_default(),
            particular: filters.particular.map_or("", Particular::as_str),
            soon: now.plus(SOON_DAYS * DAY),
            lately: now.plus(-UNUSED_DAYS * DAY),
        }
    }
}
