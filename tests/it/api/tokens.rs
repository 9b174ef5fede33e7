//! Application tokens: what clients of the published API send and read.

use latchkey::clock::DAY;
use latchkey::tokens::Permissions;
use serde_json::{Value, json};

use super::{custom, faulty, issued, problem};
use crate::harness::{Fields, NOW, TestApp};

#[actix_web::test]
async fn a_token_is_created_seen_changed_and_deleted() {
    let app = TestApp::start().await;
    let manager = app.token_with("Manager", |new| new.expires_at = None).await;
    let api = app.api(&manager.secret);
    let answer = api
        .create(&json!({
            "name": "Billing export",
            "description": "Nightly",
            "expirationDate": "2026-12-31T23:59:59.500Z",
            "scope": ["devices.post", "devices.get"],
            "ipNetworks": ["10.0.0.7/24"],
        }))
        .await;
    let made = issued(&answer);
    let body = answer.json();
    for (member, value) in [
        ("apiTokenId", json!(made.id.as_str())),
        ("ownerId", json!(app.people.application.as_str())),
        ("ownerType", json!("application")),
        ("creatorId", json!(manager.id.as_str())),
        ("creatorType", json!("apiToken")),
        ("creatorName", json!("Manager")),
        ("name", json!("Billing export")),
        ("description", json!("Nightly")),
        ("creationDate", json!("2026-11-22T10:00:00.000Z")),
        ("lastUpdated", json!("2026-11-22T10:00:00.000Z")),
        ("expirationDate", json!("2026-12-31T23:59:59.500Z")),
        ("scope", json!(["devices.get", "devices.post"])),
        ("status", json!("active")),
        ("ipNetworks", json!(["10.0.0.0/24"])),
    ] {
        assert_eq!(body[member], value, "{member}");
    }
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let path = api.one(made.id);
    let seen = api.ask("GET", &path).await;
    let mut expected = body.clone();
    expected.as_object_mut().unwrap().remove("token");
    assert_eq!((seen.status, seen.json()), (200, expected), "the same without the secret");
    let changed = api.send("PATCH", &path, &json!({ "name": "Billing", "status": "inactive" })).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let body = changed.json();
    assert_eq!(
        (&body["name"], &body["status"], &body["description"]),
        (&json!("Billing"), &json!("inactive"), &json!("Nightly"))
    );
    assert_eq!(app.gate().get(&app.devices()).bearer(&made.secret).await.status, 401, "with the very next request");
    let on = api.send("PATCH", &path, &json!({ "status": "active" })).await;
    assert_eq!(
        (on.status, &on.json()["status"]),
        (200, &json!("active")),
        "what a token switched off, one may switch on"
    );
    let gone = api.send("DELETE", &path, &json!({})).await;
    assert_eq!((gone.status, gone.json()), (200, json!({ "success": true })));
    assert_eq!(problem(&api.ask("GET", &path).await), "NotFound");
    assert_eq!(problem(&api.ask("DELETE", &path).await), "NotFound");
    let events = app
        .texts(&format!(
            "SELECT action || ' ' || actor_kind || ' ' || actor_id FROM audit_events WHERE subject_id = '{}' ORDER BY seq",
            made.id
        ))
        .await;
    let by = |action: &str| format!("{action} token {}", manager.id);
    let all = ["token.created", "token.edited", "token.deactivated", "token.activated", "token.deleted"].map(by);
    assert_eq!(events, all);
}

