//! Tokens that make and manage tokens: lesser ones only, and nothing that people have shut.

use latchkey::clock::DAY;
use latchkey::tokens::Permissions;
use serde_json::json;

use super::{custom, issued, networks, problem};
use crate::gate::personal::personal;
use crate::harness::{Fields, NOW, TestApp};

#[actix_web::test]
async fn a_token_makes_lesser_ones_only_and_the_answer_says_in_what_one_would_be_broader() {
    let app = TestApp::start().await;
    let maker = app
        .token_with("Maker", |new| {
            new.permissions = custom(&["applicationApiTokens.post", "devices.get", "devices.post"]);
            new.networks = networks("127.0.0.0/8 10.0.0.0/8");
            new.expires_at = Some(NOW.plus(30 * DAY));
        })
        .await;
    let api = app.api(&maker.secret);
    for (body, says) in [
        (json!({ "name": "A", "scope": ["all.Application"] }), "may do more"),
        (json!({ "name": "A", "scope": ["all.Application.read"] }), "may do more"),
        (json!({ "name": "A", "scope": ["devices.get", "devices.delete"] }), "may do more"),
        (json!({ "name": "A", "expirationDate": "2026-12-22T10:00:00.001Z" }), "lasts longer"),
        (json!({ "name": "A", "ipNetworks": [] }), "can be used from"),
        (json!({ "name": "A", "ipNetworks": ["10.0.0.1", "192.0.2.1"] }), "can be used from"),
    ] {
        let answer = api.create(&body).await;
        assert_eq!((answer.status, problem(&answer).as_str()), (403, "Forbidden"), "{body}");
        assert!(answer.body.contains(says), "{body}: {}", answer.body);
    }
    let within = json!({
        "name": "A", "scope": ["devices.get"], "expirationDate": "2026-12-22T10:00:00Z", "ipNetworks": ["10.1.0.0/16"]
    });
    let made = issued(&api.create(&within).await);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 2);
    // Who made it shows on its page.
    let page = app.administrator().await.get(&made.path("")).await;
    assert!(page.text("main").contains("Maker"), "{}", page.body);
}

#[actix_web::test]
async fn a_token_changes_neither_itself_nor_its_maker_nor_what_is_beyond_it_nor_what_people_shut() {
    let app = TestApp::start().await;
    let maker = app.token_with("Maker", |new| new.expires_at = None).await;
    let child = issued(&app.api(&maker.secret).create(&json!({ "name": "Child" })).await);
    let reading = app.token_with("Reading", |new| new.permissions = Permissions::ReadOnly).await;
    let manager = app
        .token_with("Manager", |new| {
            new.permissions = custom(&["applicationApiToken.patch", "applicationApiToken.delete", "devices.get"]);
        })
        .await;
    let small = app.token_with("Small", |new| new.permissions = custom(&["devices.get"])).await;
    let refused = async |secret: &str, token| {
        let api = app.api(secret);
        for answer in [
            api.send("PATCH", &api.one(token), &json!({ "status": "inactive" })).await,
            api.send("PATCH", &api.one(token), &json!({ "name": "Taken over" })).await,
            api.ask("DELETE", &api.one(token)).await,
        ] {
            assert_eq!((answer.status, problem(&answer).as_str()), (403, "Forbidden"), "{}", answer.body);
        }
    };
    refused(&maker.secret, maker.id).await;
    refused(&child.secret, maker.id).await;
    refused(&manager.secret, reading.id).await;
    refused(&manager.secret, child.id).await;
    let api = app.api(&manager.secret);
    assert_eq!(api.send("PATCH", &api.one(small.id), &json!({ "status": "inactive" })).await.status, 200);
    assert_eq!(api.send("PATCH", &api.one(small.id), &json!({ "status": "active" })).await.status, 200);
    // What a person has shut stays shut.
    let administrator = app.administrator().await;
    administrator.post(&small.path("/deactivation"), Fields::default()).await;
    let lifted = api.send("PATCH", &api.one(small.id), &json!({ "status": "active" })).await;
    assert_eq!((lifted.status, problem(&lifted).as_str()), (403, "Forbidden"), "{}", lifted.body);
    administrator.post(&small.path("/compromise"), Fields::from([("reason", "Leaked")])).await;
    let revived = api.send("PATCH", &api.one(small.id), &json!({ "status": "active" })).await;
    assert_eq!((revived.status, problem(&revived).as_str()), (409, "Conflict"));
    let seen = app.api(&maker.secret).ask("GET", &api.one(small.id)).await.json();
    assert_eq!(seen["status"], "inactive", "a compromised one reads so");
}

