//! `serve`: starting, stopping, and what survives.

use latchkey::db::Db;

use super::{LAST, Running, on, run, text};
use crate::harness::database::{self, Place};
use crate::harness::wire::Wire;
use crate::harness::{Client, Fields, PASSWORD, eventually};

/// Sets the portal up by the address that was printed, and gives the administrator's browser.
pub async fn set_up(running: &Running) -> Client {
    let client = running.client();
    let address = running.printed.split_whitespace().find(|word| word.contains(LAST)).unwrap();
    let page = client.get(address.strip_prefix(&running.base).unwrap()).await;
    let form = page.fields("form").with("organization", "Acme").with("application", "Metering").with("name", "Ada");
    let form = form.with("email", "ada@acme.example").with("password", PASSWORD);
    assert_eq!(client.post("/set-up", form).await.status, 303);
    client
}

/// Makes a token, and gives its application and its secret.
pub async fn create(client: &Client, name: &str) -> (String, String) {
    create_with(client, name, "all", &[]).await
}

/// The same with these permissions.
pub async fn create_with(client: &Client, name: &str, permissions: &str, actions: &[&str]) -> (String, String) {
    let fields: Fields = client.get("/integrations/tokens/new").await.fields("form[action='/integrations/tokens']");
    let application = fields.value("application").unwrap().to_owned();
    let fields = fields.with("name", name).with("permissions", permissions);
    let fields = actions.iter().fold(fields, |fields, action| fields.and("action", action));
    let answer = client.post("/integrations/tokens", fields).await;
    assert_eq!(answer.status, 201, "{:?}", answer.faults());
    (application, answer.text("#secret"))
}

pub async fn at_gate(running: &Running, (application, secret): &(String, String)) -> u16 {
    let line = format!(
        "curl {}/gate/{application}/nginx -H 'Authorization: Bearer {secret}' -H 'X-Original-Method: GET' \
         -H 'X-Original-URI: /'",
        running.base
    );
    super::curl(&line).await.status
}

#[actix_web::test]
async fn a_first_start_prints_the_address_that_sets_it_up() {
    let place = Place::new().await;
    let running = Running::start(on(&place, &["serve"]), LAST);
    assert!(running.printed.starts_with("Latchkey listens on http://127.0.0.1:"), "{}", running.printed);
    let client = set_up(&running).await;
    assert_eq!(client.get("/integrations").await.status, 200);
    assert_eq!(running.stop().await, Some(0));
}

#[actix_web::test]
async fn a_second_serve_or_migrate_on_the_same_file_says_so_and_stops() {
    if database::is_postgres() {
        return;
    }
    let place = Place::new().await;
    let first = Running::start(on(&place, &["serve"]), "listens on");
    for command in ["serve", "migrate"] {
        let output = run(on(&place, &[command]), "");
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains("is in use by another latchkey"), "{command}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
    }
    assert_eq!(first.client().get("/health/ready").await.status, 200, "the first is not disturbed");
    assert_eq!(first.stop().await, Some(0));
    assert!(run(on(&place, &["migrate"]), "").status.success(), "and the file is free again");
}

/// What the gate remembers rests on it: by whatever name a second one comes to the file, it is turned away.
#[cfg(unix)]
#[actix_web::test]
async fn another_name_of_the_same_file_is_locked_too() {
    if database::is_postgres() {
        return;
    }
    let place = Place::new().await;
    let first = Running::start(on(&place, &["serve"]), "listens on");
    let file = place.folder().join("test.db");
    let (linked, hard) = (place.folder().join("linked.db"), place.folder().join("hard.db"));
    std::os::unix::fs::symlink(&file, &linked).unwrap();
    std::fs::hard_link(&file, &hard).unwrap();
    let folder = place.folder().display();
    for url in [
        format!("sqlite:{}", linked.display()),
        format!("sqlite:{}", hard.display()),
        format!("sqlite:{folder}/./test.db"),
        format!("sqlite:{folder}/test%2Edb"),
        format!("sqlite://{folder}/test.db?mode=rwc"),
    ] {
        let mut command = on(&place, &["serve"]);
        command.env("LATCHKEY_DATABASE_URL", &url);
        let output = run(command, "");
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains("is in use by another latchkey"), "{url}: {said}");
    }
    assert_eq!(first.client().get("/health/ready").await.status, 200, "the first is not disturbed");
    assert_eq!(first.stop().await, Some(0));
}

