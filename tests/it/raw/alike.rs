//! Who answers must make no difference: the gate itself, or the framework with the gate behind it, which has the first
//! request on a connection and everything that is odd.

use crate::harness::database::is_postgres;
use crate::harness::wire::Wire;

use super::{ADMITTED, Raw};

/// What comes back, in the order of the alphabet and without what differs each time, and the date.
async fn heard(mut wire: Wire, begin: Option<&str>, question: &str) -> (String, String) {
    if let Some(good) = begin {
        wire.send(good).await;
        assert_eq!(wire.next().await, Some(ADMITTED));
    }
    let text = wire.exchange(question, true).await.text;
    let date = text.lines().find(|line| line.starts_with("date:")).unwrap_or_default().to_owned();
    let kept = text.lines().map(|line| match line.split_once(':') {
        Some((name @ ("date" | "x-latchkey-decision-id"), _)) => name,
        _ => line,
    });
    let mut kept: Vec<_> = kept.collect();
    // The framework has none among headers.
    kept[1..].sort_unstable();
    (kept.join("\n"), date)
}

#[actix_web::test]
async fn the_gate_answers_the_same_with_and_without_the_framework() {
    let raw = Raw::start().await;
    let (good, gate, devices) = (raw.good(), raw.gate(), raw.app.devices());
    let envoy = |method: &str| {
        let line = format!("{method} /gate/{}/envoy{devices}?page=2 HTTP/1.1", raw.app.people.application);
        format!("{line}\r\nHost: gate.example\r\naUTHORIZATION: Bearer {}\r\n\r\n", raw.secret)
    };
    let with = |headers: &str| raw.request(headers, "");
    let without = |header: &str| {
        let kept = good.split_inclusive("\r\n").filter(|line| !line.starts_with(header));
        kept.collect::<String>()
    };
    let mut questions = vec![
        ("admitted", good.clone(), 200),
        ("by its own method and path", envoy("GET"), 200),
        ("a head only", envoy("HEAD"), 200),
        ("another method", envoy("PATCH"), 200),
        ("a method that there isn't", good.replace("Method: GET", "Method: G E T"), 403),
        ("a path of another", good.replace(&devices, "/applications/0123/devices"), 403),
        ("a path that can be read in two ways", good.replace(&devices, "/a/../b"), 403),
        ("a path that is no text", good.replace(&devices, "/caf\u{e9}"), 403),
        ("another application", good.replace(&gate, "/gate/0123456789abcdef01234567/nginx"), 403),
        ("another method asked for", with("x_HTTP.Method-Override: PUT\r\n"), 403),
        ("no secret", without("Authorization"), 401),
        ("a secret that is none", good.replace(&raw.secret, "x"), 401),
        ("two secrets", with(&format!("authorization: Bearer {}\r\n", raw.secret)), 401),
        ("no path", without("X-Original-URI"), 403),
        ("two methods", with("x-ORIGINAL-method: GET\r\n"), 403),
        ("no dialect", good.replace("/nginx", "/apache"), 403),
        ("nothing", "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), 403),
        ("for others", with("X-Forwarded-For: 203.0.113.7\r\nx-forwarded-for: 203.0.113.8\r\n"), 200),
        ("a body of nothing", with("Content-Length: 0\r\n"), 200),
    ];
    let fixed = "date: ".to_owned() + &raw.app.clock.now().utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    // What a new connection says is always the framework's, and what the memory doesn't have yet.
    for (name, question, status) in &questions {
        let (by_framework, date) = heard(raw.wire().await, None, question).await;
        assert!(by_framework.starts_with(&format!("HTTP/1.1 {status} ")), "{name}: {by_framework}");
        assert_ne!(date, fixed, "{name}: it has a clock of its own");
        let (by_gate, date) = heard(raw.wire().await, Some(&good), question).await;
        assert_eq!(by_gate, by_framework, "{name}");
        assert!(is_postgres() || date == fixed, "{name}: the framework answered: {date}");
    }
    // And after each other on one connection, in pieces, too.
    questions.retain(|(name, ..)| *name != "a head only");
    let mut wire = raw.wire().await;
    for (name, question, status) in &questions {
        for cut in [0, 1, question.len() / 2, question.len() - 1] {
            let (start, end) = question.split_at_checked(cut).unwrap_or((question, ""));
            wire.send(start).await;
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            wire.send(end).await;
            assert_eq!(wire.next().await, Some(*status), "{name}, cut at {cut}");
        }
    }
}
