//! Reminders of tokens that are about to expire: each stage once, whoever sends it, and one mail about many tokens.

use latchkey::access::Role;
use latchkey::clock::{DAY, Timestamp};
use latchkey::reminders::{self, Run};

use crate::gate::personal::personal;
use crate::harness::smtp::{Letter, Manner, Sink};
use crate::harness::{HOUR, Issued, MINUTE, NOW, TestApp};

/// A portal and its mail server, which nothing was sent through.
async fn portal() -> (Sink, TestApp) {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    (sink, app)
}

async fn token(app: &TestApp, name: &str, days: i64) -> Issued {
    let end = app.clock.now().plus(days * DAY);
    app.token_with(name, |new| new.expires_at = Some(end)).await
}

pub async fn remind(app: &TestApp) -> Run {
    let (state, mailer) = (&app.state, app.state.mailer.as_ref().unwrap());
    reminders::remind(&app.db, &app.clock, &state.chance, mailer, &state.base_url, || true).await.unwrap()
}

fn set(app: &TestApp, at: Timestamp) {
    app.clock.advance(at.0 - app.clock.now().0);
}

/// Subjects of the mails that one run sends.
async fn subjects(app: &TestApp, sink: &Sink) -> Vec<String> {
    let before = sink.letters().len();
    let run = remind(app).await;
    let letters: Vec<Letter> = sink.letters().split_off(before);
    assert_eq!((run.sent, run.failed), (letters.len(), 0));
    letters.iter().map(|letter| letter.header("Subject")).collect()
}

#[actix_web::test]
async fn administrators_are_told_at_each_stage_and_once() {
    let (sink, app) = portal().await;
    let billing = token(&app, "Billing export", 100).await;
    let end = NOW.plus(100 * DAY);
    assert!(subjects(&app, &sink).await.is_empty(), "long before");
    for (days, subject) in [
        (30, "“Billing export” expires in 30 days"),
        (14, "“Billing export” expires in 14 days"),
        (7, "“Billing export” expires in 7 days"),
        (1, "“Billing export” expires in 1 day"),
        (0, "“Billing export” has expired"),
    ] {
        set(&app, end.plus(-days * DAY - 1));
        assert!(subjects(&app, &sink).await.is_empty(), "a moment before {days}");
        set(&app, end.plus(-days * DAY));
        assert_eq!(subjects(&app, &sink).await, [subject]);
        for later in [0, MINUTE, 2 * HOUR] {
            app.clock.advance(later);
            assert!(subjects(&app, &sink).await.is_empty(), "once only");
        }
    }
    let last = sink.letters().pop().unwrap();
    assert_eq!(last.to, ["ada@acme.example"], "not members, not support, not another organization's");
    let text = last.text();
    assert!(text.contains("* Billing export, for Metering\n  Expired just now: 2 March 2027, 10:00 UTC"), "{text}");
    assert!(text.contains(&format!("{}{}", app.base(), billing.path(""))), "{text}");
    set(&app, end.plus(40 * DAY));
    assert!(subjects(&app, &sink).await.is_empty(), "and then no more");
}

/// It stands in the text of the mail, and is what makes it useful: one about all of them.
#[actix_web::test]
async fn one_mail_tells_of_every_token_of_an_organization() {
    let (sink, app) = portal().await;
    for (name, days) in [("One", 60), ("Two", 50), ("Three", 40), ("Late", 200)] {
        token(&app, name, days).await;
    }
    let theirs = app.foreign_token("Theirs").await;
    app.execute(&format!("UPDATE tokens SET expires_at = {} WHERE id = '{}'", NOW.plus(60 * DAY).0, theirs.id)).await;
    app.execute("UPDATE tokens SET active = FALSE WHERE name = 'Two'").await;
    set(&app, NOW.plus(46 * DAY));
    let mut told = subjects(&app, &sink).await;
    told.sort();
    assert_eq!(told, ["3 application tokens of Acme expire soon or have expired", "“Theirs” expires in 14 days"]);
    let ours = sink.letters().into_iter().find(|letter| letter.to == ["ada@acme.example"]).unwrap().text();
    let places: Vec<usize> =
        ["* Three,", "* Two, for Metering (inactive)", "* One,"].map(|name| ours.find(name).unwrap()).into();
    assert!(places.is_sorted(), "the next to expire first: {ours}");
    assert!(!ours.contains("Theirs") && !ours.contains("Late"), "{ours}");
    let theirs = sink.letters().into_iter().find(|letter| letter.to == ["fay@borealis.example"]).unwrap().text();
    assert!(theirs.contains("of Borealis") && !theirs.contains("Acme"), "{theirs}");
}

