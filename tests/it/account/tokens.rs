//! API tokens of one's own: by whom, how many, and what becomes of them.

use serde_json::Value;

use crate::harness::{Answer, Client, Fields, Person, TestApp};

async fn allow(app: &TestApp, person: &Person) {
    app.execute(&format!("UPDATE memberships SET api_access = TRUE WHERE user_id = '{}'", person.id)).await;
}

fn form(app: &TestApp, name: &str) -> Fields {
    app.new_token(name).without("application")
}

/// The id and the secret that a reveal shows.
fn revealed(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 201, "{}", answer.body);
    let action = answer.attributes("form[data-confirm-copied]", "action").remove(0);
    (action.split('/').nth(3).unwrap().to_owned(), answer.text("#secret"))
}

async fn create(app: &TestApp, client: &Client, name: &str) -> (String, String) {
    revealed(&client.post("/account/tokens", form(app, name)).await)
}

async fn me(app: &TestApp, secret: &str) -> (u16, Value) {
    let request = reqwest::Client::new().get(format!("{}/api/me", app.base())).bearer_auth(secret);
    let answer = Answer::read(request.send().await.unwrap()).await;
    (answer.status, answer.json())
}

#[actix_web::test]
async fn a_person_with_the_privilege_makes_uses_switches_and_deletes_their_own() {
    let app = TestApp::start().await;
    allow(&app, &app.people.member).await;
    let member = app.member().await;
    assert!(member.get("/account/tokens").await.text("main").contains("You have no API tokens in Acme."));
    let made = member.post("/account/tokens", form(&app, "Laptop").with("permissions", "all")).await;
    let (id, secret) = revealed(&made);
    assert!(secret.starts_with("lku_"), "of the kind that acts as a person");
    assert_eq!(made.header("cache-control"), Some("no-store"));
    assert!(made.text("#curl").contains("/api/me") && !made.text("#curl").contains(&secret));
    assert_eq!(made.all(".secret-box button"), ["Copy to clipboard", "Copy and close"]);
    let (status, body) = me(&app, &secret).await;
    assert_eq!((status, &body["ownerType"], &body["creatorType"]), (200, &"user".into(), &"user".into()));
    member.post(&format!("/account/tokens/{id}/confirmation"), [("copied", "yes")]).await;
    let list = member.get("/account/tokens").await;
    assert_eq!(list.all("tbody th a"), ["Laptop"]);
    assert!(!list.body.contains(&secret[12..]) && !list.body.contains("not confirmed"), "{}", list.body);
    for (to, status) in [("deactivation", 401), ("activation", 200)] {
        let answer = member.post(&format!("/account/tokens/{id}/{to}"), Fields::default()).await;
        assert_eq!(answer.location(), "/account/tokens");
        assert_eq!(me(&app, &secret).await.0, status, "{to}");
    }
    let asked = member.get(&format!("/account/tokens/{id}/deletion")).await;
    assert!(asked.text("h1").contains("Laptop"));
    member.post(&format!("/account/tokens/{id}/deletion"), Fields::default()).await;
    assert_eq!(me(&app, &secret).await.0, 401);
    assert!(member.get("/account/tokens").await.text("main").contains("You have no API tokens in Acme."));
    let events = app
        .texts(&format!("SELECT action || ' ' || actor_name FROM audit_events WHERE subject_id = '{id}' ORDER BY seq"))
        .await;
    let by = ["created", "copy_confirmed", "deactivated", "activated", "deleted"];
    assert_eq!(events, by.map(|done| format!("token.{done} Mika Member")));
}

