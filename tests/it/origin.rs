//! Where a form comes from, and the headers that tell browsers to be strict.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HOST, ORIGIN};

use crate::harness::client::FORM;
use crate::harness::{Answer, Client, Fields, Issued, TestApp, eventually};

async fn is_on(app: &TestApp, token: &Issued) -> bool {
    app.number(&format!("SELECT COUNT(*) FROM tokens WHERE active AND id = '{}'", token.id)).await == 1
}

/// The form that switches a token off, with these headers and no other.
async fn switch_off(client: &Client, token: &Issued, headers: &[(&str, &str)]) -> Answer {
    let mut request = client.request(Method::POST, &token.path("/deactivation"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body("reason=x")).await
}

#[actix_web::test]
async fn a_form_from_elsewhere_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    let (own, port) = (app.base(), app.address.port());
    let form = ("content-type", FORM);
    let https = own.replace("http:", "https:");
    let with_slash = format!("{own}/");
    let other_port = format!("http://127.0.0.1:{}", port.wrapping_add(1));
    let subdomain = format!("http://evil.localhost:{port}");
    let capitals = own.to_uppercase();
    for (case, headers, status) in [
        ("no origin", vec![form], 403),
        ("origin null", vec![form, ("origin", "null")], 403),
        ("an empty origin", vec![form, ("origin", "")], 403),
        ("a foreign origin", vec![form, ("origin", "https://evil.example")], 403),
        ("our origin and a foreign one", vec![form, ("origin", &own), ("origin", "https://evil.example")], 403),
        ("our host with https", vec![form, ("origin", &https)], 403),
        ("our host with a slash", vec![form, ("origin", &with_slash)], 403),
        ("our host in capitals", vec![form, ("origin", &capitals)], 403),
        ("another port", vec![form, ("origin", &other_port)], 403),
        ("a name below localhost", vec![form, ("origin", &subdomain)], 403),
        ("a foreign referrer alone", vec![form, ("referer", &with_slash)], 403),
        ("a page of another site", vec![form, ("origin", &own), ("sec-fetch-site", "cross-site")], 403),
        ("a page of a sister site", vec![form, ("origin", &own), ("sec-fetch-site", "same-site")], 403),
        ("typed by the user", vec![form, ("origin", &own), ("sec-fetch-site", "none")], 403),
        ("plain text", vec![("content-type", "text/plain"), ("origin", &own)], 415),
        ("JSON", vec![("content-type", "application/json"), ("origin", &own)], 415),
        ("no type", vec![("origin", &own)], 415),
    ] {
        let answer = switch_off(&administrator, &token, &headers).await;
        assert_eq!(answer.status, status, "{case}");
        assert!(is_on(&app, &token).await, "{case}: the token is off");
    }
    let own = vec![form, ("origin", &*own), ("sec-fetch-site", "same-origin")];
    assert_eq!(switch_off(&administrator, &token, &own).await.status, 303);
    assert!(!is_on(&app, &token).await, "our own page is believed");
}

#[actix_web::test]
async fn without_a_public_address_forms_are_taken_under_loopback_names() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let token = app.token(host).await;
        let origin = format!("http://{host}:{}", app.address.port());
        let answer = switch_off(&administrator, &token, &[("content-type", FORM), ("origin", &origin)]).await;
        assert_eq!(answer.status, 303, "{host}");
    }
}

/// A name rebound to our address makes `Host` the attacker's.
#[actix_web::test]
async fn the_origin_is_compared_with_the_configuration_and_not_with_the_host() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    let rebound = [("content-type", FORM), ("origin", "http://evil.example"), (HOST.as_str(), "evil.example")];
    assert_eq!(switch_off(&administrator, &token, &rebound).await.status, 403);
}

#[actix_web::test]
async fn with_a_public_address_forms_are_taken_under_it_alone() {
    let app = TestApp::with(&["--public-url", "https://tokens.example.com"]).await;
    let client = app.anonymous();
    let sign_in = async |origin: &str| {
        let form = client.form("/sign-in", [("email", app.people.member.email), ("password", "wrong password")]);
        let mut request = form.build().unwrap();
        request.headers_mut().insert(ORIGIN, origin.parse().unwrap());
        client.send_built(request).await.status
    };
    assert_eq!(sign_in("https://tokens.example.com").await, 422);
    for foreign in [&app.base(), "http://localhost", "http://tokens.example.com", "https://tokens.example.com:8443"] {
        assert_eq!(sign_in(foreign).await, 403, "{foreign}");
    }
}

