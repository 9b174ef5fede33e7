//! What one is known by: changing one's name and the e-mail address that one signs in with.

use latchkey::access::{Role, SignedIn};
use latchkey::users::email_change::{self, Means};
use latchkey::users::{Email, Password};

use super::is_in;
use crate::harness::smtp::{Letter, Manner, Sink};
use crate::harness::{Answer, Client, Fields, HOUR, PASSWORD, TestApp};

const NEW: &str = "mika@new.example";

async fn ask(client: &Client, email: &str, present: &str) -> Answer {
    client.post("/account/email", [("email", email), ("present", present)]).await
}

async fn confirm(client: &Client, email: &str, code: &str) -> Answer {
    client.post("/account/email", [("email", email), ("code", code)]).await
}

async fn try_in(app: &TestApp, email: &str) -> u16 {
    app.anonymous().post("/sign-in", [("email", email), ("password", PASSWORD)]).await.status
}

/// The code in a mail: a line of its own.
fn code_in(letter: &Letter) -> String {
    let text = letter.text();
    let code =
        text.lines().find_map(|line| line.strip_prefix("    ")).unwrap_or_else(|| panic!("{text}")).trim().to_owned();
    assert_eq!((code.len(), code.find('-')), (11, Some(5)), "{text}");
    code
}

async fn events(app: &TestApp, action: &str) -> Vec<String> {
    app.texts(&format!(
        "SELECT actor_name || ' ' || subject_name || ' ' || detail FROM audit_events WHERE action = '{action}'"
    ))
    .await
}

#[actix_web::test]
async fn a_new_name_is_shown_from_the_next_page_on_and_recorded_in_each_organization() {
    let app = TestApp::start().await;
    app.enlist(&app.people.member, app.people.other_organization, Role::Member).await;
    let (member, administrator) = (app.member().await, app.administrator().await);
    let form = member.get("/account/name").await.fields("form[action='/account/name']");
    assert_eq!(form.value("name"), Some("Mika Member"));
    let answer = member.post("/account/name", form.with("name", "  Mika Mäkelä ")).await;
    let page = member.follow(answer).await;
    assert_eq!(page.text("#flash-text"), "You are Mika Mäkelä from now on.");
    assert!(page.text("header .person").contains("Mika Mäkelä") && page.text("dl").contains("Mika Mäkelä"));
    assert!(administrator.get("/members").await.text("tbody").contains("Mika Mäkelä"));
    let detail = r#"{"after":{"name":"Mika Mäkelä"},"before":{"name":"Mika Member"}}"#;
    assert_eq!(
        events(&app, "user.renamed").await,
        [format!("Mika Member Mika Member {detail}"), format!("Mika Member Mika Member {detail}")]
    );
    let log = administrator.get("/audit?action=user.renamed").await.text(".events");
    assert!(
        log.contains("Mika Member changed their name") && log.contains("Name: “Mika Member” became “Mika Mäkelä”"),
        "{log}"
    );
    let page = member.follow(member.post("/account/name", [("name", "Mika Mäkelä")]).await).await;
    assert_eq!(page.text("#flash-text"), "You are Mika Mäkelä already.");
    assert_eq!(events(&app, "user.renamed").await.len(), 2, "what changes nothing is no event");
}

#[actix_web::test]
async fn a_name_that_is_none_is_refused_where_it_is_typed() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let before = (app.contents("users").await, app.contents("audit_events").await);
    for (name, fault) in [
        ("  ", "Enter a name."),
        (&*"x".repeat(101), "The name is too long; at most 100 characters fit."),
        ("Ada\u{202e}x", "The name has an invisible control character."),
    ] {
        let answer = member.post("/account/name", [("name", name)]).await;
        assert_eq!((answer.status, answer.faults()), (422, vec![fault.to_owned()]));
    }
    assert_eq!(member.post("/account/name", [("name", "x"), ("role", "administrator")]).await.status, 422);
    assert_eq!((app.contents("users").await, app.contents("audit_events").await), before);
}

#[actix_web::test]
async fn without_a_mail_server_the_password_is_enough_and_every_other_session_ends() {
    let app = TestApp::start().await;
    let (here, there, another) = (app.member().await, app.member().await, app.support().await);
    let old = here.cookie();
    let page = here.get("/account/email").await;
    assert!(
        page.text("main").contains("You sign in with mika@acme.example. Check the new one well"),
        "{}",
        page.text("main")
    );
    let answer = ask(&here, &format!(" {NEW} "), PASSWORD).await;
    let page = here.follow(answer).await;
    let said = "You sign in with mika@new.example from now on. Every other session of yours has ended.";
    assert_eq!(page.text("#flash-text"), said);
    assert!(!is_in(&there).await && is_in(&another).await);
    let thief = app.anonymous();
    thief.set_cookie(old.as_deref());
    assert!(!is_in(&thief).await, "the old key is worth nothing");
    assert_eq!((try_in(&app, "mika@acme.example").await, try_in(&app, "MIKA@new.example").await), (422, 303));
    let detail = r#"{"after":{"email":"mika@new.example"},"before":{"email":"mika@acme.example"},"sessions":1}"#;
    assert_eq!(events(&app, "user.email_changed").await, [format!("Mika Member Mika Member {detail}")]);
    assert_eq!(ask(&here, "Mika@New.example", PASSWORD).await.status, 303, "the same in other letters is no other's");
}

