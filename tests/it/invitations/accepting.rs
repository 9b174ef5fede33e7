//! Accepting: by someone new, by someone who has an account, and by nobody else.

use latchkey::access::Role;

use super::{events, members, newcomer};
use crate::harness::{Client, Fields, PASSWORD, TestApp};

async fn role_of(app: &TestApp, email: &str) -> Vec<String> {
    app.texts(&format!(
        "SELECT m.role FROM memberships m JOIN users u ON u.id = m.user_id \
         WHERE u.email_key = '{email}' AND m.organization_id = '{}' AND m.removed_at IS NULL",
        app.people.organization
    ))
    .await
}

#[actix_web::test]
async fn someone_new_chooses_name_and_password_and_is_signed_in() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("New.Person@acme.example", Role::Support).await;
    let client = app.anonymous();
    let page = client.get(&path).await;
    assert_eq!((page.status, page.text("h1")), (200, "Join Acme".to_owned()));
    assert!(page.text("main").contains("Ada Administrator invites New.Person@acme.example to join Acme as support"));
    let joined = client.post(&path, newcomer("Nora New")).await;
    let list = client.follow(joined).await;
    assert_eq!(list.text("#flash-text"), "You belong to Acme now, as support.");
    assert_eq!(list.text("header .person"), "Nora New support");
    assert_eq!(role_of(&app, "new.person@acme.example").await, ["support"]);
    assert_eq!(events(&app).await, ["member.invited New.Person@acme.example", "member.joined Nora New"]);
    let again = app.anonymous();
    let form = [("email", "new.person@acme.example"), ("password", PASSWORD)];
    assert_eq!(again.post("/sign-in", form).await.location(), "/integrations", "and the password works");
}

#[actix_web::test]
async fn a_faulty_form_keeps_the_name_and_takes_nothing_of_the_invitation() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("new@acme.example", Role::Member).await;
    let client = app.anonymous();
    for (form, faults) in [
        (newcomer(""), 1),
        (newcomer("Nora").with("password", "short"), 1),
        (newcomer("Nora").with("password", "new@acme.example"), 1),
        (newcomer("N\u{7}ra").with("password", ""), 2),
        (newcomer("Nora").and("name", "Nora"), 1),
        (Fields::default(), 2),
    ] {
        let answer = client.post(&path, &form).await;
        assert_eq!((answer.status, answer.faults().len()), (422, faults), "{form:?}: {:?}", answer.faults());
        assert_eq!(answer.attributes("#name", "value"), [form.value("name").unwrap_or_default()]);
        assert_eq!(answer.attributes("#password", "value"), Vec::<String>::new(), "a password is not sent back");
    }
    assert_eq!((members(&app).await, client.cookie()), (4, None));
    assert_eq!(client.post(&path, newcomer("Nora")).await.status, 303);
}

/// Role, organization and address are the invitation's, whatever is sent along.
#[actix_web::test]
async fn a_hostile_invitee_chooses_nothing_but_name_and_password() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("new@acme.example", Role::Member).await;
    for (field, value) in [
        ("role", "administrator"),
        ("email", "ada@acme.example"),
        ("api_access", "yes"),
        ("organization", app.people.other_organization.as_str()),
    ] {
        let answer = app.anonymous().post(&path, newcomer("Nora").and(field, value)).await;
        assert_eq!(answer.status, 422, "{field}");
    }
    assert_eq!(app.anonymous().post(&path, newcomer("Nora")).await.status, 303);
    assert_eq!(role_of(&app, "new@acme.example").await, ["member"]);
    assert_eq!(app.number("SELECT COUNT(*) FROM memberships WHERE api_access").await, 0);
}

#[actix_web::test]
async fn someone_with_an_account_signs_in_comes_back_and_confirms() {
    let app = TestApp::start().await;
    let fay = &app.people.foreigner;
    let (_, path) = app.invite("FAY@borealis.example", Role::Member).await;
    let client = app.anonymous();
    let page = client.get(&path).await;
    let sign_in = page.attributes("main a[href^='/sign-in']", "href").remove(0);
    let made_anew = client.post(&path, newcomer("Fay Fake")).await;
    assert_eq!(made_anew.status, 422);
    assert!(made_anew.faults()[0].contains("has an account already"), "{:?}", made_anew.faults());
    let form = client.get(&sign_in).await.fields("form");
    let answer = client.post("/sign-in", form.with("email", fay.email).with("password", PASSWORD)).await;
    assert_eq!(answer.location(), path);
    let page = client.follow(answer).await;
    assert_eq!(page.count("main input"), 0, "there is nothing to fill in");
    let joined = client.post(&path, Fields::default()).await;
    let list = client.follow(joined).await;
    assert_eq!(list.text("#flash-text"), "You belong to Acme now, as member.");
    assert_eq!(list.text("header .person"), "Fay Foreigner member", "and looks at it");
    assert_eq!(list.text("header .organizations summary bdi"), "Acme");
    assert_eq!(role_of(&app, "fay@borealis.example").await, ["member"]);
    let names = "SELECT name FROM users WHERE email_key = 'fay@borealis.example'";
    assert_eq!(app.texts(names).await, ["Fay Foreigner"]);
}

#[actix_web::test]
async fn someone_else_who_is_signed_in_is_told_so_and_joins_nothing() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("new@acme.example", Role::Administrator).await;
    for client in [app.foreigner().await, app.member().await] {
        assert!(client.get(&path).await.body.contains("You are signed in as someone else"));
        for form in [Fields::default(), newcomer("Fay")] {
            let answer = client.post(&path, form).await;
            assert_eq!(answer.status, 409);
            assert!(answer.body.contains("You are signed in as someone else"));
        }
    }
    assert_eq!(members(&app).await, 4);
    assert_eq!(app.anonymous().post(&path, newcomer("Nora")).await.status, 303, "the link is as it was");
}

