//! What can be set, and what is said about a value that can't be.

use tempfile::TempDir;

use super::{KEY, latchkey, run, text};

#[test]
fn help_names_every_command_and_setting() {
    let folder = TempDir::new().unwrap();
    let output = run(latchkey(folder.path(), &["--help"]), "");
    let help = text(&output.stdout);
    assert!(output.status.success());
    for named in [
        "serve",
        "demo",
        "migrate",
        "user",
        "check-config",
        "openapi",
        "LATCHKEY_LISTEN",
        "LATCHKEY_DATABASE_URL",
        "LATCHKEY_PUBLIC_URL",
        "LATCHKEY_TRUSTED_PROXIES",
        "LATCHKEY_CLIENT_ADDRESS_HEADER",
        "LATCHKEY_GATE_ANY",
        "LATCHKEY_TOKEN_PREFIX",
        "LATCHKEY_CATALOGUE",
        "LATCHKEY_SECRET_KEY",
        "LATCHKEY_SMTP_URL",
        "LATCHKEY_MAIL_FROM",
        "LATCHKEY_LOG",
    ] {
        assert!(help.contains(named), "{named} in {help}");
    }
    for command in
        [&["serve", "--help"][..], &["demo", "--help"], &["user", "add", "--help"], &["check-config", "--help"]]
    {
        let output = run(latchkey(folder.path(), command), "");
        assert!(output.status.success() && !output.stdout.is_empty(), "{command:?}");
    }
}

#[test]
fn check_config_says_what_the_configuration_comes_to() {
    let folder = TempDir::new().unwrap();
    let mut command = latchkey(folder.path(), &["check-config"]);
    command.env("LATCHKEY_PUBLIC_URL", "https://tokens.example.com").env("LATCHKEY_TRUSTED_PROXIES", "10.0.0.0/8,::1");
    let output = run(command, "");
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(said.contains("https://tokens.example.com") && said.contains("127.0.0.1:8080"), "{said}");
    assert!(said.contains("built-in example: 239 actions"), "{said}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "it makes no file: {left:?}");
}

#[test]
fn a_bad_value_stops_the_start_with_a_sentence_that_names_it() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("faulty.toml"), "[resources.x.actions]\nget = { kind = \"reed\" }").unwrap();
    for (variable, value, names) in [
        ("LATCHKEY_LISTEN", "everywhere", "--listen"),
        ("LATCHKEY_DATABASE_URL", "mysql://x", "--database-url"),
        ("LATCHKEY_DATABASE_URL", "sqlite::memory:", "--database-url"),
        ("LATCHKEY_PUBLIC_URL", "https://x.example/portal", "--public-url"),
        ("LATCHKEY_TRUSTED_PROXIES", "10.0.0.0/40", "--trusted-proxies"),
        ("LATCHKEY_CLIENT_ADDRESS_HEADER", "X Real", "--client-address-header"),
        ("LATCHKEY_GATE_ANY", "perhaps", "--gate-any"),
        ("LATCHKEY_TOKEN_PREFIX", "LK", "--token-prefix"),
        ("LATCHKEY_SECRET_KEY", "short", "--secret-key"),
        ("LATCHKEY_SMTP_URL", "mail.example.com", "LATCHKEY_SMTP_URL"),
        ("LATCHKEY_SMTP_URL", "smtps://mail.example.com", "LATCHKEY_MAIL_FROM"),
        ("LATCHKEY_MAIL_FROM", "Latchkey", "--mail-from"),
        ("LATCHKEY_CATALOGUE", "nowhere.toml", "LATCHKEY_CATALOGUE"),
        ("LATCHKEY_CATALOGUE", "faulty.toml", "LATCHKEY_CATALOGUE"),
        ("LATCHKEY_LOG", "latchkey=[", "LATCHKEY_LOG"),
        ("LATCHKEY_DATABASE_URL", "postgres://u@127.0.0.1/x", "LATCHKEY_SECRET_KEY"),
    ] {
        for command in ["check-config", "serve"] {
            // Whether there is such a server is asked first.
            if command == "serve" && value.starts_with("postgres") {
                continue;
            }
            let mut started = latchkey(folder.path(), &[command]);
            started.env("LATCHKEY_LISTEN", "127.0.0.1:0").env(variable, value);
            let output = run(started, "");
            let said = text(&output.stderr);
            assert!(!output.status.success(), "{command} with {variable}={value} starts");
            assert!(said.contains(names), "{command} with {variable}={value}: {said}");
        }
    }
}

