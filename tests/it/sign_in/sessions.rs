//! Sessions: how they begin and end, and what of them is stored.

use latchkey::clock::DAY;

use super::{is_in, sign_in};
use crate::harness::{Fields, MINUTE, PASSWORD, TestApp};

/// The key that a cookie carries, after its signature.
fn key_of(cookie: &str) -> &str {
    &cookie[cookie.len() - 64..]
}

/// Whoever planted a session of their own in a browser must not be signed in by its owner.
#[actix_web::test]
async fn a_session_known_before_signing_in_is_worth_nothing_after() {
    let app = TestApp::start().await;
    let planted = app.member().await.cookie();
    let victim = app.anonymous();
    victim.set_cookie(planted.as_deref());
    sign_in(&victim, app.people.administrator.email, PASSWORD).await;
    assert_ne!(victim.cookie(), planted);
    assert!(victim.get("/account").await.body.contains("Ada Administrator"));
    let attacker = app.anonymous();
    attacker.set_cookie(planted.as_deref());
    assert!(!is_in(&attacker).await);
}

#[actix_web::test]
async fn a_forged_or_altered_cookie_is_none() {
    let app = TestApp::start().await;
    let cookie = app.member().await.cookie().unwrap();
    let key = key_of(&cookie);
    let altered = format!("{}{}", &cookie[..cookie.len() - 1], if cookie.ends_with('0') { "1" } else { "0" });
    for forged in
        [altered, format!("latchkey={key}"), "latchkey=".to_owned(), format!("latchkey={}", "A".repeat(5_000))]
    {
        let client = app.anonymous();
        client.set_cookie(Some(&forged));
        assert!(!is_in(&client).await, "{forged}");
    }
}

#[actix_web::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::start().await;
    let client = app.member().await;
    let cookie = client.cookie();
    assert_eq!(client.post("/sign-out", Fields::default()).await.location(), "/sign-in");
    assert_eq!(client.cookie(), None, "the browser forgets it");
    client.set_cookie(cookie.as_deref());
    assert!(!is_in(&client).await, "and keeping it is of no use");
    assert_eq!(app.number("SELECT COUNT(*) FROM sessions").await, 0);
}

#[actix_web::test]
async fn signing_out_everywhere_ends_every_session_of_that_person() {
    let app = TestApp::start().await;
    let (here, there, another) = (app.member().await, app.member().await, app.support().await);
    assert_eq!(here.get("/account").await.count(".sessions tbody tr"), 2);
    assert_eq!(here.post("/account/sessions/deletion", Fields::default()).await.location(), "/sign-in");
    assert!(!is_in(&here).await && !is_in(&there).await);
    assert!(is_in(&another).await, "someone else stays");
    let events = app.texts("SELECT actor_name FROM audit_events WHERE action = 'user.sessions_ended'").await;
    assert_eq!(events, ["Mika Member"]);
}

/// A request that began before the end must not bring the session back by what it writes after it.
#[actix_web::test]
async fn a_late_write_does_not_bring_an_ended_session_back() {
    let app = TestApp::start().await;
    let client = app.administrator().await;
    let token = app.token("Billing export").await;
    let cookie = client.cookie();
    let path = token.path("/deactivation");
    let (_, ended) = tokio::join!(client.post(&path, Fields::default()), async {
        let other = app.administrator().await;
        other.post("/account/sessions/deletion", Fields::default()).await.status
    });
    assert_eq!(ended, 303);
    client.set_cookie(cookie.as_deref());
    assert!(!is_in(&client).await);
}

#[actix_web::test]
async fn a_session_ends_after_two_weeks_however_much_it_is_used() {
    let app = TestApp::start().await;
    let client = app.member().await;
    let mut seen = Vec::new();
    for step in [7 * DAY, 7 * DAY - 1, 1] {
        app.clock.advance(step);
        seen.push(is_in(&client).await);
    }
    assert_eq!(seen, [true, true, false]);
}

#[actix_web::test]
async fn the_last_activity_is_written_down_now_and_then() {
    let app = TestApp::start().await;
    let client = app.member().await;
    let idle = "SELECT last_seen_at - created_at FROM sessions";
    for (step, seen) in [(4 * MINUTE, 0), (2 * MINUTE, 6 * MINUTE), (MINUTE, 6 * MINUTE)] {
        app.clock.advance(step);
        assert!(is_in(&client).await);
        assert_eq!(app.number(idle).await, seen);
    }
}

/// A copy of the table signs nobody in.
#[actix_web::test]
async fn the_table_of_sessions_holds_no_key() {
    let app = TestApp::start().await;
    let client = app.member().await;
    let cookie = client.cookie().unwrap();
    let key = key_of(&cookie);
    assert!(key.bytes().all(|b| b.is_ascii_hexdigit()), "{key}");
    let rows = app.contents("sessions").await;
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains(key) && !rows[0].contains(&cookie["latchkey=".len()..]), "{rows:?}");
    let stolen = app.texts("SELECT key_digest FROM sessions").await.remove(0);
    let thief = app.anonymous();
    thief.set_cookie(Some(&format!("{}{stolen}", &cookie[..cookie.len() - 64])));
    assert!(!is_in(&thief).await);
}

#[actix_web::test]
async fn expired_sessions_are_cleared_away_by_the_next_signing_in() {
    let app = TestApp::start().await;
    app.member().await;
    app.clock.advance(15 * DAY);
    app.support().await;
    assert_eq!(app.number("SELECT COUNT(*) FROM sessions").await, 1);
}
