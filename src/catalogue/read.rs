//! Reading a catalogue file: how large it may be, and which of the forms it has.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Catalogue, file, openapi, remarks, tree};

/// The most bytes of a file, and of a TOML text, whose parser takes some 80 bytes of memory for each.
const SIZE_LIMIT: u64 = 16 << 20;
const TOML_LIMIT: usize = 4 << 20;

/// A catalogue read from a file, and what there is to say about it.
#[derive(Debug)]
pub struct Reading {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// What the file is, such as `OpenAPI 3.1 in YAML`.
    pub format: String,
    /// What is ambiguous, assumed, looks wrong or is left out; a line each.
    pub remarks: Vec<String>,
}

/// The languages a catalogue may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Toml,
    Json,
    Yaml,
}

impl Catalogue {
    /// Reads a catalogue file of up to 16 MB: Latchkey's own TOML, or an OpenAPI 3 document in JSON or YAML. The error
    /// names the file and the place in it.
    pub fn read(path: &Path) -> Result<Reading, String> {
        let named = |error: String| format!("{}: {error}", path.display());
        let text = text_of(path).map_err(named)?;
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        Self::from_text(ending, &text).map_err(named)
    }

    /// Reads a catalogue from the text of a file whose name has this ending.
    pub(super) fn from_text(ending: &str, text: &str) -> Result<Reading, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let language = language(ending, text);
        let hint = |error: String| match looks_like(text) {
            Some(other) if other != language => {
                let (is, name) = (other.name(), other.ending());
                format!("{error} (it looks like {is}: if that is what it is, give it a name that ends in .{name})")
            }
            _ => error,
        };
        match language {
            Language::Toml if text.len() > TOML_LIMIT => {
                Err(hint(format!("it is larger than {} MB", TOML_LIMIT >> 20)))
            }
            Language::Toml => {
                let file = file::parse(text).map_err(|error| hint(format!("it is no TOML catalogue: {error}")))?;
                let catalogue = Self::from_file(file)?;
                let remarks = remarks::of(&catalogue);
                Ok(Reading { catalogue, format: "TOML".to_owned(), remarks })
            }
            Language::Json | Language::Yaml => {
                let parse = if language == Language::Json { tree::parse_json } else { tree::parse_yaml };
                let tree = parse(text).map_err(|error| hint(format!("it is not {}: {error}", language.name())))?;
                let read = openapi::read(&tree)?;
                let catalogue = Self::from_file(read.file)?;
                let mut remarks = read.remarks;
                remarks.extend(remarks::of(&catalogue));
                Ok(Reading { catalogue, format: format!("OpenAPI {} in {}", read.version, language.name()), remarks })
            }
        }
    }
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Json => "JSON",
            Self::Yaml => "YAML",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Toml => "toml",
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    // What is not a file, such as a pipe, has no size to ask for.
    let read = File::open(path).and_then(|file| file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes));
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(format!("it is larger than {} MB", SIZE_LIMIT >> 20));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
        format!("line {line}: it is not text in UTF-8")
    })
}

/// The ending of the name decides, unless the text begins like JSON, which is never TOML; without an ending that is
/// known, the text does.
fn language(ending: &str, text: &str) -> Language {
    match ending.to_ascii_lowercase().as_str() {
        "toml" => Language::Toml,
        "json" => Language::Json,
        // All JSON is meant to be YAML, but not all parsers hold with it.
        "yaml" | "yml" if text.trim_start().starts_with('{') && tree::parse_json(text).is_ok() => Language::Json,
        "yaml" | "yml" => Language::Yaml,
        _ => looks_like(text).unwrap_or(Language::Toml),
    }
}