#[actix_web::test]
async fn without_the_privilege_the_page_says_whom_to_ask_and_nothing_is_made() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let page = member.get("/account/tokens").await;
    assert!(page.text(".caution").contains("An administrator of your organization can grant it"), "{}", page.body);
    assert_eq!(page.count("a[href='/account/tokens/new']"), 0);
    let refused = member.post("/account/tokens", form(&app, "Laptop")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.faults()[0].contains("You don't have API access here."), "{:?}", refused.faults());
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
    // Those there are stop with the privilege, and are shown.
    allow(&app, &app.people.member).await;
    let (_, secret) = create(&app, &member, "Laptop").await;
    assert_eq!(me(&app, &secret).await.0, 200);
    let path = format!("/members/{}/api-access", app.people.member.id);
    app.administrator().await.post(&path, [("api_access", "withdrawn")]).await;
    assert_eq!(me(&app, &secret).await.0, 401, "with the next request");
    assert!(member.get("/account/tokens").await.text(".caution").contains("any more"));
}

#[actix_web::test]
async fn names_are_ones_own_and_there_are_five_at_most() {
    let app = TestApp::start().await;
    allow(&app, &app.people.member).await;
    allow(&app, &app.people.support).await;
    let (member, support) = (app.member().await, app.support().await);
    let (first, _) = create(&app, &member, "Laptop").await;
    create(&app, &support, "Laptop").await;
    let taken = member.post("/account/tokens", form(&app, "LAPTOP")).await;
    assert!(taken.status == 422 && taken.faults()[0].contains("a token of this name"), "{:?}", taken.faults());
    let same = form(&app, "Phone");
    revealed(&member.post("/account/tokens", same.clone()).await);
    let again = member.post("/account/tokens", same).await;
    assert!(again.status == 409 && again.body.contains("Phone") && !again.body.contains("lku_"), "{}", again.body);
    // Three places are left, whoever comes at once.
    let forms: Vec<Fields> = (0..6).map(|n| form(&app, &format!("At once {n}"))).collect();
    let answers =
        futures_util::future::join_all(forms.into_iter().map(|form| member.post("/account/tokens", form))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 201, 422, 422, 422]);
    let full = member.get("/account/tokens").await;
    assert!(full.body.contains("You have 5 tokens, which is the most.") && full.count("tbody tr") == 5);
    member.post(&format!("/account/tokens/{first}/deletion"), Fields::default()).await;
    create(&app, &member, "Sixth").await;
    let few = TestApp::with(&["--personal-tokens", "1"]).await;
    allow(&few, &few.people.member).await;
    let member = few.member().await;
    create(&few, &member, "Only").await;
    assert_eq!(member.post("/account/tokens", form(&few, "Second")).await.status, 422);
}

