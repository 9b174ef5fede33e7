//! Rotation: a successor with the same settings and a new secret, and how long the old one goes on.

use std::rc::Rc;

use latchkey::clock::DAY;
use latchkey::tokens::{AllowedNetworks, Description, Permissions};

use crate::harness::{Answer, Client, Fields, HOUR, Issued, MINUTE, TestApp};

async fn at_gate(app: &TestApp, secret: &str) -> u16 {
    app.gate().get(&app.devices()).bearer(secret).await.status
}

/// Rotates by the form as it is shown, with an overlap; what came back.
async fn rotate(client: &Client, token: &Issued, overlap: &str) -> Answer {
    let page = client.get(&token.path("/rotation")).await;
    let form = page.fields("form[action$='/rotation']");
    let form = if overlap.is_empty() { form } else { form.with("overlap", overlap) };
    client.post(&token.path("/rotation"), form).await
}

/// The successor on its reveal.
fn revealed(answer: &Answer) -> Issued {
    assert_eq!(answer.status, 201, "{}", answer.text("main"));
    let secret = answer.text("#secret");
    let page = answer.attributes("[data-reveal]", "data-reveal").remove(0);
    let id = page.rsplit('/').next().unwrap().parse().unwrap();
    Issued { id, handle: secret[4..12].to_owned(), secret }
}

async fn settings(app: &TestApp, token: &Issued) -> Vec<String> {
    let columns = "name || '|' || description || '|' || application_id || '|' || networks || '|' || scope || '|' || \
                   CAST(COALESCE(expires_at - created_at, 0) AS TEXT)";
    app.texts(&format!("SELECT {columns} FROM tokens WHERE id = '{}'", token.id)).await
}

#[actix_web::test]
async fn the_successor_takes_over_everything_but_the_secret() {
    let app = TestApp::start().await;
    let old = app
        .token_with("Billing export", |new| {
            new.description = Description::parse("Nightly, by the billing team").unwrap();
            new.networks = AllowedNetworks::parse("127.0.0.0/8 203.0.113.7").unwrap();
            new.permissions = Permissions::ReadOnly;
        })
        .await;
    app.clock.advance(3 * DAY);
    let administrator = app.administrator().await;
    let new = revealed(&rotate(&administrator, &old, "1h").await);
    assert_eq!(settings(&app, &new).await, settings(&app, &old).await, "the lifetime is as long, counted anew");
    assert_ne!(new.secret, old.secret);
    assert_eq!((at_gate(&app, &old.secret).await, at_gate(&app, &new.secret).await), (200, 200));
}

#[actix_web::test]
async fn the_old_secret_ends_when_it_was_chosen_to_and_to_the_millisecond() {
    for (overlap, lasts) in [("now", 0), ("15m", 15 * MINUTE), ("1h", HOUR), ("24h", DAY), ("7d", 7 * DAY)] {
        let app = TestApp::start().await;
        let administrator = app.administrator().await;
        let old = app.token("Billing export").await;
        assert_eq!(at_gate(&app, &old.secret).await, 200, "the gate knows it");
        let new = revealed(&rotate(&administrator, &old, overlap).await);
        if lasts > 0 {
            app.clock.advance(lasts - 1);
            assert_eq!(at_gate(&app, &old.secret).await, 200, "{overlap}");
            app.clock.advance(1);
        }
        assert_eq!((at_gate(&app, &old.secret).await, at_gate(&app, &new.secret).await), (401, 200), "{overlap}");
    }
}

#[actix_web::test]
async fn an_overlap_never_outlasts_the_old_ones_own_expiry() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old =
        app.token_with("Billing export", |new| new.expires_at = Some(new.expires_at.unwrap().plus(-29 * DAY))).await;
    let page = administrator.get(&token_page(&old, "/rotation")).await;
    assert!(page.text("#overlap").contains("Sooner, on 23 November 2026, 10:00 UTC, when it expires."));
    revealed(&rotate(&administrator, &old, "7d").await);
    app.clock.advance(DAY - 1);
    assert_eq!(at_gate(&app, &old.secret).await, 200);
    app.clock.advance(1);
    assert_eq!(at_gate(&app, &old.secret).await, 401);
}

fn token_page(token: &Issued, below: &str) -> String {
    token.path(below)
}

