//! An audit event in words: the sentence after the actor's name, and the particulars beneath it.

use chrono::DateTime;
use serde_json::Value;

use super::Event;
use crate::clock::Timestamp;
use crate::web::time;

/// Fields whose values are told, with the words for each, in the order of telling. A field that has no words here is
/// told after them, by its name.
const FIELDS: [(&str, &str); 21] = [
    ("name", "Name"),
    ("description", "Description"),
    ("networks", "IP restriction"),
    ("handle", "Handle"),
    ("application", "Application"),
    ("expires_at", "Expires"),
    ("scope", "Permissions"),
    ("role", "Role"),
    ("api_access", "API access"),
    ("browser", "Browser"),
    ("session_address", "Signed in from"),
    ("sessions", "Sessions"),
    ("require_expiry", "Expiry required"),
    ("lifetime_cap_days", "Longest lifetime in days"),
    ("require_network", "IP restriction required"),
    ("block_rule_breakers", "Tokens that break a rule blocked"),
    ("predecessor", "Replaces"),
    ("successor", "Replaced by"),
    ("ends_at", "The old secret ends"),
    ("until", "Paused until"),
    ("reason", "Reason"),
];

/// Who did it, where nothing else tells what they are: a token can have a person's name.
pub fn actor(event: &Event) -> String {
    if event.actor_kind == "token" { format!("token “{}”", event.actor_name) } else { event.actor_name.clone() }
}

/// What was done, as it follows the actor's name: "deactivated the token". An action that has no words here is shown as
/// it is stored.
pub fn action(event: &Event) -> String {
    phrase(&event.action).to_owned()
}

/// The words of [`action`] for what is stored of it. Where the subject has a name of its own, it follows them.
pub fn phrase(action: &str) -> &str {
    match action {
        "token.created" => "created the token",
        "token.activated" => "activated the token",
        "token.deactivated" => "deactivated the token",
        "token.paused" => "paused the token",
        "token.resumed" => "resumed the token",
        "token.rotated" => "rotated the token",
        "token.compromised" => "marked the token compromised",
        "token.edited" => "edited the token",
        "token.deleted" => "deleted the token",
        "token.copy_confirmed" => "confirmed having copied the secret of the token",
        "application.created" => "created the application",
        "application.renamed" => "renamed the application",
        "application.archived" => "archived the application",
        "application.restored" => "restored the application",
        "application.deleted" => "deleted the application",
        "application.personal_tokens_allowed" => "let personal tokens pass for the application",
        "application.personal_tokens_disallowed" => "stopped letting personal tokens pass for the application",
        "organization.created" => "founded the organization",
        "organization.renamed" => "renamed the organization",
        "organization.rules_changed" => "changed the rules for tokens of",
        "organization.calendar_created" => "made an address for the calendar of expiries of",
        "organization.calendar_renewed" => "made a new address for the calendar of expiries of",
        "organization.calendar_ended" => "ended the calendar of expiries of",
        "installation.backed_up" => "made a backup of the installation",
        "installation.restored" => "put a backup of the installation into use",
        "installation.set_up" => "set up the installation for",
        "member.enlisted" => "gave a place in the organization to",
        "member.invited" => "invited",
        "invitation.revoked" => "revoked the invitation of",
        "member.joined" => "joined the organization",
        "member.role_changed" => "changed the role of",
        "member.api_access_granted" => "granted API access to",
        "member.api_access_withdrawn" => "withdrew API access from",
        "member.removed" => "removed the member",
        "user.signed_in" => "signed in",
        "user.signed_out" => "signed out",
        "user.sign_in_failed" => "refused to sign in",
        "user.password_changed" => "changed their password",
        "user.password_change_failed" => "was refused a new password: the present one was wrong",
        "user.session_ended" => "ended one of their sessions",
        "user.sessions_ended" => "signed out elsewhere",
        other => other,
    }
}

