//! What would break: told before a token is shut, deleted or narrowed, counted from what the gate has seen.

use latchkey::clock::DAY;

use crate::harness::{Fields, HOUR, Issued, TestApp};

/// Requests with a token from an address, by a program.
async fn call(app: &TestApp, token: &Issued, times: usize, from: &str, program: &str) {
    for _ in 0..times {
        let asked = app.gate().get(&app.devices()).bearer(&token.secret).set("user-agent", program);
        assert_eq!(asked.set("x-forwarded-for", from).await.status, 200);
    }
    app.state.usage.write(&app.db).await.unwrap();
}

async fn start() -> TestApp {
    TestApp::with(&["--trusted-proxies", "127.0.0.1"]).await
}

#[actix_web::test]
async fn every_question_before_shutting_tells_requests_callers_and_the_last_call() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    call(&app, &token, 3, "203.0.113.7", "meter-sync/2.4").await;
    app.clock.advance(30 * HOUR);
    call(&app, &token, 2, "203.0.113.8", "curl/8.5.0").await;
    app.clock.advance(HOUR);
    let pauses = |page: &crate::harness::Answer| page.count("[formaction*='/pause'], a[href$='/pause']");
    assert_eq!(pauses(&administrator.get(&token.path("/deactivation")).await), 1, "a pause is offered instead");
    assert_eq!(pauses(&administrator.get(&token.path("/deletion")).await), 1, "a pause is offered instead");
    assert_eq!(pauses(&administrator.get(&token.path("/compromise")).await), 0, "what leaked must not come back");
    for below in ["/deactivation", "/compromise", "/deletion", "/rotation"] {
        let told = administrator.get(&token.path(below)).await.text(".impact");
        assert!(told.contains("2 requests in the last 24 hours, 5 requests in the last 7 days"), "{below}: {told}");
        assert!(told.contains("from 2 callers; the last one 1 hour ago."), "{below}: {told}");
        assert!(told.contains("203.0.113.7 with meter-sync/2.4, 1 day ago"), "{below}: {told}");
        assert!(told.contains("203.0.113.8 with curl/8.5.0, 1 hour ago"), "{below}: {told}");
    }
    let page = administrator.get(&token.path("")).await.text("form[action$='/status']");
    assert!(page.contains("It had 2 requests in the last 24 hours and 5 requests in the last 7 days."), "{page}");
}

#[actix_web::test]
async fn a_token_nobody_used_breaks_nothing() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let asked = || app.gate().get(&app.devices()).set("x-forwarded-for", "203.0.113.7");
    assert_eq!(asked().bearer(&format!("{}x", token.secret)).await.status, 401);
    app.gate().get("/..").bearer(&token.secret).await;
    app.state.usage.write(&app.db).await.unwrap();
    let told = administrator.get(&token.path("/deletion")).await.text(".impact");
    assert!(told.contains("nobody has used it in the last 7 days"), "refusals break nothing: {told}");
}

#[actix_web::test]
async fn what_is_older_is_not_counted_and_goes() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    call(&app, &token, 4, "203.0.113.7", "meter-sync/2.4").await;
    app.clock.advance(26 * HOUR);
    let told = administrator.get(&token.path("/deletion")).await.text(".impact");
    assert!(told.contains("0 requests in the last 24 hours, 4 requests in the last 7 days"), "{told}");
    app.clock.advance(6 * DAY);
    let told = administrator.get(&token.path("/deletion")).await.text(".impact");
    assert!(told.contains("nobody has used it"), "{told}");
    let other = app.token("Other").await;
    for _ in 0..40 {
        app.clock.advance(HOUR);
        call(&app, &other, 1, "203.0.113.9", "curl/8.5.0").await;
    }
    let rows = async |id| app.number(&format!("SELECT COUNT(*) FROM usage_recent WHERE token_id = '{id}'")).await;
    assert_eq!(rows(token.id).await, 0);
    assert!(rows(other.id).await < 40 + 3, "hours past a day are dropped now and then");
}