#[actix_web::test]
async fn a_compromised_token_is_rotated_without_an_overlap() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    administrator.post(&old.path("/compromise"), [("reason", "In a public log")]).await;
    let page = administrator.get(&old.path("/rotation")).await;
    assert_eq!(page.count("input[name=overlap]"), 0, "there is nothing to choose");
    // Asked for all the same.
    let form = page.fields("form[action$='/rotation']").with("overlap", "7d");
    let new = revealed(&administrator.post(&old.path("/rotation"), form).await);
    assert_eq!((at_gate(&app, &old.secret).await, at_gate(&app, &new.secret).await), (401, 200));
    let facts = "SELECT CAST(ends_at AS TEXT) FROM tokens WHERE superseded_at IS NOT NULL";
    assert_eq!(app.texts(facts).await, [app.clock.now().0.to_string()]);
    assert!(administrator.get(&old.path("")).await.text("main").contains("Marked compromised"));
}

#[actix_web::test]
async fn a_repeated_submit_makes_no_second_successor() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    let form = administrator.get(&old.path("/rotation")).await.fields("form[action$='/rotation']");
    let second_form = administrator.get(&old.path("/rotation")).await.fields("form[action$='/rotation']");
    let new = revealed(&administrator.post(&old.path("/rotation"), form.clone()).await);
    let again = administrator.post(&old.path("/rotation"), form).await;
    assert_eq!((again.status, again.count("#secret")), (409, 0));
    assert!(again.body.contains(&new.path("")), "it leads to the one that was made");
    // Another form of the same page, as of a second administrator.
    assert_eq!(administrator.post(&old.path("/rotation"), second_form).await.status, 409);
    assert_eq!(administrator.get(&old.path("/rotation")).await.status, 409);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 2);
}

