//! What whoever uses a token has to know, to be passed on: without the secret, at the reveal and later.

use latchkey::tokens::{AllowedNetworks, Permissions};

use super::{holds_a_secret, revealed};
use crate::harness::{Answer, Fields, TestApp};

fn text(page: &Answer) -> String {
    assert_eq!(page.count("#instructions"), 1, "{}: {}", page.status, page.body);
    page.text("#instructions")
}

#[actix_web::test]
async fn they_are_on_the_reveal_and_later_on_a_page_and_never_have_the_secret() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let reveal = administrator.post("/integrations/tokens", app.new_token("Billing export")).await;
    let (secret, at_once) = (revealed(&reveal), text(&reveal));
    let id = app.texts("SELECT id FROM tokens").await.remove(0);
    let page = administrator.get(&format!("/integrations/tokens/{id}/instructions")).await;
    assert_eq!((page.status, text(&page)), (200, at_once.clone()), "the same later");
    assert!(!holds_a_secret(&at_once) && !at_once.contains(&secret[12..]), "{at_once}");
    for says in [
        "API token “Billing export” for Metering of Acme",
        "Address of the API: (to be added)",
        "Authorization: Bearer TOKEN",
        &format!("the secret ({}…), which you get separately", &secret[..12]),
        "It may read everything that the API offers, and change nothing.",
        "It works from any address.",
        "It works until 22 November 2027, 10:00 UTC.",
        "X-Latchkey-Decision-Id",
        "Questions: Ada Administrator, ada@acme.example",
        &format!("end it at once: {}/found", app.base()),
    ] {
        assert!(at_once.contains(says), "{says}: {at_once}");
    }
    let link = administrator.get(&format!("/integrations/tokens/{id}")).await;
    assert_eq!(link.count("a[href$='/instructions'][data-dialog]"), 1);
}

#[actix_web::test]
async fn they_say_in_words_what_the_token_may_do_and_from_where() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let listed = ["devices.get", "devices.post", "gone.get"].map(str::to_owned);
    let token = app
        .token_with("Sensors", |new| {
            new.permissions = Permissions::Custom(listed.into());
            new.networks = AllowedNetworks::parse("10.0.0.0/8 2001:db8::/32").unwrap();
            new.expires_at = None;
        })
        .await;
    let page = administrator.get(&token.path("/instructions")).await;
    let calls: Vec<&str> =
        page.body.lines().filter(|line| line.starts_with("  GET") || line.starts_with("  POST")).collect();
    let devices = format!("/applications/{}/devices", app.people.application);
    let expected = [format!("  GET {devices}"), format!("  POST {devices}")];
    assert_eq!(calls, expected, "what the catalogue doesn't have admits nothing");
    assert!(page.body.contains("* List the devices of an application:\n  GET"), "{}", page.body);
    let text = text(&page);
    assert!(
        text.contains("It works from these addresses only: 10.0.0.0/8, 2001:db8::/32. It doesn't expire."),
        "{text}"
    );
}

/// A name is a text, in a text as on a page.
#[actix_web::test]
async fn a_name_that_is_markup_stays_a_text() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("</pre><script>alert(1)</script>{ $email }").await;
    let page = administrator.get(&token.path("/instructions")).await;
    assert!(text(&page).contains("“</pre><script>alert(1)</script>{ $email }”"), "{}", text(&page));
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
}

#[actix_web::test]
async fn there_are_none_of_what_nobody_new_can_use() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    app.execute("UPDATE memberships SET api_access = TRUE").await;
    let own = administrator.post("/account/tokens", app.new_token("Mine")).await;
    assert_eq!((own.status, own.count("#instructions")), (201, 0), "one's own is given to nobody");
    let id = app.texts("SELECT id FROM tokens").await.remove(0);
    let page = administrator.get(&format!("/integrations/tokens/{id}")).await;
    assert_eq!((page.count("a[href$='/instructions']"), page.text(".crumbs").as_str()), (0, "Integrations"));
    assert_eq!(page.text("head > title"), "Mine · API tokens · Latchkey");
    assert_ne!(administrator.get(&format!("/integrations/tokens/{id}/instructions")).await.status, 200);
    let (off, marked, ended) = (app.token("Off").await, app.token("Marked").await, app.token("Ended").await);
    administrator.post(&off.path("/deactivation"), Fields::default()).await;
    administrator.post(&marked.path("/compromise"), [("reason", "Seen in a log")]).await;
    app.execute(&format!("UPDATE tokens SET expires_at = 1 WHERE id = '{}'", ended.id)).await;
    let link = "a[href$='/instructions']";
    for (token, status) in [(&off, 200), (&marked, 409), (&ended, 409)] {
        let (page, below) = (administrator.get(&token.path("")).await, token.path("/instructions"));
        assert_eq!((administrator.get(&below).await.status, page.count(link)), (status, usize::from(status == 200)));
    }
    for other in [app.member().await, app.support().await] {
        assert_eq!(other.get(&off.path("/instructions")).await.status, 403);
        assert_eq!(other.get(&off.path("")).await.count(link), 0);
    }
    assert_eq!(app.foreigner().await.get(&off.path("/instructions")).await.status, 404);
}
