//! Personal tokens at the gate: only for applications that accept them, and never beyond their owner's present role.

use latchkey::chance::Chance;
use latchkey::tokens::{Kind, Permissions, Prefixes, TokenSecret};

use super::introspection::introspect;
use crate::harness::{Ask, Issued, Person, TestApp};

/// A personal token of `person` with this scope, written as a row: there is no page for them.
pub async fn personal(app: &TestApp, person: &Person, scope: &str) -> String {
    let donor: Issued = app.token(&format!("Donor of {} {scope}", person.name)).await;
    let secret = TokenSecret::generate(Kind::Personal, &Prefixes::default(), &Chance::system());
    let (handle, digest) = (secret.facts().handle.clone(), secret.facts().digest.clone());
    app.execute(&format!(
        "UPDATE tokens SET kind = 'personal', owner_id = '{user}', user_id = '{user}', application_id = NULL,
            prefix = 'lku', handle = '{handle}', digest = '{digest}', scope = '{scope}' WHERE id = '{}'",
        donor.id,
        user = person.id,
    ))
    .await;
    app.execute(&format!("UPDATE memberships SET api_access = TRUE WHERE user_id = '{}'", person.id)).await;
    secret.reveal().to_string()
}

pub async fn accept(app: &TestApp) {
    app.execute(&format!(
        "UPDATE applications SET accepts_personal_tokens = TRUE WHERE id = '{}'",
        app.people.application
    ))
    .await;
}

pub fn reading(app: &TestApp, secret: &str) -> Ask {
    app.gate().get(&app.devices()).bearer(secret)
}

#[actix_web::test]
async fn a_personal_token_passes_only_at_an_application_that_accepts_it() {
    let app = TestApp::with(&["--gate-any"]).await;
    let secret = personal(&app, &app.people.administrator, "all.Application").await;
    assert_eq!(reading(&app, &secret).await.status, 403, "it accepts none");
    accept(&app).await;
    let answer = reading(&app, &secret).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("x-latchkey-owner"), Some("Ada%20Administrator"));
    assert_eq!(answer.header("x-latchkey-application-id"), Some(app.people.application.as_str()));
    let second = app.people.second_application.as_str();
    assert_eq!(reading(&app, &secret).at(second).get("/").await.status, 403, "its neighbour does not");
    app.execute("UPDATE applications SET accepts_personal_tokens = TRUE").await;
    let foreign = app.people.foreign_application.as_str();
    assert_eq!(reading(&app, &secret).at(foreign).get("/").await.status, 403, "another organization's");
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{second}'")).await;
    assert_eq!(reading(&app, &secret).at(second).get("/").await.status, 403, "an archived one");
    for (path, status) in [
        (app.devices(), 200),
        (format!("/applications/{foreign}/devices"), 403),
        (format!("/applications/{second}/devices"), 403),
        // Which application it is for can't be told.
        ("/".to_owned(), 403),
    ] {
        assert_eq!(reading(&app, &secret).at("any").get(&path).await.status, status, "{path}");
    }
}

#[actix_web::test]
async fn a_personal_token_never_does_more_than_its_owners_role() {
    let app = TestApp::start().await;
    accept(&app).await;
    for (person, writes, scope) in [
        (&app.people.administrator, 200, "all.Application"),
        (&app.people.member, 403, "all.Application.read"),
        (&app.people.support, 403, "all.Application.read"),
    ] {
        let secret = personal(&app, person, "all.Application").await;
        let answer = reading(&app, &secret).await;
        assert_eq!((answer.status, answer.header("x-latchkey-scope")), (200, Some(scope)), "{}", person.name);
        let writing = reading(&app, &secret).request("POST", &app.devices()).await;
        assert_eq!(writing.status, writes, "{}", person.name);
    }
    let secret = personal(&app, &app.people.administrator, "devices.get").await;
    assert_eq!(reading(&app, &secret).await.header("x-latchkey-scope"), Some("devices.get"));
    let demoted = format!("UPDATE memberships SET role = 'member' WHERE user_id = '{}'", app.people.administrator.id);
    let secret = personal(&app, &app.people.administrator, "devices.post").await;
    let writing = reading(&app, &secret).request("POST", &app.devices());
    assert_eq!(writing.clone().await.status, 200);
    app.execute(&demoted).await;
    assert_eq!(writing.await.status, 403, "a role that is lost is lost at once");
}

