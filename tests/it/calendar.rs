//! The calendar of expiries: its address is a secret that is shown once, and what is fetched is read by a parser of
//! somebody else's.

use std::collections::BTreeMap;

use icalendar::parser::{read_calendar, unfold};
use latchkey::clock::DAY;

use crate::harness::{Answer, Client, Fields, TestApp};

fn address(secret: &str) -> String {
    format!("/calendar/{secret}.ics")
}

/// The path of the address on the page that shows it.
fn revealed(app: &TestApp, answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.text("#secret").strip_prefix(&app.base()).unwrap().to_owned()
}

async fn make(app: &TestApp, client: &Client) -> String {
    let form = client.get("/settings/calendar").await.fields("form[action='/settings/calendar']");
    revealed(app, &client.post("/settings/calendar", form).await)
}

async fn events(app: &TestApp) -> Vec<String> {
    let new =
        "SELECT action FROM audit_events WHERE action LIKE 'organization.calendar%' ORDER BY organization_id, seq";
    app.texts(new).await
}

/// The events of a calendar: their properties by name, as the parser reads them.
fn read(answer: &Answer) -> Vec<BTreeMap<String, String>> {
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/calendar; charset=utf-8")));
    let unfolded = unfold(&answer.body);
    let calendar = read_calendar(&unfolded).unwrap();
    let of_calendar = |name: &str| calendar.properties.iter().find(|p| p.name == name).map(|p| p.val.to_string());
    assert_eq!(of_calendar("VERSION").as_deref(), Some("2.0"));
    assert!(of_calendar("PRODID").is_some());
    let events = calendar.components.iter().map(|component| {
        assert_eq!(component.name, "VEVENT");
        let property = |p: &icalendar::parser::Property<'_>| (p.name.to_string(), p.val.to_string());
        component.properties.iter().map(property).collect()
    });
    events.collect()
}

#[actix_web::test]
async fn the_calendar_has_an_event_for_each_end_that_is_near_or_to_come() {
    let app = TestApp::with(&["--public-url", "https://tokens.example.com"]).await;
    let now = app.clock.now();
    let mut ids = BTreeMap::new();
    for (name, facts) in [
        ("later", format!("expires_at = {}", now.plus(400 * DAY).0)),
        ("soon", format!("expires_at = {}", now.plus(DAY + 1_500).0)),
        ("now", format!("expires_at = {}", now.0)),
        ("lately", format!("expires_at = {}", now.plus(-30 * DAY).0)),
        ("long ago", format!("expires_at = {}", now.plus(-30 * DAY - 1).0)),
        ("never", "expires_at = NULL".to_owned()),
        ("off", format!("active = FALSE, expires_at = {}", now.plus(2 * DAY).0)),
        ("overlap", format!("superseded_at = {}, ends_at = {}", now.0, now.plus(3 * DAY).0)),
        ("overlap of an endless one", format!("expires_at = NULL, ends_at = {}", now.plus(4 * DAY).0)),
        ("overlap that ended long ago", format!("ends_at = {}", now.plus(-31 * DAY).0)),
        ("compromised", format!("compromised_at = 1, expires_at = {}", now.plus(DAY).0)),
        ("deleted", format!("deleted_at = 1, expires_at = {}", now.plus(DAY).0)),
        ("personal", "kind = 'personal'".to_owned()),
    ] {
        let token = app.token(name).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
        ids.insert(name, token);
    }
    app.foreign_token("Theirs").await;
    let calendar = app.anonymous().get(&address(&app.calendar().await)).await;
    let events = read(&calendar);
    let named: Vec<_> = events.iter().map(|e| e["SUMMARY"].split('”').next().unwrap().replace("Token “", "")).collect();
    let expected = ["now", "soon", "off", "overlap", "overlap of an endless one", "later", "lately"];
    assert_eq!(named, expected, "the soonest first, and then what is past");
    let soon = &events[1];
    let token = &ids["soon"];
    assert_eq!(soon["DTSTART"], "20261123T100001Z", "whole seconds, in UTC");
    assert_eq!(soon["DTSTAMP"], "20261122T100000Z");
    assert_eq!(soon["UID"], format!("{}@latchkey", token.id));
    assert_eq!(soon["SUMMARY"], "Token “soon” expires (Metering)");
    assert_eq!(soon["URL"], format!("https://tokens.example.com/integrations/tokens/{}", token.id));
    assert!(soon["DESCRIPTION"].starts_with(&format!("lka_{}… of Metering.", token.handle)), "{soon:?}");
    assert!(events[3]["DESCRIPTION"].ends_with("It was rotated: this is the end of its overlap."), "{:?}", events[3]);
    for token in ids.values() {
        assert!(!calendar.body.contains(&token.secret[12..]), "no secret");
    }
}

