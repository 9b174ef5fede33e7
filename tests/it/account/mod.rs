//! The account page: one's password, one's sessions and one's own tokens.

mod identity;
mod language;
mod password;
mod sessions;
mod tokens;

use latchkey::access::Role;

use crate::harness::{Client, TestApp};

/// Whether the client's cookie signs it in.
async fn is_in(client: &Client) -> bool {
    client.get("/account").await.status == 200
}

/// Whoever may not do something learns whom to ask: by name, of each organization.
#[actix_web::test]
async fn the_account_names_who_administers_its_organizations() {
    let app = TestApp::start().await;
    app.enlist(&app.people.member, app.people.other_organization, Role::Member).await;
    let member = app.member().await;
    let refused = member.get("/settings").await;
    assert_eq!(refused.status, 403);
    assert!(refused.text("main").contains("your account’s page says who they are"), "{}", refused.text("main"));
    assert_eq!(refused.attributes("main .actions a", "href"), ["/", "/account"]);
    let said = |client: Client| async move { client.get("/account").await.all("main dl li") };
    let own = said(member).await;
    let ends = ["Administrators: Ada Administrator.", "Administrators: Fay Foreigner."];
    assert!(own.len() == 2 && own.iter().zip(ends).all(|(line, end)| line.ends_with(end)), "{own:?}");
    let removed = "UPDATE memberships SET removed_at = 1 WHERE role = 'administrator'";
    app.execute(removed).await;
    let own = said(app.support().await).await;
    assert!(own.len() == 1 && !own[0].contains("Administrators:"), "who left is not named: {own:?}");
}