#[actix_web::test]
async fn what_can_not_be_an_address_is_said_field_by_field_and_changes_nothing() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let before = (app.contents("users").await, app.contents("sessions").await);
    for (form, faults) in [
        (Fields::default(), &["Enter an e-mail address.", "Enter your current password."][..]),
        ([("email", "nobody"), ("present", "x")].into(), &["This is not an e-mail address, such as ada@example.com."]),
        ([("email", "mika@acme.example"), ("present", PASSWORD)].into(), &["This is your e-mail address already."]),
        ([("email", "SAM@acme.example"), ("present", PASSWORD)].into(), &["Another account has this e-mail address."]),
        ([("email", NEW), ("code", "")].into(), &["Enter the code from the mail."]),
        (
            [("email", NEW), ("code", "00000-00000")].into(),
            &["This is not the code that was mailed to this address, or it is more than an hour old."],
        ),
    ] {
        let answer = member.post("/account/email", form).await;
        assert_eq!((answer.status, answer.faults()), (422, faults.iter().map(|f| (*f).to_owned()).collect()));
        assert!(!answer.body.contains(PASSWORD));
    }
    let unknown = member.post("/account/email", [("email", NEW), ("present", PASSWORD), ("user", "1")]).await;
    assert_eq!(unknown.status, 422);
    assert_eq!((app.contents("users").await, app.contents("sessions").await), before);
}

/// Guesses at the password, at codes and at who has an account count like those at the sign-in page, together with them.
#[actix_web::test]
async fn guesses_are_recorded_and_slowed_down() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for _ in 0..3 {
        assert_eq!(ask(&member, NEW, "wrong").await.faults(), ["This is not your current password."]);
    }
    assert_eq!(confirm(&member, NEW, "00000-00000").await.status, 422);
    assert_eq!(ask(&member, "sam@acme.example", PASSWORD).await.faults(), ["Another account has this e-mail address."]);
    let answer = ask(&member, NEW, PASSWORD).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    assert_eq!(try_in(&app, "mika@acme.example").await, 429);
    assert_eq!(events(&app, "user.email_change_failed").await, ["Mika Member Mika Member {}"; 4]);
    app.clock.advance(1_000);
    assert_eq!(ask(&member, NEW, PASSWORD).await.status, 303);
}

/// Whoever has a password must not be able to mail to everybody, or to try who has an account.
#[actix_web::test]
async fn so_many_addresses_can_be_asked_for_and_signing_in_anew_allows_no_more() {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    for n in 0..5 {
        let member = app.member().await;
        assert_eq!(ask(&member, &format!("someone.{n}@new.example"), PASSWORD).await.status, 200);
    }
    let member = app.member().await;
    assert_eq!(ask(&member, NEW, PASSWORD).await.status, 429);
    assert_eq!(sink.received(5).await.len(), 5);
    app.clock.advance(1_000);
    assert_eq!(ask(&member, NEW, PASSWORD).await.status, 200, "after the wait");
}

#[actix_web::test]
async fn with_a_mail_server_the_new_address_has_to_answer_and_the_old_one_is_told() {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    let (here, there) = (app.member().await, app.member().await);
    let asked = ask(&here, NEW, PASSWORD).await;
    assert_eq!(asked.status, 200);
    assert!(asked.text("main").contains("We have mailed a code to mika@new.example."), "{}", asked.text("main"));
    assert_eq!(asked.attributes("[data-stands-at]", "data-stands-at"), ["/account/email"], "a reload mails nothing");
    let letter = sink.received(1).await.remove(0);
    assert_eq!(
        (letter.to.as_slice(), letter.header("Subject")),
        (&[NEW.to_owned()][..], "Your code for the new e-mail address".to_owned())
    );
    let code = code_in(&letter);
    assert!(!letter.text().contains("Mika"), "nothing in it is chosen by whoever asks: {}", letter.text());
    assert!(!asked.body.contains(&code) && !asked.body.contains(&code.replace('-', "")));
    assert_eq!(
        (try_in(&app, NEW).await, try_in(&app, "mika@acme.example").await),
        (422, 303),
        "nothing is changed yet"
    );
    let form = asked.fields("form[action='/account/email']").with("code", &format!(" {} ", code.to_lowercase()));
    let answer = here.post("/account/email", form).await;
    assert_eq!(here.follow(answer).await.status, 200);
    assert!(!is_in(&there).await);
    assert_eq!((try_in(&app, NEW).await, try_in(&app, "mika@acme.example").await), (303, 422));
    let told = sink.received(2).await.remove(1);
    assert_eq!(
        (told.to.as_slice(), told.header("Subject")),
        (&["mika@acme.example".to_owned()][..], "Your e-mail address was changed".to_owned())
    );
    let text = told.text();
    assert!(text.contains("It is mika@new.example now") && text.contains("from the address 127.0.0.1"), "{text}");
    assert!(text.contains("tell whoever runs the portal at once"), "{text}");
    for (table, rows) in app.everything().await {
        assert!(!rows.join("\n").contains(&code.replace('-', "")), "{table} keeps no code");
    }
}

