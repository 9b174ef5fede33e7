//! Requests that are faulty as such: who asks, with what, and how.

use serde_json::json;

use super::{custom, problem};
use crate::harness::{Answer, TestApp};

#[actix_web::test]
async fn a_token_is_presented_as_bearer_or_as_a_password_and_otherwise_a_hint_is_given() {
    let app = TestApp::start().await;
    let token = app.token("Export").await;
    let http = reqwest::Client::new();
    let url = format!("{}/api/me", app.base());
    let ask = async |request: reqwest::RequestBuilder| Answer::read(request.send().await.unwrap()).await;
    assert_eq!(ask(http.get(&url).bearer_auth(&token.secret)).await.status, 200);
    for user in ["", "git", "BOOMI_TOKEN.someone@example.com"] {
        assert_eq!(ask(http.get(&url).basic_auth(user, Some(&token.secret))).await.status, 200, "{user}");
    }
    let raw = ask(http.get(&url).header("Authorization", &token.secret)).await;
    assert_eq!((raw.status, problem(&raw).as_str()), (401, "Unauthorized"));
    assert!(raw.body.contains("Bearer") && !raw.body.contains(&token.secret[12..]), "{}", raw.body);
    let none = ask(http.get(&url)).await;
    assert_eq!(none.status, 401);
    assert!(none.header("www-authenticate").unwrap().starts_with("Bearer"));
    assert!(none.header("x-latchkey-decision-id").is_some());
    let two = http
        .get(&url)
        .header("Authorization", format!("Bearer {}", token.secret))
        .header("Authorization", "Basic eDp5");
    assert_eq!(ask(two).await.status, 400);
    // A session is none here, and a query says nothing.
    let administrator = app.administrator().await;
    assert_eq!(administrator.get("/api/me").await.status, 401);
    assert_eq!(ask(http.get(format!("{url}?access_token={}", token.secret))).await.status, 401);
}

#[actix_web::test]
async fn what_is_no_request_is_refused_as_a_problem() {
    let app = TestApp::start().await;
    let token = app.token("Export").await;
    let api = app.api(&token.secret);
    let tokens = api.tokens();
    let send = async |kind: &str, body: &str| {
        let request = api.request("POST", &tokens).header("Content-Type", kind).body(body.to_owned());
        Answer::read(request.send().await.unwrap()).await
    };
    for (kind, body, status) in [
        ("application/json", "", 400),
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/json", "null", 400),
        ("application/json", "{\"name\": \"\u{0}\"}", 400),
        ("text/plain", "{\"name\":\"A\"}", 415),
        ("application/x-www-form-urlencoded", "name=A", 415),
        ("application/json", &format!("{{\"name\":\"{}\"}}", "x".repeat(300_000)), 413),
        ("application/json; charset=utf-8", "{\"name\":\"A\"}", 201),
    ] {
        let answer = send(kind, body).await;
        assert_eq!(answer.status, status, "{kind} {}: {}", &body[..body.len().min(40)], answer.body);
        if status >= 400 {
            problem(&answer);
        }
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(send("application/json", &deep).await.status, 400);
    for (method, path, status, kind) in [
        ("PUT", tokens.as_str(), 405, "MethodNotAllowed"),
        ("POST", "/me", 405, "MethodNotAllowed"),
        ("GET", "/nothing", 404, "NotFound"),
        ("GET", "", 404, "NotFound"),
        ("GET", &format!("{tokens}/x"), 404, "NotFound"),
        ("GET", &format!("{tokens}/000000000000000000000000"), 404, "NotFound"),
    ] {
        let answer = api.ask(method, path).await;
        assert_eq!((answer.status, problem(&answer).as_str()), (status, kind), "{method} {path}");
    }
}

#[actix_web::test]
async fn a_token_is_refused_what_its_permissions_lack_and_each_action_is_one() {
    let app = TestApp::start().await;
    let other = app.token("Other").await;
    let tokens = app.api("").tokens();
    let one = app.api("").one(other.id);
    for (action, allowed) in [
        ("applicationApiTokens.get", ("GET", &tokens)),
        ("applicationApiTokens.post", ("POST", &tokens)),
        ("applicationApiToken.get", ("GET", &one)),
        ("applicationApiToken.patch", ("PATCH", &one)),
        ("applicationApiToken.delete", ("DELETE", &one)),
    ] {
        let token = app.token_with(&format!("May {action}"), |new| new.permissions = custom(&[action])).await;
        let api = app.api(&token.secret);
        for (method, path) in [("GET", &tokens), ("POST", &tokens), ("GET", &one), ("PATCH", &one), ("DELETE", &one)] {
            let answer = api.send(method, path, &json!({ "name": "Child of none" })).await;
            let refused = answer.status == 403
                && answer.header("www-authenticate").is_some_and(|c| c.contains("insufficient_scope"));
            assert_eq!(!refused, (method, path) == allowed, "{action}: {method} {path} {}", answer.status);
        }
    }
}

/// The database is away: no verdict, and nothing is done.
#[actix_web::test]
async fn without_the_database_the_answer_is_503() {
    let app = TestApp::start().await;
    let token = app.token("Export").await;
    app.db.close().await;
    let answer = app.api(&token.secret).ask("GET", "/me").await;
    assert_eq!((answer.status, problem(&answer).as_str()), (503, "Unavailable"));
    assert!(answer.header("retry-after").is_some());
}
