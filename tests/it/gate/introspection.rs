//! Introspection: who may ask, about what, and what they learn.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use latchkey::tokens::{AllowedNetworks, Permissions};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, Fields, Issued, TestApp, eventually};

const INACTIVE: &str = r#"{"active":false}"#;

/// Asks with a Bearer token.
pub async fn introspect(app: &TestApp, asker: &str, fields: &[(&str, &str)]) -> Answer {
    ask(app, Some(&format!("Bearer {asker}")), fields).await
}

async fn ask(app: &TestApp, authorization: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let body = fields.iter().fold(Fields::default(), |all, (name, value)| all.and(name, value)).encoded();
    let client = app.anonymous();
    let mut request = client.request(Method::POST, "/oauth2/introspect").body(body);
    request = request.header("content-type", "application/x-www-form-urlencoded");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    client.send(request).await
}

async fn asker(app: &TestApp) -> Issued {
    let scope = Permissions::Custom(["tokenIntrospection.post".to_owned()].into());
    app.token_with("The API itself", |new| new.permissions = scope).await
}

#[actix_web::test]
async fn a_token_of_the_callers_application_is_told_about() {
    let app = TestApp::start().await;
    let asker = asker(&app).await;
    let token = app
        .token_with("Größe", |new| {
            new.permissions = Permissions::Custom(["devices.get", "devices.post"].map(str::to_owned).into());
            new.networks = AllowedNetworks::parse("203.0.113.0/24\n2001:db8::1").unwrap();
        })
        .await;
    let answer =
        introspect(&app, &asker.secret, &[("token", &token.secret), ("token_type_hint", "access_token")]).await;
    let application = app.people.application.as_str();
    let end = (app.clock.now().0 + 30 * latchkey::clock::DAY) / 1_000;
    let expected = json!({
        "active": true, "token_type": "Bearer", "scope": "devices.get devices.post", "name": "Größe",
        "sub": token.id.as_str(), "jti": token.id.as_str(), "client_id": application, "aud": application,
        "organization_id": app.people.organization.as_str(), "exp": end,
        "ip_networks": ["203.0.113.0/24", "2001:db8::1"],
    });
    assert_eq!((answer.status, answer.json()), (200, expected));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn about_anything_else_the_answer_is_the_constant() {
    let app = TestApp::start().await;
    let asker = asker(&app).await;
    let (foreign, second) = (app.foreign_token("Theirs").await, app.people.second_application);
    let neighbour = app.token_with("Neighbour", |new| new.owner = second).await;
    let off = app.token("Off").await;
    app.execute(&format!("UPDATE tokens SET active = FALSE WHERE id = '{}'", off.id)).await;
    for (case, token) in [
        ("another organization's", foreign.secret.as_str()),
        ("another application's", &neighbour.secret),
        ("switched off", &off.secret),
        ("a handle alone", &off.secret[..12]),
        ("nonsense", "nonsense"),
        ("empty", ""),
        ("very long", &"x".repeat(60_000)),
    ] {
        let answer = introspect(&app, &asker.secret, &[("token", token)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, INACTIVE), "{case}");
    }
}

#[actix_web::test]
async fn the_whole_question_is_answered_by_the_gate() {
    let app = TestApp::start().await;
    let asker = asker(&app).await;
    let token = app
        .token_with("Reader", |new| {
            new.permissions = Permissions::ReadOnly;
            new.networks = AllowedNetworks::parse("203.0.113.0/24").unwrap();
        })
        .await;
    let (devices, other) = (app.devices(), format!("/applications/{}/devices", app.people.second_application));
    for (client, method, path, scope) in [
        (None, None, None, Some("all.Application.read")),
        (Some("203.0.113.7"), None, None, Some("all.Application.read")),
        (Some("::ffff:203.0.113.7"), None, None, Some("all.Application.read")),
        (Some("198.51.100.7"), None, None, None),
        (None, Some("GET"), Some(devices.as_str()), Some("all.Application.read")),
        (Some("203.0.113.7"), Some("GET"), Some(&devices), Some("all.Application.read")),
        (Some("203.0.113.7"), Some("POST"), Some(&devices), None),
        (Some("203.0.113.7"), Some("GET"), Some(&other), None),
        (Some("203.0.113.7"), Some("GET"), Some("/a/../b"), None),
        (Some("198.51.100.7"), Some("GET"), Some(&devices), None),
        (None, Some("get"), Some(&devices), None),
        (None, Some("GET\0"), Some(&devices), None),
        (None, Some(""), Some(&devices), None),
        (None, Some(&"G".repeat(10_000)), Some(&devices), None),
    ] {
        let mut fields = vec![("token", token.secret.as_str())];
        fields.extend(client.map(|value| ("client_ip", value)));
        fields.extend(method.map(|value| ("method", value)));
        fields.extend(path.map(|value| ("path", value)));
        let answer = introspect(&app, &asker.secret, &fields).await;
        let case = format!("{client:?} {method:?} {path:?}");
        assert_eq!(answer.status, 200, "{case}: {}", answer.body);
        assert_eq!(answer.json()["scope"].as_str(), scope, "{case}");
        assert!(scope.is_some() || answer.body == INACTIVE, "{case}: {}", answer.body);
    }
}

#[actix_web::test]
async fn who_asks_needs_a_token_that_may() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let asked = [("token", token.secret.as_str())];
    let all = app.token("All").await;
    let reader = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let narrow = Permissions::Custom(["devices.get".to_owned()].into());
    let narrow = app.token_with("Narrow", |new| new.permissions = narrow).await;
    let list = AllowedNetworks::parse("203.0.113.7").unwrap();
    let elsewhere = app.token_with("Elsewhere", |new| new.networks = list).await;
    let off = app.token("Off").await;
    app.execute(&format!("UPDATE tokens SET active = FALSE WHERE id = '{}'", off.id)).await;
    let bearer = |issued: &Issued| format!("Bearer {}", issued.secret);
    let basic = |user: &str, password: &str| format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
    for (case, authorization, status, error) in [
        ("all permissions", Some(bearer(&all)), 200, None),
        ("as a client's secret", Some(basic("any", &all.secret)), 200, None),
        ("percent-encoded", Some(basic("my%20api", &all.secret.replace('_', "%5F"))), 200, None),
        ("read only", Some(bearer(&reader)), 403, Some("insufficient_scope")),
        ("without the permission", Some(bearer(&narrow)), 403, Some("insufficient_scope")),
        ("from elsewhere", Some(bearer(&elsewhere)), 403, None),
        ("switched off", Some(bearer(&off)), 401, Some("invalid_token")),
        ("unknown", Some("Bearer nonsense".to_owned()), 401, Some("invalid_token")),
        ("none", None, 401, None),
        ("raw", Some(all.secret.clone()), 401, None),
        ("two in one", Some(format!("{}, {}", bearer(&all), bearer(&all))), 400, Some("invalid_request")),
    ] {
        let answer = ask(&app, authorization.as_deref(), &asked).await;
        assert_eq!(answer.status, status, "{case}: {}", answer.body);
        if status != 200 {
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(challenge.starts_with("Bearer realm=\"latchkey\""), "{case}: {challenge}");
            assert_eq!(error.is_some_and(|error| challenge.contains(error)), error.is_some(), "{case}: {challenge}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{case}");
            let body = answer.json();
            assert!(body["type"].is_string() && body["message"].is_string() && body["error"].is_string(), "{body}");
            assert!(answer.header("x-latchkey-decision-id").is_some(), "{case}");
        }
    }
}

