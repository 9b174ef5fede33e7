//! The log as a file: whole, exact, harmless in a spreadsheet, and sent while it is read.

use std::io::Read;
use std::time::Duration;

use latchkey::audit::Event;
use reqwest::header::{ACCEPT_ENCODING, COOKIE};
use reqwest::{Method, Response};

use super::{append, chain, event, one_of};
use crate::harness::database::try_execute;
use crate::harness::{Client, TestApp};

/// So many that no buffer on the way holds them all.
const MANY: usize = 20_000;
const PATIENCE: Duration = Duration::from_mins(1);

/// The cells of every line, as RFC 4180 has them.
pub fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            (_, '"') => quoted = !quoted,
            (false, ',') => line.push(std::mem::take(&mut cell)),
            (false, '\r') => {
                assert_eq!(chars.next(), Some('\n'));
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            (_, c) => cell.push(c),
        }
    }
    assert!(line.is_empty() && cell.is_empty() && !quoted, "the last line is whole");
    lines
}

/// Asks for a file and gives the answer before it is read.
async fn begin(client: &Client, path: &str, encoding: &str) -> Response {
    let request = client.request(Method::GET, path).header(COOKIE, client.cookie().unwrap());
    let response = request.header(ACCEPT_ENCODING, encoding).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    response
}

async fn next(response: &mut Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let chunk = tokio::time::timeout(PATIENCE, response.chunk()).await.expect("it goes on");
    chunk.map(|chunk| chunk.map(|bytes| bytes.to_vec()))
}

async fn rest(response: &mut Response, mut read: Vec<u8>) -> Result<Vec<u8>, reqwest::Error> {
    while let Some(chunk) = next(response).await? {
        read.extend(chunk);
    }
    Ok(read)
}

#[actix_web::test]
async fn both_files_hold_every_event_exactly_newest_first() {
    let app = TestApp::start().await;
    let names = ["plain", "two\nlines", "a,b", "“quoted” \"twice\"", "naïve 🚀", "semi;colon\r\n", "", "tab\there"];
    append(&app, 2_345, |event| Event { subject_name: one_of(&names, event.seq), ..event }).await;
    let administrator = app.administrator().await;
    let mut events = chain(&app, app.people.organization.as_str()).await;
    events.sort_by_key(|e| std::cmp::Reverse((e.at, e.seq)));
    let csv = administrator.get("/audit/export?format=csv").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"audit-log-2026-11-22.csv\""));
    assert_eq!(csv.header("cache-control"), Some("no-store"));
    let part = administrator.get("/audit/export?format=csv&from=2026-01-01").await;
    assert_eq!(part.header("content-disposition"), Some("attachment; filename=\"audit-log-part-2026-11-22.csv\""));
    let at = |e: &Event| e.at.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let lines = cells(&csv.body);
    assert_eq!(
        lines[0].join(" "),
        "seq at actor_kind actor_id actor_name action subject_kind subject_id subject_name address detail prev_hash hash"
    );
    assert_eq!(lines.len(), events.len() + 1);
    for (line, e) in lines[1..].iter().zip(&events) {
        let e = e.clone();
        let stored = [
            e.seq.to_string(),
            at(&e),
            e.actor_kind,
            e.actor_id,
            e.actor_name,
            e.action,
            e.subject_kind,
            e.subject_id,
            e.subject_name,
            e.address,
            e.detail,
            e.prev_hash,
            e.hash,
        ];
        assert_eq!(line.as_slice(), stored);
    }
    let json = administrator.get("/audit/export?format=json").await;
    assert_eq!(json.header("content-type"), Some("application/json"));
    assert!(json.header("content-disposition").unwrap().ends_with("2026-11-22.json\""));
    let objects = json.json();
    let objects = objects.as_array().unwrap();
    assert_eq!(objects.len(), events.len());
    for (object, e) in objects.iter().zip(&events) {
        assert_eq!((&object["seq"], &object["at"]), (&e.seq.into(), &at(e).into()));
        assert_eq!((&object["subject"]["name"], &object["hash"]), (&(*e.subject_name).into(), &(*e.hash).into()));
        assert_eq!(object["detail"].to_string(), e.detail, "from which the hash can be computed again");
    }
}

#[actix_web::test]
async fn a_file_holds_what_the_filters_leave() {
    let app = TestApp::start().await;
    append(&app, 2_500, |event| Event { action: one_of(&["token.edited", "token.deleted"], event.seq), ..event }).await;
    let administrator = app.administrator().await;
    let ada = &app.people.administrator.id;
    let filters = format!("action=token.deleted&actor=user-{ada}&from=2026-11-22");
    let lines = cells(&administrator.get(&format!("/audit/export?format=csv&{filters}")).await.body);
    assert_eq!(lines.len(), 1_251);
    assert!(lines[1..].iter().all(|line| line[5] == "token.deleted"));
    for (query, none) in [("format=json", "[\n]\n".to_owned()), ("format=csv", lines[0].join(",") + "\r\n")] {
        let empty = administrator.get(&format!("/audit/export?{query}&to=2020-01-01")).await;
        assert_eq!((empty.status, empty.body), (200, none), "{query}");
    }
    assert_eq!(administrator.get("/audit/export?format=json&to=2020-01-01").await.json(), serde_json::json!([]));
}

