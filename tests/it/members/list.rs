//! The list: everyone who belongs to the organization, a page at a time.

use latchkey::access::Role;

use super::membership;
use crate::harness::{HOUR, TestApp};

#[actix_web::test]
async fn a_row_says_who_someone_is_and_what_they_do() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    app.execute(&format!("UPDATE memberships SET api_access = TRUE WHERE user_id = '{}'", app.people.support.id)).await;
    app.token("One").await;
    let two = app.token("Two").await;
    app.foreign_token("Not ours").await;
    administrator.post(&two.path("/deletion"), [("name", "Two")]).await;
    app.clock.advance(3 * HOUR);
    let page = administrator.get("/members").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.text("#count"), "3");
    let rows: Vec<String> = page.all("table[aria-labelledby='members-heading'] tbody tr");
    assert_eq!(
        rows,
        [
            "Ada Administrator ada@acme.example You administrator None 3 hours ago Created by Ada Administrator: 1 22 Nov 2026",
            "Mika Member mika@acme.example member None Never None 22 Nov 2026",
            "Sam Support sam@acme.example support Granted Never None 22 Nov 2026",
        ]
    );
    assert_eq!(page.attributes("nav.places [aria-current]", "href"), ["/members"]);
}

#[actix_web::test]
async fn someone_who_was_removed_is_not_listed() {
    let app = TestApp::start().await;
    app.execute(&format!("UPDATE memberships SET removed_at = 1 WHERE user_id = '{}'", app.people.member.id)).await;
    let page = app.administrator().await.get("/members").await;
    assert!(!page.body.contains("Mika"));
    assert_eq!(app.administrator().await.get(&format!("/members/{}", app.people.member.id)).await.status, 404);
    assert_eq!(membership(&app, app.people.member.id).await, "member removed");
}

#[actix_web::test]
async fn every_member_is_on_exactly_one_page_forwards_and_backwards() {
    let app = TestApp::start().await;
    for _ in 0..118 {
        app.newcomer(Role::Member).await;
    }
    let administrator = app.administrator().await;
    let mut page = administrator.get("/members").await;
    assert_eq!(page.text("#count"), "121");
    let mut seen = page.all("tbody .address");
    let mut pages = 1;
    while let Some(next) = page.attributes("a[rel='next']", "href").pop() {
        page = administrator.get(&next).await;
        seen.extend(page.all("tbody .address"));
        pages += 1;
    }
    assert_eq!(pages, 3);
    let mut sorted = seen.clone();
    sorted.sort_by_key(|address| address.replace(" You", ""));
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (121, &sorted), "in the order of addresses, each once");
    let mut back = page.all("tbody .address");
    while let Some(previous) = page.attributes("a[rel='prev']", "href").pop() {
        page = administrator.get(&previous).await;
        let mut before = page.all("tbody .address");
        before.append(&mut back);
        back = before;
    }
    assert_eq!(back, seen);
}

#[actix_web::test]
async fn someone_is_found_by_a_part_of_their_address() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for (typed, found) in [("MIKA", 1), ("acme.example", 3), ("%", 0), ("_", 0), ("borealis", 0), ("nobody", 0)] {
        let page = administrator.get(&format!("/members?q={typed}").replace('%', "%25")).await;
        assert_eq!(page.count("table[aria-labelledby='members-heading'] tbody tr"), found, "{typed}");
        assert_eq!(page.attributes("#q", "value"), [typed], "{typed}");
    }
    // The place of a foreign person tells nothing of their address.
    let page = administrator.get(&format!("/members?after={}", app.people.foreigner.id)).await;
    assert_eq!(page.count("tbody tr"), 0);
}

/// The list must not become slow because of one person.
#[actix_web::test]
async fn someone_with_very_many_tokens_is_counted_only_so_far() {
    let app = TestApp::start().await;
    let token = app.token("Many").await;
    let rows: Vec<Vec<String>> = (0..1_005).map(|_| vec![]).collect();
    app.copies(&token, &[], &rows).await;
    let page = app.administrator().await.get("/members").await;
    assert!(
        page.all("tbody td[data-label='Tokens created (not deleted)']")
            .iter()
            .any(|told| told.ends_with(": More than 1,000"))
    );
}
