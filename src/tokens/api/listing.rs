//! What the query of a list asks for.

use super::super::{Listing, SortBy, Token};
use crate::id::Id;
use crate::web::form::Faults;

/// Tokens of a page, unless it is asked for fewer or more; and the most.
const PER_PAGE: i64 = 100;
const MOST_PER_PAGE: i64 = 1_000;
/// The most pages to page through by number: what is beyond is found with a cursor.
const LAST_PAGE: i64 = 1_000_000;

/// What the query asks for.
pub struct Asked {
    pub listing: Listing,
    pub page: i64,
    pub sort_field: String,
    pub filter_field: String,
    pub filter: String,
}

impl Asked {
    /// Members that clients of the published API send along, and that say nothing here, are let be.
    pub fn read(query: &str) -> Result<Self, Faults> {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim());
        let mut faults = Faults::default();
        let mut number = |name: &'static str, otherwise: i64, most: i64, least: i64| {
            let Some(text) = one(name).filter(|text| !text.is_empty()) else { return otherwise };
            let read = text.parse().ok().filter(|n| (least..=most).contains(n));
            read.unwrap_or_else(|| {
                faults.add(name, format!("must be a whole number from {least} to {most}"));
                otherwise
            })
        };
        let limit = number("perPage", PER_PAGE, MOST_PER_PAGE, 1);
        let page = number("page", 0, LAST_PAGE, 0);
        let sort_field = one("sortField").filter(|text| !text.is_empty()).unwrap_or("name").to_owned();
        let sort = match sort_field.as_str() {
            "name" => SortBy::Name,
            "status" => SortBy::Status,
            "id" | "apiTokenId" => SortBy::Id,
            "creationDate" => SortBy::Created,
            "lastUpdated" => SortBy::Updated,
            "expirationDate" => SortBy::Expires,
            _ => {
                faults.add("sortField", "must be name, status, id, creationDate, lastUpdated or expirationDate");
                SortBy::Name
            }
        };
        let descending = match one("sortDirection").unwrap_or_default() {
            "" | "asc" => false,
            "desc" => true,
            _ => {
                faults.add("sortDirection", "must be asc or desc");
                false
            }
        };
        let filter = one("filter").unwrap_or_default().to_owned();
        if filter.chars().count() > LONGEST_FILTER {
            faults.add("filter", format!("has more than {LONGEST_FILTER} characters"));
        }
        let filter_field = one("filterField").unwrap_or_default().to_owned();
        let (name, active) = match filter_field.as_str() {
            "name" => (filter.clone(), None),
            "status" => (String::new(), status_pattern(&filter, &mut faults)),
            "" => (String::new(), None),
            _ => {
                faults.add("filterField", "must be name or status");
                (String::new(), None)
            }
        };
        let after = one("cursor").map(str::to_owned);
        if after.as_ref().is_some_and(|cursor| !cursor.is_empty() && cursor.parse::<Id<Token>>().is_err()) {
            faults.add("cursor", "must be empty for the first page, or the nextCursor of the page before");
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let offset = page * limit;
        Ok(Self {
            listing: Listing { name, active, sort, descending, offset, limit, after },
            page,
            sort_field,
            filter_field,
            filter,
        })
    }
}

/// The most characters of a pattern: twice the longest name.
const LONGEST_FILTER: usize = 200;

/// Which of the two statuses a pattern means; none for both.
fn status_pattern(pattern: &str, faults: &mut Faults) -> Option<bool> {
    let fits = |word: &str| fits(pattern.to_lowercase().as_bytes(), word.as_bytes());
    match (fits("active"), fits("inactive")) {
        _ if pattern.is_empty() => None,
        (true, true) => None,
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => {
            faults.add("filter", "fits no status: they are active and inactive");
            None
        }
    }
}

/// Whether a pattern with `*` and `?` fits a word. In steps that grow with the product of their lengths at the most: where
/// something doesn't fit, only the last `*` takes in more.
fn fits(pattern: &[u8], word: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while read < word.len() {
        match pattern.get(at) {
            Some(b'*') => {
                last_star = Some((at, read));
                at += 1;
            }
            Some(c) if *c == b'?' || *c == word[read] => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((star, from)) = last_star else { return false };
                last_star = Some((star, from + 1));
                (at, read) = (star + 1, from + 1);
            }
        }
    }
    pattern[at..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_as_in_a_shell() {
        for (pattern, word, expected) in [
            ("active", "active", true),
            ("active", "inactive", false),
            ("*active", "inactive", true),
            ("in*", "inactive", true),
            ("?ctive", "active", true),
            ("", "active", false),
            ("*", "active", true),
            ("a**e", "active", true),
            ("*c*i*e", "inactive", true),
            ("*tiv?", "inactive", true),
            ("*ive?", "inactive", false),
            ("??", "a", false),
            // It would not end in a lifetime if each star were tried with each rest.
            (&format!("{}z", "*".repeat(200)), "inactive", false),
            (&format!("{}z", "*a*?".repeat(50)), "inactive", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), word.as_bytes()), expected, "{pattern} {word}");
        }
    }
}
