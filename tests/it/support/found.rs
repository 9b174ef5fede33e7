//! What is found in a text, and who finds it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use latchkey::access::Role;
use latchkey::chance::Chance;
use latchkey::clock::DAY;
use latchkey::tokens::{Kind, Prefixes, TokenSecret};

use super::{SHUTTING, at_gate, log_of, names, paste};
use crate::harness::{Answer, Issued, TestApp};

/// A secret with the right form and checksum that nobody issued.
fn forged(seed: u64) -> String {
    TokenSecret::generate(Kind::Application, &Prefixes::default(), &Chance::seeded(seed)).reveal().to_string()
}

fn summary(answer: &Answer) -> String {
    answer.text("main > p.lead")
}

fn unknown(answer: &Answer) -> Vec<String> {
    answer.all(".unknown li")
}

#[actix_web::test]
async fn each_token_is_found_once_with_what_support_needs_to_know() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Billing export").await);
    app.gate().get(&app.devices()).set("user-agent", "curl/8").bearer(&token.secret).await;
    app.gate().get(&app.devices()).set("user-agent", "python").bearer(&token.secret).await;
    app.state.usage.write(&app.db).await.unwrap();
    let basic = STANDARD.encode(format!("api:{}", token.secret));
    let text =
        format!("{0}\n{{\"t\":\"{0}\"}}\nhttps://x/?k={0}&y\nBasic {basic}\n{1}…", token.secret, &token.secret[..12]);
    let found = paste(&support, &text).await;
    assert_eq!((names(&found, "real"), summary(&found)), (vec!["Billing export".to_owned()], "Found: 1 real.".into()));
    assert_eq!(found.attributes("#tokens a.name", "href"), [token.path("")]);
    let row = found.text("#tokens tbody tr");
    for words in [
        &*format!("lka_{}…", token.handle),
        "Acme",
        "Metering",
        "All",
        "Ada Administrator",
        "just now",
        "from 127.0.0.1",
    ] {
        assert!(row.contains(words), "“{words}” in {row}");
    }
    assert!(row.contains("2 requests in 7 days, 2 of them in the last 24 hours from 2 callers"), "{row}");
    assert!(row.contains("Active"), "{row}");
    assert_eq!(found.count("section[aria-labelledby='perhaps-heading'], .unknown"), 0);
    assert_eq!(found.count("input[name='way'][checked]"), 0, "what is to be done is not chosen yet");
    app.clock.advance(2 * DAY);
    let row = paste(&support, &text).await.text("#tokens tbody tr");
    assert!(row.contains("2 requests in 7 days, 0 of them in the last 24 hours from 2 callers"), "{row}");
    app.clock.advance(6 * DAY);
    assert!(paste(&support, &text).await.text("#tokens tbody tr").contains("No requests in 7 days"));
}

#[actix_web::test]
async fn the_only_real_token_is_chosen_and_of_several_none_is() {
    let app = TestApp::start().await;
    let (support, [a, b]) = (app.support().await, [app.token("A").await, app.token("B").await]);
    let cut_off = &b.secret[..12];
    let found = paste(&support, &format!("{} {cut_off}…", a.secret)).await;
    assert_eq!((names(&found, "real").len(), names(&found, "perhaps").len()), (1, 1));
    assert_eq!(found.attributes("input[name='token'][checked]", "value"), [a.id.as_str()]);
    let form = found.fields(SHUTTING).with("way", "deactivate").with("reason", "Ticket 4711");
    assert_eq!(support.post("/support/shutting", form).await.status, 200, "without ticking anything");
    assert_eq!((at_gate(&app, &a).await, at_gate(&app, &b).await), (401, 200));
    let several = paste(&support, &format!("{} {}", a.secret, b.secret)).await;
    assert_eq!((names(&several, "real").len(), several.count("input[checked]")), (2, 0));
    let none = paste(&support, &format!("{cut_off}…")).await;
    assert_eq!((names(&none, "perhaps").len(), none.count("input[checked]")), (1, 0));
}

