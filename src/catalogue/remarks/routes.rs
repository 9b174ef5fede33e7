//! Remarks on where requests lead: to what is left out, to another action, to one of two. The router is asked.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::short;
use crate::catalogue::template::{Segment, Template, requested};
use crate::catalogue::{Action, Catalogue};

/// How many pairs of overlapping routes are told of.
pub const PAIRS: usize = 20;

/// Operations that are no actions, and whose requests count as an action all the same.
pub fn left_out<'a>(catalogue: &'a Catalogue, actions: &'a [&Action]) -> impl Iterator<Item = String> {
    catalogue.unlisted.iter().map(|operation| {
        let (method, path) = (&operation.method, short(&operation.path));
        let mut said = format!(
            "{method} {path} is left out, since {}: only tokens with All permissions may send its requests",
            operation.why
        );
        let template = &operation.template;
        let counts = |action: &&&Action| {
            action.method == *method
                && action.template.overlaps(template)
                && !(template.has_parts() && template.wins_over(&action.template))
        };
        if let Some(action) = actions.iter().find(counts) {
            let (path, id) = (short(&action.path), &action.id);
            let _ =
                write!(said, "; but those that fit the path of an action count as that action, as {path} does as {id}");
        }
        let application = catalogue.application_parameter();
        let inside = operation.path.contains(&format!("{{{application}}}"));
        if inside && !operation.template.parameters().any(|name| name == application) {
            said += "; the gate does not compare its application";
        }
        said
    })
}

/// The self-check: an example of every action's requests leads to it.
pub fn unreachable(catalogue: &Catalogue, actions: &[&Action]) -> impl Iterator<Item = String> {
    // As a value, what is longer than every path is the text of none.
    let longest = actions.iter().map(|action| action.path.len()).max().unwrap_or_default();
    let example = "~".repeat(longest + 1);
    actions.iter().filter_map(move |action| {
        let Action { id, method, path, .. } = action;
        let wanted = action.template.example(&example);
        let why = match requested(&wanted) {
            Err(fault) => format!("the gate refuses them, since {fault}"),
            Ok(read) if read.decoded() != wanted => "the gate sees neither a query nor a fragment".to_owned(),
            Ok(read) => match catalogue.route(method, &read) {
                Some(matched) if matched.action.id == *id => return None,
                Some(matched) => format!("they count as {}", matched.action.id),
                None => "an operation that is left out takes them".to_owned(),
            },
        };
        Some(format!("requests for {} do not lead to {id}: {why}", short(&format!("{method} {path}"))))
    })
}

/// Pairs of which each is more specific in another segment. Where one is so throughout, it wins as anybody expects.
pub fn overlapping(catalogue: &Catalogue, actions: &[&Action]) -> Vec<String> {
    let mut alike: BTreeMap<(&str, usize), Vec<&Action>> = BTreeMap::new();
    for action in actions {
        alike.entry((&action.method, action.template.0.len())).or_default().push(action);
    }
    let (mut remarks, mut more) = (Vec::new(), 0);
    for group in alike.values() {
        for (at, first) in group.iter().enumerate() {
            for second in &group[at + 1..] {
                let (a, b) = (&first.template, &second.template);
                if !(a.overlaps(b) && a.is_somewhere_narrower_than(b) && b.is_somewhere_narrower_than(a)) {
                    continue;
                }
                if remarks.len() == PAIRS {
                    more += 1;
                } else if let Some((path, winner)) = winner(catalogue, &first.method, a, b) {
                    remarks.push(format!(
                        "{} {} is both {} ({}) and {} ({}): it counts as {winner}",
                        first.method,
                        short(&path),
                        first.id,
                        short(&first.path),
                        second.id,
                        short(&second.path),
                    ));
                }
            }
        }
    }
    if more > 0 {
        remarks.push(format!("{more} more pairs of routes overlap in that manner"));
    }
    remarks
}

/// A path that two templates are about, and which action it is: the router is asked, not guessed at.
fn winner<'c>(catalogue: &'c Catalogue, method: &str, a: &Template, b: &Template) -> Option<(String, &'c str)> {
    let narrower = |(a, b): (&Segment, &Segment)| if matches!(a, Segment::Text(_)) { a.clone() } else { b.clone() };
    let path = Template(a.0.iter().zip(&b.0).map(narrower).collect()).example("x");
    let read = requested(&path).ok()?;
    Some((path, &catalogue.route(method, &read)?.action.id))
}