#[actix_web::test]
async fn of_many_rotations_at_once_one_makes_a_successor() {
    let app = TestApp::with_workers(4).await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    let administrator = Rc::new(administrator);
    let asking: Vec<_> = (0..12)
        .map(|n| {
            let (administrator, path) = (Rc::clone(&administrator), old.path("/rotation"));
            let form = Fields::from([("submission", &*format!("{n:0>32}")), ("overlap", "1h")]);
            actix_web::rt::spawn(async move { administrator.post(&path, form).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for asked in asking {
        statuses.push(asked.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [[201].as_slice(), &[409; 11]].concat());
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 2);
}

#[actix_web::test]
async fn the_superseded_one_is_never_activated_again() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    revealed(&rotate(&administrator, &old, "24h").await);
    assert_eq!(administrator.get(&old.path("")).await.count("form[action$='/status']"), 0, "there is no switch");
    assert_eq!(administrator.post(&old.path("/deactivation"), Fields::default()).await.status, 303, "it can be ended");
    administrator.post(&old.path("/activation"), Fields::default()).await;
    assert_eq!(at_gate(&app, &old.secret).await, 401);
}

#[actix_web::test]
async fn the_name_is_the_successors_from_then_on() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    let new = revealed(&rotate(&administrator, &old, "24h").await);
    assert_eq!(administrator.post("/integrations/tokens", app.new_token("Billing export")).await.status, 422);
    // And it can be rotated in its turn; the first one stays as it is.
    let third = revealed(&rotate(&administrator, &new, "now").await);
    let passing =
        (at_gate(&app, &old.secret).await, at_gate(&app, &new.secret).await, at_gate(&app, &third.secret).await);
    assert_eq!(passing, (200, 401, 200));
}

#[actix_web::test]
async fn both_pages_lead_to_each_other_and_tell_who_has_gone_over() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    for agent in ["meter-sync/2.4", "curl/8.5.0"] {
        app.gate().get(&app.devices()).bearer(&old.secret).set("user-agent", agent).await;
    }
    app.state.usage.write(&app.db).await.unwrap();
    let new = revealed(&rotate(&administrator, &old, "24h").await);
    let told = async |token: &Issued| administrator.get(&token.path("")).await.text(".overlap");
    assert!(told(&old).await.contains("None of its 2 callers has been seen with the new secret yet."));
    app.gate().get(&app.devices()).bearer(&new.secret).set("user-agent", "curl/8.5.0").await;
    app.state.usage.write(&app.db).await.unwrap();
    for (page, other) in [(&old, &new), (&new, &old)] {
        let page = administrator.get(&page.path("")).await;
        assert!(page.attributes(".overlap a", "href").contains(&other.path("")));
        assert!(page.text(".overlap").contains("1 of its 2 callers has been seen with the new secret."));
        let rows = page.all(".overlap tbody tr");
        assert!(rows[0].contains("meter-sync/2.4") && rows[0].contains("not yet"), "{rows:?}");
        assert!(rows[1].contains("curl/8.5.0") && !rows[1].contains("not yet"), "{rows:?}");
    }
    // Whoever ends it is told once more, and of whom.
    let asked = administrator.get(&old.path("/deactivation")).await.text("[data-dialog-content]");
    let (_, left) = asked.split_once("with the new secret. Still only with the old one:").expect(&asked);
    assert!(left.contains("meter-sync/2.4") && !left.contains("curl/8.5.0"), "{left}");
    assert_eq!(asked.matches("meter-sync/2.4").count(), 1, "{asked}");
    // Once the overlap is over, whoever may be left behind is still told, for a week.
    app.clock.advance(DAY);
    for (page, other) in [(&old, &new), (&new, &old)] {
        let page = administrator.get(&page.path("")).await;
        assert_eq!(page.text(".overlap h2"), "The old secret has ended");
        assert!(page.attributes(".overlap p a", "href").contains(&other.path("")));
        assert_eq!(page.count(".overlap .actions"), 0, "there is nothing left to end");
        assert!(page.all(".overlap tbody tr")[0].contains("meter-sync/2.4"));
    }
    // After that only the links are left; and at once, when nobody is.
    app.clock.advance(7 * DAY);
    for (page, other) in [(&old, &new), (&new, &old)] {
        let page = administrator.get(&page.path("")).await;
        assert_eq!(page.count(".overlap"), 0);
        assert!(page.attributes("dl.facts a", "href").contains(&other.path("")));
    }
}

/// What isn't so is not said of the two, whatever became of either of them.
#[actix_web::test]
async fn that_both_pass_is_said_only_while_they_do() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    app.gate().get(&app.devices()).bearer(&old.secret).set("user-agent", "meter-sync/2.4").await;
    app.state.usage.write(&app.db).await.unwrap();
    let new = revealed(&rotate(&administrator, &old, "7d").await);
    let told = async |token: &Issued| administrator.get(&token.path("")).await.text(".overlap");
    let badge = async |token: &Issued| administrator.get(&token.path("")).await.text("h1 .badge");
    for (token, action, passes) in
        [(&old, "/pause", "new"), (&new, "/deactivation", "old"), (&new, "/compromise", "old")]
    {
        assert!(told(&old).await.contains("Both pass until"), "before {action}");
        let form = Fields::from([("for", "15m"), ("reason", "Looking into it")]);
        let form = if action == "/pause" { form } else { Fields::from([("reason", "Looking into it")]) };
        assert_eq!(administrator.post(&token.path(action), form).await.status, 303, "{action}");
        for (token, own) in [(&old, "old"), (&new, "new")] {
            let text = told(token).await;
            let which = if passes == own { "this one".to_owned() } else { format!("the {passes} one") };
            assert!(text.contains(&format!("At present only {which} passes")), "{action}: {text}");
            assert!(!text.contains("until"), "{action}: {text}");
            // Where only the old one passes, ending it would end everything.
            assert_eq!(text.contains("End the old secret now"), passes == "new", "{action}: {text}");
        }
        // Who has gone over to what doesn't pass is no comfort.
        let asked = administrator.get(&old.path("/deactivation")).await.text("[data-dialog-content]");
        assert!(asked.contains("What will break") && !asked.contains("Still only"), "{asked}");
        if action == "/pause" {
            assert_eq!(badge(&old).await, "Inactive", "it has not ended");
            app.clock.advance(15 * MINUTE);
        } else if action == "/deactivation" {
            administrator.post(&new.path("/activation"), Fields::default()).await;
        }
    }
    // Ended, it stays ended at that moment when its time would have come.
    administrator.post(&old.path("/deactivation"), Fields::default()).await;
    let (list, at) =
        (administrator.get("/integrations").await, administrator.get(&old.path("")).await.text("dl.facts"));
    assert!(list.text("tbody").contains("Ended replaced"), "{}", list.text("tbody"));
    app.clock.advance(8 * DAY);
    let administrator = app.administrator().await;
    let page = administrator.get(&old.path("")).await;
    assert_eq!((page.text("h1 .badge"), page.count(".overlap")), ("Ended".to_owned(), 0));
    let expires = |text: &str| text.split_once("Expires").map(|(_, rest)| rest[..16].to_owned());
    assert_eq!(expires(&page.text("dl.facts")), expires(&at));
}

