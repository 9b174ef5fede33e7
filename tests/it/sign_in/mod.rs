//! Signing in and out, sessions, and the current organization.

mod sessions;
mod throttle;

use latchkey::access::Role;
use reqwest::header::{CONTENT_TYPE, ORIGIN, REFERER};

use crate::harness::client::FORM;
use crate::harness::{Answer, Client, Fields, PASSWORD, TestApp};

async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.post("/sign-in", [("email", email), ("password", password)]).await
}

/// Whether the client's cookie signs it in.
async fn is_in(client: &Client) -> bool {
    client.get("/account").await.status == 200
}

#[actix_web::test]
async fn the_right_password_signs_in_and_the_account_page_says_who() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    assert_eq!(client.get("/integrations").await.location(), "/sign-in");
    let answer = sign_in(&client, " ADA@acme.example ", PASSWORD).await;
    assert_eq!(answer.location(), "/integrations");
    let account = client.get("/account").await;
    assert_eq!(account.status, 200);
    assert!(account.text("dl").contains("Ada Administrator") && account.text("dl").contains("Acme (administrator)"));
    assert_eq!(client.get("/sign-in").await.location(), "/integrations", "who is in goes on");
}

#[actix_web::test]
async fn an_unknown_account_and_a_wrong_password_are_answered_alike() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let wrong = sign_in(&client, app.people.member.email, "wrong").await;
    let unknown = sign_in(&client, "nobody@acme.example", "wrong").await;
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(wrong.faults(), ["There is no account with this e-mail address and password."]);
    let blank = |answer: &Answer, email: &str| answer.body.replace(email, "");
    assert_eq!(blank(&wrong, app.people.member.email), blank(&unknown, "nobody@acme.example"));
    assert_eq!(client.cookie(), None);
    assert_eq!(wrong.fields("form").value("email"), Some(app.people.member.email), "what was typed is kept");
    assert!(!wrong.body.contains("wrong\""), "but not the password");
}

#[actix_web::test]
async fn a_faulty_form_is_answered_in_sentences() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    for (form, says) in [
        (Fields::default(), vec!["Enter your e-mail address.", "Enter your password."]),
        ([("email", "a\0b"), ("password", "x")].into(), vec!["There is no account with"]),
        ([("email", "ada@acme.example"), ("password", "x\0")].into(), vec!["There is no account with"]),
        ([("email", &*"a".repeat(100_000)), ("password", &*"b".repeat(100_000))].into(), vec!["There is no account"]),
        ([("email", "a"), ("password", "b"), ("role", "administrator")].into(), vec!["no field “role”"]),
    ] {
        let answer = client.post("/sign-in", form).await;
        assert_eq!(answer.status, 422);
        let faults = answer.faults();
        assert!(faults.len() == says.len() && faults.iter().zip(says).all(|(f, says)| f.contains(says)), "{faults:?}");
    }
}

#[actix_web::test]
async fn after_signing_in_one_is_where_one_wanted_to_go() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let asked = client.get("/integrations?status=inactive&q=a%20b").await;
    let form = client.follow(asked).await.fields("form");
    assert_eq!(form.value("return_to"), Some("/integrations?status=inactive&q=a%20b"));
    let form = form.with("email", app.people.member.email).with("password", PASSWORD);
    assert_eq!(client.post("/sign-in", form).await.location(), "/integrations?status=inactive&q=a%20b");
}

/// What is answered to a form that is sent without a session from a page at this address.
async fn sent_from(client: &Client, page: &str, path: &str, fields: impl Into<Fields>) -> Answer {
    client.send(client.form(path, fields).header(REFERER, page)).await
}

#[actix_web::test]
async fn whoever_was_signed_out_is_told_that_a_form_was_not_done_and_comes_back_to_its_page() {
    let app = TestApp::start().await;
    let token = app.token("Leaked").await;
    let client = app.administrator().await;
    client.post("/sign-out", Fields::default()).await;
    let page = format!("{}{}", app.base(), token.path("/compromise"));
    let reason = [("reason", "Pasted into a forum")];
    let sent = sent_from(&client, &page, &token.path("/compromise"), reason).await;
    assert!(!sent.location().contains("forum"), "what was typed is in no address");
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens WHERE compromised_at IS NOT NULL").await, 0);
    let shown = client.follow(sent).await;
    assert!(shown.text("#undone").contains("what you just sent was not done"), "{}", shown.text("main"));
    assert_eq!(shown.attributes("#email", "aria-describedby"), ["undone"]);

    // A mistyped password changes nothing about it.
    let form = shown.fields("form").with("email", app.people.administrator.email);
    let again = client.post("/sign-in", form.clone().with("password", "wrong")).await;
    assert_eq!(again.status, 422);
    assert!(again.text("#undone").contains("was not done"));
    let answer = client.post("/sign-in", again.fields("form").with("password", PASSWORD)).await;
    assert_eq!(answer.location(), token.path("/compromise"));
    assert_eq!(client.follow(answer).await.status, 200);
}