#[actix_web::test]
async fn what_is_cut_off_or_mistyped_is_found_by_its_handle_and_can_not_be_chosen() {
    let app = TestApp::start().await;
    let (support, token, other) = (app.support().await, app.token("Billing export").await, app.token("Other").await);
    let mistyped = format!("{}{}", &token.secret[..20], other.secret[20..].to_owned());
    for text in [&token.secret[..12], &token.secret[..40], &format!("{}…", &token.secret[..12]), &mistyped] {
        let found = paste(&support, text).await;
        assert_eq!(names(&found, "perhaps"), ["Billing export"], "{text}");
        assert_eq!((found.count("input[name='token']"), found.count(SHUTTING)), (0, 0), "{text}");
    }
    let found = paste(&support, &format!("{} {}", &token.secret[..40], other.secret)).await;
    assert_eq!(
        (names(&found, "real"), names(&found, "perhaps")),
        (vec!["Other".into()], vec!["Billing export".into()])
    );
    assert!(!found.fields(SHUTTING).value("found").unwrap().contains(token.id.as_str()), "nor is it under the seal");
    assert_eq!(summary(&found), "Found: 1 real and 1 possibly real.");
}

#[actix_web::test]
async fn what_was_forged_around_a_known_handle_is_no_token() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Billing export").await);
    let around = forged(1).replace(&forged(1)[4..12], &token.handle);
    // Its checksum is right, as whoever reads the source can make it.
    let covered = &around[..44];
    let sum = crc32(covered.as_bytes());
    let found = paste(&support, &format!("{covered}{sum}")).await;
    assert_eq!((names(&found, "real").len(), names(&found, "perhaps").len()), (0, 0), "{}", found.body);
    assert!(unknown(&found)[0].contains("right form and checksum: forged"), "{:?}", unknown(&found));
}

/// The checksum as the contract has it: CRC-32 in six base62 characters.
fn crc32(bytes: &[u8]) -> String {
    let mut sum = !0_u32;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    let digits: Vec<char> = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
    let mut left = !sum as usize;
    let mut spelled: Vec<char> = Vec::new();
    for _ in 0..6 {
        spelled.push(digits[left % 62]);
        left /= 62;
    }
    spelled.iter().rev().collect()
}

#[actix_web::test]
async fn another_organizations_token_can_not_be_told_from_a_forged_one() {
    let app = TestApp::start().await;
    let (support, foreign) = (app.support().await, app.foreign_token("Theirs").await);
    let forged = forged(2);
    // Whole, cut off, and as a handle: the pages are the same but for the handle.
    for length in [50, 40, 12] {
        let theirs = paste(&support, &foreign.secret[..length]).await;
        let nobodys = paste(&support, &forged[..length]).await;
        let handles = |body: &str| body.replace(&foreign.handle, "HANDLE").replace(&forged[4..12], "HANDLE");
        assert_eq!(handles(&theirs.body), handles(&nobodys.body), "{length} characters");
        assert_eq!((theirs.status, unknown(&theirs).len()), (200, 1));
        assert!(!theirs.body.contains("Theirs") && !theirs.body.contains("Borealis"));
    }
    // A deleted one neither.
    app.execute("UPDATE tokens SET deleted_at = 1 WHERE name = 'Theirs'").await;
    assert_eq!(unknown(&paste(&support, &foreign.secret).await).len(), 1);
}

#[actix_web::test]
async fn it_reaches_every_organization_in_which_one_may_shut_tokens_and_no_other() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.token("Ours").await, app.foreign_token("Theirs").await);
    let text = log_of([&ours, &theirs]);
    let person = &app.people.support;
    for (role, names_found) in [
        (Role::Member, vec!["Ours"]),
        (Role::Support, vec!["Ours", "Theirs"]),
        (Role::Administrator, vec!["Ours", "Theirs"]),
    ] {
        app.enlist(person, app.people.other_organization, role).await;
        let support = app.support().await;
        let found = paste(&support, &text).await;
        assert_eq!(names(&found, "real"), names_found, "{role} there");
        if role == Role::Support {
            // Its page offers to switch to that organization.
            let link = found.attributes("#tokens a.name", "href").remove(1);
            let page = support.get(&link).await;
            assert!(page.status == 404 && page.text("main").contains("Switch to Borealis"), "{}", page.body);
        }
    }
    app.execute(&format!(
        "UPDATE memberships SET removed_at = 1 WHERE user_id = '{}' AND role = 'administrator'",
        person.id
    ))
    .await;
    assert_eq!(names(&paste(&app.support().await, &text).await, "real"), ["Ours"], "after being removed there");
}

