//! The list as a file: all that the filters leave, once each, and harmless in a spreadsheet.

use latchkey::clock::DAY;

use crate::audit::export::cells;
use crate::harness::TestApp;

#[actix_web::test]
async fn a_file_holds_every_token_that_the_filters_leave() {
    let app = TestApp::start().await;
    let model = app.token_with("=1+1", |new| new.expires_at = Some(app.clock.now().plus(90 * DAY))).await;
    app.token("Other, with a comma").await;
    app.foreign_token("Theirs").await;
    // More than two pieces.
    let rows: Vec<Vec<String>> = (0..1_200).map(|_| vec![]).collect();
    app.copies(&model, &[], &rows).await;
    let member = app.member().await;
    let list = member.get("/integrations?status=active").await;
    assert_eq!(list.attributes(".beneath a[download]", "href"), ["/integrations/export?status=active"]);
    let file = member.get("/integrations/export?status=active").await;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"application-tokens-2026-11-22.csv\""));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    let lines = cells(&file.body);
    assert_eq!(lines.len(), 1 + 1_202);
    let mut ids: Vec<&String> = lines[1..].iter().map(|line| &line[0]).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 1_202, "each once");
    assert!(!file.body.contains("Theirs") && !file.body.contains(&model.secret[12..]));
    let place = |name: &str| lines[0].iter().position(|column| column == name).unwrap();
    let first = lines.iter().find(|line| line[0] == model.id.as_str()).unwrap();
    assert_eq!(first[place("name")], "'=1+1", "no formula");
    assert_eq!((&*first[place("application")], &*first[place("permissions")]), ("Metering", "all.Application"));
    assert_eq!((&*first[place("status")], &*first[place("expires_at")]), ("active", "2027-02-20T10:00:00.000Z"));
    assert_eq!(first[place("handle")], format!("lka_{}…", model.handle));
    let filtered = cells(&member.get("/integrations/export?q=comma&sort=name").await.body);
    assert_eq!(filtered.len(), 2);
    assert_eq!(filtered[1][place("name")], "Other, with a comma");
    assert_eq!(cells(&member.get("/integrations/export?status=expired").await.body).len(), 1, "the headings alone");
}