#[actix_web::test]
async fn every_administrator_gets_it_and_nobody_who_was_removed() {
    let (sink, app) = portal().await;
    let second = app.newcomer(Role::Administrator).await;
    let email = app.texts(&format!("SELECT email FROM users WHERE id = '{second}'")).await.remove(0);
    let third = app.newcomer(Role::Administrator).await;
    app.execute(&format!("UPDATE memberships SET removed_at = 1 WHERE user_id = '{third}'")).await;
    token(&app, "Billing export", 40).await;
    app.clock.advance(10 * DAY);
    assert_eq!(remind(&app).await, Run { sent: 2, failed: 0 });
    let mut to: Vec<String> = sink.letters().into_iter().flat_map(|letter| letter.to).collect();
    to.sort();
    let mut expected = ["ada@acme.example".to_owned(), email];
    expected.sort();
    assert_eq!(to, expected);
}

/// A mail is written by no request: it is in the language that its reader chose, and in English for who chose none.
#[actix_web::test]
async fn each_reads_it_in_their_own_language() {
    let (sink, app) = portal().await;
    let second = app.newcomer(Role::Administrator).await;
    let email = app.texts(&format!("SELECT email FROM users WHERE id = '{second}'")).await.remove(0);
    app.execute(&format!("UPDATE users SET language = 'de' WHERE id = '{second}'")).await;
    token(&app, "Billing export", 100).await;
    set(&app, NOW.plus(93 * DAY));
    let both = async |english: &str, german: &str| -> (String, String) {
        let before = sink.letters().len();
        assert_eq!(remind(&app).await, Run { sent: 2, failed: 0 });
        let letters = sink.letters().split_off(before);
        let to = |address: &str| letters.iter().find(|letter| letter.to == [address]).unwrap();
        let (theirs, ours) = (to("ada@acme.example"), to(&email));
        assert_eq!((theirs.header("Subject").as_str(), ours.header("Subject").as_str()), (english, german));
        (theirs.text(), ours.text())
    };
    let (english, german) = both("“Billing export” expires in 7 days", "„Billing export“ läuft in 7 Tagen ab").await;
    assert!(english.contains("* Billing export, for Metering\n  Expires in 7 days: 2 March 2027"), "{english}");
    assert!(german.contains("* Billing export, für Metering\n  Läuft in 7 Tagen ab: 2. März 2027"), "{german}");
    assert!(german.ends_with(english.rsplit("\n\n").next().unwrap()), "the portal's address: {german}");
    let found = app.token("Found").await;
    app.anonymous().post("/found", [("token", found.secret.as_str())]).await;
    let rows: Vec<Vec<String>> = (0..1_200).map(|_| vec![]).collect();
    app.copies(&found, &[], &rows).await;
    let (english, german) = both(
        "1,201 tokens of Acme are compromised and no longer work",
        "1.201 Tokens von Acme sind kompromittiert und gelten nicht mehr",
    )
    .await;
    assert!(english.contains("And 1,001 more: ") && german.contains("Und 1.001 weitere: "), "{german}");
    assert!(english.contains("\n  Reported as found, by somebody who had its secret.\n"), "{english}");
    assert!(german.contains("\n  Als gefunden gemeldet, von jemandem, der sein Geheimnis hatte.\n"), "{german}");
    for text in [english, german] {
        assert!(!text.contains("reminders-"), "{text}");
    }
}

