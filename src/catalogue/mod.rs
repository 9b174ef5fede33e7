//! The catalogue: the resources and actions of the API that permissions are chosen from, and which action a method
//! and path name. Here is no database: a catalogue is read from a file (or built in) and then only asked.

mod build;
mod current;
mod file;
mod openapi;
mod path;
mod read;
mod remarks;
mod template;
mod tree;

use std::collections::BTreeSet;

use file::{Unlisted, parse};
use hashbrown::HashMap;
use matchit::Router;
use serde::Deserialize;
use template::Template;

use crate::language::Message;

pub use current::Current;
pub use path::{PathFault, RequestPath};
pub use read::Reading;

const BUILT_IN: &str = include_str!("built_in.toml");
const OWN: &str = include_str!("own.toml");

/// What an action does to the API's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionKind {
    /// It changes nothing.
    Read,
    /// It may change something.
    Write,
}

impl ActionKind {
    /// Its word for people.
    pub fn word(self) -> Message {
        match self {
            Self::Read => t!("token-form-kind-read"),
            Self::Write => t!("token-form-kind-write"),
        }
    }

    /// Its word for programs, as in a catalogue's file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// One thing a caller can do.
#[derive(Clone, Debug)]
pub struct Action {
    /// `resource.action`, as permissions name it.
    pub id: String,
    /// The part after the dot.
    pub name: String,
    /// Whether it changes anything.
    pub kind: ActionKind,
    /// The HTTP method.
    pub method: String,
    /// The path template, with parameters in braces.
    pub path: String,
    /// One line on what it does.
    pub summary: String,
    /// It is one of Latchkey's own, not of the API behind the gate.
    pub own: bool,
    template: Template,
    /// Which parameter of the template is the application, counted from 0.
    application_parameter: Option<usize>,
    /// Nobody said the kind: it goes by the method.
    kind_is_assumed: bool,
}

/// How much there is of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Resources.
    pub resources: usize,
    /// Actions of kind read.
    pub read: usize,
    /// Actions of kind write.
    pub write: usize,
    /// Actions whose path has the application as a parameter.
    pub with_application: usize,
}

/// The actions on one kind of thing.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its name, the part of the ids before the dot.
    pub name: String,
    /// One line on what it is.
    pub summary: String,
    /// Its actions, by name.
    pub actions: Vec<Action>,
}

/// What a method and path name.
#[derive(Debug)]
pub struct Matched<'a, 'p> {
    /// The action.
    pub action: &'a Action,
    /// The application that the path names, if its template has that parameter.
    pub application: Option<&'p str>,
}

/// All resources, with an index by id and one by method and path.
#[derive(Debug)]
pub struct Catalogue {
    resources: Vec<Resource>,
    /// Action id → its place.
    by_id: HashMap<String, (usize, usize)>,
    /// Method → routes, for what stands behind the gate. Latchkey's own actions are not among them.
    upstream: HashMap<String, Router<(usize, usize)>>,
    /// Method → templates that can't be routed by and may be narrower than a route.
    exceptions: HashMap<String, Vec<Template>>,
    /// What stands before the application's parameter in every template that has one, Latchkey's own included:
    /// segments, of which none is any.
    before_application: BTreeSet<Vec<Option<String>>>,
    /// The template parameter that is the application.
    application_parameter: String,
    /// Operations of the file that are no actions.
    unlisted: Vec<Unlisted>,
}

impl Catalogue {
    /// The built-in example: the actions of an IoT platform, and Latchkey's own.
    pub fn built_in() -> Result<Self, String> {
        Self::build(parse(BUILT_IN)?)
    }

