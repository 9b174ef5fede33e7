//! The sentences of the interface: what code and templates say is there in every language, with the same places, and
//! nothing is said past it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;

/// Templates whose readers are developers: the components of the demo and the reference of the API.
const ENGLISH_ONLY: [&str; 2] = ["demo/", "api/"];

/// A sentence as it is used: where, its places, and whether its tags are meant.
struct Use {
    at: String,
    name: String,
    places: BTreeSet<String>,
    html: bool,
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|e| endings.contains(&e.to_str().unwrap())) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn short(path: &Path) -> String {
    path.strip_prefix(home()).unwrap().display().to_string()
}

/// The arguments of a call, which begins after its opening bracket, split at the commas that are its own.
fn arguments(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth, mut quoted) = (Vec::new(), String::new(), 0, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => {
                part.push(c);
                part.extend(chars.next());
                continue;
            }
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => break,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn uses_in(at: &str, text: &str) -> Vec<Use> {
    let mut uses = Vec::new();
    for (call, html) in [("t!(", false), ("t_html!(", true)] {
        for (start, _) in text.match_indices(call) {
            if text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let given = arguments(&text[start + call.len()..]);
            let name = given[0].trim_matches('"').to_owned();
            assert!(given[0].starts_with('"'), "{at}: the name of a sentence is computed: {}", given[0]);
            let places = given[1..]
                .iter()
                .map(|part| part.split('=').next().unwrap().trim().to_owned())
                .collect::<BTreeSet<_>>();
            uses.push(Use { at: at.to_owned(), name, places, html });
        }
    }
    uses
}

fn uses() -> Vec<Use> {
    let mut uses = Vec::new();
    for path in files(&home().join("src"), &["rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        uses.extend(uses_in(&short(&path), &code.join("\n")));
    }
    for path in files(&home().join("templates"), &["html", "txt"]) {
        uses.extend(uses_in(&short(&path), &fs::read_to_string(&path).unwrap()));
    }
    uses
}

fn places_of_inline(inline: &InlineExpression<&str>, places: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            places.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            for argument in positional {
                places_of_inline(argument, places);
            }
        }
        InlineExpression::Placeable { expression } => places_of_expression(expression, places),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        other => panic!("a sentence has {other:?}, which nothing fills"),
    }
}

fn places_of_expression(expression: &Expression<&str>, places: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => places_of_inline(inline, places),
        Expression::Select { selector, variants } => {
            places_of_inline(selector, places);
            for variant in variants {
                places_of_pattern(&variant.value, places);
            }
        }
    }
}

fn places_of_pattern(pattern: &Pattern<&str>, places: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            places_of_expression(expression, places);
        }
    }
}

/// A sentence as it is written: its places, and whether it has tags.
struct Sentence {
    places: BTreeSet<String>,
    tags: bool,
    text: String,
}

fn sentences(code: &str) -> BTreeMap<String, Sentence> {
    let mut all = BTreeMap::new();
    for path in files(&home().join("src/language").join(code), &["ftl"]) {
        let text = fs::read_to_string(&path).unwrap();
        let read = parse(text.as_str()).unwrap_or_else(|(_, faults)| panic!("{}: {faults:?}", short(&path)));
        for entry in read.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
                other => panic!("{}: {other:?}", short(&path)),
            };
            let name = message.id.name.to_owned();
            let pattern = message.value.unwrap_or_else(|| panic!("{}: {name} says nothing", short(&path)));
            let mut places = BTreeSet::new();
            places_of_pattern(&pattern, &mut places);
            let text = format!("{pattern:?}");
            let tags = text.contains(['<', '&']);
            let before = all.insert(name.clone(), Sentence { places, tags, text });
            assert!(before.is_none(), "{}: {name} is there twice", short(&path));
        }
    }
    all
}

