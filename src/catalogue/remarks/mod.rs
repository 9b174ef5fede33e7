//! What there is to say about a catalogue that can be used as it is: routes that don't do what one might think, kinds
//! and parameters that look wrong, operations that are left out. Faults are not here.

mod routes;
mod signs;
#[cfg(test)]
mod tests;

use super::{Action, Catalogue};

/// How many places of one kind are named before the rest are only counted.
const NAMED: usize = 3;

/// Everything there is to say, a line each.
pub fn of(catalogue: &Catalogue) -> Vec<String> {
    let actions: Vec<&Action> =
        catalogue.resources().iter().flat_map(|resource| &resource.actions).filter(|action| !action.own).collect();
    let mut remarks = Vec::new();
    remarks.extend(routes::left_out(catalogue, &actions));
    remarks.extend(routes::unreachable(catalogue, &actions));
    remarks.extend(routes::overlapping(catalogue, &actions));
    remarks.extend(signs::kinds(&actions));
    remarks.extend(signs::application(catalogue, &actions));
    remarks
}

/// The first of some places, and how many more there are.
pub fn some(places: &[String]) -> String {
    let named = places.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// A text of the file as a remark or an error can hold it: no longer than a line, without control characters.
pub fn short(text: &str) -> String {
    const MOST: usize = 120;
    let mut line: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        line.push('…');
    }
    line
}
