//! The language of the portal: the browser's, unless its person chose one here; and what speaks English whatever is asked.

use reqwest::Method;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use serde_json::json;

use crate::harness::{Answer, Client, TestApp};

/// Opens a page in a browser that wants German.
async fn in_german(client: &Client, path: &str) -> Answer {
    client.send(client.request(Method::GET, path).header(ACCEPT_LANGUAGE, "de-AT,de;q=0.9,en;q=0.8")).await
}

/// Chooses in a browser that wants German.
async fn choose(client: &Client, code: &str) -> Answer {
    client.send(client.form("/account/language", [("language", code)]).header(ACCEPT_LANGUAGE, "de")).await
}

fn language(page: &Answer) -> String {
    page.attributes("html", "lang").concat()
}

/// The chosen option on the account page.
fn chosen(page: &Answer) -> Vec<String> {
    page.attributes("#language option[selected]", "value")
}

#[actix_web::test]
async fn who_is_not_signed_in_is_answered_as_the_browser_asks() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let page = in_german(&client, "/sign-in").await;
    assert_eq!((language(&page), page.text("h1")), ("de".into(), "Anmelden".into()));
    let page = client.get("/sign-in").await;
    assert_eq!((language(&page), page.text("h1")), ("en".into(), "Sign in".into()));
    let wrong = [("email", "nobody@acme.example"), ("password", "wrong")];
    let refused = client.send(client.form("/sign-in", wrong).header(ACCEPT_LANGUAGE, "de")).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.faults(), ["E-Mail-Adresse oder Passwort stimmt nicht."]);
    let missing = in_german(&client, "/nothing-here").await;
    assert_eq!((missing.status, missing.text("h1")), (404, "Nicht gefunden".into()));
}

#[actix_web::test]
async fn a_chosen_language_goes_before_the_browsers_until_it_is_given_up() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let page = in_german(&member, "/account").await;
    assert_eq!((language(&page), page.text("h1"), chosen(&page)), ("de".into(), "Konto".into(), vec![]));
    assert_eq!(choose(&member, "en").await.location(), "/account");
    let page = in_german(&member, "/account").await;
    assert_eq!((language(&page), page.text("h1"), chosen(&page)), ("en".into(), "Account".into(), vec!["en".into()]));
    assert_eq!(page.text("#flash-text"), "The portal is in English from now on.");
    let elsewhere = app.member().await;
    assert_eq!(language(&in_german(&elsewhere, "/integrations").await), "en", "in every session of theirs");
    assert_eq!(language(&in_german(&app.support().await, "/integrations").await), "de", "and of nobody else");
    let missing = in_german(&member, "/nothing-here").await;
    assert_eq!((missing.status, missing.text("h1")), (404, "Not found".into()));
    assert_eq!(choose(&member, "de").await.location(), "/account");
    let page = member.get("/account").await;
    assert_eq!((language(&page), chosen(&page)), ("de".into(), vec!["de".into()]), "though the browser asks for none");
    assert_eq!(page.text("#flash-text"), "Das Portal ist ab jetzt auf Deutsch.");
    assert_eq!(choose(&member, "").await.location(), "/account");
    assert_eq!(language(&in_german(&member, "/account").await), "de");
    let page = member.get("/account").await;
    assert_eq!((language(&page), chosen(&page)), ("en".into(), vec![]));
}

#[actix_web::test]
async fn a_language_that_there_is_not_changes_nothing() {
    let app = TestApp::start().await;
    let member = app.member().await;
    assert_eq!(choose(&member, "en").await.status, 303);
    for code in ["fr", "DE", "de-AT", " ", "<b>"] {
        assert_eq!(choose(&member, code).await.status, 422, "{code}");
    }
    let twice = member.post("/account/language", [("language", "de"), ("language", "de")]).await;
    assert_eq!(twice.status, 422);
    assert_eq!(language(&in_german(&member, "/account").await), "en");
    assert_eq!(app.texts("SELECT language FROM users WHERE language IS NOT NULL").await, ["en"]);
}

#[actix_web::test]
async fn what_programs_read_is_english_whatever_is_asked() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let client = app.anonymous();
    let tokens = format!("/api/applications/{}/tokens", app.people.application);
    let faulty = json!({ "name": "", "expirationDate": "yesterday", "ipNetworks": ["nowhere"] }).to_string();
    for (method, path, secret, body, status) in [
        (Method::GET, tokens.as_str(), "", "", 401),
        (Method::GET, tokens.as_str(), "nothing", "", 401),
        (Method::GET, "/api/nothing", token.secret.as_str(), "", 404),
        (Method::GET, "/api/applications/0123456789abcdef01234567", token.secret.as_str(), "", 404),
        (Method::POST, tokens.as_str(), token.secret.as_str(), "[]", 400),
        (Method::POST, tokens.as_str(), token.secret.as_str(), faulty.as_str(), 400),
    ] {
        let ask = || {
            let request = client.request(method.clone(), path).header(CONTENT_TYPE, "application/json");
            let request = request.body(body.to_owned());
            if secret.is_empty() { request } else { request.bearer_auth(secret) }
        };
        let (plain, german) = (client.send(ask()).await, client.send(ask().header(ACCEPT_LANGUAGE, "de")).await);
        assert_eq!((plain.status, german.status), (status, status), "{path}: {}", german.body);
        assert_eq!(plain.body, german.body, "{path}");
    }
    for asked in [app.gate().get(&app.devices()), app.gate().get(&app.devices()).bearer("nothing")] {
        let (plain, german) = (asked.clone().await, asked.set(ACCEPT_LANGUAGE.as_str(), "de").await);
        assert_eq!((plain.status, german.status), (401, 401));
        assert_eq!(plain.header("www-authenticate"), german.header("www-authenticate"));
        assert_eq!(plain.body, german.body);
    }
}
