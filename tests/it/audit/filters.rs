//! Filters, one by one and together, and the way through the pages they leave.

use latchkey::audit::Event;
use latchkey::audit::list::LOOKED_AT;
use latchkey::clock::{DAY, Timestamp};

use super::{append, chain, one_of};
use crate::harness::{Client, Fields, NOW, TestApp};

/// The numbers of the events on a page.
fn numbers(page: &crate::harness::Answer) -> Vec<i64> {
    let lines = page.all(".particulars .help");
    lines.iter().map(|l| l["Event ".len()..].split(", 2").next().unwrap().replace(',', "").parse().unwrap()).collect()
}

/// Every event on every page from here on, and the address of the last page.
async fn walk(client: &Client, first: &str, way: &str) -> (Vec<Vec<i64>>, String) {
    let (mut pages, mut address) = (Vec::new(), first.to_owned());
    loop {
        let page = client.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        pages.push(numbers(&page));
        assert!(pages.len() < 60, "it goes round and round from {first}");
        match page.attributes(&format!(".paging a[rel='{way}']"), "href").pop() {
            Some(next) => address = next,
            None => return (pages, address),
        }
    }
}

/// Four hundred events of several actors, actions and subjects, whose times don't follow their places.
async fn mixed(app: &TestApp) {
    append(app, 400, |event| {
        let n = event.seq;
        let actor_kind = one_of(&["user", "token", "system"], n);
        let actor_id = if actor_kind == "system" { "" } else { "0aaaaaaaaaaaaaaaaaaaaaaa" };
        Event {
            // Of some moments there are several, and some come before what was recorded earlier.
            at: Timestamp(NOW.0 - 10 * DAY + (n / 3) * DAY / 12 - (n % 7) * DAY / 8),
            actor_kind,
            actor_id: actor_id.into(),
            action: one_of(&["token.created", "token.edited"], n),
            subject_id: one_of(&["0bbbbbbbbbbbbbbbbbbbbbbb", "0ccccccccccccccccccccccc"], n / 7),
            ..event
        }
    })
    .await;
}

#[actix_web::test]
async fn every_combination_leaves_exactly_what_it_says_page_by_page_there_and_back() {
    let app = TestApp::start().await;
    mixed(&app).await;
    let administrator = app.administrator().await;
    let mut all = chain(&app, app.people.organization.as_str()).await;
    all.sort_by_key(|e| std::cmp::Reverse((e.at, e.seq)));
    let mut several = 0;
    for actor in ["", "user-0aaaaaaaaaaaaaaaaaaaaaaa", "token-0aaaaaaaaaaaaaaaaaaaaaaa", "system"] {
        for action in ["", "token.created"] {
            for subject in ["", "0ccccccccccccccccccccccc"] {
                for (from, to) in [("", ""), ("2026-11-15", ""), ("", "2026-11-18"), ("2026-11-14", "2026-11-20")] {
                    let asked =
                        [("actor", actor), ("action", action), ("subject", subject), ("from", from), ("to", to)];
                    let day = |at: Timestamp| at.utc().format("%Y-%m-%d").to_string();
                    let expected: Vec<i64> = all
                        .iter()
                        .filter(|e| {
                            let doer = if e.actor_id.is_empty() {
                                e.actor_kind.clone()
                            } else {
                                format!("{}-{}", e.actor_kind, e.actor_id)
                            };
                            (actor.is_empty() || doer == actor)
                                && (action.is_empty() || e.action == action)
                                && (subject.is_empty() || e.subject_id == subject)
                                && (from.is_empty() || *day(e.at) >= *from)
                                && (to.is_empty() || *day(e.at) <= *to)
                        })
                        .map(|e| e.seq)
                        .collect();
                    let address = format!("/audit?{}", Fields::from(asked).encoded());
                    let (there, last) = walk(&administrator, &address, "next").await;
                    assert_eq!(there.concat(), expected, "{address}");
                    assert!(there.iter().all(|page| page.len() <= 50) && !expected.is_empty());
                    let (mut back, _) = walk(&administrator, &last, "prev").await;
                    back.reverse();
                    assert_eq!(back.concat(), expected, "back from the end of {address}");
                    several += usize::from(there.len() > 1);
                }
            }
        }
    }
    assert!(several > 20, "only {several} had a second page");
}