#[actix_web::test]
async fn a_token_reaches_nothing_of_other_applications_and_organizations() {
    let app = TestApp::start().await;
    let maker = app.token("Maker").await;
    let second = app.token_with("Second", |new| new.owner = app.people.second_application).await;
    let foreign = app.foreign_token("Foreign").await;
    let api = app.api(&maker.secret);
    for (application, token) in [
        (app.people.second_application.as_str(), second.id),
        (app.people.foreign_application.as_str(), foreign.id),
        ("000000000000000000000000", foreign.id),
    ] {
        let tokens = format!("/applications/{application}/tokens");
        for answer in [
            api.ask("GET", &tokens).await,
            api.send("POST", &tokens, &json!({ "name": "A" })).await,
            api.ask("GET", &format!("{tokens}/{token}")).await,
            api.send("PATCH", &format!("{tokens}/{token}"), &json!({ "name": "A" })).await,
            api.ask("DELETE", &format!("{tokens}/{token}")).await,
        ] {
            assert_eq!((answer.status, problem(&answer).as_str()), (403, "Forbidden"));
        }
        // By the address of its own application they aren't there.
        for answer in [
            api.ask("GET", &api.one(token)).await,
            api.send("PATCH", &api.one(token), &json!({ "name": "A" })).await,
            api.ask("DELETE", &api.one(token)).await,
        ] {
            assert_eq!((answer.status, problem(&answer).as_str()), (404, "NotFound"));
        }
    }
    let names = app.texts("SELECT name FROM tokens WHERE deleted_at IS NULL ORDER BY name").await;
    assert_eq!(names, ["Foreign", "Maker", "Second"]);
}

#[actix_web::test]
async fn a_personal_token_acts_in_its_owners_present_role_and_in_their_organization() {
    let app = TestApp::start().await;
    let administrators = personal(&app, &app.people.administrator, "all.Application").await;
    let members = personal(&app, &app.people.member, "all.Application").await;
    let api = app.api(&administrators);
    let made = api.create(&json!({ "name": "By a person's token", "scope": ["devices.get"] })).await;
    assert_eq!(made.status, 201, "no application has to accept it: {}", made.body);
    let (foreign, ours) = (app.people.foreign_application, app.people.second_application);
    assert_eq!(api.send("POST", &format!("/applications/{ours}/tokens"), &json!({ "name": "B" })).await.status, 201);
    let there = api.send("POST", &format!("/applications/{foreign}/tokens"), &json!({ "name": "C" })).await;
    assert_eq!((there.status, problem(&there).as_str()), (404, "NotFound"));
    assert_eq!(api.ask("GET", &format!("/applications/{foreign}/tokens")).await.status, 404);
    // A member reads, whatever their token says.
    let members = app.api(&members);
    assert_eq!(members.ask("GET", &members.tokens()).await.status, 200);
    let refused = members.create(&json!({ "name": "D" })).await;
    assert_eq!((refused.status, problem(&refused).as_str()), (403, "Forbidden"));
    app.execute(&format!("UPDATE memberships SET role = 'member' WHERE user_id = '{}'", app.people.administrator.id))
        .await;
    assert_eq!(api.create(&json!({ "name": "E" })).await.status, 403, "the role is what it is now");
    app.execute("UPDATE memberships SET api_access = FALSE").await;
    assert_eq!(members.ask("GET", &members.tokens()).await.status, 401, "the privilege, too");
}