#[actix_web::test]
async fn a_form_without_a_session_comes_back_to_pages_of_ours_only_and_never_carries_a_secret() {
    let app = TestApp::start().await;
    let token = app.token("Billing").await;
    let (_, invitation) = app.invite("new@acme.example", Role::Member).await;
    let client = app.anonymous();
    let shut = token.path("/deactivation");
    for (page, path, back) in [
        (format!("{}/integrations?q=bill&status=active", app.base()), &*shut, "/integrations?q=bill&status=active"),
        (format!("{}/settings/name", app.base()), "/settings/name", "/settings"),
        (format!("{}/support", app.base()), "/support/shutting", "/support"),
        (format!("{}{invitation}", app.base()), &*shut, &*shut),
        (format!("{}/integrations?q={}", app.base(), token.secret), &*shut, &*shut),
        ("https://evil.example/integrations".to_owned(), &*shut, &*shut),
        (String::new(), &*token.path("/status"), &*token.path("")),
        // There is no page above it.
        (String::new(), "/current-organization", "/integrations"),
    ] {
        let sent = sent_from(&client, &page, path, Fields::default()).await;
        assert!(!sent.location().contains("evil") && !sent.location().contains("invitations"), "{page}");
        assert!(!sent.location().contains(&token.secret[12..44]), "{page}");
        let shown = client.follow(sent).await;
        assert_eq!(shown.fields("form").value("return_to"), Some(back), "{page} {path}");
    }
}

#[actix_web::test]
async fn the_page_that_a_script_asks_before_it_sends_takes_nothing_from_the_next_one() {
    let app = TestApp::start().await;
    let token = app.token("Billing").await;
    let client = app.administrator().await;
    client.post(&token.path("/deactivation"), [("return_to", "/integrations")]).await;
    let asked = client.get("/session").await;
    assert_eq!(asked.text("h1"), "You are signed in");
    assert_eq!(asked.text("#flash"), "");
    assert_eq!(asked.header("x-latchkey-current"), Some(app.people.organization.as_str()));
    assert!(client.get("/integrations").await.text("#flash").contains("Deactivated “Billing”."));
    client.post("/sign-out", Fields::default()).await;
    assert_eq!(client.get("/session").await.location(), "/sign-in?return_to=%2Fsession");
    let head = client.send(client.request(reqwest::Method::HEAD, "/session")).await;
    assert_eq!((head.status, &*head.location()), (303, "/sign-in"), "the same without a body");
}

#[actix_web::test]
async fn one_is_led_to_our_own_pages_only() {
    let app = TestApp::start().await;
    for to in
        ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:x", "/\t/evil", "evil"]
    {
        let client = app.anonymous();
        let query = Fields::from([("return_to", to)]).encoded();
        let shown = client.get(&format!("/sign-in?{query}")).await.fields("form");
        assert_eq!(shown.value("return_to"), Some("/integrations"), "{to}");
        let form = shown.with("email", app.people.member.email).with("password", PASSWORD).with("return_to", to);
        assert_eq!(client.post("/sign-in", form).await.location(), "/integrations", "{to}");
    }
}

#[actix_web::test]
async fn a_person_without_an_organization_is_told_so() {
    let app = TestApp::start().await;
    app.execute("UPDATE memberships SET removed_at = 1").await;
    let client = app.anonymous();
    assert_eq!(sign_in(&client, app.people.member.email, PASSWORD).await.status, 303);
    let answer = client.get("/integrations").await;
    assert_eq!(answer.status, 403);
    assert!(answer.text("main").contains("You don't belong to any organization here any more."));
}

#[actix_web::test]
async fn a_person_of_two_organizations_switches_between_them() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.token("Ours").await, app.foreign_token("Theirs").await);
    app.enlist(&app.people.administrator, app.people.other_organization, Role::Member).await;
    let client = app.administrator().await;
    let names = async || client.get("/integrations").await.all("tbody a.name");
    assert_eq!(names().await, ["Ours"]);
    let across = client.get(&theirs.path("")).await;
    assert_eq!(across.status, 404, "a link into another of one's organizations");
    assert!(across.text("main").contains("Switch to Borealis"), "offers to switch");
    assert!(!across.body.contains("Theirs"));
    let form = across.fields("main form[action='/current-organization']").with("return_to", &theirs.path(""));
    assert_eq!(client.post("/current-organization", form).await.location(), theirs.path(""));
    assert_eq!(names().await, ["Theirs"]);
    assert_eq!(client.get(&ours.path("")).await.status, 404);
    let there = client.post(&theirs.path("/deletion"), Fields::default()).await;
    assert_eq!(there.status, 403, "the role is the one held there: member");
    let elsewhere = app.administrator().await;
    assert_eq!(elsewhere.get(&ours.path("")).await.status, 200, "another session looks where it looked");
}

