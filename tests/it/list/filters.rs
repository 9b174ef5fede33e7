//! The filters, held against what a token is.

use latchkey::clock::{DAY, Timestamp};
use latchkey::tokens::{AllowedNetworks, Facts, Status};

use super::found;
use crate::harness::{Client, Fields, HOUR, TestApp};

/// Every combination of facts, at and around the present moment.
fn combinations(now: Timestamp) -> Vec<Facts> {
    let moments = [None, Some(now), Some(now.plus(1))];
    let once = [None, Some(now.plus(-1))];
    let mut all = Vec::new();
    for active in [true, false] {
        for deleted_at in once {
            for compromised_at in once {
                for expires_at in moments {
                    for ends_at in moments {
                        for paused_until in moments {
                            all.push(Facts { active, deleted_at, compromised_at, expires_at, ends_at, paused_until });
                        }
                    }
                }
            }
        }
    }
    all
}

/// The database derives the status for the filter, the program for everything else: they must agree.
#[actix_web::test]
async fn the_status_filter_agrees_with_the_derived_status_for_every_combination_of_facts() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    let template = app.token("The first").await;
    let facts = combinations(now);
    assert_eq!(facts.len(), 216);
    let sql =
        |at: Option<Timestamp>| at.map_or("CAST(NULL AS BIGINT)".to_owned(), |at| format!("CAST({} AS BIGINT)", at.0));
    let rows: Vec<Vec<String>> = facts
        .iter()
        .map(|f| {
            let active = if f.active { "TRUE" } else { "FALSE" }.to_owned();
            let moments = [f.deleted_at, f.compromised_at, f.expires_at, f.ends_at, f.paused_until].map(sql);
            [&[active], &moments[..]].concat()
        })
        .collect();
    let columns = ["active", "deleted_at", "compromised_at", "expires_at", "ends_at", "paused_until"];
    app.copies(&template, &columns, &rows).await;
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{}'", template.id)).await;
    let member = app.member().await;
    let mut listed = 0;
    for status in [Status::Active, Status::Inactive, Status::Compromised, Status::Expired] {
        let expected: Vec<String> = (0..)
            .zip(&facts)
            .filter(|(_, facts)| facts.status(now) == status)
            .map(|(n, _): (usize, _)| format!("copy {n:03}"))
            .collect();
        let mut shown = Vec::new();
        let mut next = Some(format!("/integrations?status={}&sort=name&order=up", status.as_str()));
        while let Some(address) = next {
            let page = member.get(&address).await;
            shown.extend(page.all("tbody a.name"));
            assert_eq!(page.text("#count"), format!("{} tokens", expected.len()), "{status:?}");
            next = page.attributes("a[rel='next']", "href").pop();
        }
        assert_eq!(shown, expected, "{status:?}");
        listed += shown.len();
    }
    let living = facts.iter().filter(|facts| facts.status(now) != Status::Deleted).count();
    assert_eq!(listed, living, "a tombstone is in no list");
}

#[actix_web::test]
async fn each_particular_finds_the_tokens_that_have_it() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    for (name, facts) in [
        ("ends tomorrow", format!("expires_at = {}", now.plus(DAY).0)),
        ("ends in two weeks", format!("expires_at = {}", now.plus(14 * DAY).0)),
        ("ends later", format!("expires_at = {}", now.plus(14 * DAY + 1).0)),
        ("ended", format!("expires_at = {}", now.0)),
        ("off, ends tomorrow", format!("active = FALSE, expires_at = {}", now.plus(DAY).0)),
        ("its overlap ends", format!("expires_at = NULL, superseded_at = 1, ends_at = {}", now.plus(DAY).0)),
        ("used today", format!("last_used_at = {}", now.0)),
        ("used long ago", format!("last_used_at = {}", now.plus(-90 * DAY - 1).0)),
        ("used 90 days ago", format!("last_used_at = {}", now.plus(-90 * DAY).0)),
        ("made long ago", format!("created_at = {}", now.plus(-91 * DAY).0)),
        ("copied", "confirmed_at = 1".to_owned()),
    ] {
        let inside = AllowedNetworks::parse("10.0.0.0/8").unwrap();
        let token = app.token_with(name, |new| new.networks = inside).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
    }
    app.token("from anywhere").await;
    let member = app.member().await;
    let expiring = found(&member, "?only=expiring").await;
    assert_eq!(expiring, ["ends in two weeks", "ends tomorrow"], "what has a successor is no alarm");
    assert_eq!(found(&member, "?only=unused").await, ["made long ago", "used long ago"]);
    assert_eq!(found(&member, "?only=any-address").await, ["from anywhere"]);
    let never = found(&member, "?only=never-used").await;
    assert!(never.len() == 9 && !never.iter().any(|name| name.starts_with("used")), "{never:?}");
    let unconfirmed = found(&member, "?only=unconfirmed").await;
    let settled = |name: &String| name == "copied" || name.starts_with("used");
    assert!(unconfirmed.len() == 8 && !unconfirmed.iter().any(settled), "who uses it has it: {unconfirmed:?}");
    let noted = |page: &crate::harness::Answer| page.all("th .note").len();
    let (all, these) = (member.get("/integrations").await, member.get("/integrations?only=unconfirmed").await);
    assert_eq!((noted(&all), noted(&these)), (8, 8), "the list marks what the filter finds");
}