#[actix_web::test]
async fn a_crowd_of_callers_is_counted_in_full_and_told_in_part() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    for n in 0..60 {
        let asked = app.gate().get(&app.devices()).bearer(&token.secret).set("user-agent", "phone/1");
        assert_eq!(asked.set("x-forwarded-for", &format!("203.0.113.{n}")).await.status, 200);
    }
    app.state.usage.write(&app.db).await.unwrap();
    let told = administrator.get(&token.path("/deactivation")).await.text(".impact");
    assert!(told.contains("60 requests in the last 24 hours"), "{told}");
    assert!(told.contains("from at least 32 callers"), "more than were told apart: {told}");
    assert!(told.contains("and 27 more"), "32 of them are told apart: {told}");
    assert!(app.number("SELECT COUNT(*) FROM usage_recent").await <= 2 * 33);
}

#[actix_web::test]
async fn an_ip_list_tells_what_it_shuts_out_and_nothing_else() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    call(&app, &token, 3, "203.0.113.7", "meter-sync/2.4").await;
    call(&app, &token, 5, "198.51.100.1", "curl/8.5.0").await;
    call(&app, &token, 7, "198.51.100.2", "curl/8.5.0").await;
    let edit = token.path("/edit");
    let form = administrator.get(&edit).await.fields("form[action$='/edit']").with("networks", "203.0.113.0/24");
    let asked = administrator.post(&edit, form).await;
    let fault = "This shuts out 2 addresses, 198.51.100.1 among them, which used the token within the last 7 days.";
    assert_eq!((asked.status, asked.faults()), (422, vec![fault.to_owned()]));
    let told = asked.text(".impact");
    assert!(
        told.contains("12 requests in the last 24 hours, 12 requests in the last 7 days, from 2 callers"),
        "{told}"
    );
    assert!(!told.contains("203.0.113.7"), "{told}");
}

/// Requests that were counted under no address are shut out by a list, too; but not by a longer one.
#[actix_web::test]
async fn an_ip_list_asks_for_those_whose_address_is_not_known() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    // Its proxy gives no address that can be read.
    let asked = app.gate().get(&app.devices()).bearer(&token.secret).set("x-forwarded-for", "unknown");
    assert_eq!(asked.await.status, 200);
    app.state.usage.write(&app.db).await.unwrap();
    let edit = token.path("/edit");
    let narrowed = async |networks: &str| {
        let form = administrator.get(&edit).await.fields("form[action*='/edit']").with("networks", networks);
        administrator.post(&edit, form).await
    };
    let answer = narrowed("203.0.113.0/24").await;
    let fault = "This shuts out callers whose address isn’t known, which used the token within the last 7 days.";
    assert_eq!((answer.status, answer.faults()), (422, vec![fault.to_owned()]));
    assert!(answer.text(".impact").contains("1 request in the last 24 hours"), "{}", answer.text(".impact"));
    let form = answer.fields("form[action*='/edit']").with("shut_out", "yes");
    assert_eq!(administrator.post(&edit, form).await.status, 303);
    assert_eq!(narrowed("203.0.113.0/24\n198.51.100.0/24").await.status, 303, "a longer list shuts nobody out");
}

#[actix_web::test]
async fn an_ip_list_asks_where_callers_were_too_many_to_tell_apart() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    for n in 0..60 {
        let asked = app.gate().get(&app.devices()).bearer(&token.secret).set("user-agent", "phone/1");
        assert_eq!(asked.set("x-forwarded-for", &format!("203.0.113.{n}")).await.status, 200);
    }
    app.state.usage.write(&app.db).await.unwrap();
    // Those that were told apart are in it, the others aren't.
    let edit = token.path("/edit");
    let form = administrator.get(&edit).await.fields("form[action*='/edit']").with("networks", "203.0.113.0/27");
    let answer = administrator.post(&edit, form).await;
    let fault =
        "This may shut out addresses which used the token within the last 7 days: there were too many to keep each.";
    assert_eq!((answer.status, answer.faults()), (422, vec![fault.to_owned()]));
}