/// The command line changes memberships while the server runs: nothing of them may be remembered. So these are written
/// without telling the gate.
#[actix_web::test]
async fn a_personal_token_ends_with_its_owners_membership_or_privilege_at_once() {
    let app = TestApp::start().await;
    accept(&app).await;
    let secret = personal(&app, &app.people.member, "all.Application.read").await;
    let id = app.people.member.id;
    for (lost, back) in [("removed_at = 1", "removed_at = NULL"), ("api_access = FALSE", "api_access = TRUE")] {
        assert_eq!(reading(&app, &secret).await.status, 200);
        let change = |what: &str| format!("UPDATE memberships SET {what} WHERE user_id = '{id}'");
        crate::harness::database::try_execute(&app.db, &change(lost)).await.unwrap();
        assert_eq!(reading(&app, &secret).await.status, 401, "{lost}");
        crate::harness::database::try_execute(&app.db, &change(back)).await.unwrap();
    }
    assert_eq!(reading(&app, &secret).await.status, 200);
}

/// Whoever asks without a method checks the scope by itself, and must not be told more than the role lets.
#[actix_web::test]
async fn introspection_tells_no_more_than_the_owners_role() {
    let app = TestApp::start().await;
    accept(&app).await;
    let scope = "devices.get devices.post";
    let asking = Permissions::Custom(["tokenIntrospection.post".to_owned()].into());
    let asker = app.token_with("Asker", |new| new.permissions = asking).await;
    for (person, told) in [(&app.people.administrator, scope), (&app.people.member, "devices.get")] {
        let secret = personal(&app, person, scope).await;
        let answer = introspect(&app, &asker.secret, &[("token", &secret)]).await;
        assert_eq!(answer.json()["scope"].as_str(), Some(told), "{}", person.name);
    }
}

/// The id of the token with this secret.
async fn id_of(app: &TestApp, secret: &str) -> String {
    app.texts(&format!("SELECT id FROM tokens WHERE handle = '{}'", &secret[4..12])).await.remove(0)
}

#[actix_web::test]
async fn another_persons_token_is_not_there_for_a_member_by_whatever_address() {
    let app = TestApp::start().await;
    let secret = personal(&app, &app.people.support, "all.Application").await;
    let id = id_of(&app, &secret).await;
    let refused = reading(&app, &secret).await.header("x-latchkey-decision-id").unwrap().to_owned();
    let own = id_of(&app, &personal(&app, &app.people.member, "all.Application.read").await).await;
    for (client, status) in [(app.member().await, 404), (app.support().await, 200), (app.administrator().await, 200)] {
        for address in [
            format!("/integrations/tokens/{id}"),
            format!("/integrations/tokens/{id}/simulation"),
            format!("/integrations/decisions/{refused}"),
        ] {
            let answer = client.get(&address).await;
            assert_eq!(answer.status, status, "{address}");
            assert!(status == 200 || !answer.body.contains(&secret[..12]), "{address} tells its handle");
        }
    }
    let member = app.member().await;
    assert_eq!(member.get(&format!("/integrations/tokens/{own}")).await.status, 200, "one's own is");
    let searched = member.follow(member.post("/integrations/search", [("q", secret.as_str())]).await).await;
    assert!(searched.text("#flash-text").starts_with("No token here has that secret."));
}

#[actix_web::test]
async fn administrators_shut_another_persons_token_and_do_nothing_else_to_it() {
    let app = TestApp::start().await;
    accept(&app).await;
    let secret = personal(&app, &app.people.member, "all.Application.read").await;
    let page = format!("/integrations/tokens/{}", id_of(&app, &secret).await);
    let administrator = app.administrator().await;
    let shown = administrator.get(&page).await;
    for below in ["/edit", "/deletion", "/rotation"] {
        assert_eq!(shown.count(&format!("main a[href='{page}{below}']")), 0, "{below} is not offered");
        assert_eq!(administrator.get(&format!("{page}{below}")).await.status, 403, "{below}");
    }
    let before = app.contents("tokens").await;
    for (below, form) in [
        ("/edit", vec![("version", "1"), ("name", "Mine"), ("description", ""), ("networks", "")]),
        ("/deletion", vec![]),
        ("/activation", vec![]),
        ("/confirmation", vec![("copied", "yes")]),
        ("/rotation", vec![("submission", "00000000000000000000000000000001"), ("overlap", "now")]),
    ] {
        let form = form.into_iter().fold(crate::harness::Fields::default(), |all, (name, value)| all.and(name, value));
        assert_eq!(administrator.post(&format!("{page}{below}"), form).await.status, 403, "{below}");
        assert_eq!(app.contents("tokens").await, before, "{below}");
    }
    assert_eq!(reading(&app, &secret).await.status, 200);
    assert_eq!(administrator.post(&format!("{page}/deactivation"), [("reason", "")]).await.status, 303);
    assert_eq!(reading(&app, &secret).await.status, 401);
    // What they shut they open again, or nobody could: the owner doesn't.
    assert_eq!(administrator.post(&format!("{page}/activation"), [("return_to", "")]).await.status, 303);
    assert_eq!(reading(&app, &secret).await.status, 200);
    assert_eq!(administrator.post(&format!("{page}/compromise"), [("reason", "In a log")]).await.status, 303);
}

