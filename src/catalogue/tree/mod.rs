//! A JSON or YAML text as a tree of what both can say. Its size and depth are bounded, and a key that is there twice is
//! a fault. What the tree means is not known here.

mod json;
mod yaml;

use std::rc::Rc;

pub use json::parse as parse_json;
pub use yaml::parse as parse_yaml;

/// The most values a text may have: several times what the document of a large API has. Fewer in tests, which go there.
const VALUES: usize = if cfg!(test) { 200_000 } else { 2_000_000 };
/// The deepest that values may be nested. A tree is let go recursively, so this bounds the stack too.
const DEPTH: usize = 128;

/// A value. What an alias of YAML stands for is shared, never copied: a few lines could make billions of copies.
#[derive(Debug, PartialEq, Eq)]
pub enum Node {
    /// Nothing.
    Null,
    /// A text, number or truth value, as it is written.
    Text(String),
    /// A list.
    List(Vec<Rc<Node>>),
    /// A mapping, sorted by key.
    Map(Vec<(String, Rc<Node>)>),
}

impl Node {
    /// The value of a key, if this is a mapping that has it with a value other than null.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entries = self.entries();
        let at = entries.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        Some(entries[at].1.as_ref()).filter(|node| **node != Node::Null)
    }

    /// The text of a key's value, if it is one.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The entries, if this is a mapping; else none.
    pub fn entries(&self) -> &[(String, Rc<Node>)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entries whose keys begin with `start`.
    pub fn entries_from(&self, start: &str) -> impl Iterator<Item = &(String, Rc<Node>)> {
        let entries = self.entries();
        let from = entries.partition_point(|(key, _)| key.as_str() < start);
        entries[from..].iter().take_while(move |(key, _)| key.starts_with(start))
    }

    /// The items, if this is a list; else none.
    pub fn items(&self) -> &[Rc<Node>] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// How many values a text may still have.
struct Budget(usize);

impl Budget {
    fn new() -> Self {
        Self(VALUES)
    }

    fn spend(&mut self) -> Result<(), String> {
        self.0 = self.0.checked_sub(1).ok_or_else(|| format!("it has more than {VALUES} values"))?;
        Ok(())
    }
}

fn twice(key: &str) -> String {
    format!("“{}” is there twice in one mapping", super::remarks::short(key))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn json_and_yaml_say_the_same() {
        let json = r#"{"a": [1, 1.5, true, null, "x\ud83d\ude00"], "b": {"c": "", "200": -7}}"#;
        let yaml = "b:\n  200: -7\n  c: ''\na:\n- 1\n- 1.5\n- true\n- ~\n- \"x\u{1f600}\"\n";
        let tree = parse_json(json).unwrap();
        assert_eq!(tree, parse_yaml(yaml).unwrap());
        assert_eq!(parse_yaml(json).unwrap(), tree, "JSON is YAML");
        assert_eq!(tree.get("b").unwrap().text_of("200"), Some("-7"));
        assert!(tree.get("c").is_none() && tree.get("a").unwrap().get("b").is_none());
        assert_eq!(tree.get("a").unwrap().items().len(), 5);
    }

    #[test]
    fn entries_are_found_by_how_they_begin() {
        let tree = parse_json(r#"{"x-a": 1, "x": 2, "x-b": 3, "y": 4}"#).unwrap();
        assert!(parse_json(r#"{"x": null}"#).unwrap().get("x").is_none(), "null is as good as nothing");
        let found: Vec<&str> = tree.entries_from("x-").map(|(key, _)| key.as_str()).collect();
        assert_eq!(found, ["x-a", "x-b"]);
    }

    proptest! {
        #[test]
        fn no_text_is_too_much_for_a_parser(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", ": ", "- ", "? ", "\n", "\n  ", " ", "\t", "&a ", "*a", "<<: *a",
                    "\"", "'", "|\n", ">-\n", "---\n", "...\n", "%YAML 1.2\n", "!t ", "!!str ", "#", "\\u", "\\ud83d",
                    "a", "b: ", "1", "~", "null", "é", "\u{feff}", "\r\n", "\u{85}",
                ]),
                0..30,
            )
        ) {
            let text = pieces.concat();
            let _ = (parse_json(&text), parse_yaml(&text));
        }
    }
}
