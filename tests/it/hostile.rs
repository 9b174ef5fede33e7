//! What a hostile caller, colleague or paste would try: each was once possible.

use latchkey::clock::DAY;
use latchkey::tokens::Permissions;

use crate::harness::{Fields, PASSWORD, TestApp};

#[actix_web::test]
async fn a_compressed_form_is_refused_before_it_is_inflated() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    for encoding in ["gzip", "br", "deflate"] {
        let form = client.form("/sign-in", [("email", "a@b.example")]).header("content-encoding", encoding);
        assert_eq!(client.send(form).await.status, 415, "{encoding}");
    }
}

#[actix_web::test]
async fn a_token_for_everything_of_one_application_does_not_pass_for_paths_of_another() {
    let app = TestApp::start().await;
    let token = app.token("Everything").await;
    let (own, other) = (app.people.application, app.people.second_application);
    for (method, path) in [
        ("GET", "/applications/{}/devices"),
        ("GET", "/applications/{}/devices/"),
        ("GET", "/Applications/{}/devices"),
        ("GET", "/applications/{}/devices.json"),
        ("GET", "/applications/{}/devices%20"),
        ("PUT", "/applications/{}/devices"),
        ("OPTIONS", "/applications/{}/devices"),
        ("GET", "/applications/{}/tokens"),
        ("DELETE", "/applications/{}/tokens/0123"),
        ("GET", "/applications/{}"),
    ] {
        let ask = |id: &dyn std::fmt::Display| {
            app.gate().request(method, &path.replace("{}", &id.to_string())).bearer(&token.secret)
        };
        assert_eq!(ask(&other).await.status, 403, "{method} {path} of another application");
        assert_eq!(ask(&own).await.status, 200, "{method} {path} of its own");
    }
}

#[actix_web::test]
async fn a_secret_typed_where_others_would_read_it_is_neither_stored_nor_shown_again() {
    let app = TestApp::start().await;
    let (administrator, support) = (app.administrator().await, app.support().await);
    let token = app.token("Leaked").await;
    let pasted = format!("found {} in a log", token.secret);
    let answers = [
        administrator.post("/integrations/tokens", app.new_token(&pasted)).await,
        administrator.post("/integrations/tokens", app.new_token("Fine").with("description", &pasted)).await,
        administrator.post(&token.path("/edit"), Fields::from([("version", "1"), ("name", pasted.as_str())])).await,
        support.post(&token.path("/deactivation"), [("reason", pasted.as_str())]).await,
        support.post(&token.path("/compromise"), [("reason", pasted.as_str())]).await,
    ];
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer.status, 422, "form {n}");
        assert!(!answer.body.contains(&token.secret), "form {n} shows it again");
        assert!(answer.body.contains(&format!("lka_{}…", token.handle)), "form {n} keeps the rest");
    }
    for (table, rows) in app.everything().await {
        assert!(!rows.iter().any(|row| row.contains(&token.secret)), "{table}");
    }
}

#[actix_web::test]
async fn a_pasted_secret_gets_into_no_address_whatever_it_is_glued_to() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let filler = "x".repeat(195);
    for pasted in [
        format!("token_{}", token.secret),
        format!("X_{}", token.secret),
        format!("Bearer{}", token.secret),
        format!("{filler} {}", token.secret),
    ] {
        let found = administrator.post("/integrations/search", [("q", pasted.as_str())]).await;
        assert_eq!(found.location(), format!("/integrations?q=lka_{}", token.handle), "{pasted}");
        let query = Fields::from([("q", pasted.as_str())]).encoded();
        let opened = administrator.get(&format!("/integrations?{query}")).await;
        assert_eq!(opened.location(), format!("/integrations?q=lka_{}", token.handle), "{pasted}");
        let signed_out = app.anonymous().get(&format!("/integrations?{query}")).await;
        assert!(!signed_out.location().contains(&token.secret), "{pasted}");
    }
}