#[cfg(unix)]
#[actix_web::test]
async fn the_secret_key_beside_the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    if database::is_postgres() {
        return;
    }
    let place = Place::new().await;
    let running = Running::start(on(&place, &["serve"]), "listens on");
    let key = place.folder().join("test.db.key");
    let mode = std::fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let made = std::fs::read(&key).unwrap();
    assert_eq!(running.stop().await, Some(0));
    let again = Running::start(on(&place, &["serve"]), "listens on");
    assert_eq!(std::fs::read(&key).unwrap(), made, "the next start takes the same");
    assert_eq!(again.stop().await, Some(0));
}

#[actix_web::test]
async fn a_port_that_is_taken_is_told_in_a_sentence() {
    let place = Place::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = on(&place, &["serve"]);
    command.env("LATCHKEY_LISTEN", taken.local_addr().unwrap().to_string());
    let output = run(command, "");
    let said = text(&output.stderr);
    assert!(!output.status.success() && said.contains("can't listen on 127.0.0.1:"), "{said}");
}

#[actix_web::test]
async fn stopping_writes_what_was_counted() {
    let place = Place::new().await;
    let running = Running::start(on(&place, &["serve"]), LAST);
    let token = create(&set_up(&running).await, "Billing export").await;
    for _ in 0..3 {
        assert_eq!(at_gate(&running, &token).await, 200);
    }
    let log = running.stop_and_read_log().await;
    let db = Db::connect(&place.url).await.unwrap();
    let counted = database::number(&db, "SELECT CAST(COALESCE(SUM(requests), 0) AS BIGINT) FROM usage_days").await;
    assert_eq!(counted, 3, "{log}");
    db.close().await;
}

/// Beside requests, and what waited while nobody served.
#[actix_web::test]
async fn what_is_made_is_indexed_for_the_search_by_and_by() {
    let place = Place::new().await;
    let mut running = Running::start(on(&place, &["serve"]), LAST);
    let client = set_up(&running).await;
    create(&client, "Billing export").await;
    let db = Db::connect(&place.url).await.unwrap();
    let waiting = async || database::number(&db, "SELECT COUNT(*) FROM tokens_to_index").await;
    eventually("it is indexed", async || waiting().await == 0).await;
    assert_eq!(client.get("/integrations?q=ling+exp").await.all("tbody a.name"), ["Billing export"]);
    create(&client, "Grafana").await;
    running.stop_and_read().await;
    let _running = Running::start(on(&place, &["serve"]), "listens on");
    eventually("the other is, too", async || waiting().await == 0).await;
    db.close().await;
}

#[actix_web::test]
async fn stopping_does_not_wait_for_connections_that_ask_for_nothing() {
    let place = Place::new().await;
    let running = Running::start(on(&place, &["serve"]), LAST);
    let mut waiting = Vec::new();
    for (sent, answered) in
        [("", None), ("GET / HT", None), ("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", Some(200))]
    {
        let mut wire = Wire::to(running.address()).await;
        assert!(wire.send(sent).await);
        if answered.is_some() {
            assert_eq!(wire.next().await, answered);
        }
        waiting.push(wire);
    }
    assert_eq!(running.stop().await, Some(0));
}

#[actix_web::test]
async fn what_a_caller_gets_wrong_is_no_error_in_the_log() {
    let place = Place::new().await;
    let running = Running::start(on(&place, &["serve"]), LAST);
    for request in ["\0", "GET /\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"] {
        let heard = Wire::to(running.address()).await.exchange(request, true).await;
        assert_eq!(heard.statuses, [400], "{request:?}");
    }
    let log = running.stop_and_read_log().await;
    // That the database was slow is another matter.
    let log: Vec<&str> = log.lines().filter(|line| !line.contains("slow statement")).collect();
    let log = log.join("\n");
    assert!(log.contains("INFO") && !log.contains("ERROR") && !log.contains("WARN"), "{log}");
}