/// After a time without a server, the latest stage counts.
#[actix_web::test]
async fn of_several_stages_that_passed_the_latest_is_told() {
    let (sink, app) = portal().await;
    token(&app, "Billing export", 100).await;
    set(&app, NOW.plus(94 * DAY));
    assert_eq!(subjects(&app, &sink).await, ["“Billing export” expires in 6 days"]);
    set(&app, NOW.plus(102 * DAY));
    assert_eq!(subjects(&app, &sink).await, ["“Billing export” has expired"]);
    token(&app, "Forgotten", 10).await;
    set(&app, NOW.plus(120 * DAY));
    assert!(subjects(&app, &sink).await.is_empty(), "what expired a week ago is no news");
}

#[actix_web::test]
async fn tokens_that_no_longer_matter_are_not_told_of() {
    let (sink, app) = portal().await;
    for (name, facts) in [
        ("Deleted", "deleted_at = 1"),
        ("Compromised", "compromised_at = 1"),
        ("Superseded", "superseded_at = 1"),
        ("Never", "expires_at = NULL"),
        ("Personal", "kind = 'personal'"),
    ] {
        let issued = token(&app, name, 40).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", issued.id)).await;
    }
    let archived = app
        .token_with("Archived", |new| {
            (new.owner, new.expires_at) = (app.people.second_application, Some(NOW.plus(40 * DAY)));
        })
        .await;
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{}'", app.people.second_application))
        .await;
    let theirs = app.foreign_token("Suspended").await;
    app.execute(&format!("UPDATE tokens SET expires_at = {} WHERE id = '{}'", NOW.plus(40 * DAY).0, theirs.id)).await;
    app.execute(&format!("UPDATE organizations SET suspended_at = 1 WHERE id = '{}'", app.people.other_organization))
        .await;
    token(&app, "Living", 40).await;
    app.clock.advance(20 * DAY);
    assert_eq!(subjects(&app, &sink).await, ["“Living” expires in 20 days"]);
    app.execute("UPDATE applications SET archived_at = NULL").await;
    assert_eq!(
        subjects(&app, &sink).await,
        ["“Archived” expires in 20 days"],
        "restored, it matters again: {archived:?}"
    );
}

/// Who makes a token for a week knows that it lasts a week.
#[actix_web::test]
async fn a_stage_that_had_passed_when_the_token_was_made_is_none() {
    let (sink, app) = portal().await;
    token(&app, "A week", 7).await;
    token(&app, "A month", 30).await;
    assert!(subjects(&app, &sink).await.is_empty());
    app.clock.advance(2 * HOUR);
    assert!(subjects(&app, &sink).await.is_empty());
    set(&app, NOW.plus(6 * DAY));
    assert_eq!(subjects(&app, &sink).await, ["“A week” expires in 1 day"]);
    set(&app, NOW.plus(16 * DAY));
    assert_eq!(subjects(&app, &sink).await.len(), 1, "the month's fortnight");
}

#[actix_web::test]
async fn what_was_not_sent_is_tried_again_for_a_day_and_not_sooner_than_an_hour_later() {
    let (sink, app) = portal().await;
    token(&app, "Billing export", 44).await;
    app.clock.advance(14 * DAY);
    sink.behave(Manner::Refuses("ada@"));
    assert_eq!(remind(&app).await, Run { sent: 0, failed: 1 });
    app.clock.advance(HOUR - 1);
    assert_eq!(remind(&app).await, Run::default());
    app.clock.advance(1);
    assert_eq!(remind(&app).await, Run { sent: 0, failed: 1 });
    app.clock.advance(HOUR);
    sink.behave(Manner::Takes);
    assert_eq!(remind(&app).await, Run { sent: 1, failed: 0 });
    sink.behave(Manner::Refuses("ada@"));
    set(&app, NOW.plus(30 * DAY));
    let mut tried = 0;
    for _ in 0..40 {
        tried += remind(&app).await.failed;
        app.clock.advance(HOUR);
    }
    assert_eq!(tried, 24, "a sensible number of times");
    sink.behave(Manner::Takes);
    set(&app, NOW.plus(37 * DAY));
    assert_eq!(subjects(&app, &sink).await, ["“Billing export” expires in 7 days"], "the next stage begins anew");
}