#[actix_web::test]
async fn saving_an_old_page_does_not_undo_what_support_did_since() {
    let app = TestApp::start().await;
    let (administrator, support) = (app.administrator().await, app.support().await);
    let token = app.token("Billing export").await;
    let old = administrator.get(&token.path("")).await.fields("form[action$='/status']");
    support.post(&token.path("/deactivation"), [("reason", "Seen elsewhere")]).await;
    let saved = administrator.post(&token.path("/status"), old).await;
    assert_eq!(saved.status, 409);
    assert!(saved.text("main section").contains("Sam Support switched “Billing export”"), "{}", saved.body);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
    let fresh = administrator.get(&token.path("")).await.fields("form[action$='/status']").with("status", "active");
    assert_eq!(administrator.post(&token.path("/status"), fresh).await.status, 303);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
}

#[actix_web::test]
async fn whoever_signed_in_from_an_address_lately_is_not_slowed_down_by_others_there() {
    let app = TestApp::start().await;
    app.administrator().await;
    for n in 0..60 {
        let email = format!("guess{n}@acme.example");
        app.anonymous().post("/sign-in", [("email", email.as_str()), ("password", "wrong")]).await;
    }
    let sign_in =
        async |email: &str| app.anonymous().post("/sign-in", [("email", email), ("password", PASSWORD)]).await;
    assert_eq!(sign_in(app.people.administrator.email).await.status, 303, "known here");
    assert_eq!(sign_in(app.people.member.email).await.status, 429, "not known here yet");
    app.clock.advance(5_000);
    assert_eq!(sign_in(app.people.member.email).await.status, 303, "after a short wait");
}

#[actix_web::test]
async fn members_learn_neither_of_deleted_tokens_nor_where_colleagues_act_from() {
    let app = TestApp::start().await;
    let (administrator, member) = (app.administrator().await, app.member().await);
    let token = app.token("Billing export").await;
    administrator.post(&token.path("/deactivation"), Fields::default()).await;
    assert!(administrator.get(&token.path("")).await.text(".history").contains("from 127.0.0.1"));
    assert!(!member.get(&token.path("")).await.text(".history").contains("127.0.0.1"));
    administrator.post(&token.path("/deletion"), Fields::default()).await;
    let deleted = member.get(&token.path("")).await;
    let unknown = member.get("/integrations/tokens/0123456789abcdef01234567").await;
    assert_eq!((deleted.status, deleted.body), (404, unknown.body));
}

#[actix_web::test]
async fn deleting_to_create_again_asks_first_when_the_token_is_in_use() {
    let app = TestApp::start().await;
    let (administrator, new) = (app.administrator().await, app.new_token("Billing export"));
    let reveal = administrator.post("/integrations/tokens", new.clone()).await;
    let secret = reveal.text("#secret");
    assert_eq!(app.gate().get(&app.devices()).bearer(&secret).await.status, 200);
    app.state.usage.write(&app.db).await.unwrap();
    let repeated = administrator.post("/integrations/tokens", new).await;
    let form = "form[action$='/deletion']";
    let (address, fields) = (repeated.attributes(form, "action").remove(0), repeated.fields(form));
    let asked = administrator.post(&address, fields).await;
    assert_eq!(asked.status, 422);
    assert_eq!(app.gate().get(&app.devices()).bearer(&secret).await.status, 200, "still there");
    let again = administrator.post(&address, asked.fields("#delete-form").with("name", "Billing export")).await;
    assert!(again.location().starts_with("/integrations/tokens/new?like="), "{}", again.location());
    assert_eq!(app.gate().get(&app.devices()).bearer(&secret).await.status, 401);
}