/// Whoever has not gone over has more time, from either page; never less, and not beyond the old one's own expiry.
#[actix_web::test]
async fn an_overlap_is_prolonged_while_it_lasts() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token_with("Billing export", |new| new.expires_at = Some(app.clock.now().plus(3 * DAY))).await;
    app.gate().get(&app.devices()).bearer(&old.secret).set("user-agent", "meter-sync/2.4").await;
    app.state.usage.write(&app.db).await.unwrap();
    let new = revealed(&rotate(&administrator, &old, "15m").await);
    let way = |from: &Issued| format!("{}?return_to={}", old.path("/overlap"), from.path(""));
    for page in [&old, &new] {
        let shown = administrator.get(&page.path("")).await;
        assert_eq!(shown.attributes(".overlap [data-dialog=prolong]", "href"), [way(page)]);
    }
    // A member sees how it stands, and can do nothing about it.
    assert_eq!(app.member().await.get(&old.path("")).await.count(".overlap .actions"), 0);
    app.clock.advance(10 * MINUTE);
    let asked = administrator.get(&way(&new)).await;
    assert_eq!(asked.text("h1"), "Let the old secret of “Billing export” last longer?");
    assert!(asked.text("main").contains("meter-sync/2.4"), "{}", asked.text("main"));
    let offered = asked.attributes("input[name=overlap]", "value");
    assert_eq!(offered, ["15m", "1h", "24h", "7d"], "not at once: that is ending it");
    assert_eq!(asked.attributes("input[name=overlap][checked]", "value"), ["24h"]);
    let refused = administrator.post(&old.path("/overlap"), Fields::from([("return_to", &*new.path(""))])).await;
    assert_eq!((refused.status, refused.faults()), (422, vec!["Choose when the old secret ends.".to_owned()]));
    let form = asked.fields("form[action$='/overlap']");
    let answer = administrator.post(&old.path("/overlap"), form.with("overlap", "1h")).await;
    assert_eq!(answer.location(), new.path(""));
    let page = administrator.follow(answer).await;
    assert!(page.text("#flash-text").starts_with("The old secret of “Billing export” lasts until"));
    app.clock.advance(HOUR - 1);
    assert_eq!(at_gate(&app, &old.secret).await, 200, "an hour from then on");
    // What would be sooner changes nothing.
    for overlap in ["7d", "1h", "now"] {
        assert_eq!(administrator.post(&old.path("/overlap"), [("overlap", overlap)]).await.status, 303);
        let ends = app.number(&format!("SELECT expires_at - ends_at FROM tokens WHERE id = '{}'", old.id)).await;
        assert_eq!(ends, 0, "{overlap}");
    }
    let shown = administrator.get(&old.path("")).await;
    assert_eq!(shown.count(".overlap [data-dialog=prolong]"), 0, "it lasts until its own expiry");
    let details =
        app.texts("SELECT detail FROM audit_events WHERE action = 'token.overlap_prolonged' ORDER BY seq").await;
    assert_eq!(details.len(), 2, "{details:?}");
    assert!(administrator.get("/audit").await.text("main").contains("let the old secret of the token"));
    app.clock.advance(3 * DAY);
    let administrator = app.administrator().await;
    assert_eq!(administrator.post(&old.path("/overlap"), [("overlap", "24h")]).await.status, 409, "too late");
    assert_eq!(at_gate(&app, &old.secret).await, 401);
}

