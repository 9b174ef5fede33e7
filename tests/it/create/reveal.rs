//! The one reveal: the secret is in that answer, and nowhere else.

use reqwest::header::ACCEPT_ENCODING;

use super::{holds_a_secret, revealed};
use crate::harness::TestApp;

#[actix_web::test]
async fn the_answer_to_the_form_is_the_reveal() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/integrations/tokens", app.new_token("Billing export")).await;
    let secret = revealed(&answer);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("set-cookie").is_none() && answer.header("location").is_none());
    assert!(secret.starts_with("lka_") && secret.len() == 50, "{} characters", secret.len());
    let link = answer.attributes("a[download]", "href");
    assert_eq!(link, [format!("data:text/plain;charset=utf-8,{secret}")]);
    assert_eq!(answer.attributes("a[download]", "download"), ["billing-export.txt"]);
    assert_eq!(answer.body.matches(&secret).count(), 2, "as text and in the download, and nowhere else");
    let curl = answer.text("#curl");
    assert!(curl.contains("$LATCHKEY_TOKEN") && curl.contains(&app.base()), "{curl}");
    let passes = app.gate().get(&app.devices()).bearer(&secret).await;
    assert_eq!(passes.status, 200, "and it works");
}

/// The size of a compressed answer tells about a secret that stands beside text someone else chose.
#[actix_web::test]
async fn the_reveal_is_not_compressed() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let request = administrator.form("/integrations/tokens", app.new_token("Billing export"));
    let answer = administrator.send(request.header(ACCEPT_ENCODING, "gzip, br")).await;
    revealed(&answer);
    assert!(answer.header("content-encoding").is_none_or(|encoding| encoding == "identity"));
}

#[actix_web::test]
async fn the_secret_is_in_no_table() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/integrations/tokens", app.new_token("Billing export")).await;
    let secret = revealed(&answer);
    let after_handle = &secret[12..44];
    let mut rows = 0;
    for (table, contents) in app.everything().await {
        rows += contents.len();
        for row in contents {
            assert!(!row.contains(after_handle) && !row.contains(&secret[44..]), "{table}: {row}");
        }
    }
    assert!(rows > 10, "only {rows} rows were looked through");
    assert_eq!(app.texts("SELECT handle FROM tokens").await, [&secret[4..12]], "but its handle is");
}

#[actix_web::test]
async fn the_secret_is_on_no_other_page() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/integrations/tokens", app.new_token("Billing export")).await;
    let secret = revealed(&answer);
    let id = app.texts("SELECT id FROM tokens").await.remove(0);
    for path in [
        "/integrations".to_owned(),
        format!("/integrations?q={}", &secret[..12]),
        format!("/integrations/tokens/{id}"),
        format!("/integrations/tokens/{id}/edit"),
        format!("/integrations/tokens/{id}/deletion"),
        format!("/integrations/tokens/{id}/compromise"),
        format!("/integrations/tokens/new?like={id}"),
        "/account".to_owned(),
    ] {
        let page = administrator.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!holds_a_secret(&page.body) && !page.body.contains(&secret[12..44]), "{path}");
    }
}

#[actix_web::test]
async fn reloading_the_reveal_by_its_address_leads_to_the_list() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    assert_eq!(administrator.get("/integrations/tokens").await.location(), "/integrations#application-tokens");
}

#[actix_web::test]
async fn confirming_the_copy_takes_the_mark_off_the_token() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let reveal = administrator.post("/integrations/tokens", app.new_token("Billing export")).await;
    let marked = async || administrator.get("/integrations").await.body.contains("not confirmed as copied");
    assert!(marked().await, "before");
    let action = reveal.attributes("form[data-confirm-copied]", "action").remove(0);
    administrator.post(&action, [("copied", "")]).await;
    assert!(marked().await, "the box was not ticked");
    let closed = administrator.post(&action, [("copied", "yes")]).await;
    assert_eq!(closed.location(), "/integrations#application-tokens");
    assert!(!marked().await, "after");
}

#[actix_web::test]
async fn a_secret_that_is_drawn_has_the_configured_prefix() {
    let app = TestApp::with(&["--token-prefix", "acme,lk"]).await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/integrations/tokens", app.new_token("Billing export")).await;
    let secret = revealed(&answer);
    assert!(secret.starts_with("acmea_"), "{}", &secret[..6]);
    assert_eq!(app.gate().get(&app.devices()).bearer(&secret).await.status, 200);
}

/// The line to try fails for a reader who is not where the token works: that is said before, not found out.
#[actix_web::test]
async fn a_reader_whom_the_ip_restriction_leaves_out_is_told() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for (networks, told) in [("203.0.113.0/24", 1), ("127.0.0.0/8", 0), ("", 0)] {
        let form = app.new_token(&format!("From {networks}")).with("networks", networks);
        let answer = administrator.post("/integrations/tokens", form).await;
        revealed(&answer);
        let says = answer.text("main").contains("You are at 127.0.0.1, which is not in its IP restriction");
        assert_eq!(usize::from(says), told, "{networks}");
    }
}
