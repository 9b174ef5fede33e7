//! Signing in and out, in the log of every organization that it concerns.

use latchkey::access::Role;
use latchkey::audit::verify::{Chain, verify};

use super::lately;
use crate::harness::{Fields, PASSWORD, TestApp};

const FOUNDER: [(&str, &str); 5] = [
    ("organization", "Acme"),
    ("application", "Metering"),
    ("name", "Noor Haddad"),
    ("email", "noor@example.com"),
    ("password", "orbit-candle-mosaic-19"),
];

async fn try_in(app: &TestApp, email: &str, password: &str) -> u16 {
    app.anonymous().post("/sign-in", [("email", email), ("password", password)]).await.status
}

#[actix_web::test]
async fn signing_in_and_out_is_recorded_once_in_each_of_ones_organizations() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.people.organization.to_string(), app.people.other_organization.to_string());
    app.enlist(&app.people.support, app.people.other_organization, Role::Member).await;
    let before = app.number("SELECT COUNT(*) FROM audit_events").await;
    let support = app.support().await;
    support.post("/sign-out", Fields::default()).await;
    let both = ["user|Sam Support|user.signed_in|Sam Support|{}", "user|Sam Support|user.signed_out|Sam Support|{}"];
    assert_eq!(lately(&app, &ours, 2).await, both);
    assert_eq!(lately(&app, &theirs, 2).await, both);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events").await, before + 4);
    let addresses = "SELECT DISTINCT address FROM audit_events WHERE action LIKE 'user.signed_%'";
    assert_eq!(app.texts(addresses).await, ["127.0.0.1"]);
}

#[actix_web::test]
async fn signing_out_without_a_session_leaves_nothing() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let cookie = member.cookie();
    member.post("/sign-out", Fields::default()).await;
    member.set_cookie(cookie.as_deref());
    for client in [&member, &app.anonymous()] {
        assert_eq!(client.post("/sign-out", Fields::default()).await.location(), "/sign-in");
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'user.signed_out'").await, 1);
}

#[actix_web::test]
async fn a_session_stays_whose_end_can_not_be_recorded() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let cookie = member.cookie();
    app.execute("UPDATE audit_heads SET organization_id = 'gone ' || organization_id").await;
    assert_eq!(member.post("/sign-out", Fields::default()).await.status, 503);
    for path in ["/account/sessions/deletion", "/account/other-sessions/deletion"] {
        app.execute("UPDATE sessions SET expires_at = expires_at + 1").await;
        member.post(path, Fields::default()).await;
    }
    member.set_cookie(cookie.as_deref());
    assert_eq!(member.get("/account").await.status, 200);
}

/// Administrators see who is being guessed at; what was typed for an account that isn't there stays with the
/// installation, and unreadable.
#[actix_web::test]
async fn a_failure_to_sign_in_is_told_where_the_account_belongs() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.people.organization.to_string(), app.people.other_organization.to_string());
    app.enlist(&app.people.support, app.people.other_organization, Role::Support).await;
    let before = lately(&app, &theirs, 99).await.len();
    assert_eq!(try_in(&app, app.people.member.email, "wrong").await, 422);
    let failed = |name: &str| format!("system|Latchkey|user.sign_in_failed|{name}|{{}}");
    assert_eq!(lately(&app, &ours, 1).await, [failed("Mika Member")]);
    assert_eq!(lately(&app, &theirs, 99).await.len(), before, "it is none of theirs");
    assert_eq!(try_in(&app, app.people.support.email, "wrong").await, 422);
    assert_eq!(lately(&app, &ours, 1).await, [failed("Sam Support")]);
    assert_eq!(lately(&app, &theirs, 1).await, [failed("Sam Support")]);
    assert_eq!(lately(&app, "", 99).await, Vec::<String>::new());
    assert_eq!(try_in(&app, "my password, typed here", "wrong").await, 422);
    let unknown = lately(&app, "", 99).await;
    assert_eq!(unknown.len(), 1);
    assert!(unknown[0].starts_with("system|Latchkey|user.sign_in_failed||{\"account\":\""), "{unknown:?}");
    assert!(!unknown[0].contains("typed"), "{unknown:?}");
    let administrator = app.administrator().await;
    let page = administrator.get("/audit?action=user.sign_in_failed").await;
    assert_eq!(
        page.all(".what"),
        ["Latchkey system refused to sign in Sam Support", "Latchkey system refused to sign in Mika Member"]
    );
}

#[actix_web::test]
async fn who_belongs_to_no_organization_concerns_the_installation() {
    let app = TestApp::start().await;
    app.execute("UPDATE memberships SET removed_at = 1").await;
    let ours = app.people.organization.to_string();
    let before = lately(&app, &ours, 99).await;
    assert_eq!(try_in(&app, app.people.member.email, "wrong").await, 422);
    assert_eq!(try_in(&app, app.people.member.email, PASSWORD).await, 303);
    assert_eq!(
        lately(&app, "", 99).await,
        ["system|Latchkey|user.sign_in_failed|Mika Member|{}", "user|Mika Member|user.signed_in|Mika Member|{}",]
    );
    assert_eq!(lately(&app, &ours, 99).await, before);
}

/// Guesses that are turned away unheard don't fill the log.
#[actix_web::test]
async fn an_attempt_that_has_to_wait_leaves_no_event() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        try_in(&app, app.people.member.email, "wrong").await;
    }
    let before = app.number("SELECT COUNT(*) FROM audit_events").await;
    for _ in 0..5 {
        assert_eq!(try_in(&app, app.people.member.email, "wrong").await, 429);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events").await, before);
}

#[actix_web::test]
async fn whoever_sets_up_signs_in_by_it() {
    let app = TestApp::empty().await;
    let code = latchkey::organizations::set_up::code(&app.db, &app.state.chance, &app.state.key).await.unwrap();
    let form = Fields::from(FOUNDER).with("code", &code.unwrap());
    let client = app.anonymous();
    assert_eq!(client.post("/set-up", form).await.status, 303);
    let events = app.texts("SELECT action || ' ' || address FROM audit_events ORDER BY seq DESC LIMIT 1").await;
    assert_eq!(events, ["user.signed_in 127.0.0.1"]);
    let lines = client.get("/audit").await.all(".what");
    assert_eq!(lines[0], "Noor Haddad signed in");
    assert_eq!(lines.len(), 5, "{lines:?}");
}

/// Whoever belongs to several organizations writes in several chains at once; many who do must not get in each other's
/// way.
#[actix_web::test]
async fn people_of_the_same_organizations_sign_in_at_the_same_time() {
    let app = TestApp::with_workers(2).await;
    let people = [&app.people.administrator, &app.people.member, &app.people.support];
    for person in people {
        app.enlist(person, app.people.other_organization, Role::Member).await;
    }
    for _ in 0..5 {
        let tries = people.map(|person| async {
            let right = try_in(&app, person.email, PASSWORD);
            let wrong = try_in(&app, person.email, "wrong");
            tokio::join!(right, wrong)
        });
        let [a, b, c] = tries;
        let all = tokio::join!(a, b, c);
        assert_eq!([all.0, all.1, all.2], [(303, 422); 3]);
    }
    let may = app.granted(&app.people.administrator).await;
    let report = verify(&app.db, &Chain::of(&may), None).await.unwrap();
    assert_eq!(report.broken, None);
}