/// Not for ever: 30 days after the rotation it is over.
#[actix_web::test]
async fn an_overlap_is_not_prolonged_for_ever() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token_with("Billing export", |new| new.expires_at = None).await;
    revealed(&rotate(&administrator, &old, "7d").await);
    let began = app.clock.now();
    for _ in 0..4 {
        app.clock.advance(6 * DAY);
        let administrator = app.administrator().await;
        let offered = administrator.get(&old.path("/overlap")).await.attributes("input[name=overlap]", "value");
        // A week from the 24th day on would be none.
        let expected = if app.clock.now().0 < began.plus(23 * DAY).0 { vec!["7d"] } else { Vec::new() };
        assert_eq!(offered, expected);
        assert_eq!(administrator.post(&old.path("/overlap"), [("overlap", "7d")]).await.status, 303);
    }
    assert_eq!(
        app.number(&format!("SELECT ends_at FROM tokens WHERE id = '{}'", old.id)).await,
        began.plus(30 * DAY).0
    );
    app.clock.advance(DAY);
    let refused = app.administrator().await.get(&old.path("/overlap")).await;
    assert!(refused.text("main").contains("or 30 days after the rotation"), "{}", refused.text("main"));
    assert_eq!(at_gate(&app, &old.secret).await, 200);
    app.clock.advance(5 * DAY);
    assert_eq!(at_gate(&app, &old.secret).await, 401);
}

/// What has ended, by the clock or by a person, was never rotated or is compromised, is not brought back by it.
#[actix_web::test]
async fn only_what_passes_is_prolonged() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let rotated = async |name: &str| {
        let old = app.token(name).await;
        revealed(&rotate(&administrator, &old, "15m").await);
        old
    };
    let (over, off, compromised) = (rotated("Over").await, rotated("Off").await, rotated("Compromised").await);
    let why = Fields::from([("reason", "Found in a ticket")]);
    administrator.post(&off.path("/deactivation"), &why).await;
    administrator.post(&compromised.path("/compromise"), &why).await;
    app.clock.advance(15 * MINUTE);
    for token in [over, off, compromised, app.token("Never rotated").await] {
        let before = app.contents("tokens").await;
        let answer = administrator.post(&token.path("/overlap"), Fields::from([("overlap", "7d")])).await;
        assert_eq!((answer.status, administrator.get(&token.path("/overlap")).await.status), (409, 409));
        assert_eq!(app.contents("tokens").await, before);
    }
}

/// Whoever shuts the new one off while the old one lasts is told that nothing is left after that.
#[actix_web::test]
async fn shutting_the_new_one_off_says_when_the_old_one_ends() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    let new = revealed(&rotate(&administrator, &old, "1h").await);
    let said = async |token: &Issued, below: &str| administrator.get(&token.path(below)).await.text("main");
    for below in ["/deactivation", "/compromise", "/deletion"] {
        let text = said(&new, below).await;
        let expected = format!("it took the place of lka_{}…, whose secret ends in 1 hour.", old.handle);
        assert!(text.contains(&expected), "{below}: {text}");
        assert!(!said(&old, below).await.contains("Nothing is left then"), "{below}");
    }
    let third = revealed(&rotate(&administrator, &new, "7d").await);
    assert!(!said(&new, "/deletion").await.contains("Nothing is left then"), "the third one is");
    assert!(said(&third, "/deletion").await.contains("Nothing is left then"));
    app.clock.advance(7 * DAY);
    let administrator = app.administrator().await;
    let text = administrator.get(&third.path("/deletion")).await.text("main");
    assert!(!text.contains("Nothing is left then"), "it has ended");
}

