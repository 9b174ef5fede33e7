//! What is sent to create or change a token: every fault of it is told at once, each by the member it is about.

use serde_json::{Map, Value};

use super::super::{AllowedNetworks, Description, Patch, Permissions, TokenName};
use crate::catalogue::Catalogue;
use crate::clock::Timestamp;
use crate::web::form::Faults;

/// What the published clients know of a token, beside what can be changed: it is named when it is sent to be changed.
const IMMUTABLE: [&str; 12] = [
    "id",
    "apiTokenId",
    "ownerId",
    "ownerType",
    "creatorId",
    "creatorType",
    "creatorName",
    "creationDate",
    "lastUpdated",
    "expirationDate",
    "scope",
    "ipNetworks",
];
/// The last year of a date that everybody reads alike.
const LAST: Timestamp = Timestamp(253_402_300_799_999);

/// What a new token is to be; what wasn't said is none.
pub struct Creation {
    pub name: TokenName,
    pub description: Description,
    pub expires_at: Option<Timestamp>,
    pub networks: Option<AllowedNetworks>,
    pub permissions: Option<Permissions>,
    pub active: bool,
}

impl Creation {
    pub fn read(sent: &Map<String, Value>, catalogue: &Catalogue, now: Timestamp) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        unknown(sent, &["name", "description", "expirationDate", "scope", "status", "ipNetworks"], &mut faults);
        let name = text(sent, "name", &mut faults);
        if name.is_none() && !faults.has("name") {
            faults.add("name", "is missing");
        }
        let name = name.and_then(|name| faults.take("name", TokenName::parse(name)));
        let description = text(sent, "description", &mut faults).unwrap_or_default();
        let description = faults.take("description", Description::parse(description));
        let expires_at = text(sent, "expirationDate", &mut faults);
        let expires_at = expires_at.and_then(|text| faults.take("expirationDate", date(text, now)));
        let permissions = texts(sent, "scope", &mut faults);
        let permissions = permissions.and_then(|ids| faults.take_all("scope", scope(&ids, catalogue)));
        let networks = texts(sent, "ipNetworks", &mut faults);
        let networks =
            networks.and_then(|list| faults.take_all("ipNetworks", AllowedNetworks::parse(&list.join("\n"))));
        let active = status(sent, &mut faults).unwrap_or(true);
        match (name, description) {
            (Some(name), Some(description)) if faults.is_empty() => {
                Ok(Self { name, description, expires_at, networks, permissions, active })
            }
            _ => Err(faults),
        }
    }
}

/// What is to be changed.
pub fn changes(sent: &Map<String, Value>) -> Result<Patch, Faults> {
    let mut faults = Faults::default();
    unknown(sent, &["name", "description", "status"], &mut faults);
    let name = text(sent, "name", &mut faults).and_then(|name| faults.take("name", TokenName::parse(name)));
    let description = text(sent, "description", &mut faults);
    let description = description.and_then(|text| faults.take("description", Description::parse(text)));
    let active = status(sent, &mut faults);
    if faults.is_empty() { Ok(Patch { name, description, active, based_on: None }) } else { Err(faults) }
}

fn unknown(sent: &Map<String, Value>, known: &[&str], faults: &mut Faults) {
    let mut strange = 0;
    for name in sent.keys().filter(|name| !known.contains(&name.as_str())) {
        // It may be anything; only what a token has is repeated.
        match IMMUTABLE.iter().find(|it| **it == name.as_str()) {
            Some(name) => faults.add(name, "can't be changed"),
            None => strange += 1,
        }
    }
    match strange {
        0 => {}
        1 => faults.add("", "There is a member that no token has."),
        n => faults.add("", format!("There are {n} members that no token has.")),
    }
}

/// The text of a member; one that is null is not there.
fn text<'a>(sent: &'a Map<String, Value>, name: &'static str, faults: &mut Faults) -> Option<&'a str> {
    match sent.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(_) => {
            faults.add(name, "must be a string");
            None
        }
    }
}

fn texts<'a>(sent: &'a Map<String, Value>, name: &'static str, faults: &mut Faults) -> Option<Vec<&'a str>> {
    let list = match sent.get(name) {
        None | Some(Value::Null) => return None,
        Some(Value::Array(list)) => list.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    if list.is_none() {
        faults.add(name, "must be a list of strings");
    }
    list
}

fn status(sent: &Map<String, Value>, faults: &mut Faults) -> Option<bool> {
    match text(sent, "status", faults)? {
        "active" => Some(true),
        "inactive" => Some(false),
        _ => {
            faults.add("status", "must be active or inactive");
            None
        }
    }
}

fn date(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let at = chrono::DateTime::parse_from_rfc3339(text.trim())
        .map_err(|_| "must be a date and time as in 2027-01-31T12:00:00Z".to_owned())?;
    let at = Timestamp(at.timestamp_millis());
    if at <= now {
        Err("must be in the future".to_owned())
    } else if at > LAST {
        Err("must be before the year 10000".to_owned())
    } else {
        Ok(at)
    }
}

/// A list of actions, or one of the two words for many.
fn scope(ids: &[&str], catalogue: &Catalogue) -> Result<Permissions, Vec<String>> {
    match ids {
        [] => Err(vec!["must name at least one action; leave it out for what the token that asks may do".to_owned()]),
        [Permissions::ALL] => Ok(Permissions::All),
        [Permissions::READ_ONLY] => Ok(Permissions::ReadOnly),
        ids if ids.contains(&Permissions::ALL) || ids.contains(&Permissions::READ_ONLY) => {
            Err(vec![format!("{} and {} stand alone", Permissions::ALL, Permissions::READ_ONLY)])
        }
        ids => {
            let unknown = ids.iter().filter(|id| catalogue.action(id).is_none());
            let unknown: Vec<_> = unknown.take(10).map(|id| format!("there is no action “{}”", shown(id))).collect();
            if !unknown.is_empty() {
                return Err(unknown);
            }
            Permissions::parse("custom", ids.iter().copied(), catalogue).map_err(|fault| vec![fault])
        }
    }
}

/// What was sent, cut short and without secrets: it goes back to where it came from, and into its log.
fn shown(text: &str) -> String {
    super::super::shown_again(text).chars().take(60).collect()
}