#[actix_web::test]
async fn one_administrators_full_mailbox_takes_nothing_from_the_others() {
    let (sink, app) = portal().await;
    app.newcomer(Role::Administrator).await;
    token(&app, "Billing export", 40).await;
    app.clock.advance(11 * DAY);
    sink.behave(Manner::Refuses("ada@"));
    assert_eq!(remind(&app).await, Run { sent: 1, failed: 1 });
    app.clock.advance(2 * HOUR);
    assert_eq!(remind(&app).await, Run::default(), "and nobody gets it twice");
}

#[actix_web::test]
async fn of_many_nodes_at_once_one_sends() {
    let (sink, app) = portal().await;
    for n in 0..20 {
        token(&app, &format!("Token {n}"), 40).await;
    }
    app.clock.advance(15 * DAY);
    let runs = tokio::join!(remind(&app), remind(&app), remind(&app), remind(&app));
    let sent = [runs.0, runs.1, runs.2, runs.3].iter().map(|run| run.sent).sum::<usize>();
    assert_eq!((sent, sink.letters().len()), (1, 1));
    assert_eq!(sink.letters()[0].header("Subject"), "20 application tokens of Acme expire soon");
}

/// A run that was killed after it had claimed what is due: another takes it up an hour later.
#[actix_web::test]
async fn what_a_killed_run_had_claimed_is_sent_by_another() {
    let (sink, app) = portal().await;
    token(&app, "Billing export", 40).await;
    app.clock.advance(15 * DAY);
    let (state, mailer) = (&app.state, app.state.mailer.as_ref().unwrap());
    let killed =
        reminders::remind(&app.db, &app.clock, &state.chance, mailer, &state.base_url, || false).await.unwrap();
    assert_eq!(killed, Run::default());
    assert_eq!(remind(&app).await, Run::default());
    app.clock.advance(HOUR);
    assert_eq!(subjects(&app, &sink).await, ["“Billing export” expires in 25 days"]);
}

#[actix_web::test]
async fn a_server_that_can_not_be_used_is_not_asked_for_every_organization() {
    let (_port, app) = Sink::absent().await;
    for _ in 0..8 {
        app.newcomer(Role::Administrator).await;
    }
    token(&app, "Billing export", 40).await;
    app.clock.advance(15 * DAY);
    assert_eq!(remind(&app).await, Run { sent: 0, failed: 3 });
}

/// A mail stays readable, and the whole of it small, however much there is to tell.
#[actix_web::test]
async fn very_many_tokens_are_told_of_in_one_mail_that_names_some() {
    let (sink, app) = portal().await;
    let model = token(&app, "Model", 40).await;
    let rows: Vec<Vec<String>> = (0..1_500).map(|_| vec![]).collect();
    app.copies(&model, &[], &rows).await;
    app.clock.advance(15 * DAY);
    assert_eq!(subjects(&app, &sink).await, ["1,501 application tokens of Acme expire soon"]);
    let text = sink.letters()[0].text();
    assert_eq!(text.matches("\n* ").count(), 200);
    assert!(text.contains("And 1,301 more: "), "{}", &text[text.len() - 600..]);
    assert!(subjects(&app, &sink).await.is_empty(), "and those are told of, too");
}

#[actix_web::test]
async fn an_organization_without_mailboxes_is_left_in_peace() {
    let (sink, app) = portal().await;
    token(&app, "Billing export", 40).await;
    app.execute("UPDATE memberships SET role = 'member'").await;
    app.clock.advance(15 * DAY);
    assert_eq!(remind(&app).await, Run::default());
    assert!(sink.letters().is_empty());
}

