//! Shutting what was found: each by itself, with the right proof, and nothing that wasn't found.

use latchkey::access::Role;

use super::{SHUTTING, at_gate, events, filled, log_of, paste};
use crate::harness::{Answer, Client, Fields, HOUR, Issued, TestApp};

async fn shut(client: &Client, form: Fields) -> Answer {
    client.post("/support/shutting", form).await
}

/// What became of each token, in the order of the page.
fn outcomes(answer: &Answer) -> Vec<String> {
    let (names, outcomes) = (answer.all("tbody th"), answer.all("tbody .outcome"));
    names.iter().zip(outcomes).map(|(name, what)| format!("{}: {what}", name.split(" lka").next().unwrap())).collect()
}

#[actix_web::test]
async fn the_chosen_tokens_are_deactivated_at_once_and_each_leaves_one_event() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let [a, b, c] = [app.token("A").await, app.token("B").await, app.token("C").await];
    let found = paste(&support, &log_of([&a, &b, &c])).await;
    for token in [&a, &b, &c] {
        assert_eq!(at_gate(&app, token).await, 200);
    }
    let done = shut(&support, filled(&found, &[&a, &c], "deactivate")).await;
    assert_eq!((done.status, done.header("cache-control")), (200, Some("no-store")));
    assert_eq!(outcomes(&done), ["A: deactivated", "C: deactivated"]);
    assert_eq!(done.text("#flash-text"), "Deactivated 2 tokens.");
    assert_eq!([at_gate(&app, &a).await, at_gate(&app, &b).await, at_gate(&app, &c).await], [401, 200, 401]);
    let reason = r#"{"reason":"Ticket 4711: seen in a public log"}"#;
    let event = |name| format!("token.deactivated|{name}|Sam Support|{reason}");
    assert_eq!(events(&app).await, [event("A"), event("C")]);
}

#[actix_web::test]
async fn the_text_for_the_ticket_says_what_was_done_and_holds_no_secret() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Billing export").await);
    let found = paste(&support, &token.secret).await;
    let done = shut(&support, filled(&found, &[&token], "compromise")).await;
    let ticket = done.text("#ticket");
    let expected = format!(
        "22 November 2026, 10:00 UTC, Sam Support: Ticket 4711: seen in a public log lka_{}… “Billing export” (Metering, \
         Acme): marked compromised",
        token.handle
    );
    assert_eq!(ticket, expected);
    assert!(!done.body.contains(&token.secret[13..40]));
}

#[actix_web::test]
async fn all_can_be_shut_without_ticking_each() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let tokens = [app.token("A").await, app.token("B").await, app.token("C").await, app.token("D").await];
    app.execute(&format!("UPDATE tokens SET compromised_at = 1 WHERE id = '{}'", tokens[3].id)).await;
    let found = paste(&support, &log_of(&tokens)).await;
    assert_eq!(found.text(".choose-all"), "All 3 that can be shut off");
    let done = shut(&support, filled(&found, &[], "compromise").with("all", "yes")).await;
    assert_eq!(outcomes(&done), ["A: marked compromised", "B: marked compromised", "C: marked compromised"]);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens WHERE compromised_at IS NULL").await, 0);
}

#[actix_web::test]
async fn marking_compromised_takes_along_what_was_created_through_a_token_and_says_so() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let [root, child] = [app.token("Root").await, app.token("Child").await];
    app.execute(&format!(
        "UPDATE tokens SET created_by_kind = 'token', created_by_id = '{}' WHERE id = '{}'",
        root.id, child.id
    ))
    .await;
    let found = paste(&support, &log_of([&root, &child])).await;
    let done = shut(&support, filled(&found, &[&root], "compromise")).await;
    assert_eq!([at_gate(&app, &root).await, at_gate(&app, &child).await], [401, 401]);
    let told = "“Child”: created through it, marked compromised too";
    assert!(done.text("#ticket").contains(told), "{}", done.text("#ticket"));
    assert!(done.text("tbody .outcome").contains("Child"), "{:?}", outcomes(&done));
    assert_eq!(done.count("#left"), 0, "it is not left as it was");
}