#[actix_web::test]
async fn a_request_that_is_none_is_told_so() {
    let app = TestApp::start().await;
    let asker = asker(&app).await;
    let token = app.token("Billing export").await.secret;
    let token = token.as_str();
    for (fields, says) in [
        (&[("x", "y")][..], "token is missing"),
        (&[("token", token), ("token", token)], "more than once"),
        (&[("token", token), ("client_ip", "here")], "client_ip"),
        (&[("token", token), ("client_ip", "")], "client_ip"),
        (&[("token", token), ("method", "GET")], "go together"),
        (&[("token", token), ("path", "/")], "go together"),
    ] {
        let answer = introspect(&app, &asker.secret, fields).await;
        assert_eq!((answer.status, answer.json()["error"].as_str()), (400, Some("invalid_request")), "{says}");
        assert!(answer.json()["message"].as_str().unwrap().contains(says), "{}", answer.body);
    }
    let answer = introspect(&app, &asker.secret, &[("token", token), ("unknown", "is ignored")]).await;
    assert_eq!(answer.json()["active"], json!(true));
    let client = app.anonymous();
    let get = client.request(Method::GET, "/oauth2/introspect").bearer_auth(&asker.secret);
    let answer = client.send(get).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    let json = client.request(Method::POST, "/oauth2/introspect").bearer_auth(&asker.secret);
    assert_eq!(client.send(json.header("content-type", "application/json").body("{}")).await.status, 400);
}