#[actix_web::test]
async fn what_is_left_out_is_as_with_the_token_that_asks() {
    let app = TestApp::start().await;
    let all = app.token_with("All", |new| new.expires_at = None).await;
    let body = app.api(&all.secret).create(&json!({ "name": "Bare" })).await.json();
    assert_eq!((&body["scope"], &body["status"]), (&json!(["all.Application"]), &json!("active")));
    assert_eq!((&body["expirationDate"], &body["ipNetworks"]), (&Value::Null, &json!([])), "no date means never");
    let narrow = app
        .token_with("Narrow", |new| {
            new.permissions = custom(&["applicationApiTokens.post", "devices.get"]);
            new.networks = super::networks("127.0.0.0/8 10.0.0.0/8");
        })
        .await;
    let body = app
        .api(&narrow.secret)
        .create(&json!({ "name": "Child", "expirationDate": null, "status": "inactive" }))
        .await
        .json();
    assert_eq!(body["scope"], json!(["applicationApiTokens.post", "devices.get"]));
    assert_eq!(body["ipNetworks"], json!(["127.0.0.0/8", "10.0.0.0/8"]));
    assert_eq!((&body["expirationDate"], &body["status"]), (&json!("2026-12-22T10:00:00.000Z"), &json!("inactive")));
    let secret = body["token"].as_str().unwrap();
    assert_eq!(app.gate().get(&app.devices()).bearer(secret).await.status, 401, "it is off from the start");
}

#[actix_web::test]
async fn every_fault_is_named_at_once_and_nothing_is_made() {
    let app = TestApp::start().await;
    let manager = app.token("Manager").await;
    let api = app.api(&manager.secret);
    let answer = api
        .create(&json!({
            "name": "x".repeat(101),
            "description": 7,
            "expirationDate": "2020-01-01T00:00:00Z",
            "scope": ["devices.get", "devices.nope"],
            "status": "paused",
            "ipNetworks": ["10.0.0.256"],
            "colour": "red",
        }))
        .await;
    let mut fields = faulty(&answer);
    fields.sort();
    assert_eq!(fields, ["", "description", "expirationDate", "ipNetworks", "name", "scope", "status"]);
    assert!(answer.body.contains("devices.nope") && !answer.body.contains("colour"), "{}", answer.body);
    for (body, field) in [
        (json!({}), "name"),
        (json!({ "name": null }), "name"),
        (json!({ "name": "  " }), "name"),
        (json!({ "name": "A", "scope": [] }), "scope"),
        (json!({ "name": "A", "scope": ["all.Application", "devices.get"] }), "scope"),
        (json!({ "name": "A", "scope": "all.Application" }), "scope"),
        (json!({ "name": "A", "scope": [7] }), "scope"),
        (json!({ "name": "A", "expirationDate": "tomorrow" }), "expirationDate"),
        (json!({ "name": "A", "expirationDate": "99999-01-01T00:00:00Z" }), "expirationDate"),
        (json!({ "name": "A", "ipNetworks": "10.0.0.1" }), "ipNetworks"),
    ] {
        assert_eq!(faulty(&api.create(&body).await), [field], "{body}");
    }
    let one = api.one(app.token("Other").await.id);
    for (body, field) in [
        (json!({ "scope": ["all.Application"] }), "scope"),
        (json!({ "expirationDate": "2030-01-01T00:00:00Z" }), "expirationDate"),
        (json!({ "id": "x" }), "id"),
        (json!({ "name": "" }), "name"),
        (json!({ "status": "compromised" }), "status"),
        (json!({ "colour": 1 }), ""),
    ] {
        assert_eq!(faulty(&api.send("PATCH", &one, &body).await), [field], "{body}");
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 2);
    // A secret that gets into a name goes nowhere.
    let pasted = api.create(&json!({ "name": manager.secret })).await;
    assert!(faulty(&pasted) == ["name"] && !pasted.body.contains(&manager.secret[12..]));
    let pasted = api.create(&json!({ "name": "A", "scope": [manager.secret] })).await;
    assert!(faulty(&pasted) == ["scope"] && !pasted.body.contains(&manager.secret[12..]), "{}", pasted.body);
}

#[actix_web::test]
async fn the_rules_of_the_organization_hold_here_too() {
    let app = TestApp::start().await;
    let manager = app.token_with("Manager", |new| new.expires_at = None).await;
    app.execute("UPDATE organizations SET lifetime_cap_days = 10, require_network = TRUE").await;
    let api = app.api(&manager.secret);
    let answer = api.create(&json!({ "name": "A" })).await;
    assert_eq!(faulty(&answer), ["expirationDate", "ipNetworks"], "{}", answer.body);
    assert!(answer.body.contains("requires an expiry"));
    let body = json!({ "name": "A", "expirationDate": "2026-12-01T00:00:00Z", "ipNetworks": ["10.0.0.1"] });
    assert_eq!(api.create(&body).await.status, 201);
}