/// The plural of an action's noun, to list actions under: "Tokens".
pub fn noun(action: &str) -> String {
    let noun = action.split('.').next().unwrap_or_default();
    match noun {
        "user" => "Accounts".to_owned(),
        "organization" | "installation" => capitalized(noun),
        noun => format!("{}s", capitalized(noun)),
    }
}

/// A phrase or a field's name at the start of a line.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", chars.as_str().replace('_', " "))
}

/// Whether the event is about something else than its own actor, and so has a name to tell.
pub fn names_subject(event: &Event) -> bool {
    let itself = event.actor_kind == event.subject_kind && event.actor_id == event.subject_id;
    !itself && !event.subject_name.is_empty()
}

/// What changed from what to what, and why: a sentence each.
pub fn details(event: &Event) -> Vec<String> {
    let detail = event.detail();
    let (before, after) = (&detail["before"], &detail["after"]);
    let mut details: Vec<String> = fields([before, after])
        .into_iter()
        .filter(|(field, _)| before[*field] != after[*field])
        .map(|(field, words)| match (before, after) {
            // It was not there before, or is not any more.
            (Value::Null, _) => format!("{words}: {}", shown(&after[field])),
            (_, Value::Null) => format!("{words}: {}", shown(&before[field])),
            _ if is_none(&before[field]) => format!("{words}: {}, none before", shown(&after[field])),
            _ if is_none(&after[field]) => format!("{words}: none, {} before", shown(&before[field])),
            _ => format!("{words}: {} became {}", shown(&before[field]), shown(&after[field])),
        })
        .collect();
    if let Some(reason) = detail["reason"].as_str().filter(|reason| !reason.is_empty()) {
        details.push(format!("Reason: {reason}"));
    }
    if let (Some(name), Some(handle)) = (detail["cause"]["name"].as_str(), detail["cause"]["handle"].as_str()) {
        details.push(format!("It was created through “{name}” ({handle})"));
    }
    details
}

/// The same with what a token's own page adds: how it was rotated, and until when paused.
pub fn history(event: &Event) -> Vec<String> {
    let particulars = ["predecessor", "successor", "ends_at", "until"];
    facts_among(event, |field| particulars.contains(&field)).into_iter().chain(details(event)).collect()
}

/// What else was noted, such as what a new token was made with: a line each.
pub fn facts(event: &Event) -> Vec<String> {
    facts_among(event, |field| !["before", "after", "reason"].contains(&field))
}

fn facts_among(event: &Event, chosen: impl Fn(&str) -> bool) -> Vec<String> {
    let detail = event.detail();
    let told = |field: &str| chosen(field) && detail[field] != "";
    let facts = fields([&detail, &Value::Null]).into_iter().filter(|(field, _)| told(field));
    facts
        .map(|(field, words)| match &detail[field] {
            Value::Null if field == "expires_at" => format!("{words}: never"),
            Value::String(text) => format!("{words}: {}", moment(text).unwrap_or_else(|| text.clone())),
            value => format!("{words}: {}", shown(value)),
        })
        .collect()
}

/// A moment as it is stored, in words.
fn moment(text: &str) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time::exact(Timestamp::from(at.to_utc())))
}

/// The fields of either, with their words.
fn fields(of: [&Value; 2]) -> Vec<(&str, String)> {
    let mut all: Vec<&str> = of.into_iter().filter_map(Value::as_object).flatten().map(|(name, _)| &**name).collect();
    let rank = |name: &str| FIELDS.iter().position(|(field, _)| *field == name).unwrap_or(FIELDS.len());
    all.sort_by_key(|name| (rank(name), *name));
    all.dedup();
    let words = |name: &str| FIELDS.iter().find(|(field, _)| *field == name).map(|(_, words)| (*words).to_owned());
    all.into_iter().map(|name| (name, words(name).unwrap_or_else(|| capitalized(name)))).collect()
}

fn is_none(value: &Value) -> bool {
    value.is_null() || value == ""
}

fn shown(value: &Value) -> String {
    match value {
        none if is_none(none) => "none".to_owned(),
        Value::String(text) => format!("“{text}”"),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}
