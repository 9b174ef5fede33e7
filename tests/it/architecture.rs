//! The walls of the house, kept by reading its source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of nouns, which the kit in `web` must not know.
const ROOMS: [&str; 16] = [
    "api",
    "organizations",
    "members",
    "invitations",
    "users",
    "sessions",
    "applications",
    "calendar",
    "tokens",
    "gate",
    "usage",
    "reminders",
    "mail",
    "audit",
    "support",
    "scanning",
];

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every source file: its path below `src`, and its text without comments.
fn sources() -> Vec<(String, String)> {
    let src = home().join("src");
    let all: Vec<_> = files(&src, "rs")
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (path.strip_prefix(&src).unwrap().display().to_string(), code.join("\n"))
        })
        .collect();
    assert!(all.len() > 40, "only {} files were read", all.len());
    all
}

/// The rooms that a file imports or names by path.
fn rooms_named(code: &str) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let end =
            if rest.starts_with('{') { rest.find(';') } else { rest.find(|c: char| !c.is_alphanumeric() && c != '_') };
        let words = rest[..end.unwrap_or(rest.len())].split(|c: char| !c.is_alphanumeric() && c != '_');
        named.extend(words.filter(|word| ROOMS.contains(word)));
    }
    named
}

#[test]
fn the_kit_knows_no_feature() {
    for (file, code) in sources().iter().filter(|(file, _)| file.starts_with("web/")) {
        let named = rooms_named(code);
        assert!(named.is_empty(), "{file} names {named:?}");
    }
}

#[test]
fn the_gate_knows_tokens_and_never_the_reverse() {
    for (file, code) in sources().iter().filter(|(file, _)| file.starts_with("tokens/")) {
        assert!(!rooms_named(code).contains("gate"), "{file} names the gate");
    }
}

#[test]
fn only_the_database_names_a_pool() {
    for (file, code) in sources() {
        let names = ["SqlitePool", "PgPool", "AnyPool"].iter().any(|pool| code.contains(pool));
        assert!(!names || file == "db.rs" || file.starts_with("db/"), "{file} names a pool");
    }
}

#[test]
fn the_web_framework_stays_out_of_operations_and_stores() {
    for (file, code) in sources() {
        let may = file.starts_with("web/")
            || file.contains("/pages/")
            || file.ends_with("/pages.rs")
            || file.starts_with("api/")
            || file.contains("/api/")
            || file.ends_with("/api.rs")
            || [
                "app.rs",
                "routes.rs",
                "main.rs",
                "telemetry.rs",
                "access/guard.rs",
                "gate/forward_auth.rs",
                "gate/introspection.rs",
                // It implements the session middleware's trait.
                "sessions/store.rs",
            ]
            .contains(&file.as_str());
        assert!(may || !code.contains("actix_"), "{file} names the web framework");
    }
}

/// Nobody can skip an operation, its proof and its event.
#[test]
fn a_store_is_a_private_module_of_its_room() {
    let mut stores = 0;
    for (file, code) in sources() {
        for line in code.lines().map(str::trim) {
            let Some((before, name)) = line.strip_suffix(';').and_then(|line| line.split_once("mod ")) else {
                continue;
            };
            if name.starts_with("store") {
                assert_eq!(before, "", "{file}: {line}");
                stores += 1;
            }
        }
    }
    assert!(stores >= 6, "only {stores} stores were found");
}

#[test]
fn an_operation_is_not_skipped_by_writing_sql_in_a_page() {
    for (file, code) in sources() {
        let is_page = ["/pages/", "/pages.rs", "/api/", "/api.rs"].iter().any(|at| file.contains(at))
            || file.starts_with("web/")
            || file.starts_with("api/");
        let sql = ["db::one!", "db::all!", "db::run!", "sqlx::query"].iter().any(|call| code.contains(call));
        assert!(!is_page || !sql, "{file} asks the database itself");
    }
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    for (file, code) in sources() {
        assert!(!code.contains("#[allow(") && !code.contains("#![allow("), "{file} allows a lint");
    }
}

