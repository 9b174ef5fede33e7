//! The particulars of an audit event, a line each: what changed from what to what, what else was noted, and why. Fields and
//! the values that are known have words in the reader's language; what a person wrote stays as it is.

use chrono::DateTime;
use serde_json::Value;

use super::Event;
use crate::access::Role;
use crate::clock::Timestamp;
use crate::language::grouped;
use crate::tokens::Permissions;
use crate::web::time;

/// Fields in the order of telling. Others are told after them.
const ORDER: [&str; 23] = [
    "name",
    "email",
    "description",
    "networks",
    "handle",
    "application",
    "acts_as",
    "expires_at",
    "scope",
    "role",
    "api_access",
    "browser",
    "session_address",
    "sessions",
    "require_expiry",
    "lifetime_cap_days",
    "require_network",
    "block_rule_breakers",
    "predecessor",
    "successor",
    "ends_at",
    "until",
    "reason",
];

/// What a field is called; one that has no words here is told by its name.
fn field_word(field: &str) -> String {
    let word = match field {
        "name" => t!("audit-field-name"),
        "email" => t!("audit-field-email"),
        "description" => t!("audit-field-description"),
        "networks" => t!("audit-field-networks"),
        "handle" => t!("audit-field-handle"),
        "application" => t!("audit-field-application"),
        "acts_as" => t!("audit-field-acts-as"),
        "expires_at" => t!("audit-field-expires"),
        "scope" => t!("audit-field-permissions"),
        "role" => t!("audit-field-role"),
        "api_access" => t!("audit-field-api-access"),
        "browser" => t!("audit-field-browser"),
        "session_address" => t!("audit-field-session-address"),
        "sessions" => t!("audit-field-sessions"),
        "require_expiry" => t!("audit-field-require-expiry"),
        "lifetime_cap_days" => t!("audit-field-lifetime-cap"),
        "require_network" => t!("audit-field-require-network"),
        "block_rule_breakers" => t!("audit-field-block-rule-breakers"),
        "predecessor" => t!("audit-field-predecessor"),
        "successor" => t!("audit-field-successor"),
        "ends_at" => t!("audit-field-ends"),
        "until" => t!("audit-field-until"),
        "reason" => t!("audit-field-reason"),
        "invitation" => t!("audit-field-invitation"),
        "account" => t!("audit-field-account"),
        "made_at" => t!("audit-field-made-at"),
        other => return capitalized(other),
    };
    word.into()
}

/// What has no words of its own, at the start of a line.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", chars.as_str().replace('_', " "))
}

/// What changed from what to what, and why: a sentence each.
pub fn details(event: &Event) -> Vec<String> {
    let detail = event.detail();
    let (before, after) = (&detail["before"], &detail["after"]);
    let changed = fields([before, after]).into_iter().filter(|field| before[*field] != after[*field]);
    let mut details: Vec<String> = changed
        .map(|field| {
            let (was, is) = (&before[field], &after[field]);
            match (before, after) {
                // It was not there before, or is not any more.
                (Value::Null, _) => fact(field, is, quoted),
                (_, Value::Null) => fact(field, was, quoted),
                _ if is_none(was) => {
                    t!("audit-added", field = field_word(field), after = shown(field, is, quoted)).into()
                }
                _ if is_none(is) => {
                    t!("audit-gone", field = field_word(field), before = shown(field, was, quoted)).into()
                }
                _ => {
                    let (was, is) = (shown(field, was, quoted), shown(field, is, quoted));
                    t!("audit-became", field = field_word(field), before = was, after = is).into()
                }
            }
        })
        .collect();
    if let Some(why) = detail["reason"].as_str().filter(|why| !why.is_empty()) {
        details.push(t!("audit-fact", field = field_word("reason"), value = reason(why)).into());
    }
    if let Some((name, handle)) = cause(&detail) {
        details.push(t!("audit-created-through", name = name, handle = handle).into());
    }
    details
}

/// The token whose being compromised took this one with it: name and handle.
fn cause(detail: &Value) -> Option<(&str, &str)> {
    Some((detail["cause"]["name"].as_str()?, detail["cause"]["handle"].as_str()?))
}

/// The same with what a token's own page adds: how it was rotated, and until when paused.
pub fn history(event: &Event) -> Vec<String> {
    let particulars = ["predecessor", "successor", "ends_at", "until"];
    facts_among(event, |field| particulars.contains(&field)).into_iter().chain(details(event)).collect()
}

/// What else was noted, such as what a new token was made with: a line each.
pub fn facts(event: &Event) -> Vec<String> {
    facts_among(event, |field| !["before", "after", "reason", "cause"].contains(&field))
}

fn facts_among(event: &Event, chosen: impl Fn(&str) -> bool) -> Vec<String> {
    let detail = event.detail();
    let told = |field: &&str| chosen(field) && detail[*field] != "";
    let named = |field| if field == "application" && of_a_person(&detail) { "acts_as" } else { field };
    let said = |field| fact(named(field), &detail[field], plain);
    fields([&detail, &Value::Null]).into_iter().filter(told).map(said).collect()
}

/// Whether it is about a person's own token, by its handle: such a token's person was once noted as its application.
fn of_a_person(detail: &Value) -> bool {
    let prefix = detail["handle"].as_str().and_then(|handle| handle.split_once('_'));
    prefix.is_some_and(|(prefix, _)| prefix.ends_with('u'))
}

