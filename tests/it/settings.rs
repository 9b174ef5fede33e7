//! The settings: the name, the rules, what is told before they are saved, and that the gate obeys at once.

use latchkey::access::Role;
use latchkey::clock::DAY;
use latchkey::tokens::AllowedNetworks;
use latchkey::tokens::rules::Rules;

use crate::harness::{Answer, Client, Fields, Issued, TestApp, eventually};

const RULES: &str = "form[action='/settings/rules']";
const NAME: &str = "form[action='/settings/name']";

fn rules(seen: &str, ticked: &[&str], cap: &str, existing: &str) -> Fields {
    let fields = Fields::from([("seen", seen), ("lifetime_cap_days", cap), ("existing", existing)]);
    ticked.iter().fold(fields, |fields, name| fields.and(name, "yes"))
}

/// Saves rules on top of whatever is in force, and says yes to what is asked.
async fn save(client: &Client, ticked: &[&str], cap: &str, existing: &str) -> Answer {
    let seen = client.get("/settings").await.fields(RULES);
    let answer = client.post("/settings/rules", rules(seen.value("seen").unwrap(), ticked, cap, existing)).await;
    let asks = answer.status == 200;
    if asks { client.post("/settings/rules", answer.fields(RULES)).await } else { answer }
}

async fn asked(app: &TestApp, token: &Issued) -> u16 {
    app.gate().get(&app.devices()).bearer(&token.secret).await.status
}

async fn events(app: &TestApp) -> Vec<String> {
    let new = "SELECT action || ' ' || detail FROM audit_events WHERE subject_kind = 'organization'
        AND actor_kind = 'user' ORDER BY organization_id, seq";
    app.texts(new).await
}

#[actix_web::test]
async fn a_new_name_is_in_the_header_at_once() {
    let app = TestApp::start().await;
    let (administrator, member) = (app.administrator().await, app.member().await);
    let form = administrator.get("/settings").await.fields(NAME);
    assert_eq!((form.value("name"), form.value("seen")), (Some("Acme"), Some("Acme")));
    let answer = administrator.post("/settings/name", form.with("name", "  Acme & Daughters ")).await;
    let page = administrator.follow(answer).await;
    assert_eq!(page.text("#flash-text"), "Your organization is now called “Acme & Daughters”.");
    for client in [&administrator, &member] {
        let header = client.get("/integrations").await.text(".organization-name bdi");
        assert_eq!(header, "Acme & Daughters");
    }
    let renamed = r#"organization.renamed {"after":{"name":"Acme & Daughters"},"before":{"name":"Acme"}}"#;
    assert_eq!(events(&app).await, [renamed]);
}

#[actix_web::test]
async fn a_name_that_can_not_be_is_refused_at_its_field() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for (name, says) in [
        ("", "Give the organization a name."),
        ("x\u{1b}y", "control character"),
        (&*"x".repeat(101), "101 characters"),
        ("BOREALIS", "has this name"),
    ] {
        let answer = administrator.post("/settings/name", [("seen", "Acme"), ("name", name)]).await;
        assert_eq!((answer.status, answer.attributes("#summary a", "href")), (422, vec!["#name".to_owned()]), "{name}");
        assert!(answer.text("#name-fault").contains(says), "{name}: {}", answer.text("#name-fault"));
        assert_eq!(answer.count(&format!("{NAME} input[name='seen'][value='Acme']")), 1);
    }
    let odd = administrator.post("/settings/name", [("seen", "Acme"), ("name", "New"), ("id", "1")]).await;
    assert_eq!(odd.status, 422);
    assert_eq!(events(&app).await, Vec::<String>::new());
    assert_eq!(administrator.post("/settings/name", [("seen", "x"), ("name", "Acme")]).await.status, 303);
    assert_eq!(events(&app).await, Vec::<String>::new(), "the same name is no change");
}

