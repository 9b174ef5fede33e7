//! Every action that is recorded anywhere has words.

use std::fs;
use std::path::Path;

use latchkey::audit::words;
use latchkey::language::{Language, said_in};

const NOUNS: [&str; 10] = [
    "token",
    "user",
    "member",
    "invitation",
    "application",
    "organization",
    "installation",
    "calendar",
    "audit",
    "session",
];

/// Texts in quotes that look like an action.
fn actions(text: &str) -> Vec<String> {
    let looks_so = |text: &&str| {
        text.split_once('.').is_some_and(|(noun, verb)| {
            NOUNS.contains(&noun) && !verb.is_empty() && verb.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        })
    };
    text.split('"').skip(1).step_by(2).filter(looks_so).map(str::to_owned).collect()
}

fn read(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("audit/words.rs") {
            found.extend(fs::read_to_string(&path).unwrap().lines().flat_map(actions));
        }
    }
}

#[test]
fn every_action_that_is_recorded_has_words() {
    let mut found = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    found.dedup();
    assert!(found.len() >= 17, "only {found:?}");
    let without: Vec<_> =
        found.iter().filter(|action| words::phrase(action).replace(' ', "_").eq_ignore_ascii_case(action)).collect();
    assert!(without.is_empty(), "say in src/audit/words.rs what these are: {without:?}");
}

/// What Latchkey itself gives as a reason is stored in English, and recognized by its words when it is told.
#[test]
fn reasons_that_are_recorded_without_a_person_are_recognized() {
    for (file, words, stored) in [
        ("tokens/compromise.rs", "Its holder ended it.", "Its holder ended it."),
        (
            "scanning/mod.rs",
            "GitHub's secret scanning found it in public.",
            "GitHub's secret scanning found it in public.",
        ),
        (
            "scanning/mod.rs",
            "GitHub's secret scanning found it at {",
            "GitHub's secret scanning found it at https://x.example/",
        ),
        ("invitations/mod.rs", "Invited again.", "Invited again."),
        ("invitations/mod.rs", "is no administrator", "Ada is no administrator any more."),
        (
            "invitations/mod.rs",
            "doesn't belong to the organization",
            "Ada doesn't belong to the organization any more.",
        ),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
        assert!(fs::read_to_string(path).unwrap().contains(words), "{file} says it otherwise than {words:?}");
        assert_eq!(words::reason(stored), stored);
        assert_ne!(said_in(Language::German, || words::reason(stored)), stored);
    }
    assert_eq!(said_in(Language::German, || words::reason("Ticket 4711")), "Ticket 4711");
}