#[actix_web::test]
async fn the_switch_acts_at_once_and_says_what_it_stopped() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    call(&app, &token, 1, "203.0.113.7", "meter-sync/2.4").await;
    let answer = administrator.post(&token.path("/deactivation"), Fields::default()).await;
    let page = administrator.follow(answer).await;
    let said = "Deactivated “Billing export”. It was in use: 1 request in the last 24 hours, 1 request in the last 7 days, \
                from 1 caller; the last one just now.";
    assert_eq!((page.text("#flash-text").as_str(), page.count("form[data-undo]")), (said, 1));
    assert_eq!(page.count("#flash.trouble"), 1, "one may have missed that it is in use");
}

#[actix_web::test]
async fn the_switch_of_a_token_in_use_says_so_before_and_no_other_does() {
    let app = start().await;
    let (administrator, used, idle) = (app.administrator().await, app.token("Busy").await, app.token("Idle").await);
    call(&app, &used, 1, "203.0.113.7", "meter-sync/2.4").await;
    let told = |page: &crate::harness::Answer| page.attributes("button[role='switch'][title]", "aria-label");
    assert_eq!(told(&administrator.get("/integrations").await), ["Active: Busy"]);
    let answer = administrator.post(&idle.path("/deactivation"), Fields::default()).await;
    let page = administrator.follow(answer).await;
    assert_eq!((page.text("#flash-text").as_str(), page.count("#flash.trouble")), ("Deactivated “Idle”.", 0));
    app.clock.advance(26 * HOUR);
    assert!(told(&administrator.get("/integrations").await).is_empty());
    let page = administrator.follow(administrator.post(&used.path("/deactivation"), Fields::default()).await).await;
    let said = "Deactivated “Busy”. It had 1 request from 1 caller in the last 7 days.";
    assert_eq!((page.text("#flash-text").as_str(), page.count("#flash.trouble")), (said, 0));
}

#[actix_web::test]
async fn whoever_was_asked_before_is_not_warned_after() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    call(&app, &token, 1, "203.0.113.7", "meter-sync/2.4").await;
    let form = administrator.get(&token.path("/deactivation")).await.fields("form[action$='/deactivation']");
    let page = administrator.follow(administrator.post(&token.path("/deactivation"), form).await).await;
    assert!(page.text("#flash-text").contains("It was in use: 1 request"), "{}", page.text("#flash-text"));
    assert_eq!(page.count("#flash.trouble"), 0);
}

#[actix_web::test]
async fn another_organizations_use_is_not_told() {
    let app = start().await;
    let (foreigner, token) = (app.foreigner().await, app.token("Billing export").await);
    call(&app, &token, 3, "203.0.113.7", "meter-sync/2.4").await;
    for below in ["/deactivation", "/compromise", "/deletion", "/rotation"] {
        assert_eq!(foreigner.get(&token.path(below)).await.status, 404);
    }
}

#[actix_web::test]
async fn a_token_that_is_used_from_everywhere_has_no_rows_without_end() {
    let app = start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    for flush in 0..14 {
        for n in 0..30 {
            let from = format!("2001:db8:{flush:x}::{n:x}");
            let asked = app.gate().get(&app.devices()).bearer(&token.secret).set("user-agent", "phone/1");
            assert_eq!(asked.set("x-forwarded-for", &from).await.status, 200);
        }
        app.state.usage.write(&app.db).await.unwrap();
    }
    let hour = "SELECT COUNT(*) FROM usage_recent WHERE span = 'hour'";
    let rows = app.number(hour).await;
    assert!((256..300).contains(&rows), "{rows} rows");
    let told = administrator.get(&token.path("/deactivation")).await.text(".impact");
    assert!(told.contains("420 requests in the last 24 hours, 420 requests in the last 7 days"), "{told}");
    call(&app, &token, 5, "2001:db8:0::1", "phone/1").await;
    assert_eq!(app.number(hour).await, rows, "one that is known stays told apart");
}