#[test]
fn what_is_said_is_there() {
    let english = sentences("en");
    let uses = uses();
    let mut faults = Vec::new();
    for used in &uses {
        let Some(sentence) = english.get(&used.name) else {
            faults.push(format!("{}: there is no sentence {}", used.at, used.name));
            continue;
        };
        if sentence.places != used.places {
            faults.push(format!("{}: {} has {:?}, given {:?}", used.at, used.name, sentence.places, used.places));
        }
        if sentence.tags && !used.html {
            faults.push(format!("{}: {} has tags, which t! shows as text", used.at, used.name));
        }
    }
    let said: BTreeSet<_> = uses.iter().map(|used| used.name.as_str()).collect();
    faults.extend(
        english.keys().filter(|name| !said.contains(name.as_str())).map(|name| format!("{name} is never said")),
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(uses.len() > 100, "only {} sentences were found", uses.len());
}

#[test]
fn german_has_every_sentence_and_no_other() {
    let (english, german) = (sentences("en"), sentences("de"));
    let mut faults = Vec::new();
    for (name, sentence) in &english {
        match german.get(name) {
            None => faults.push(format!("{name} is missing")),
            Some(translated) if !translated.places.is_subset(&sentence.places) => {
                faults.push(format!("{name} has places {:?}, not {:?}", translated.places, sentence.places));
            }
            Some(translated) if translated.tags != sentence.tags => faults.push(format!("{name} has other tags")),
            Some(_) => {}
        }
    }
    faults.extend(german.keys().filter(|name| !english.contains_key(*name)).map(|name| format!("{name} is too many")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// "Cancel" is changed in one place. The fields and nouns of the log are named by what is stored, and stand for themselves.
#[test]
fn what_several_rooms_say_stands_once() {
    let (english, german) = (sentences("en"), sentences("de"));
    let texts = |name: &String| (english[name].text.clone(), german[name].text.clone());
    let shared: BTreeMap<_, _> =
        english.keys().filter(|name| name.starts_with("web-")).map(|name| (texts(name), name)).collect();
    let own = |name: &&String| !["web-", "audit-field-", "audit-noun-"].iter().any(|start| name.starts_with(start));
    let again: Vec<String> = english
        .keys()
        .filter(own)
        .filter_map(|name| Some(format!("{name} is {}", shared.get(&texts(name))?)))
        .collect();
    assert!(again.is_empty(), "{}", again.join("\n"));
    assert!(shared.len() > 30, "only {} are shared", shared.len());
}

/// A template's text without its blocks, comments and values: they become one mark, so that what stands beside is seen.
fn without_code(text: &str) -> String {
    let (mut left, mut rest) = (String::new(), text);
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        left.push_str(&rest[..start]);
        let end = match &rest[start..start + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let length = rest[start..].find(end).unwrap_or_else(|| panic!("no {end} in {rest}"));
        left.push('\u{1}');
        rest = &rest[start + length + 2..];
    }
    left.push_str(rest);
    left
}

/// Words in texts and in attributes that people read or hear.
fn words_in(html: &str) -> Vec<String> {
    const SPOKEN: [&str; 7] = [
        "aria-label=\"",
        "title=\"",
        "placeholder=\"",
        "alt=\"",
        "data-label=\"",
        "data-busy=\"",
        "content=\"Latchkey",
    ];
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        found.push(rest[..start].to_owned());
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end);
        let tag = &rest[start..end];
        for attribute in SPOKEN {
            for (at, _) in tag.match_indices(attribute) {
                let value = &tag[at + attribute.len()..];
                found.push(value[..value.find('"').unwrap_or(value.len())].to_owned());
            }
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    found.push(rest.to_owned());
    // An address is none: the place of the form that comes back to it, or a mail's link.
    let word = |word: &str| !word.contains('/') && word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let is_word = |text: &String| text.split_whitespace().any(word);
    let shown =
        |text: String| text.replace('\u{1}', "…").trim_matches(|c: char| c == '…' || c.is_whitespace()).to_owned();
    // Attributes alone are a macro for the inside of a tag.
    found.into_iter().map(shown).filter(|text| is_word(text) && !text.starts_with("aria-")).collect()
}

#[test]
fn a_template_says_nothing_of_its_own() {
    let folder = home().join("templates");
    let mut faults = Vec::new();
    for path in files(&folder, &["html", "txt"]) {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        if ENGLISH_ONLY.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        let words = words_in(&without_code(&fs::read_to_string(&path).unwrap()));
        faults.extend(
            words
                .into_iter()
                .filter(|words| !OF_NO_LANGUAGE.contains(&words.as_str()))
                .map(|words| format!("{name}: {words}")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is the same in every language.
const OF_NO_LANGUAGE: [&str; 2] = ["Latchkey", "· Latchkey"];