fn looks_like(text: &str) -> Option<Language> {
    if text.trim_start().starts_with('{') {
        return Some(Language::Json);
    }
    for line in text.lines() {
        let key = line.trim_start_matches(['"', '\'']);
        if line.starts_with("---") || line.starts_with("%YAML") {
            return Some(Language::Yaml);
        }
        for known in ["openapi", "swagger"] {
            let after = key.strip_prefix(known).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
            if after.is_some_and(|rest| rest.starts_with(':')) {
                return Some(Language::Yaml);
            }
        }
        if line.starts_with("[resources") {
            return Some(Language::Toml);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::super::template::requested;
    use super::*;

    const TOML: &str =
        "[resources.a.actions]\nb = { kind = \"read\", method = \"GET\", path = \"/a\", summary = \"s\" }\n";
    const YAML: &str = "info: {}\nopenapi: 3.1.0\npaths: {/a: {get: {tags: [a], operationId: b}}}\n";
    const JSON: &str = r#" {"openapi": "3.0.0", "paths": {"/a": {"get": {"tags": ["a"], "operationId": "b"}}}}"#;

    #[test]
    fn what_a_file_is_goes_by_its_ending_and_without_one_by_its_text() {
        for (ending, text, format) in [
            ("toml", TOML, "TOML"),
            ("", TOML, "TOML"),
            ("conf", TOML, "TOML"),
            ("yaml", YAML, "OpenAPI 3.1.0 in YAML"),
            ("YML", YAML, "OpenAPI 3.1.0 in YAML"),
            ("", YAML, "OpenAPI 3.1.0 in YAML"),
            ("txt", &format!("\u{feff}# ours\n---\n{YAML}"), "OpenAPI 3.1.0 in YAML"),
            ("", &YAML.replace("openapi:", "\"openapi\" :"), "OpenAPI 3.1.0 in YAML"),
            ("json", JSON, "OpenAPI 3.0.0 in JSON"),
            ("json", &format!("\u{feff}{JSON}"), "OpenAPI 3.0.0 in JSON"),
            ("", JSON, "OpenAPI 3.0.0 in JSON"),
            ("yaml", JSON, "OpenAPI 3.0.0 in JSON"),
            ("yaml", "{openapi: 3.0.0, paths: {/a: {get: {}}}}", "OpenAPI 3.0.0 in YAML"),
        ] {
            let read = Catalogue::from_text(ending, text).unwrap_or_else(|error| panic!("{ending} {text}: {error}"));
            assert_eq!((read.format.as_str(), read.catalogue.counts().read), (format, 1), "{ending} {text}");
        }
    }

    #[test]
    fn a_name_that_misleads_is_hinted_at() {
        for (ending, text, says) in [
            ("toml", YAML, "ends in .yaml"),
            ("toml", JSON, "ends in .json"),
            ("json", YAML, "ends in .yaml"),
            ("yaml", TOML, "ends in .toml"),
            ("json", "x", "it is not JSON: line 1, column 1"),
            ("yaml", "a: [", "it is not YAML: line"),
            ("toml", "a = ", "it is no TOML catalogue: line 1, column"),
            ("", "[", "it is no TOML catalogue: line 1, column"),
        ] {
            let error = Catalogue::from_text(ending, text).unwrap_err();
            assert!(error.contains(says) && !error.contains('\n'), "{ending} {text}: {error}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_or_not_text_is_refused_by_its_name() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("api.yaml");
        let read = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            Catalogue::read(&path).map(|read| read.format)
        };
        assert_eq!(read(YAML.as_bytes()).unwrap(), "OpenAPI 3.1.0 in YAML");
        assert!(read(b"a: 1\nb: \xff").unwrap_err().ends_with("api.yaml: line 2: it is not text in UTF-8"));
        let large = vec![b'#'; usize::try_from(SIZE_LIMIT).unwrap() + 1];
        assert!(read(&large).unwrap_err().ends_with("api.yaml: it is larger than 16 MB"));
        assert!(Catalogue::read(folder.path()).unwrap_err().contains(&folder.path().display().to_string()));
    }

    /// What holds for every catalogue: an example of each action's requests leads to it, or a remark names it.
    fn leads_back(read: &Reading) -> Result<(), TestCaseError> {
        for action in read.catalogue.resources().iter().flat_map(|resource| &resource.actions).filter(|a| !a.own) {
            let asked = requested(&action.template.example("q"));
            let found =
                asked.ok().and_then(|path| Some(read.catalogue.route(&action.method, &path)?.action.id.clone()));
            let said = || read.remarks.iter().any(|remark| remark.contains(&format!("do not lead to {}", action.id)));
            prop_assert!(found.as_ref() == Some(&action.id) || said(), "{action:?} {found:?} {:?}", read.remarks);
        }
        Ok(())
    }

    fn segment() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "a",
            "b",
            "a.j",
            "",
            "{x}",
            "{y}",
            "{applicationId}",
            "{x}.j",
            "v{x}",
            "{x}{y}",
            "{p*}",
            "{x:[0-9]+}",
            "..",
            "é",
            "%41",
            "%2f",
            ";a",
            "a b",
            "?a",
            "*",
            ":x",
            "{",
        ])
    }

    fn path() -> impl Strategy<Value = String> {
        prop::collection::vec(segment(), 1..5).prop_map(|segments| format!("/{}", segments.join("/")))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_text_makes_a_parser_panic(text in "\\PC{0,80}", ending in "toml|json|yaml|") {
            if let Ok(read) = Catalogue::from_text(&ending, &text) {
                leads_back(&read)?;
            }
        }

        #[test]
        fn nor_does_one_that_is_nearly_a_catalogue(
            (of, ending) in prop::sample::select(vec![(TOML, "toml"), (YAML, "yaml"), (JSON, "json")]),
            at in 0_usize..100,
            cut in 0_usize..20,
            put in "\\PC{0,4}|[\\[\\]{}:\",&*\n -]{0,4}",
        ) {
            let (before, after): (String, String) = (of.chars().take(at).collect(), of.chars().skip(at + cut).collect());
            if let Ok(read) = Catalogue::from_text(ending, &(before + &put + &after)) {
                leads_back(&read)?;
            }
        }

        #[test]
        fn every_action_of_a_document_is_led_to_or_remarked_on(
            operations in prop::collection::btree_map((path(), "get|put|post|head"), "[a-c.]{1,2}", 1..8),
            base in "|/v1|/a b",
        ) {
            let mut paths = serde_json::Map::new();
            for ((path, method), id) in operations {
                let item = paths.entry(path).or_insert_with(|| serde_json::json!({}));
                item[method] = serde_json::json!({"tags": ["t"], "operationId": id});
            }
            let document = serde_json::json!({"openapi": "3.1.0", "paths": paths, "servers": [{"url": base}]});
            if let Ok(read) = Catalogue::from_text("json", &document.to_string()) {
                leads_back(&read)?;
            }
        }

        #[test]
        fn every_action_of_a_toml_file_is_led_to_or_remarked_on(paths in prop::collection::vec(path(), 1..6)) {
            let mut text = "[resources.t.actions]\n".to_owned();
            for (n, path) in paths.iter().enumerate() {
                let _ = writeln!(text, "a{n} = {{ kind = \"read\", method = \"GET\", path = \"{path}\", summary = \"s\" }}");
            }
            if let Ok(read) = Catalogue::from_text("toml", &text) {
                leads_back(&read)?;
            }
        }
    }
}
