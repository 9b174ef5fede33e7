//! Several tokens chosen in the list: what would break is said first, and each is changed by itself.

use crate::harness::{Answer, Client, Fields, HOUR, Issued, TestApp};

fn fields(tokens: &[&Issued], more: &[(&str, &str)]) -> Fields {
    let fields = more.iter().fold(Fields::default(), |fields, (name, value)| fields.and(name, value));
    tokens.iter().fold(fields, |fields, token| fields.and("token", token.id.as_str()))
}

async fn ask(client: &Client, tokens: &[&Issued], way: &str) -> Answer {
    client.post("/integrations/selection", fields(tokens, &[("way", way), ("return_to", "/integrations?q=o")])).await
}

async fn carry_out(client: &Client, tokens: &[&Issued], how: &str, more: &[(&str, &str)]) -> Answer {
    client.post(&format!("/integrations/selection/{how}"), fields(tokens, more)).await
}

async fn use_once(app: &TestApp, token: &Issued) {
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    app.state.usage.write(&app.db).await.unwrap();
}

async fn with(app: &TestApp, facts: &str) -> Vec<String> {
    app.texts(&format!("SELECT name FROM tokens WHERE {facts} ORDER BY name")).await
}

#[actix_web::test]
async fn what_would_break_is_said_before_several_are_deactivated() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (one, two, other) = (app.token("One").await, app.token("Two").await, app.token("Other").await);
    use_once(&app, &one).await;
    let page = ask(&administrator, &[&two, &one], "deactivate").await;
    assert_eq!((page.status, page.text("h1").as_str()), (200, "Deactivate 2 tokens?"));
    assert_eq!(page.all("tbody th a"), ["Two", "One"], "in the order in which they were chosen");
    assert!(page.text(".caution").starts_with("1 of them was used in the last 7 days."), "{}", page.text("main"));
    assert_eq!(page.all("td[data-label='In 24 hours']"), ["0", "1"]);
    assert_eq!(page.all("td[data-label='In 7 days']"), ["0", "1"]);
    assert_eq!(page.all("td[data-label='Callers']"), ["0", "1"]);
    assert_eq!(page.all("td[data-label='Last used']"), ["Never", "just now"]);
    assert_eq!(page.attributes("main a.button", "href"), ["/integrations?q=o"]);
    assert!(with(&app, "NOT active").await.is_empty(), "nothing was changed");
    let carried = page.fields("form[action$='/selection/deactivation']");
    assert_eq!(carried.value("tokens"), Some(&*format!("{} {}", two.id, one.id)));
    // Carried out.
    let done = administrator.post("/integrations/selection/deactivation", carried.with("reason", "Cleared up.")).await;
    assert_eq!(done.location(), "/integrations?q=o");
    assert_eq!(administrator.get("/integrations").await.text("#flash-text"), "Deactivated 2 tokens.");
    assert_eq!(with(&app, "NOT active AND switched_reason = 'Cleared up.'").await, ["One", "Two"]);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'token.deactivated'").await, 2);
    assert_eq!(app.gate().get(&app.devices()).bearer(&one.secret).await.status, 401);
    assert_eq!(app.gate().get(&app.devices()).bearer(&other.secret).await.status, 200);
    // Again: nothing more happens, and the pages say so.
    let page = ask(&administrator, &[&two, &other], "deactivate").await;
    assert!(
        page.text("main").contains("One of them is inactive, expired or compromised already."),
        "{}",
        page.text("main")
    );
    carry_out(&administrator, &[&two, &other], "deactivation", &[]).await;
    let said = administrator.get("/integrations").await.text("#flash-text");
    assert_eq!(said, "Deactivated 1 of 2 tokens. “Two” was inactive already.");
}

#[actix_web::test]
async fn several_are_deleted_and_those_in_use_only_once_their_number_is_typed() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (one, two, three) = (app.token("One").await, app.token("Two").await, app.token("Three").await);
    use_once(&app, &one).await;
    let page = ask(&administrator, &[&one, &two], "delete").await;
    assert_eq!((page.text("h1").as_str(), page.count("#count")), ("Delete 2 tokens?", 1));
    for typed in ["", "2", "x"] {
        let again = carry_out(&administrator, &[&one, &two], "deletion", &[("count", typed)]).await;
        assert_eq!(again.status, 422, "{typed}");
        assert!(again.text("#count-fault").starts_with("Type 1:"), "{}", again.text("main"));
        assert_eq!(again.all("tbody th a"), ["One", "Two"], "what was chosen stays chosen");
    }
    assert!(with(&app, "deleted_at IS NOT NULL").await.is_empty());
    carry_out(&administrator, &[&one, &two], "deletion", &[("count", " 1 ")]).await;
    assert_eq!(administrator.get("/integrations").await.text("#flash-text"), "Deleted 2 tokens.");
    assert_eq!(with(&app, "deleted_at IS NOT NULL").await, ["One", "Two"]);
    // A day later nothing is in use, and nothing is asked for.
    use_once(&app, &three).await;
    app.clock.advance(25 * HOUR);
    let page = ask(&administrator, &[&three, &one], "delete").await;
    assert_eq!(
        (page.all("tbody th a"), page.count("#count")),
        (vec!["Three".to_owned()], 0),
        "what is deleted is gone"
    );
    carry_out(&administrator, &[&three, &one], "deletion", &[]).await;
    assert_eq!(administrator.get("/integrations").await.text("#flash-text"), "Deleted 1 token.");
}

