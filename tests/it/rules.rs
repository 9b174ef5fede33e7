//! The rules of an organization for its tokens: one definition in the program and in SQL, kept by whatever makes or
//! changes a token.

use latchkey::access::{ManageSettings, SeeTokens};
use latchkey::clock::{DAY, Timestamp};
use latchkey::tokens::rules::{self, Breach, Rules};
use latchkey::tokens::{self, AllowedNetworks};

use crate::harness::{Fields, TestApp};
use crate::list::found;

const CAP: i64 = 30;

fn combinations() -> Vec<Rules> {
    let mut all = Vec::new();
    for require_expiry in [false, true] {
        for require_network in [false, true] {
            for lifetime_cap_days in [None, Some(CAP)] {
                all.push(Rules { require_expiry, require_network, lifetime_cap_days, block_rule_breakers: true });
            }
        }
    }
    all
}

/// Puts rules in force, as the settings do.
pub async fn set(app: &TestApp, rules: Rules) {
    let word = |value: bool| if value { "TRUE" } else { "FALSE" };
    app.execute(&format!(
        "UPDATE organizations SET require_expiry = {}, require_network = {}, block_rule_breakers = {},
            lifetime_cap_days = {} WHERE id = '{}'",
        word(rules.require_expiry),
        word(rules.require_network),
        word(rules.block_rule_breakers),
        rules.lifetime_cap_days.map_or("NULL".to_owned(), |days| days.to_string()),
        app.people.organization,
    ))
    .await;
}

/// The gate, the filter of the list and the preview of the settings ask the database; creating and editing ask the program.
#[actix_web::test]
async fn the_database_and_the_program_agree_on_which_token_breaks_which_rules() {
    let app = TestApp::start().await;
    let created = app.clock.now();
    let template = app.token("The first").await;
    let mut tokens = Vec::new();
    for expires_at in [None, Some(created.plus(CAP * DAY)), Some(created.plus(CAP * DAY + 1)), Some(created.plus(1))] {
        for networks in ["", "10.0.0.0/8", "0.0.0.0/0", "10.0.0.0/8 ::/0 10.1.0.0/16", "0.0.0.0/1", "::/1 100.0.0.0/8"]
        {
            tokens.push((expires_at, networks));
        }
    }
    let rows: Vec<Vec<String>> = tokens
        .iter()
        .map(|(expires_at, networks)| {
            let expires_at = expires_at
                .map_or("CAST(NULL AS BIGINT)".to_owned(), |at: Timestamp| format!("CAST({} AS BIGINT)", at.0));
            vec![expires_at, format!("'{networks}'")]
        })
        .collect();
    app.copies(&template, &["expires_at", "networks"], &rows).await;
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{}'", template.id)).await;
    let settings = app.granted::<ManageSettings>(&app.people.administrator).await;
    let member = app.member().await;
    for rules in combinations() {
        set(&app, rules).await;
        let may = app.granted::<SeeTokens>(&app.people.member).await;
        assert_eq!(rules::read(&app.db, &may).await.unwrap(), rules);
        let mut breakers = Vec::new();
        for (n, (expires_at, networks)) in tokens.iter().enumerate() {
            let networks = AllowedNetworks::parse(networks).unwrap();
            let breaks = !rules::check(&rules, created, *expires_at, &networks).is_empty();
            let policy = tokens::policy(&app.db, &format!("c{n:07}")).await.unwrap().unwrap();
            assert_eq!(policy.rule_blocked, breaks, "at the gate: {rules:?}, {expires_at:?}, {networks:?}");
            if breaks {
                breakers.push(format!("copy {n:03}"));
            }
        }
        assert_eq!(found(&member, "?only=breaks-rules").await, breakers, "{rules:?}");
        let preview = rules::breakers(&app.db, &app.clock, &settings, &rules).await.unwrap();
        assert_eq!(preview.count, i64::try_from(breakers.len()).unwrap(), "{rules:?}");
        assert_eq!(preview.first.len(), breakers.len().min(20));
        assert!(preview.first.iter().all(|token| token.rule_blocked && breakers.contains(&token.name)), "{rules:?}");
        set(&app, Rules { block_rule_breakers: false, ..rules }).await;
        let policy = tokens::policy(&app.db, "c0000000").await.unwrap().unwrap();
        assert!(!policy.rule_blocked, "unless the organization says so, nothing is blocked");
    }
}