#[actix_web::test]
async fn filters_in_force_are_shown_and_can_be_taken_away() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let administrator = app.administrator().await;
    let ada = &app.people.administrator.id;
    let filters = format!("actor=user-{ada}&action=token.created&subject={}&from=2026-11-22&to=2026-11-23", token.id);
    let page = administrator.get(&format!("/audit?{filters}")).await;
    assert_eq!(page.count(".events > li"), 1);
    assert_eq!(page.text("h1 .count"), "1 event");
    let chips = page.all(".chip bdi");
    let expected = [
        "By Ada Administrator",
        "Created the token",
        "About Billing export",
        "From 2026-11-22 UTC",
        "To 2026-11-23 UTC",
    ];
    assert_eq!(chips, expected);
    let without = page.attributes(".chip", "href");
    let parts: Vec<&str> = filters.split('&').collect();
    for (n, address) in without.iter().enumerate() {
        let left: Vec<&str> = parts.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, part)| *part).collect();
        assert_eq!(*address, format!("/audit?{}", left.join("&")));
    }
    assert_eq!(page.attributes(".chips li:last-child a", "href"), ["/audit"]);
    // The form keeps what has no field of its own.
    let fields = page.fields("form.filters").encoded();
    assert_eq!(administrator.get(&format!("/audit?{fields}")).await.all(".chip bdi"), expected);
    let exports = page.attributes(".downloads a", "href");
    assert_eq!(exports, ["csv", "json"].map(|format| format!("/audit/export?format={format}&{filters}")));
}

#[actix_web::test]
async fn actions_to_choose_from_are_those_that_there_are() {
    let app = TestApp::start().await;
    app.token("Billing export").await;
    let administrator = app.administrator().await;
    let page = administrator.get("/audit?action=token.deleted").await;
    assert_eq!(
        page.attributes("#action optgroup", "label"),
        ["Accounts", "Applications", "Members", "Organization", "Tokens"]
    );
    assert_eq!(page.all("#action optgroup[label='Tokens'] option"), ["Created the token", "Deleted the token"]);
    assert_eq!(page.all("#action option[selected]"), ["Deleted the token"], "the one asked for, too");
    assert!(page.text("main").contains("No event matches. Clear filters"));
}

#[actix_web::test]
async fn a_day_that_is_none_is_not_ignored() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for (query, fault) in [
        ("from=yesterday", "Enter a day such as 2026-11-22."),
        ("to=2026-02-30", "Enter a day such as 2026-11-22."),
        ("from=2026-11-23&to=2026-11-22", "The last day is before the first."),
    ] {
        let page = administrator.get(&format!("/audit?{query}")).await;
        assert_eq!((page.status, page.faults()), (422, vec![fault.to_owned()]), "{query}");
        assert_eq!(page.count(".events"), 0, "{query}");
        let shown = page.fields("form.filters");
        let typed = query.split('&').next().unwrap().split_once('=').unwrap();
        assert_eq!(shown.value(typed.0), Some(typed.1), "what was typed stays");
        assert_eq!(administrator.get(&format!("/audit/export?format=csv&{query}")).await.status, 422);
    }
}