#[actix_web::test]
async fn nobody_changes_what_their_role_does_not_reach() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.token("Ours").await, app.foreign_token("Theirs").await);
    let administrator = app.administrator().await;
    // Another organization's token is as if it were not there.
    assert_eq!(ask(&administrator, &[&theirs], "delete").await.status, 303);
    carry_out(&administrator, &[&theirs], "deletion", &[]).await;
    carry_out(&administrator, &[&theirs, &ours], "deactivation", &[]).await;
    assert_eq!(with(&app, "NOT active OR deleted_at IS NOT NULL").await, ["Ours"]);
    // Support switches off, with a reason, and deletes nothing.
    let kept = app.token("Kept").await;
    let support = app.support().await;
    assert_eq!(ask(&support, &[&kept], "delete").await.status, 403);
    assert_eq!(carry_out(&support, &[&kept], "deletion", &[]).await.status, 403);
    let why = carry_out(&support, &[&kept], "deactivation", &[]).await;
    assert_eq!((why.status, why.count("#reason-fault")), (422, 1));
    assert_eq!(carry_out(&support, &[&kept], "deactivation", &[("reason", "Leaked.")]).await.status, 303);
    assert_eq!(with(&app, "NOT active").await, ["Kept", "Ours"]);
    assert_eq!(
        app.member().await.post("/integrations/selection", fields(&[&kept], &[("way", "delete")])).await.status,
        403
    );
    // Members have nothing to choose with.
    let list = app.member().await.get("/integrations").await;
    assert_eq!((list.count("td.pick"), list.count("#selection")), (0, 0));
    assert_eq!(support.get("/integrations").await.all("#selection button[name=way]"), ["Deactivate…"]);
}

#[actix_web::test]
async fn what_is_no_choice_is_refused() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("One").await;
    assert_eq!(ask(&administrator, &[&token], "burn").await.status, 422);
    assert_eq!(ask(&administrator, &[], "delete").await.location(), "/integrations?q=o", "nothing was chosen");
    let nonsense = Fields::default().and("way", "delete").and("token", "x");
    assert_eq!(administrator.post("/integrations/selection", nonsense).await.status, 404);
    let many =
        (0..51).fold(Fields::default().and("way", "delete"), |fields, n| fields.and("token", &format!("{n:024x}")));
    assert_eq!(administrator.post("/integrations/selection", many).await.status, 422);
}

/// What fails for one leaves the others alone: the one that stands between fails in the database itself.
#[actix_web::test]
async fn one_that_fails_leaves_the_others_alone() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (first, stuck, last) = (app.token("First").await, app.token("Stuck").await, app.token("Last").await);
    app.refuse_updates_of("Stuck").await;
    assert_eq!(carry_out(&administrator, &[&first, &stuck, &last], "deactivation", &[]).await.status, 303);
    let said = administrator.get("/integrations").await.text("#flash-text");
    assert_eq!(said, "Deactivated 2 of 3 tokens. “Stuck”: the database can't be asked, try again.");
    assert_eq!(with(&app, "NOT active").await, ["First", "Last"]);
    app.allow_updates().await;
}

/// Undo switches on again what was switched off together, and nothing that was off before.
#[actix_web::test]
async fn several_that_were_deactivated_come_back_by_undo() {
    let app = TestApp::start().await;
    let (administrator, support) = (app.administrator().await, app.support().await);
    let (one, two, off) = (app.token("One").await, app.token("Two").await, app.token("Off before").await);
    administrator.post(&off.path("/deactivation"), Fields::default()).await;
    let chosen = [one.id.as_str(), two.id.as_str(), off.id.as_str()].join(" ");
    let form =
        Fields::from([("tokens", chosen.as_str()), ("reason", "Cleared up."), ("return_to", "/integrations?q=o")]);
    let deactivate = "/integrations/selection/deactivation";
    let list = administrator.follow(administrator.post(deactivate, &form).await).await;
    assert!(list.text("#flash-text").starts_with("Deactivated 2 of 3 tokens."), "{}", list.text("#flash-text"));
    let undo = list.attributes("form[data-undo]", "action").remove(0);
    assert!(!undo.contains(off.id.as_str()), "{undo}");
    let undone = administrator.post(&undo, list.fields("form[data-undo]")).await;
    let list = administrator.follow(undone).await;
    assert_eq!((list.text("#flash-text").as_str(), list.count("form[data-undo]")), ("Activated 2 tokens.", 0));
    assert_eq!(with(&app, "active").await, ["One", "Two"]);
    let nobody = undo.replace(one.id.as_str(), "0123456789abcdef01234567").replace(two.id.as_str(), "none");
    assert_eq!(administrator.post(&nobody, Fields::default()).await.status, 404);
    // Support may not switch on, and isn't offered to.
    let list = support.follow(support.post(deactivate, &form).await).await;
    assert_eq!((with(&app, "active").await.len(), list.count("form[data-undo]")), (0, 0));
    assert_eq!(support.post(&undo, Fields::default()).await.status, 403);
    assert!(with(&app, "active").await.is_empty());
}
