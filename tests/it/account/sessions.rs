//! One's sessions: which there are, and ending them.

use actix_session::storage::{SessionKey, SessionStore};
use latchkey::access::Role;
use latchkey::clock::DAY;
use latchkey::sessions::Digest;
use reqwest::header::USER_AGENT;

use super::is_in;
use crate::harness::{Client, Fields, HOUR, PASSWORD, Person, TestApp};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn sign_in_with(app: &TestApp, person: &Person, agent: &str) -> Client {
    let client = app.anonymous();
    let form = client.form("/sign-in", [("email", person.email), ("password", PASSWORD)]).header(USER_AGENT, agent);
    assert_eq!(client.send(form).await.status, 303);
    client
}

/// The addresses that end each of the sessions, the present one first.
async fn ends(client: &Client) -> Vec<String> {
    client.get("/account").await.attributes(".sessions tbody form", "action")
}

fn session_key(client: &Client) -> SessionKey {
    let cookie = client.cookie().unwrap();
    cookie[cookie.len() - 64..].to_owned().try_into().unwrap()
}

/// What the session middleware loads of it, with its digest.
pub(super) async fn digest_of(app: &TestApp, key: &str) -> Digest {
    let key: SessionKey = key.to_owned().try_into().unwrap();
    let store = latchkey::sessions::store(&app.db, &app.clock, &app.state.chance);
    let state = store.load(&key).await.unwrap().unwrap();
    Digest::of_state(&state).unwrap()
}

/// The digest of the session that a client is in.
pub(super) async fn present(app: &TestApp, client: &Client) -> Digest {
    let cookie = client.cookie().unwrap();
    digest_of(app, &cookie[cookie.len() - 64..]).await
}

#[actix_web::test]
async fn the_list_tells_browser_address_and_times_and_which_one_this_is() {
    let app = TestApp::start().await;
    let member = &app.people.member;
    let there = sign_in_with(&app, member, FIREFOX).await;
    app.clock.advance(3 * HOUR);
    let here = sign_in_with(&app, member, "curl/8.14.1").await;
    app.clock.advance(HOUR);
    let page = here.get("/account").await;
    let row = |n: usize| page.all(&format!(".sessions tbody tr:nth-child({n}) > :not(:last-child)"));
    assert_eq!(row(1), ["curl 8 this one", "127.0.0.1", "1 hour ago", "Now"]);
    assert_eq!(row(2), ["Firefox 140 on Linux", "127.0.0.1", "4 hours ago", "4 hours ago"]);
    assert!(is_in(&there).await);
    let again = here.get("/account").await;
    assert_eq!(again.all(".sessions tbody tr:nth-child(2) td")[2], "just now");
    let buttons = again.all(".sessions button");
    assert_eq!(buttons, ["Sign out: curl 8, 127.0.0.1", "End: Firefox 140 on Linux, 127.0.0.1"]);
    assert_eq!(app.support().await.get("/account").await.count(".sessions tbody tr"), 1, "of nobody else");
    app.clock.advance(14 * DAY - HOUR);
    let late = app.member().await.get("/account").await;
    assert_eq!(late.count(".sessions tbody tr"), 1, "those that have expired are none");
}

#[actix_web::test]
async fn what_a_browser_says_is_text() {
    let app = TestApp::start().await;
    let evil = "<img src=x onerror=alert(1)>\"'";
    let client = sign_in_with(&app, &app.people.member, evil).await;
    let page = client.get("/account").await;
    assert_eq!(page.count("main img:not([alt])"), 0);
    assert_eq!(page.all(".sessions tbody th bdi"), [evil]);
}

