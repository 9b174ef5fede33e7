//! The sentences, read once per language from the files beside this one.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;

use super::{Language, grouped, said_in};

#[derive(RustEmbed)]
#[folder = "src/language/"]
struct Files;

/// What stands in a place of a sentence, ready to be written.
pub enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A number.
    Number(i64),
}

type Words = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Words> = LazyLock::new(|| read(Language::English));
static GERMAN: LazyLock<Words> = LazyLock::new(|| read(Language::German));

fn of(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

/// Reads all files of a language. A fault in one is found by a test, not by a person: what can be read is taken.
fn read(language: Language) -> Words {
    let mut words = FluentBundle::new_concurrent(language.code().parse().into_iter().collect());
    // The marks of direction that Fluent would put around each text: pages have `<bdi>` for it.
    words.set_use_isolating(false);
    words.set_formatter(Some(match language {
        Language::English => |value, _| number(value, Language::English),
        Language::German => |value, _| number(value, Language::German),
    }));
    let folder = format!("{}/", language.code());
    for path in Files::iter().filter(|path| path.starts_with(&folder)) {
        let text = Files::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
        let (resource, faults) = match FluentResource::try_new(text) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, faults)) => (resource, faults),
        };
        for fault in faults {
            tracing::error!(%path, %fault, "a sentence can't be read");
        }
        if let Err(faults) = words.add_resource(resource) {
            tracing::error!(%path, ?faults, "a sentence is there twice");
        }
    }
    words
}

/// Numbers are written as people read them in the language.
#[expect(clippy::cast_possible_truncation, reason = "numbers are made of whole ones")]
fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(said_in(language, || grouped(number.value as i64))),
        _ => None,
    }
}

/// The sentence `name` in a language, or in English, or, if there is none, its name.
pub fn say<'a>(language: Language, name: &str, places: impl Iterator<Item = (&'static str, Value<'a>)>) -> String {
    let places: FluentArgs<'a> = places
        .map(|(place, value)| {
            let value = match value {
                Value::Text(text) => FluentValue::String(text),
                Value::Number(number) => FluentValue::from(number),
            };
            (place, value)
        })
        .collect();
    for language in [language, Language::English] {
        let words = of(language);
        if let Some(pattern) = words.get_message(name).and_then(|message| message.value()) {
            let mut faults = Vec::new();
            let said = words.format_pattern(pattern, Some(&places), &mut faults).into_owned();
            if !faults.is_empty() {
                tracing::error!(name, ?faults, "a sentence lacks something");
            }
            return said;
        }
    }
    tracing::error!(name, "there is no such sentence");
    name.to_owned()
}
