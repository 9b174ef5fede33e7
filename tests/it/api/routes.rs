//! The table of the API's routes: what they want, and that they are described. Every state of a token at each of them is in
//! `gate::states`.

use std::collections::BTreeSet;

use latchkey::routes::API;
use serde_json::{Value, json};

use crate::harness::{Issued, TestApp};

/// What asks for no token: its body is the proof.
const OPEN: [&str; 2] = ["/found-tokens", "/secret-scanning/github"];

/// The address of a route for this application and token.
pub fn filled(path: &str, app: &TestApp, token: &Issued) -> String {
    path.replace("{application}", app.people.application.as_str())
        .replace("{id}", app.people.application.as_str())
        .replace("{token}", token.id.as_str())
}

/// Nobody gets in without a token, or with one that is made up.
#[actix_web::test]
async fn every_route_wants_a_token() {
    let app = TestApp::start().await;
    let target = app.token("Target").await;
    assert!(API.len() >= 9);
    for route in API.iter().filter(|route| !OPEN.contains(&route.path)) {
        for secret in ["", "lka_nonsense", "lka_aaaaaaaabbbbbbbbccccccccddddddddeeeeeeee000000"] {
            let answer =
                app.api(secret).send(route.method, &filled(route.path, &app, &target), &json!({ "name": "A" })).await;
            assert_eq!(answer.status, 401, "{} {}: {}", route.method, route.path, answer.body);
        }
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens WHERE compromised_at IS NULL").await, 1);
}

/// Each action of Latchkey's own that the catalogue names for tokens is what some route asks for.
#[actix_web::test]
async fn each_own_action_on_tokens_has_its_route() {
    let actions: BTreeSet<_> = API.iter().filter_map(|route| route.action).collect();
    let app = TestApp::start().await;
    let catalogue = app.state.catalogue.get();
    for action in &actions {
        assert!(catalogue.action(action).is_some(), "{action}");
    }
    assert_eq!(actions.len(), 6);
}

/// The document describes the routes there are, no more and no less, and each with its failures.
#[actix_web::test]
async fn the_description_is_of_the_routes_there_are() {
    let app = TestApp::start().await;
    let http = reqwest::Client::new();
    let answer = http.get(format!("{}/api/openapi.json", app.base())).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    let document: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["servers"][0]["url"], app.base());
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert(format!("{} {path}", method.to_uppercase()));
            let statuses: Vec<&String> = operation["responses"].as_object().unwrap().keys().collect();
            assert!(statuses.len() >= 6, "{method} {path} {statuses:?}");
            let open = OPEN.contains(&path.trim_start_matches("/api"));
            assert_eq!(operation["security"].as_array().map(Vec::len), (!open).then_some(2), "{method} {path}");
        }
    }
    let routes: BTreeSet<_> = API.iter().map(|route| format!("{} /api{}", route.method, route.path)).collect();
    assert_eq!(described, routes);
    // For people: the same operations, in the portal's frame and as strict.
    let page = app.anonymous().get("/api/docs").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")));
    assert_eq!(page.count("main section"), routes.len());
    let common = page.count("article > dl.facts > div") > 0;
    assert_eq!(
        page.text("main").contains("Every operation may answer these"),
        common,
        "no list is announced that is empty"
    );
    for route in API {
        assert!(page.text("main").contains(&format!("{} /api{}", route.method, route.path)), "{}", route.path);
    }
}