#[actix_web::test]
async fn the_second_of_two_administrators_is_told_and_overwrites_nothing() {
    let app = TestApp::start().await;
    app.enlist(&app.people.member, app.people.organization, Role::Administrator).await;
    let (first, second) = (app.administrator().await, app.member().await);
    let theirs = second.get("/settings").await;
    first.post("/settings/name", [("seen", "Acme"), ("name", "Acme One")]).await;
    let answer = second.post("/settings/name", theirs.fields(NAME).with("name", "Acme Two")).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text("#name-fault").contains("renamed it to “Acme One”"), "{}", answer.text("#name-fault"));
    let fields = answer.fields(NAME);
    assert_eq!((fields.value("name"), fields.value("seen")), (Some("Acme Two"), Some("Acme One")));
    assert_eq!(second.post("/settings/name", fields).await.status, 303, "now it is a decision");

    assert_eq!(first.post("/settings/rules", rules("0-0-0-0", &["require_expiry"], "", "keep")).await.status, 303);
    let answer = second.post("/settings/rules", theirs.fields(RULES).with("lifetime_cap_days", "30")).await;
    assert_eq!(answer.status, 409);
    assert_eq!(answer.all(".caution li")[0], "A token must have an expiry.");
    let fields = answer.fields(RULES);
    assert_eq!((fields.value("lifetime_cap_days"), fields.value("require_expiry")), (Some("30"), None));
    assert_eq!(app.number("SELECT COUNT(*) FROM organizations WHERE lifetime_cap_days IS NOT NULL").await, 0);
    assert_eq!(second.post("/settings/rules", fields).await.status, 303, "now it is a decision");
    assert_eq!(app.number("SELECT COUNT(*) FROM organizations WHERE lifetime_cap_days = 30").await, 1);
}

#[actix_web::test]
async fn rules_that_nothing_breaks_are_saved_at_once_with_one_event() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let all = ["require_expiry", "require_network"];
    let answer = administrator.post("/settings/rules", rules("0-0-0-0", &all, "90", "block")).await;
    let page = administrator.follow(answer).await;
    assert_eq!(page.text("#flash-text"), "Saved the rules. No token breaks them.");
    let form = page.fields(RULES);
    assert_eq!(form.clone().sorted(), rules("1-90-1-1", &all, "90", "block").sorted());
    let changed = r#"organization.rules_changed {"after":{"block_rule_breakers":true,"lifetime_cap_days":90,"require_expiry":true,"require_network":true},"before":{"block_rule_breakers":false,"lifetime_cap_days":null,"require_expiry":false,"require_network":false}}"#;
    assert_eq!(events(&app).await, [changed]);
    let page = administrator.follow(administrator.post("/settings/rules", form).await).await;
    assert_eq!(page.text("#flash-text"), "The rules are as they were.");
    assert_eq!(events(&app).await.len(), 1);
    let theirs = app.number("SELECT COUNT(*) FROM organizations WHERE require_expiry OR require_network").await;
    assert_eq!(theirs, 1, "another organization's are its own");
}

#[actix_web::test]
async fn a_lifetime_that_is_none_is_refused_at_its_field() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for cap in ["0", "-1", "3651", "1.5", "thirty", "99999999999999999999", "1e3", "30 days", "\u{202e}7"] {
        let answer = administrator.post("/settings/rules", rules("0-0-0-0", &["require_network"], cap, "keep")).await;
        assert_eq!(answer.status, 422, "{cap}");
        assert_eq!(answer.attributes("#summary a", "href"), ["#lifetime_cap_days"], "{cap}");
        let fields = answer.fields(RULES);
        assert_eq!((fields.value("lifetime_cap_days"), fields.value("require_network")), (Some(cap), Some("yes")));
    }
    for cap in ["1", "3650", " 30 "] {
        assert_eq!(save(&administrator, &[], cap, "keep").await.status, 303, "{cap}");
    }
    let twice = rules("0-0-0-0", &[], "7", "keep").and("lifetime_cap_days", "8");
    assert_eq!(administrator.post("/settings/rules", twice).await.status, 422);
}