#[actix_web::test]
async fn whatever_a_name_holds_stays_one_value_on_short_lines() {
    let app = TestApp::start().await;
    let hostile = "a;b,c\\nBEGIN:VEVENT\\ \u{2028}é🚀".repeat(3) + ":\"x\"";
    app.token(&hostile).await;
    app.execute("UPDATE applications SET name = 'X; Y, \\Z '''").await;
    app.execute("UPDATE organizations SET name = 'Acme\r\nEND:VCALENDAR, Inc.' WHERE name = 'Acme'").await;
    let calendar = app.anonymous().get(&address(&app.calendar().await)).await;
    let events = read(&calendar);
    assert_eq!(events.len(), 1);
    let plain =
        |text: &str| text.replace("\\\\", "\u{0}").replace("\\,", ",").replace("\\;", ";").replace('\u{0}', "\\");
    assert_eq!(plain(&events[0]["SUMMARY"]), format!("Token “{hostile}” expires (X; Y, \\Z ')"));
    assert!(calendar.body.ends_with("END:VCALENDAR\r\n"));
    let lines: Vec<_> = calendar.body.split_terminator("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{lines:#?}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:VEVENT") || **line == "END:VCALENDAR").count(), 2);
}

#[actix_web::test]
async fn more_ends_than_a_thousand_are_cut_and_the_soonest_to_come_stay() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    let token = app.token("The first").await;
    let rows: Vec<Vec<String>> = (0..998)
        .map(|n| vec![format!("CAST({} AS BIGINT)", now.plus((n + 100) * DAY).0)])
        .chain((1..=10).map(|n| vec![format!("CAST({} AS BIGINT)", now.plus(-n * DAY).0)]))
        .collect();
    for rows in rows.chunks(500).enumerate() {
        let (chunk, rows) = rows;
        app.copies(&token, &["expires_at"], rows).await;
        let own = format!(
            "id = 'a{chunk}' || substr(id, 3), handle = 'a{chunk}' || substr(handle, 3), digest = 'a{chunk} ' || digest, name_key = 'a{chunk} ' || name_key"
        );
        app.execute(&format!("UPDATE tokens SET {own} WHERE name LIKE 'copy %' AND name_key LIKE 'copy %'")).await;
    }
    let events = read(&app.anonymous().get(&address(&app.calendar().await)).await);
    assert_eq!(events.len(), 1_000);
    assert_eq!(events[0]["UID"], format!("{}@latchkey", token.id), "in 30 days");
    let latest: Vec<_> = events[999..].iter().map(|e| e["DTSTART"].as_str()).collect();
    assert_eq!(latest, ["20261121T100000Z"], "of what is past, the latest");
}

