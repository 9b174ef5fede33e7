//! Single parts of a document: its version, its tags, extensions of ours, the kind and the path of an operation.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::{KIND, Layers, names};
use crate::catalogue::ActionKind;
use crate::catalogue::file::is_text_or_parameter;
use crate::catalogue::remarks::short;
use crate::catalogue::template::{Segment, Template, requested};
use crate::catalogue::tree::Node;

/// The version of OpenAPI, which is 3.
pub fn version(root: &Node) -> Result<String, String> {
    if root.get("swagger").is_some() {
        return Err("it is a Swagger 2 document: convert it to OpenAPI 3 first".to_owned());
    }
    let Some(version) = root.text_of("openapi") else {
        return Err("it is no OpenAPI document: it has no field `openapi` with the version".to_owned());
    };
    if version.split('.').next() != Some("3") {
        return Err(format!("its version of OpenAPI is “{}”: only 3 is read", short(version)));
    }
    Ok(short(version))
}

/// What tags are said to be, by tag.
pub fn tags(root: &Node) -> BTreeMap<&str, String> {
    let mut tags = BTreeMap::new();
    for tag in root.get("tags").map(Node::items).unwrap_or_default() {
        if let Some(name) = tag.text_of("name") {
            let told =
                ["description", "summary", "x-displayName"].iter().find_map(|key| names::line(tag.text_of(key)?));
            tags.insert(name.trim(), told.unwrap_or_default());
        }
    }
    tags
}

/// Whoever misspells an extension of ours would believe that it counts.
pub fn check_extensions(node: &Node, place: &str, known: &[&str]) -> Result<(), String> {
    let wrong = |key: &str, value: &Node| !known.contains(&key) || *value == Node::Null;
    match node.entries_from("x-latchkey-").find(|(key, value)| wrong(key, value)) {
        Some((key, _)) if known.is_empty() => Err(format!("{place}: `{}` has no meaning there", short(key))),
        Some((key, _)) if known.contains(&key.as_str()) => Err(format!("{place}: `{key}` has no value")),
        Some((key, _)) => Err(format!("{place}: `{}` is not known: there is {}", short(key), known.join(" and "))),
        None => Ok(()),
    }
}

/// What the operation itself says its kind is.
pub fn kind(operation: &Layers<'_>, place: &str) -> Result<Option<ActionKind>, String> {
    match operation.get(KIND).map(Node::text) {
        None => Ok(None),
        Some(Some("read")) => Ok(Some(ActionKind::Read)),
        Some(Some("write")) => Ok(Some(ActionKind::Write)),
        Some(other) => {
            let other = short(other.unwrap_or("a list or a mapping"));
            Err(format!("{place}: {KIND} is “{other}”: it is read or write"))
        }
    }
}

/// What is known of the path of an operation that is left out. The gate never sees a query or a fragment.
pub fn left_out(path: &str) -> Result<Template, String> {
    let seen = path.split(['?', '#']).next().unwrap_or_default();
    let marks = |text: &str| text.matches(['{', '}', '/']).count();
    match percent_decode_str(seen).decode_utf8() {
        Ok(decoded) if marks(&decoded) == marks(seen) => Template::parse(&decoded),
        _ => Template::parse(seen),
    }
}

/// The path of an operation as the gate sees it, without escapes; the error says why it can't route by it.
pub fn routed(path: &str) -> Result<String, String> {
    let template = Template::parse(path)?;
    let mut decoded = String::new();
    for (segment, written) in template.0.iter().zip(path.split('/').skip(1)) {
        decoded.push('/');
        match segment {
            Segment::Rest => return Err("a parameter in it goes over slashes".to_owned()),
            Segment::Parts(_) => return Err("a segment of it is only in part a parameter".to_owned()),
            Segment::Parameter(_) if written.contains(':') => {
                return Err("a parameter in it has a pattern".to_owned());
            }
            Segment::Parameter(_) => decoded.push_str(written),
            Segment::Text(_) => match percent_decode_str(written).decode_utf8() {
                Ok(text) if !text.contains(['{', '}', '/', '*']) => decoded.push_str(&text),
                _ => return Err("it has a character that the gate can't route by".to_owned()),
            },
        }
        if !decoded.rsplit('/').next().is_none_or(is_text_or_parameter) {
            return Err("it has a character that the gate can't route by".to_owned());
        }
    }
    if path.contains(['?', '#']) {
        return Err("the gate sees neither a query nor a fragment".to_owned());
    }
    let example = Template::parse(&decoded)?.example("x");
    match requested(&example) {
        Ok(read) if read.decoded() == example => Ok(decoded),
        Ok(_) => Err("the gate reads it otherwise".to_owned()),
        Err(fault) => Err(format!("the gate refuses such a request ({fault})")),
    }
}
