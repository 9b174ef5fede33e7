//! Invitations: a link that makes someone a member once, and what it may not be used for.

mod accepting;
mod inviting;
mod mailing;

use crate::harness::{Answer, Fields, PASSWORD, TestApp};

/// What a new person fills in.
fn newcomer(name: &str) -> Fields {
    Fields::from([("name", name), ("password", PASSWORD)])
}

/// The path of the link on the page that answers an invitation.
fn link(app: &TestApp, answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{:?}", answer.faults());
    answer.text("#link").strip_prefix(&app.base()).unwrap().to_owned()
}

/// Names of the events about people and invitations, those by the command line apart.
async fn events(app: &TestApp) -> Vec<String> {
    let sql = "SELECT action || ' ' || subject_name FROM audit_events \
               WHERE (action LIKE 'member.%' OR action LIKE 'invitation.%') AND action <> 'member.enlisted' \
               ORDER BY organization_id, seq";
    app.texts(sql).await
}

async fn members(app: &TestApp) -> i64 {
    app.number("SELECT COUNT(*) FROM memberships WHERE removed_at IS NULL").await
}

/// Loading the answer again sends its form again.
#[actix_web::test]
async fn a_form_that_is_sent_again_makes_no_second_link() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = administrator.get("/members/invitations/new").await.fields("form[action='/members/invitations']");
    let form = form.with("email", "new@acme.example");
    let made = administrator.post("/members/invitations", &form).await;
    assert_eq!(made.status, 201);
    let again = administrator.post("/members/invitations", &form).await;
    let page = administrator.follow(again).await;
    assert!(
        page.text("#flash-text").starts_with("new@acme.example is invited already."),
        "{}",
        page.text("#flash-text")
    );
    let link = made.text("#link");
    let path = link.strip_prefix(&app.base()).unwrap();
    assert_eq!(app.anonymous().get(path).await.status, 200, "the link that was passed on still works");
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'member.invited'").await, 1);
}