/// A code is for one address, of one person as they are, and for an hour or two.
#[actix_web::test]
async fn a_code_is_good_for_nothing_else() {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    let (member, support) = (app.member().await, app.support().await);
    ask(&member, NEW, PASSWORD).await;
    let code = code_in(&sink.received(1).await[0]);
    let wrong = "This is not the code that was mailed to this address, or it is more than an hour old.";
    assert_eq!(confirm(&member, "other@new.example", &code).await.faults(), [wrong], "another address");
    assert_eq!(confirm(&support, NEW, &code).await.faults(), [wrong], "another person");
    let kept = confirm(&member, NEW, "AAAAA-AAAAA").await;
    assert_eq!(kept.fields("form[action='/account/email']").value("email"), Some(NEW), "and can be typed again");
    app.clock.advance(2 * HOUR);
    assert_eq!(confirm(&member, NEW, &code).await.faults(), [wrong], "too old");
    ask(&member, NEW, PASSWORD).await;
    let code = code_in(&sink.received(2).await[1]);
    app.clock.advance(HOUR);
    assert_eq!(confirm(&member, NEW, &code).await.status, 303, "an hour is an hour");
    assert_eq!(confirm(&member, "mika@acme.example", &code).await.faults(), [wrong], "and once is once");
}

/// Who has an account is nobody else's business: the answer is the same, and its owner is told.
#[actix_web::test]
async fn an_address_that_is_taken_is_told_to_its_owner_alone() {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    let member = app.member().await;
    let (taken, free) = (ask(&member, "fay@borealis.example", PASSWORD).await, ask(&member, NEW, PASSWORD).await);
    assert_eq!((taken.status, free.status), (200, 200));
    assert_eq!(taken.body.replace("fay@borealis.example", NEW), free.body);
    let letter = sink.received(2).await.into_iter().find(|letter| letter.to == ["fay@borealis.example"]).unwrap();
    assert_eq!(letter.header("Subject"), "Somebody wanted your e-mail address");
    assert!(letter.text().contains("nothing was changed") && !letter.text().contains("Mika"), "{}", letter.text());
}

#[actix_web::test]
async fn a_mail_that_is_not_taken_is_said_to_be_and_changes_nothing() {
    let sink = Sink::start(Manner::Refuses("mika@new")).await;
    let app = sink.portal().await;
    let member = app.member().await;
    let answer = ask(&member, NEW, PASSWORD).await;
    let fault = "The mail server did not take a mail to this address. Nothing was changed: check the address, or try again later.";
    assert_eq!((answer.status, answer.faults()), (422, vec![fault.to_owned()]));
    assert_eq!(try_in(&app, "mika@acme.example").await, 303);
}

/// Of two people who want one address at the same time one gets it.
#[actix_web::test]
async fn an_address_is_one_accounts() {
    let app = TestApp::with_workers(2).await;
    let (member, support) = (app.member().await, app.support().await);
    let (a, b) = tokio::join!(ask(&member, NEW, PASSWORD), ask(&support, NEW, PASSWORD));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(app.number("SELECT COUNT(*) FROM users WHERE email_key = 'mika@new.example'").await, 1);
    assert_eq!(events(&app, "user.email_changed").await.len(), 1);
}

/// A session that was ended while its change was on the way changes nothing, and must not come back under a new key.
#[actix_web::test]
async fn a_session_that_was_ended_meanwhile_changes_no_address() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let may = app.granted::<SignedIn>(&app.people.member).await;
    let digest = super::sessions::present(&app, &member).await;
    app.execute("DELETE FROM sessions").await;
    let before = app.contents("users").await;
    let state = &app.state;
    let means = Means { db: &app.db, clock: &app.clock, key: &state.key, mailer: None, portal: &state.base_url };
    let (present, new) = (Password::typed(PASSWORD), Email::parse(NEW).unwrap());
    let changed = email_change::begin(means, &state.hasher, &may, &digest, present, &new).await;
    assert!(matches!(changed, Err(latchkey::error::Error::SignInNeeded { .. })), "{changed:?}");
    assert_eq!(app.contents("users").await, before);
    assert!(events(&app, "user.email_changed").await.is_empty());
    assert!(!is_in(&member).await, "it stays ended");
}
