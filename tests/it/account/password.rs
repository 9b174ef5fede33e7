//! Changing one's password.

use latchkey::access::{Role, SignedIn};
use latchkey::sessions::own;
use latchkey::users::Password;
use latchkey::users::password_change::{NewPassword, change_password};

use super::is_in;
use crate::harness::{Answer, Client, Fields, PASSWORD, SECOND, TestApp};

const NEW: &str = "quarrel lantern mosaic 19";

fn form(present: &str, new: &str, again: &str) -> Fields {
    Fields::from([("present", present), ("new", new), ("again", again)])
}

async fn change(client: &Client, present: &str, new: &str) -> Answer {
    client.post("/account/password", form(present, new, new)).await
}

async fn try_in(app: &TestApp, email: &str, password: &str) -> u16 {
    app.anonymous().post("/sign-in", [("email", email), ("password", password)]).await.status
}

#[actix_web::test]
async fn a_new_password_counts_at_once_and_ends_every_other_session() {
    let app = TestApp::start().await;
    let (here, there, another) = (app.member().await, app.member().await, app.support().await);
    let old = here.cookie();
    let answer = change(&here, PASSWORD, NEW).await;
    assert_eq!(answer.location(), "/account");
    let page = here.get("/account").await;
    assert_eq!(page.text("#flash-text"), "Your password is changed, and every other session of yours has ended.");
    assert_eq!(page.count(".sessions tbody tr"), 1);
    assert!(!is_in(&there).await, "the other session has ended");
    assert!(is_in(&another).await, "someone else's has not");
    assert_ne!(here.cookie(), old, "this one has a new key");
    let thief = app.anonymous();
    thief.set_cookie(old.as_deref());
    assert!(!is_in(&thief).await, "and the old one is worth nothing");
    let email = app.people.member.email;
    assert_eq!((try_in(&app, email, PASSWORD).await, try_in(&app, email, NEW).await), (422, 303));
}

#[actix_web::test]
async fn the_change_is_told_once_in_each_organization_and_tells_no_password() {
    let app = TestApp::start().await;
    app.enlist(&app.people.member, app.people.other_organization, Role::Member).await;
    let (member, _there) = (app.member().await, app.member().await);
    let before = app.number("SELECT COUNT(*) FROM audit_events").await;
    change(&member, PASSWORD, NEW).await;
    let events = app.texts("SELECT action || ' ' || actor_name || ' ' || subject_name || ' ' || detail FROM audit_events WHERE action LIKE 'user.password%'").await;
    assert_eq!(events, ["user.password_changed Mika Member Mika Member {\"sessions\":1}"; 2]);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events").await, before + 2);
    for (table, rows) in app.everything().await {
        let rows = rows.join("\n");
        assert!(!rows.contains(NEW) && !rows.contains(PASSWORD), "{table}");
    }
}

#[actix_web::test]
async fn what_can_not_be_is_said_field_by_field_and_changes_nothing() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let before = (app.contents("users").await, app.contents("audit_events").await);
    for (form, faults) in [
        (Fields::default(), &["Enter your current password.", "Choose a password of at least 8 characters."][..]),
        (form(PASSWORD, "short", "short"), &["Choose a password of at least 8 characters."]),
        (
            form(PASSWORD, "Mika Member Acme", "Mika Member Acme"),
            &["This password is easy to guess. Take a longer one, such as several unrelated words."],
        ),
        (form(PASSWORD, NEW, "quarrel lantern mosaic 18"), &["This is not the same as the new password above."]),
        (form(PASSWORD, PASSWORD, PASSWORD), &["Choose another password than the present one."]),
        (form(PASSWORD, &"x".repeat(1_001), ""), &["Choose a password of at most 1000 bytes."]),
        (form(PASSWORD, NEW, NEW).with("user", "1"), &["This form has no field “user”."]),
    ] {
        let answer = member.post("/account/password", form).await;
        assert_eq!((answer.status, answer.faults()), (422, faults.iter().map(|f| (*f).to_owned()).collect()));
        assert!(!answer.body.contains(PASSWORD) && !answer.body.contains(NEW), "no password is shown again");
    }
    assert_eq!((app.contents("users").await, app.contents("audit_events").await), before);
    assert!(is_in(&member).await);
}

