//! What an admitted request carries on, and what is counted.

use latchkey::clock::Timestamp;
use latchkey::tokens::{Permissions, TokenName};

use crate::harness::{Answer, MINUTE, TestApp, eventually};

const IDENTITY: [&str; 7] = [
    "x-latchkey-token-id",
    "x-latchkey-token-name",
    "x-latchkey-owner",
    "x-latchkey-application-id",
    "x-latchkey-organization-id",
    "x-latchkey-scope",
    "x-latchkey-expires-at",
];

/// The identity headers, each of which must be there once.
fn identity(answer: &Answer) -> [&str; 7] {
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    IDENTITY.map(|name| {
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{name}");
        answer.header(name).unwrap()
    })
}

#[actix_web::test]
async fn an_admitted_request_carries_who_it_is() {
    let app = TestApp::start().await;
    let token = app.token_with("Größe & 100%", |new| new.expires_at = Some(Timestamp(1_798_761_599_000))).await;
    let answer = app.gate().get(&app.devices()).bearer(&token.secret).await;
    let people = &app.people;
    let expected = [
        token.id.as_str(),
        "Gr%C3%B6%C3%9Fe%20%26%20100%25",
        "Metering",
        people.application.as_str(),
        people.organization.as_str(),
        "all.Application",
        "2026-12-31T23:59:59Z",
    ];
    assert_eq!(identity(&answer), expected);
    assert!(answer.header("set-cookie").is_none() && answer.header("content-type").is_none(), "{:?}", answer.headers);
}

#[actix_web::test]
async fn the_scope_is_what_of_the_permissions_was_needed() {
    let app = TestApp::start().await;
    let custom = Permissions::Custom(["devices.get", "devices.post"].map(str::to_owned).into());
    for (permissions, scope) in [
        (Permissions::All, "all.Application"),
        (Permissions::ReadOnly, "all.Application.read"),
        (custom, "devices.get"),
    ] {
        let token = app.token_with(scope, |new| new.permissions = permissions).await;
        let answer = app.gate().get(&app.devices()).bearer(&token.secret).await;
        assert_eq!(identity(&answer)[5], scope);
    }
}

/// What is left out a proxy would take over from the caller.
#[actix_web::test]
async fn an_identity_header_without_a_value_is_sent_empty() {
    let app = TestApp::start().await;
    let token = app.token_with("For good", |new| new.expires_at = None).await;
    let answer = app.gate().get(&app.devices()).bearer(&token.secret).set("x-latchkey-expires-at", "2099").await;
    assert_eq!(identity(&answer)[6], "");
}

#[actix_web::test]
async fn the_longest_names_stay_under_two_kilobytes() {
    let app = TestApp::start().await;
    let longest = "🚀".repeat(100);
    app.execute(&format!("UPDATE applications SET name = '{longest}'")).await;
    let catalogue = app.state.catalogue.get();
    let actions = catalogue.resources().iter().flat_map(|r| &r.actions).filter(|a| !a.own);
    let action = actions.max_by_key(|a| a.id.len()).unwrap();
    let path = action.path.replace("{applicationId}", app.people.application.as_str()).replace(['{', '}'], "");
    let token = app
        .token_with("short", |new| {
            new.name = TokenName::parse(&longest).unwrap();
            new.permissions = Permissions::Custom([action.id.clone()].into());
        })
        .await;
    let answer = app.gate().request(&action.method, &path).bearer(&token.secret).await;
    let values = identity(&answer);
    assert!(
        values[1].starts_with("%F0%9F%9A%80") && values[1].len().is_multiple_of(12),
        "cut between characters: {}",
        values[1]
    );
    let bytes: usize = IDENTITY.iter().zip(values).map(|(name, value)| name.len() + 2 + value.len() + 2).sum();
    assert!(bytes < 2_048, "{bytes} bytes");
}

#[actix_web::test]
async fn a_use_shows_on_the_tokens_page() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    assert!(administrator.get(&token.path("")).await.all("dd").contains(&"Never".to_owned()), "before");
    let ask = app.gate().get(&app.devices()).bearer(&token.secret).set("user-agent", "meter-sync/2.4");
    assert_eq!(ask.await.status, 200);
    app.clock.advance(5 * MINUTE);
    let shown = "5 minutes ago from 127.0.0.1 by meter-sync/2.4".to_owned();
    eventually("the use is written", async || {
        app.state.usage.write(&app.db).await.unwrap();
        administrator.get(&token.path("")).await.all("dd").contains(&shown)
    })
    .await;
}

#[actix_web::test]
async fn refused_presentations_are_counted_by_reason_and_are_no_use() {
    let app = TestApp::start().await;
    let token = app.token_with("Billing export", |new| new.permissions = Permissions::ReadOnly).await;
    let ask = app.gate().get(&app.devices()).bearer(&token.secret);
    for _ in 0..2 {
        assert_eq!(ask.clone().request("POST", &app.devices()).await.status, 403);
    }
    assert_eq!(ask.clone().at(app.people.second_application.as_str()).await.status, 403);
    app.execute("UPDATE tokens SET active = FALSE").await;
    assert_eq!(ask.await.status, 401, "still knocking");
    let counted = "SELECT outcome || ' ' || CAST(requests AS TEXT) FROM usage_days ORDER BY outcome";
    eventually("the refusals are written", async || {
        app.state.usage.write(&app.db).await.unwrap();
        app.texts(counted).await == ["inactive 1", "other-application 1", "permission 2"]
    })
    .await;
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens WHERE last_used_at IS NOT NULL").await, 0);
}

#[actix_web::test]
async fn what_could_not_be_written_is_written_later() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    app.execute("ALTER TABLE usage_days RENAME TO usage_days_away").await;
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200, "counting is not in the way");
    assert!(app.state.usage.write(&app.db).await.is_err());
    app.execute("ALTER TABLE usage_days_away RENAME TO usage_days").await;
    eventually("the use is written", async || {
        app.state.usage.write(&app.db).await.unwrap();
        app.number("SELECT COALESCE(CAST(SUM(requests) AS BIGINT), 0) FROM usage_days").await == 1
    })
    .await;
}