#[actix_web::test]
async fn filters_narrow_together_and_can_be_taken_away_one_by_one() {
    let app = TestApp::start().await;
    let second = app.people.second_application;
    app.token("Billing one").await;
    app.token_with("Billing two", |new| new.owner = second).await;
    app.token_with("Grafana", |new| new.owner = second).await;
    app.execute("UPDATE tokens SET active = FALSE WHERE name = 'Grafana'").await;
    let member = app.member().await;
    assert_eq!(found(&member, &format!("?application={second}")).await, ["Billing two", "Grafana"]);
    assert_eq!(found(&member, &format!("?application={second}&status=inactive")).await, ["Grafana"]);
    let page = member.get(&format!("/integrations?q=billing&application={second}&status=active")).await;
    assert_eq!(super::names(&page), ["Billing two"]);
    assert_eq!(page.text("#count"), "1 token");
    let chips = page.all("a.chip bdi");
    assert_eq!(chips, ["“billing”", "Active", "Portal"]);
    let without = page.attributes("a.chip", "href");
    assert_eq!(without[2], "/integrations?q=billing&status=active");
    assert_eq!(found(&member, "?q=billing&status=active").await, ["Billing one", "Billing two"]);
}

/// Who cleans up looks for the old ones, and who renews for what ends first.
#[actix_web::test]
async fn what_waits_longest_comes_first_unless_another_order_is_chosen() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    for (name, days) in [("a week old", 7), ("a year old", 365), ("made today", 0), ("a month old", 30)] {
        let token = app.token(name).await;
        app.execute(&format!(
            "UPDATE tokens SET created_at = {}, expires_at = {} WHERE id = '{}'",
            now.plus(-days * DAY).0,
            now.plus((days % 13 + 1) * DAY).0,
            token.id
        ))
        .await;
    }
    let member = app.member().await;
    let listed = async |client: &Client, query: &str| super::names(&client.get(&format!("/integrations{query}")).await);
    let by_age = ["a year old", "a month old", "a week old", "made today"];
    let mut newest_first = by_age;
    newest_first.reverse();
    assert_eq!(listed(&member, "?only=never-used").await, by_age);
    assert_eq!(listed(&member, "").await, newest_first, "all of them as ever");
    assert_eq!(listed(&member, "?only=unconfirmed").await, newest_first, "whose answer was lost looks for the latest");
    let ends_first = ["made today", "a year old", "a month old", "a week old"];
    assert_eq!(listed(&member, "?only=expiring").await, ends_first);
    let page = member.get("/integrations?only=never-used").await;
    assert_eq!(page.text("#sorting a[aria-current]"), "Created (ascending) ↑", "and says so");
    let turned = page.attributes("#sorting a[aria-current]", "href");
    assert_eq!(turned, ["/integrations?only=never-used&sort=created&order=down"]);
    assert_eq!(super::names(&member.get(&turned[0]).await), newest_first, "a chosen order counts");
    assert_eq!(page.attributes("a.chip", "href"), ["/integrations"], "the filter takes its order with it");
    let form = page.fields("form[role='search']").with("only", "");
    assert_eq!(member.post("/integrations/search", form).await.location(), "/integrations");
    let sorted = member.get("/integrations?only=never-used&sort=name&order=up").await;
    assert_eq!(sorted.attributes("a.chip", "href"), ["/integrations?sort=name&order=up"], "a chosen one stays");
}

/// Over several pages, in the order that nobody has named.
#[actix_web::test]
async fn the_usual_order_of_a_filter_goes_on_from_page_to_page() {
    let app = TestApp::start().await;
    let template = app.token("The template").await;
    let made: Vec<Vec<String>> = (0..120).map(|n| vec![(app.clock.now().0 - n * 1_000).to_string()]).collect();
    app.copies(&template, &["created_at"], &made).await;
    let member = app.member().await;
    let (mut seen, mut next) = (Vec::new(), Some("/integrations?only=never-used".to_owned()));
    while let Some(address) = next {
        assert!(!address.contains("sort"), "{address}");
        let page = member.get(&address).await;
        seen.extend(super::names(&page));
        next = page.attributes("a[rel='next']", "href").pop();
    }
    let expected: Vec<String> = (0..120).rev().map(|n| format!("copy {n:03}")).collect();
    let seen: Vec<String> = seen.into_iter().filter(|name| name.starts_with("copy")).collect();
    assert_eq!(seen, expected);
}

/// Who looks at the list afterwards sees what support has done.
#[actix_web::test]
async fn the_list_tells_who_marked_a_token_compromised() {
    let app = TestApp::start().await;
    let (token, support) = (app.token("Billing export").await, app.support().await);
    let why = Fields::from([("reason", "Found in a ticket")]);
    assert_eq!(support.post(&token.path("/compromise"), why).await.status, 303);
    app.clock.advance(2 * HOUR);
    let row = app.administrator().await.get("/integrations").await.text("tbody tr");
    let expected = format!("Compromised 2 hours ago by {}", app.people.support.name);
    assert!(row.contains(&expected), "{row}");
}