#[actix_web::test]
async fn before_saving_the_tokens_that_break_the_rules_are_named_and_nothing_is_saved() {
    let app = TestApp::start().await;
    eventually("the gate may remember", async || app.state.gate.remembers()).await;
    let administrator = app.administrator().await;
    let inside = AllowedNetworks::parse("10.0.0.0/8").unwrap();
    app.token_with("Keeps them", |new| new.networks = inside).await;
    let endless = app.token_with("Endless", |new| new.expires_at = None).await;
    let model = app.token("Open").await;
    let rows: Vec<Vec<String>> = (0..200).map(|_| vec![]).collect();
    app.copies(&model, &[], &rows).await;
    app.execute(&format!("UPDATE tokens SET last_used_at = {} WHERE id = '{}'", app.clock.now().0, endless.id)).await;
    let form = rules("0-0-0-0", &["require_network", "require_expiry"], "", "keep");
    let page = administrator.post("/settings/rules", &form).await;
    assert_eq!((page.status, page.text("h1")), (200, "Before these rules are saved".to_owned()));
    assert!(page.text(".caution").starts_with("202 tokens break these rules."), "{}", page.text(".caution"));
    let names = page.all("tbody th a");
    assert!(names.len() == 200 && names[0] == "Endless" && !names.contains(&"Keeps them".to_owned()), "{names:?}");
    assert_eq!(page.all("tbody td[data-label='Why']")[0], "never expires and works from any address");
    assert_eq!(page.attributes("tbody th a", "href")[0], endless.path(""));
    assert_eq!(events(&app).await, Vec::<String>::new());
    assert_eq!(app.number("SELECT COUNT(*) FROM organizations WHERE require_network").await, 0, "nothing is saved yet");

    // More than were shown: shown again.
    app.token("Made meanwhile").await;
    let confirmed = page.fields(RULES);
    let again = administrator.post("/settings/rules", &confirmed).await;
    assert!(again.text(".caution").starts_with("203 tokens break these rules."), "{}", again.text(".caution"));
    let saved = administrator.post("/settings/rules", again.fields(RULES)).await;
    let page = administrator.follow(saved).await;
    assert_eq!(page.text("#flash-text"), "Saved the rules. 203 tokens break them: each is left as it is.");
    assert!(page.text("#rules .caution").starts_with("203 tokens break the rules in force."), "{}", page.body);
    let link = page.attributes("#rules .caution a", "href");
    assert_eq!(administrator.get(&link[0]).await.text("#count"), "203 tokens");
}

#[actix_web::test]
async fn what_exists_stays_as_it_is_unless_it_is_to_be_blocked_and_the_gate_obeys_at_once() {
    let app = TestApp::start().await;
    eventually("the gate may remember", async || app.state.gate.remembers()).await;
    let administrator = app.administrator().await;
    let inside = AllowedNetworks::parse("127.0.0.0/8").unwrap();
    let keeps = app.token_with("Keeps them", |new| new.networks = inside).await;
    let (first, second) = (app.token("First").await, app.token("Second").await);
    let breakers = [&first, &second];
    for _ in 0..2 {
        for (existing, status) in [("keep", 200), ("block", 401), ("keep", 200)] {
            assert_eq!(save(&administrator, &["require_network"], "", existing).await.status, 303);
            for token in breakers {
                assert_eq!((asked(&app, token).await, asked(&app, token).await), (status, status), "{existing}");
            }
            assert_eq!(asked(&app, &keeps).await, 200, "{existing}");
            assert_eq!(app.state.gate.remembered(), 3, "as the gate has it in mind");
            let list = administrator.get("/integrations").await;
            let marked = if status == 401 { vec!["breaks a rule"; 2] } else { vec![] };
            assert_eq!(list.all(".note.blocked"), marked, "{existing}");
            let page = administrator.get(&first.path("")).await;
            let says = if status == 401 { "Blocked: breaks a rule." } else { "It breaks a rule" };
            assert!(page.text("main > .caution").starts_with(says), "{existing}");
            assert_eq!(page.body.contains("because it works from any address."), status == 401, "{existing}");
        }
    }
    assert_eq!(save(&administrator, &["require_network"], "", "block").await.status, 303);
    assert_eq!(asked(&app, &first).await, 401);
    assert_eq!(save(&administrator, &[], "30", "block").await.status, 303);
    assert_eq!(asked(&app, &first).await, 200, "another rule, which it keeps");
    assert_eq!(save(&administrator, &[], "29", "block").await.status, 303);
    assert_eq!((asked(&app, &first).await, asked(&app, &keeps).await), (401, 401));
    assert_eq!(save(&administrator, &[], "", "block").await.status, 303);
    assert_eq!((asked(&app, &first).await, asked(&app, &keeps).await), (200, 200));
}

