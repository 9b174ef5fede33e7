//! What is done to an application counts at the gate from the next request on.

use latchkey::chance::Chance;
use latchkey::tokens::{Kind, Prefixes, TokenSecret};

use crate::harness::{Fields, Issued, TestApp, eventually};

async fn asked(app: &TestApp, token: &Issued) -> u16 {
    app.gate().get(&app.devices()).bearer(&token.secret).await.status
}

#[actix_web::test]
async fn an_archived_applications_tokens_are_refused_at_once_and_come_back_with_it() {
    let app = TestApp::start().await;
    eventually("the gate may remember", async || app.state.gate.remembers()).await;
    let administrator = app.administrator().await;
    let path = |below: &str| format!("/applications/{}{below}", app.people.application);
    let (first, second) = (app.token("First").await, app.token("Second").await);
    let elsewhere = app.token_with("Elsewhere", |new| new.owner = app.people.second_application).await;
    let bystander = async || {
        let at = app.people.second_application.as_str();
        app.gate().at(at).get(&format!("/applications/{at}/devices")).bearer(&elsewhere.secret).await.status
    };
    for round in 0..3 {
        // Remembered, where the gate remembers.
        for token in [&first, &second] {
            assert_eq!((asked(&app, token).await, asked(&app, token).await), (200, 200), "round {round}");
        }
        assert_eq!(bystander().await, 200);
        assert_eq!(app.state.gate.remembered(), 3, "round {round}");
        assert_eq!(administrator.post(&path("/archival"), Fields::default()).await.status, 303);
        for token in [&first, &second] {
            assert_eq!((asked(&app, token).await, asked(&app, token).await), (401, 401), "round {round}");
        }
        assert_eq!(bystander().await, 200, "its neighbour's are not touched");
        assert_eq!(administrator.post(&path("/restoration"), Fields::default()).await.status, 303);
    }
    // What a token is by itself is its own business meanwhile.
    administrator.post(&path("/archival"), Fields::default()).await;
    administrator.post(&second.path("/deactivation"), Fields::default()).await;
    administrator.post(&path("/restoration"), Fields::default()).await;
    assert_eq!((asked(&app, &first).await, asked(&app, &second).await), (200, 401));
    administrator.post(&path("/archival"), Fields::default()).await;
    assert_eq!(administrator.post(&second.path("/activation"), Fields::default()).await.status, 303);
    assert_eq!(asked(&app, &second).await, 401, "active, and blocked");
    administrator.post(&path("/restoration"), Fields::default()).await;
    assert_eq!(asked(&app, &second).await, 200);
}

#[actix_web::test]
async fn a_new_name_is_in_the_next_answer() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    let owner = async || {
        let answer = app.gate().get(&app.devices()).bearer(&token.secret).await;
        answer.header("x-latchkey-owner").unwrap().to_owned()
    };
    assert_eq!(owner().await, "Metering");
    let path = format!("/applications/{}/name", app.people.application);
    let renamed = administrator.post(&path, [("seen", "Metering"), ("name", "Meters & more")]).await;
    assert_eq!(renamed.status, 303);
    assert_eq!(owner().await, "Meters%20%26%20more");
}

#[actix_web::test]
async fn personal_tokens_pass_exactly_while_the_setting_is_on() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let donor = app.token("Donor").await;
    let secret = TokenSecret::generate(Kind::Personal, &Prefixes::default(), &Chance::system());
    let (handle, digest) = (secret.facts().handle.clone(), secret.facts().digest.clone());
    let user = app.people.administrator.id;
    app.execute(&format!(
        "UPDATE tokens SET kind = 'personal', owner_id = '{user}', user_id = '{user}', application_id = NULL,
            prefix = 'lku', handle = '{handle}', digest = '{digest}' WHERE id = '{}'",
        donor.id
    ))
    .await;
    app.execute("UPDATE memberships SET api_access = TRUE").await;
    let personal = Issued { secret: secret.reveal().to_string(), ..donor };
    let path = format!("/applications/{}/personal-tokens", app.people.application);
    let page = format!("/applications/{}", app.people.application);
    for _ in 0..2 {
        assert_eq!((asked(&app, &personal).await, asked(&app, &personal).await), (403, 403), "off by default");
        assert_eq!(administrator.post(&path, [("accept", "yes")]).await.status, 303);
        assert_eq!((asked(&app, &personal).await, asked(&app, &personal).await), (200, 200));
        assert_eq!(administrator.get(&page).await.count("input[name='accept'][checked]"), 1);
        assert_eq!(administrator.post(&path, Fields::default()).await.status, 303);
        assert_eq!(administrator.get(&page).await.count("input[name='accept'][checked]"), 0);
    }
    administrator.post(&path, [("accept", "yes")]).await;
    assert_eq!(asked(&app, &personal).await, 200);
    administrator.post(&format!("{page}/archival"), Fields::default()).await;
    assert_eq!(asked(&app, &personal).await, 403, "an archived one accepts none");
}
