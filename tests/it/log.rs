//! The log, as programs read it: what each line has, what is told of a request, and that nobody writes into it.

use reqwest::Method;
use serde_json::Value;

use crate::harness::log::Log;
use crate::harness::{Answer, Fields, TestApp};

/// The only line that tells how a request was answered.
fn told(log: &Log, answer: &Answer) -> Value {
    let id = answer.header("x-request-id").expect("the answer names its request");
    let mut lines = of(log, id);
    lines.retain(|line| line["message"] == "answered");
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

/// Every line of a request.
fn of(log: &Log, id: &str) -> Vec<Value> {
    log.events().into_iter().filter(|line| line["span"]["id"] == id).collect()
}

#[actix_web::test]
async fn each_request_of_a_person_or_a_program_is_a_line_and_what_is_asked_all_the_time_is_not() {
    let log = Log::begin();
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let admin = app.administrator().await;
    let api = admin.request(Method::GET, "/api/me").bearer_auth(&token.secret);
    for (answer, method, route, status, level) in [
        (admin.get(&token.path("?tab=x")).await, "GET", "/integrations/tokens/{id}", 200, "INFO"),
        (admin.get(&token.path("/nothing")).await, "GET", "none", 404, "INFO"),
        (
            admin.post(&token.path("/deactivation"), Fields::default()).await,
            "POST",
            "/integrations/tokens/{id}/deactivation",
            303,
            "INFO",
        ),
        (admin.post("/sign-in", [("email", "x"), ("password", "y")]).await, "POST", "/sign-in", 422, "INFO"),
        (admin.send(api).await, "GET", "/api/me", 401, "INFO"),
        (admin.get("/static/latchkey.css").await, "GET", "/static/{path:.*}", 200, "DEBUG"),
        (admin.get("/health/ready").await, "GET", "/health/ready", 200, "DEBUG"),
    ] {
        assert_eq!(answer.status, status, "{route}: {}", answer.body);
        let line = told(&log, &answer);
        let span = &line["span"];
        assert_eq!((&span["method"], &span["route"]), (&method.into(), &route.into()), "{line}");
        assert_eq!((&span["status"], &line["level"]), (&status.into(), &level.into()), "{line}");
        assert!(span["duration_ms"].is_u64() && line["target"] == "latchkey::telemetry", "{line}");
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "{line}");
        let has: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(has, ["level", "message", "span", "target", "timestamp"], "nothing else is told of a request");
        let has: Vec<_> = span.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(has, ["duration_ms", "id", "method", "name", "route", "status"]);
    }
}

#[actix_web::test]
async fn a_request_at_the_gate_is_no_line() {
    let log = Log::begin();
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get(&app.devices());
    assert_eq!(ask.clone().bearer(&token.secret).await.status, 200);
    let before = log.events().len();
    for _ in 0..20 {
        assert_eq!(ask.clone().bearer(&token.secret).await.status, 200);
        assert_eq!(ask.clone().await.status, 401);
    }
    let lines: Vec<_> = log.events().into_iter().skip(before).collect();
    // What it warns of is of other tests, if they share the process.
    let is_word =
        |line: &&Value, of: &str, words: &[&str]| words.iter().any(|word| line[of].as_str().unwrap().starts_with(word));
    let of_gate = lines.iter().filter(|line| is_word(line, "target", &["latchkey::gate", "latchkey::web::turn"]));
    let told: Vec<_> = of_gate.filter(|line| is_word(line, "level", &["INFO", "DEBUG", "TRACE"])).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[actix_web::test]
async fn the_page_of_a_fault_names_the_request_by_which_the_log_tells_why() {
    let log = Log::begin();
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let admin = app.administrator().await;
    app.refuse_updates_of("Billing export").await;
    let failed = admin.post(&token.path("/deactivation"), Fields::default()).await;
    assert_eq!(failed.status, 503, "{}", failed.body);
    let id = failed.text("main code");
    assert_eq!(failed.header("x-request-id"), Some(id.as_str()));
    let lines = of(&log, &id);
    let why = lines.iter().filter(|line| line["level"] == "ERROR").collect::<Vec<_>>();
    assert_eq!(why.len(), 1, "{lines:?}");
    assert!(why[0]["error"].as_str().unwrap().contains("refused by a test"), "{why:?}");
    let other = admin.get("/nowhere").await;
    assert_eq!((other.status, other.count("main code")), (404, 0), "there is nothing to ask about");
    assert_ne!(other.header("x-request-id"), Some(id.as_str()));
}

/// What a caller sends wherever it can be sent, and what must be in no line.
#[actix_web::test]
async fn nothing_that_a_caller_sent_is_told_of_a_request() {
    const OWN: &str = "callers0own0word";
    let log = Log::begin();
    let app = TestApp::start().await;
    let admin = app.administrator().await;
    let method = Method::from_bytes(OWN.as_bytes()).unwrap();
    for path in ["/", "/integrations", "/api/me", "/nowhere"] {
        for method in [&Method::GET, &Method::POST, &method] {
            let address = format!("{path}?{OWN}={OWN}%0a{OWN}%22");
            let mut request = admin.request(method.clone(), &address);
            for header in ["user-agent", "x-request-id", "x-forwarded-for", "referer", "origin", "accept-language"] {
                request = request.header(header, format!("{OWN}\"\\ {OWN}"));
            }
            let answer = admin.send(request).await;
            let line = told(&log, &answer);
            assert_ne!(answer.header("x-request-id"), Some(OWN));
            let known = ["GET", "POST", "other"].contains(&line["span"]["method"].as_str().unwrap());
            assert!(known, "{line}");
        }
    }
    let lines = log.text();
    assert!(!lines.contains(OWN), "{}", lines.lines().find(|line| line.contains(OWN)).unwrap());
}