/// Compromised tokens: within the minute, and whoever marked them.
#[actix_web::test]
async fn administrators_are_told_of_compromised_tokens_and_owners_of_their_own() {
    let (sink, app) = portal().await;
    let (found, support) = (app.token("Found").await, app.token("By support").await);
    let own = personal(&app, &app.people.member, "all.Application.read").await;
    app.foreign_token("Theirs").await;
    let quiet = app.token("Deleted since").await;
    assert_eq!(remind(&app).await, Run::default());
    app.anonymous().post("/found", [("token", found.secret.as_str())]).await;
    app.anonymous().post("/found", [("token", own.as_str())]).await;
    let desk = app.support().await;
    desk.post(&support.path("/compromise"), [("reason", "It was in a log.")]).await;
    app.execute(&format!("UPDATE tokens SET compromised_at = {}, deleted_at = 1 WHERE id = '{}'", NOW.0, quiet.id))
        .await;
    assert_eq!(remind(&app).await, Run { sent: 2, failed: 0 });
    let letters = sink.letters();
    let to = |address: &str| letters.iter().find(|letter| letter.to == [address]).unwrap();
    let administrators = to("ada@acme.example");
    assert_eq!(administrators.header("Subject"), "4 tokens of Acme are compromised and no longer work");
    let text = administrators.text();
    for said in [
        "* Found, for Metering\n  Marked by the token “Found”: ",
        "* Deleted since, for Metering",
        "Reported as found, by somebody who had its secret.",
        "* By support, for Metering\n  Marked by Sam",
        "It was in a log.",
        "a personal token of Mika",
        &format!("{}{}", app.base(), found.path("")),
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Theirs"), "{text}");
    let owner = letters.iter().find(|letter| letter.to != ["ada@acme.example"]).unwrap();
    let text = owner.text();
    assert!(text.contains("You get this because you are the owner of this token."), "{text}");
    assert!(text.contains("/account/tokens") && !text.contains("By support"), "{text}");
    for later in [0, MINUTE, 2 * HOUR, 2 * DAY] {
        app.clock.advance(later);
        assert_eq!(remind(&app).await, Run::default(), "once only");
    }
    // What was about to expire is told of once more, for what is worse.
    let dying = token(&app, "Dying", 20).await;
    app.clock.advance(13 * DAY);
    assert_eq!(subjects(&app, &sink).await, ["“Dying” expires in 7 days"]);
    app.anonymous().post("/found", [("token", dying.secret.as_str())]).await;
    assert_eq!(subjects(&app, &sink).await, ["“Dying” is compromised and no longer works"]);
    app.clock.advance(8 * DAY);
    let later = subjects(&app, &sink).await;
    assert!(later.iter().all(|subject| !subject.contains("Dying")), "and not that it has expired: {later:?}");
}

/// Whoever can make and end tokens doesn't fill the mailboxes with it, nor choose what the subject says.
#[actix_web::test]
async fn of_many_compromised_tokens_the_first_is_told_at_once_and_the_rest_by_the_hour() {
    let (sink, app) = portal().await;
    let end = async |name: &str| {
        let token = app.token(name).await;
        app.anonymous().post("/found", [("token", token.secret.as_str())]).await;
    };
    end("Rotate all keys now: https://evil.example/rotate").await;
    assert_eq!(
        subjects(&app, &sink).await,
        ["“Rotate all keys now: https://evil.exampl…” is compromised and no longer works"]
    );
    for n in 0..5 {
        app.clock.advance(MINUTE);
        end(&format!("Made {n}")).await;
        assert!(subjects(&app, &sink).await.is_empty(), "not each by itself");
    }
    app.clock.advance(HOUR - 5 * MINUTE + 1);
    assert_eq!(subjects(&app, &sink).await, ["5 tokens of Acme are compromised and no longer work"]);
    // Another organization's are told in their own time.
    end("Again").await;
    let theirs = app.foreign_token("Theirs").await;
    app.anonymous().post("/found", [("token", theirs.secret.as_str())]).await;
    assert_eq!(subjects(&app, &sink).await, ["“Theirs” is compromised and no longer works"]);
}
