//! Pausing: off for a while, and on again by the clock.

use latchkey::clock::DAY;

use crate::harness::{Fields, HOUR, Issued, MINUTE, TestApp};

async fn at_gate(app: &TestApp, token: &Issued) -> u16 {
    app.gate().get(&app.devices()).bearer(&token.secret).await.status
}

fn paused_for(length: &str) -> Fields {
    Fields::from([("for", length), ("reason", "Looking into odd calls")])
}

#[actix_web::test]
async fn a_paused_token_comes_back_by_the_clock_to_the_millisecond() {
    for (length, lasts) in [("15m", 15 * MINUTE), ("1h", HOUR), ("1d", DAY)] {
        let app = TestApp::start().await;
        let (support, token) = (app.support().await, app.token("Billing export").await);
        assert_eq!(at_gate(&app, &token).await, 200);
        assert_eq!(support.post(&token.path("/pause"), paused_for(length)).await.status, 303);
        assert_eq!(at_gate(&app, &token).await, 401, "on the very next request");
        app.clock.advance(lasts - 1);
        assert_eq!(at_gate(&app, &token).await, 401, "{length}");
        app.clock.advance(1);
        assert_eq!(at_gate(&app, &token).await, 200, "{length}");
        let page = support.get(&token.path("")).await;
        assert_eq!(page.count(".caution"), 0, "it reads as it is");
    }
}

#[actix_web::test]
async fn an_administrator_ends_a_pause_and_support_does_not() {
    let app = TestApp::start().await;
    let (administrator, support) = (app.administrator().await, app.support().await);
    let token = app.token("Billing export").await;
    support.post(&token.path("/pause"), paused_for("1h")).await;
    let page = support.get(&token.path("")).await;
    assert!(page.text("main").contains("Paused until 22 November 2026, 11:00 UTC (in 1 hour)."));
    assert_eq!(page.count("form[action$='/activation']"), 0);
    assert_eq!(support.post(&token.path("/activation"), Fields::default()).await.status, 403);
    // A shorter pause would end it sooner, too.
    support.post(&token.path("/pause"), paused_for("15m")).await;
    app.clock.advance(16 * MINUTE);
    assert_eq!(at_gate(&app, &token).await, 401);
    let page = administrator.get(&token.path("")).await;
    let form = page.fields("form[action$='/activation']");
    let ended = administrator.follow(administrator.post(&token.path("/activation"), form).await).await;
    assert_eq!(ended.text("#flash-text"), "Ended the pause of “Billing export”: it passes again.");
    assert_eq!(ended.count("form[data-undo]"), 0, "switched off it would never come back by itself");
    assert_eq!(at_gate(&app, &token).await, 200);
    // The list's menu ends it, too.
    assert_eq!(ended.count(".menu form[action$='/activation']"), 0);
    support.post(&token.path("/pause"), paused_for("1h")).await;
    let list = administrator.get("/integrations").await;
    assert_eq!(list.text(".menu form button"), "End the pause now");
    administrator.post(&token.path("/activation"), list.fields(".menu form")).await;
    assert_eq!(at_gate(&app, &token).await, 200);
}

#[actix_web::test]
async fn each_step_has_its_event_and_what_changes_nothing_has_none() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    for (below, form) in [
        ("/pause", paused_for("1h")),
        ("/pause", paused_for("1h")),
        ("/pause", paused_for("15m")),
        ("/pause", paused_for("1d")),
        ("/activation", Fields::default()),
        ("/activation", Fields::default()),
        ("/pause", paused_for("1d")),
        ("/deactivation", Fields::default()),
    ] {
        assert_eq!(administrator.post(&token.path(below), form).await.status, 303, "{below}");
    }
    let of = format!("SELECT action FROM audit_events WHERE subject_id = '{}' ORDER BY seq", token.id);
    let expected =
        ["created", "paused", "paused", "resumed", "paused", "deactivated"].map(|verb| format!("token.{verb}"));
    assert_eq!(app.texts(&of).await, expected);
    app.clock.advance(2 * DAY);
    assert_eq!(at_gate(&app, &token).await, 401, "off is off, whatever the pause was");
    let history = administrator.get(&token.path("")).await.text(".history");
    assert!(history.contains("paused the token") && history.contains("resumed the token"), "{history}");
    assert!(history.contains("Paused until: 23 November 2026, 10:00 UTC"), "{history}");
    assert!(history.contains("Reason: Looking into odd calls"), "{history}");
}

#[actix_web::test]
async fn only_what_is_active_can_be_paused() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for (set, word) in
        [("active = FALSE", "inactive"), ("expires_at = 1", "expired"), ("compromised_at = 1", "compromised")]
    {
        let token = app.token(word).await;
        app.execute(&format!("UPDATE tokens SET {set} WHERE id = '{}'", token.id)).await;
        let answer = administrator.post(&token.path("/pause"), paused_for("1h")).await;
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains(&format!("is {word}: only an active token can be paused")), "{}", answer.body);
        let page = administrator.get(&token.path("/deactivation")).await;
        assert_eq!(page.count("[formaction$='/pause']"), 0, "{word}: it is not offered");
    }
}

#[actix_web::test]
async fn support_says_why_and_everybody_for_how_long() {
    let app = TestApp::start().await;
    let (administrator, support) = (app.administrator().await, app.support().await);
    let token = app.token("Billing export").await;
    let answer = support.post(&token.path("/pause"), paused_for("1h").with("reason", " ")).await;
    assert_eq!((answer.status, answer.faults().len()), (422, 1));
    for length in ["", "forever", "99999h"] {
        let answer = administrator.post(&token.path("/pause"), paused_for(length)).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.faults(), ["Choose how long: 15 minutes, 1 hour or 1 day."]);
        assert_eq!(answer.fields("form[action$='/pause']").value("reason"), Some("Looking into odd calls"));
    }
    assert_eq!(at_gate(&app, &token).await, 200);
}