#[actix_web::test]
async fn one_session_is_ended_from_its_next_request_on() {
    let app = TestApp::start().await;
    app.enlist(&app.people.member, app.people.other_organization, Role::Member).await;
    let here = app.member().await;
    let (there, third) = (sign_in_with(&app, &app.people.member, FIREFOX).await, app.member().await);
    let all = ends(&here).await;
    assert_eq!(all.len(), 3);
    let page = here.get("/account").await;
    let firefox = page.attributes(".sessions tbody tr:has(form)", "role").len();
    assert_eq!(firefox, 3);
    let rows = page.all(".sessions tbody th");
    let at = rows.iter().position(|row| row.starts_with("Firefox")).unwrap();
    assert_eq!(here.post(&all[at], Fields::default()).await.location(), "/account#sessions");
    assert_eq!((is_in(&here).await, is_in(&there).await, is_in(&third).await), (true, false, true));
    assert_eq!(here.post(&all[at], Fields::default()).await.status, 404, "it is not there any more");
    let events = app.texts("SELECT detail FROM audit_events WHERE action = 'user.session_ended'").await;
    assert_eq!(
        events, ["{\"browser\":\"Firefox 140 on Linux\",\"session_address\":\"127.0.0.1\"}"; 2],
        "one for each organization"
    );
}

/// Whatever a program says that it is, only what is recognized gets into an event.
#[actix_web::test]
async fn an_event_repeats_nothing_that_a_browser_made_up() {
    let app = TestApp::start().await;
    let here = app.member().await;
    let _there = sign_in_with(&app, &app.people.member, "lka_and_whatever_else_there_is").await;
    let other = ends(&here).await.remove(1);
    here.post(&other, Fields::default()).await;
    let events = app.contents("audit_events").await.join("\n");
    assert!(events.contains("user.session_ended") && !events.contains("whatever"), "{events}");
}

#[actix_web::test]
async fn ending_the_present_session_is_signing_out() {
    let app = TestApp::start().await;
    let (here, there) = (app.member().await, app.member().await);
    let cookie = here.cookie();
    let this = ends(&here).await.remove(0);
    assert_eq!(here.post(&this, Fields::default()).await.location(), "/sign-in");
    assert_eq!(here.cookie(), None);
    here.set_cookie(cookie.as_deref());
    assert!(!is_in(&here).await && is_in(&there).await);
}

#[actix_web::test]
async fn all_others_end_and_this_one_stays() {
    let app = TestApp::start().await;
    let (here, there, third) = (app.member().await, app.member().await, app.member().await);
    let another = app.support().await;
    assert_eq!(here.post("/account/other-sessions/deletion", Fields::default()).await.location(), "/account#sessions");
    let page = here.get("/account").await;
    assert_eq!(page.text("#flash-text"), "Ended the 2 other sessions.");
    assert!(page.text("#sessions").contains("You are signed in here only."));
    assert_eq!((is_in(&there).await, is_in(&third).await, is_in(&another).await), (false, false, true));
    let count = "SELECT COUNT(*) FROM audit_events WHERE action = 'user.sessions_ended'";
    assert_eq!(app.number(count).await, 1);
    here.post("/account/other-sessions/deletion", Fields::default()).await;
    assert_eq!(here.get("/account").await.text("#flash-text"), "There was no other session.");
    assert_eq!(app.number(count).await, 1, "what changes nothing leaves no event");
}