/// Whoever ticks one of several doesn't go away with the belief that all is done.
#[actix_web::test]
async fn what_was_not_chosen_is_told_with_what_was_done() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let [a, b, c, ended] = [app.token("A").await, app.token("B").await, app.token("C").await, app.token("D").await];
    app.execute(&format!("UPDATE tokens SET compromised_at = 1 WHERE id = '{}'", ended.id)).await;
    let found = paste(&support, &log_of([&a, &b, &c, &ended])).await;
    let done = shut(&support, filled(&found, &[&a], "compromise")).await;
    let left = done.text("#left");
    assert!(left.starts_with("2 more real tokens in that text were not chosen. They are as they were:"), "{left}");
    assert_eq!(done.all("#left li bdi").into_iter().step_by(3).collect::<Vec<_>>(), ["B", "C"]);
    let ticket = done.text("#ticket");
    let line = |token: &Issued, name: &str| {
        format!("lka_{}… “{name}” (Metering, Acme): in the same text, not shut off", token.handle)
    };
    assert!(ticket.contains(&line(&b, "B")) && ticket.contains(&line(&c, "C")), "{ticket}");
    let again = support.get(&done.attributes("#left a.button", "href")[0]).await;
    let done = shut(&support, filled(&again, &[], "compromise").with("all", "yes")).await;
    assert_eq!(outcomes(&done), ["B: marked compromised", "C: marked compromised"]);
    assert_eq!(done.count("#left"), 0);
}

#[actix_web::test]
async fn sending_it_again_changes_nothing_more() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let [a, b] = [app.token("A").await, app.token("B").await];
    let found = paste(&support, &log_of([&a, &b])).await;
    let form = filled(&found, &[&a], "deactivate");
    shut(&support, form.clone()).await;
    assert_eq!(outcomes(&shut(&support, form.clone()).await), ["A: was inactive already"]);
    assert_eq!(events(&app).await.len(), 1);
    // Off is not yet compromised; compromised is more than off.
    let graver = form.with("way", "compromise");
    assert_eq!(outcomes(&shut(&support, graver.clone()).await), ["A: marked compromised"]);
    for form in [graver.clone(), graver.with("way", "deactivate")] {
        assert_eq!(outcomes(&shut(&support, form).await), ["A: was marked compromised already"]);
    }
    assert_eq!(events(&app).await.len(), 2);
}

#[actix_web::test]
async fn what_goes_wrong_for_one_leaves_the_others_alone() {
    let app = TestApp::start().await;
    let support = app.support().await;
    app.enlist(&app.people.support, app.people.other_organization, Role::Support).await;
    let [gone, ours, theirs] = [app.token("Gone").await, app.token("Ours").await, app.foreign_token("Theirs").await];
    let found = paste(&support, &log_of([&gone, &ours, &theirs])).await;
    let form = filled(&found, &[&gone, &ours, &theirs], "deactivate");
    // One was deleted meanwhile; the event of another can't be written.
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{}'", gone.id)).await;
    let head = format!("organization_id = '{}'", app.people.organization);
    app.execute(&format!("UPDATE audit_heads SET organization_id = 'away' WHERE {head}")).await;
    let done = shut(&support, form.clone()).await;
    assert_eq!((done.status, done.header("retry-after")), (503, Some("5")));
    let said = outcomes(&done);
    assert!(said.iter().any(|said| said.starts_with("Gone: not there any more")), "{said:?}");
    assert!(said.iter().any(|said| said.starts_with("Ours: not done: the database can't be asked")), "{said:?}");
    assert!(said.contains(&"Theirs: deactivated".to_owned()), "{said:?}");
    assert_eq!(app.texts("SELECT name FROM tokens WHERE NOT active").await, ["Theirs"]);
    app.execute(&format!("UPDATE audit_heads SET {head} WHERE organization_id = 'away'")).await;
    let again = shut(&support, form).await;
    assert_eq!(again.status, 200);
    assert_eq!(app.texts("SELECT name FROM tokens WHERE NOT active ORDER BY name").await, ["Ours", "Theirs"]);
}