/// What several filters leave may be far apart: a page looks only so far, says so, and goes on from there.
#[actix_web::test]
async fn where_filters_leave_next_to_nothing_looking_stops_and_goes_on() {
    let app = TestApp::start().await;
    let rare = chain(&app, app.people.organization.as_str()).await.last().unwrap().seq + 1;
    append(&app, LOOKED_AT + 500, |event| Event {
        action: if event.seq == rare { "token.deleted" } else { "token.edited" }.into(),
        ..event
    })
    .await;
    let administrator = app.administrator().await;
    let ada = &app.people.administrator.id;
    let address = format!("/audit?actor=user-{ada}&action=token.deleted");
    let page = administrator.get(&address).await;
    assert_eq!(page.count(".events"), 0);
    let text = page.text("main");
    assert!(text.contains("Nothing found so far.") && text.contains("Looked at 20,000 events"), "{text}");
    assert_eq!(page.text(".paging a[rel='next']"), "Look further");
    let (pages, last) = walk(&administrator, &address, "next").await;
    assert_eq!(pages.concat(), [rare]);
    assert_eq!(walk(&administrator, &last, "prev").await.0.concat(), [rare]);
    let file = administrator.get(&format!("/audit/export?format=json&actor=user-{ada}&action=token.deleted")).await;
    assert_eq!(file.json().as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_page_after_an_event_that_is_not_there_is_the_first() {
    let app = TestApp::start().await;
    app.token("Billing export").await;
    let administrator = app.administrator().await;
    let first = numbers(&administrator.get("/audit").await);
    for query in ["after=999999", "before=999999", "after=-1", "after=x", "before=9223372036854775807"] {
        assert_eq!(numbers(&administrator.get(&format!("/audit?{query}")).await), first, "{query}");
    }
    let newest = first[0];
    assert_eq!(numbers(&administrator.get(&format!("/audit?before={newest}")).await), first, "nothing is before it");
    // A place outside the days that are asked for.
    let days = administrator.get("/audit?after=1&to=2020-01-01").await;
    assert_eq!(numbers(&days), Vec::<i64>::new());
    let days = administrator.get(&format!("/audit?before={newest}&from=2030-01-01")).await;
    assert_eq!(numbers(&days), Vec::<i64>::new());
}

/// Whom to choose: everybody who did something, once, and whoever is chosen by a link.
#[actix_web::test]
async fn the_log_of_one_person_is_chosen_from_all_who_did_something() {
    let app = TestApp::start().await;
    let (administrator, support) = (app.administrator().await, app.support().await);
    let token = app.token("Billing export").await;
    support.post(&token.path("/deactivation"), [("reason", "Ticket 4711")]).await;
    app.foreign_token("Theirs").await;
    let page = administrator.get("/audit").await;
    assert_eq!(
        page.all("#actor option"),
        ["Anybody", "Ada Administrator", "Sam Support", "Command line", "Latchkey itself"]
    );
    let member = administrator.get(&format!("/members/{}", app.people.support.id)).await;
    let link = member.attributes("main a[href^='/audit']", "href");
    let theirs = administrator.get(&link[0]).await;
    assert_eq!(theirs.all("#actor option[selected]"), ["Sam Support"]);
    assert!(theirs.all(".who").iter().all(|who| who == "Sam Support") && theirs.count(".who") >= 2);
    // A token that did something is led to from its own events; the form keeps it.
    let by_token = administrator.get(&format!("/audit?actor=token-{}", token.id)).await;
    assert_eq!(by_token.count("#actor option[selected]"), 1);
}

/// The log of one token is asked for by what people have of it: its handle, its secret, its name.
#[actix_web::test]
async fn the_log_of_one_token_is_found_by_its_handle_or_name() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let (one, other) = (app.token("Twin").await, app.foreign_token("Theirs").await);
    app.token_with("Twin", |new| new.owner = app.people.second_application).await;
    let administrator = app.administrator().await;
    let whole = format!("lka_{}…", token.handle);
    for typed in [&*token.handle, &whole, &token.secret, " billing EXPORT "] {
        let answer = administrator.post("/audit/search", [("token", typed), ("action", "token.created")]).await;
        assert_eq!(answer.location(), format!("/audit?action=token.created&subject={}", token.id), "{typed}");
    }
    let page = administrator.get(&format!("/audit?subject={}", token.id)).await;
    assert_eq!((page.text("h1 .count").as_str(), page.all(".what .handle")), ("1 event", vec![whole]));
    for (typed, fault) in [
        ("Nothing", "No token here has this handle or name."),
        (&other.handle, "No token here has this handle or name."),
        (&other.secret, "No token here has this handle or name."),
        ("Twin", "Several tokens have this name. Enter the handle of the one you mean."),
    ] {
        let answer = administrator.post("/audit/search", [("token", typed)]).await;
        assert_eq!((answer.status, answer.faults()), (422, vec![fault.to_owned()]), "{typed}");
        assert_eq!(answer.count(".events"), 0, "{typed}");
        assert!(!answer.body.contains(&other.secret[12..]), "{typed}");
    }
    app.execute(&format!("UPDATE tokens SET superseded_at = 1 WHERE id = '{}'", one.id)).await;
    assert_eq!(administrator.post("/audit/search", [("token", "Twin")]).await.status, 303, "the one that is left");
    let nothing = administrator.post("/audit/search", [("token", ""), ("from", "2026-01-01")]).await;
    assert_eq!(nothing.location(), "/audit?from=2026-01-01");
    let history = administrator.get(&token.path("")).await.attributes("[aria-labelledby=history-heading] a", "href");
    assert_eq!(history, [format!("/audit?subject={}", token.id)]);
}

/// An auditor is not left with the events of one of several: those of one name and of one chain are named beside it.
#[actix_web::test]
async fn the_log_of_a_token_tells_of_others_that_may_be_meant() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    app.token("Grafana").await;
    let form = administrator.get(&old.path("/rotation")).await.fields("form[action$='/rotation']");
    assert_eq!(administrator.post(&old.path("/rotation"), form).await.status, 201);
    let new = app.texts("SELECT id FROM tokens WHERE predecessor_id IS NOT NULL").await.remove(0);
    app.execute(&format!(
        "UPDATE tokens SET name = 'Renamed', name_key = 'renamed', search_key = 'renamed' WHERE id = '{new}'"
    ))
    .await;
    let of = |id: &str| format!("/audit?subject={id}");
    for (id, other) in [(old.id.as_str(), &*new), (&new, old.id.as_str())] {
        let page = administrator.get(&of(id)).await;
        assert_eq!(page.attributes(".others a", "href"), [of(other)]);
        assert!(page.text(".others").starts_with("Each token has its own events. These had the same name"));
    }
    // A part of a name leads to those that have it; the whole log is not offered instead.
    let asked = administrator.post("/audit/search", [("token", "illing"), ("from", "2026-01-01")]).await;
    assert_eq!((asked.status, asked.count(".downloads")), (422, 0));
    assert_eq!(asked.attributes(".others a", "href"), [format!("/audit?subject={}&from=2026-01-01", old.id)]);
    // Also where the log of another is shown.
    let asked = administrator.post("/audit/search", [("token", "rafan"), ("subject", &*new)]).await;
    assert!(asked.text(".others").starts_with("Which one is meant? Grafana"), "{}", asked.text(".others"));
    assert_eq!(administrator.post("/audit/search", [("token", "nothing like it")]).await.count(".others"), 0);
    // Nobody is told of another organization's.
    let theirs = app.foreign_token("Billing export").await;
    assert_eq!(administrator.get(&of(theirs.id.as_str())).await.count(".others"), 0);
}

/// The number of what a filter leaves is told, but not counted beyond what anybody wants to know.
#[actix_web::test]
async fn what_a_filter_leaves_is_counted_up_to_a_bound() {
    let app = TestApp::start().await;
    append(&app, 1_100, |event| Event {
        action: if event.seq % 10 == 0 { "token.deleted" } else { "token.edited" }.into(),
        ..event
    })
    .await;
    let administrator = app.administrator().await;
    let ada = &app.people.administrator.id;
    for (query, count) in [
        ("action=token.deleted".to_owned(), "110 events"),
        ("action=token.edited".to_owned(), "990 events"),
        (format!("actor=user-{ada}"), "more than 1,000 events"),
        ("from=2000-01-01".to_owned(), "more than 1,000 events"),
        // Several together are looked for one by one, and not for a number.
        (format!("actor=user-{ada}&action=token.deleted"), ""),
    ] {
        assert_eq!(administrator.get(&format!("/audit?{query}")).await.all("h1 .count").concat(), count, "{query}");
    }
}