#[actix_web::test]
async fn support_for_the_whole_installation_finds_the_tokens_of_all_organizations() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.token("Ours").await, app.foreign_token("Theirs").await);
    let member = app.member().await;
    assert_eq!(member.get("/support").await.status, 403, "a member is not");
    app.execute(&format!("UPDATE users SET all_organizations = TRUE WHERE id = '{}'", app.people.member.id)).await;
    let desk = member.get("/support").await;
    assert_eq!(desk.status, 200, "from the next request on");
    assert!(desk.text("header").contains("support"));
    let found = paste(&member, &log_of([&ours, &theirs])).await;
    assert_eq!(names(&found, "real"), ["Ours", "Theirs"]);
    assert_eq!(
        found.attributes("#tokens a.name", "href"),
        [ours.path("")],
        "where they don't belong is no page for them"
    );
    assert_eq!(member.get(&theirs.path("")).await.status, 404);
    assert_eq!(member.get("/integrations/tokens/new").await.status, 403, "and they are no administrator");
}

#[actix_web::test]
async fn a_personal_token_and_a_deleted_one_are_found_too() {
    let app = TestApp::start().await;
    let (support, personal, deleted) = (app.support().await, app.token("Personal").await, app.token("Deleted").await);
    let user = &app.people.member.id;
    app.execute(&format!(
        "UPDATE tokens SET kind = 'personal', owner_id = '{user}', user_id = '{user}', application_id = NULL
         WHERE id = '{}'",
        personal.id
    ))
    .await;
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{}'", deleted.id)).await;
    let found = paste(&support, &log_of([&personal, &deleted])).await;
    assert_eq!(names(&found, "real"), ["Personal", "Deleted"]);
    assert!(
        found.all("#tokens tbody tr")[0].contains("personal, of Mika Member"),
        "{:?}",
        found.all("#tokens tbody tr")
    );
    assert_eq!(found.attributes("input[name='token']", "value"), [personal.id.as_str()], "there is nothing to shut");
}

#[actix_web::test]
async fn every_configured_prefix_is_looked_for() {
    let app = TestApp::with(&["--token-prefix", "acme,lk"]).await;
    let (support, new) = (app.support().await, app.token("New").await);
    assert!(new.secret.starts_with("acmea_"));
    assert_eq!(names(&paste(&support, &format!("x{}", new.secret)).await, "real"), ["New"]);
}

/// Ten thousand lines with a hundred real tokens, among ten thousand stored: one look-up for many.
#[actix_web::test]
async fn ten_thousand_pasted_lines_are_looked_up_in_few_statements() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let mut tokens: Vec<Issued> = Vec::new();
    for n in 0..100 {
        tokens.push(app.token(&format!("Token {n:03}")).await);
    }
    for chunk in 0..10 {
        // Each copy has its own handle and digest; only their number matters.
        copies(&app, &tokens[0], chunk * 1_000).await;
    }
    let mut lines: Vec<String> = (0..9_900).map(|n| format!("{n} Bearer {}", forged(n))).collect();
    for (n, token) in tokens.iter().enumerate() {
        lines.insert(n * 99, format!("real {}", token.secret));
    }
    let text = lines.join("\n");
    let begun = std::time::Instant::now();
    let found = paste(&support, &text).await;
    let took = begun.elapsed();
    assert_eq!((found.status, names(&found, "real").len()), (200, 100));
    assert_eq!(summary(&found), "Found: 100 real and 9,900 only token-shaped.");
    assert!(unknown(&found).len() <= 100, "not all that is nothing is listed");
    // Unoptimized, beside other tests; a statement for each would take far longer.
    assert!(took.as_secs() < 10, "{took:?}");
}