    /// Reads a catalogue from a TOML text; the error says where it is wrong.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        Self::from_file(parse(text).map_err(|error| format!("it is no TOML catalogue: {error}"))?)
    }

    /// Every resource, by name.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// How many actions there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The template parameter that is the application.
    pub fn application_parameter(&self) -> &str {
        &self.application_parameter
    }

    /// How much there is of the API behind the gate; Latchkey's own is not counted.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for resource in &self.resources {
            let mut actions = resource.actions.iter().filter(|action| !action.own).peekable();
            counts.resources += usize::from(actions.peek().is_some());
            for action in actions {
                match action.kind {
                    ActionKind::Read => counts.read += 1,
                    ActionKind::Write => counts.write += 1,
                }
                counts.with_application += usize::from(action.application_parameter.is_some());
            }
        }
        counts
    }

    /// Whether there are none; there always are Latchkey's own.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The action with this id.
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.by_id.get(id).map(|at| self.at(*at))
    }

    /// The action of the API behind the gate that a method and path name; the most specific route wins.
    /// HEAD is its GET.
    pub fn route<'p>(&self, method: &str, path: &'p RequestPath) -> Option<Matched<'_, 'p>> {
        let find = |method: &str| self.upstream.get(method)?.at(path.decoded()).ok();
        let found = find(method).or_else(|| if method == "HEAD" { find("GET") } else { None })?;
        let action = self.at(*found.value);
        if self.is_of_another(action, path) {
            return None;
        }
        let application =
            action.application_parameter.and_then(|index| found.params.iter().nth(index)).map(|(_, value)| value);
        Some(Matched { action, application })
    }

    /// `/devices/{id}:reboot` can't be routed by; its requests must not count as those of `/devices/{id}` for that, but
    /// as what the catalogue doesn't know.
    fn is_of_another(&self, action: &Action, path: &RequestPath) -> bool {
        let exceptions = self.exceptions.get(&action.method).map(Vec::as_slice).unwrap_or_default();
        exceptions.iter().any(|narrower| narrower.fits(path.decoded()) && narrower.wins_over(&action.template))
    }

    /// Whether a path that no route matches speaks of another application than `asked`, as far as its start tells.
    /// What serves such a path is not known: it may ignore case, a last slash or a file ending, so neither may help.
    pub fn names_other_application(&self, path: &RequestPath, asked: &str) -> bool {
        let segments: Vec<&str> = path.decoded().split('/').skip(1).collect();
        self.before_application.iter().any(|before| {
            let alike = |(known, segment): (&Option<String>, &&str)| {
                known.as_ref().is_none_or(|known| known.eq_ignore_ascii_case(plain_start(segment)))
            };
            let named = segments.get(before.len()).is_some_and(|segment| !segment.is_empty() && *segment != asked);
            named && before.iter().zip(&segments).all(alike)
        })
    }

    fn at(&self, (resource, action): (usize, usize)) -> &Action {
        &self.resources[resource].actions[action]
    }
}