#[actix_web::test]
async fn names_are_taken_once_and_a_repeated_request_makes_nothing() {
    let app = TestApp::start().await;
    let manager = app.token("Manager").await;
    let api = app.api(&manager.secret);
    let create = async |key: &str, name: &str| {
        let body = json!({ "name": name }).to_string();
        let request = api.request("POST", &api.tokens()).header("Content-Type", "application/json").body(body);
        crate::harness::Answer::read(request.header("Idempotency-Key", key).send().await.unwrap()).await
    };
    let first = issued(&create("7f0c", "Export").await);
    let again = create("7f0c", "Export").await;
    assert_eq!((again.status, problem(&again).as_str()), (409, "Conflict"));
    assert!(again.body.contains(first.id.as_str()), "it says which was made: {}", again.body);
    assert_eq!(create("another", "Export").await.status, 409, "the name is taken");
    assert_eq!(create("another", "Import").await.status, 201, "what failed can be tried again with its key");
    assert_eq!(create(&"k".repeat(256), "Third").await.status, 400);
    // The key is one token's own.
    let other = app.token("Other").await;
    let body = json!({ "name": "Fourth" });
    let request = app
        .api(&other.secret)
        .request("POST", &api.tokens())
        .header("Content-Type", "application/json")
        .body(body.to_string())
        .header("Idempotency-Key", "7f0c");
    assert_eq!(request.send().await.unwrap().status(), 201);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 5);
    let renamed = api.send("PATCH", &api.one(first.id), &json!({ "name": "IMPORT" })).await;
    assert_eq!((renamed.status, problem(&renamed).as_str()), (409, "Conflict"));
}

#[actix_web::test]
async fn a_change_is_based_on_what_was_read() {
    let app = TestApp::start().await;
    let manager = app.token("Manager").await;
    let api = app.api(&manager.secret);
    let one = api.one(app.token("Export").await.id);
    let tag = api.ask("GET", &one).await.header("etag").unwrap().to_owned();
    let patch = async |tag: &str, body: Value| {
        let request = api
            .request("PATCH", &one)
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .header("If-Match", tag);
        crate::harness::Answer::read(request.send().await.unwrap()).await
    };
    let first = patch(&tag, json!({ "description": "Nightly" })).await;
    assert_eq!(first.status, 200);
    let stale = patch(&tag, json!({ "status": "inactive" })).await;
    assert_eq!((stale.status, problem(&stale).as_str()), (412, "PreconditionFailed"));
    let next = first.header("etag").unwrap().to_owned();
    let off = patch(&format!("\"x\", {next}"), json!({ "status": "inactive" })).await;
    assert_eq!(off.status, 200, "one of several");
    assert_eq!(patch(&next, json!({ "name": "B" })).await.status, 412, "switching counts");
    assert_eq!(patch("*", json!({ "name": "B" })).await.status, 200);
    assert_eq!(patch("W/\"1\"", json!({ "name": "C" })).await.status, 412);
    let nothing = api.send("PATCH", &one, &json!({})).await;
    assert_eq!((nothing.status, &nothing.json()["name"]), (200, &json!("B")), "nothing to change is no fault");
}

