//! Roles and API access: changed one at a time, with an event each, and never so that no administrator is left.

use latchkey::access::{Actor, Principal, Role};
use latchkey::audit::{self, Subject};
use serde_json::json;

use super::{administrators, events, membership};
use crate::harness::{Fields, TestApp};

fn role(from: &str, to: &str) -> Fields {
    Fields::from([("seen", from), ("role", to)])
}

#[actix_web::test]
async fn a_role_is_changed_with_an_event_that_says_from_what_to_what() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (mika, path) = (app.people.member.id, format!("/members/{}/role", app.people.member.id));
    let answer = administrator.post(&path, role("member", "support")).await;
    let page = administrator.follow(answer).await;
    assert_eq!(page.text("#flash-text"), "Mika Member is support now.");
    assert_eq!(membership(&app, mika).await, "support");
    let expected = r#"member.role_changed Mika Member {"after":{"role":"support"},"before":{"role":"member"}}"#;
    assert_eq!(events(&app).await, [expected]);
    assert!(page.all(".history .detail").contains(&"Role: member became support".to_owned()));
    administrator.post(&path, role("support", "support")).await;
    assert_eq!(events(&app).await.len(), 1, "the same again is no change");
    let stale = administrator.post(&path, role("member", "administrator")).await;
    assert_eq!(stale.status, 409, "who saw another role than there is looks again");
    assert_eq!(membership(&app, mika).await, "support");
}

/// A stranger can make attempts to sign in as somebody: these push nothing out of what became of their place.
#[actix_web::test]
async fn what_became_of_a_place_is_not_pushed_out_by_attempts_to_sign_in() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mika = &app.people.member;
    administrator.post(&format!("/members/{}/role", mika.id), role("member", "support")).await;
    let mut tx = app.db.begin().await.unwrap();
    let actor = Actor { principal: Principal::System, role: None, address: None };
    let subject = Subject { kind: "user", id: mika.id.as_str(), name: mika.name };
    for _ in 0..201 {
        let (chain, detail) = (Some(app.people.organization), json!({}));
        audit::record(&mut tx, &app.clock, &actor, chain, "user.sign_in_failed", subject, &detail).await.unwrap();
    }
    tx.commit().await.unwrap();
    let history = administrator.get(&format!("/members/{}", mika.id)).await.text(".history");
    assert!(history.contains("Role: member became support"), "{history}");
    assert!(!history.contains("sign"), "{history}");
}

/// Who may do everything is made so after a question.
#[actix_web::test]
async fn nobody_becomes_an_administrator_by_one_press() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (mika, path) = (app.people.member.id, format!("/members/{}/role", app.people.member.id));
    let page = administrator.post(&path, role("member", "administrator")).await;
    assert_eq!((page.status, page.text("h1").as_str()), (200, "Make Mika Member an administrator?"));
    assert_eq!(membership(&app, mika).await, "member", "nothing was changed");
    let done = administrator.post(&path, page.fields("form[action$='/role']")).await;
    assert_eq!(administrator.follow(done).await.text("#flash-text"), "Mika Member is an administrator now.");
    assert_eq!(membership(&app, mika).await, "administrator");
    // Staying one is no question.
    assert_eq!(administrator.post(&path, role("administrator", "administrator")).await.status, 303);
}

#[actix_web::test]
async fn what_is_no_role_is_refused() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let path = format!("/members/{}/role", app.people.member.id);
    for form in [role("member", "owner"), role("", "support"), role("member", ""), Fields::default()] {
        assert_eq!(administrator.post(&path, form).await.status, 422);
    }
    let access = format!("/members/{}/api-access", app.people.member.id);
    for form in [
        Fields::default(),
        Fields::from([("api_access", "yes")]),
        Fields::from([("api_access", "granted"), ("role", "x")]),
    ] {
        assert_eq!(administrator.post(&access, form).await.status, 422);
    }
    assert_eq!(membership(&app, app.people.member.id).await, "member");
}

#[actix_web::test]
async fn the_last_administrator_can_neither_be_demoted_nor_removed() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let me = app.people.administrator.id;
    let demoted = administrator.post(&format!("/members/{me}/role"), role("administrator", "member")).await;
    let removed = administrator.post(&format!("/members/{me}/removal"), Fields::default()).await;
    for answer in [demoted, removed] {
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains("is the last administrator"), "{}", answer.body);
    }
    // One who was removed is none, and neither is another organization's.
    let other = app.newcomer(Role::Administrator).await;
    app.execute(&format!("UPDATE memberships SET removed_at = 1 WHERE user_id = '{other}'")).await;
    app.enlist(&app.people.support, app.people.other_organization, Role::Administrator).await;
    assert_eq!(administrator.post(&format!("/members/{me}/removal"), Fields::default()).await.status, 409);
    assert_eq!((administrators(&app).await, events(&app).await.len()), (1, 0));
}

