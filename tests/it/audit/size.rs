//! A million events: how long the pages, the file and the verification take. Run by hand, and read what it prints:
//!
//!     cargo test --release --test it a_million_events -- --ignored --nocapture

use latchkey::audit::Event;

use super::{append, one_of};
use crate::harness::TestApp;

#[actix_web::test]
#[ignore = "takes minutes; it is for reading figures"]
async fn a_million_events() {
    let app = TestApp::start().await;
    append(&app, 1_000_000, |event| Event {
        action: one_of(&["token.created", "token.edited", "token.deactivated", "user.signed_in"], event.seq),
        actor_id: format!("{:024x}", event.seq % 100),
        subject_id: format!("{:024x}", event.seq % 1_000),
        ..event
    })
    .await;
    let administrator = app.administrator().await;
    let (actor, subject) = (format!("{:024x}", 7), format!("{:024x}", 107));
    let timed = async |what: String, path: String| {
        let start = tokio::time::Instant::now();
        let answer = administrator.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        println!("{:>8.1} ms  {what}, {} KB", start.elapsed().as_secs_f64() * 1e3, answer.body.len() / 1024);
    };
    for (what, query) in [
        ("the first page", String::new()),
        ("a page in the middle", "?after=500000".to_owned()),
        ("the last page", "?before=40&after=60".to_owned()),
        ("one actor", format!("?actor=user-{actor}")),
        ("one action", "?action=token.edited".to_owned()),
        ("one subject", format!("?subject={subject}")),
        ("actor and action", format!("?actor=user-{actor}&action=token.edited")),
        ("two that never meet", format!("?actor=user-{actor}&action=user.signed_out")),
        ("all three", format!("?actor=user-{actor}&action=user.signed_in&subject={subject}")),
        ("one day", "?from=2026-11-22&to=2026-11-22".to_owned()),
        ("a day without events", "?action=token.edited&to=2020-01-01".to_owned()),
    ] {
        timed(what.to_owned(), format!("/audit{query}")).await;
    }
    for format in ["csv", "json"] {
        timed(format!("all as {format}"), format!("/audit/export?format={format}")).await;
    }
    let start = tokio::time::Instant::now();
    let page = administrator.post("/audit/verification", crate::harness::Fields::default()).await;
    println!("{:>8.1} ms  {}", start.elapsed().as_secs_f64() * 1e3, page.text(".verdict"));
}
