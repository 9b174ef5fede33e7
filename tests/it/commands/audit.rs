//! `audit verify`, from the command line.

use std::process::Output;

use latchkey::db::Db;

use super::{latchkey, on, run, text};
use crate::harness::PASSWORD;
use crate::harness::database::{Place, is_postgres, texts, try_execute};

fn verify(place: &Place, more: &[&str]) -> Output {
    run(on(place, &[&["audit", "verify"], more].concat()), "")
}

/// Two organizations with a person each.
fn fill(place: &Place) {
    for organization in ["Acme", "Borealis"] {
        let email = format!("ada@{}.example", organization.to_lowercase());
        let add = ["user", "add", "--email", &email, "--organization", organization, "--role", "administrator"];
        assert!(run(on(place, &add), PASSWORD).status.success());
    }
}

async fn tamper(place: &Place, sql: &str) {
    let db = Db::connect(&place.url).await.unwrap();
    let unguarded = if is_postgres() {
        "ALTER TABLE audit_events DISABLE TRIGGER USER"
    } else {
        "DROP TRIGGER IF EXISTS audit_events_no_update"
    };
    try_execute(&db, unguarded).await.unwrap();
    assert_eq!(try_execute(&db, sql).await.unwrap(), 1);
    db.close().await;
}

#[actix_web::test]
async fn it_tells_of_each_chain_that_it_is_intact_and_what_to_note() {
    let place = Place::new().await;
    fill(&place);
    let output = verify(&place, &[]);
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}{}", text(&output.stderr));
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(
        (lines[0], lines[1], lines[3]),
        ("the installation: 0 events, intact", "Acme: 3 events, intact", "Borealis: 3 events, intact")
    );
    let line = lines[2].strip_prefix("    head ").unwrap();
    let (id, noted) = line.split_once(':').unwrap();
    assert!(id.len() == 24 && noted.len() == 2 + 64 && noted.starts_with("3:") && lines.len() == 5, "{printed}");
    let elsewhere = verify(&place, &["--organization", "Borealis", "--expect", line]);
    assert_eq!(elsewhere.status.code(), Some(1));
    assert_eq!(text(&elsewhere.stderr), "latchkey: the head is of another organization than Borealis\n");
    assert_eq!(verify(&place, &["--organization", "Acme", "--expect", line]).status.code(), Some(0));
    // As it was given out before it named its organization.
    let again = verify(&place, &["--organization", "ACME", "--expect", noted]);
    assert_eq!((again.status.code(), text(&again.stdout).lines().count()), (Some(0), 2));
    let other = verify(&place, &["--organization", "Borealis", "--expect", noted]);
    assert_eq!(other.status.code(), Some(1));
    assert!(text(&other.stdout).contains("3 events, NOT AS EXPECTED: event 3 has another hash than the line; it"));
    // The installation's own chain is emptied with its head, and holds in itself.
    let own = verify(&place, &["--installation"]);
    assert_eq!((own.status.code(), text(&own.stdout).as_str()), (Some(0), "the installation: 0 events, intact\n"));
    let missed = verify(&place, &["--installation", "--expect", noted]);
    assert_eq!(missed.status.code(), Some(1), "{}", text(&missed.stdout));
}

#[actix_web::test]
async fn a_broken_chain_is_named_with_its_first_broken_link_and_fails() {
    let place = Place::new().await;
    fill(&place);
    tamper(&place, "UPDATE audit_events SET detail = '{}' WHERE seq = 2 AND subject_name = 'Acme'").await;
    let output = verify(&place, &[]);
    assert_eq!(output.status.code(), Some(1));
    let printed = text(&output.stdout);
    assert!(printed.contains("Acme: BROKEN after 2 events: event 2 is not what was recorded"), "{printed}");
    assert!(printed.contains("Borealis: 3 events, intact"), "the others are told of all the same: {printed}");
    assert_eq!(text(&output.stderr), "latchkey: the audit log is not as it was recorded: one chain is broken\n");
    assert_eq!(verify(&place, &["--organization", "Borealis"]).status.code(), Some(0));
}

/// An organization whose whole chain was taken away, head and all, is missed.
#[actix_web::test]
async fn a_chain_that_is_gone_is_missed() {
    let place = Place::new().await;
    fill(&place);
    let db = Db::connect(&place.url).await.unwrap();
    let id = texts(&db, "SELECT id FROM organizations WHERE name = 'Acme'").await.remove(0);
    db.close().await;
    tamper(&place, &format!("DELETE FROM audit_heads WHERE organization_id = '{id}'")).await;
    let output = verify(&place, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("Acme: BROKEN after 0 events: what is noted as the end of the chain is missing")
    );
}

#[actix_web::test]
async fn what_can_not_be_verified_is_refused_in_a_sentence() {
    let place = Place::new().await;
    fill(&place);
    for (arguments, says) in [
        (&["--organization", "Nowhere"][..], "there is no organization “Nowhere”"),
        (&["--organization", "Acme", "--expect", "3"], "a colon and 64 hexadecimal characters"),
        (&["--expect", "3:00"], "a colon and 64 hexadecimal characters"),
        (&["--expect", &format!("3:{}", "0".repeat(64))], "--organization"),
    ] {
        let output = verify(&place, arguments);
        assert!(!output.status.success() && text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
    let missing = latchkey(place.folder(), &["audit", "verify", "--database-url", "sqlite:missing.db"]);
    let output = run(missing, "");
    assert!(!output.status.success() && text(&output.stderr).contains("there is no missing.db"));
    assert!(!place.folder().join("missing.db").exists(), "looking makes nothing");
}