/// Each sees the other as the administrator who stays, unless one waits for the other.
#[actix_web::test]
async fn of_two_administrators_who_go_at_once_one_stays() {
    let app = TestApp::with_workers(4).await;
    for round in 0..12 {
        app.execute(&format!(
            "UPDATE memberships SET role = 'administrator', removed_at = NULL WHERE organization_id = '{}' \
             AND user_id IN ('{}', '{}')",
            app.people.organization, app.people.administrator.id, app.people.support.id
        ))
        .await;
        let (one, other) = (app.administrator().await, app.support().await);
        let (mine, theirs) = (app.people.administrator.id, app.people.support.id);
        let paths = match round % 3 {
            0 => [format!("/members/{mine}/role"), format!("/members/{theirs}/role")],
            1 => [format!("/members/{mine}/removal"), format!("/members/{theirs}/removal")],
            _ => [format!("/members/{mine}/role"), format!("/members/{theirs}/removal")],
        };
        let form =
            |path: &str| if path.ends_with("role") { role("administrator", "member") } else { Fields::default() };
        let (a, b) = tokio::join!(one.post(&paths[0], form(&paths[0])), other.post(&paths[1], form(&paths[1])));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!((statuses, administrators(&app).await), ([303, 409], 1), "round {round}");
    }
}

#[actix_web::test]
async fn whoever_gives_up_the_role_is_led_where_they_still_may_be() {
    let app = TestApp::start().await;
    app.newcomer(Role::Administrator).await;
    let administrator = app.administrator().await;
    let me = app.people.administrator.id;
    let answer = administrator.post(&format!("/members/{me}/role"), role("administrator", "member")).await;
    assert_eq!(administrator.follow(answer).await.text("h1"), "Integrations");
    assert_eq!(administrator.get("/members").await.status, 403, "from the next request on");
}

#[actix_web::test]
async fn what_an_administrator_has_invited_goes_with_the_role() {
    let app = TestApp::start().await;
    app.newcomer(Role::Administrator).await;
    let (_, link) = app.invite("friend@elsewhere.example", Role::Administrator).await;
    let administrator = app.administrator().await;
    let me = app.people.administrator.id;
    administrator.post(&format!("/members/{me}/role"), role("administrator", "member")).await;
    assert_eq!(app.anonymous().get(&link).await.status, 404);
    let expected =
        r#"invitation.revoked friend@elsewhere.example {"reason":"Ada Administrator is no administrator any more."}"#;
    assert_eq!(events(&app).await.pop().unwrap(), expected);
}

#[actix_web::test]
async fn api_access_is_granted_and_withdrawn_with_an_event_each() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (mika, path) = (app.people.member.id, format!("/members/{}/api-access", app.people.member.id));
    for (word, now) in [
        ("granted", "member with access"),
        ("granted", "member with access"),
        ("withdrawn", "member"),
        ("withdrawn", "member"),
    ] {
        let answer = administrator.post(&path, [("api_access", word)]).await;
        assert_eq!(answer.status, 303);
        assert_eq!(membership(&app, mika).await, now);
    }
    assert_eq!(
        events(&app).await,
        [
            r#"member.api_access_granted Mika Member {"after":{"api_access":true},"before":{"api_access":false}}"#,
            r#"member.api_access_withdrawn Mika Member {"after":{"api_access":false},"before":{"api_access":true}}"#,
        ]
    );
}

/// Nobody tells the gate here: it must not remember anything of a membership.
#[actix_web::test]
async fn personal_tokens_stop_with_api_access_and_with_the_membership() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let secret = crate::gate::personal::personal(&app, &app.people.member, "all.Application.read").await;
    crate::gate::personal::accept(&app).await;
    let passes = async || crate::gate::personal::reading(&app, &secret).await.status;
    assert_eq!(passes().await, 200);
    let path = format!("/members/{}", app.people.member.id);
    administrator.post(&format!("{path}/api-access"), [("api_access", "withdrawn")]).await;
    assert_eq!(passes().await, 401, "withdrawn");
    administrator.post(&format!("{path}/api-access"), [("api_access", "granted")]).await;
    assert_eq!(passes().await, 200, "granted again");
    administrator.post(&format!("{path}/removal"), Fields::default()).await;
    assert_eq!(passes().await, 401, "removed");
}

/// A change and its event: never one without the other.
#[actix_web::test]
async fn a_change_whose_event_can_not_be_written_is_not_made() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (invitation, _) = app.invite("new@acme.example", Role::Member).await;
    let member = app.member().await;
    app.execute("UPDATE audit_heads SET organization_id = 'gone ' || organization_id").await;
    let kept =
        async || (app.contents("memberships").await, app.contents("invitations").await, app.contents("users").await);
    let before = kept().await;
    let mika = app.people.member.id;
    for (path, form) in [
        (format!("/members/{mika}/role"), role("member", "support")),
        (format!("/members/{mika}/api-access"), Fields::from([("api_access", "granted")])),
        (format!("/members/{mika}/removal"), Fields::default()),
        (format!("/members/invitations/{invitation}/revocation"), Fields::default()),
        ("/members/invitations".to_owned(), Fields::from([("email", "other@acme.example"), ("role", "member")])),
    ] {
        assert_eq!(administrator.post(&path, form).await.status, 503, "{path}");
        assert_eq!(kept().await, before, "{path}");
    }
    assert_eq!(member.get("/integrations").await.status, 200, "their session goes on, too");
}
