//! SQL of the list: a statement for the filters in force, the order and the direction, so that each can use its index.

use std::sync::LazyLock;

use super::super::grams;
use super::super::list::{Cursor, Filters, LIMIT, Order, Particular, Query, Sort, UNUSED_DAYS};
use super::super::rules::breaks_rules_sql;
use super::super::status::status_sql;
use super::super::walk::PIECE as PIECE_LIMIT;
use super::super::{SOON_DAYS, Status, Token};
use crate::clock::{DAY, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::organizations::Organization;

/// The tokens that are listed, over $1 organization.
const LISTED: &str = "t.organization_id = $1 AND t.kind = 'application' AND t.deleted_at IS NULL ";
/// The same where the few tokens that may have a text are known: said so that no index is taken that has all of them.
const LISTED_OF_FEW: &str =
    "t.organization_id || '' = $1 AND t.kind || '' = 'application' AND COALESCE(t.deleted_at, 0) = 0 ";
/// The filters, each only where it is in force, so that each statement can go by an index: over $2 search pattern,
/// $3 status, $4 application, $6 now, $7 end of "soon", $8 start of "used lately", $9 creator, $10 grams.
const TEXT: &str = "AND t.search_key LIKE $2 ESCAPE '\\' ";
/// The same of few. A pattern that is selected: with one that is given PostgreSQL would plan each search anew.
const TEXT_OF_FEW: &str = "AND t.search_key LIKE (SELECT $2) ESCAPE '\\' ";
const STATUS: &str = concat!("AND ", status_sql!("$6"), " = $3 ");
/// What a status implies, said so that the index can be used that has only those.
const COMPROMISED: &str = "AND t.compromised_at IS NOT NULL ";
const OFF: &str = "AND (t.active = FALSE OR t.paused_until IS NOT NULL) ";
/// Said so that its own index is not taken for it, which knows neither the order nor what else is filtered by: each of an
/// application's tokens would be looked up to choose fifty.
const APPLICATION: &str = "AND COALESCE(t.application_id, '') = $4 ";
const CREATOR: &str = "AND t.created_by_id = $9 ";
const EXPIRING: &str = concat!(
    "AND COALESCE(t.expires_at, 9223372036854775807) > $6 AND COALESCE(t.expires_at, 9223372036854775807) <= $7 ",
    "AND t.superseded_at IS NULL AND ",
    status_sql!("$6"),
    " = 'active' "
);
const NEVER_USED: &str = "AND t.last_used_at IS NULL ";
const UNUSED: &str = "AND COALESCE(t.last_used_at, 0) < $8 AND (COALESCE(t.last_used_at, 0) > 0 OR t.created_at < $8) ";
const ANY_ADDRESS: &str = "AND t.networks = '' ";
/// As [`Token::is_unconfirmed`] has it.
const UNCONFIRMED: &str = "AND t.last_used_at IS NULL AND t.confirmed_at IS NULL ";
const UNREPLACED: &str = "AND t.compromised_at IS NOT NULL AND t.superseded_at IS NULL ";
const BREAKS_RULES: &str = concat!(
    "AND ",
    status_sql!("$6"),
    " IN ('active', 'inactive') AND EXISTS (SELECT 1 FROM organizations r WHERE r.id = $1 AND ",
    breaks_rules_sql!("r.require_expiry", "r.require_network", "r.lifetime_cap_days"),
    ") "
);
/// Holds always. It names the arguments of the filters that are not in force, which are given all the same; $5 says
/// which particular.
const ARGUMENTS: &str = "AND COALESCE($2, $3, $4, $5, $9, $10) IS NOT NULL AND COALESCE($6, $7, $8) IS NOT NULL ";

/// What the filters leave, of all or of the few that are `found`.
fn filtered(filters: &Filters, found: Option<&'static str>) -> Vec<&'static str> {
    let mut parts = found.map_or_else(|| vec![LISTED], |found| vec![LISTED_OF_FEW, found]);
    let text = if found.is_some() { TEXT_OF_FEW } else { TEXT };
    parts.extend((!filters.text.is_empty()).then_some(text));
    parts.extend(filters.status.map(|_| STATUS));
    parts.extend(filters.status.and_then(|status| match status {
        Status::Compromised => Some(COMPROMISED),
        Status::Inactive => Some(OFF),
        Status::Active | Status::Expired | Status::Deleted => None,
    }));
    parts.extend(filters.application.map(|_| APPLICATION));
    parts.extend(filters.particular.map(|particular| match particular {
        Particular::Expiring => EXPIRING,
        Particular::NeverUsed => NEVER_USED,
        Particular::Unused => UNUSED,
        Particular::AnyAddress => ANY_ADDRESS,
        Particular::Unconfirmed => UNCONFIRMED,
        Particular::BreaksRules => BREAKS_RULES,
        Particular::Unreplaced => UNREPLACED,
    }));
    parts.extend(filters.creator.map(|_| CREATOR));
    parts.push(ARGUMENTS);
    parts
}

/// One way through the list: what comes after ($11, $12), and the order.
struct Way {
    after: &'static str,
    order: &'static str,
}

macro_rules! way {
    ($key:literal, $than:literal, $direction:literal) => {
        Way {
            after: concat!("AND (", $key, ", t.id) ", $than, " ($11, $12) "),
            order: concat!("ORDER BY ", $key, " ", $direction, ", t.id ", $direction, " "),
        }
    };
}

/// Of those that are unused or end soon there may be few: they are chosen by their own index, and sorted, rather than looked
/// for among all others in the order of their making. The sign keeps that order from being taken from an index.
const SORTED_BY_CREATION: [&str; 2] =
    ["ORDER BY +t.created_at ASC, t.id ASC ", "ORDER BY +t.created_at DESC, t.id DESC "];
/// Upwards and downwards.
const BY_NAME: [Way; 2] = [way!("t.name_key", ">", "ASC"), way!("t.name_key", "<", "DESC")];
const BY_CREATION: [Way; 2] = [way!("t.created_at", ">", "ASC"), way!("t.created_at", "<", "DESC")];
const BY_LAST_USE: [Way; 2] =
    [way!("COALESCE(t.last_used_at, 0)", ">", "ASC"), way!("COALESCE(t.last_used_at, 0)", "<", "DESC")];
const BY_EXPIRY: [Way; 2] = [
    way!("COALESCE(t.expires_at, 9223372036854775807)", ">", "ASC"),
    way!("COALESCE(t.expires_at, 9223372036854775807)", "<", "DESC"),
];
const SELECT: &str = concat!(select_tokens!(), "WHERE ");
/// In the order of their making the index that has what is filtered by is gone through, and only what is shown is looked
/// up.
const CHOSEN: &str = concat!(select_tokens!(), "WHERE t.id IN (SELECT t.id FROM tokens t WHERE ");
const PAGE: &str = "LIMIT 51";
/// The next of all, in the order of their making.
const PIECE: &str = "LIMIT 500";

/// The statement of a page or a piece, the first or one after ($11, $12).
fn ordered(
    filters: &Filters,
    found: Option<&'static str>,
    (sort, order): (Sort, Order),
    is_first: bool,
    limit: &'static str,
) -> Vec<&'static str> {
    let ways = match sort {
        Sort::Name => &BY_NAME,
        Sort::Created => &BY_CREATION,
        Sort::LastUsed => &BY_LAST_USE,
        Sort::Expires => &BY_EXPIRY,
    };
    let way = &ways[usize::from(order == Order::Descending)];
    let by_its_own = matches!(filters.particular, Some(Particular::Unused | Particular::Expiring));
    let choosing = match sort {
        Sort::Created if by_its_own => SORTED_BY_CREATION[usize::from(order == Order::Descending)],
        _ => way.order,
    };
    let mut parts = vec![if sort == Sort::Created { CHOSEN } else { SELECT }];
    parts.extend(filtered(filters, found));
    parts.extend((!is_first).then_some(way.after));
    parts.extend([choosing, limit]);
    if sort == Sort::Created {
        parts.extend([") ", way.order]);
    }
    parts
}

/// The tokens of a list of ids, which alone are looked up (see [`LISTED_OF_FEW`]).
static MANY: LazyLock<String> = LazyLock::new(|| {
    let few = "t.organization_id || '' = $1 AND COALESCE(t.deleted_at, 0) = 0";
    format!("{} WHERE {few} AND t.id IN {}", select_tokens!(), db::list(2))
});
/// Counting stops where a person stops caring: the list says "more than 1,000".
const COUNT: [&str; 2] = ["SELECT COUNT(*) FROM (SELECT t.id FROM tokens t WHERE ", "LIMIT 1001) AS counted"];

/// Fetches what a statement gives over $1 organization, the filters, and what comes after them.
macro_rules! fetch {
    ($how:ident, $db:expr, $row:ty, $sql:expr, $organization:expr, $bound:expr $(, $argument:expr)* $(,)?) => {{
        let bound = $bound;
        db::$how!(
            $db,
            $row,
            $sql,
            $organization,
            &bound.pattern,
            bound.status,
            &bound.application,
            bound.particular,
            bound.now,
            bound.soon,
            bound.lately,
            &bound.creator,
            bound.grams
            $(, $argument)*
        )
    }};
}

/// What leads to the few tokens that may have the text that is searched for.
#[derive(Debug)]
pub struct Few {
    grams: String,
    found: &'static str,
}

/// Whether the tokens that may have the text are few. If not, they are looked for in the order of the list.
pub async fn few(db: &Db, organization: Id<Organization>, filters: &Filters) -> Result<Option<Few>, db::Error> {
    let Some(grams) = grams::asked(organization, &filters.text) else { return Ok(None) };
    let few = super::grams::are_few(db, organization, &grams).await?;
    Ok(few.then(|| Few { grams, found: super::grams::FOUND.of(db) }))
}

/// Up to [`LIMIT`] + 1 tokens after the cursor, in the query's order (or against it, going back).
pub async fn page(
    db: &Db,
    organization: Id<Organization>,
    query: &Query,
    few: Option<&Few>,
    cursor: Option<&Cursor>,
    order: Order,
    now: Timestamp,
) -> Result<Vec<Token>, db::Error> {
    debug_assert_eq!(LIMIT, 50, "the statements fetch one row more than a page has");
    let found = few.map(|few| few.found);
    let sql = db::composed(&ordered(&query.filters, found, (query.sort, order), cursor.is_none(), PAGE));
    let bound = Bound::of(&query.filters, few, now);
    let Some(cursor) = cursor else {
        return fetch!(all, db, Token, sql, organization, &bound);
    };
    if query.sort == Sort::Name {
        let key = db::fold(&cursor.key);
        return fetch!(all, db, Token, sql, organization, &bound, key, cursor.id);
    }
    // A cursor comes from an address: one that is no number starts from the beginning of time.
    let key: i64 = cursor.key.parse().unwrap_or(0);
    fetch!(all, db, Token, sql, organization, &bound, key, cursor.id)
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
    let (at, id) = after;
    let sql = db::composed(&ordered(filters, None, (Sort::Created, Order::Ascending), false, PIECE));
    fetch!(all, db, Token, sql, organization, &Bound::of(filters, None, now), at, id)
}

/// Those of at most [`db::LIST`] ids that there are and that aren't deleted.
pub async fn many(db: &Db, organization: Id<Organization>, ids: &[&str]) -> Result<Vec<Token>, db::Error> {
    db::all_in!(db, Token, MANY.as_str(), ids, organization)
}

/// How many tokens the filters leave, up to 1,001.
pub async fn count(
    db: &Db,
    organization: Id<Organization>,
    filters: &Filters,
    few: Option<&Few>,
    now: Timestamp,
) -> Result<i64, db::Error> {
    let [start, end] = COUNT;
    let sql = db::composed(&[&[start], &filtered(filters, few.map(|few| few.found))[..], &[end]].concat());
    let row = fetch!(one, db, (i64,), sql, organization, &Bound::of(filters, few, now))?;
    Ok(row.map_or(0, |row| row.0))
}

/// Filters as the statements take them.
struct Bound<'a> {
    pattern: String,
    status: &'static str,
    application: String,
    particular: &'static str,
    now: Timestamp,
    soon: Timestamp,
    lately: Timestamp,
    creator: String,
    grams: &'a str,
}

impl<'a> Bound<'a> {
    fn of(filters: &Filters, few: Option<&'a Few>, now: Timestamp) -> Self {
        Self {
            pattern: if filters.text.is_empty() { String::new() } else { db::like(&filters.text) },
            status: filters.status.map_or("", Status::as_str),
            application: filters.application.map(|id| id.to_string()).unwrap_or_default(),
            particular: filters.particular.map_or("", Particular::as_str),
            now,
            soon: now.plus(SOON_DAYS * DAY),
            lately: now.plus(-UNUSED_DAYS * DAY),
            creator: filters.creator.map(|id| id.to_string()).unwrap_or_default(),
            grams: few.map_or("", |few| &few.grams),
        }
    }
}
