//! The form of a catalogue file, and what is wrong with one that isn't of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{APPLICATION_PARAMETER, Action, ActionKind};

/// The most characters of a resource's or an action's name: identity headers carry both.
const NAME_LIMIT: usize = 60;
const METHODS: [&str; 7] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub resources: BTreeMap<String, FileResource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileResource {
    #[serde(default)]
    pub summary: String,
    pub actions: BTreeMap<String, FileAction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileAction {
    kind: ActionKind,
    method: String,
    path: String,
    summary: String,
}

impl Action {
    pub(super) fn from_file(resource: &str, name: String, file: FileAction, own: bool) -> Result<Self, String> {
        let id = format!("{resource}.{name}");
        if !METHODS.contains(&file.method.as_str()) {
            return Err(format!("{id}: “{}” is not a method: it is one of {}", file.method, METHODS.join(", ")));
        }
        let Some(rest) = file.path.strip_prefix('/') else {
            return Err(format!("{id}: the path “{}” does not begin with /", file.path));
        };
        let mut parameters = Vec::new();
        for segment in rest.split('/') {
            match parameter(segment) {
                Some(name) if !name.is_empty() && !name.contains(['{', '}', '*']) => parameters.push(name),
                None if !segment.contains(['{', '}', '*']) => {}
                _ => {
                    return Err(format!("{id}: “{segment}” is not a path segment: it is text or one {{name}}"));
                }
            }
        }
        let application_parameter = parameters.iter().position(|name| *name == APPLICATION_PARAMETER);
        Ok(Self {
            id,
            name,
            kind: file.kind,
            method: file.method,
            path: file.path,
            summary: file.summary,
            own,
            application_parameter,
        })
    }
}

pub fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|e| e.to_string())
}

/// The name in a segment that is one parameter.
pub fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// A name is one word of a scope: no dot, no space.
pub fn check_name(name: &str) -> Result<(), String> {
    let fits = (1..=NAME_LIMIT).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if fits {
        Ok(())
    } else {
        Err(format!("“{name}” is not a name: it has up to {NAME_LIMIT} letters, digits, - and _"))
    }
}
