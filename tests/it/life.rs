//! The life of a token through its pages, and what each change means at the gate on the very next request.

use latchkey::clock::DAY;
use latchkey::tokens::AllowedNetworks;

use crate::harness::{Answer, Fields, Issued, MINUTE, TestApp, eventually};

async fn at_gate(app: &TestApp, token: &Issued) -> u16 {
    app.gate().get(&app.devices()).bearer(&token.secret).await.status
}

fn why() -> Fields {
    Fields::from([("reason", "Seen in a public log")])
}

/// What a refusal's page says.
fn words(answer: &Answer) -> String {
    answer.text("main section")
}

#[actix_web::test]
async fn a_deactivated_token_is_refused_on_the_next_request_until_it_is_activated() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let mut seen = vec![at_gate(&app, &token).await];
    for below in ["/deactivation", "/activation", "/deactivation"] {
        assert_eq!(administrator.post(&token.path(below), Fields::default()).await.status, 303, "{below}");
        seen.push(at_gate(&app, &token).await);
    }
    assert_eq!(seen, [200, 401, 200, 401]);
}

#[actix_web::test]
async fn the_radio_buttons_do_what_the_switch_does() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    for (status, admitted) in [("inactive", 401), ("active", 200)] {
        let page = administrator.get(&token.path("")).await;
        let form = page.fields("form[action$='/status']").with("status", status);
        let answer = administrator.post(&token.path("/status"), form).await;
        assert_eq!(answer.location(), token.path(""), "{status}");
        assert_eq!(at_gate(&app, &token).await, admitted, "{status}");
        let checked = administrator.get(&token.path("")).await.fields("form[action$='/status']");
        assert_eq!(checked.value("status"), Some(status));
    }
}

#[actix_web::test]
async fn a_switch_can_be_undone_from_the_page_it_led_to() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let answer = administrator.post(&token.path("/deactivation"), [("return_to", "/integrations?q=bill")]).await;
    assert_eq!(answer.location(), "/integrations?q=bill");
    let page = administrator.follow(answer).await;
    assert_eq!(page.text("#flash-text"), "Deactivated “Billing export”.");
    let undo = page.attributes("form[data-undo]", "action").remove(0);
    assert_eq!(undo, token.path("/activation"));
    administrator.post(&undo, page.fields("form[data-undo]")).await;
    assert_eq!(at_gate(&app, &token).await, 200);
    administrator.get("/integrations").await;
    assert_eq!(administrator.get("/integrations").await.text("#flash-text"), "", "it is said once");
}

#[actix_web::test]
async fn a_form_leads_back_to_our_own_pages_only() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    for to in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
        let answer = administrator.post(&token.path("/activation"), [("return_to", to)]).await;
        assert_eq!(answer.location(), "/integrations#application-tokens", "{to}");
    }
}

#[actix_web::test]
async fn support_deactivates_with_a_reason_and_not_without() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Billing export").await);
    for form in [Fields::default(), Fields::from([("reason", "  \n ")])] {
        for (below, form) in [("/deactivation", form.clone()), ("/status", form.and("status", "inactive"))] {
            let answer = support.post(&token.path(below), form).await;
            assert_eq!((answer.status, answer.faults().len()), (422, 1), "{below}");
            assert!(answer.faults()[0].starts_with("Say why"), "{:?}", answer.faults());
            assert_eq!(at_gate(&app, &token).await, 200, "{below}");
        }
    }
    assert_eq!(support.post(&token.path("/deactivation"), why()).await.status, 303);
    assert_eq!(at_gate(&app, &token).await, 401);
}

#[actix_web::test]
async fn an_administrator_activates_what_support_deactivated_and_reads_why() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Billing export").await);
    support.post(&token.path("/deactivation"), why()).await;
    assert_eq!(support.post(&token.path("/activation"), Fields::default()).await.status, 403, "support itself can't");
    let administrator = app.administrator().await;
    let page = administrator.get(&token.path("")).await;
    let status = page.text("section[aria-labelledby='status-heading'] > p");
    assert!(status.contains("Sam Support (support)") && status.contains("Reason: Seen in a public log"), "{status}");
    assert_eq!(administrator.post(&token.path("/activation"), Fields::default()).await.status, 303);
    assert_eq!(at_gate(&app, &token).await, 200);
}