#[actix_web::test]
async fn a_formula_in_a_name_is_text_in_the_spreadsheet() {
    let app = TestApp::start().await;
    let token = app.token("=HYPERLINK(\"http://evil.example\",\"open\")").await;
    let administrator = app.administrator().await;
    let path = format!("/audit/export?format=csv&subject={}", token.id);
    let lines = cells(&administrator.get(&path).await.body);
    assert_eq!(lines[1][8], "'=HYPERLINK(\"http://evil.example\",\"open\")");
}

#[actix_web::test]
async fn a_format_that_is_none_is_refused_in_a_sentence() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for query in ["", "?format=", "?format=xml", "?format=csv%00"] {
        let answer = administrator.get(&format!("/audit/export{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        assert!(answer.text("main").contains("The format is csv or json."), "{query}");
        assert_eq!(answer.header("content-disposition"), None);
    }
}

/// The first piece is there while the rest has not been read; and what breaks off must not look whole.
#[actix_web::test]
async fn a_file_arrives_piece_by_piece_and_an_error_on_the_way_breaks_it_off() {
    for (format, encoding) in [("csv", "identity"), ("json", "identity"), ("csv", "gzip"), ("json", "br")] {
        let app = TestApp::start().await;
        append(&app, MANY, |event| event).await;
        let administrator = app.administrator().await;
        let mut response = begin(&administrator, &format!("/audit/export?format={format}"), encoding).await;
        if encoding != "identity" {
            assert_eq!(response.headers()["content-encoding"], encoding);
        }
        assert!(!response.headers().contains_key("content-length"), "nobody knows yet how long it will be");
        let first = next(&mut response).await.unwrap().unwrap();
        assert!(!first.is_empty());
        // Nothing waits for this: no connection is held while the file is taken.
        try_execute(&app.db, "ALTER TABLE audit_events RENAME TO audit_events_away").await.unwrap();
        let read = rest(&mut response, first).await;
        assert!(
            read.is_err(),
            "{format} in {encoding}: it ended as if it were whole, after {} bytes",
            read.unwrap().len()
        );
        assert_eq!(administrator.get("/account").await.status, 200, "it was that file only");
    }
}

#[actix_web::test]
async fn a_compressed_file_is_the_same_file() {
    let app = TestApp::start().await;
    append(&app, 3_000, |event| event).await;
    let administrator = app.administrator().await;
    let plain = administrator.get("/audit/export?format=json").await.body;
    let mut response = begin(&administrator, "/audit/export?format=json", "gzip").await;
    let packed = rest(&mut response, Vec::new()).await.unwrap();
    assert!(packed.len() < plain.len() / 2);
    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(&*packed).read_to_string(&mut unpacked).unwrap();
    assert!(unpacked == plain);
}

#[actix_web::test]
async fn what_is_recorded_while_a_file_is_taken_is_not_in_it() {
    let app = TestApp::start().await;
    append(&app, MANY, |event| event).await;
    let administrator = app.administrator().await;
    let count = chain(&app, app.people.organization.as_str()).await.len();
    let mut response = begin(&administrator, "/audit/export?format=json", "identity").await;
    let first = next(&mut response).await.unwrap().unwrap();
    // One whose clock is behind, so that its place is among those that are still to come.
    append(&app, 1, |event| Event { at: latchkey::clock::Timestamp(event.at.0 - 30_000), ..event }).await;
    let late = event(&app, i64::try_from(count).unwrap() + 1).subject_name;
    let read = String::from_utf8(rest(&mut response, first).await.unwrap()).unwrap();
    let all: serde_json::Value = serde_json::from_str(&read).unwrap();
    assert_eq!(all.as_array().unwrap().len(), count);
    assert!(!read.contains(&format!("\"{late}\"")));
}

/// Whoever stops reading holds nothing that others need.
#[actix_web::test]
async fn many_files_that_nobody_takes_keep_nobody_from_working() {
    let app = TestApp::start().await;
    append(&app, MANY, |event| event).await;
    let administrator = app.administrator().await;
    let mut waiting = Vec::new();
    for _ in 0..20 {
        waiting.push(begin(&administrator, "/audit/export?format=json", "identity").await);
    }
    assert_eq!(administrator.post("/integrations/tokens", app.new_token("Meanwhile")).await.status, 201);
    assert_eq!(administrator.get("/audit").await.status, 200);
    assert_eq!(waiting.len(), 20);
}
