//! Whether the chain holds, after each thing that someone with the database in hand could do to it.

use std::time::Duration;

use actix_web::rt;
use latchkey::audit::Event;
use latchkey::audit::verify::{Broken, Chain, Head, Report, verify};

use super::{append, chain, values};
use crate::harness::database::{is_postgres, try_execute};
use crate::harness::{Fields, TestApp};

async fn report(app: &TestApp, noted: Option<&Head>) -> Report {
    let may = app.granted(&app.people.administrator).await;
    verify(&app.db, &Chain::of(&may), noted).await.unwrap()
}

async fn broken(app: &TestApp) -> Option<Broken> {
    report(app, None).await.broken
}

/// A server whose audit log can be tampered with, with events 1 to 1,500 in the first organization.
async fn unguarded() -> TestApp {
    let app = TestApp::start().await;
    let count = chain(&app, app.people.organization.as_str()).await.len();
    append(&app, 1_500 - count, |event| event).await;
    if is_postgres() {
        app.execute("ALTER TABLE audit_events DISABLE TRIGGER USER").await;
    } else {
        for trigger in ["no_update", "no_delete", "no_replace"] {
            app.execute(&format!("DROP TRIGGER audit_events_{trigger}")).await;
        }
    }
    assert_eq!(broken(&app).await, None);
    app
}

/// Runs statements in which `{}` stands for the first organization's rows.
async fn tamper(app: &TestApp, statements: &[&str]) {
    let ours = format!("organization_id = '{}'", app.people.organization);
    for statement in statements {
        try_execute(&app.db, &statement.replace("{}", &ours)).await.unwrap();
    }
}

#[actix_web::test]
async fn every_way_to_tamper_is_found_and_named_at_its_first_place() {
    let hash = format!("'{}'", "0".repeat(64));
    let shift = "UPDATE audit_events SET seq = -seq WHERE {} AND seq > 700";
    for (what, statements, found) in [
        (
            "a detail",
            &["UPDATE audit_events SET detail = '{\"a\":1}' WHERE {} AND seq = 700"][..],
            Broken::Altered(700),
        ),
        ("a moment", &["UPDATE audit_events SET at = at + 1 WHERE {} AND seq = 1"], Broken::Altered(1)),
        (
            "the last one's actor",
            &["UPDATE audit_events SET actor_id = '' WHERE {} AND seq = 1500"],
            Broken::Altered(1_500),
        ),
        ("a hash", &[&format!("UPDATE audit_events SET hash = {hash} WHERE {{}} AND seq = 700")], Broken::Altered(700)),
        (
            "one in the middle is gone",
            &["DELETE FROM audit_events WHERE {} AND seq = 700"],
            Broken::Gap { after: 699, found: 701 },
        ),
        ("the first is gone", &["DELETE FROM audit_events WHERE {} AND seq = 1"], Broken::Gap { after: 0, found: 2 }),
        (
            "the last ones are gone",
            &["DELETE FROM audit_events WHERE {} AND seq > 1490"],
            Broken::Truncated { last: 1_490, head: 1_500 },
        ),
        ("all are gone", &["DELETE FROM audit_events WHERE {}"], Broken::Truncated { last: 0, head: 1_500 }),
        (
            "all are gone, and the head says so",
            &["DELETE FROM audit_events WHERE {}", "UPDATE audit_heads SET seq = 0, hash = '' WHERE {}"],
            Broken::Empty,
        ),
        (
            "two have changed places",
            &[
                "UPDATE audit_events SET seq = 0 WHERE {} AND seq = 700",
                "UPDATE audit_events SET seq = 700 WHERE {} AND seq = 701",
                "UPDATE audit_events SET seq = 701 WHERE {} AND seq = 0",
            ],
            Broken::Altered(700),
        ),
        (
            "one is gone, and the others moved up",
            &[
                "DELETE FROM audit_events WHERE {} AND seq = 700",
                shift,
                "UPDATE audit_events SET seq = -seq - 1 WHERE {} AND seq < 0",
                "UPDATE audit_heads SET seq = 1499 WHERE {}",
            ],
            Broken::Altered(700),
        ),
        ("the head's number", &["UPDATE audit_heads SET seq = 1499 WHERE {}"], Broken::HeadDiffers(1_499)),
        ("the head's hash", &[&format!("UPDATE audit_heads SET hash = {hash} WHERE {{}}")], Broken::HeadDiffers(1_500)),
        (
            "the head is set back, hash and all",
            &[
                "UPDATE audit_heads SET seq = 1499, hash = (SELECT prev_hash FROM audit_events WHERE {} AND seq = 1500) WHERE {}",
            ],
            Broken::BeyondHead(1_500),
        ),
        ("there is no head", &["DELETE FROM audit_heads WHERE {}"], Broken::NoHead),
        (
            "the last ones are gone, and the head says so",
            &["DELETE FROM audit_events WHERE {} AND seq > 1490", "UPDATE audit_heads SET seq = 1490 WHERE {}"],
            Broken::HeadDiffers(1_490),
        ),
    ] {
        let app = unguarded().await;
        tamper(&app, statements).await;
        assert_eq!(broken(&app).await, Some(found), "{what}");
        let may = app.granted(&app.people.foreigner).await;
        let theirs = verify(&app.db, &Chain::of(&may), None).await.unwrap();
        assert_eq!(theirs.broken, None, "{what}: another organization's chain is its own");
    }
}

