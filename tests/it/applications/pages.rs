//! The list, the page of one, and what changes it: for administrators only, one event per change.

use latchkey::access::Role;

use crate::harness::{Client, Fields, TestApp};

async fn events(app: &TestApp) -> Vec<String> {
    app.texts("SELECT action FROM audit_events WHERE subject_kind = 'application' ORDER BY organization_id, seq").await
}

/// Posts, and tells which events that left.
async fn left_by(app: &TestApp, client: &Client, path: &str, fields: &Fields) -> (u16, Vec<String>) {
    let before = app.number("SELECT COUNT(*) FROM audit_events WHERE subject_kind = 'application'").await;
    let status = client.post(path, fields).await.status;
    let left = "SELECT action FROM audit_events WHERE subject_kind = 'application' ORDER BY organization_id, seq";
    let all = app.texts(left).await;
    let new = all.len() - usize::try_from(before).unwrap();
    let latest = "SELECT action FROM audit_events WHERE subject_kind = 'application' ORDER BY at DESC, seq DESC";
    (status, app.texts(latest).await.into_iter().take(new).collect())
}

#[actix_web::test]
async fn the_list_shows_each_application_with_its_id_and_its_living_tokens() {
    let app = TestApp::start().await;
    for n in 0..3 {
        app.token(&format!("Token {n}")).await;
    }
    app.token_with("Elsewhere", |new| new.owner = app.people.second_application).await;
    app.execute("UPDATE tokens SET deleted_at = 1 WHERE name = 'Token 0'").await;
    app.execute("UPDATE tokens SET expires_at = 1 WHERE name = 'Token 1'").await;
    let empty = app.application("An empty one").await;
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{empty}'")).await;
    let page = app.administrator().await.get("/applications").await;
    assert_eq!(page.all("tbody a.name"), ["An empty one", "Metering", "Portal"]);
    assert_eq!(
        page.all("tbody code"),
        [empty, app.people.application, app.people.second_application].map(|id| id.to_string())
    );
    let tokens = page.all("tbody td[data-label='Tokens']");
    assert_eq!(tokens, ["0 tokens of An empty one", "2 tokens of Metering", "1 token of Portal"]);
    let links = page.attributes("tbody td[data-label='Tokens'] a", "href");
    assert_eq!(links[1], format!("/integrations?application={}", app.people.application));
    let states: Vec<_> = page.all("tbody .badge");
    assert_eq!(states, ["Archived", "Active", "Active"]);
    assert!(!page.body.contains("Turbines"), "another organization's");
}

#[actix_web::test]
async fn the_page_tells_the_gates_addresses_and_what_is_at_stake() {
    let app = TestApp::with(&["--public-url", "https://tokens.example.com"]).await;
    // Signing in goes by the public address.
    let client = app.anonymous();
    let mut request = client
        .form("/sign-in", [("email", app.people.administrator.email), ("password", crate::harness::PASSWORD)])
        .build()
        .unwrap();
    request.headers_mut().insert("origin", "https://tokens.example.com".parse().unwrap());
    assert_eq!(client.send_built(request).await.status, 303);
    let (token, gone) = (app.token("Billing export").await, app.token("Gone").await);
    let today = app.clock.now().day();
    for (id, day, outcome, requests) in [
        (token.id, today, "admitted", 1_000),
        (token.id, today - 6, "admitted", 234),
        (token.id, today - 7, "admitted", 10_000),
        (token.id, today, "address", 50_000),
        (gone.id, today, "admitted", 70_000),
    ] {
        let row = format!("INSERT INTO usage_days VALUES ('{id}', {day}, '{outcome}', {requests})");
        app.execute(&row).await;
    }
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{}'", gone.id)).await;
    let id = app.people.application;
    let page = client.get(&format!("/applications/{id}")).await;
    assert_eq!(page.text("h1"), "Metering");
    let facts = page.all("section[aria-labelledby='facts-heading'] dd");
    assert!(facts[1] == "1 token" && facts[2] == "1,234 let through in the last 7 days", "{facts:?}");
    let gate = page.all("section[aria-labelledby='gate-heading'] code");
    let expected = ["nginx", "forwarded", "envoy"].map(|d| format!("https://tokens.example.com/gate/{id}/{d}"));
    assert_eq!(gate, expected);
    for below in ["/archival", "/deletion"] {
        let asked = client.get(&format!("/applications/{id}{below}")).await;
        let text = asked.text("main section");
        assert!(text.contains("1 token") && text.contains("1,234 requests"), "{below}: {text}");
    }
    let delete = client.get(&format!("/applications/{id}/deletion")).await;
    assert_eq!(delete.count("button.danger"), 0, "it can't be deleted yet");
}