/// Used, expired, revoked and never made: to a stranger all the same.
#[actix_web::test]
async fn links_that_do_not_work_look_all_the_same() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (_, used) = app.invite("used@acme.example", Role::Member).await;
    app.anonymous().post(&used, newcomer("Nora")).await;
    let (invitation, revoked) = app.invite("revoked@acme.example", Role::Member).await;
    administrator.post(&format!("/members/invitations/{invitation}/revocation"), Fields::default()).await;
    let (invitation, expired) = app.invite("expired@acme.example", Role::Member).await;
    app.execute(&format!("UPDATE invitations SET expires_at = 1 WHERE id = '{invitation}'")).await;
    let (_, works) = app.invite("works@acme.example", Role::Member).await;
    let mut paths = vec![used, revoked, expired, "/invitations/0123456789abcdef0123456789abcdef".to_owned()];
    let secret = works.rsplit_once('/').unwrap().1;
    let id = app.texts("SELECT id FROM invitations WHERE email = 'works@acme.example'").await.remove(0);
    let digest = app.texts("SELECT digest FROM invitations WHERE email = 'works@acme.example'").await.remove(0);
    for other in [&secret[1..], &format!("{secret}0"), &secret.to_uppercase(), &id, &digest, "x", "%00", "%F0%9F%9A%80"]
    {
        paths.push(format!("/invitations/{other}"));
    }
    let mut pages = Vec::new();
    for path in paths {
        let client = app.anonymous();
        let (opened, sent) = (client.get(&path).await, client.post(&path, newcomer("Nora")).await);
        assert_eq!((opened.status, sent.status), (404, 404), "{path}");
        pages.push(opened.body);
        pages.push(sent.body);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    assert!(pages[0].contains("Ask whoever invited you"));
    assert_eq!(role_of(&app, "works@acme.example").await.len(), 0);
}

#[actix_web::test]
async fn of_two_who_accept_at_once_one_becomes_a_member() {
    let app = TestApp::with_workers(4).await;
    for round in 0..6 {
        let email = format!("new{round}@acme.example");
        let (_, path) = app.invite(&email, Role::Member).await;
        let clients: [Client; 3] = std::array::from_fn(|_| app.anonymous());
        let [a, b, c] = &clients;
        let answers = tokio::join!(
            a.post(&path, newcomer("Nora")),
            b.post(&path, newcomer("Mallory")),
            c.post(&path, newcomer("Trudy"))
        );
        let mut statuses = [answers.0.status, answers.1.status, answers.2.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 404, 404]);
        assert_eq!(role_of(&app, &email).await, ["member"]);
        let signed_in = clients.iter().filter(|client| client.cookie().is_some()).count();
        assert_eq!(signed_in, 1, "the others are not signed in");
    }
    let joined = events(&app).await.iter().filter(|event| event.starts_with("member.joined")).count();
    assert_eq!(joined, 6);
}

/// Two organizations invite the same new person; whoever is later finds the account there.
#[actix_web::test]
async fn of_two_new_accounts_with_one_address_there_is_one() {
    let app = TestApp::with_workers(4).await;
    let (_, ours) = app.invite("new@acme.example", Role::Member).await;
    let (_, theirs) = app.invite_by(&app.people.foreigner, "new@acme.example", Role::Member).await;
    let (a, b) = (app.anonymous(), app.anonymous());
    let (one, other) = tokio::join!(a.post(&ours, newcomer("Nora")), b.post(&theirs, newcomer("Mallory")));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(app.number("SELECT COUNT(*) FROM users WHERE email_key = 'new@acme.example'").await, 1);
}

#[actix_web::test]
async fn someone_who_was_made_a_member_meanwhile_stays_what_they_are() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("fay@borealis.example", Role::Administrator).await;
    app.enlist(&app.people.foreigner, app.people.organization, Role::Member).await;
    let client = app.foreigner().await;
    let answer = client.post(&path, Fields::default()).await;
    assert_eq!(answer.status, 409);
    assert_eq!(role_of(&app, "fay@borealis.example").await, ["member"]);
}

#[actix_web::test]
async fn a_page_elsewhere_can_not_accept_in_ones_name() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("fay@borealis.example", Role::Member).await;
    let client = app.foreigner().await;
    let request = client.form(&path, Fields::default()).build().unwrap();
    let mut request = request;
    request.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    assert_eq!(client.send_built(request).await.status, 403);
    assert_eq!(members(&app).await, 4);
}

#[actix_web::test]
async fn the_link_is_told_to_nobody_by_the_page_it_leads_to() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("new@acme.example", Role::Member).await;
    let page = app.anonymous().get(&path).await;
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    for address in
        [page.attributes("[href]", "href"), page.attributes("[src]", "src"), page.attributes("[action]", "action")]
            .concat()
    {
        assert!(address.starts_with('/') || address.starts_with('#'), "{address} is elsewhere");
    }
}

#[actix_web::test]
async fn without_the_database_a_link_is_not_called_wrong() {
    let app = TestApp::start().await;
    let (_, path) = app.invite("new@acme.example", Role::Member).await;
    app.execute("ALTER TABLE invitations RENAME TO invitations_away").await;
    assert_eq!(app.anonymous().get(&path).await.status, 503);
    assert_eq!(app.anonymous().post(&path, newcomer("Nora")).await.status, 503);
    app.execute("ALTER TABLE invitations_away RENAME TO invitations").await;
    assert_eq!(app.anonymous().get(&path).await.status, 200);
}
