//! Members: who is listed, and what an administrator may change about them.

mod changes;
mod list;
mod removal;

use latchkey::access::Role;
use latchkey::id::Id;
use latchkey::users::User;

use crate::harness::TestApp;

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

/// Every form about members, sent by someone who may not.
#[actix_web::test]
async fn nobody_but_an_administrator_sees_or_changes_members() {
    let app = TestApp::start().await;
    let (someone, (invitation, _)) =
        (app.newcomer(Role::Member).await, app.invite("new@acme.example", Role::Member).await);
    let before = app.everything().await;
    for client in [app.member().await, app.support().await] {
        let sessions = |all: Vec<(String, Vec<String>)>| -> Vec<_> {
            all.into_iter()
                .filter(|(table, _)| {
                    !["sessions", "users", "audit_events", "audit_heads", "sign_in_throttle"].contains(&table.as_str())
                })
                .collect()
        };
        for path in ["".to_owned(), "/invitations/new".to_owned(), format!("/{someone}"), format!("/{someone}/removal")]
        {
            let answer = client.get(&format!("/members{path}")).await;
            assert_eq!((answer.status, answer.count("a[href='/members']")), (403, 0), "{path}");
            assert!(!answer.body.contains("new@acme.example") && !answer.body.contains("Nils"), "{path}");
        }
        for (path, form) in [
            ("/invitations".to_owned(), [("email", "x@acme.example"), ("role", "administrator")]),
            (format!("/invitations/{invitation}/revocation"), [("", ""), ("", "")]),
            (format!("/{someone}/role"), [("seen", "member"), ("role", "administrator")]),
            (format!("/{}/role", app.people.member.id), [("seen", "member"), ("role", "administrator")]),
            (format!("/{someone}/api-access"), [("api_access", "granted"), ("", "")]),
            (format!("/{someone}/removal"), [("", ""), ("", "")]),
        ] {
            assert_eq!(client.post(&format!("/members{path}"), form).await.status, 403, "{path}");
        }
        assert_eq!(sessions(app.everything().await), sessions(before.clone()));
    }
}

#[actix_web::test]
async fn another_organizations_people_and_invitations_are_not_there() {
    let app = TestApp::start().await;
    let (invitation, _) = app.invite("new@acme.example", Role::Member).await;
    let ours = app.people.member.id;
    let foreigner = app.foreigner().await;
    for path in [format!("/{ours}"), format!("/{ours}/removal"), format!("/invitations/new?again={invitation}")] {
        assert_eq!(foreigner.get(&format!("/members{path}")).await.status, 404, "{path}");
    }
    for (path, form) in [
        (format!("/{ours}/role"), vec![("seen", "member"), ("role", "support")]),
        (format!("/{ours}/api-access"), vec![("api_access", "granted")]),
        (format!("/{ours}/removal"), vec![]),
        (format!("/invitations/{invitation}/revocation"), vec![]),
    ] {
        let form =
            form.into_iter().fold(crate::harness::Fields::default(), |form, (name, value)| form.and(name, value));
        assert_eq!(foreigner.post(&format!("/members{path}"), form).await.status, 404, "{path}");
    }
    for nobody in ["000000000000000000000000", "x", "invitations/x", "%00"] {
        assert_eq!(app.administrator().await.get(&format!("/members/{nobody}")).await.status, 404, "{nobody}");
    }
    assert_eq!(membership(&app, ours).await, "member");
    assert_eq!(events(&app).await.len(), 1, "only the invitation itself");
    let list = foreigner.get("/members").await;
    assert!(!list.body.contains("acme.example"), "the list has nothing of it");
}