#[actix_web::test]
async fn the_address_is_shown_once_and_only_its_digest_is_kept() {
    let app = TestApp::start().await;
    let (administrator, anyone) = (app.administrator().await, app.anonymous());
    assert_eq!(administrator.get("/settings").await.count("a[href='/settings/calendar/deletion']"), 0);
    let form = administrator.get("/settings").await.fields("form[action='/settings/calendar']");
    let answer = administrator.post("/settings/calendar", &form).await;
    let path = revealed(&app, &answer);
    let secret = path.strip_prefix("/calendar/").and_then(|path| path.strip_suffix(".ics")).unwrap().to_owned();
    assert!(secret.len() == 48 && secret.bytes().all(|b| b.is_ascii_hexdigit()), "192 bits");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("content-encoding").is_none_or(|encoding| encoding == "identity"), "not compressed");
    let fetched = anyone.get(&path).await;
    assert_eq!((fetched.status, fetched.header("cache-control")), (200, Some("private, no-store")));
    assert_eq!(fetched.header("set-cookie"), None);
    for (table, rows) in app.everything().await {
        assert!(!rows.join("\n").contains(&secret), "the secret is in {table}");
    }
    for page in ["/settings", "/settings/calendar", "/settings/calendar/deletion"] {
        assert!(!administrator.get(page).await.body.contains(&secret), "{page}");
    }
    assert_eq!(events(&app).await, ["organization.calendar_created"]);

    // The same form again: told, and the address that was shown still works.
    assert_eq!(administrator.post("/settings/calendar", &form).await.status, 409);
    assert_eq!(anyone.get(&path).await.status, 200);

    let second = make(&app, &administrator).await;
    assert_ne!(second, path);
    assert_eq!((anyone.get(&path).await.status, anyone.get(&second).await.status), (404, 200), "the old one ended");
    assert_eq!(administrator.post("/settings/calendar/deletion", Fields::default()).await.status, 303);
    assert_eq!(anyone.get(&second).await.status, 404);
    assert_eq!(administrator.post("/settings/calendar/deletion", Fields::default()).await.status, 303);
    let all = ["created", "renewed", "ended"].map(|what| format!("organization.calendar_{what}"));
    assert_eq!(events(&app).await, all, "what changes nothing leaves no event");
    let third = make(&app, &administrator).await;
    assert_eq!((anyone.get(&second).await.status, anyone.get(&third).await.status), (404, 200));
}

#[actix_web::test]
async fn a_wrong_address_is_a_plain_404_and_a_database_that_is_gone_a_503() {
    let app = TestApp::start().await;
    let secret = app.calendar().await;
    let anyone = app.anonymous();
    let other = if secret.starts_with('0') { "1" } else { "0" };
    let mistyped = format!("{other}{}", &secret[1..]);
    for wrong in [&*mistyped, &secret.to_uppercase(), &secret[1..], "x", "%00", &format!("{secret}0"), "..%2f"] {
        let answer = anyone.get(&address(wrong)).await;
        assert_eq!(answer.status, 404, "{wrong}");
        assert!(!answer.body.contains("<html") || wrong.contains('%'), "{wrong}: {}", answer.body);
    }
    assert_eq!(anyone.get(&format!("/calendar/{secret}")).await.status, 404, "without its ending");
    assert_eq!(anyone.post(&address(&secret), Fields::default()).await.status, 405);
    assert_eq!(anyone.get(&address(&secret)).await.status, 200);
    app.execute(&format!("UPDATE organizations SET suspended_at = 1 WHERE id = '{}'", app.people.organization)).await;
    assert_eq!(anyone.get(&address(&secret)).await.status, 404, "a suspended organization's");
    app.db.close().await;
    assert_eq!(anyone.get(&address(&secret)).await.status, 503, "not looked is not no");
}

#[actix_web::test]
async fn an_organizations_calendar_is_its_own() {
    let app = TestApp::start().await;
    app.token("Ours").await;
    app.foreign_token("Theirs").await;
    let ours = make(&app, &app.administrator().await).await;
    let theirs = make(&app, &app.foreigner().await).await;
    let anyone = app.anonymous();
    for (path, has, lacks) in [(&ours, "Ours", "Theirs"), (&theirs, "Theirs", "Ours")] {
        let body = anyone.get(path).await.body;
        assert!(body.contains(has) && !body.contains(lacks), "{body}");
    }
    assert_eq!(app.foreigner().await.post("/settings/calendar/deletion", Fields::default()).await.status, 303);
    assert_eq!((anyone.get(&ours).await.status, anyone.get(&theirs).await.status), (200, 404));
}
