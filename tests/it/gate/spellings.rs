//! Hostile spellings of paths and methods, told in every dialect: none reaches an action that it should not.

use latchkey::tokens::Permissions;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::TestApp;

/// What `devices` must not be reached by, if `%A` is the application. Each is some program's idea of that path, or of a
/// path that a token for it must not get at.
const SPELLINGS: [&str; 44] = [
    "/applications/%A/devices/",
    "/applications/%A/devices/.",
    "/applications/%A/devices/..",
    "/applications/%A/./devices",
    "/applications/%A/x/../devices",
    "/applications/%A/devices/../events",
    "/applications/%A/devices/%2e%2e/events",
    "/applications/%A/devices/.%2e/events",
    "/applications/%A/devices/%2E%2E/events",
    "/applications/%A/devices/%252e%252e/events",
    "/applications/%A/devices%2f..%2fevents",
    "/applications/%A%2fdevices",
    "/applications/%A%2Fdevices",
    "/applications/%A/devices%252f",
    "//applications/%A/devices",
    "/applications//%A/devices",
    "/applications/%A//devices",
    "/applications/%A/devices//",
    "/applications/%A/devices;",
    "/applications/%A/devices;a=b",
    "/applications/%A;x/devices",
    "/applications/%A/devices/..;/events",
    "/applications/%A/devices%3b",
    "/applications/%A\\devices",
    "/applications/%A/devices\\..\\events",
    "/applications/%A%5cdevices",
    "/applications/%A/devices%00",
    "/applications/%A/devices%00/events",
    "/applications/%A/devices%0a",
    "/applications/%A/devices%0d%0aX-Evil:%201",
    "/applications/%A/devices%09",
    "/applications/%A/devices%20",
    "/applications/%A/devices.",
    "/applications/%A/devices.json",
    "/applications/%A/DEVICES",
    "/applications/%A/devices%ff",
    "/applications/%A/devices%c0%ae",
    "/applications/%A/devices%",
    "/applications/%A/devices%2",
    "/applications/%A/devices%zz",
    "/applications/%A/devices%u002e",
    "/applications/%A/devices%23",
    "/applications/%A/devices%3fx",
    "http://api.example/applications/%A/devices",
];

/// The status of a question whose address is sent as it is: no client in between tidies it up.
async fn ask(app: &TestApp, dialect: &str, method: &str, path: &str, secret: &str) -> u16 {
    let application = app.people.application;
    let (line, told) = match dialect {
        "nginx" => (format!("GET /gate/{application}/nginx"), ("X-Original-Method", "X-Original-URI")),
        "forwarded" => (format!("GET /gate/{application}/forwarded"), ("X-Forwarded-Method", "X-Forwarded-Uri")),
        _ => (format!("{method} /gate/{application}/envoy{path}"), ("X-Ignored", "X-Ignored")),
    };
    let request = format!(
        "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {secret}\r\n\
         {}: {method}\r\n{}: {path}\r\n\r\n",
        app.address, told.0, told.1,
    );
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{path}: {answer}"))
}

async fn custom(app: &TestApp, actions: &[&str]) -> String {
    let listed = Permissions::Custom(actions.iter().map(|id| (*id).to_owned()).collect());
    app.token_with(actions[0], |new| new.permissions = listed).await.secret
}

#[actix_web::test]
async fn no_hostile_spelling_reaches_an_action() {
    let app = TestApp::start().await;
    let devices = custom(&app, &["devices.get"]).await;
    let application = app.people.application.to_string();
    for dialect in ["nginx", "forwarded", "envoy"] {
        assert_eq!(ask(&app, dialect, "GET", &app.devices(), &devices).await, 200, "{dialect}");
        for spelling in SPELLINGS {
            let path = spelling.replace("%A", &application);
            let status = ask(&app, dialect, "GET", &path, &devices).await;
            // What isn't even an address is refused before it comes to a dialect.
            let refused = status == 403 || (dialect == "envoy" && status == 400);
            assert!(refused, "{dialect} {path}: {status}");
        }
    }
}

/// A harmless escape is another spelling of the same path for everybody.
#[actix_web::test]
async fn a_harmless_escape_is_the_same_path() {
    let app = TestApp::start().await;
    let devices = custom(&app, &["devices.get"]).await;
    for dialect in ["nginx", "forwarded", "envoy"] {
        let path = app.devices().replace("devices", "d%65vices");
        assert_eq!(ask(&app, dialect, "GET", &path, &devices).await, 200, "{dialect}");
    }
}

#[actix_web::test]
async fn no_other_method_reaches_an_action() {
    let app = TestApp::start().await;
    let devices = custom(&app, &["devices.get"]).await;
    let all = app.token("All").await.secret;
    for dialect in ["nginx", "forwarded", "envoy"] {
        assert_eq!(ask(&app, dialect, "HEAD", &app.devices(), &devices).await, 200, "{dialect}");
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "GETT", "GE", "get", "Get"] {
            assert_eq!(ask(&app, dialect, method, &app.devices(), &devices).await, 403, "{dialect} {method}");
        }
        assert_eq!(ask(&app, dialect, "PROPFIND", &app.devices(), &all).await, 200, "{dialect}: All admits what it is");
        assert_eq!(ask(&app, dialect, "get", &app.devices(), &all).await, 403, "{dialect}: no method of HTTP's");
    }
}

/// Whatever a caller writes behind the path of an action, the token for that action alone passes for that path alone.
#[actix_web::test]
async fn a_token_for_one_action_passes_for_its_path_alone() {
    let app = TestApp::start().await;
    let secret = custom(&app, &["devices.get"]).await;
    let devices = app.devices();
    let mut runner = TestRunner::new(Config::with_cases(150));
    let suffix = "[a-zA-Z0-9./%;\\\\?&=_~-]{0,12}";
    for _ in 0..150 {
        let suffix = Strategy::new_tree(&suffix, &mut runner).unwrap().current();
        let path = format!("{devices}{suffix}");
        let status = ask(&app, "forwarded", "GET", &path, &secret).await;
        let same = suffix.is_empty() || suffix.starts_with('?');
        assert_eq!(status == 200, same, "{path}: {status}");
    }
}
