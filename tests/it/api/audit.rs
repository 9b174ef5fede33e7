//! The audit log by token: of one application, or with an administrator's own token of the organization.

use super::{custom, faulty};
use crate::gate::personal::personal;
use crate::harness::{Fields, TestApp};

#[actix_web::test]
async fn a_token_reads_what_concerns_its_application_and_an_administrators_own_reads_all() {
    let app = TestApp::start().await;
    let reader = app.token_with("Reader", |new| new.permissions = custom(&["auditEvents.get"])).await;
    app.token_with("Elsewhere", |new| new.owner = app.people.second_application).await;
    app.foreign_token("Foreign").await;
    let administrator = app.administrator().await;
    administrator.post(&reader.path("/edit"), Fields::default()).await;
    let rename = format!("/applications/{}/name", app.people.application);
    administrator.post(&rename, [("seen", "Metering"), ("name", "Meters")]).await;
    let api = app.api(&reader.secret);
    let body = api.ask("GET", "/audit-events").await.json();
    let said = |body: &serde_json::Value| -> Vec<String> {
        let items = body["items"].as_array().unwrap();
        items
            .iter()
            .map(|e| format!("{} {}", e["action"].as_str().unwrap(), e["subject"]["name"].as_str().unwrap()))
            .collect()
    };
    let all = said(&body);
    assert_eq!(all[..2], ["application.renamed Meters", "token.created Reader"], "{all:?}");
    assert!(all.iter().all(|event| !event.contains("Elsewhere") && !event.contains("Foreign")), "{all:?}");
    assert!(all.iter().all(|event| event.starts_with("token.") || event.starts_with("application.")), "{all:?}");
    let first = &body["items"][0];
    assert_eq!(first["actor"]["name"], "Ada Administrator");
    assert!(first["detail"].is_object() && first["at"].as_str().unwrap().ends_with('Z'), "{first}");
    // A page at a time, each once.
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.ask("GET", &format!("/audit-events?perPage=1&cursor={cursor}")).await.json();
        seen.extend(said(&page));
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    assert_eq!(seen, all);
    for query in ["perPage=0", "perPage=501", "cursor=x", "cursor=-1"] {
        assert_eq!(faulty(&api.ask("GET", &format!("/audit-events?{query}")).await).len(), 1, "{query}");
    }
    let own = personal(&app, &app.people.administrator, "all.Application").await;
    let whole = said(&app.api(&own).ask("GET", "/audit-events").await.json());
    assert!(whole.contains(&"token.created Elsewhere".to_owned()) && !whole.join(" ").contains("Foreign"), "{whole:?}");
    let members = personal(&app, &app.people.member, "all.Application").await;
    assert_eq!(app.api(&members).ask("GET", "/audit-events").await.status, 403, "it tells of others");
}
