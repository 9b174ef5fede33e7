//! A JSON text as a tree. `serde_json` reads it and bounds the depth; the number of values and keys that are there
//! twice are seen to here.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Budget, Node, twice};

/// Reads a JSON text; the error names the line.
pub fn parse(text: &str) -> Result<Rc<Node>, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut budget = Budget::new();
    let tree = Value(&mut budget).deserialize(&mut reader).and_then(|tree| reader.end().map(|()| tree));
    tree.map_err(|error| {
        let said = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let what = said.strip_suffix(&place).unwrap_or(&said);
        format!("line {}, column {}: {what}", error.line(), error.column())
    })
}

struct Value<'b>(&'b mut Budget);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Rc<Node>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Rc<Node>, D::Error> {
        self.0.spend().map_err(D::Error::custom)?;
        deserializer.deserialize_any(self).map(Rc::new)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Value(self.0))? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = access.next_key::<String>()? {
            if entries.contains_key(&key) {
                return Err(A::Error::custom(twice(&key)));
            }
            entries.insert(key, access.next_value_seed(Value(self.0))?);
        }
        Ok(Node::Map(entries.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::VALUES;
    use super::*;

    #[test]
    fn a_fault_is_told_with_its_place() {
        for (text, says) in [
            ("", "line 1, column 0"),
            ("{\n  \"a\": 1,\n}", "line 3, column 1: trailing comma"),
            ("{\n  \"a\": 1,\n  \"a\": 2\n}", "line 3, column 5: “a” is there twice"),
            ("{} {}", "line 1, column 4: trailing characters"),
            ("{1: 2}", "key must be a string"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
    }

    #[test]
    fn it_is_bounded() {
        let error = parse(&"[".repeat(1 << 20)).unwrap_err();
        assert!(error.contains("recursion limit"), "{error}");
        let error = parse(&format!("[{}0]", "0,".repeat(VALUES))).unwrap_err();
        assert!(error.contains("more than"), "{error}");
    }
}
