//! What a catalogue file comes to before it is checked as a whole, the TOML form of one, and what is wrong with one
//! that isn't of it. The other form, an OpenAPI document, is in `openapi`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::template::{Segment, Template};
use super::{Action, ActionKind};

/// The most characters of a resource's or an action's name: identity headers carry both.
pub const NAME_LIMIT: usize = 60;
/// The most characters, segments and parameters of a path template; the router knows 25 parameters.
pub const PATH_LIMIT: usize = 1_000;
pub const SEGMENT_LIMIT: usize = 50;
const PARAMETER_LIMIT: usize = 20;
/// The template parameter that names the application of a request, unless a file names another.
pub const APPLICATION_PARAMETER: &str = "applicationId";
const METHODS: [&str; 7] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The template parameter that is the application.
    pub application_parameter: Option<String>,
    pub resources: BTreeMap<String, FileResource>,
    /// What an OpenAPI document describes and the gate can't route.
    #[serde(skip)]
    pub unlisted: Vec<Unlisted>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileResource {
    #[serde(default)]
    pub summary: String,
    pub actions: BTreeMap<String, FileAction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileAction {
    pub kind: ActionKind,
    pub method: String,
    pub path: String,
    pub summary: String,
    /// Nobody said the kind: it goes by the method.
    #[serde(skip)]
    pub kind_is_assumed: bool,
}

/// An operation that is no action of the catalogue.
#[derive(Clone, Debug)]
pub struct Unlisted {
    pub method: String,
    /// The path as it is shown.
    pub path: String,
    /// What is known of the path.
    pub template: Template,
    /// Why it can't be an action.
    pub why: String,
}

impl File {
    /// The template parameter that is the application; the error is of a name that can't be one.
    pub fn application_parameter(&self) -> Result<&str, String> {
        let name = self.application_parameter.as_deref().unwrap_or(APPLICATION_PARAMETER);
        if name.is_empty() || name.contains(['{', '}', '/', '*']) {
            return Err(format!("“{name}” is not the name of a parameter: write it without braces, as in tenantId"));
        }
        Ok(name)
    }
}

impl Action {
    pub(super) fn from_file(
        resource: &str,
        name: String,
        file: FileAction,
        own: bool,
        application: &str,
    ) -> Result<Self, String> {
        let id = format!("{resource}.{name}");
        if !METHODS.contains(&file.method.as_str()) {
            return Err(format!("{id}: “{}” is not a method: it is one of {}", file.method, METHODS.join(", ")));
        }
        if !file.path.starts_with('/') {
            return Err(format!("{id}: the path “{}” does not begin with /", file.path));
        }
        if file.path.len() > PATH_LIMIT || file.path.split('/').count() > SEGMENT_LIMIT {
            return Err(format!("{id}: the path is longer than {PATH_LIMIT} characters or {SEGMENT_LIMIT} segments"));
        }
        for segment in file.path.split('/').skip(1) {
            if !is_text_or_parameter(segment) {
                return Err(format!("{id}: “{segment}” is not a path segment: it is text or one {{name}}"));
            }
        }
        let template = Template::parse(&file.path).map_err(|error| format!("{id}: {error}"))?;
        let application_parameter = template.parameters().position(|name| name == application);
        if template.parameters().count() > PARAMETER_LIMIT {
            return Err(format!("{id}: the path has more than {PARAMETER_LIMIT} parameters"));
        }
        if template.parameters().filter(|name| *name == application).count() > 1 {
            return Err(format!("{id}: {} has {{{application}}} twice", file.path));
        }
        Ok(Self {
            id,
            name,
            kind: file.kind,
            method: file.method,
            path: file.path,
            summary: file.summary,
            own,
            template,
            application_parameter,
            kind_is_assumed: file.kind_is_assumed,
        })
    }
}

/// Whether the router can tell a segment: whole parameters have a name without marks of other template languages.
pub fn is_text_or_parameter(segment: &str) -> bool {
    match Template::parse(&format!("/{segment}")).map(|template| template.0) {
        Ok(segments) => match segments.as_slice() {
            [Segment::Text(text)] => !text.contains('*'),
            [Segment::Parameter(name)] => !name.is_empty() && !name.contains('*'),
            _ => false,
        },
        Err(_) => false,
    }
}

/// Reads the TOML form; the error names the line.
pub fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("line {line}, column {column}: {}", error.message().trim().replace('\n', ", "))
    })
}

/// A name is one word of a scope: no dot, no space.
pub fn check_name(name: &str) -> Result<(), String> {
    if is_name(name) {
        Ok(())
    } else {
        let name = super::remarks::short(name);
        Err(format!("“{name}” is not a name: it has up to {NAME_LIMIT} letters, digits, - and _"))
    }
}

/// Whether a text can be the name of a resource or an action as it is.
pub fn is_name(name: &str) -> bool {
    (1..=NAME_LIMIT).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}