/// A moment as it is stored, in words.
fn moment(text: &str) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time::exact(Timestamp::from(at.to_utc())))
}

/// The fields of either.
fn fields(of: [&Value; 2]) -> Vec<&str> {
    let mut all: Vec<&str> = of.into_iter().filter_map(Value::as_object).flatten().map(|(name, _)| &**name).collect();
    let rank = |name: &str| ORDER.iter().position(|field| *field == name).unwrap_or(ORDER.len());
    all.sort_by_key(|name| (rank(name), *name));
    all.dedup();
    all
}

fn is_none(value: &Value) -> bool {
    value.is_null() || value == ""
}

fn fact(field: &str, value: &Value, text: fn(&str) -> String) -> String {
    if field == "scope" && permissions(value) == Some(Permissions::All) {
        return t!("audit-all-permissions").into();
    }
    t!("audit-fact", field = field_word(field), value = shown(field, value, text)).into()
}

/// A value in words; one that is a person's own words as `text` has it.
fn shown(field: &str, value: &Value, text: fn(&str) -> String) -> String {
    match (field, value) {
        ("expires_at", Value::Null) => t!("audit-never").into(),
        ("browser", Value::Null) => t!("audit-unknown-browser").into(),
        (_, none) if is_none(none) => t!("audit-none").into(),
        (_, Value::Bool(true)) => t!("audit-yes").into(),
        (_, Value::Bool(false)) => t!("audit-no").into(),
        ("scope", _) => match permissions(value) {
            Some(Permissions::All) => t!("audit-all").into(),
            Some(Permissions::ReadOnly) => t!("audit-read-only").into(),
            Some(Permissions::Custom(listed)) => {
                let actions = listed.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                t!("audit-actions", count = listed.len(), actions = actions).into()
            }
            None => value.to_string(),
        },
        (_, Value::String(stored)) => match field {
            "role" => stored.parse::<Role>().map_or_else(|_| text(stored), |role| role.word().into()),
            "networks" => text(&stored.replace(' ', ", ")),
            "expires_at" | "ends_at" | "until" | "made_at" => moment(stored).unwrap_or_else(|| text(stored)),
            "browser" => browser(stored),
            _ => text(stored),
        },
        (_, Value::Number(number)) => number.as_i64().map_or_else(|| number.to_string(), grouped),
        (_, other) => other.to_string(),
    }
}

fn permissions(scope: &Value) -> Option<Permissions> {
    Permissions::try_from(scope.as_str()?.to_owned()).ok()
}

fn quoted(text: &str) -> String {
    t!("audit-quoted", text = text).into()
}

fn plain(text: &str) -> String {
    text.to_owned()
}

/// A browser as it is stored: "Firefox 140 on Linux".
fn browser(stored: &str) -> String {
    match stored.split_once(" on ") {
        Some((browser, system)) => t!("audit-browser-on", browser = browser, system = system).into(),
        None => stored.to_owned(),
    }
}

/// A reason as it is stored. Those that Latchkey itself gave are in English there; a person's own words stay as they are.
pub fn reason(stored: &str) -> String {
    let said = match stored {
        "Its holder ended it." => t!("audit-reason-holder"),
        "Reported as found, by somebody who had its secret." => t!("audit-reason-reported"),
        "Invited again." => t!("audit-reason-invited-again"),
        "GitHub's secret scanning found it in public." => t!("audit-reason-found"),
        _ => {
            if let Some(place) = stored.strip_prefix("GitHub's secret scanning found it at ") {
                t!("audit-reason-found-at", place = place)
            } else if let Some(name) = stored.strip_suffix(" is no administrator any more.") {
                t!("audit-reason-no-administrator", name = name)
            } else if let Some(name) = stored.strip_suffix(" doesn't belong to the organization any more.") {
                t!("audit-reason-no-member", name = name)
            } else {
                return stored.to_owned();
            }
        }
    };
    said.into()
}

#[cfg(test)]
mod tests {
    use super::super::words::tests::event;
    use super::*;
    use crate::language::{Language, said_in};

    #[test]
    fn known_values_have_words() {
        for (detail, english, german) in [
            (r#"{"scope":"all.Application"}"#, "All permissions", "Alle Berechtigungen"),
            (r#"{"scope":"all.Application.read"}"#, "Permissions: read only", "Berechtigungen: nur lesen"),
            (
                r#"{"scope":"A.get B.get"}"#,
                "Permissions: 2 actions: A.get, B.get",
                "Berechtigungen: 2 Aktionen: A.get, B.get",
            ),
            (r#"{"expires_at":null}"#, "Expires: never", "Läuft ab: nie"),
            (
                r#"{"networks":"10.0.0.0/8 ::1/128"}"#,
                "IP restriction: 10.0.0.0/8, ::1/128",
                "IP-Einschränkung: 10.0.0.0/8, ::1/128",
            ),
            (
                r#"{"browser":"Firefox 140 on Linux"}"#,
                "Browser: Firefox 140 on Linux",
                "Browser: Firefox 140 unter Linux",
            ),
        ] {
            let event = event("token.created", detail);
            assert_eq!(facts(&event), [english]);
            said_in(Language::German, || assert_eq!(facts(&event), [german]));
        }
        let event = event("member.role_changed", r#"{"before":{"role":"member"},"after":{"role":"support"}}"#);
        assert_eq!(details(&event), ["Role: member became support"]);
        said_in(Language::German, || assert_eq!(details(&event), ["Rolle: Support (vorher Mitglied)"]));
    }
}