/// Neither of two secrets is said to pass that the gate refuses, and what is advised can be done.
#[actix_web::test]
async fn of_a_rotated_token_that_is_blocked_nothing_is_promised() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (old, other) = (app.token("Billing export").await, app.token("Grid forecast").await);
    let form = administrator.get(&old.path("/rotation")).await.fields("form[action$='/rotation']");
    let made = administrator.post(&old.path("/rotation"), form.with("overlap", "24h")).await;
    let new = made.attributes("[data-reveal]", "data-reveal").remove(0);
    for page in [old.path(""), new.clone()] {
        assert_eq!(administrator.get(&page).await.count(".overlap"), 1, "both pass");
    }
    assert_eq!(save(&administrator, &["require_network"], "", "block").await.status, 303);
    for (page, advice) in
        [(old.path(""), "Another token took its place."), (new, "Edit it: with an IP restriction it keeps the rule.")]
    {
        let page = administrator.get(&page).await;
        assert_eq!((page.count(".overlap"), page.text(".overlap").contains("pass until")), (1, false), "neither does");
        assert!(page.text(".overlap").contains("At present neither of them passes"), "{}", page.text(".overlap"));
        let says = page.text("main > .caution");
        assert!(says.starts_with("Blocked: breaks a rule.") && says.contains(advice), "{says}");
    }
    // The list and its file tell of it.
    let list = administrator.get("/integrations").await;
    assert_eq!(list.attributes("#blocked a", "href"), ["/integrations?only=breaks-rules"]);
    let file = administrator.get("/integrations/export").await.body;
    let last =
        |name: &str| file.lines().find(|line| line.contains(name)).unwrap().rsplit(',').next().unwrap().to_owned();
    assert_eq!((last("name,handle"), last("Grid forecast")), ("blocked_by".to_owned(), "rule".to_owned()));
    // And to whoever switches one off it is said that it is refused already.
    for (token, then) in
        [(&old, "this one is then refused for good"), (&other, "It then stays off until an administrator")]
    {
        for way in ["/deactivation", "/compromise"] {
            let asked = administrator.get(&token.path(way)).await.text("[data-dialog-content]");
            assert!(asked.contains("The gate refuses it already, because it is blocked."), "{asked}");
            assert!(asked.contains("Who uses") && !asked.contains("Still only with the old one"), "{asked}");
            assert!(!asked.contains("rom the next request on"), "it is refused before: {asked}");
            assert!(way == "/compromise" || asked.contains(then), "{asked}");
        }
    }
    let asked = administrator.get(&other.path("/pause")).await.text("[data-dialog-content]");
    assert!(asked.contains("stays blocked after that") && !asked.contains("by itself"), "{asked}");
}

/// Mending a token lets it pass again, without anyone touching the rules.
#[actix_web::test]
async fn a_blocked_token_passes_once_it_keeps_the_rule() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    save(&administrator, &["require_network"], "", "block").await;
    assert_eq!(asked(&app, &token).await, 401);
    let edit = Fields::from([("version", "1"), ("name", "Billing export"), ("description", "")]);
    let answer = administrator.post(&token.path("/edit"), edit.and("networks", "127.0.0.1")).await;
    assert_eq!(answer.status, 303);
    assert_eq!(asked(&app, &token).await, 200);
}

#[actix_web::test]
async fn only_administrators_see_the_place_and_the_page() {
    let app = TestApp::start().await;
    for (client, sees) in [(app.administrator().await, 1), (app.member().await, 0), (app.support().await, 0)] {
        let page = client.get("/integrations").await;
        assert_eq!(page.count("nav.places a[href='/settings']"), sees);
        assert_eq!(client.get("/settings").await.status, if sees == 1 { 200 } else { 403 });
    }
    let foreigner = app.foreigner().await;
    assert_eq!(save(&foreigner, &["require_network"], "7", "block").await.status, 303);
    let ours =
        format!("SELECT COUNT(*) FROM organizations WHERE id = '{}' AND require_network", app.people.organization);
    assert_eq!(app.number(&ours).await, 0);
}