/// An event with a hash that matches it, put where there was none or in the place of another.
#[actix_web::test]
async fn an_event_that_was_made_up_does_not_fit() {
    let app = unguarded().await;
    let ours = app.people.organization.to_string();
    let events = chain(&app, &ours).await;
    let made_up = |seq: i64, prev_hash: &str| {
        let mut event =
            Event { prev_hash: prev_hash.to_owned(), subject_name: "Made up".into(), ..super::event(&app, seq) };
        event.hash = event.expected_hash(&ours);
        format!("INSERT INTO audit_events VALUES {}", values(&ours, &event))
    };
    tamper(&app, &[&made_up(1_501, &events[1_499].hash)]).await;
    assert_eq!(broken(&app).await, Some(Broken::BeyondHead(1_501)));
    tamper(&app, &["DELETE FROM audit_events WHERE {} AND seq = 1501", &made_up(0, "")]).await;
    assert_eq!(broken(&app).await, Some(Broken::Gap { after: 0, found: 0 }));
    tamper(&app, &["DELETE FROM audit_events WHERE {} AND seq < 1", &made_up(-7, "")]).await;
    assert_eq!(broken(&app).await, Some(Broken::Gap { after: 0, found: -7 }));
    let place = "DELETE FROM audit_events WHERE {} AND (seq < 1 OR seq = 700)";
    tamper(&app, &[place, &made_up(700, &events[698].hash)]).await;
    assert_eq!(broken(&app).await, Some(Broken::Moved(701)), "the next one names the hash of what was there");
}

/// Whoever rewrites everything from some event on, with all hashes and the head, is found out only by what was noted
/// elsewhere.
#[actix_web::test]
async fn a_chain_that_was_rewritten_holds_but_not_against_what_was_noted() {
    let app = unguarded().await;
    let (ours, before) = (app.people.organization.to_string(), report(&app, None).await);
    assert_eq!(before.checked, 1_500);
    let noted = before.head.unwrap();
    assert_eq!(noted.seq, 1_500);
    let early: Head = {
        let event = &chain(&app, &ours).await[499];
        Head { organization: ours.clone(), seq: event.seq, hash: event.hash.clone() }
    };
    append(&app, 10, |event| event).await;
    for head in [&noted, &early] {
        assert_eq!(report(&app, Some(head)).await.broken, None, "what came after changes nothing about it");
    }
    let last = chain(&app, &ours).await[998].hash.clone();
    let head = format!("UPDATE audit_heads SET seq = 999, hash = '{last}' WHERE {{}}");
    tamper(&app, &["DELETE FROM audit_events WHERE {} AND seq > 999", &head]).await;
    assert_eq!(broken(&app).await, None);
    let shorter = Broken::ShorterThanNoted { last: 999, noted: 1_500 };
    assert_eq!(report(&app, Some(&noted)).await.broken, Some(shorter));
    append(&app, 501, |event| Event { subject_name: "Another".into(), ..event }).await;
    assert_eq!(broken(&app).await, None, "in itself it holds");
    assert_eq!(report(&app, Some(&noted)).await.broken, Some(Broken::NotAsNoted(1_500)));
    assert_eq!(report(&app, Some(&early)).await.broken, None, "so far it is the same");
}

/// What is appended while it is looked through must not be taken for a fault.
#[actix_web::test]
async fn a_chain_that_grows_meanwhile_is_intact() {
    let app = TestApp::with_workers(2).await;
    append(&app, 3_000, |event| event).await;
    let administrator = app.administrator().await;
    let working = async {
        for n in 0..20 {
            let answer = administrator.post("/integrations/tokens", app.new_token(&format!("Token {n}"))).await;
            assert_eq!(answer.status, 201);
        }
    };
    let verifying = async {
        for _ in 0..10 {
            assert_eq!(broken(&app).await, None);
        }
    };
    tokio::join!(working, verifying);
}