async fn copies(app: &TestApp, of: &Issued, from: usize) {
    let columns = app.columns("tokens").await;
    let own = |column: &String| match column.as_str() {
        "id" => "v.column1".to_owned(),
        "handle" | "digest" | "name" | "name_key" => "'c' || v.column1".to_owned(),
        other => format!("t.{other}"),
    };
    let values: Vec<String> = (from..from + 1_000).map(|n| format!("('{n:024x}')")).collect();
    let selected: Vec<String> = columns.iter().map(own).collect();
    let (columns, selected, values, of) = (columns.join(", "), selected.join(", "), values.join(", "), of.id);
    let sql = format!(
        "INSERT INTO tokens ({columns}) SELECT {selected} FROM tokens t, (VALUES {values}) AS v WHERE t.id = '{of}'"
    );
    assert_eq!(app.execute(&sql).await, 1_000);
}

#[actix_web::test]
async fn more_than_is_looked_up_is_said_and_a_page_has_its_bounds() {
    let app = TestApp::start().await;
    let (support, token) = (app.support().await, app.token("Whole").await);
    let parts: Vec<String> = (0..12_000).map(|n| format!("lka_{n:08}")).collect();
    let found = paste(&support, &format!("{} {}", parts.join(" "), token.secret)).await;
    assert_eq!(names(&found, "real"), ["Whole"], "whole ones go first");
    assert!(found.text(".caution").contains("more than 10,000"), "{}", found.text(".caution"));
    assert!(found.body.len() < 100_000, "{} bytes", found.body.len());
}

/// What was found can be looked at again for a while by whoever saw it, without the text: after a look at a token's page.
#[actix_web::test]
async fn what_was_found_stands_at_an_address_without_the_text() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let (leaked, cut_off) = (app.token("Leaked").await, app.token("Cut off").await);
    let text =
        format!("first line\nGET /secret-path\nAuthorization: Bearer {}\n{}…", leaked.secret, &cut_off.secret[..12]);
    let found = paste(&support, &text).await;
    let real = found.text("section[aria-labelledby='real-heading'] tbody tr");
    assert!(real.contains("line 3 of the text"), "{real}");
    assert!(found.text("section[aria-labelledby='perhaps-heading'] tbody tr").contains("line 4 of the text"));
    let address = found.attributes("[data-stands-at]", "data-stands-at").remove(0);
    assert!(!address.contains(&leaked.handle) && !address.contains("secret-path"), "{address}");
    let again = support.get(&address).await;
    assert_eq!(
        (again.status, names(&again, "real"), names(&again, "perhaps")),
        (200, vec!["Leaked".to_owned()], vec![])
    );
    assert!(!again.body.contains("secret-path"));
    // It is as good for shutting.
    let form = again.fields(SHUTTING).with("way", "deactivate").with("reason", "Ticket 4711");
    let done = support.post("/support/shutting", form).await;
    assert_eq!((done.status, at_gate(&app, &leaked).await), (200, 401));
    let address = done.attributes("[data-stands-at]", "data-stands-at").remove(0);
    assert!(support.get(&address).await.text("#tokens tbody tr").contains("Inactive"), "as it is by now");
    // It is nobody else's, and not for ever.
    let other = app.administrator().await.get(&address).await;
    assert_eq!((other.status, other.body.contains("Leaked</")), (422, false));
    assert_eq!(app.member().await.get(&address).await.status, 403);
    assert_eq!(support.get("/support/found?list=1.2.3").await.status, 422);
    assert_eq!(support.get("/support/found").await.location(), "/support");
    app.clock.advance(61 * crate::harness::MINUTE);
    assert_eq!(support.get(&address).await.status, 422);
}

/// What is wrapped in something has no line of its own; and what stands there more often has its first.
#[actix_web::test]
async fn the_line_is_that_of_the_first_place_in_the_text_as_it_is() {
    let app = TestApp::start().await;
    let (support, [a, b]) = (app.support().await, [app.token("A").await, app.token("B").await]);
    let text = format!("\r\n\r\nx {0}\r\n{0}\n{1}", a.secret, STANDARD.encode(&b.secret));
    let found = paste(&support, &text).await;
    let rows = found.all("#tokens tbody tr");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("line 3 of the text"), "{rows:?}");
    assert!(!rows[1].contains("of the text"), "{rows:?}");
}
