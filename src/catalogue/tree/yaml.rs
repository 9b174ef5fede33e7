//! A YAML text as a tree, from the parser's events. Aliases are shared, merge keys (`<<`) are spelled out, and tags are
//! of no account: every scalar is the text that it is written as.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle};

use super::{Budget, DEPTH, Node, twice};

/// Reads a YAML text that is one document; the error names the line.
pub fn parse(text: &str) -> Result<Rc<Node>, String> {
    let mut builder = Builder { open: Vec::new(), anchors: HashMap::new(), budget: Budget::new(), root: None };
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| {
            let at = error.marker();
            format!("line {}, column {}: {}", at.line(), at.col() + 1, error.info())
        })?;
        let at = span.start;
        builder.take(event).map_err(|error| format!("line {}, column {}: {error}", at.line(), at.col() + 1))?;
    }
    Ok(builder.root.unwrap_or(Rc::new(Node::Null)))
}

struct Builder {
    open: Vec<Open>,
    /// What anchors stand for, with its height.
    anchors: HashMap<usize, (Rc<Node>, usize)>,
    budget: Budget,
    root: Option<Rc<Node>>,
}

/// A list or mapping of which the end has not been read.
struct Open {
    content: Content,
    anchor: usize,
    /// How deep what is in it is nested.
    height: usize,
}

enum Content {
    List(Vec<Rc<Node>>),
    Map { entries: BTreeMap<String, Rc<Node>>, key: Option<Key>, merged: Vec<Rc<Node>> },
}

enum Key {
    Named(String),
    Merge,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                Err("a second document begins here: a catalogue is one".to_owned())
            }
            Event::Scalar(value, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let null = plain && matches!(&*value, "" | "~" | "null" | "Null" | "NULL");
                let merge = plain && value == "<<";
                let node = if null { Node::Null } else { Node::Text(value.into_owned()) };
                self.add(Rc::new(node), 1, anchor, merge)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some((node, height)) => self.add(Rc::clone(node), *height, 0, false),
                None => Err("an alias stands inside what it is an alias for".to_owned()),
            },
            Event::SequenceStart(_, anchor, _) => self.begin(Content::List(Vec::new()), anchor),
            Event::MappingStart(_, anchor, _) => {
                self.begin(Content::Map { entries: BTreeMap::new(), key: None, merged: Vec::new() }, anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, content: Content, anchor: usize) -> Result<(), String> {
        if self.open.len() >= DEPTH {
            return Err(too_deep());
        }
        self.open.push(Open { content, anchor, height: 0 });
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let Some(Open { content, anchor, height }) = self.open.pop() else {
            return Ok(());
        };
        let node = match content {
            Content::List(items) => Node::List(items),
            Content::Map { mut entries, merged, .. } => {
                for node in merged {
                    self.merge(&mut entries, &node)?;
                }
                Node::Map(entries.into_iter().collect())
            }
        };
        self.add(Rc::new(node), height + 1, anchor, false)
    }

    /// Puts a finished value where it belongs: the document, a list, or a mapping, as key or as value.
    fn add(&mut self, node: Rc<Node>, height: usize, anchor: usize, merge: bool) -> Result<(), String> {
        self.budget.spend()?;
        // Aliases of aliases nest without being nested in the text.
        if height + self.open.len() > DEPTH {
            return Err(too_deep());
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (Rc::clone(&node), height));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        // What a merge key takes in stands one higher than its value.
        let merges = matches!(&open.content, Content::Map { key: Some(Key::Merge), .. });
        open.height = open.height.max(height - usize::from(merges));
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map { entries, key, merged } => match key.take() {
                Some(Key::Merge) => merged.push(node),
                Some(Key::Named(name)) => {
                    entries.insert(name, node);
                }
                None if merge => *key = Some(Key::Merge),
                None => {
                    let name = match &*node {
                        Node::Text(name) => name.clone(),
                        Node::Null => "null".to_owned(),
                        _ => return Err("a key is a list or a mapping: keys are text here".to_owned()),
                    };
                    if entries.contains_key(&name) {
                        return Err(twice(&name));
                    }
                    *key = Some(Key::Named(name));
                }
            },
        }
        Ok(())
    }

    /// Adds the entries of a merge key's value that the mapping doesn't have itself.
    fn merge(&mut self, entries: &mut BTreeMap<String, Rc<Node>>, node: &Node) -> Result<(), String> {
        match node {
            Node::Map(from) => {
                for (key, value) in from {
                    self.budget.spend()?;
                    entries.entry(key.clone()).or_insert_with(|| Rc::clone(value));
                }
                Ok(())
            }
            Node::List(several) if several.iter().all(|node| matches!(**node, Node::Map(_))) => {
                several.iter().try_for_each(|node| self.merge(entries, node))
            }
            _ => Err("<< takes in a mapping or a list of mappings".to_owned()),
        }
    }
}