#[actix_web::test]
async fn each_token_is_shut_in_the_role_of_its_own_organization_and_recorded_there() {
    let app = TestApp::start().await;
    app.enlist(&app.people.administrator, app.people.other_organization, Role::Support).await;
    let [ours, theirs] = [app.token("Ours").await, app.foreign_token("Theirs").await];
    let administrator = app.administrator().await;
    let found = paste(&administrator, &log_of([&ours, &theirs])).await;
    let done = shut(&administrator, filled(&found, &[&ours, &theirs], "deactivate")).await;
    assert_eq!(done.attributes("td.outcome a", "href"), [ours.path("/rotation")], "a way on, where they may go it");
    let roles = "SELECT name || '|' || switched_by_name || '|' || switched_by_role FROM tokens ORDER BY name";
    assert_eq!(app.texts(roles).await, ["Ours|Ada Administrator|administrator", "Theirs|Ada Administrator|support"]);
    let of = "SELECT organization_id || '|' || subject_name FROM audit_events WHERE action = 'token.deactivated'
              ORDER BY subject_name";
    let (own, other) = (app.people.organization, app.people.other_organization);
    assert_eq!(app.texts(of).await, [format!("{own}|Ours"), format!("{other}|Theirs")]);
}

#[actix_web::test]
async fn support_for_the_whole_installation_shuts_in_the_support_role_where_it_does_not_belong() {
    let app = TestApp::start().await;
    app.execute(&format!("UPDATE users SET all_organizations = TRUE WHERE id = '{}'", app.people.member.id)).await;
    let (member, theirs) = (app.member().await, app.foreign_token("Theirs").await);
    let found = paste(&member, &theirs.secret).await;
    let done = shut(&member, filled(&found, &[&theirs], "compromise")).await;
    assert_eq!(outcomes(&done), ["Theirs: marked compromised"]);
    let by = "SELECT organization_id || '|' || actor_name FROM audit_events WHERE action = 'token.compromised'";
    assert_eq!(app.texts(by).await, [format!("{}|Mika Member", app.people.other_organization)]);
}

#[actix_web::test]
async fn only_what_was_found_can_be_shut() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let [real, perhaps, foreign] =
        [app.token("Real").await, app.token("Perhaps").await, app.foreign_token("Foreign").await];
    let found = paste(&support, &format!("{} {} {}", real.secret, &perhaps.secret[..30], foreign.secret)).await;
    let form = filled(&found, &[&real], "compromise");
    let sealed = form.value("found").unwrap().to_owned();
    for token in [&perhaps, &foreign] {
        let slipped = sealed.replace(real.id.as_str(), token.id.as_str());
        let added = format!("{sealed} {}", token.id);
        for form in [
            form.clone().and("token", token.id.as_str()),
            filled(&found, &[token], "compromise"),
            filled(&found, &[token], "compromise").with("found", &slipped),
            filled(&found, &[token], "compromise").with("found", &added),
            filled(&found, &[], "compromise").with("all", "yes").with("found", &slipped),
            filled(&found, &[token], "compromise").with("found", token.id.as_str()),
            filled(&found, &[token], "compromise").without("found"),
        ] {
            assert_eq!(shut(&support, form).await.status, 422);
        }
    }
    // Nor by another person, nor tomorrow.
    assert_eq!(shut(&app.administrator().await, form.clone()).await.status, 422);
    app.clock.advance(HOUR);
    let late = shut(&support, form).await;
    assert_eq!((late.status, late.faults()[0].contains("more than an hour old")), (422, true));
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens WHERE compromised_at IS NOT NULL").await, 0);
    assert!(events(&app).await.is_empty());
}

