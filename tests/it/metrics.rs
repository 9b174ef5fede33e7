//! Metrics: what they count, that they name nobody, and who may read them.

use crate::harness::database::is_postgres;
use crate::harness::{Answer, Fields, TestApp, eventually};

async fn metrics(app: &TestApp) -> String {
    let answer = app.anonymous().get("/metrics").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type").unwrap(), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert_eq!(answer.header("cache-control").unwrap(), "no-store");
    answer.body
}

/// The value of a line.
fn value(metrics: &str, line: &str) -> i64 {
    let found: Vec<_> = metrics.lines().filter_map(|each| each.strip_prefix(line)?.strip_prefix(' ')).collect();
    assert_eq!(found.len(), 1, "{line} in\n{metrics}");
    found[0].parse().unwrap()
}

#[actix_web::test]
async fn verdicts_are_counted_by_class_and_by_what_they_were_known_from() {
    let app = TestApp::with(&["--metrics-from", "127.0.0.0/8"]).await;
    eventually("the gate may remember", async || app.state.gate.remembers()).await;
    let token = app.token("Secretly named").await;
    for _ in 0..3 {
        assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    }
    assert_eq!(app.gate().get(&app.devices()).await.status, 401);
    let admin = app.administrator().await;
    assert_eq!(admin.post(&token.path("/deactivation"), Fields::default()).await.status, 303);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
    let text = metrics(&app).await;
    let verdicts = |verdict: &str, source: &str| {
        value(&text, &format!(r#"latchkey_gate_verdicts_total{{verdict="{verdict}",source="{source}"}}"#))
    };
    assert_eq!((verdicts("Admitted", "Memory"), verdicts("Admitted", "Database")), (2, 1), "{text}");
    assert_eq!((verdicts("InvalidToken", "Memory"), verdicts("InvalidToken", "Database")), (0, 1), "{text}");
    assert_eq!(verdicts("Unauthenticated", "Memory"), 1, "{text}");
    assert_eq!(value(&text, "latchkey_gate_database_seconds_count"), 2, "{text}");
    assert_eq!(value(&text, "latchkey_gate_remembered_tokens"), 1);
    assert_eq!(value(&text, "latchkey_gate_remembers"), 1);
    assert_eq!(value(&text, "latchkey_sessions"), 1);
    assert_eq!(value(&text, "latchkey_database_writable"), 1);
    assert!(value(&text, r#"latchkey_database_connections{state="used"}"#) >= 0);
    if is_postgres() {
        assert!(value(&text, "latchkey_nodes_change_seconds_count") >= 2, "a creation and a deactivation");
        assert_eq!(value(&text, "latchkey_nodes_revoked_total"), 0);
    }
    assert!(text.ends_with("# EOF\n"));
    for told in ["Secretly", token.id.as_str(), &token.secret[..12], "example", app.people.organization.as_str()] {
        assert!(!text.contains(told), "{told}");
    }
}

/// Every row that counts requests of which there were any: its labels, and how many.
fn requests(metrics: &str) -> Vec<(&str, i64)> {
    let rows =
        metrics.lines().filter_map(|line| line.strip_prefix("latchkey_request_seconds_count{")?.split_once("} "));
    rows.map(|(labels, count)| (labels, count.parse().unwrap())).filter(|(_, count)| *count > 0).collect()
}

#[actix_web::test]
async fn requests_are_timed_by_what_they_are_for_and_how_they_ended_and_by_nothing_else() {
    let app = TestApp::with(&["--metrics-from", "127.0.0.0/8"]).await;
    let token = app.token("Secretly named").await;
    let admin = app.administrator().await;
    for path in ["/integrations", &token.path(""), "/integrations?q=secretly", "/integrations/export"] {
        assert_eq!(admin.get(path).await.status, 200);
    }
    assert_eq!(admin.post(&token.path("/deactivation"), Fields::default()).await.status, 303);
    assert_eq!(admin.get(&token.path("/none")).await.status, 404);
    assert_eq!(
        admin.send(admin.request(reqwest::Method::from_bytes(b"SECRETLY").unwrap(), "/audit")).await.status,
        403
    );
    assert_eq!(admin.get("/static/latchkey.css").await.status, 200);
    assert_eq!(admin.get("/health/live").await.status, 200);
    assert_eq!(admin.get("/api/me").await.status, 401);
    assert_eq!(app.gate().get(&app.devices()).await.status, 401, "the gate has its own");
    app.refuse_updates_of("Secretly named").await;
    assert_eq!(admin.post(&token.path("/activation"), Fields::default()).await.status, 503);
    let text = metrics(&app).await;
    assert!(text.contains(r#"latchkey_request_seconds_count{kind="Api",status="5xx"} 0"#), "a first failure is a rise");
    let mut there = requests(&text);
    there.sort_unstable();
    let all = [
        (r#"kind="Api",status="4xx""#, 1),
        (r#"kind="Asset",status="2xx""#, 1),
        (r#"kind="Form",status="3xx""#, 2),
        (r#"kind="Form",status="4xx""#, 1),
        (r#"kind="Form",status="5xx""#, 1),
        (r#"kind="Nothing",status="4xx""#, 1),
        (r#"kind="Page",status="2xx""#, 4),
        (r#"kind="Probe",status="2xx""#, 1),
    ];
    assert_eq!(there, all);
    assert!(!text.to_lowercase().contains("secretly") && !text.contains(token.id.as_str()), "{text}");
}

async fn asked(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    let client = app.anonymous();
    let request = client.request(reqwest::Method::GET, "/metrics");
    client.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

#[actix_web::test]
async fn they_are_for_the_networks_that_may_see_them_and_for_nobody_behind_a_proxy() {
    let closed = TestApp::start().await;
    assert_eq!(asked(&closed, &[]).await.status, 404, "nobody opened them");
    let app = TestApp::with(&["--metrics-from", "127.0.0.0/8"]).await;
    assert_eq!(asked(&app, &[]).await.status, 200);
    for passed_on in [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", ""), ("forwarded", "for=127.0.0.1")] {
        assert_eq!(asked(&app, &[passed_on]).await.status, 404, "{passed_on:?}: nobody named that proxy as trusted");
    }
    let elsewhere = TestApp::with(&["--metrics-from", "192.0.2.0/24"]).await;
    assert_eq!(asked(&elsewhere, &[]).await.status, 404);
    let behind = TestApp::with(&["--metrics-from", "192.0.2.0/24", "--trusted-proxies", "127.0.0.1"]).await;
    assert_eq!(asked(&behind, &[("x-forwarded-for", "192.0.2.9")]).await.status, 200);
    for caller in ["203.0.113.9", "192.0.2.9, 203.0.113.9", "nonsense", "127.0.0.1"] {
        assert_eq!(asked(&behind, &[("x-forwarded-for", caller)]).await.status, 404, "{caller}");
    }
    assert_eq!(asked(&behind, &[]).await.status, 404, "the proxy itself");
}

#[actix_web::test]
async fn the_example_alerts_and_dashboard_ask_for_what_there_is() {
    let app = TestApp::with(&["--metrics-from", "127.0.0.1"]).await;
    let text = metrics(&app).await;
    let there: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy");
    for file in ["alerts.yml", "dashboard.json"] {
        let asked = std::fs::read_to_string(folder.join(file)).unwrap();
        let names =
            asked.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| w.starts_with("latchkey_"));
        let names: std::collections::BTreeSet<_> = names.collect();
        assert!(names.len() >= 4, "{file}: {names:?}");
        for name in names {
            let base = name.trim_end_matches("_total").trim_end_matches("_bucket").trim_end_matches("_count");
            // Nodes are measured where there can be several.
            let known = there.contains(&base) || (base.starts_with("latchkey_nodes_") && !is_postgres());
            assert!(known, "{file} asks for {name}; there is {there:?}");
        }
    }
}
