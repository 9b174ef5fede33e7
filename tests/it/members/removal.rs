//! Removing a member: what ends with it, what goes on, and coming back.

use latchkey::access::Role;

use super::{events, membership};
use crate::harness::{Fields, TestApp};

#[actix_web::test]
async fn sessions_end_with_the_membership_on_the_next_request() {
    let app = TestApp::start().await;
    let (administrator, one, another) = (app.administrator().await, app.member().await, app.member().await);
    let mika = app.people.member.id;
    let answer = administrator.post(&format!("/members/{mika}/removal"), Fields::default()).await;
    let list = administrator.follow(answer).await;
    assert_eq!(list.text("#flash-text"), "Removed Mika Member. Their sessions and personal tokens have ended.");
    for session in [one, another] {
        let answer = session.get("/integrations").await;
        assert_eq!(answer.location(), "/sign-in");
    }
    assert_eq!(app.number(&format!("SELECT COUNT(*) FROM sessions WHERE user_id = '{mika}'")).await, 0);
    assert_eq!(membership(&app, mika).await, "member removed");
    let expected = r#"member.removed Mika Member {"before":{"api_access":false,"role":"member"}}"#;
    assert_eq!(events(&app).await, [expected]);
    let again = administrator.post(&format!("/members/{mika}/removal"), Fields::default()).await;
    assert_eq!((again.status, events(&app).await.len()), (404, 1), "a second time there is nobody to remove");
}

#[actix_web::test]
async fn the_page_says_what_goes_on_and_what_stops() {
    let app = TestApp::start().await;
    app.newcomer(Role::Administrator).await;
    let administrator = app.administrator().await;
    let page = administrator.get(&format!("/members/{}/removal", app.people.member.id)).await;
    assert!(page.body.contains("They have created no application tokens"), "{}", page.body);
    for n in 0..12 {
        app.token(&format!("Export {n}")).await;
    }
    let page = administrator.get(&format!("/members/{}/removal", app.people.administrator.id)).await;
    assert_eq!(page.text("h1"), "Leave the organization?");
    let named = page.all(".listed li");
    assert_eq!((named.len(), named.last().unwrap().as_str()), (11, "and 2 more"));
    let links = page.attributes(".listed a", "href");
    assert_eq!(administrator.get(&links[0]).await.status, 200);
    let all = administrator.get(&links[10]).await;
    assert_eq!(
        (all.all("tbody a.name").len(), all.all(".chip bdi")),
        (12, vec!["Created by Ada Administrator".to_owned()])
    );
    // And nobody else's.
    let nobodys = administrator.get(&format!("/integrations?creator={}", app.people.member.id)).await;
    assert_eq!((nobodys.count("tbody tr"), nobodys.all(".chip bdi")), (0, vec!["Created by one person".to_owned()]));
    let searched = administrator
        .post("/integrations/search", [("q", "Export 1"), ("creator", app.people.administrator.id.as_str())])
        .await;
    let mut found = administrator.follow(searched).await.all("tbody a.name");
    found.sort();
    assert_eq!(found, ["Export 1", "Export 10", "Export 11"]);
}

/// Coming back revives nothing: somebody may have been removed because of those tokens.
#[actix_web::test]
async fn personal_tokens_stay_off_when_someone_comes_back() {
    let app = TestApp::start().await;
    let (administrator, mika) = (app.administrator().await, &app.people.member);
    let secret = crate::gate::personal::personal(&app, mika, "all.Application.read").await;
    crate::gate::personal::accept(&app).await;
    let passes = async || crate::gate::personal::reading(&app, &secret).await.status;
    administrator.post(&format!("/members/{}/api-access", mika.id), [("api_access", "granted")]).await;
    assert_eq!(passes().await, 200);
    let page = administrator.get(&format!("/members/{}/removal", mika.id)).await.text(".consequences");
    assert!(page.contains("One personal token stops working and is switched off."), "{page}");
    administrator.post(&format!("/members/{}/removal", mika.id), Fields::default()).await;
    let off =
        "SELECT action || ' by ' || actor_name || ' ' || detail FROM audit_events WHERE action = 'token.deactivated'";
    let why = r#"{"reason":"Mika Member doesn't belong to the organization any more."}"#;
    assert_eq!(app.texts(off).await, [format!("token.deactivated by Ada Administrator {why}")]);
    let (_, link) = app.invite_with_access(mika.email, Role::Member).await;
    let client = app.signed_in(mika).await;
    client.post(&link, Fields::default()).await;
    assert_eq!(membership(&app, mika.id).await, "member with access");
    assert_eq!(passes().await, 401, "of what they had nothing works because of that alone");
    let list = client.get("/account/tokens").await;
    assert!(list.text("tbody").contains("switched off by Ada Administrator"), "{}", list.text("main"));
    assert_eq!(list.count(".switch"), 0, "and it is an administrator's to open");
}

#[actix_web::test]
async fn a_token_goes_on_working_without_whoever_created_it() {
    let app = TestApp::start().await;
    app.newcomer(Role::Administrator).await;
    let token = app.token("Billing export").await;
    let administrator = app.administrator().await;
    let me = app.people.administrator.id;
    let answer = administrator.post(&format!("/members/{me}/removal"), Fields::default()).await;
    assert_eq!(answer.location(), "/sign-in", "whoever removes themselves is signed out");
    assert_eq!(administrator.get("/members").await.location(), "/sign-in?return_to=%2Fmembers");
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
}

#[actix_web::test]
async fn someone_who_was_removed_comes_back_by_an_invitation() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mika = &app.people.member;
    administrator.post(&format!("/members/{}/removal", mika.id), Fields::default()).await;
    let (_, link) = app.invite(&mika.email.to_uppercase(), Role::Support).await;
    let client = app.signed_in(mika).await;
    assert_eq!(client.get("/integrations").await.status, 403, "they belong to nothing");
    let page = client.get(&link).await;
    assert!(page.body.contains("You are signed in as"), "{}", page.body);
    let joined = client.post(&link, Fields::default()).await;
    assert_eq!(client.follow(joined).await.text("header .role"), "support");
    assert_eq!(membership(&app, mika.id).await, "support");
    let users = format!("SELECT COUNT(*) FROM users WHERE email_key = '{}'", mika.email);
    assert_eq!(app.number(&users).await, 1, "with the account they had");
}

#[actix_web::test]
async fn a_person_of_two_organizations_stays_in_the_other() {
    let app = TestApp::start().await;
    app.enlist(&app.people.support, app.people.other_organization, Role::Member).await;
    let administrator = app.administrator().await;
    administrator.post(&format!("/members/{}/removal", app.people.support.id), Fields::default()).await;
    let client = app.support().await;
    assert_eq!(client.get("/integrations").await.text("header .organization-name bdi"), "Borealis");
}