fn too_deep() -> String {
    format!("it is nested deeper than {DEPTH}")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::VALUES;
    use super::*;

    #[test]
    fn a_fault_is_told_with_its_place() {
        for (text, says) in [
            ("a: 1\nb: [", "line 2"),
            ("a: 1\nb: 2\na: 3", "line 3, column 1: “a” is there twice"),
            ("a: 1\n---\nb: 2", "line 2, column 1: a second document"),
            ("a: 1\n? [x]\n: 2", "keys are text"),
            ("a: &a [*a]", "an alias stands inside"),
            ("a: *b", "line 1"),
            ("a:\n  <<: x", "<< takes in"),
            ("\ta: 1\n\tb: 2", "line 1"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
        assert_eq!(*parse("").unwrap(), Node::Null);
    }

    #[test]
    fn keys_need_not_be_written_as_text() {
        let tree = parse("200: a\ntrue: b\n~: c\n1.5: d\n&k e: 1\nf: *k\n*k : 2\n");
        assert!(tree.unwrap_err().contains("“e” is there twice"));
        let tree = parse("200: a\ntrue: b\n~: c\n1.5: d\n").unwrap();
        let keys: Vec<&str> = tree.entries().iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["1.5", "200", "null", "true"]);
    }

    #[test]
    fn a_merge_key_takes_in_what_the_mapping_does_not_have() {
        let tree = parse("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 3\n\"<<\": 4\n").unwrap();
        let z = tree.get("z").unwrap();
        assert_eq!((z.text_of("a"), z.text_of("b"), z.text_of("c")), (Some("3"), Some("1"), Some("2")));
        assert_eq!(tree.text_of("<<"), Some("4"), "in quotes it is a key like others");
    }

    /// Each line has the one before nine times: written out it would be 9^40 values.
    #[test]
    fn a_bomb_of_aliases_does_not_go_off() {
        let mut text = "a0: &a0 x\n".to_owned();
        for line in 1..40 {
            let before = vec![format!("*a{}", line - 1); 9].join(", ");
            let _ = writeln!(text, "a{line}: &a{line} [{before}]");
        }
        assert_eq!(parse(&text).unwrap().get("a39").unwrap().items().len(), 9);
        let mut text = "a0: &a0 {k0: x}\n".to_owned();
        for line in 1..20_000 {
            let _ = writeln!(text, "a{line}: &a{line} {{<<: *a{}, k{line}: x}}", line - 1);
        }
        assert!(parse(&text).unwrap_err().contains(&format!("more than {VALUES}")));
    }

    #[test]
    fn it_is_bounded() {
        for deep in ["[", "{a: ", "- ", "? ", "{a: [", "&a [*a, "] {
            let error = parse(&deep.repeat(1 << 18)).unwrap_err();
            assert!(!error.is_empty() && error.len() < 200, "{deep}: {error}");
        }
        // Shallow to read, deep to follow.
        let mut text = "a0: &a0 x\n".to_owned();
        for line in 1..200 {
            let _ = writeln!(text, "a{line}: &a{line} [*a{}]", line - 1);
        }
        assert!(parse(&text).unwrap_err().contains("nested deeper"));
        assert!(parse(&"- a\n".repeat(VALUES + 1)).unwrap_err().contains("more than"));
    }
}