#[actix_web::test]
async fn only_tokens_that_could_work_are_counted_as_breaking_rules() {
    let app = TestApp::start().await;
    for (name, facts) in [
        ("Active", "active = TRUE"),
        ("Inactive", "active = FALSE"),
        ("Compromised", "compromised_at = 1"),
        ("Expired", "expires_at = 1"),
        ("Deleted", "deleted_at = 1"),
    ] {
        let token = app.token(name).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
    }
    app.foreign_token("Theirs").await;
    let rules = Rules { require_network: true, ..Rules::default() };
    let may = app.granted::<ManageSettings>(&app.people.administrator).await;
    let preview = rules::breakers(&app.db, &app.clock, &may, &rules).await.unwrap();
    let mut names: Vec<_> = preview.first.iter().map(|token| token.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!((preview.count, names), (2, vec!["Active", "Inactive"]));
}

#[actix_web::test]
async fn a_token_that_would_break_a_rule_is_not_made_and_the_field_says_why() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Billing export").with("networks", "10.0.0.0/8");
    let required = "Your organization requires an expiry. Choose when the token ends.";
    let capped = "Your organization lets a token last 30 days at most.";
    let expiry = Rules { require_expiry: true, ..Rules::default() };
    let network = Rules { require_network: true, ..Rules::default() };
    let cap = Rules { lifetime_cap_days: Some(CAP), ..Rules::default() };
    let at = |text: &str| form.clone().with("expiry", "at").with("expires_at", text);
    for (rules, fields, field, says) in [
        (expiry, form.clone().with("expiry", "never"), "expiry", required),
        (cap, form.clone().with("expiry", "never"), "expiry", required),
        (cap, form.clone(), "expiry", capped),
        (cap, form.clone().with("expiry", "31d"), "expiry", capped),
        (cap, at("2026-12-22T10:01"), "expiry", capped),
        (cap, at("9999-12-31T23:59"), "expiry", capped),
        (network, form.clone().with("networks", ""), "networks", "Your organization requires an IP restriction."),
        (
            network,
            form.clone().with("networks", "0.0.0.0/0\n::/0"),
            "networks",
            "the whole internet is no restriction.",
        ),
    ] {
        set(&app, rules).await;
        for check in [false, true] {
            let fields = if check { fields.clone().and("check", "yes") } else { fields.clone() };
            let answer = administrator.post("/integrations/tokens", &fields).await;
            assert_eq!(answer.status, if check { 200 } else { 422 }, "{rules:?} {fields:?}");
            let faults = answer.faults();
            assert!(faults.len() == 1 && faults[0].contains(says), "{rules:?}: {faults:?}");
            assert_eq!(answer.attributes("#summary a", "href"), [format!("#{field}")]);
            assert!(answer.text(&format!("#{field}-fault")).contains(says), "{}", answer.body);
        }
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
    assert_eq!(app.number("SELECT COUNT(*) FROM submissions").await, 0, "the same form can be sent again");
    for (rules, fields) in [
        (expiry, form.clone()),
        (cap, app.new_token("To the minute").with("expiry", "at").with("expires_at", "2026-12-22T10:00")),
        (cap, app.new_token("For a month").with("expiry", "30d")),
        (network, app.new_token("From inside").with("networks", "10.0.0.0/8").with("expiry", "never")),
    ] {
        set(&app, rules).await;
        assert_eq!(administrator.post("/integrations/tokens", fields).await.status, 201, "{rules:?}");
    }
}

/// Who edits a token that is older than the rule is told of it, before its rotation is refused for that.
#[actix_web::test]
async fn editing_a_token_without_the_restriction_that_is_required_by_now_says_so() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    let told = async || administrator.get(&token.path("/edit")).await.all(".caution").concat();
    assert_eq!(told().await, "");
    set(&app, Rules { require_network: true, ..Rules::default() }).await;
    assert!(told().await.contains("it can't be rotated before it has one."), "{}", told().await);
    app.execute("UPDATE tokens SET networks = '10.0.0.0/8'").await;
    assert_eq!(told().await, "");
}

