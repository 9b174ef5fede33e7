//! Dialects of forward-auth, and the entrance for any application.

use latchkey::tokens::Permissions;

use super::CHALLENGE;
use crate::harness::{Ask, TestApp};

const DIALECTS: [&str; 3] = ["nginx", "forwarded", "envoy"];

async fn status(ask: Ask) -> u16 {
    ask.await.status
}

#[actix_web::test]
async fn every_dialect_tells_method_and_path() {
    let app = TestApp::start().await;
    let secret = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await.secret;
    for dialect in DIALECTS {
        let ask = app.gate().dialect(dialect).get(&format!("{}?page=2", app.devices())).bearer(&secret);
        assert_eq!(status(ask.clone()).await, 200, "{dialect}");
        assert_eq!(status(ask.clone().request("POST", &app.devices())).await, 403, "{dialect}: it only reads");
        assert_eq!(status(ask.clone().request("GET", "/not/in/it")).await, 403, "{dialect}: not catalogued");
        assert_eq!(status(ask.clone().at(app.people.second_application.as_str())).await, 403, "{dialect}");
        assert_eq!(status(ask.without("authorization")).await, 401, "{dialect}");
    }
}

/// A caller who sends the headers of another dialect, or another dialect's idea of the path, changes nothing.
#[actix_web::test]
async fn a_caller_can_not_choose_where_the_request_is_told() {
    let app = TestApp::start().await;
    let secret = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await.secret;
    let devices = app.devices();
    for dialect in DIALECTS {
        let mut ask = app.gate().dialect(dialect).request("DELETE", &devices).bearer(&secret);
        for (name, value) in [
            ("x-original-method", "GET"),
            ("x-original-uri", devices.as_str()),
            ("x-original-url", devices.as_str()),
            ("x-forwarded-method", "GET"),
            ("x-forwarded-uri", devices.as_str()),
            ("x-envoy-original-path", devices.as_str()),
            ("x-rewrite-url", devices.as_str()),
        ] {
            let own = matches!((dialect, name), ("nginx", "x-original-method" | "x-original-uri"))
                || matches!((dialect, name), ("forwarded", "x-forwarded-method" | "x-forwarded-uri"))
                || (dialect != "nginx" && name.starts_with("x-original-") && !name.ends_with("url"));
            if !own {
                ask = ask.set(name, value);
            }
        }
        assert_eq!(status(ask).await, 403, "{dialect}");
    }
}

#[actix_web::test]
async fn the_forwarded_dialect_needs_its_headers_exactly_once() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    let ask = app.gate().dialect("forwarded").bearer(&secret);
    let told = |method: &str, uri: &str| ask.clone().set("x-forwarded-method", method).set("x-forwarded-uri", uri);
    assert_eq!(status(told("GET", &app.devices())).await, 200);
    for (case, ask) in [
        ("neither", ask.clone()),
        ("no method", told("GET", "/").without("x-forwarded-method")),
        ("no URI", told("GET", "/").without("x-forwarded-uri")),
        ("two methods", told("GET", "/").also("x-forwarded-method", "GET")),
        ("two URIs", told("GET", "/").also("x-forwarded-uri", "/")),
        ("an empty URI", told("GET", "")),
        ("a small method", told("get", "/")),
        ("an override", told("GET", "/").set("x-http-method-override", "DELETE")),
    ] {
        let answer = ask.await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (403, Some(CHALLENGE)), "{case}");
    }
}

/// Whatever is asked at or below the gate's address, nginx must be able to pass the answer on.
#[actix_web::test]
async fn an_address_that_is_no_entrance_is_forbidden() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    let application = app.people.application.as_str();
    let client = app.anonymous();
    for path in [
        "/gate",
        "/gate/",
        &format!("/gate/{application}"),
        &format!("/gate/{application}/"),
        &format!("/gate/{application}/apache"),
        &format!("/gate/{application}/nginx/x"),
        &format!("/gate/{application}/forwarded/{application}/nginx"),
        "/gate//nginx",
    ] {
        let request = client.request(reqwest::Method::GET, path).bearer_auth(&secret);
        let answer = client.send(request.header("x-original-method", "GET").header("x-original-uri", "/")).await;
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[actix_web::test]
async fn the_entrance_for_any_application_is_shut_unless_it_is_configured() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    for dialect in DIALECTS {
        let ask = app.gate().at("any").dialect(dialect).get(&app.devices()).bearer(&secret);
        assert_eq!(status(ask).await, 403, "{dialect}");
    }
}

#[actix_web::test]
async fn at_the_entrance_for_any_the_application_is_the_tokens() {
    let app = TestApp::with(&["--gate-any"]).await;
    let (ours, theirs) = (app.token("Ours").await, app.foreign_token("Theirs").await);
    let people = &app.people;
    for dialect in DIALECTS {
        for (token, application, organization) in [
            (&ours, people.application, people.organization),
            (&theirs, people.foreign_application, people.other_organization),
        ] {
            let path = format!("/applications/{application}/devices");
            let answer = app.gate().at("any").dialect(dialect).get(&path).bearer(&token.secret).await;
            assert_eq!(answer.status, 200, "{dialect}");
            assert_eq!(answer.header("x-latchkey-application-id"), Some(application.as_str()));
            assert_eq!(answer.header("x-latchkey-organization-id"), Some(organization.as_str()));
        }
    }
}

/// The one API serves all customers: a token of one must not pass for the path of another, in whatever spelling.
#[actix_web::test]
async fn a_token_of_one_customer_never_passes_for_the_path_of_another() {
    let app = TestApp::with(&["--gate-any"]).await;
    let ours = app.token("Ours, with all permissions").await;
    let theirs = app.people.foreign_application.to_string();
    let upper = theirs.to_uppercase();
    for path in [
        format!("/applications/{theirs}"),
        format!("/applications/{theirs}/devices"),
        format!("/applications/{theirs}/devices/"),
        format!("/applications/{theirs}/devices/1?applicationId={}", app.people.application),
        format!("/Applications/{theirs}/devices"),
        format!("/applications/{theirs}/not/in/the/catalogue"),
        format!("/applications/{upper}/devices"),
        format!("/applications/{}/devices", theirs.replacen(&theirs[..1], &format!("%{:x}", theirs.as_bytes()[0]), 1)),
        format!("/applications/{theirs}/tokens"),
        format!("/applications/{}/devices", app.people.second_application),
    ] {
        for entrance in ["any", app.people.application.as_str()] {
            for dialect in DIALECTS {
                let ask = app.gate().at(entrance).dialect(dialect).get(&path).bearer(&ours.secret);
                assert_eq!(status(ask).await, 403, "{entrance} {dialect} {path}");
            }
        }
    }
}