#[actix_web::test]
async fn a_compromised_token_never_works_again_and_the_page_says_so() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let unsaid = administrator.post(&token.path("/compromise"), Fields::default()).await;
    assert_eq!((unsaid.status, at_gate(&app, &token).await), (422, 200), "a reason is asked for");
    assert_eq!(administrator.post(&token.path("/compromise"), why()).await.location(), token.path(""));
    assert_eq!(at_gate(&app, &token).await, 401);
    for (below, form) in [("/activation", Fields::default()), ("/status", [("status", "active")].into())] {
        let answer = administrator.post(&token.path(below), form).await;
        assert_eq!(answer.status, 409, "{below}");
        assert!(words(&answer).contains("“Billing export” is marked compromised: it never works again"), "{below}");
    }
    assert_eq!(at_gate(&app, &token).await, 401);
    let page = administrator.get(&token.path("")).await;
    assert_eq!(page.count("form[action$='/status']"), 0, "there is no switch any more");
    assert!(page.text(".caution.danger").contains("Seen in a public log"));
}

#[actix_web::test]
async fn an_expired_token_can_not_be_activated() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    administrator.post(&token.path("/deactivation"), Fields::default()).await;
    app.execute(&format!("UPDATE tokens SET expires_at = {}", app.clock.now().0)).await;
    let answer = administrator.post(&token.path("/activation"), Fields::default()).await;
    assert_eq!(answer.status, 409);
    assert!(words(&answer).contains("has expired and can't be activated"), "{}", words(&answer));
    assert_eq!(administrator.get(&token.path("")).await.count("form[action$='/status']"), 0);
}

#[actix_web::test]
async fn a_token_expires_at_the_gate_on_the_exact_millisecond() {
    let app = TestApp::start().await;
    let token = app.token_with("Soon", |new| new.expires_at = Some(app.clock.now().plus(MINUTE))).await;
    let mut seen = Vec::new();
    for step in [0, MINUTE - 1, 1, 1] {
        app.clock.advance(step);
        seen.push(at_gate(&app, &token).await);
    }
    assert_eq!(seen, [200, 200, 401, 401]);
}

#[actix_web::test]
async fn an_edited_ip_list_counts_on_the_next_request() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let mut seen = Vec::new();
    for networks in ["203.0.113.7", "203.0.113.7\n127.0.0.1", ""] {
        let form = administrator.get(&token.path("/edit")).await.fields("form[action$='/edit']");
        let answer = administrator.post(&token.path("/edit"), form.with("networks", networks)).await;
        assert_eq!(answer.location(), token.path(""));
        seen.push(at_gate(&app, &token).await);
    }
    assert_eq!(seen, [403, 200, 200]);
}

#[actix_web::test]
async fn an_edit_is_told_in_the_history_with_before_and_after() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let form = administrator.get(&token.path("/edit")).await.fields("form[action$='/edit']");
    administrator.post(&token.path("/edit"), form.with("name", "Invoices <b>").with("networks", "10.0.0.0/8")).await;
    let history = administrator.get(&token.path("")).await.all(".history li");
    assert!(history[0].starts_with("Ada Administrator edited the token just now from 127.0.0.1"), "{history:?}");
    assert!(history[0].contains("Name: “Billing export” became “Invoices <b>”"), "{history:?}");
    assert!(history[0].contains("IP restriction: “10.0.0.0/8”, none before"), "{history:?}");
    assert!(history[1].contains("created the token"), "{history:?}");
}

#[actix_web::test]
async fn a_faulty_edit_comes_back_as_it_was_typed() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    app.token("Taken").await;
    let form = administrator.get(&token.path("/edit")).await.fields("form[action$='/edit']");
    for (form, says) in [
        (form.clone().with("name", "").with("networks", "here\nthere"), vec!["a name", "Line 1", "Line 2"]),
        (form.clone().with("name", "TAKEN").with("description", "kept"), vec!["has a token of this name"]),
        (form.clone().and("scope", "all.Application"), vec!["This form has no field “scope”."]),
    ] {
        let answer = administrator.post(&token.path("/edit"), &form).await;
        assert_eq!((answer.status, answer.faults().len()), (422, says.len()), "{:?}", answer.faults());
        assert!(answer.faults().iter().zip(says).all(|(fault, says)| fault.contains(says)), "{:?}", answer.faults());
        assert_eq!(answer.fields("form[action$='/edit']").sorted(), form.without("scope").sorted());
    }
}