/// Switched off by a token it would be a token's to switch on, and left as it is it would come back although it was told off.
#[actix_web::test]
async fn a_pause_by_a_person_is_no_tokens_to_change() {
    let app = TestApp::start().await;
    let manager = app.token("Manager").await;
    let small = app.token_with("Small", |new| new.permissions = custom(&["devices.get"])).await;
    let paused = app.administrator().await.post(&small.path("/pause"), [("for", "1h"), ("reason", "")]).await;
    assert_eq!(paused.status, 303, "{}", paused.body);
    let api = app.api(&manager.secret);
    for status in ["active", "inactive"] {
        let answer = api.send("PATCH", &api.one(small.id), &json!({ "status": status })).await;
        assert_eq!((answer.status, problem(&answer).as_str()), (403, "Forbidden"), "{status}");
        assert!(answer.body.contains("A person paused"), "{}", answer.body);
    }
    let renamed = api.send("PATCH", &api.one(small.id), &json!({ "name": "Smaller" })).await;
    assert_eq!((renamed.status, &renamed.json()["status"]), (200, &json!("inactive")));
}

/// The body arrives slowly; meanwhile the token is shut. Nothing may come of it.
#[actix_web::test]
async fn a_token_that_is_shut_while_its_request_arrives_makes_nothing() {
    let app = TestApp::start().await;
    let maker = app.token("Maker").await;
    let body = json!({ "name": "Late" }).to_string();
    let head = format!(
        "POST /api/applications/{}/tokens HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: \
         application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        app.people.application,
        maker.secret,
        body.len()
    );
    let mut wire = crate::harness::wire::Wire::to(app.address).await;
    assert!(wire.send(head.as_bytes()).await);
    // Only once the gate has let it in.
    crate::harness::eventually("it was counted", async || {
        app.state.usage.write(&app.db).await.unwrap();
        app.number("SELECT COUNT(*) FROM usage_days WHERE outcome = 'admitted'").await > 0
    })
    .await;
    app.administrator().await.post(&maker.path("/compromise"), Fields::from([("reason", "Leaked")])).await;
    wire.send(body.as_bytes()).await;
    assert_eq!(wire.next().await, Some(403));
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 1);
}

/// While a token is marked compromised, it and what it made go on making tokens: none of them may be left.
#[actix_web::test]
async fn nothing_that_is_made_meanwhile_escapes_a_compromise() {
    let app = TestApp::with_workers(2).await;
    for round in 0..8 {
        let root = app.token(&format!("Root {round}")).await;
        let child = issued(&app.api(&root.secret).create(&json!({ "name": format!("Child {round}") })).await);
        let making = async |secret: &str, who: &str| {
            for n in 0..20 {
                if app.api(secret).create(&json!({ "name": format!("{who} {round} {n}") })).await.status != 201 {
                    return;
                }
            }
        };
        let administrator = app.administrator().await;
        let shutting = async {
            actix_web::rt::time::sleep(std::time::Duration::from_millis(5 * round)).await;
            let answer = administrator.post(&root.path("/compromise"), Fields::from([("reason", "Leaked")])).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
        };
        tokio::join!(making(&root.secret, "of root"), making(&child.secret, "of child"), shutting);
        let alive = app.texts("SELECT name FROM tokens WHERE compromised_at IS NULL ORDER BY name").await;
        assert_eq!(alive, Vec::<String>::new(), "round {round}");
    }
}

