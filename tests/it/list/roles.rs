//! What each role sees of the list, and that what people typed is text.

use latchkey::tokens::{Description, Permissions};

use crate::harness::{Answer, TestApp};

fn switches(page: &Answer) -> usize {
    page.count("tbody form[data-switch]")
}

fn links_to(page: &Answer, what: &str) -> usize {
    page.attributes("main a", "href").iter().filter(|href| href.split('?').next().unwrap().ends_with(what)).count()
}

#[actix_web::test]
async fn an_administrator_sees_the_switch_and_what_else_may_be_done() {
    let app = TestApp::start().await;
    for (name, facts) in [
        ("active", "active = TRUE"),
        ("inactive", "active = FALSE"),
        ("compromised", "compromised_at = 1"),
        ("expired", "expires_at = 1"),
    ] {
        let token = app.token(name).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
    }
    let page = app.administrator().await.get("/integrations?sort=name&order=up").await;
    assert_eq!(page.all(".section-head a"), ["Add token"]);
    assert_eq!(page.all("tbody .badge"), ["Active", "Compromised", "Expired", "Inactive"]);
    assert_eq!(page.attributes("tbody button[role='switch']", "aria-checked"), ["true", "false"]);
    assert_eq!((links_to(&page, "/deletion"), links_to(&page, "/edit")), (4, 4));
    let pauses = page.attributes("tbody tr:has(.badge.active) a[href*='/pause']", "href");
    assert_eq!((pauses.len(), links_to(&page, "/pause")), (1, 1), "what works can be paused, and nothing else");
    assert!(pauses[0].ends_with("/pause?return_to=%2Fintegrations%3Fsort%3Dname%26order%3Dup"), "{pauses:?}");
}

#[actix_web::test]
async fn a_member_sees_the_tokens_and_nothing_to_do_with_them() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let member = app.member().await;
    for page in [member.get("/integrations").await, member.get(&token.path("")).await] {
        assert!(page.text("main").contains("Billing export"));
        assert_eq!(switches(&page), 0);
        for what in ["/new", "/edit", "/deletion", "/deactivation", "/pause", "/compromise"] {
            assert_eq!(links_to(&page, what), 0, "{what}");
        }
        assert_eq!(page.count("main form:not([role='search'])"), 0);
        assert!(!page.text("main").contains("Delete") && !page.text("main").contains("Add token"));
    }
}

#[actix_web::test]
async fn support_sees_how_to_shut_a_token_and_no_more() {
    let app = TestApp::start().await;
    let (on, off) = (app.token("On").await, app.token("Off").await);
    app.execute("UPDATE tokens SET active = FALSE WHERE name = 'Off'").await;
    let support = app.support().await;
    let list = support.get("/integrations").await;
    assert_eq!(list.all("td.status a"), ["Deactivate On"], "nothing for what is off already");
    for page in [list, support.get(&on.path("")).await, support.get(&off.path("")).await] {
        assert_eq!(switches(&page), 0);
        for what in ["/new", "/edit", "/deletion"] {
            assert_eq!(links_to(&page, what), 0, "{what}");
        }
        assert!(!page.text("main").contains("Add token"));
    }
    let page = support.get(&on.path("")).await;
    assert_eq!((links_to(&page, "/compromise"), page.count("input[value='active'][disabled]")), (1, 1));
}

#[actix_web::test]
async fn an_empty_list_offers_the_first_token_to_whoever_may_make_it() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await.get("/integrations").await;
    assert_eq!(administrator.all("main a.button"), ["Add first token"]);
    let member = app.member().await.get("/integrations").await;
    assert_eq!(member.count("main a.button"), 0);
    assert!(member.text("main").contains("An administrator of your organization can create one."));
}

/// What a person typed is text wherever it is shown.
#[actix_web::test]
async fn no_name_or_description_becomes_markup() {
    let app = TestApp::start().await;
    let hostile = "\"><img src=x onerror=alert(1)><script>alert('x')</script>";
    app.execute(&format!("UPDATE organizations SET name = '{}'", hostile.replace('\'', ""))).await;
    app.execute(&format!("UPDATE applications SET name = '{}'", hostile.replace('\'', ""))).await;
    app.execute(&format!("UPDATE users SET name = '{}'", hostile.replace('\'', ""))).await;
    let token = app
        .token_with(hostile, |new| {
            new.description = Description::parse(&format!("</textarea>{hostile}")).unwrap();
            new.permissions = Permissions::Custom([hostile.replace(' ', "")].into());
        })
        .await;
    let administrator = app.administrator().await;
    administrator.post(&token.path("/deactivation"), [("reason", hostile)]).await;
    let mut pages = Vec::new();
    for path in [
        "/integrations".to_owned(),
        format!("/integrations?q={}", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
        "/integrations/tokens/new".to_owned(),
        format!("/integrations/tokens/new?like={}", token.id),
        token.path(""),
        token.path("/edit"),
        token.path("/deletion"),
        token.path("/deactivation?return_to=/%22%3E%3Cscript%3E"),
        token.path("/compromise"),
        "/account".to_owned(),
        "/sign-in?return_to=/%22%3E%3Cscript%3E".to_owned(),
    ] {
        pages.push((path.clone(), administrator.get(&path).await));
    }
    let made = administrator.post("/integrations/tokens", app.new_token("</title><script>x</script>")).await;
    pages.push(("the reveal".to_owned(), made));
    for (path, page) in pages {
        assert!(page.status < 400, "{path}: {}", page.status);
        assert_eq!(page.count("img[onerror], img[src='x']"), 0, "{path}");
        assert_eq!(page.count("script:not([src]):not([type='application/json'])"), 0, "{path}");
    }
    let list = administrator.get("/integrations?q=img").await;
    assert_eq!(super::names(&list), [hostile]);
    assert_eq!(administrator.get(&token.path("")).await.text("dd.lines"), format!("</textarea>{hostile}"));
}