#[actix_web::test]
async fn the_page_says_that_all_is_well_or_what_is_not() {
    let app = unguarded().await;
    let administrator = app.administrator().await;
    let page = administrator.post("/audit/verification", Fields::default()).await;
    assert_eq!(page.status, 200);
    assert_eq!(
        page.text(".verdict"),
        "Intact.1,501 events looked at: each is as it was recorded, and none is missing. \
         Verified 22 November 2026, 10:00 UTC."
    );
    let noted = page.text("pre.curl");
    let ours = app.people.organization.as_str();
    assert!(noted.starts_with(&format!("{ours}:1501:")) && noted.len() == 25 + 5 + 64, "{noted}");
    let again = administrator.post("/audit/verification", [("noted", noted.as_str())]).await;
    assert_eq!((again.status, again.count(".verdict.admitted")), (200, 1));
    let agrees = "Event 1501 is still as in your line, and so is every event before it.";
    assert_eq!(again.all(".verdict p")[1], agrees);
    // Of a line there was none to say anything of.
    append(&app, 2, |event| event).await;
    assert_eq!(administrator.post("/audit/verification", Fields::default()).await.count(".verdict p"), 2);
    let grown = administrator.post("/audit/verification", [("noted", noted.as_str())]).await;
    assert_eq!(grown.all(".verdict p")[1], agrees, "and not the end as it is now");
    tamper(&app, &["UPDATE audit_events SET detail = '[]' WHERE {} AND seq = 700"]).await;
    let page = administrator.post("/audit/verification", Fields::default()).await;
    let verdict = page.text(".verdict.refused");
    assert!(verdict.starts_with("Broken: event 700 is not what was recorded"), "{verdict}");
    assert!(verdict.contains("700 events looked at until there."), "{verdict}");
    for wrong in ["x", "17", "17:beef", "<b>"] {
        let page = administrator.post("/audit/verification", [("noted", wrong)]).await;
        assert_eq!((page.status, page.count(".verdict")), (422, 0), "{wrong}");
        assert_eq!(page.fields("main form").value("noted"), Some(wrong));
    }
}

/// A line that doesn't agree may be miscopied, of another organization, or of a chain that was rewritten since: a log that
/// holds in itself doesn't tell which, and nobody is accused.
#[actix_web::test]
async fn a_line_that_does_not_agree_accuses_nobody() {
    let app = TestApp::start().await;
    let (administrator, foreigner) = (app.administrator().await, app.foreigner().await);
    let page = administrator.post("/audit/verification", Fields::default()).await;
    let (line, count) = (page.text("pre.curl"), page.text("pre.curl").split(':').nth(1).unwrap().to_owned());
    let (id, older) = line.split_once(':').unwrap();
    assert_eq!(page.attributes("[data-copies='#head']", "type"), ["button"]);
    let miscopied = |line: &str| format!("{}{}", &line[..line.len() - 1], if line.ends_with('0') { '1' } else { '0' });
    for (noted, what, possible) in [
        (
            miscopied(&line),
            format!("event {count} has another hash than the line"),
            "Either the line was miscopied, or the",
        ),
        (miscopied(older), format!("event {count} has another hash than the line"), "or it is of another organization"),
        (format!("99{older}"), format!("the line is of event 99{count}"), "or it is of another organization"),
        (format!("{id}:99{older}"), format!("the line is of event 99{count}"), "Either the line was miscopied, or the"),
    ] {
        let page = administrator.post("/audit/verification", [("noted", noted.as_str())]).await;
        let verdict = page.text(".verdict.refused");
        assert!(verdict.starts_with("Not as in the line: ") && verdict.contains(&what), "{noted}: {verdict}");
        assert!(verdict.contains("In itself the log holds") && verdict.contains(possible), "{noted}: {verdict}");
        assert!(!verdict.contains("The log was changed") && !verdict.contains("still as"), "{noted}: {verdict}");
    }
    assert_eq!(administrator.post("/audit/verification", [("noted", older)]).await.count(".verdict.admitted"), 1);
    let elsewhere = foreigner.post("/audit/verification", [("noted", line.as_str())]).await;
    assert_eq!((elsewhere.status, elsewhere.count(".verdict")), (422, 0));
    assert!(elsewhere.faults()[0].starts_with("This line is of another organization."), "{:?}", elsewhere.faults());
}

#[actix_web::test]
async fn an_organizations_log_is_verified_once_at_a_time_and_others_wait_for_it() {
    let app = TestApp::start().await;
    let (administrator, foreigner) = (app.administrator().await, app.foreigner().await);
    let ours = Chain::of(&app.granted(&app.people.administrator).await);
    let turn = app.state.verifications.turn(ours).await.unwrap();
    let busy = administrator.post("/audit/verification", Fields::default()).await;
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("5")));
    assert!(busy.text("main").contains("This audit log is being verified already."));
    let theirs = foreigner.post("/audit/verification", Fields::default());
    let done = async {
        rt::time::sleep(Duration::from_millis(200)).await;
        drop(turn);
    };
    let (theirs, ()) = tokio::join!(theirs, done);
    assert_eq!((theirs.status, theirs.count(".verdict.admitted")), (200, 1));
    assert_eq!(administrator.post("/audit/verification", Fields::default()).await.status, 200);
}

#[actix_web::test]
async fn a_database_that_can_not_be_asked_is_no_verdict() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    try_execute(&app.db, "ALTER TABLE audit_events RENAME TO audit_events_away").await.unwrap();
    for answer in
        [administrator.post("/audit/verification", Fields::default()).await, administrator.get("/audit").await]
    {
        assert_eq!(answer.status, 503);
    }
}