#[actix_web::test]
async fn it_is_counted_as_reported_by_whoever_asked() {
    let app = TestApp::start().await;
    let asker = asker(&app).await;
    let token = app.token("Billing export").await;
    let asked = [("token", token.secret.as_str()), ("client_ip", "203.0.113.7"), ("user_agent", "meter/1")];
    introspect(&app, &asker.secret, &asked).await;
    let seen = "SELECT address || ' ' || user_agent || ' ' || reported_by FROM usage_callers WHERE token_id = '";
    eventually("both are counted", async || {
        app.state.usage.write(&app.db).await.unwrap();
        app.texts(&format!("{seen}{}'", token.id)).await == [format!("203.0.113.7 meter/1 {}", asker.id)]
            && app.texts(&format!("{seen}{}'", asker.id)).await == ["127.0.0.1  "]
    })
    .await;
}

/// Whoever asks takes the scope at its word.
#[actix_web::test]
async fn a_scope_has_no_action_that_is_gone() {
    let app = TestApp::start().await;
    let asker = asker(&app).await;
    let token = app.token("Billing export").await;
    app.execute(&format!("UPDATE tokens SET scope = 'devices.get gone.get' WHERE id = '{}'", token.id)).await;
    let answer = introspect(&app, &asker.secret, &[("token", &token.secret)]).await;
    assert_eq!(answer.json()["scope"], json!("devices.get"));
}

/// The callers of a token are its application's to report: what others say of it is counted and not kept.
#[actix_web::test]
async fn what_others_report_is_counted_and_not_kept() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let stranger = app.foreign_token("A stranger").await;
    let asked = [("token", token.secret.as_str()), ("client_ip", "203.0.113.7"), ("user_agent", "forged/1")];
    assert_eq!(introspect(&app, &stranger.secret, &asked).await.body, INACTIVE);
    app.state.usage.write(&app.db).await.unwrap();
    let counted = format!("SELECT outcome FROM usage_days WHERE token_id = '{}'", token.id);
    assert_eq!(app.texts(&counted).await, ["other-application"]);
    for table in ["usage_callers", "refusals"] {
        assert_eq!(app.number(&format!("SELECT COUNT(*) FROM {table} WHERE token_id = '{}'", token.id)).await, 0);
    }
}

/// One holder of a token must not be able to stop the counting of all.
#[actix_web::test]
async fn no_text_that_is_sent_stops_the_counting() {
    let app = TestApp::start().await;
    let asker = asker(&app).await;
    let token = app.token("Billing export").await;
    for text in ["G\0", "\u{1f680}\0", "\n", &"x\0".repeat(20_000)] {
        for field in ["method", "path", "user_agent", "token_type_hint"] {
            let mut fields = vec![("token", token.secret.as_str()), (field, text)];
            fields.extend(match field {
                "method" => Some(("path", "/")),
                "path" => Some(("method", "GET")),
                _ => None,
            });
            introspect(&app, &asker.secret, &fields).await;
        }
    }
    app.state.usage.write(&app.db).await.unwrap();
    assert!(app.number("SELECT COUNT(*) FROM usage_callers").await > 0);
    let longest = "SELECT CAST(MAX(LENGTH(method || path || user_agent)) AS BIGINT) FROM refusals";
    assert!(app.number(longest).await <= 600);
}

/// Nobody whom we don't know keeps us busy with what they send.
#[actix_web::test]
async fn who_asks_is_known_before_the_question_is_read() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let ask = |asker: &str| {
        let request = client.request(Method::POST, "/oauth2/introspect").bearer_auth(asker);
        request.header("content-type", "application/x-www-form-urlencoded").body("a&".repeat(50_000))
    };
    assert_eq!(client.send(ask("nonsense")).await.status, 401);
    assert_eq!(client.send(ask(&asker(&app).await.secret)).await.status, 413);
}

#[actix_web::test]
async fn without_the_database_there_is_no_answer() {
    let app = TestApp::start().await;
    let (asker, token) = (asker(&app).await, app.token("Billing export").await);
    app.db.close().await;
    let answer = introspect(&app, &asker.secret, &[("token", &token.secret)]).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")), "{}", answer.body);
}
