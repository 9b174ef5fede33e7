//! A catalogue from what a file comes to: ids, routes, and what the gate needs to know of operations that it can't
//! route. All checks that need the whole file are here.

use std::collections::BTreeSet;
use std::fmt::Write;

use hashbrown::HashMap;

use super::file::{File, Unlisted, check_name, parse};
use super::template::Segment;
use super::{Action, Catalogue, OWN, Resource};

/// The most actions of a file: a page lists them all.
const ACTIONS: usize = 10_000;

impl Catalogue {
    /// Builds the catalogue of somebody's file, which has none of our own resources.
    pub(super) fn from_file(file: File) -> Result<Self, String> {
        if let Some(reserved) = parse(OWN)?.resources.into_keys().find(|name| file.resources.contains_key(name)) {
            return Err(format!("the resource “{reserved}” is Latchkey's own: choose another name for yours"));
        }
        Self::build(file)
    }

    pub(super) fn build(file: File) -> Result<Self, String> {
        let application = file.application_parameter()?.to_owned();
        let own_file = parse(OWN)?;
        let own_parameter = own_file.application_parameter()?.to_owned();
        let own_names: Vec<String> = own_file.resources.keys().cloned().collect();
        let mut all = file.resources;
        let count: usize = all.values().map(|resource| resource.actions.len()).sum();
        if count + file.unlisted.len() > ACTIONS {
            return Err(format!("it has more than {ACTIONS} actions"));
        }
        for (name, resource) in own_file.resources {
            // The built-in example brings some of them itself, with the same actions.
            all.entry(name).or_insert(resource);
        }
        let mut built = Self {
            resources: Vec::new(),
            by_id: HashMap::new(),
            upstream: HashMap::new(),
            exceptions: HashMap::new(),
            before_application: BTreeSet::new(),
            application_parameter: application,
            unlisted: Vec::new(),
        };
        let mut known = HashMap::new();
        for (name, resource) in all {
            check_name(&name)?;
            let own = own_names.contains(&name);
            let place = built.resources.len();
            let mut actions = Vec::new();
            for (action_name, action) in resource.actions {
                check_name(&action_name)?;
                let parameter = if own { &own_parameter } else { &built.application_parameter };
                let action = Action::from_file(&name, action_name, action, own, parameter)?;
                built.before_application.extend(action.template.before(parameter));
                let at = (place, actions.len());
                if !own {
                    built.add_route(&action, at, &mut known)?;
                }
                built.by_id.insert(action.id.clone(), at);
                actions.push(action);
            }
            built.resources.push(Resource { name, summary: resource.summary, actions });
        }
        for operation in &file.unlisted {
            let Unlisted { method, template, .. } = operation;
            built.before_application.extend(template.before(&built.application_parameter));
            if template.has_parts() {
                built.exceptions.entry(method.clone()).or_default().push(template.clone());
            }
        }
        built.unlisted = file.unlisted;
        Ok(built)
    }

    fn add_route(
        &mut self,
        action: &Action,
        at: (usize, usize),
        known: &mut HashMap<(String, String), String>,
    ) -> Result<(), String> {
        // The names of parameters differ between routes that share a start; the router wants them alike.
        let mut number = 0;
        let mut template = String::new();
        for segment in &action.template.0 {
            template.push('/');
            if let Segment::Text(text) = segment {
                template.push_str(text);
            } else {
                number += 1;
                let _ = write!(template, "{{p{number}}}");
            }
        }
        let Action { id, method, path, .. } = action;
        if let Some(other) = known.insert((method.clone(), template.clone()), id.clone()) {
            return Err(format!("{id}: {method} {path} is the method and path of another action too, {other}"));
        }
        let router = self.upstream.entry(method.clone()).or_default();
        router.insert(template, at).map_err(|error| format!("{id}: {method} {path} can't be routed: {error}"))
    }
}
