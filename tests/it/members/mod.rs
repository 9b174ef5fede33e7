//! Members: who is listed, and what an administrator may change about them.

mod changes;
mod list;
mod removal;

use latchkey::access::Role;
use latchkey::id::Id;
use latchkey::invitations::Invitation;
use latchkey::users::User;

use crate::harness::{Fields, TestApp};

/// Role, API access and whether they belong to it, of someone in the first organization.
async fn membership(app: &TestApp, user: Id<User>) -> String {
    let sql = format!(
        "SELECT role || CASE WHEN api_access THEN ' with access' ELSE '' END \
         || CASE WHEN removed_at IS NULL THEN '' ELSE ' removed' END \
         FROM memberships WHERE organization_id = '{}' AND user_id = '{user}'",
        app.people.organization
    );
    app.texts(&sql).await.remove(0)
}

/// The actions about people and invitations since the organization was made, with who did each.
async fn events(app: &TestApp) -> Vec<String> {
    let sql = format!(
        "SELECT action || ' ' || subject_name || ' ' || detail FROM audit_events WHERE organization_id = '{}' \
         AND (action LIKE 'member.%' OR action LIKE 'invitation.%') AND action <> 'member.enlisted' ORDER BY seq",
        app.people.organization
    );
    app.texts(&sql).await
}

async fn administrators(app: &TestApp) -> i64 {
    let sql = format!(
        "SELECT COUNT(*) FROM memberships WHERE organization_id = '{}' AND role = 'administrator' \
         AND removed_at IS NULL",
        app.people.organization
    );
    app.number(&sql).await
}

/// Every form about members, of this person and this invitation, that changes something.
fn forms(member: Id<User>, invitation: Id<Invitation>) -> Vec<(String, Fields)> {
    vec![
        ("/members/invitations".to_owned(), Fields::from([("email", "x@acme.example"), ("role", "administrator")])),
        (format!("/members/invitations/{invitation}/revocation"), Fields::default()),
        (format!("/members/{member}/role"), Fields::from([("seen", "member"), ("role", "administrator")])),
        (format!("/members/{member}/api-access"), Fields::from([("api_access", "granted")])),
        (format!("/members/{member}/removal"), Fields::default()),
    ]
}

#[actix_web::test]
async fn nobody_but_an_administrator_sees_or_changes_members() {
    let app = TestApp::start().await;
    let someone = app.newcomer(Role::Member).await;
    let (invitation, _) = app.invite("new@acme.example", Role::Member).await;
    let kept = async || (app.contents("memberships").await, app.contents("invitations").await, events(&app).await);
    let before = kept().await;
    for (client, own) in [(app.member().await, app.people.member.id), (app.support().await, app.people.support.id)] {
        for below in
            [String::new(), "/invitations/new".to_owned(), format!("/{someone}"), format!("/{someone}/removal")]
        {
            let answer = client.get(&format!("/members{below}")).await;
            assert_eq!((answer.status, answer.count("a[href='/members']")), (403, 0), "{below}");
            assert!(!answer.body.contains("new@acme.example") && !answer.body.contains("Nils"), "{below}");
        }
        for (path, form) in forms(someone, invitation).into_iter().chain(forms(own, invitation)) {
            assert_eq!(client.post(&path, form).await.status, 403, "{path}");
        }
        assert_eq!(kept().await, before);
    }
}

#[actix_web::test]
async fn another_organizations_people_and_invitations_are_not_there() {
    let app = TestApp::start().await;
    let (invitation, _) = app.invite("new@acme.example", Role::Member).await;
    let ours = app.people.member.id;
    let foreigner = app.foreigner().await;
    let kept = async || (app.contents("memberships").await, app.contents("invitations").await, events(&app).await);
    let before = kept().await;
    for below in [format!("/{ours}"), format!("/{ours}/removal"), format!("/invitations/new?again={invitation}")] {
        assert_eq!(foreigner.get(&format!("/members{below}")).await.status, 404, "{below}");
    }
    for (path, form) in forms(ours, invitation).into_iter().filter(|(path, _)| path != "/members/invitations") {
        assert_eq!(foreigner.post(&path, form).await.status, 404, "{path}");
    }
    let administrator = app.administrator().await;
    for nobody in ["000000000000000000000000", "x", "invitations/x", "%00"] {
        assert_eq!(administrator.get(&format!("/members/{nobody}")).await.status, 404, "{nobody}");
    }
    assert_eq!(kept().await, before);
    assert!(!foreigner.get("/members").await.body.contains("acme.example"), "the list has nothing of it");
}