#[actix_web::test]
async fn of_two_editors_the_second_is_told_and_overwrites_nothing() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let (first, second) = (app.administrator().await, app.administrator().await);
    let opened = first.get(&token.path("/edit")).await.fields("form[action$='/edit']");
    app.clock.advance(5 * MINUTE);
    let theirs = opened.clone().with("description", "from the first").with("networks", "10.0.0.0/8");
    assert_eq!(first.post(&token.path("/edit"), theirs).await.status, 303);
    let mine = opened.with("name", "Mine");
    let answer = second.post(&token.path("/edit"), &mine).await;
    assert_eq!(answer.status, 409);
    let told = answer.faults().remove(0);
    assert!(told.contains("Ada Administrator changed this token on 22 November 2026, 10:05 UTC"), "{told}");
    assert!(answer.text(".caution").contains("from the first"), "and what is saved now");
    assert_eq!(answer.fields("form[action$='/edit']").value("name"), Some("Mine"), "what was typed is kept");
    assert_eq!(app.texts("SELECT name || '|' || description FROM tokens").await, ["Billing export|from the first"]);
    // Saving once more is a decision.
    let decided = second.post(&token.path("/edit"), answer.fields("form[action$='/edit']")).await;
    assert_eq!(decided.status, 303);
    assert_eq!(app.texts("SELECT name || '|' || networks FROM tokens").await, ["Mine|"]);
}

#[actix_web::test]
async fn a_deleted_token_is_refused_and_its_page_is_for_administrators_and_support() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let asked = administrator.get(&token.path("/deletion")).await;
    assert_eq!(asked.text("h1"), "Delete “Billing export”?");
    assert!(asked.text("section > p:first-of-type").contains("token of Metering"), "it names the application");
    let form = asked.fields("#delete-form");
    assert_eq!(administrator.post(&token.path("/deletion"), form).await.location(), "/integrations#application-tokens");
    assert_eq!(at_gate(&app, &token).await, 401);
    assert!(!administrator.get("/integrations?q=billing").await.body.contains(&token.handle), "it has left the list");
    for (client, status) in [(&administrator, 200), (&app.support().await, 200), (&app.member().await, 404)] {
        let page = client.get(&token.path("")).await;
        assert_eq!(page.status, status);
        if status == 200 {
            assert!(page.text("main").contains("This page is all that is left of it"));
            assert_eq!(page.count("main form:not([data-undo], [role='search'])"), 0, "there is nothing to do on it");
        }
    }
    for below in ["/edit", "/deletion", "/compromise", "/deactivation"] {
        assert_eq!(administrator.get(&token.path(below)).await.status, 404, "{below}");
    }
}

#[actix_web::test]
async fn a_token_in_use_wants_its_name_typed_to_be_deleted() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    assert_eq!(at_gate(&app, &token).await, 200);
    eventually("the use is written", async || {
        app.state.usage.write(&app.db).await.unwrap();
        app.number("SELECT COUNT(*) FROM tokens WHERE last_used_at IS NOT NULL").await == 1
    })
    .await;
    assert!(
        administrator.get(&token.path("/deletion")).await.text(".impact").contains("1 request in the last 24 hours")
    );
    for typed in ["", "billing export", "Billing"] {
        let answer = administrator.post(&token.path("/deletion"), [("name", typed)]).await;
        assert_eq!((answer.status, answer.faults().len()), (422, 1), "{typed:?}");
        assert_eq!(at_gate(&app, &token).await, 200, "{typed:?}");
    }
    assert_eq!(administrator.post(&token.path("/deletion"), [("name", "Billing export")]).await.status, 303);
    assert_eq!(at_gate(&app, &token).await, 401);
}

#[actix_web::test]
async fn a_token_used_more_than_a_day_ago_is_deleted_without_its_name() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    app.execute(&format!("UPDATE tokens SET last_used_at = {}", app.clock.now().plus(-DAY).0)).await;
    assert_eq!(administrator.post(&token.path("/deletion"), Fields::default()).await.status, 303);
}

/// Expiry and permissions never change after creation, whatever is sent.
#[actix_web::test]
async fn nothing_but_name_description_and_ip_list_can_be_edited() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let only = AllowedNetworks::parse("10.0.0.0/8").unwrap();
    let token = app.token_with("Billing export", |new| new.networks = only).await;
    let facts = "SELECT scope || '|' || CAST(expires_at AS TEXT) || '|' || application_id || '|' || digest FROM tokens";
    let before = app.texts(facts).await;
    let form = administrator.get(&token.path("/edit")).await.fields("form[action$='/edit']").with("name", "Other");
    for (field, value) in [
        ("scope", "all.Application.read"),
        ("permissions", "read"),
        ("expires_at", "2030-01-01T00:00"),
        ("expiry", "never"),
        ("application", app.people.second_application.as_str()),
        ("active", "false"),
        ("digest", "0"),
    ] {
        let answer = administrator.post(&token.path("/edit"), form.clone().and(field, value)).await;
        assert_eq!(answer.status, 422, "{field}");
    }
    assert_eq!(administrator.post(&token.path("/edit"), form).await.status, 303);
    assert_eq!(app.texts(facts).await, before);
}