/// Rules and creation at the same moment: whoever makes a token holds the rules it was checked against.
#[actix_web::test]
async fn rules_that_are_saved_wait_for_a_creation_that_has_begun() {
    use latchkey::access::ManageSettings;
    use latchkey::organizations::settings;
    use latchkey::tokens::rules as of_tokens;

    let app = std::rc::Rc::new(TestApp::start().await);
    let mut tx = app.db.begin().await.unwrap();
    assert_eq!(of_tokens::hold(&mut tx, app.people.organization).await.unwrap(), Rules::default());
    let saving = {
        let app = std::rc::Rc::clone(&app);
        actix_web::rt::spawn(async move {
            let may = app.granted::<ManageSettings>(&app.people.administrator).await;
            let rules = Rules { require_expiry: true, ..Rules::default() };
            settings::change_rules(&app.db, &app.clock, &may, "0-0-0-0", &rules).await.unwrap()
        })
    };
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let early = app.number("SELECT COUNT(*) FROM organizations WHERE require_expiry").await;
    // Before anything can fail: a schema is not dropped under an open transaction.
    tx.commit().await.unwrap();
    assert!(matches!(saving.await.unwrap(), settings::Ruling::InForce { changed: true }));
    assert_eq!(early, 0, "it waited");
}

#[actix_web::test]
async fn the_banner_counts_exactly_what_the_filter_shows() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    let member = app.member().await;
    app.token("Ends in a month").await;
    assert_eq!(member.get("/integrations").await.count("#expiring"), 0);
    for (n, facts) in [
        format!("expires_at = {}", now.plus(14 * DAY).0),
        format!("expires_at = {}", now.plus(14 * DAY + 1).0),
        format!("expires_at = {}", now.plus(1).0),
        format!("expires_at = {}", now.0),
        format!("expires_at = NULL, superseded_at = 1, ends_at = {}", now.plus(DAY).0),
        format!("expires_at = {}, superseded_at = 1, ends_at = {}", now.plus(2 * DAY).0, now.plus(DAY).0),
        format!("expires_at = {}, superseded_at = 1, ends_at = {}", now.plus(2 * DAY).0, now.0),
        format!("expires_at = {}, active = FALSE", now.plus(DAY).0),
        format!("expires_at = {}, paused_until = {}", now.plus(DAY).0, now.plus(1).0),
        format!("expires_at = {}, compromised_at = 1", now.plus(DAY).0),
        format!("expires_at = {}, deleted_at = 1", now.plus(DAY).0),
        format!("expires_at = {}, kind = 'personal'", now.plus(DAY).0),
    ]
    .iter()
    .enumerate()
    {
        let token = app.token(&format!("Token {n}")).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
    }
    let foreign = app.foreign_token("Theirs").await;
    app.execute(&format!("UPDATE tokens SET expires_at = {} WHERE id = '{}'", now.plus(DAY).0, foreign.id)).await;
    let page = member.get("/integrations").await;
    assert!(page.text("#expiring").starts_with("2 tokens expire within 14 days."), "{}", page.text("#expiring"));
    let link = page.attributes("#expiring a", "href");
    assert_eq!(link, ["/integrations?only=expiring"]);
    let list = member.get(&link[0]).await;
    assert_eq!((list.text("#count"), list.count("#expiring")), ("2 tokens".to_owned(), 0));
    app.execute("UPDATE tokens SET deleted_at = 1 WHERE name <> 'Token 2'").await;
    let page = app.support().await.get("/integrations").await;
    assert!(page.text("#expiring").starts_with("1 token expires within 14 days."), "{}", page.text("#expiring"));
}

/// The same of what is compromised: what was replaced is done with, and not shown to whoever follows the banner.
#[actix_web::test]
async fn the_banner_of_compromised_tokens_leads_to_those_it_counts() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for (name, facts) in [
        ("Leaked", "compromised_at = 1"),
        ("Leaked too", "compromised_at = 1, active = FALSE"),
        ("Replaced", "compromised_at = 1, superseded_at = 1"),
        ("Gone", "compromised_at = 1, deleted_at = 1"),
        ("Fine", "superseded_at = 1"),
    ] {
        let token = app.token(name).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
    }
    let banner = member.get("/integrations").await;
    assert!(banner.text("#compromised").starts_with("2 tokens are compromised"), "{}", banner.text("#compromised"));
    let shown = member.get(&banner.attributes("#compromised a", "href").remove(0)).await;
    let mut names = shown.all("tbody a.name");
    names.sort();
    assert_eq!(
        (names, shown.all(".chip bdi")),
        (vec!["Leaked".to_owned(), "Leaked too".to_owned()], vec!["Compromised, not replaced".to_owned()],)
    );
}