/// The same API in both languages of a document, and in a form of our own.
const DOCUMENT: &str = r#"{
  "openapi": "3.1.0",
  "servers": [{"url": "https://api.example.com/v1"}],
  "x-latchkey-application-parameter": "tenantId",
  "paths": {
    "/tenants/{tenantId}/pumps": {
      "get": {"tags": ["Pump House"], "operationId": "pumps.list", "summary": "List pumps"},
      "post": {"tags": ["Pump House"], "operationId": "pumps.add"},
      "trace": {}
    },
    "/tenants/{tenant_id}/pumps/{id}:stop": {"post": {"tags": ["Pump House"]}},
    "/wells/{id}/deep": {"get": {"tags": ["wells"], "operationId": "deep"}},
    "/wells/first/{part}": {"get": {"tags": ["wells"], "operationId": "part"}}
  }
}"#;

#[test]
fn check_config_says_what_a_catalogue_comes_to_and_what_is_doubtful_in_it() {
    let folder = TempDir::new().unwrap();
    let check = |name: &str, content: &str| {
        std::fs::write(folder.path().join(name), content).unwrap();
        let mut command = latchkey(folder.path(), &["check-config"]);
        command.env("LATCHKEY_CATALOGUE", name);
        let output = run(command, "");
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let (fine, said, error) = check("api.json", DOCUMENT);
    assert!(fine, "{error}");
    for words in [
        "api.json (OpenAPI 3.1.0 in JSON): 11 actions",
        "4 actions in 2 resources: 3 read, 1 write",
        "2 of their paths carry {tenantId}",
        "Latchkey's own   7 actions",
        "every path begins with /v1, after the first of `servers`, https://api.example.com/v1",
        "“Pump House” is pump-house",
        "TRACE /v1/tenants/{tenantId}/pumps is left out",
        "POST /v1/tenants/{tenant_id}/pumps/{id}:stop is left out",
        "GET /v1/wells/first/deep is both wells.deep (/v1/wells/{id}/deep) and wells.part (/v1/wells/first/{part}): it \
         counts as wells.part",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    let (fine, said, error) = check("own.toml", "application_parameter = 'pond'\n[resources.x.actions]\n");
    assert!(fine && said.contains("own.toml (TOML): 7 actions") && said.contains("{pond}"), "{said}{error}");
    for (name, content, words) in [
        ("api.yaml", "openapi: 3.0.0\npaths:\n  /a:\n   - b", "api.yaml: paths: “/a” is not a mapping"),
        ("api.yaml", "openapi: 3.0.0\npaths: {\n", "api.yaml: it is not YAML: line"),
        ("api.json", "{\n\"openapi\": 3", "api.json: it is not JSON: line 2, column 12"),
        ("own.toml", "[resources.x]\nactions = 1", "own.toml: it is no TOML catalogue: line 2, column 11"),
    ] {
        let (fine, _, error) = check(name, content);
        assert!(!fine && error.contains("LATCHKEY_CATALOGUE: ") && error.contains(words), "{content}: {error}");
    }
}

/// What can't be read may still be a secret.
#[test]
fn a_bad_value_that_may_hold_a_secret_is_not_repeated() {
    let folder = TempDir::new().unwrap();
    for (variable, value, secret) in [
        ("LATCHKEY_SECRET_KEY", "hunter2-too-short", "hunter2"),
        ("LATCHKEY_DATABASE_URL", "mysql://latchkey:hunter2@db.example/latchkey", "hunter2"),
        ("LATCHKEY_SMTP_URL", "smtp://latchkey:hunter2@relay.example?tls=none", "hunter2"),
    ] {
        let mut command = latchkey(folder.path(), &["check-config"]);
        command.env(variable, value);
        let output = run(command, "");
        let said = [text(&output.stdout), text(&output.stderr)].concat();
        assert!(!output.status.success() && !said.contains(secret), "{variable}: {said}");
    }
}

#[test]
fn secrets_of_the_configuration_are_in_no_help_and_no_check() {
    let folder = TempDir::new().unwrap();
    for arguments in [&["--help"][..], &["check-config"]] {
        let mut command = latchkey(folder.path(), arguments);
        command.env("LATCHKEY_SECRET_KEY", KEY).env("LATCHKEY_DATABASE_URL", "postgres://u:hunter2@127.0.0.1/x");
        command.env("LATCHKEY_SMTP_URL", "smtps://u:hunter2@m").env("LATCHKEY_MAIL_FROM", "a@example.com");
        let output = run(command, "");
        let said = [text(&output.stdout), text(&output.stderr)].concat();
        assert!(output.status.success() && !said.contains("hunter2") && !said.contains(KEY), "{said}");
    }
}
