//! `$ref`: a path item or operation that stands elsewhere in the document. Other files are never read.

use std::rc::Rc;

use percent_encoding::percent_decode_str;

use super::Node;
use crate::catalogue::remarks::short;

/// The most references that lead from one to the next.
const HOPS: usize = 16;

/// A mapping and, behind it, those that its `$ref` leads to; the first that has a field tells it.
pub struct Layers<'a>(Vec<&'a Node>);

impl<'a> Layers<'a> {
    /// Follows the references of a path item or an operation, which `place` names in an error.
    pub fn of(root: &'a Node, mut node: &'a Node, place: &str) -> Result<Self, String> {
        let mut layers = Vec::new();
        loop {
            match node {
                Node::Null => break,
                Node::Map(_) => layers.push(node),
                _ => return Err(format!("{place} is not a mapping")),
            }
            let Some(reference) = node.get("$ref") else {
                break;
            };
            if layers.len() > HOPS {
                return Err(format!("{place}: its `$ref` leads in a circle, or over more than {HOPS} others"));
            }
            let said = reference.text().ok_or_else(|| format!("{place}: its `$ref` is not a text"))?;
            let Some(fragment) = said.strip_prefix('#') else {
                return Err(format!(
                    "{place} is in another file, “{}”: put the document together into one file first (bundle it)",
                    short(said)
                ));
            };
            node = find(root, fragment)
                .ok_or_else(|| format!("{place}: its `$ref` “{}” leads nowhere in the document", short(said)))?;
        }
        Ok(Self(layers))
    }

    /// The value of a field, if it has one other than null.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.0.iter().find_map(|node| node.get(key))
    }

    /// The mappings, the nearest first.
    pub fn nodes(&self) -> impl Iterator<Item = &'a Node> {
        self.0.iter().copied()
    }

    /// The fields, each once.
    pub fn fields(&self) -> Vec<&'a str> {
        let mut fields: Vec<&str> =
            self.nodes().flat_map(|node| node.entries().iter().take(1_000)).map(|(key, _)| key.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

/// What a JSON pointer in a fragment leads to.
fn find<'a>(root: &'a Node, fragment: &str) -> Option<&'a Node> {
    let pointer = percent_decode_str(fragment).decode_utf8().ok()?;
    if pointer.is_empty() {
        return None;
    }
    pointer.strip_prefix('/')?.split('/').try_fold(root, |node, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        match node {
            Node::List(items) => items.get(token.parse::<usize>().ok()?).map(Rc::as_ref),
            _ => node.get(&token),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tree::parse_yaml;

    #[test]
    fn a_reference_leads_on_within_the_document() {
        let root = parse_yaml(
            "a: {$ref: '#/b/x~1y', own: 1, both: 1}\nb:\n  x/y: {$ref: '#/c/1', both: 2}\n  x y: {z: 1}\n\
             c: [0, {far: 3, both: 3}]\nd: {$ref: '#/b/x%20y'}\n",
        )
        .unwrap();
        let layers = Layers::of(&root, root.get("a").unwrap(), "a").unwrap();
        let text = |key| layers.get(key).and_then(Node::text);
        assert_eq!((text("own"), text("both"), text("far")), (Some("1"), Some("1"), Some("3")));
        assert_eq!(layers.fields(), ["$ref", "both", "far", "own"]);
        assert!(Layers::of(&root, root.get("d").unwrap(), "d").unwrap().get("z").is_some());
    }

    #[test]
    fn a_reference_that_leads_nowhere_else_is_refused_in_words() {
        for (reference, says) in [
            ("'#/nowhere'", "leads nowhere"),
            ("'#'", "leads nowhere"),
            ("'#anchor'", "leads nowhere"),
            ("'#/a'", "circle"),
            ("'#/text'", "is not a mapping"),
            ("paths/x.yaml", "bundle it"),
            ("https://x.example/y.json#/z", "bundle it"),
            ("[1]", "is not a text"),
        ] {
            let root = parse_yaml(&format!("a: {{$ref: {reference}}}\ntext: x")).unwrap();
            let error = Layers::of(&root, root.get("a").unwrap(), "GET /a").err().unwrap();
            assert!(error.contains(says) && error.starts_with("GET /a"), "{reference}: {error}");
        }
    }
}