/// A caller that has missed a rotation needs the secret that there is, and no other token.
#[actix_web::test]
async fn a_refused_old_secret_leads_to_what_replaced_it() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mut handles = Vec::new();
    for (overlap, below) in [("now", ""), ("7d", "/deactivation"), ("7d", "/compromise")] {
        let old = app.token(&format!("Ended {overlap}{below}")).await;
        let new = revealed(&rotate(&administrator, &old, overlap).await);
        if !below.is_empty() {
            let why = Fields::from([("reason", "Found in a ticket")]);
            assert_eq!(administrator.post(&old.path(below), why).await.status, 303);
        }
        let refused = app.gate().get(&app.devices()).bearer(&old.secret).await;
        assert_eq!(refused.status, 401);
        let decision = refused.header("x-latchkey-decision-id").unwrap().to_owned();
        let address = format!("/integrations/decisions/{decision}");
        let page = administrator.get(&address).await;
        assert_eq!(page.attributes(".steps a", "href"), [new.path("")], "{overlap}{below}");
        handles.push((old.handle, new.handle.clone()));
        assert!(page.text(".steps").contains(&format!("(lka_{}…) took its place", new.handle)));
        // Whoever may not change it is told who may.
        let seen = app.member().await.get(&address).await.text(".steps");
        assert!(seen.contains("Administrators here: ") && seen.contains(app.people.administrator.name), "{seen}");
        assert!(!page.text(".steps").contains("Administrators here"));
    }
    // However often it was rotated, it is the last one that is named, and none that doesn't pass itself.
    let first = app.token("Rotated twice").await;
    let second = revealed(&rotate(&administrator, &first, "now").await);
    let third = revealed(&rotate(&administrator, &second, "now").await);
    let refused = app.gate().get(&app.devices()).bearer(&first.secret).await;
    let address = format!("/integrations/decisions/{}", refused.header("x-latchkey-decision-id").unwrap());
    assert_eq!(administrator.get(&address).await.attributes(".steps a", "href"), [third.path("")]);
    administrator.post(&third.path("/compromise"), Fields::from([("reason", "Found in a ticket")])).await;
    let steps = administrator.get(&address).await.text(".steps");
    assert!(!steps.contains("took its place") && steps.contains("Create another like this"), "{steps}");
    let ended = "SELECT COUNT(*) FROM audit_events WHERE action = 'token.ended'";
    assert_eq!(app.number(ended).await, 1, "that is no switching off, which could be undone");
    let rows = administrator.get("/integrations").await.all("tbody .badge");
    assert_eq!(rows.iter().filter(|row| *row == "Ended").count(), 4, "{rows:?}");
    // Nor does it break rules any more that it could be blocked for.
    let form = administrator.get("/settings").await.fields("form[action$='/settings/rules']");
    let preview = administrator.post("/settings/rules", form.with("require_network", "yes")).await.text("main");
    for (old, new) in handles {
        assert!(preview.contains(&new) && !preview.contains(&old), "{preview}");
    }
}

/// Of three, each is told of its own successor, and rather of what still passes.
#[actix_web::test]
async fn of_a_chain_whoever_ends_one_is_told_who_has_left_that_one() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let first = app.token("Billing export").await;
    let uses = async |token: &Issued, agent: &str| {
        app.gate().get(&app.devices()).bearer(&token.secret).set("user-agent", agent).await;
        app.state.usage.write(&app.db).await.unwrap();
    };
    uses(&first, "of-the-first/1").await;
    let second = revealed(&rotate(&administrator, &first, "7d").await);
    uses(&second, "of-the-second/1").await;
    let third = revealed(&rotate(&administrator, &second, "24h").await);
    let asked = administrator.get(&second.path("/deactivation")).await.text("[data-dialog-content]");
    let (_, left) = asked.split_once("Still only with the old one:").expect(&asked);
    assert!(left.contains("of-the-second/1") && !left.contains("of-the-first/1"), "{left}");
    // The second is over: its page tells of the first, which is not.
    administrator.post(&second.path("/deactivation"), Fields::default()).await;
    let page = administrator.get(&second.path("")).await.text(".overlap");
    assert!(page.contains("of-the-first/1") && page.contains("End the old secret now"), "{page}");
    let page = administrator.get(&third.path("")).await.text(".overlap");
    assert!(page.starts_with("The old secret has ended") && page.contains("of-the-second/1"), "{page}");
}

#[actix_web::test]
async fn each_of_the_two_has_its_event() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    let new = revealed(&rotate(&administrator, &old, "1h").await);
    let of = async |token: &Issued| {
        app.texts(&format!("SELECT action FROM audit_events WHERE subject_id = '{}' ORDER BY seq", token.id)).await
    };
    assert_eq!(of(&old).await, ["token.created", "token.rotated"]);
    assert_eq!(of(&new).await, ["token.created"]);
    let history = administrator.get(&old.path("")).await.text(".history");
    assert!(history.contains("rotated the token"), "{history}");
    assert!(history.contains(&format!("Replaced by: lka_{}…", new.handle)), "{history}");
    assert!(history.contains("The old secret ends: 22 November 2026, 11:00 UTC"), "{history}");
}

#[actix_web::test]
async fn a_form_that_was_not_filled_in_asks_again() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    for overlap in ["", "forever", "7D"] {
        let form = administrator.get(&old.path("/rotation")).await.fields("form[action$='/rotation']");
        let answer = administrator.post(&old.path("/rotation"), form.with("overlap", overlap)).await;
        assert_eq!((answer.status, answer.faults()), (422, vec!["Choose when the old secret ends.".to_owned()]));
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 1);
}

#[actix_web::test]
async fn a_token_of_an_archived_application_has_no_successor() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{}'", app.people.application)).await;
    assert_eq!(rotate(&administrator, &old, "now").await.status, 409);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 1);
}