/// "I could not look" is never "no".
#[test]
fn no_query_is_turned_into_a_default() {
    let mut calls = 0;
    for (file, code) in sources() {
        for (at, call) in ["db::one!(", "db::all!(", "db::run!("].iter().flat_map(|call| code.match_indices(call)) {
            let mut depth = 0;
            let end = code[at + call.len() - 1..].find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let after = code[at + call.len() + end.unwrap()..].trim_start();
            let hidden = [".ok()", ".unwrap_or", ".is_ok", ".is_err", ".or_else", ".map_or"];
            assert!(!hidden.iter().any(|method| after.starts_with(method)), "{file}: {}", &code[at..at + 60]);
            calls += 1;
        }
    }
    assert!(calls > 30, "only {calls} queries were looked at");
}

#[test]
fn every_file_says_first_what_lives_in_it() {
    for folder in ["src", "tests/it"] {
        for path in files(&home().join(folder), "rs") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("//! "), "{} opens with something else", path.display());
        }
    }
}

#[test]
fn every_template_is_used_and_there() {
    let templates = home().join("templates");
    let there: BTreeSet<String> = files(&templates, "html")
        .into_iter()
        .map(|path| path.strip_prefix(&templates).unwrap().display().to_string())
        .collect();
    let mut used = BTreeSet::new();
    let mut note = |text: &str, before: &str| {
        used.extend(text.split(before).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    };
    for (_, code) in sources() {
        note(&code, "path = \"");
    }
    for path in files(&templates, "html") {
        let text = fs::read_to_string(path).unwrap();
        for before in ["extends \"", "include \"", "import \""] {
            note(&text, before);
        }
    }
    used.retain(|name| Path::new(name).extension().is_some_and(|e| e == "html"));
    assert_eq!(there, used);
}

/// A form acts in the organization of its page, unless it concerns the person alone, or nobody who is signed in, or tokens of
/// all the person's organizations, as what is pasted at the support desk does.
#[test]
fn every_form_says_of_which_organization_it_is() {
    const OF_NONE: [&str; 14] = [
        "/sign-in",
        "/sign-out",
        "/set-up",
        "/found",
        "/current-organization",
        "/account/email",
        "/account/language",
        "/account/name",
        "/account/other-sessions/deletion",
        "/account/password",
        "/account/sessions/deletion",
        "/account/sessions/{{ session.id }}/deletion",
        "/support",
        "/support/shutting",
    ];
    let mut forms = 0;
    for path in files(&home().join("templates"), "html") {
        let text = fs::read_to_string(&path).unwrap();
        for form in text.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let Some((_, after)) = form.split_once("action=\"") else {
                panic!("{} has a form without", path.display())
            };
            let invitation = path.ends_with("invitations/accept.html");
            let says = after.split(['>', '\n']).next().unwrap().contains("{{ layout.within }}\"");
            let own = OF_NONE.iter().any(|address| after.starts_with(&format!("{address}\""))) || invitation;
            assert!(says != own, "{}: {after:.80}", path.display());
            forms += 1;
        }
        for button in text.split("formaction=\"").skip(1) {
            assert!(
                button.split('>').next().unwrap().ends_with("{{ layout.within }}\""),
                "{}: {button:.80}",
                path.display()
            );
        }
    }
    assert!(forms > 40, "{forms}");
}

/// Time and chance are asked for in one place each; everything else is given them.
#[test]
fn only_the_clock_asks_for_the_time_and_only_chance_for_random_numbers() {
    for (file, code) in sources() {
        for (asks, in_file) in
            [("Utc::now", "clock.rs"), ("SystemTime::now", ""), ("Instant::now", "clock.rs"), ("rand::", "chance.rs")]
        {
            assert!(!code.contains(asks) || file == in_file, "{file} asks {asks}");
        }
    }
}
