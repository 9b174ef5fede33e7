//! The text itself: how much of it, in what form, and that it stays nowhere.

use reqwest::header::CONTENT_TYPE;

use super::{SHUTTING, names, paste};
use crate::harness::{Fields, TestApp};

const MEGABYTE: usize = 1024 * 1024;

#[actix_web::test]
async fn the_box_comes_empty_and_without_help_from_the_browser() {
    let app = TestApp::start().await;
    let page = app.support().await.get("/support").await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")));
    assert_eq!(page.fields("main form").value("text"), Some(""));
    for (attribute, value) in [("autocomplete", "off"), ("spellcheck", "false")] {
        assert_eq!(page.attributes("textarea", attribute), [value], "it would be kept, or sent away to be spelled");
    }
    assert_eq!(page.attributes("nav [aria-current='page']", "href"), ["/support"]);
    assert!(!app.member().await.get("/integrations").await.body.contains("Leaked tokens"), "a member is not led to it");
}

#[actix_web::test]
async fn a_whole_megabyte_is_looked_through_to_its_end() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("At the end").await);
    for filler in ["x", "é", "\n", "%", "lka_", "line with words\n"] {
        let room = MEGABYTE - token.secret.len() - 1;
        let text = format!("{} {}", filler.repeat(room / filler.len()), token.secret);
        // Browsers send line ends as two bytes.
        let found = paste(&support, &text.replace('\n', "\r\n")).await;
        assert_eq!(found.status, 200, "{filler:?}");
        assert_eq!(names(&found, "real"), ["At the end"], "{filler:?}");
    }
}

#[actix_web::test]
async fn what_is_too_long_is_said_to_be_and_not_kept() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Leaked").await);
    for (length, status) in [(MEGABYTE, 422), (3 * MEGABYTE, 422), (9 * MEGABYTE, 413)] {
        let answer = paste(&support, &format!("{} {}", token.secret, "x".repeat(length))).await;
        assert_eq!((answer.status, answer.faults().len()), (status, 1), "{length}");
        assert!(answer.faults()[0].contains("longer than 1 MB"), "{:?}", answer.faults());
        assert_eq!(answer.fields("main form").value("text"), Some(""));
        assert!(!answer.body.contains(&token.handle));
    }
    for nothing in ["", " \r\n\t "] {
        let answer = paste(&support, nothing).await;
        assert_eq!((answer.status, answer.faults()), (422, vec!["Paste the text to look through.".to_owned()]));
    }
}

#[actix_web::test]
async fn a_form_that_is_not_the_desks_own_is_refused_without_repeating_it() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Leaked").await);
    let secret = token.secret.as_str();
    let mut answers = Vec::new();
    for fields in [
        Fields::from([(secret, secret)]),
        Fields::from([("text", secret), ("text", secret)]),
        Fields::from([("text", secret), (secret, "")]),
        Fields::from([("found", secret)]),
    ] {
        answers.push(support.post("/support", fields).await);
    }
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/json"] {
        let mut form = support.form("/support", [("text", secret)]).build().unwrap();
        form.headers_mut().insert(CONTENT_TYPE, kind.parse().unwrap());
        answers.push(support.send_built(form).await);
    }
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer.status, if n < 4 { 422 } else { 415 }, "{n}");
        assert!(!answer.body.contains(&token.handle) && !answer.body.contains(&secret[13..30]), "{n}: {}", answer.body);
    }
}

#[actix_web::test]
async fn a_paste_leaves_no_event_and_no_row_anywhere() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Leaked").await);
    let before = app.everything().await;
    let found = paste(&support, &format!("secret words around {}", token.secret)).await;
    assert_eq!((found.status, found.header("cache-control")), (200, Some("no-store")));
    assert!(!found.body.contains(&token.secret) && !found.body.contains("words around"), "{}", found.body);
    assert_eq!(app.everything().await, before);
    assert!(found.fields(SHUTTING).value("found").is_some_and(|found| found.contains(token.id.as_str())));
}

#[actix_web::test]
async fn a_database_that_can_not_be_asked_is_no_answer() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Leaked").await);
    app.execute("ALTER TABLE usage_callers RENAME TO usage_callers_away").await;
    assert_eq!(paste(&support, &token.secret).await.status, 503);
}