#[actix_web::test]
async fn nobody_manages_anothers_and_the_rules_hold() {
    let app = TestApp::start().await;
    allow(&app, &app.people.member).await;
    let (member, administrator) = (app.member().await, app.administrator().await);
    let (id, secret) = create(&app, &member, "Laptop").await;
    let application = app.token("Of the application").await;
    for (client, id) in [(&administrator, id.as_str()), (&member, application.id.as_str())] {
        for (what, fields) in [
            ("activation", Fields::default()),
            ("deactivation", Fields::default()),
            ("deletion", Fields::default()),
            ("confirmation", Fields::from([("copied", "yes")])),
        ] {
            assert_eq!(client.post(&format!("/account/tokens/{id}/{what}"), fields).await.status, 404, "{what}");
        }
        assert_eq!(client.get(&format!("/account/tokens/{id}/deletion")).await.status, 404);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens WHERE deleted_at IS NULL AND active").await, 2);
    // They can shut it off, and its owner can switch it on again unless it is compromised.
    administrator.post(&format!("/integrations/tokens/{id}/compromise"), [("reason", "Leaked")]).await;
    assert_eq!(me(&app, &secret).await.0, 401);
    let on = member.post(&format!("/account/tokens/{id}/activation"), Fields::default()).await;
    assert_eq!(on.status, 409);
    app.execute("UPDATE organizations SET require_expiry = TRUE, require_network = TRUE").await;
    let refused = member.post("/account/tokens", form(&app, "Second").with("expiry", "never")).await;
    assert_eq!((refused.status, refused.faults().len()), (422, 2), "{:?}", refused.faults());
}

#[actix_web::test]
async fn they_end_with_the_place_in_the_organization() {
    let app = TestApp::start().await;
    allow(&app, &app.people.member).await;
    let member = app.member().await;
    let (_, secret) = create(&app, &member, "Laptop").await;
    let path = format!("/members/{}/removal", app.people.member.id);
    app.administrator().await.post(&path, Fields::default()).await;
    assert_eq!(me(&app, &secret).await.0, 401);
}

/// What support or an administrator has shut is not the owner's to open: a thief with their session would.
#[actix_web::test]
async fn an_owner_does_not_lift_what_another_has_switched_off() {
    let app = TestApp::start().await;
    allow(&app, &app.people.member).await;
    let member = app.member().await;
    let (id, secret) = create(&app, &member, "Laptop").await;
    let support = app.support().await;
    let off = format!("/integrations/tokens/{id}/deactivation");
    support.post(&off, Fields::from([("reason", "Suspicious use")])).await;
    assert_eq!(me(&app, &secret).await.0, 401);
    let lifted = member.post(&format!("/account/tokens/{id}/activation"), Fields::default()).await;
    assert_eq!(lifted.status, 409);
    assert!(lifted.text("main").contains("only an administrator can activate it"), "{}", lifted.body);
    assert_eq!(me(&app, &secret).await.0, 401);
    let list = member.get("/account/tokens").await;
    assert_eq!(list.count(".switch"), 0);
    assert!(
        list.text("tbody").contains("switched off by Sam Support: an administrator can activate it"),
        "{}",
        list.body
    );
    // Support doesn't lift it either; an administrator does, on its page.
    let page = app.administrator().await.get(&format!("/integrations/tokens/{id}")).await;
    let form = page.fields("form[action$='/status']").with("status", "active");
    assert_eq!(support.post(&format!("/integrations/tokens/{id}/status"), &form).await.status, 403);
    assert_eq!(app.administrator().await.post(&format!("/integrations/tokens/{id}/status"), &form).await.status, 303);
    assert_eq!(me(&app, &secret).await.0, 200);
    // What the owner switched off is the owner's.
    member.post(&format!("/account/tokens/{id}/deactivation"), Fields::default()).await;
    let administrator = app.administrator().await;
    assert_eq!(
        administrator.post(&format!("/integrations/tokens/{id}/activation"), Fields::default()).await.status,
        403
    );
    // Their own switching is theirs.
    let (second, secret) = create(&app, &member, "Second").await;
    for (to, status) in [("deactivation", 401), ("activation", 200)] {
        member.post(&format!("/account/tokens/{second}/{to}"), Fields::default()).await;
        assert_eq!(me(&app, &secret).await.0, status);
    }
}

/// Which applications accept such tokens is said where they are made, and in the log whom one acts as.
#[actix_web::test]
async fn it_is_said_where_such_tokens_pass_and_as_whom_they_act() {
    let app = TestApp::start().await;
    allow(&app, &app.people.member).await;
    let member = app.member().await;
    let lead = async || member.get("/account/tokens").await.text("main > .help");
    assert!(lead().await.contains("In Acme no application accepts them at present."), "{}", lead().await);
    app.execute(&format!(
        "UPDATE applications SET accepts_personal_tokens = TRUE WHERE id = '{}'",
        app.people.second_application
    ))
    .await;
    assert!(lead().await.contains("In Acme these accept them: Portal."), "{}", lead().await);
    let help = member.get("/account/tokens/new").await.text("#name-help");
    assert!(help.starts_with("What you use it for."), "{help}");
    let (id, _) = create(&app, &member, "Laptop").await;
    let details = app.administrator().await.get(&format!("/audit?subject={id}")).await.all(".particulars li");
    assert!(details.contains(&"Acts as: Mika Member".to_owned()), "{details:?}");
    assert!(!details.iter().any(|line| line.starts_with("Application")), "{details:?}");
}