#[actix_web::test]
async fn each_change_leaves_one_event_and_what_changes_nothing_leaves_none() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let id = app.application("Fleet").await;
    let path = |below: &str| format!("/applications/{id}{below}");
    let name = |seen: &str, name: &str| Fields::from([("seen", seen), ("name", name)]);
    let new = |name: &str| Fields::from([("name", name)]);
    let accept = Fields::from([("accept", "yes")]);
    let none = Fields::default();
    app.token_with("Billing export", |new| new.owner = id).await;
    for (to, fields, code, event) in [
        ("/applications".to_owned(), new(" Fleet two "), 303, Some("application.created")),
        ("/applications".to_owned(), new("FLEET TWO"), 422, None),
        ("/applications".to_owned(), new(" "), 422, None),
        ("/applications".to_owned(), new("Bad\u{7}"), 422, None),
        ("/applications".to_owned(), new(&"x".repeat(101)), 422, None),
        ("/applications".to_owned(), new("Odd").and("id", "1"), 422, None),
        (path("/name"), name("Fleet", "Fleets"), 303, Some("application.renamed")),
        (path("/name"), name("Fleet", "Fleets"), 303, None),
        (path("/name"), name("Fleets", "METERING"), 422, None),
        (path("/name"), name("Fleets", ""), 422, None),
        (path("/name"), name("Fleet", "Overtaken"), 409, None),
        (path("/name"), name("Fleets", "FLEETS"), 303, Some("application.renamed")),
        (path("/personal-tokens"), none.clone(), 303, None),
        (path("/personal-tokens"), accept.clone(), 303, Some("application.personal_tokens_allowed")),
        (path("/personal-tokens"), accept, 303, None),
        (path("/personal-tokens"), none.clone(), 303, Some("application.personal_tokens_disallowed")),
        (path("/restoration"), none.clone(), 303, None),
        (path("/archival"), none.clone(), 303, Some("application.archived")),
        (path("/archival"), none.clone(), 303, None),
        (path("/deletion"), none.clone(), 409, None),
        (path("/restoration"), none.clone(), 303, Some("application.restored")),
    ] {
        let left = left_by(&app, &administrator, &to, &fields).await;
        assert_eq!(left, (code, event.map(str::to_owned).into_iter().collect::<Vec<_>>()), "{to} {fields:?}");
        app.clock.advance(1);
    }
    app.execute("UPDATE tokens SET deleted_at = 1").await;
    assert_eq!(
        left_by(&app, &administrator, &path("/deletion"), &none).await,
        (303, vec!["application.deleted".into()])
    );
    let before = events(&app).await;
    for (below, fields) in [
        ("/deletion", &none),
        ("/archival", &none),
        ("/restoration", &none),
        ("/personal-tokens", &none),
        ("/name", &name("FLEETS", "Back")),
    ] {
        assert_eq!(administrator.post(&path(below), fields).await.status, 404, "{below} of a deleted one");
    }
    assert_eq!(events(&app).await, before);
    let again = administrator.post("/applications", new("Fleets")).await;
    assert_eq!(again.status, 303, "a deleted one's name is free");
    let details = app
        .texts("SELECT detail FROM audit_events WHERE action = 'application.renamed' ORDER BY organization_id, seq")
        .await;
    assert_eq!(details[0], r#"{"after":{"name":"Fleets"},"before":{"name":"Fleet"}}"#);
}

/// Archiving and deleting are shown as what they are: in words, with names, on the next page.
#[actix_web::test]
async fn a_result_is_said_with_the_name_and_archiving_can_be_undone() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let id = app.people.application;
    let answer = administrator.post(&format!("/applications/{id}/archival"), Fields::default()).await;
    let page = administrator.follow(answer).await;
    assert_eq!(page.text("#flash-text"), "Archived “Metering”.");
    let undo = page.attributes("#flash form", "action");
    let fields = page.fields("#flash form");
    let page = administrator.follow(administrator.post(&undo[0], fields).await).await;
    assert_eq!(page.text("#flash-text"), "Restored “Metering”.");
    assert_eq!(page.count(".caution"), 0);
}