/// A segment without what a server may take off its end: an ending, dots, spaces, what isn't ASCII.
fn plain_start(segment: &str) -> &str {
    let segment = segment.trim();
    segment.split(|c: char| c == '.' || !c.is_ascii()).next().unwrap_or(segment).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(catalogue: &Catalogue, method: &str, path: &str) -> Option<(String, Option<String>)> {
        let path = RequestPath::parse(path).unwrap();
        let matched = catalogue.route(method, &path)?;
        Some((matched.action.id.clone(), matched.application.map(str::to_owned)))
    }

    #[test]
    fn the_built_in_example_has_its_237_actions_and_ours() {
        let catalogue = Catalogue::built_in().unwrap();
        assert_eq!(catalogue.len(), 237 + 2);
        for own in
            ["applicationApiTokens.post", "applicationApiToken.get", "tokenIntrospection.post", "auditEvents.get"]
        {
            assert!(catalogue.action(own).is_some(), "{own}");
        }
        let without_summary: Vec<&str> = catalogue
            .resources()
            .iter()
            .flat_map(|r| &r.actions)
            .filter(|a| a.summary.is_empty())
            .map(|a| a.id.as_str())
            .collect();
        assert!(without_summary.is_empty(), "{without_summary:?}");
    }

    #[test]
    fn a_method_and_path_name_one_action_and_its_application() {
        let catalogue = Catalogue::built_in().unwrap();
        let devices = Some(("devices.get".to_owned(), Some("A".to_owned())));
        assert_eq!(routed(&catalogue, "GET", "/applications/A/devices"), devices);
        assert_eq!(routed(&catalogue, "HEAD", "/applications/A/devices?page=2"), devices);
        assert_eq!(routed(&catalogue, "GET", "/applications/A/d%65vices"), devices, "a harmless escape");
        assert_eq!(routed(&catalogue, "GET", "/applications/A/devices/"), None, "another path to many routers");
        assert_eq!(routed(&catalogue, "PROPFIND", "/applications/A/devices"), None);
        assert_eq!(routed(&catalogue, "GET", "/nowhere"), None);
    }

    #[test]
    fn a_path_that_no_route_matches_still_names_its_application() {
        let catalogue = Catalogue::built_in().unwrap();
        let other = |path: &str| catalogue.names_other_application(&RequestPath::parse(path).unwrap(), "A");
        for path in [
            "/applications/B/devices/",
            "/Applications/B/devices",
            "/applications/B/devices.json",
            "/applications/B/devices%20",
            "/applications%20/B",
            "/applications./B/devices",
            "/applications.json/B",
            "/applications%C2%AD/B",
            "/applications/B/tokens",
            "/applications/a",
        ] {
            assert!(other(path), "{path}");
        }
        for path in ["/applications/A/devices/", "/Applications/A/nowhere", "/applications", "/applications/", "/x/B"] {
            assert!(!other(path), "{path}");
        }
    }

    #[test]
    fn our_own_actions_are_not_routed_to_an_upstream() {
        let catalogue = Catalogue::built_in().unwrap();
        assert_eq!(routed(&catalogue, "POST", "/applications/A/tokens"), None);
        assert_eq!(routed(&catalogue, "POST", "/oauth2/introspect"), None);
    }

    #[test]
    fn the_most_specific_route_wins() {
        let catalogue = Catalogue::from_toml(
            r#"[resources.a.actions]
            one = { kind = "read", method = "GET", path = "/a/{id}", summary = "s" }
            deep = { kind = "read", method = "GET", path = "/a/{other}/b", summary = "s" }
            fixed = { kind = "read", method = "GET", path = "/a/export", summary = "s" }"#,
        )
        .unwrap();
        assert_eq!(routed(&catalogue, "GET", "/a/export").unwrap().0, "a.fixed");
        assert_eq!(routed(&catalogue, "GET", "/a/7").unwrap().0, "a.one");
        assert_eq!(routed(&catalogue, "GET", "/a/export/b").unwrap().0, "a.deep");
    }

    #[test]
    fn a_faulty_file_is_refused_in_words() {
        let action = |name: &str, rest: &str| format!("[resources.{name}.actions]\nget = {{ {rest} }}");
        let fine = r#"kind = "read", method = "GET", path = "/x", summary = "s""#;
        assert!(Catalogue::from_toml(&action("x", fine)).is_ok());
        for (text, says) in [
            (action("auditEvents", fine), "Latchkey's own"),
            (action("x", r#"kind = "reed", method = "GET", path = "/x", summary = "s""#), "reed"),
            (action("x", r#"kind = "read", method = "FETCH", path = "/x", summary = "s""#), "FETCH"),
            (action("x", r#"kind = "read", method = "GET", path = "x", summary = "s""#), "begin with /"),
            (action("x", r#"kind = "read", method = "GET", path = "/x{y}", summary = "s""#), "x{y}"),
            (action("x", r#"kind = "read", method = "GET", path = "/x""#), "summary"),
            (action("\"x.y\"", fine), "x.y"),
            (action("x", &fine.replace("/x", &"/{x}".repeat(21))), "more than 20 parameters"),
            (action("x", &fine.replace("/x", "/{applicationId}/{applicationId}")), "{applicationId} twice"),
            (action("x", &fine.replace("/x", &"/x".repeat(600))), "longer than 1000"),
            (format!("{}\nagain = {{ {fine} }}", action("x", fine)), "another action"),
            ("[".to_owned(), "TOML"),
        ] {
            let error = Catalogue::from_toml(&text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
