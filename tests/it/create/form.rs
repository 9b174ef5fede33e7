//! The form as it comes: what is chosen before anything is, and what another token fills in.

use latchkey::clock::DAY;
use latchkey::tokens::{AllowedNetworks, Description, Permissions};

use super::{FORM, revealed};
use crate::harness::{Fields, TestApp};

#[actix_web::test]
async fn what_is_preselected_is_a_year_and_read_only() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let fields = administrator.get("/integrations/tokens/new").await.fields(FORM);
    assert_eq!((fields.value("expiry"), fields.value("permissions")), (Some("1y"), Some("read")));
    assert_eq!(
        (fields.value("networks"), fields.value("name"), fields.value("application")),
        (Some(""), Some(""), Some(""))
    );
    assert!(fields.values("action").is_empty());
    let filled_in = fields.with("name", "Billing export").with("application", app.people.application.as_str());
    revealed(&administrator.post("/integrations/tokens", filled_in).await);
    assert_eq!(app.texts("SELECT scope FROM tokens").await, ["all.Application.read"]);
    let lasts = app.number("SELECT expires_at - created_at FROM tokens").await;
    assert_eq!(lasts, 365 * DAY, "22 November 2026 to 22 November 2027");
}

#[actix_web::test]
async fn what_is_chosen_of_the_catalogue_stands_above_it() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let empty = administrator.get("/integrations/tokens/new").await;
    assert_eq!(empty.text(".chosen-actions .none"), "None of 239 actions chosen");
    assert_eq!(empty.count(".chosen-actions details:not([hidden])"), 0);
    let form = app
        .new_token("")
        .with("permissions", "custom")
        .and("action", "devices.get")
        .and("action", "devices.post")
        .and("action", "data.lastValueQuery")
        .and("action", "teapots.get");
    let answer = administrator.post("/integrations/tokens", &form).await;
    assert_eq!(answer.text(".chosen-actions summary"), "3 of 239 actions in data, devices");
    assert_eq!(answer.all(".chosen-actions dt"), ["data", "devices"]);
    assert_eq!(answer.all(".chosen-actions li"), ["lastValueQuery", "get", "post"]);
    assert_eq!(answer.count(".chosen-actions .none:not([hidden])"), 0);
}

#[actix_web::test]
async fn every_form_has_a_submission_key_of_its_own() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mut keys = Vec::new();
    for _ in 0..2 {
        let fields = administrator.get("/integrations/tokens/new").await.fields(FORM);
        keys.push(fields.value("submission").unwrap().to_owned());
    }
    assert!(keys[0] != keys[1] && keys.iter().all(|key| key.len() == 32), "{keys:?}");
}

#[actix_web::test]
async fn the_only_application_is_chosen_already() {
    let app = TestApp::start().await;
    let foreigner = app.foreigner().await;
    let fields = foreigner.get("/integrations/tokens/new").await.fields(FORM).with("name", "Turbine telemetry");
    assert_eq!(fields.value("application"), Some(app.people.foreign_application.as_str()));
    revealed(&foreigner.post("/integrations/tokens", fields).await);
    let left_out = app.new_token("Without it").without("application");
    revealed(&foreigner.post("/integrations/tokens", left_out).await);
}

#[actix_web::test]
async fn an_archived_application_is_not_offered_and_takes_no_token() {
    let app = TestApp::start().await;
    let archived = app.people.second_application;
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{archived}'")).await;
    let administrator = app.administrator().await;
    assert!(!administrator.get("/integrations/tokens/new").await.body.contains(archived.as_str()));
    let form = app.new_token("Too late").with("application", archived.as_str());
    let answer = administrator.post("/integrations/tokens", form).await;
    assert_eq!(
        (answer.status, answer.faults()),
        (422, vec!["This application takes no new tokens. Choose another.".to_owned()])
    );
}