/// Tabs share a session: a form that was opened before the switch must not act on what was switched to.
#[actix_web::test]
async fn a_form_acts_in_the_organization_that_its_page_is_of() {
    const INVITATION: [(&str, &str); 2] = [("email", "new@acme.example"), ("role", "administrator")];
    let app = TestApp::start().await;
    let other = app.people.other_organization;
    let client = app.administrator().await;
    let address = |page: &Answer| page.attributes("main form[method=post]", "action")[0].clone();
    let alone = client.get("/members/invitations/new").await;
    assert_eq!(address(&alone), "/members/invitations", "who has one organization needs no more");
    app.enlist(&app.people.administrator, other, Role::Administrator).await;
    let invitation = address(&client.get("/members/invitations/new").await);
    let application = address(&client.get("/applications/new").await);
    let name = address(&client.get("/settings").await);
    let switch = async |to: &str| client.post("/current-organization", [("organization", to)]).await.status;
    assert_eq!(switch(other.as_str()).await, 303);
    for (form, fields) in [
        (&invitation, Fields::from(INVITATION)),
        (&application, Fields::from([("name", "Two tabs")])),
        (&name, Fields::from([("name", "Other"), ("before", "Borealis")])),
    ] {
        let answer = client.post(form, fields).await;
        assert_eq!(answer.status, 409, "{form}");
        let said = answer.text("main");
        assert!(said.contains("This form is of “Acme”, and you have switched to “Borealis” since"), "{said}");
        assert!(said.contains("Switch back, and send it again.") && !said.contains("present state"), "{said}");
        assert_eq!(answer.header("x-latchkey-current"), Some(other.as_str()));
        let back = answer.fields("main form[action='/current-organization']");
        assert_eq!(back.value("organization"), Some(app.people.organization.as_str()));
        assert_eq!(answer.text("main form button"), "Switch to Acme");
    }
    let made =
        "SELECT (SELECT COUNT(*) FROM invitations) + (SELECT COUNT(*) FROM applications WHERE name = 'Two tabs')";
    assert_eq!(app.number(made).await, 0);
    let gone = client.post(&format!("/members/invitations?within={}", "0".repeat(24)), INVITATION).await;
    assert_eq!(gone.status, 409);
    assert!(gone.text("main").contains("an organization that you have no place in any more"));
    assert_eq!(gone.count("main form"), 0);
    assert_eq!(client.post("/account/language?within=x", [("language", "en")]).await.status, 303, "one's own");
    assert_eq!(switch(app.people.organization.as_str()).await, 303);
    assert_eq!(client.post(&invitation, INVITATION).await.status, 201, "it is as it was");
}

#[actix_web::test]
async fn an_organization_one_does_not_belong_to_is_not_there() {
    let app = TestApp::start().await;
    let client = app.administrator().await;
    let other = app.people.other_organization.to_string();
    for organization in [other.as_str(), &"0".repeat(24), "x", ""] {
        let answer = client.post("/current-organization", [("organization", organization)]).await;
        assert_eq!(answer.status, 404, "{organization}");
    }
    assert!(client.get("/account").await.text("header").contains("Acme"), "nothing was switched");
}

#[actix_web::test]
async fn cookies_are_out_of_reach_for_scripts_and_other_sites() {
    let app = TestApp::start().await;
    let answer = sign_in(&app.anonymous(), app.people.member.email, PASSWORD).await;
    let set = answer.header("set-cookie").unwrap();
    assert!(set.starts_with("latchkey=") && set.contains("; HttpOnly") && set.contains("; SameSite=Lax"), "{set}");
    assert!(set.contains("; Path=/") && !set.contains("Domain"), "{set}");
    assert!(!set.contains("; Secure"), "a browser would not send it back over http: {set}");
}

#[actix_web::test]
async fn under_https_cookies_are_bound_to_the_host_and_to_https() {
    let app = TestApp::with(&["--public-url", "https://tokens.example.com"]).await;
    let client = app.anonymous();
    let form = Fields::from([("email", app.people.member.email), ("password", PASSWORD)]).encoded();
    let request = client.request(reqwest::Method::POST, "/sign-in").header(CONTENT_TYPE, FORM).body(form);
    let answer = client.send(request.header(ORIGIN, "https://tokens.example.com")).await;
    let set = answer.header("set-cookie").unwrap();
    assert!(set.starts_with("__Host-latchkey=") && set.contains("; Secure") && set.contains("; HttpOnly"), "{set}");
    assert!(set.contains("; Path=/") && !set.contains("Domain"), "what the prefix asks for: {set}");
    assert!(is_in(&client).await);
}

/// Nobody gets a new password by mail: an account may be in several organizations, and its address was never proved.
#[actix_web::test]
async fn whoever_forgot_their_password_is_told_whom_to_ask_and_administrators_how_it_is_set() {
    let app = TestApp::start().await;
    let hint = app.anonymous().get("/sign-in").await.text("#forgotten");
    assert!(hint.starts_with("Forgotten your password? Whoever runs this portal can set a new one for you."), "{hint}");
    let (administrator, member) = (app.administrator().await, app.people.member.id);
    let hint = administrator.get(&format!("/members/{member}")).await.text("#forgotten");
    assert!(hint.contains("latchkey user password --email ADDRESS"), "{hint}");
    let own = administrator.get(&format!("/members/{}", app.people.administrator.id)).await;
    assert_eq!(own.count("#forgotten"), 0, "who is signed in knows theirs");
}
