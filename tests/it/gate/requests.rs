//! How the question is put: the dialect's headers, the path, the credential.

use super::CHALLENGE;
use crate::harness::TestApp;

#[actix_web::test]
async fn a_proxy_that_does_not_say_what_was_asked_exactly_once_is_refused() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    let ask = app.gate().get(&app.devices()).bearer(&secret);
    for (case, ask) in [
        ("no method", ask.clone().without("x-original-method")),
        ("no URI", ask.clone().without("x-original-uri")),
        ("neither", ask.clone().without("x-original-uri").without("x-original-method")),
        ("two methods", ask.clone().also("x-original-method", "GET")),
        ("two URIs", ask.clone().also("x-original-uri", "/")),
        ("another dialect's", ask.clone().without("x-original-uri").set("x-forwarded-uri", "/")),
        ("an empty method", ask.clone().set("x-original-method", "")),
        ("a method in small letters", ask.clone().set("x-original-method", "get")),
        ("no method at all", ask.clone().set("x-original-method", "GET /x HTTP/1.1")),
        ("an endless method", ask.clone().set("x-original-method", &"A".repeat(21))),
    ] {
        let answer = ask.await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (403, Some(CHALLENGE)), "{case}");
    }
}

#[actix_web::test]
async fn a_request_that_asks_for_another_method_than_its_own_is_refused() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    for header in [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
        "x_http_method_override",
        "x-http_method-override",
        "x.http.method.override",
        "http-method-override",
    ] {
        let answer = app.gate().get(&app.devices()).bearer(&secret).set(header, "GET").await;
        assert_eq!(answer.status, 403, "{header}");
    }
}

#[actix_web::test]
async fn a_path_that_programs_read_differently_is_refused_even_for_all_permissions() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    for path in [
        "",
        "devices",
        "*",
        "http://api.example/devices",
        "/a/../b",
        "/a/./b",
        "/a/..",
        "/%2e%2e/b",
        "/a/%2E./b",
        "//a",
        "/a//b",
        "/a;x=1",
        "/..;/a",
        "/a%3bx",
        "/a%2Fb",
        "/a%2fb",
        "/a\\b",
        "/a%5cb",
        "/a%00",
        "/a%0d%0aX: y",
        "/%252e%252e/a",
        "/a%25%32%65",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a%u002e",
        "/a#b",
        "/a b",
        "/%ff",
        "/%c0%ae%c0%ae/a",
    ] {
        let answer = app.gate().get(path).bearer(&secret).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (403, Some(CHALLENGE)), "{path:?}");
    }
    for path in ["/", "/a", "/a/", "/a.b/..c", "/caf%C3%A9", "/100%25", "/a?x=../..//%2f", "/a?"] {
        assert_eq!(app.gate().get(path).bearer(&secret).await.status, 200, "{path:?}");
    }
}

#[actix_web::test]
async fn the_token_passes_as_the_password_of_any_user() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    let ask = app.gate().get(&app.devices());
    for user in ["", "api", "BOOMI_TOKEN.ada@example.com"] {
        assert_eq!(ask.clone().basic(user, &secret).await.status, 200, "{user:?}");
    }
    // curl -u sends the password as it is; some clients escape the underscore first.
    assert_eq!(ask.clone().basic("api", &secret.replace('_', "%5F")).await.status, 200, "escaped");
    assert_eq!(ask.clone().set("authorization", &format!("bEaReR  {secret}")).await.status, 200, "any case");
    assert_eq!(ask.basic(&secret, "").await.status, 401, "as the user");
}

/// The gate knows no cookies: a signed-in person's browser is nobody there.
#[actix_web::test]
async fn a_session_is_no_credential_at_the_gate() {
    let app = TestApp::start().await;
    let cookie = app.administrator().await.cookie().unwrap();
    let answer = app.gate().get(&app.devices()).set("cookie", &cookie).await;
    assert_eq!(answer.status, 401);
}

/// nginx takes every other status for a fault of its own.
#[actix_web::test]
async fn an_entrance_answers_any_method_and_any_application_with_a_verdict() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    for application in ["%ff", "a%20b", "%F0%9F%9A%80"] {
        assert_eq!(app.gate().at(application).get("/").bearer(&secret).await.status, 403, "{application}");
        assert_eq!(app.gate().at(application).get("/").await.status, 401, "{application}");
    }
}