/// Guesses count like those at the sign-in page, together with them.
#[actix_web::test]
async fn guesses_at_the_present_password_are_recorded_and_slowed_down() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for _ in 0..3 {
        let answer = change(&member, "wrong", NEW).await;
        assert_eq!((answer.status, answer.faults()), (422, vec!["This is not your current password.".to_owned()]));
    }
    for _ in 0..2 {
        assert_eq!(try_in(&app, app.people.member.email, "wrong").await, 422);
    }
    let answer = change(&member, PASSWORD, NEW).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    assert_eq!(answer.faults(), ["That failed too often. Try again in a second."]);
    assert_eq!(try_in(&app, app.people.member.email, PASSWORD).await, 429);
    let failed = "SELECT actor_name || ' ' || subject_name || ' ' || detail FROM audit_events \
                  WHERE action = 'user.password_change_failed'";
    assert_eq!(app.texts(failed).await, ["Mika Member Mika Member {}"; 3]);
    app.clock.advance(SECOND);
    assert_eq!(change(&member, PASSWORD, NEW).await.status, 303, "after the wait");
    assert_eq!(try_in(&app, app.people.member.email, "wrong").await, 422, "and all is forgiven");
}

/// Of two changes at once one counts; the other is refused, and signs nobody in.
#[actix_web::test]
async fn of_two_changes_at_the_same_time_one_counts() {
    let app = TestApp::with_workers(2).await;
    let (one, two) = (app.member().await, app.member().await);
    let other = "candle orbit thistle 42";
    let (a, b) = tokio::join!(change(&one, PASSWORD, NEW), change(&two, PASSWORD, other));
    let changed = [&a, &b].map(|answer| answer.status == 303 && answer.location() == "/account");
    assert!(changed[0] != changed[1], "{} {}", a.status, b.status);
    let (first, second) = if changed[0] { (&one, &two) } else { (&two, &one) };
    assert!(is_in(first).await && !is_in(second).await);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'user.password_changed'").await, 1);
    assert_eq!(app.number("SELECT COUNT(*) FROM sessions").await, 1);
    let counts = if changed[0] { NEW } else { other };
    assert_eq!(try_in(&app, app.people.member.email, counts).await, 303);
}

/// A session that was ended while its change was on the way changes nothing, and must not come back under a new key.
#[actix_web::test]
async fn a_session_that_was_ended_meanwhile_changes_no_password() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let may = app.granted::<SignedIn>(&app.people.member).await;
    let digest = super::sessions::present(&app, &member).await;
    app.execute("DELETE FROM sessions").await;
    let before = app.everything().await;
    let passwords = NewPassword { present: Password::typed(PASSWORD), new: Password::choose(NEW, &[]).unwrap() };
    let state = &app.state;
    let changed = change_password(&app.db, &app.clock, &state.key, &state.hasher, &may, &digest, passwords).await;
    assert!(matches!(changed, Err(latchkey::error::Error::SignInNeeded { .. })), "{changed:?}");
    let attempts =
        |all: Vec<(String, Vec<String>)>| all.into_iter().filter(|(t, _)| t != "sign_in_throttle").collect::<Vec<_>>();
    assert_eq!(attempts(app.everything().await), attempts(before));
    for ended in [
        own::end_all(&app.db, &app.clock, &may, &digest).await,
        own::end_others(&app.db, &app.clock, &may, &digest).await,
    ] {
        assert!(matches!(ended, Err(latchkey::error::Error::SignInNeeded { .. })), "{ended:?}");
    }
    assert!(!is_in(&member).await, "it stays ended");
}