#[actix_web::test]
async fn the_successor_keeps_to_the_rules_that_the_organization_has_by_now() {
    for (rules, made_for, lasts) in [
        ("lifetime_cap_days = 10", Some(30), 10),
        ("lifetime_cap_days = 90", Some(30), 30),
        ("lifetime_cap_days = 90", None, 90),
        ("require_expiry = TRUE", None, 365),
    ] {
        let app = TestApp::start().await;
        let administrator = app.administrator().await;
        let expires = made_for.map(|days| app.clock.now().plus(days * DAY));
        let old = app.token_with("Billing export", |new| new.expires_at = expires).await;
        app.execute(&format!("UPDATE organizations SET {rules}")).await;
        let asked = administrator.get(&old.path("/rotation")).await.text("main");
        let new = revealed(&rotate(&administrator, &old, "now").await);
        let days = "SELECT CAST((expires_at - created_at) / 86400000 AS TEXT) FROM tokens WHERE id =";
        assert_eq!(app.texts(&format!("{days} '{}'", new.id)).await, [lasts.to_string()], "{rules}");
        let narrower = made_for != Some(lasts);
        assert_eq!(asked.contains("which is all that your organization allows"), narrower, "{rules}: {asked}");
    }
}

#[actix_web::test]
async fn a_token_without_the_ip_restriction_that_is_required_by_now_gets_one_first() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    app.execute("UPDATE organizations SET require_network = TRUE").await;
    let asked = administrator.get(&old.path("/rotation")).await;
    assert_eq!(asked.count("form[action$='/rotation']"), 0, "it says so before anything is chosen");
    let edit = old.path("/edit");
    assert!(asked.attributes("main a", "href").contains(&format!("{edit}#networks")));
    // Asked for all the same.
    let form = [("submission", "00000000000000000000000000000001"), ("overlap", "now")];
    let answer = administrator.post(&old.path("/rotation"), form).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("give it one first"), "{}", answer.body);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 1);
    let form = administrator.get(&edit).await.fields("form[action$='/edit']").with("networks", "127.0.0.0/8");
    assert_eq!(administrator.post(&edit, form).await.status, 303);
    revealed(&rotate(&administrator, &old, "now").await);
}

/// Ending the old secret early is for good, and is told so; a pause would only promise what can't be.
#[actix_web::test]
async fn the_old_secret_is_ended_early_from_either_page_and_no_undo_is_promised() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let old = app.token("Billing export").await;
    let new = revealed(&rotate(&administrator, &old, "24h").await);
    let successor = app.texts("SELECT id FROM tokens WHERE predecessor_id IS NOT NULL").await.remove(0);
    let ending = format!("{}?return_to=/integrations/tokens/", old.path("/deactivation"));
    for page in [old.id.as_str(), &successor] {
        let link = administrator.get(&format!("/integrations/tokens/{page}")).await;
        let link = link.attributes(".overlap .actions a", "href");
        assert_eq!(link[0], format!("{ending}{page}"));
    }
    let list = administrator.get("/integrations").await;
    assert!(list.text("tbody").contains("Ends in 1 day replaced"), "{}", list.text("tbody"));
    let page = administrator.get(&format!("{ending}{successor}")).await;
    assert_eq!(page.text("h1"), "End the old secret of “Billing export”?");
    assert!(page.text("main").contains("this one is refused, for good."), "{}", page.text("main"));
    assert_eq!((page.count("select[name=for]"), page.all("button.danger")), (0, vec!["End it now".to_owned()]));
    let ended = administrator.post(&old.path("/deactivation"), page.fields("form[action$='/deactivation']")).await;
    let page = administrator.follow(ended).await;
    assert_eq!(
        (page.text("#flash-text"), page.count("[data-undo]")),
        ("Ended the old secret of “Billing export”.".into(), 0)
    );
    assert_eq!(page.count(".overlap"), 0, "nobody is left behind");
    assert_eq!((at_gate(&app, &old.secret).await, at_gate(&app, &new.secret).await), (401, 200));
    let page = administrator.get(&old.path("")).await;
    assert_eq!(page.count(".overlap"), 0);
    assert!(
        page.text("main").contains("Ended. Another token took its place: this one can't be activated again."),
        "{}",
        page.text("main")
    );
}