#[actix_web::test]
async fn the_list_is_paged_sorted_and_filtered_as_asked() {
    let app = TestApp::start().await;
    let reader = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    for (n, name) in ["alpha one", "Alpha two", "beta", "100%_x"].iter().enumerate() {
        app.clock.advance(1_000);
        app.token_with(name, |new| new.expires_at = Some(NOW.plus((40 - i64::try_from(n).unwrap()) * DAY))).await;
    }
    app.clock.advance(1_000);
    let administrator = app.administrator().await;
    let beta = app.texts("SELECT id FROM tokens WHERE name = 'beta'").await.remove(0);
    administrator.post(&format!("/integrations/tokens/{beta}/deactivation"), Fields::default()).await;
    app.token_with("elsewhere", |new| new.owner = app.people.second_application).await;
    app.foreign_token("foreign").await;
    let api = app.api(&reader.secret);
    let names = async |query: &str| {
        let answer = api.ask("GET", &format!("{}?{query}", api.tokens())).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        let body = answer.json();
        let items = body["items"].as_array().unwrap();
        assert_eq!(body["count"], items.len());
        items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = ["100%_x", "alpha one", "Alpha two", "beta", "Reader"];
    // As the published clients ask.
    assert_eq!(names("_actions=false&_links=true&_embedded=true").await, all);
    assert_eq!(
        names("sortField=name&sortDirection=desc").await,
        ["Reader", "beta", "Alpha two", "alpha one", "100%_x"]
    );
    assert_eq!(names("sortField=creationDate").await, ["Reader", "alpha one", "Alpha two", "beta", "100%_x"]);
    assert_eq!(names("sortField=id&sortDirection=desc").await.first().map(String::as_str), Some("100%_x"));
    assert_eq!(names("sortField=expirationDate").await, ["Reader", "100%_x", "beta", "Alpha two", "alpha one"]);
    assert_eq!(names("sortField=lastUpdated&sortDirection=desc").await[..2], ["beta", "100%_x"]);
    assert_eq!(names("sortField=status").await.last().map(String::as_str), Some("beta"));
    assert_eq!(names("perPage=2&page=1").await, ["Alpha two", "beta"]);
    assert_eq!(names("perPage=2&page=9").await, Vec::<String>::new());
    assert_eq!(names("filterField=name&filter=alpha*").await, ["alpha one", "Alpha two"]);
    assert_eq!(names("filterField=name&filter=%3Feta").await, ["beta"]);
    assert_eq!(names("filterField=name&filter=100%25_*").await, ["100%_x"], "what SQL takes for a pattern is none");
    assert_eq!(names("filterField=name&filter=1_0*").await, Vec::<String>::new());
    assert_eq!(names("filterField=name&filter=alpha").await, Vec::<String>::new());
    assert_eq!(names("filterField=status&filter=inactive").await, ["beta"]);
    assert_eq!(names("filterField=status&filter=a*").await.len(), 4);
    assert_eq!(names("filterField=&filter=").await.len(), 5);
    let envelope = api.ask("GET", &format!("{}?perPage=2&filterField=status&filter=active", api.tokens())).await.json();
    for (member, value) in [
        ("totalCount", json!(4)),
        ("perPage", json!(2)),
        ("page", json!(0)),
        ("filter", json!("active")),
        ("filterField", json!("status")),
        ("sortField", json!("name")),
        ("sortDirection", json!("asc")),
        ("ownerId", json!(app.people.application.as_str())),
        ("ownerType", json!("application")),
    ] {
        assert_eq!(envelope[member], value, "{member}");
    }
    for query in [
        "page=-1",
        "perPage=0",
        "perPage=1001",
        "page=x",
        "sortField=secret",
        "sortDirection=up",
        "filterField=id",
        "filterField=status&filter=x",
        "cursor=x",
    ] {
        let answer = api.ask("GET", &format!("{}?{query}", api.tokens())).await;
        assert_eq!(faulty(&answer).len(), 1, "{query}");
    }
}

#[actix_web::test]
async fn with_a_cursor_each_token_comes_exactly_once_also_while_others_are_made() {
    let app = TestApp::start().await;
    let reader = app.token("Reader").await;
    for n in 0..9 {
        app.clock.advance(1);
        app.token(&format!("Token {n}")).await;
    }
    let api = app.api(&reader.secret);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.ask("GET", &format!("{}?perPage=4&cursor={cursor}", api.tokens())).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        app.clock.advance(1);
        app.token(&format!("New {}", seen.len())).await;
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), seen.len());
    assert!(seen.len() >= 12 && (0..9).all(|n| seen.contains(&format!("Token {n}"))), "{seen:?}");
}
