//! Sorting and paging: every token once, forwards and backwards.

use latchkey::clock::DAY;

use crate::harness::{Answer, Client, TestApp};

/// 130 tokens, most of them alike in what they are sorted by.
async fn many(app: &TestApp) {
    let template = app.token("The first").await;
    let (now, people) = (app.clock.now(), &app.people);
    let rows: Vec<Vec<String>> = (0..129)
        .map(|n| {
            let application = if n % 2 == 0 { people.application } else { people.second_application };
            // Names repeat across applications; moments come in a few kinds, some of them absent.
            let name = format!("'pair {:03}'", n / 2);
            let used =
                if n % 3 == 0 { "CAST(NULL AS BIGINT)".to_owned() } else { now.plus(-n % 4 * DAY).0.to_string() };
            let expires =
                if n % 5 == 0 { "CAST(NULL AS BIGINT)".to_owned() } else { now.plus(n % 2 * DAY).0.to_string() };
            let application = format!("'{application}'");
            vec![application.clone(), application, name.clone(), name, used, expires]
        })
        .collect();
    let columns = ["owner_id", "application_id", "name", "name_key", "last_used_at", "expires_at"];
    app.copies(&template, &columns, &rows).await;
}

/// The ids on a page.
fn ids(page: &Answer) -> Vec<String> {
    assert_eq!(page.status, 200);
    page.attributes("tbody tr", "id")
}

/// Follows a link from page to page, and gives the pages.
async fn walk(client: &Client, start: &str, rel: &str) -> Vec<(String, Vec<String>)> {
    let mut pages = Vec::new();
    let mut next = Some(start.to_owned());
    while let Some(address) = next {
        let page = client.get(&address).await;
        next = page.attributes(&format!("a[rel='{rel}']"), "href").pop();
        pages.push((address, ids(&page)));
        assert!(pages.len() <= 4, "it goes round in circles");
    }
    pages
}

#[actix_web::test]
async fn every_token_is_on_one_page_forwards_and_backwards_in_every_order() {
    let app = TestApp::start().await;
    many(&app).await;
    let member = app.member().await;
    for (sort, key) in [
        ("name", "name_key"),
        ("created", "created_at"),
        ("last-used", "COALESCE(last_used_at, 0)"),
        ("expires", "COALESCE(expires_at, 9223372036854775807)"),
    ] {
        for (order, direction) in [("up", "ASC"), ("down", "DESC")] {
            let case = format!("by {sort}, {order}");
            let sql = format!("SELECT 'token-' || id FROM tokens ORDER BY {key} {direction}, id {direction}");
            let expected = app.texts(&sql).await;
            let pages = walk(&member, &format!("/integrations?sort={sort}&order={order}"), "next").await;
            let forwards: Vec<String> = pages.iter().flat_map(|(_, ids)| ids.clone()).collect();
            assert_eq!(forwards, expected, "{case}");
            assert_eq!(pages.iter().map(|(_, ids)| ids.len()).collect::<Vec<_>>(), [50, 50, 30], "{case}");
            let mut back = walk(&member, &pages[2].0, "prev").await;
            back.reverse();
            let backwards: Vec<String> = back.into_iter().flat_map(|(_, ids)| ids).collect();
            assert_eq!(backwards, expected, "{case}, backwards");
        }
    }
}

#[actix_web::test]
async fn paging_keeps_the_filters() {
    let app = TestApp::start().await;
    many(&app).await;
    let member = app.member().await;
    let start = format!("/integrations?q=copy&application={}&sort=name&order=up", app.people.application);
    let pages = walk(&member, &start, "next").await;
    let shown: usize = pages.iter().map(|(_, ids)| ids.len()).sum();
    assert_eq!((pages.len(), shown), (2, 65), "the half that is the first application's");
    assert!(pages[1].0.starts_with(&start), "{}", pages[1].0);
}

#[actix_web::test]
async fn a_token_that_comes_or_goes_between_two_pages_displaces_no_other() {
    let app = TestApp::start().await;
    many(&app).await;
    let member = app.member().await;
    let first = member.get("/integrations?sort=created&order=down").await;
    let seen = ids(&first);
    let gone = seen[7].replace("token-", "");
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{gone}'")).await;
    app.clock.advance(1);
    app.token("Newer than all").await;
    let rest = walk(&member, &first.attributes("a[rel='next']", "href").remove(0), "next").await;
    let rest: Vec<String> = rest.into_iter().flat_map(|(_, ids)| ids).collect();
    assert_eq!(rest.len(), 80, "none twice and none left out");
    assert!(rest.iter().all(|id| !seen.contains(id)));
}

#[actix_web::test]
async fn one_page_has_no_other() {
    let app = TestApp::start().await;
    app.token("Alone").await;
    let page = app.member().await.get("/integrations").await;
    assert_eq!((page.count("a[rel='next']"), page.count("a[rel='prev']")), (0, 0));
}

/// A second press on the column turns it round.
#[actix_web::test]
async fn a_columns_link_sorts_by_it_and_then_the_other_way() {
    let app = TestApp::start().await;
    for name in ["b", "a", "c"] {
        app.token(name).await;
        app.clock.advance(1);
    }
    let member = app.member().await;
    assert_eq!(super::names(&member.get("/integrations").await), ["c", "a", "b"], "the latest first");
    let press = async |page: &Answer, column: usize| {
        let address = page.attributes("#sorting a", "href").remove(column);
        member.get(&address).await
    };
    let by_name = press(&member.get("/integrations").await, 0).await;
    assert_eq!(super::names(&by_name), ["a", "b", "c"]);
    assert_eq!(super::names(&press(&by_name, 0).await), ["c", "b", "a"]);
    let created = press(&by_name, 1).await;
    assert_eq!(super::names(&press(&created, 1).await), ["b", "a", "c"], "the oldest first");
}

#[actix_web::test]
async fn counting_stops_where_nobody_cares_any_more() {
    let app = TestApp::start().await;
    let template = app.token("The first").await;
    let rows: Vec<Vec<String>> = (0..1_000).map(|n| vec![format!("{n}")]).collect();
    app.copies(&template, &["created_at"], &rows).await;
    let member = app.member().await;
    for (view, said) in
        [("", "more than 1,000 tokens"), ("?q=copy", "1,000 tokens"), ("?only=never-used", "more than 1,000 tokens")]
    {
        assert_eq!(member.get(&format!("/integrations{view}")).await.text("#count"), said, "{view}");
    }
}