/// Found when the role was there, shut when it no longer is: what counts is now.
#[actix_web::test]
async fn each_posted_token_is_authorized_anew() {
    let app = TestApp::start().await;
    app.enlist(&app.people.support, app.people.other_organization, Role::Support).await;
    let (support, theirs) = (app.support().await, app.foreign_token("Theirs").await);
    let found = paste(&support, &theirs.secret).await;
    let form = filled(&found, &[&theirs], "compromise");
    app.enlist(&app.people.support, app.people.other_organization, Role::Member).await;
    let late = shut(&support, form.clone()).await;
    assert_eq!(outcomes(&late).len(), 1);
    assert!(late.text("tbody .outcome").starts_with("not there any more"), "{}", late.body);
    assert!(!late.body.contains("Theirs"), "and it isn't named");
    app.execute(&format!("UPDATE memberships SET role = 'member' WHERE user_id = '{}'", app.people.support.id)).await;
    assert_eq!(shut(&support, form).await.status, 403);
    assert!(events(&app).await.is_empty());
}

#[actix_web::test]
async fn what_is_missing_is_told_and_what_was_filled_in_stays() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let [a, b] = [app.token("A").await, app.token("B").await];
    let found = paste(&support, &log_of([&a, &b])).await;
    for (form, says) in [
        (found.fields(SHUTTING), vec!["Choose the tokens", "Choose whether", "Say why"]),
        (filled(&found, &[&a], "compromise").with("reason", " "), vec!["Say why"]),
        (filled(&found, &[&a], "asleep"), vec!["Choose whether"]),
        (filled(&found, &[], "deactivate"), vec!["Choose the tokens"]),
        (filled(&found, &[&a], "deactivate").with("reason", &format!("in {}", a.secret)), vec!["secret of a token"]),
        (filled(&found, &[&a], "deactivate").with("reason", &"x".repeat(501)), vec!["501 characters"]),
    ] {
        let again = shut(&support, form.clone()).await;
        assert_eq!((again.status, again.faults().len()), (422, says.len()), "{:?}", again.faults());
        assert!(again.faults().iter().zip(says).all(|(fault, says)| fault.contains(says)), "{:?}", again.faults());
        let kept = again.fields(SHUTTING);
        assert_eq!(kept.values("token"), form.values("token"));
        assert!(!again.body.contains(&a.secret));
        // It is the same list, and good to be sent.
        let mended = filled(&again, &[], "deactivate").without("token").with("token", a.id.as_str());
        assert_eq!(shut(&support, mended.clone().with("reason", "x")).await.status, 200, "{mended:?}");
    }
    assert_eq!(events(&app).await.len(), 1);
    for strange in [("reason2", "x"), ("text", a.secret.as_str())] {
        let form = filled(&found, &[&a], "deactivate").and(strange.0, strange.1);
        assert_eq!(shut(&support, form).await.status, 422, "{}", strange.0);
    }
}

#[actix_web::test]
async fn no_more_is_shut_at_once_than_is_shown_and_what_still_works_comes_first() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let mut tokens: Vec<Issued> = Vec::new();
    for n in 0..503 {
        tokens.push(app.token(&format!("Token {n:03}")).await);
    }
    let off = &tokens[0];
    app.execute(&format!("UPDATE tokens SET active = FALSE WHERE id = '{}'", off.id)).await;
    let text = log_of(&tokens);
    let found = paste(&support, &text).await;
    assert_eq!(found.count("input[name='token']"), 500);
    assert!(!found.body.contains(off.id.as_str()), "what is off already comes last");
    assert!(found.text("section[aria-labelledby='real-heading'] > .help").contains("the first 500"));
    let done = shut(&support, filled(&found, &[], "deactivate").with("all", "yes")).await;
    assert_eq!(done.text("#flash-text"), "Deactivated 500 tokens.");
    let rest = paste(&support, &text).await;
    assert_eq!(rest.all("#tokens tbody .badge").iter().filter(|badge| *badge == "Active").count(), 2);
}
