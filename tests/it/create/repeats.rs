//! The same form twice, the same name twice.

use super::{FORM, holds_a_secret, revealed};
use crate::harness::{Answer, Client, Fields, TestApp};

async fn living(app: &TestApp) -> i64 {
    app.number("SELECT COUNT(*) FROM tokens WHERE deleted_at IS NULL").await
}

/// Sends forms at the same time, and gives the statuses in order.
async fn at_once(client: &Client, forms: &[Fields; 4]) -> Vec<u16> {
    let send = |form| client.post("/integrations/tokens", form);
    let answers: (Answer, Answer, Answer, Answer) =
        tokio::join!(send(&forms[0]), send(&forms[1]), send(&forms[2]), send(&forms[3]));
    let mut statuses = vec![answers.0.status, answers.1.status, answers.2.status, answers.3.status];
    statuses.sort_unstable();
    statuses
}

#[actix_web::test]
async fn a_form_sent_again_makes_no_second_token_and_shows_no_secret() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Billing export");
    revealed(&administrator.post("/integrations/tokens", &form).await);
    for again in [form.clone(), form.clone().with("name", "Another name").with("permissions", "all")] {
        let answer = administrator.post("/integrations/tokens", &again).await;
        assert_eq!((answer.status, living(&app).await), (409, 1));
        assert_eq!(answer.text("h1"), "This token was created already");
        assert!(!holds_a_secret(&answer.body));
        let id = app.texts("SELECT id FROM tokens").await.remove(0);
        let address = format!("/integrations/tokens/{id}");
        assert!(answer.attributes("main a", "href").contains(&address), "it links to the token");
        assert!(answer.text("main").contains("was shown once"));
    }
}

#[actix_web::test]
async fn forms_sent_at_once_make_one_token() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Billing export");
    let forms = [form.clone(), form.clone(), form.clone(), form];
    assert_eq!(at_once(&administrator, &forms).await, [201, 409, 409, 409]);
    assert_eq!(living(&app).await, 1);
}

#[actix_web::test]
async fn forms_with_one_name_sent_at_once_make_one_token() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let forms = ["Billing", "billing", "BILLING", "Billing "].map(|name| app.new_token(name));
    assert_eq!(at_once(&administrator, &forms).await, [201, 422, 422, 422]);
    assert_eq!(living(&app).await, 1);
}

/// For the answer that was lost on the way.
#[actix_web::test]
async fn a_token_whose_reveal_was_lost_is_deleted_and_created_again() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Billing export");
    revealed(&administrator.post("/integrations/tokens", &form).await);
    let repeated = administrator.post("/integrations/tokens", &form).await;
    let delete = "form[action$='/deletion']";
    let action = repeated.attributes(delete, "action").remove(0);
    let deleted = administrator.post(&action, repeated.fields(delete)).await;
    let filled_in = administrator.follow(deleted).await;
    assert_eq!(filled_in.fields(FORM).value("name"), Some("Billing export"), "its name is free again");
    let again = administrator.post("/integrations/tokens", filled_in.fields(FORM)).await;
    revealed(&again);
    assert_eq!(living(&app).await, 1);
    let late = administrator.post("/integrations/tokens", &form).await;
    assert_eq!(late.status, 409);
    assert!(late.text("main").contains("has been deleted since"));
}

#[actix_web::test]
async fn a_submission_key_is_one_persons_own() {
    let app = TestApp::start().await;
    let form = app.new_token("Billing export");
    revealed(&app.administrator().await.post("/integrations/tokens", &form).await);
    let theirs = form.with("application", app.people.foreign_application.as_str());
    revealed(&app.foreigner().await.post("/integrations/tokens", theirs).await);
    assert_eq!(living(&app).await, 2);
}

#[actix_web::test]
async fn a_name_is_taken_whatever_its_case_within_one_application() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    app.token("Größenmessung").await;
    for taken in ["Größenmessung", "größenmessung", "GRÖßENMESSUNG", "  Größenmessung\t"] {
        let answer = administrator.post("/integrations/tokens", app.new_token(taken)).await;
        let says = "The application has a token of this name already. Choose another.";
        assert_eq!((answer.status, answer.faults()), (422, vec![says.to_owned()]), "{taken}");
    }
    let elsewhere = app.new_token("Größenmessung").with("application", app.people.second_application.as_str());
    revealed(&administrator.post("/integrations/tokens", elsewhere).await);
}

#[actix_web::test]
async fn a_form_whose_name_was_taken_can_be_sent_with_another() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    app.token("Billing export").await;
    let refused = administrator.post("/integrations/tokens", app.new_token("Billing export")).await;
    revealed(&administrator.post("/integrations/tokens", refused.fields(FORM).with("name", "Billing 2")).await);
}

#[actix_web::test]
async fn the_name_of_a_deleted_token_is_free() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    assert_eq!(administrator.post(&token.path("/deletion"), Fields::default()).await.status, 303);
    revealed(&administrator.post("/integrations/tokens", app.new_token("billing export")).await);
}
