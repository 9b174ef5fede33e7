//! What is noted while a document is read, and the lines that come of it. One line stands for all operations of which
//! the same is to be said.

use crate::catalogue::remarks::{short, some};

/// Operations by what is to be said of them.
#[derive(Default)]
pub struct Notes {
    pub untagged: Vec<String>,
    pub several_tags: Vec<String>,
    pub unnamed: Vec<String>,
    pub renamed_tags: Vec<String>,
    pub renamed_operations: Vec<String>,
    unknown_fields: Vec<String>,
}

impl Notes {
    /// A field of a path item that OpenAPI doesn't know, such as a method in capitals.
    pub fn unknown_field(&mut self, path: &str, field: &str) {
        self.unknown_fields.push(format!("`{}` of {}", short(field), short(path)));
    }

    pub fn remarks(&self) -> Vec<String> {
        let lines = [
            (
                &self.unknown_fields,
                "not read, since OpenAPI has no such field of a path (methods are in small letters)",
            ),
            (&self.renamed_tags, "tags that can't be names as they are"),
            (&self.untagged, "without a tag, so the resource goes by the path"),
            (&self.several_tags, "with several tags, of which the first is the resource"),
            (&self.renamed_operations, "operationIds that can't be names as they are"),
            (
                &self.unnamed,
                "without an operationId, so the action goes by method and path, and a token that lists it loses it when \
                 the path changes",
            ),
        ];
        let lines = lines.into_iter().filter(|(places, _)| !places.is_empty());
        lines.map(|(places, what)| format!("{what}: {}", some(places))).collect()
    }
}