#[actix_web::test]
async fn another_like_this_comes_filled_in_with_a_free_name() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let like = app
        .token_with("Billing export", |new| {
            new.description = Description::parse("For the\nnightly run").unwrap();
            new.networks = AllowedNetworks::parse("10.0.0.0/8 203.0.113.7").unwrap();
            new.permissions = Permissions::Custom(["devices.get", "device.get"].map(str::to_owned).into());
            new.expires_at = Some(app.clock.now().plus(90 * DAY));
        })
        .await;
    app.token("billing EXPORT 2").await;
    let page = administrator.get(&format!("/integrations/tokens/new?like={}", like.id)).await;
    let fields = page.fields(FORM);
    assert_eq!(fields.value("name"), Some("Billing export 3"), "the first that is free");
    assert_eq!(fields.value("description"), Some("For the\nnightly run"));
    assert_eq!(fields.value("networks"), Some("10.0.0.0/8\n203.0.113.7"));
    assert_eq!((fields.value("expiry"), fields.value("permissions")), (Some("90d"), Some("custom")));
    let mut actions = fields.values("action");
    actions.sort_unstable();
    assert_eq!(actions, ["device.get", "devices.get"]);
    revealed(&administrator.post("/integrations/tokens", &fields).await);
    let scopes = app.texts("SELECT DISTINCT scope FROM tokens WHERE description <> ''").await;
    assert_eq!(scopes, ["device.get devices.get"], "the same as the first");
}

#[actix_web::test]
async fn without_a_script_my_address_is_added_by_a_submit_that_creates_nothing() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Half typed").with("networks", "10.0.0.0/8").with("description", "still <typing>");
    let answer = administrator.post("/integrations/tokens", form.clone().with("add_my_address", "yes")).await;
    assert_eq!((answer.status, answer.faults()), (200, Vec::new()));
    assert_eq!(answer.fields(FORM).sorted(), form.with("networks", "10.0.0.0/8\n127.0.0.1").sorted());
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
}

#[actix_web::test]
async fn a_typed_list_of_networks_is_explained_or_its_faults_are() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let explained =
        administrator.post("/integrations/tokens/new/networks", [("networks", "10.0.0.7/24\n0.0.0.0/0")]).await;
    assert_eq!(explained.status, 200);
    let lines = explained.all("li");
    assert!(lines[0].contains("10.0.0.7/24 means 10.0.0.0–10.0.0.255"), "{lines:?}");
    assert!(lines[1].contains("the whole internet"), "{lines:?}");
    let faulty = administrator.post("/integrations/tokens/new/networks", [("networks", "10.0.0.1\n<b>")]).await;
    assert_eq!(faulty.all(".fault p").len(), 1);
    assert!(faulty.text(".fault").contains("Line 2: “<b>”"), "{}", faulty.body);
    assert_eq!(administrator.post("/integrations/tokens/new/networks", Fields::default()).await.status, 200);
}

#[actix_web::test]
async fn a_form_that_is_only_checked_makes_nothing() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let fine = app.new_token("Billing export").with("check", "yes");
    assert_eq!(administrator.post("/integrations/tokens", fine.clone()).await.status, 204);
    let faulty = administrator.post("/integrations/tokens", fine.with("name", "")).await;
    assert_eq!((faulty.status, faulty.faults()), (200, vec!["Give the token a name.".to_owned()]));
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
}

#[actix_web::test]
async fn the_application_is_chosen_for_who_comes_from_it() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let second = app.people.second_application;
    let page = administrator.get(&format!("/applications/{second}")).await;
    let form = administrator.get(&page.attributes(".section-head a.primary", "href").remove(0)).await;
    assert_eq!(form.attributes("#application option[selected]", "value"), [second.as_str()]);
    let foreign = format!("/integrations/tokens/new?application={}", app.people.foreign_application);
    assert_eq!(administrator.get(&foreign).await.count("#application option[selected]"), 0);
}