/// What it takes is said where it was refused, in the usage, and where it is tried: the application has to accept it.
#[actix_web::test]
async fn a_personal_token_that_is_not_accepted_is_explained_by_that() {
    let app = TestApp::with(&["--gate-any"]).await;
    let secret = personal(&app, &app.people.administrator, "all.Application").await;
    let administrator = app.administrator().await;
    let token = app.texts("SELECT id FROM tokens WHERE kind = 'personal'").await.remove(0);
    let (own, second) = (app.people.application.as_str(), app.people.second_application.as_str());
    let foreign = app.people.foreign_application.as_str();
    let of = |application: &str| format!("/applications/{application}/devices");
    for (at, path, why, link) in [
        (own, of(own), "and “Metering” doesn't accept personal tokens.", Some(own)),
        ("any", of(second), "and “Portal” doesn't accept personal tokens.", Some(second)),
        ("any", of(foreign), "is none of this organization's applications.", None),
        ("any", "/".to_owned(), "and the request named none.", None),
    ] {
        let refused = reading(&app, &secret).at(at).get(&path).await;
        assert_eq!(refused.status, 403, "{path}");
        let id = refused.header("x-latchkey-decision-id").unwrap();
        let page = administrator.get(&format!("/integrations/decisions/{id}")).await;
        assert_eq!(page.text("h1"), "The request was for no application that accepts personal tokens", "{path}");
        let said = page.text(".verdict");
        assert!(
            said.starts_with("It is a personal token, of Ada Administrator") && said.contains(why),
            "{path}: {said}"
        );
        let links = page.attributes(".steps a", "href");
        assert!(!links.iter().any(|link| link.contains("like=")), "it can't be created alike: {links:?}");
        let setting = link.map(|id| format!("/applications/{id}#personal-heading"));
        assert_eq!(links.first(), setting.as_ref(), "{path}");
        for link in links {
            assert_eq!(administrator.get(&link).await.status, 200, "{link}");
        }
        let facts = page.all("[aria-labelledby=token-heading] dt");
        let named = |what: &str| facts.iter().any(|fact| fact == what);
        assert!(named("Acts as") && !named("Application"), "{path}: {facts:?}");
    }
    let form = administrator.get(&format!("/integrations/tokens/{token}/simulation")).await;
    let tried = administrator.post(&format!("/integrations/tokens/{token}/simulation"), form.fields("main form")).await;
    let said = tried.text(".verdict");
    assert!(said.contains("doesn't accept personal tokens."), "{said}");
    accept(&app).await;
    let form = administrator.get(&format!("/integrations/tokens/{token}/simulation")).await;
    let tried = administrator.post(&format!("/integrations/tokens/{token}/simulation"), form.fields("main form")).await;
    assert!(tried.text(".checks").contains("The path names an application that accepts personal tokens."));
    app.state.usage.write(&app.db).await.unwrap();
    let usage = administrator.get(&format!("/integrations/tokens/{token}")).await.text(".reasons");
    assert!(usage.contains("The request was for no application that accepts personal tokens"), "{usage}");
}

/// A member's token only reads, whatever it says: that is not the catalogue's doing.
#[actix_web::test]
async fn what_its_persons_role_keeps_it_from_is_explained_by_the_role() {
    let app = TestApp::start().await;
    accept(&app).await;
    let secret = personal(&app, &app.people.member, "all.Application").await;
    let refused = reading(&app, &secret).request("POST", &app.devices()).await;
    let id = refused.header("x-latchkey-decision-id").unwrap();
    let path = format!("/integrations/decisions/{id}");
    let page = app.administrator().await.get(&path).await;
    let said = page.text(".verdict");
    assert!(said.contains("never does more than Mika Member: as a member or support, they only read."), "{said}");
    assert!(page.text(".steps").contains("That is for Mika Member."), "{}", page.text(".steps"));
    let own = app.member().await.get(&path).await;
    assert_eq!(own.attributes(".steps a", "href"), ["/account/tokens"]);
}