#[actix_web::test]
async fn the_second_of_two_who_rename_is_told_who_was_first() {
    let app = TestApp::start().await;
    app.enlist(&app.people.member, app.people.organization, Role::Administrator).await;
    let (first, second) = (app.administrator().await, app.member().await);
    let (page, path) = ("/applications", app.people.application);
    let form = "form[action$='/name']";
    let theirs = second.get(&format!("{page}/{path}")).await.fields(form);
    let renaming = [("seen", "Metering"), ("name", "Meters")];
    assert_eq!(first.post(&format!("{page}/{path}/name"), renaming).await.status, 303);
    let answer = second.post(&format!("{page}/{path}/name"), theirs.with("name", "Gauges")).await;
    assert_eq!(answer.status, 409);
    let fault = answer.text("#name-fault");
    assert!(fault.starts_with("Ada Administrator renamed it to “Meters” on 22 November 2026"), "{fault}");
    let fields = answer.fields(form);
    assert_eq!((fields.value("name"), fields.value("seen")), (Some("Gauges"), Some("Meters")), "what was typed stays");
    assert_eq!(second.post(&format!("{page}/{path}/name"), fields).await.status, 303, "now it is a decision");
    assert_eq!(app.texts(&format!("SELECT name FROM applications WHERE id = '{path}'")).await, ["Gauges"]);
}

#[actix_web::test]
async fn another_organizations_application_is_not_there_on_any_route() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let theirs = app.people.foreign_application;
    let before = (app.contents("applications").await, app.contents("audit_events").await);
    for id in [
        theirs.to_string(),
        "000000000000000000000000".into(),
        "x".into(),
        "%00".into(),
        theirs.as_str().to_uppercase(),
    ] {
        for route in latchkey::routes::ROUTES.iter().filter(|r| r.path.contains("{application}")) {
            let path = route.path.replace("{application}", &id);
            let fields = match route.path.rsplit('/').next() {
                Some("name") => Fields::from([("seen", "Turbines"), ("name", "Ours now")]),
                Some("personal-tokens") => Fields::from([("accept", "yes")]),
                _ => Fields::default(),
            };
            let answer = if route.method == "GET" {
                administrator.get(&path).await
            } else {
                administrator.post(&path, fields).await
            };
            assert_eq!(answer.status, 404, "{} {path}", route.method);
            assert!(!answer.body.contains("Turbines") && !answer.body.contains("Borealis"), "{path} tells whose it is");
        }
    }
    assert_eq!((app.contents("applications").await, app.contents("audit_events").await), before);
    // To whoever belongs there too, a link says where it is.
    app.enlist(&app.people.administrator, app.people.other_organization, Role::Member).await;
    let answer = administrator.get(&format!("/applications/{theirs}")).await;
    assert!(answer.status == 404 && answer.body.contains("Borealis"), "{}", answer.body);
}

#[actix_web::test]
async fn only_administrators_see_the_place_and_the_pages() {
    let app = TestApp::start().await;
    for (client, sees) in [(app.administrator().await, 1), (app.member().await, 0), (app.support().await, 0)] {
        let page = client.get("/integrations").await;
        assert_eq!(page.count("nav.places a[href='/applications']"), sees);
        let status = if sees == 1 { 200 } else { 403 };
        assert_eq!(client.get("/applications").await.status, status);
    }
}

#[actix_web::test]
async fn an_archived_applications_tokens_say_so_in_the_list_and_on_their_pages() {
    let app = TestApp::start().await;
    let (active, expired) = (app.token("Active").await, app.token("Expired").await);
    app.execute(&format!("UPDATE tokens SET expires_at = 1 WHERE id = '{}'", expired.id)).await;
    let member = app.member().await;
    assert_eq!(member.get("/integrations").await.count(".blocked"), 0);
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{}'", app.people.application)).await;
    let list = member.get("/integrations").await;
    assert_eq!(list.all(".note.blocked"), ["application archived"], "an expired one is blocked by nothing");
    let page = member.get(&active.path("")).await;
    assert!(page.text("main > .caution").starts_with("Blocked: application archived."), "{}", page.body);
    assert_eq!(member.get(&expired.path("")).await.count("main > .caution"), 0);
}

#[actix_web::test]
async fn the_filter_by_application_is_one_step_from_its_page_and_names_it() {
    let app = TestApp::start().await;
    app.token("Ours").await;
    app.token_with("Elsewhere", |new| new.owner = app.people.second_application).await;
    let administrator = app.administrator().await;
    let page = administrator.get(&format!("/applications/{}", app.people.application)).await;
    let link = page.attributes(".section-head a.button:not(.primary)", "href");
    let list = administrator.get(&link[0]).await;
    assert_eq!(
        (list.all("tbody a.name"), list.all("a.chip bdi")),
        (vec!["Ours".to_owned()], vec!["Metering".to_owned()])
    );
}