#[actix_web::test]
async fn a_kill_at_any_moment_loses_no_acknowledged_change() {
    let place = Place::new().await;
    let running = Running::start(on(&place, &["serve"]), LAST);
    let client = set_up(&running).await;
    let kept = create(&client, "Kept").await;
    let shut = create(&client, "Shut").await;
    let list = client.get("/integrations?q=shut").await;
    let off = list.attributes("form[data-switch]", "action").remove(0);
    assert_eq!(client.post(&off, Fields::default()).await.status, 303);
    running.signal("-KILL");
    drop(running);
    let again = Running::start(on(&place, &["serve"]), "listens on");
    assert_eq!((at_gate(&again, &kept).await, at_gate(&again, &shut).await), (200, 401));
    let back = again.client();
    back.set_cookie(client.cookie().as_deref());
    assert_eq!(back.get("/integrations").await.all("tbody a.name").len(), 2, "and one is still signed in");
    assert_eq!(again.stop().await, Some(0));
}

#[actix_web::test]
async fn its_log_is_lines_of_json_where_that_is_asked_for() {
    for json in [true, false] {
        let place = Place::new().await;
        let mut command = on(&place, &["serve"]);
        if json {
            command.env("LATCHKEY_LOG_FORMAT", "json");
        }
        let running = Running::start(command, "listens on");
        assert_eq!(running.client().get("/integrations?x={\"level\"").await.status, 303);
        let log = running.stop_and_read_log().await;
        let answered: Vec<&str> = log.lines().filter(|line| line.contains("answered")).collect();
        assert_eq!(answered.len(), 1, "{log}");
        assert!(answered[0].contains("/integrations") && !log.contains("?x="), "{log}");
        let events: Vec<_> = log.lines().map(serde_json::from_str::<serde_json::Value>).collect();
        if json {
            let told = |event: &serde_json::Value| event["message"] == "answered" && event["span"]["status"] == 303;
            assert!(events.iter().any(|event| told(event.as_ref().unwrap())), "{log}");
        } else {
            assert!(events.iter().all(Result::is_err) && answered[0].contains(" INFO request{id="), "{log}");
        }
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn told_to_stop_it_waits_for_whoever_is_slow_and_told_again_for_nobody() {
    let place = Place::new().await;
    let mut running = Running::start(on(&place, &["serve"]), "listens on");
    let mut slow = Wire::to(running.address()).await;
    let head = "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let (origin, form) = (format!("Origin: {}\r\n", running.base), "email=x&password=y");
    assert!(slow.send(format!("{head}{origin}Content-Length: {}\r\n\r\n{}", form.len(), &form[..5])).await);
    assert_eq!(running.client().get("/health/live").await.status, 200);
    running.signal("-TERM");
    let address = running.address();
    eventually("nobody else is let in", async || tokio::net::TcpStream::connect(address).await.is_err()).await;
    assert!(running.child.try_wait().unwrap().is_none(), "it waits");
    assert!(slow.send(&form[5..]).await);
    assert_eq!(slow.next().await, Some(422), "whoever is slow gets a whole answer");
    let mut status = None;
    eventually("then it ends", async || {
        status = running.child.try_wait().unwrap();
        status.is_some()
    })
    .await;
    assert_eq!(status.unwrap().code(), Some(0));

    let mut running = Running::start(on(&place, &["serve"]), "listens on");
    let mut slow = Wire::to(running.address()).await;
    let origin = format!("Origin: {}\r\n", running.base);
    assert!(slow.send(format!("{head}{origin}Content-Length: 100\r\n\r\n")).await);
    assert_eq!(running.client().get("/health/live").await.status, 200);
    running.signal("-TERM");
    let address = running.address();
    eventually("nobody else is let in", async || tokio::net::TcpStream::connect(address).await.is_err()).await;
    assert!(running.child.try_wait().unwrap().is_none(), "it waits");
    running.signal("-TERM");
    let mut status = None;
    eventually("it ends at once", async || {
        status = running.child.try_wait().unwrap();
        status.is_some()
    })
    .await;
    assert_eq!(status.unwrap().code(), Some(143), "as a shell tells that a signal has ended it");
    assert_eq!(slow.next().await, None);
}
