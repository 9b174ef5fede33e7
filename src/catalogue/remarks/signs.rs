//! Remarks on what names suggest: that a kind is wrong, or that a parameter is the application. They are guesses, so
//! what a file says in so many words is left alone.

use std::collections::BTreeMap;

use super::{short, some};
use crate::catalogue::file::APPLICATION_PARAMETER;
use crate::catalogue::template::Segment;
use crate::catalogue::{Action, ActionKind, Catalogue};

/// First words of names that change something.
const CHANGING: [&str; 22] = [
    "approve", "cancel", "create", "delete", "destroy", "disable", "edit", "enable", "execute", "insert", "publish",
    "purge", "reboot", "reject", "remove", "reset", "restart", "revoke", "send", "start", "stop", "update",
];
/// First words of names that change nothing.
const READING: [&str; 8] = ["count", "fetch", "find", "get", "list", "lookup", "query", "search"];
/// Names, in small letters and without marks, of parameters that may be the application.
const LIKE_APPLICATION: [&str; 6] = ["app", "appid", "application", "applicationid", "applicationuuid", "appuuid"];

/// Kinds that look wrong.
pub fn kinds(actions: &[&Action]) -> Vec<String> {
    let starts = |name: &str, with: &[&str]| with.contains(&first_word(name).as_str());
    let last = |action: &Action| match action.template.0.last() {
        Some(Segment::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let places = |chosen: &dyn Fn(&Action) -> bool| -> Vec<String> {
        let chosen = actions.iter().filter(|action| chosen(action));
        chosen.map(|action| format!("{} ({} {})", action.id, action.method, short(&action.path))).collect()
    };
    let mut remarks = Vec::new();
    let changing = places(&|action| {
        action.kind_is_assumed
            && action.kind == ActionKind::Read
            && (starts(&action.name, &CHANGING) || CHANGING.contains(&last(action).to_lowercase().as_str()))
    });
    if !changing.is_empty() {
        remarks.push(format!(
            "by its name it changes something, but by its method it is of kind read, which Read only admits: {}; \
             say `x-latchkey-kind: write` there",
            some(&changing)
        ));
    }
    let reading = places(&|action| action.kind_is_assumed && action.method == "POST" && starts(&action.name, &READING));
    if !reading.is_empty() {
        remarks.push(format!(
            "by its name it only reads, but by its method it is of kind write, which Read only does not admit: {}; \
             say `x-latchkey-kind: read` there if it changes nothing",
            some(&reading)
        ));
    }
    let odd = places(&|action| {
        action.kind == ActionKind::Read && matches!(action.method.as_str(), "DELETE" | "PUT" | "PATCH")
    });
    if !odd.is_empty() {
        remarks
            .push(format!("said to be of kind read, which Read only admits, in spite of the method: {}", some(&odd)));
    }
    remarks
}

/// Parameters that look like the application, or like parameters.
pub fn application(catalogue: &Catalogue, actions: &[&Action]) -> Vec<String> {
    let application = catalogue.application_parameter();
    let bare = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let alike = |name: &str| {
        let name = bare(name);
        name == bare(application) || (application == APPLICATION_PARAMETER && LIKE_APPLICATION.contains(&name.as_str()))
    };
    let mut alikes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut text, mut first) = (Vec::new(), Vec::new());
    for action in actions {
        let place = format!("{} {}", action.method, short(&action.path));
        if action.application_parameter.is_none() {
            for name in action.template.parameters().filter(|name| alike(name)) {
                alikes.entry(name).or_default().push(place.clone());
            }
        }
        if action.template.before(application).is_some_and(|before| before.iter().all(Option::is_none)) {
            first.push(place.clone());
        }
        if action.template.0.iter().any(looks_like_a_parameter) {
            text.push(place);
        }
    }
    let mut remarks = Vec::new();
    for (name, places) in alikes {
        remarks.push(format!(
            "{{{name}}} looks like the application but is not named {{{application}}}, so the gate does not compare \
             it with the token's: {}",
            some(&places)
        ));
    }
    if application != APPLICATION_PARAMETER && catalogue.counts().with_application == 0 {
        remarks.push(format!(
            "no path has the parameter {{{application}}}, which the file says is the application: the gate compares \
             none with the token's"
        ));
    }
    if !first.is_empty() {
        remarks.push(format!(
            "nothing fixed stands before {{{application}}}, so the gate takes what stands there for an application in \
             paths that the catalogue doesn't know, too: {}",
            some(&first)
        ));
    }
    if !text.is_empty() {
        remarks.push(format!("a parameter is written {{id}}; anything else is text, as in {}", some(&text)));
    }
    remarks
}

fn looks_like_a_parameter(segment: &Segment) -> bool {
    let Segment::Text(text) = segment else {
        return false;
    };
    (text.starts_with(':') && text.len() > 1) || (text.starts_with('<') && text.ends_with('>'))
}

/// The first word of a name in `camelCase`, `snake_case` or `kebab-case`, in small letters.
fn first_word(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars() {
        let ends = matches!(c, '-' | '_' | '.') || (c.is_uppercase() && word.ends_with(char::is_lowercase));
        if ends && !word.is_empty() {
            break;
        }
        word.push(c);
    }
    word.to_lowercase()
}