/// The form is not what refuses: the operation is, so that whatever else makes tokens is refused as well.
#[actix_web::test]
async fn the_operation_itself_refuses_every_broken_rule() {
    let app = TestApp::start().await;
    set(&app, Rules { require_network: true, lifetime_cap_days: Some(CAP), ..Rules::default() }).await;
    let latchkey::app::State { db, clock, chance, config, .. } = &**app.state;
    let may = app.granted(&app.people.administrator).await;
    let new = tokens::NewToken {
        owner: app.people.application,
        name: tokens::TokenName::parse("Billing export").unwrap(),
        description: tokens::Description::default(),
        expires_at: Some(clock.now().plus(CAP * DAY + 1)),
        networks: AllowedNetworks::default(),
        permissions: tokens::Permissions::All,
        active: true,
        submission: Some(tokens::SubmissionKey::new(chance)),
    };
    let made = tokens::create(db, clock, chance, &config.token_prefix, &may, &new).await.unwrap();
    let tokens::Creation::BreaksRules(breaches) = made else { panic!("{made:?}") };
    assert_eq!(breaches, [Breach::TooLong { days: CAP }, Breach::AnyAddress]);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE subject_kind = 'token'").await, 0);
}

#[actix_web::test]
async fn an_edit_takes_no_required_restriction_away_but_leaves_one_that_never_was() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let inside = AllowedNetworks::parse("10.0.0.0/8").unwrap();
    let restricted = app.token_with("Restricted", |new| new.networks = inside).await;
    let open = app.token("Open").await;
    set(&app, Rules { require_network: true, ..Rules::default() }).await;
    let edit = |name: &str, networks: &str| {
        Fields::from([("version", "1"), ("name", name), ("description", ""), ("networks", networks)])
    };
    for (token, networks) in [(&restricted, ""), (&restricted, "10.0.0.0/8 0.0.0.0/0"), (&open, "::/0")] {
        let answer = administrator.post(&token.path("/edit"), edit("Renamed", networks)).await;
        assert_eq!(answer.status, 422, "{networks}");
        assert_eq!(answer.attributes("#summary a", "href"), ["#networks"], "{networks}");
        assert!(answer.text("#networks-fault").contains("requires an IP restriction"), "{}", answer.body);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'token.edited'").await, 0);
    for (token, name, networks) in [
        (&restricted, "Restricted still", "10.0.0.0/8"),
        (&open, "Open still", ""),
        (&restricted, "Narrow", "10.0.0.1"),
    ] {
        let version = app.number(&format!("SELECT version FROM tokens WHERE id = '{}'", token.id)).await;
        let fields = edit(name, networks).with("version", &version.to_string());
        assert_eq!(administrator.post(&token.path("/edit"), fields).await.status, 303, "{name}");
    }
}

#[actix_web::test]
async fn the_form_offers_only_what_the_rules_allow_and_says_which() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let like = app.token_with("Endless", |new| new.expires_at = None).await;
    set(&app, Rules { require_network: true, lifetime_cap_days: Some(45), ..Rules::default() }).await;
    for path in ["/integrations/tokens/new".to_owned(), format!("/integrations/tokens/new?like={}", like.id)] {
        let page = administrator.get(&path).await;
        let choices = page.attributes("input[name='expiry']", "value");
        assert_eq!(choices, ["7d", "30d", "45d", "at"], "{path}");
        let fields = page.fields("form[action='/integrations/tokens']");
        assert_eq!(fields.value("expiry"), Some("45d"), "{path}: the longest that is allowed");
        let says = "Your organization requires an expiry, 45 days from now at the latest.";
        assert_eq!(page.text("#expiry > .help"), says);
        assert!(page.text("#networks-help").ends_with("Your organization requires it."), "{path}");
        assert_eq!(page.count("label[for='networks'] .optional"), 0, "{path}");
        let form = fields.with("name", &path).with("application", app.people.application.as_str());
        let answer = administrator.post("/integrations/tokens", form.with("networks", "10.0.0.0/8")).await;
        assert_eq!(answer.status, 201, "{:?}", answer.faults());
    }
    assert_eq!(app.number("SELECT MAX(expires_at - created_at) FROM tokens").await, 45 * DAY);
    set(&app, Rules::default()).await;
    let page = administrator.get("/integrations/tokens/new").await;
    let choices = page.attributes("input[name='expiry']", "value");
    assert_eq!(choices, ["7d", "30d", "90d", "1y", "at", "never"]);
    assert_eq!((page.count("#expiry > .help"), page.count("label[for='networks'] .optional")), (0, 1));
}
