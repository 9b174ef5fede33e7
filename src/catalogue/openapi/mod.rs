//! An OpenAPI 3 document as a catalogue: the first tag is the resource, the operationId the action. Only what names and
//! routes operations is read. A fault that would lose a whole path is refused; one operation that the gate can't route
//! is left out, and said to be.

mod names;
mod notes;
mod parts;
mod pointer;
mod servers;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use super::ActionKind;
use super::file::{File, FileAction, PATH_LIMIT, SEGMENT_LIMIT, Unlisted};
use super::remarks::short;
use super::tree::Node;
use names::Named;
use notes::Notes;
use parts::{check_extensions, kind, routed, tags, version};
use pointer::Layers;
use servers::Bases;

/// The most paths of a document, and operations of one path item.
const PATHS: usize = 10_000;
const FIELDS: usize = 100;
const METHODS: [&str; 7] = ["delete", "get", "head", "options", "patch", "post", "put"];
/// Methods that OpenAPI knows and a catalogue doesn't.
const OTHER_METHODS: [&str; 2] = ["query", "trace"];
const NOT_METHODS: [&str; 5] = ["$ref", "description", "parameters", "servers", "summary"];
const KIND: &str = "x-latchkey-kind";
const APPLICATION_PARAMETER: &str = "x-latchkey-application-parameter";

/// What a document comes to.
pub struct Read {
    pub file: File,
    /// Of OpenAPI, as the document says it.
    pub version: String,
    pub remarks: Vec<String>,
}

/// Reads a document; the error names the operation that is wrong.
///
/// * The resource is the first tag. Without one, it is the first text of the path that is neither `api` nor a version,
///   after the application's parameter. The tag's description is its summary.
/// * The action is the operationId; without one, method and path. How both become names is told in `names`.
/// * GET, HEAD and OPTIONS are of kind read, all else is write, unless `x-latchkey-kind` says otherwise.
/// * Paths begin with the base path of the first server, or with `x-latchkey-base-path`; see `servers`.
/// * `x-latchkey-application-parameter` names the parameter that is the application.
/// * Refused are documents in which a whole path or the reading of a name is in doubt: references to other files or to
///   nowhere, names or routes that collide, extensions of ours that nobody knows. What one operation has that the gate
///   can't route by (TRACE, a parameter inside a segment or over slashes, a query) leaves that one out.
/// * Webhooks and callbacks are requests that the API makes, not such that it gets; they are not read.
pub fn read(root: &Node) -> Result<Read, String> {
    let version = version(root)?;
    check_extensions(root, "the document", &[APPLICATION_PARAMETER, servers::BASE_PATH])?;
    let mut import = Import {
        root,
        bases: Bases::read(root)?,
        tags: tags(root),
        file: File::default(),
        resources: HashMap::new(),
        actions: HashMap::new(),
        notes: Notes::default(),
    };
    if let Some(name) = root.get(APPLICATION_PARAMETER) {
        let name = name.text().ok_or_else(|| format!("{APPLICATION_PARAMETER} is not the name of a parameter"))?;
        import.file.application_parameter = Some(name.to_owned());
    }
    import.paths()?;
    let Import { file, notes, bases, .. } = import;
    if file.resources.is_empty() && file.unlisted.is_empty() {
        return Err("its `paths` describe no operation".to_owned());
    }
    let mut remarks = bases.remarks();
    remarks.extend(notes.remarks());
    Ok(Read { file, version, remarks })
}

struct Import<'a> {
    root: &'a Node,
    bases: Bases,
    tags: BTreeMap<&'a str, String>,
    file: File,
    /// Resource → the tag it comes from; the empty one if it comes from paths.
    resources: HashMap<String, String>,
    /// Resource and action → the operation.
    actions: HashMap<(String, String), String>,
    notes: Notes,
}

impl<'a> Import<'a> {
    fn paths(&mut self) -> Result<(), String> {
        let paths = self.root.get("paths").ok_or("it has no `paths`")?;
        if !matches!(paths, Node::Map(_)) {
            return Err("its `paths` are not a mapping".to_owned());
        }
        if paths.entries().len() > PATHS {
            return Err(format!("it has more than {PATHS} paths"));
        }
        for (path, item) in paths.entries().iter().filter(|(path, _)| !path.starts_with("x-")) {
            if !path.starts_with('/') {
                return Err(format!("paths: “{}” does not begin with /", short(path)));
            }
            if path.len() > PATH_LIMIT || path.split('/').count() > SEGMENT_LIMIT {
                let path = short(path);
                return Err(format!(
                    "paths: “{path}” is longer than {PATH_LIMIT} characters or {SEGMENT_LIMIT} segments"
                ));
            }
            self.path(path, item)?;
        }
        Ok(())
    }

    fn path(&mut self, path: &'a str, item: &'a Node) -> Result<(), String> {
        let place = format!("paths: “{}”", short(path));
        let item = Layers::of(self.root, item, &place)?;
        let fields = item.fields();
        if fields.len() > FIELDS {
            return Err(format!("{place} has more than {FIELDS} fields"));
        }
        for node in item.nodes() {
            check_extensions(node, &place, &[])?;
        }
        for field in fields {
            let method = field.to_uppercase();
            match field {
                known if METHODS.contains(&known) => {
                    let place = format!("{method} {}", short(path));
                    // One of which nothing is said is an operation too.
                    let operation = Layers::of(self.root, item.get(known).unwrap_or(&Node::Null), &place)?;
                    self.operation(path, &item, &operation, &method)?;
                }
                known if OTHER_METHODS.contains(&known) => {
                    self.leave_out(path, &item, None, &method, "a catalogue has no such method".to_owned())?;
                }
                "additionalOperations" => {
                    let others = item.get(field).map(Node::entries).unwrap_or_default();
                    for (method, _) in others.iter().take(FIELDS) {
                        self.leave_out(path, &item, None, method, "a catalogue has no such method".to_owned())?;
                    }
                }
                known if NOT_METHODS.contains(&known) || known.starts_with("x-") => {}
                _ => self.notes.unknown_field(path, field),
            }
        }
        Ok(())
    }

