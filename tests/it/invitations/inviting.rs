//! Inviting: the form, the link that is shown once, the list of what is pending.

use latchkey::access::Role;
use latchkey::clock::DAY;

use super::{events, link, newcomer};
use crate::harness::{Fields, TestApp};

fn form(email: &str) -> Fields {
    Fields::from([("email", email), ("role", "support"), ("api_access", "yes")])
}

#[actix_web::test]
async fn the_link_is_in_the_answer_and_nowhere_else() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/members/invitations", form("new@acme.example")).await;
    let path = link(&app, &answer);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("content-encoding"), Some("identity"));
    let secret = path.rsplit_once('/').unwrap().1;
    assert_eq!(secret.len(), 32);
    for (table, rows) in app.everything().await {
        assert!(!rows.join("\n").contains(secret), "the link's secret is in {table}");
    }
    let list = administrator.get("/members").await;
    assert!(!list.body.contains(secret));
    let row = &list.all("#invitations tbody tr")[0];
    assert!(
        row.starts_with("new@acme.example support Granted 22 Nov 2026 by Ada Administrator Not mailed in 7 days"),
        "{row}"
    );
    assert_eq!(administrator.get("/members/invitations").await.location(), "/members", "Back shows no link");
    assert_eq!(events(&app).await, ["member.invited new@acme.example"]);
}

#[actix_web::test]
async fn a_faulty_form_keeps_what_was_typed_and_invites_nobody() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for (email, role, fault) in [
        ("", "member", "Enter an e-mail address."),
        ("new", "member", "This is not an e-mail address, such as ada@example.com."),
        (
            "new@acme.example\r\nBcc: b@acme.example",
            "member",
            "This is not an e-mail address, such as ada@example.com.",
        ),
        ("a@acme.example, b@acme.example", "member", "This is not an e-mail address, such as ada@example.com."),
        ("new@acme.example", "owner", "Choose the role."),
        ("new@acme.example", "", "Choose the role."),
        (" MIKA@acme.example ", "member", "Mika Member belongs to the organization already, as member."),
    ] {
        let answer = administrator.post("/members/invitations", [("email", email), ("role", role)]).await;
        assert_eq!((answer.status, answer.faults()), (422, vec![fault.to_owned()]), "{email:?} {role}");
        assert_eq!(answer.attributes("#email", "value"), [email.trim().replace('\r', "")]);
        assert_eq!(answer.count("input[name='role'][checked]"), usize::from(role == "member"));
    }
    let twice = form("new@acme.example").and("role", "member");
    assert_eq!(administrator.post("/members/invitations", twice).await.status, 422);
    assert_eq!(app.number("SELECT COUNT(*) FROM invitations").await, 0);
    assert!(events(&app).await.is_empty());
}

/// Neither what is answered nor what is recorded differs for someone who has an account in another organization.
#[actix_web::test]
async fn inviting_tells_nothing_of_accounts_elsewhere() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mut told = Vec::new();
    for email in ["fay@borealis.example", "far@borealis.example"] {
        let answer = administrator.post("/members/invitations", form(email)).await;
        let path = link(&app, &answer);
        let opened = app.anonymous().get(&path).await;
        let secret = path.rsplit_once('/').unwrap().1;
        let plain = |body: &str| body.replace(email, "someone").replace(secret, "a secret");
        told.push((answer.status, plain(&answer.body), opened.status, plain(&opened.body)));
    }
    assert_eq!(told[0], told[1]);
}

#[actix_web::test]
async fn inviting_again_replaces_the_link() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let first = link(&app, &administrator.post("/members/invitations", form("new@acme.example")).await);
    let list = administrator.get("/members").await;
    let again = list.attributes("#invitations a", "href").remove(0);
    let page = administrator.get(&again).await;
    let filled = page.fields("form[action='/members/invitations']");
    assert_eq!(filled.clone().without("submission").sorted(), form("new@acme.example").sorted(), "as it was");
    let second = link(&app, &administrator.post("/members/invitations", filled.with("role", "member")).await);
    assert_eq!(app.anonymous().get(&first).await.status, 404);
    assert_eq!(app.anonymous().get(&second).await.status, 200);
    assert_eq!(administrator.get("/members").await.count("#invitations tbody tr"), 1);
    let expected =
        ["member.invited new@acme.example", "invitation.revoked new@acme.example", "member.invited new@acme.example"];
    assert_eq!(events(&app).await, expected);
}

#[actix_web::test]
async fn a_revoked_invitation_works_no_longer_and_can_not_be_revoked_twice() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (invitation, path) = app.invite("new@acme.example", Role::Member).await;
    let revocation = format!("/members/invitations/{invitation}/revocation");
    let answer = administrator.post(&revocation, Fields::default()).await;
    let list = administrator.follow(answer).await;
    assert_eq!(list.text("#flash-text"), "Revoked the invitation of new@acme.example. Its link doesn't work any more.");
    assert_eq!(list.count("#invitations tbody tr"), 0);
    assert_eq!(app.anonymous().post(&path, newcomer("New")).await.status, 404);
    assert_eq!(administrator.post(&revocation, Fields::default()).await.status, 404);
    assert_eq!(events(&app).await.len(), 2);
}

#[actix_web::test]
async fn an_expired_invitation_is_listed_as_that_and_can_be_made_again() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("new@acme.example", Role::Member).await;
    app.clock.advance(7 * DAY - 1);
    assert_eq!(app.anonymous().get(&path).await.status, 200, "to the last moment");
    app.clock.advance(1);
    assert_eq!(app.anonymous().get(&path).await.status, 404);
    assert_eq!(app.anonymous().post(&path, newcomer("New")).await.status, 404);
    let administrator = app.administrator().await;
    assert!(administrator.get("/members").await.text("#invitations tbody tr").contains(" Expired "));
    let answer = administrator.post("/members/invitations", form("new@acme.example")).await;
    assert_eq!(app.anonymous().get(&link(&app, &answer)).await.status, 200);
}

/// The portal's mail server is not for mailing the world.
#[actix_web::test]
async fn there_is_an_end_to_inviting_on_one_day() {
    let app = TestApp::start().await;
    let (invitation, _) = app.invite("0@acme.example", Role::Member).await;
    let columns = app.columns("invitations").await;
    let values: Vec<String> = (1..200).map(|n| format!("('{n:024x}', 'digest {n}', '{n}@acme.example')")).collect();
    let selected: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" => "v.column1".to_owned(),
            "digest" => "v.column2".to_owned(),
            "email" | "email_key" => "v.column3".to_owned(),
            other => format!("i.{other}"),
        })
        .collect();
    app.execute(&format!(
        "INSERT INTO invitations ({}) SELECT {} FROM invitations i, (VALUES {}) AS v WHERE i.id = '{invitation}'",
        columns.join(", "),
        selected.join(", "),
        values.join(", ")
    ))
    .await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/members/invitations", form("one.more@acme.example")).await;
    assert_eq!(answer.status, 422);
    assert!(answer.faults()[0].contains("within 24 hours"), "{:?}", answer.faults());
    let foreigner = app.foreigner().await;
    assert_eq!(foreigner.post("/members/invitations", form("x@acme.example")).await.status, 201, "others go on");
    app.clock.advance(DAY);
    let answer = app.administrator().await.post("/members/invitations", form("one.more@acme.example")).await;
    assert_eq!(answer.status, 201);
}