#[actix_web::test]
async fn another_token_like_one_does_not_live_longer() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for (days, preset) in
        [(7, "7d"), (8, "7d"), (30, "30d"), (31, "30d"), (90, "90d"), (364, "90d"), (365, "1y"), (800, "1y")]
    {
        let end = app.clock.now().plus(days * DAY);
        let token = app.token_with(&format!("{days} days"), |new| new.expires_at = Some(end)).await;
        let form = administrator.get(&format!("/integrations/tokens/new?like={}", token.id)).await;
        assert_eq!(form.fields("form[action='/integrations/tokens']").value("expiry"), Some(preset), "{days} days");
    }
}

#[actix_web::test]
async fn a_byte_that_is_no_text_in_a_path_is_the_callers_fault_not_the_proxys() {
    let app = TestApp::start().await;
    let token = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let address = format!("{}/gate/{}/nginx", app.base(), app.people.application);
    let uri = reqwest::header::HeaderValue::from_bytes(b"/caf\xe9").unwrap();
    let ask = |secret: String| {
        let client = reqwest::Client::new();
        client.get(&address).header("x-original-method", "GET").header("x-original-uri", &uri).bearer_auth(secret)
    };
    assert_eq!(ask(token.secret.clone()).send().await.unwrap().status(), 403);
    assert_eq!(ask("nonsense".to_owned()).send().await.unwrap().status(), 401, "the credential is looked at first");
}

#[actix_web::test]
async fn an_ip_list_that_shuts_out_an_address_lately_in_use_asks_first() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let at_gate = async || app.gate().get(&app.devices()).bearer(&token.secret).await.status;
    assert_eq!(at_gate().await, 200);
    app.state.usage.write(&app.db).await.unwrap();
    let edit = token.path("/edit");
    let form = administrator.get(&edit).await.fields("form[action$='/edit']").with("networks", "203.0.113.0/24");
    let asked = administrator.post(&edit, form).await;
    assert_eq!(asked.status, 422);
    assert_eq!(asked.faults(), ["This shuts out 127.0.0.1, which used the token within the last 7 days."]);
    assert_eq!(at_gate().await, 200, "nothing is saved yet");
    let form = asked.fields("form[action$='/edit']").with("shut_out", "yes");
    assert_eq!(administrator.post(&edit, form).await.location(), token.path(""));
    assert_eq!(at_gate().await, 403);
}

#[actix_web::test]
async fn an_ip_list_may_shut_out_an_address_not_seen_for_a_week() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    app.gate().get(&app.devices()).bearer(&token.secret).await;
    app.state.usage.write(&app.db).await.unwrap();
    app.clock.advance(7 * DAY);
    let edit = token.path("/edit");
    let form = administrator.get(&edit).await.fields("form[action$='/edit']").with("networks", "203.0.113.0/24");
    assert_eq!(administrator.post(&edit, form).await.location(), token.path(""));
}

#[actix_web::test]
async fn a_secret_among_the_addresses_is_named_by_its_handle_only() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Leaked").await);
    let fields = app.new_token("Fine").with("networks", &token.secret);
    for (path, status) in [("/integrations/tokens", 422), ("/integrations/tokens/new/networks", 200)] {
        let answer = administrator.post(path, fields.clone()).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(!answer.body.contains(&token.secret), "{path}");
        assert!(answer.body.contains(&format!("“lka_{}…”", token.handle)), "{path}");
    }
}

#[actix_web::test]
async fn attempts_to_sign_in_that_nothing_was_heard_of_since_are_forgotten() {
    let app = TestApp::start().await;
    for n in 0..5 {
        let email = format!("guess{n}@acme.example");
        app.anonymous().post("/sign-in", [("email", email.as_str()), ("password", "wrong")]).await;
    }
    let rows = async || app.number("SELECT COUNT(*) FROM sign_in_throttle").await;
    assert_eq!(rows().await, 6, "a row per account, and one of the address");
    app.clock.advance(31 * DAY);
    app.administrator().await;
    assert_eq!(rows().await, 2, "the administrator's, and the address's");
}