    fn operation(&mut self, path: &str, item: &Layers<'a>, operation: &Layers<'a>, method: &str) -> Result<(), String> {
        let place = format!("{method} {}", short(path));
        for node in operation.nodes() {
            check_extensions(node, &place, &[KIND])?;
        }
        let full = self.bases.of(item, operation, &place)?.to_owned() + path;
        let full = match routed(&full) {
            Ok(full) => full,
            Err(why) => return self.leave_out(path, item, Some(operation), method, why),
        };
        let kind = kind(operation, &place)?;
        let resource = self.resource(path, operation, &place)?;
        let name = self.action(path, operation, method, &resource, &place)?;
        let mut summary = ["summary", "description"]
            .iter()
            .find_map(|key| names::line(operation.get(key)?.text()?))
            .unwrap_or_else(|| place.clone());
        if operation.get("deprecated").and_then(Node::text).is_some_and(|said| said.eq_ignore_ascii_case("true")) {
            summary += " (deprecated)";
        }
        let action = FileAction {
            kind: kind.unwrap_or(if matches!(method, "GET" | "HEAD" | "OPTIONS") {
                ActionKind::Read
            } else {
                ActionKind::Write
            }),
            method: method.to_owned(),
            path: full,
            summary,
            kind_is_assumed: kind.is_none(),
        };
        if let Some(resource) = self.file.resources.get_mut(&resource) {
            resource.actions.insert(name, action);
        }
        Ok(())
    }

    /// The resource of an operation: its first tag, or where its path begins.
    fn resource(&mut self, path: &str, operation: &Layers<'_>, place: &str) -> Result<String, String> {
        let tags = operation.get("tags").map(Node::items).unwrap_or_default();
        let tag = tags.iter().take(FIELDS).filter_map(|tag| tag.text()).map(str::trim).find(|tag| !tag.is_empty());
        if tags.len() > 1 && tag.is_some() {
            self.notes.several_tags.push(place.to_owned());
        }
        let named = tag.map(|tag| names::resource(tag).map_err(|error| format!("{place}: {error}"))).transpose()?;
        let (name, from) = if let (Some(Named { name, as_is }), Some(tag)) = (named.flatten(), tag) {
            if !as_is && !self.resources.contains_key(&name) {
                self.notes.renamed_tags.push(format!("“{}” is {name}", short(tag)));
            }
            (name, tag)
        } else {
            let name = names::resource_of_path(names::telling(path, self.file.application_parameter()?));
            self.notes.untagged.push(format!("{place} in {name}"));
            (name, "")
        };
        let known = self.resources.entry(name.clone()).or_insert_with(|| from.to_owned());
        if known.is_empty() {
            from.clone_into(known);
        } else if !from.is_empty() && known != from {
            let (one, other) = (short(known), short(from));
            return Err(format!(
                "the tags “{one}” and “{other}” would both be the resource {name}: rename one of them"
            ));
        }
        let resource = self.file.resources.entry(name.clone()).or_default();
        if resource.summary.is_empty() {
            resource.summary = self.tags.get(from).cloned().unwrap_or_default();
            if resource.summary.is_empty() && from != name {
                resource.summary = names::line(from).unwrap_or_default();
            }
        }
        Ok(name)
    }

    /// The action of an operation: its operationId, or its method and path.
    fn action(
        &mut self,
        path: &str,
        operation: &Layers<'_>,
        method: &str,
        resource: &str,
        place: &str,
    ) -> Result<String, String> {
        let said = operation.get("operationId").and_then(Node::text).map(str::trim).filter(|id| !id.is_empty());
        let named = said.map(|id| names::action(id, resource).map_err(|error| format!("{place}: {error}")));
        let (name, from) = if let (Some(Named { name, as_is }), Some(id)) = (named.transpose()?.flatten(), said) {
            if !as_is && id.strip_prefix(resource) != Some(&format!(".{name}")) {
                self.notes.renamed_operations.push(format!("“{}” is {resource}.{name}", short(id)));
            }
            (name, format!("“{}” ({place})", short(id)))
        } else {
            let name = names::action_of_path(method, names::telling(path, self.file.application_parameter()?));
            self.notes.unnamed.push(format!("{place} is {resource}.{name}"));
            (name, format!("{place}, which has no operationId"))
        };
        if let Some(other) = self.actions.insert((resource.to_owned(), name.clone()), from.clone()) {
            return Err(format!("the operations {other} and {from} would both be the action {resource}.{name}"));
        }
        Ok(name)
    }

    fn leave_out(
        &mut self,
        path: &str,
        item: &Layers<'a>,
        operation: Option<&Layers<'a>>,
        method: &str,
        why: String,
    ) -> Result<(), String> {
        let place = format!("{} {}", short(method), short(path));
        let base = self.bases.of(item, operation.unwrap_or(item), &place)?;
        let path = base.to_owned() + path;
        let template = parts::left_out(&path).map_err(|error| format!("{place}: {error}"))?;
        self.file.unlisted.push(Unlisted { method: method.to_owned(), path, template, why });
        Ok(())
    }
}