#[actix_web::test]
async fn somebody_elses_session_is_not_there() {
    let app = TestApp::start().await;
    let (member, administrator) = (app.member().await, app.administrator().await);
    let theirs = ends(&administrator).await.remove(0);
    let digest = app.texts("SELECT key_digest FROM sessions").await;
    let made_up = ["0123456789abcdef", "", "%00", "..", &digest[0], &digest[0][..16]];
    let made_up = made_up.map(|id| format!("/account/sessions/{id}/deletion"));
    for path in made_up.iter().chain([&theirs]) {
        let answer = member.post(path, Fields::default()).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert!(is_in(&administrator).await);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action LIKE 'user.session%'").await, 0);
}

/// The id in the page is of no use for anything but ending the session.
#[actix_web::test]
async fn the_public_id_tells_nothing_of_the_key() {
    let app = TestApp::start().await;
    let client = app.member().await;
    let page = client.get("/account").await;
    let id = ends(&client).await.remove(0).split('/').nth(3).unwrap().to_owned();
    assert!(id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    let digest = app.texts("SELECT key_digest FROM sessions").await.remove(0);
    let key: String = session_key(&client).into();
    assert!(!page.body.contains(&digest) && !page.body.contains(&key) && !key.contains(&id) && !digest.contains(&id));
    let state = app.texts("SELECT state FROM sessions").await.remove(0);
    client.get("/integrations").await;
    app.administrator().await;
    assert!(!state.contains("digest") && !state.contains(&digest), "it is not stored with the rest: {state}");
}

/// A request that began before its session was ended writes what it has to write after: by none of the ways to end a
/// session does that bring it back.
#[actix_web::test]
async fn a_late_write_brings_no_session_back() {
    let app = TestApp::start().await;
    let store = latchkey::sessions::store(&app.db, &app.clock, &app.state.chance);
    for (way, forms) in [
        ("/account/other-sessions/deletion", Fields::default()),
        ("/account/sessions/deletion", Fields::default()),
        ("one", Fields::default()),
        (
            "/account/password",
            Fields::from([
                ("present", PASSWORD),
                ("new", "quarrel lantern mosaic 19"),
                ("again", "quarrel lantern mosaic 19"),
            ]),
        ),
    ] {
        app.execute("DELETE FROM sessions").await;
        let (late, here) = (app.member().await, app.member().await);
        let key = session_key(&late);
        let mut state = store.load(&key).await.unwrap().unwrap();
        let path = if way == "one" { ends(&here).await.remove(1) } else { way.to_owned() };
        assert_eq!(here.post(&path, forms).await.status, 303, "{way}");
        state.insert("flash".to_owned(), "{\"text\":\"late\",\"undo\":null}".to_owned());
        let again: SessionKey = String::from(key).try_into().unwrap();
        store.update(again, state, &actix_web::cookie::time::Duration::days(14)).await.unwrap();
        assert!(!is_in(&late).await, "{way}");
    }
}

/// Of somebody whose script signs in every minute the page shows the latest, and says that there are more.
#[actix_web::test]
async fn a_great_many_sessions_are_not_all_shown() {
    let app = TestApp::start().await;
    let client = app.member().await;
    let rows: Vec<String> = (0..70)
        .map(|n| format!("('{n:064}', '{}', '{{}}', 1, {n}, 9223372036854775807, '', '')", app.people.member.id))
        .collect();
    app.execute(&format!(
        "INSERT INTO sessions (key_digest, user_id, state, created_at, last_seen_at, expires_at, address, user_agent) \
         VALUES {}",
        rows.join(", ")
    ))
    .await;
    let page = client.get("/account").await;
    assert_eq!(page.count(".sessions tbody tr"), 50);
    assert!(page.text("#sessions").contains("And 21 more that were used before these."));
    client.post("/account/other-sessions/deletion", Fields::default()).await;
    assert_eq!(app.number("SELECT COUNT(*) FROM sessions").await, 1);
}

/// Signing in compares a password and stores the session after it; between the two the password may be changed.
#[actix_web::test]
async fn a_session_by_a_password_that_was_changed_meanwhile_is_not_stored() {
    let app = TestApp::start().await;
    let member = sign_in_with(&app, &app.people.member, FIREFOX).await;
    let store = latchkey::sessions::store(&app.db, &app.clock, &app.state.chance);
    let state = store.load(&session_key(&member)).await.unwrap().unwrap();
    let ttl = actix_web::cookie::time::Duration::days(1);
    assert!(store.save(state.clone(), &ttl).await.is_ok());
    let new = "quarrel lantern mosaic 19";
    let form = [("present", PASSWORD), ("new", new), ("again", new)];
    assert_eq!(member.post("/account/password", form).await.status, 303);
    assert!(store.save(state, &ttl).await.is_err());
    assert!(is_in(&member).await, "the one that changed it goes on");
    assert_eq!(app.number("SELECT COUNT(*) FROM sessions").await, 1);
}