/// Everything that answers a browser, from whatever layer: pages, refusals, redirects, files.
async fn answers(app: &TestApp) -> Vec<(String, Answer)> {
    let client = app.anonymous();
    let mut answers = Vec::new();
    for path in [
        "/",
        "/sign-in",
        "/set-up",
        "/integrations",
        "/nowhere",
        "/static/latchkey.css",
        "/static/none",
        "/health/live",
        "/health/ready",
        "/account",
        "/integrations/tokens/x",
        "//",
        "/%ff",
    ] {
        answers.push((format!("GET {path}"), client.get(path).await));
    }
    let mut wrong_type = client.form("/sign-in", Fields::default()).build().unwrap();
    wrong_type.headers_mut().insert(CONTENT_TYPE, "text/plain".parse().unwrap());
    answers.push(("a faulty form".to_owned(), client.post("/sign-in", Fields::default()).await));
    answers.push(("a form of another type".to_owned(), client.send_built(wrong_type).await));
    answers.push(("a foreign form".to_owned(), client.send(client.request(Method::POST, "/sign-in")).await));
    answers.push(("another method".to_owned(), client.send(client.request(Method::OPTIONS, "/sign-in")).await));
    answers.push(("a foreign method".to_owned(), client.send(client.request(Method::DELETE, "/sign-in")).await));
    answers
}

#[actix_web::test]
async fn every_answer_of_the_portal_tells_browsers_to_be_strict() {
    let app = TestApp::start().await;
    let mut all = answers(&app).await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    for path in ["/integrations", "/integrations/tokens/new", "/account", &token.path(""), &token.path("/deletion")] {
        all.push((format!("GET {path}"), administrator.get(path).await));
    }
    all.push(("the reveal".to_owned(), administrator.post("/integrations/tokens", app.new_token("New")).await));
    for (what, answer) in &all {
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{what} has no policy"));
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{what}: {policy}");
        assert!(policy.contains("form-action 'self'"), "{what}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{what}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{what}");
        assert_eq!(answer.header("strict-transport-security"), None, "{what}: under http a browser would ignore it");
        let html = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        for name in ["cross-origin-opener-policy", "permissions-policy"] {
            assert!(!html || answer.header(name).is_some(), "{what} has no {name}");
        }
        if html || answer.status == 303 {
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
        }
    }
}

#[actix_web::test]
async fn under_https_browsers_are_told_to_stay_with_it() {
    let app = TestApp::with(&["--public-url", "https://tokens.example.com"]).await;
    for (what, answer) in answers(&app).await {
        let strict = answer.header("strict-transport-security").unwrap_or_else(|| panic!("{what} does not say so"));
        assert!(strict.starts_with("max-age=31536000"), "{what}: {strict}");
    }
}

#[actix_web::test]
async fn a_database_that_is_gone_is_a_page_that_says_so() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Too late");
    app.db.close().await;
    for (what, answer) in [
        ("a signed-in page", administrator.get("/integrations").await),
        ("a signed-in form", administrator.post("/integrations/tokens", form).await),
        ("the sign-in page", app.anonymous().get("/sign-in").await),
        ("signing in", app.anonymous().post("/sign-in", [("email", "a@b.example"), ("password", "x")]).await),
    ] {
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{what}");
        assert_eq!(answer.text("h1"), "Not available right now", "{what}");
        assert!(answer.header("content-security-policy").is_some(), "{what}");
        assert!(!answer.body.contains("pool"), "{what}: a database's own words are for the log");
    }
    assert_eq!(app.anonymous().get("/health/live").await.status, 200);
    assert_eq!(app.anonymous().get("/health/ready").await.status, 503);
}

#[actix_web::test]
async fn who_is_ready_says_whether_the_gate_remembers_and_whoever_has_another_schema_is_not() {
    let app = TestApp::start().await;
    eventually("the gate may remember", async || app.state.gate.remembers()).await;
    let ready = app.anonymous().get("/health/ready").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\nthe gate answers from memory\n"));
    // A newer program has been at the database, or an older one's copy was put in its place.
    for version in [9_999, 1] {
        app.execute("DELETE FROM _sqlx_migrations WHERE version <> 1").await;
        app.execute(&format!("UPDATE _sqlx_migrations SET version = {version}")).await;
        let ready = app.anonymous().get("/health/ready").await;
        assert_eq!(
            (ready.status, ready.body.as_str()),
            (503, "not ready: the database's schema is of another version\n")
        );
        app.execute("UPDATE _sqlx_migrations SET version = 1").await;
    }
    assert_eq!(app.anonymous().get("/health/live").await.status, 200);
}

#[actix_web::test]
async fn head_is_answered_as_get_without_the_body() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for path in ["/health/live", "/sign-in", "/integrations", "/static/latchkey.css"] {
        let answer = administrator.send(administrator.request(Method::HEAD, path)).await;
        let get = administrator.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (get.status, ""), "{path}");
    }
}
