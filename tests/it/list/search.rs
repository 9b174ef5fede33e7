//! Searching by words, handles and whole tokens.

use latchkey::tokens::Description;
use latchkey::tokens::indexing::index_some;

use super::found;
use crate::harness::{Fields, TestApp};

#[actix_web::test]
async fn a_token_is_found_by_name_description_and_handle_whatever_the_case() {
    let app = TestApp::start().await;
    let described = Description::parse("Nightly run in Köln;\nticket 4711 (50% done, t_y)").unwrap();
    let token = app.token_with("Billing Export", |new| new.description = described).await;
    app.token("Grafana").await;
    let member = app.member().await;
    let handle = format!("lka_{}", token.handle);
    let shown = format!("{handle}…");
    for text in [
        "Billing",
        "billing export",
        "XPOR",
        "köln",
        "KÖLN",
        "4711",
        "50%",
        "t_y",
        "(50",
        "  billing  ",
        &handle,
        &shown,
        &handle.to_uppercase(),
        &token.handle,
        &token.handle[..4],
    ] {
        let query = Fields::from([("q", text)]).encoded();
        assert_eq!(found(&member, &format!("?{query}")).await, ["Billing Export"], "{text}");
        index_some(&app.db).await.unwrap();
        assert_eq!(found(&member, &format!("?{query}")).await, ["Billing Export"], "{text}, indexed");
        app.execute("UPDATE tokens SET search_key = search_key || 'x'").await;
    }
}

/// Signs that a database reads as patterns are text to a person.
#[actix_web::test]
async fn what_is_searched_for_is_text_and_no_pattern() {
    let app = TestApp::start().await;
    for name in ["100% sure", "under_score", "back\\slash", "plain"] {
        app.token(name).await;
    }
    let member = app.member().await;
    for (text, name) in
        [("%", "100% sure"), ("r_s", "under_score"), ("\\", "back\\slash"), ("*", ""), ("?", ""), ("'", "")]
    {
        let query = Fields::from([("q", text)]).encoded();
        let expected: Vec<&str> = Some(name).filter(|n| !n.is_empty()).into_iter().collect();
        assert_eq!(found(&member, &format!("?{query}")).await, expected, "{text}");
    }
    index_some(&app.db).await.unwrap();
    for (text, name) in
        [("00%", "100% sure"), ("0_ ", ""), ("r_sc", "under_score"), ("k\\sl", "back\\slash"), ("u%d", "")]
    {
        let query = Fields::from([("q", text)]).encoded();
        let expected: Vec<&str> = Some(name).filter(|n| !n.is_empty()).into_iter().collect();
        assert_eq!(found(&member, &format!("?{query}")).await, expected, "{text}, indexed");
    }
}

#[actix_web::test]
async fn a_pasted_token_is_found_and_its_secret_gets_into_no_address() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    app.token("Grafana").await;
    let member = app.member().await;
    let view = format!("/integrations?q=lka_{}", token.handle);
    let secret = token.secret.as_str();
    for pasted in
        [secret.to_owned(), format!("  {secret}\n"), format!("Authorization: Bearer {secret}"), secret[..30].to_owned()]
    {
        let answer = member.post("/integrations/search", [("q", pasted.as_str())]).await;
        assert_eq!(answer.location(), view, "posted");
        let query = Fields::from([("q", pasted.as_str())]).encoded();
        assert_eq!(member.get(&format!("/integrations?{query}")).await.location(), view, "in an address");
    }
    assert_eq!(found(&member, &view["/integrations".len()..]).await, ["Billing export"]);
}

/// Whoever pastes a token wants that one, whatever they looked at before.
#[actix_web::test]
async fn no_filter_hides_a_pasted_token() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let member = app.member().await;
    let fields = [("q", token.secret.as_str()), ("status", "inactive"), ("only", "unused"), ("sort", "name")];
    let view = format!("/integrations?q=lka_{}", token.handle);
    assert_eq!(member.post("/integrations/search", fields).await.location(), view);
    let query = Fields::from(fields).encoded();
    assert_eq!(member.get(&format!("/integrations?{query}")).await.location(), view);
}

#[actix_web::test]
async fn the_search_form_leads_to_the_view_it_asks_for() {
    let app = TestApp::start().await;
    app.token("Billing export").await;
    let member = app.member().await;
    let page = member.get("/integrations?sort=name&order=up&status=active").await;
    let form = page.fields("form[role='search']").with("q", "bill & co").with("only", "never-used");
    let answer = member.post("/integrations/search", form).await;
    assert_eq!(answer.location(), "/integrations?q=bill+%26+co&status=active&only=never-used&sort=name&order=up");
    let view = member.follow(answer).await;
    assert_eq!(view.fields("form[role='search']").value("q"), Some("bill & co"), "and shows what it asked");
    assert_eq!(
        view.text("div.empty p"),
        "No token matches. A secret is found as a whole, or by the 8 characters after its prefix; never by its end. \
         Clear filters"
    );
    assert_eq!(member.post("/integrations/search", Fields::default()).await.location(), "/integrations");
    assert_eq!(member.post("/integrations/search", [("x", "y")]).await.status, 422);
}

#[actix_web::test]
async fn nonsense_in_an_address_is_no_fault() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let member = app.member().await;
    let long = "x".repeat(5_000);
    let id = token.id;
    for query in [
        "q=%00".to_owned(),
        "q=a%00b".to_owned(),
        "q=%ff%fe".to_owned(),
        "q=%F0%9F%9A%80".to_owned(),
        format!("q={long}"),
        "q='%20OR%201=1--".to_owned(),
        "status=deleted".to_owned(),
        "status=weird&application=x&only=y&sort=z&order=sideways".to_owned(),
        "after=x".to_owned(),
        format!("after={id}-"),
        format!("after={id}-abc"),
        format!("after={id}-99999999999999999999999"),
        format!("after={id}-%00&sort=name"),
        format!("after={id}-%F0%9F%9A%80&sort=name"),
        format!("before={id}-9&after={id}-9"),
        format!("before={id}--1&sort=expires"),
        "&&&=&=%".to_owned(),
    ] {
        assert_eq!(member.get(&format!("/integrations?{query}")).await.status, 200, "{query:.60}");
    }
}

#[actix_web::test]
async fn a_pasted_token_is_told_apart_from_one_that_only_begins_like_it() {
    let app = TestApp::start().await;
    let (member, token) = (app.member().await, app.token("Billing export").await);
    let foreign = app.foreign_token("Elsewhere").await;
    let cut = &token.secret[..40];
    for (pasted, says) in [
        (token.secret.as_str(), "That is the secret of “Billing export”. Open it"),
        (foreign.secret.as_str(), "No token here has that secret. Shown is what has the same beginning."),
        (cut, "That is not a whole token. Shown is what has the same beginning."),
    ] {
        let found = member.post("/integrations/search", [("q", pasted)]).await;
        let page = member.follow(found).await;
        assert_eq!(page.text("#flash-text"), says);
        let links = if pasted == token.secret { vec![token.path("")] } else { vec![] };
        assert_eq!(page.attributes("#flash-text a", "href"), links);
    }
}