/// Whoever stole a token must not be able to remove it through what they made with it: with it would go the way to the rest.
#[actix_web::test]
async fn what_was_made_through_a_token_never_reaches_it_and_a_leak_spreads_past_a_deleted_one() {
    let app = TestApp::start().await;
    let root = app.token("Root").await;
    let child = issued(&app.api(&root.secret).create(&json!({ "name": "Child" })).await);
    let grandchild = issued(&app.api(&child.secret).create(&json!({ "name": "Grandchild" })).await);
    for (asks, of) in [(&child, &root), (&grandchild, &root), (&grandchild, &child)] {
        let api = app.api(&asks.secret);
        for answer in [
            api.ask("DELETE", &api.one(of.id)).await,
            api.send("PATCH", &api.one(of.id), &json!({ "status": "inactive" })).await,
            api.send("PATCH", &api.one(of.id), &json!({ "name": "Taken over" })).await,
        ] {
            assert_eq!((answer.status, problem(&answer).as_str()), (403, "Forbidden"), "{}", answer.body);
        }
    }
    // A person may delete it; its leak is still the leak of what was made with it.
    app.administrator().await.post(&root.path("/deletion"), Fields::default()).await;
    assert_eq!(app.api(&grandchild.secret).ask("GET", "/me").await.status, 200);
    app.anonymous().post("/found", [("token", root.secret.as_str())]).await;
    for made in [&child, &grandchild] {
        assert_eq!(app.api(&made.secret).ask("GET", "/me").await.status, 401);
    }
    let marked = "SELECT name FROM tokens WHERE compromised_at IS NOT NULL ORDER BY name";
    assert_eq!(app.texts(marked).await, ["Child", "Grandchild"], "a tombstone stays what it is");
    // Nothing is left to end.
    assert_eq!(app.api(&root.secret).ask("DELETE", "/me").await.status, 401);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'token.compromised'").await, 2);
}

/// A person's word is the last, whoever switched it off before.
#[actix_web::test]
async fn what_a_person_switches_off_after_a_token_did_stays_off() {
    let app = TestApp::start().await;
    let (acting, other) = (app.token("Acting").await, app.token("Other").await);
    let api = app.api(&acting.secret);
    let off = json!({ "status": "inactive" });
    assert_eq!(api.send("PATCH", &api.one(other.id), &off).await.status, 200);
    let support = app.support().await;
    support.post(&other.path("/deactivation"), Fields::from([("reason", "Leaked, keep off")])).await;
    assert_eq!(app.texts("SELECT switched_reason FROM tokens WHERE name = 'Other'").await, ["Leaked, keep off"]);
    let lifted = api.send("PATCH", &api.one(other.id), &json!({ "status": "active" })).await;
    assert_eq!((lifted.status, problem(&lifted).as_str()), (403, "Forbidden"), "{}", lifted.body);
    // What a token made inactive is a token's to activate, until a person has said otherwise.
    let made = issued(&api.create(&json!({ "name": "Made", "status": "inactive" })).await);
    assert_eq!(api.send("PATCH", &api.one(made.id), &json!({ "status": "active" })).await.status, 200);
    let kept = issued(&api.create(&json!({ "name": "Kept off", "status": "inactive" })).await);
    support.post(&kept.path("/deactivation"), Fields::from([("reason", "Leave it off")])).await;
    assert_eq!(api.send("PATCH", &api.one(kept.id), &json!({ "status": "active" })).await.status, 403);
}

#[actix_web::test]
async fn a_deletion_can_be_bound_to_what_was_read() {
    let app = TestApp::start().await;
    let (acting, other) = (app.token("Acting").await, app.token("Other").await);
    let api = app.api(&acting.secret);
    let read = api.ask("GET", &api.one(other.id)).await;
    let tag = read.header("etag").unwrap().to_owned();
    let delete = async |tag: &str| {
        let request = api.request("DELETE", &api.one(other.id)).header("If-Match", tag);
        crate::harness::Answer::read(request.send().await.unwrap()).await.status
    };
    for other in ["\"zzz\"", tag.trim_matches('"'), ""] {
        assert_eq!(delete(other).await, 412, "{other}");
    }
    assert_eq!(delete(&tag).await, 200);
}
