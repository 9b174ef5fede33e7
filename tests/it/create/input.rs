//! Everything that can be typed wrong: each is answered by a sentence, together, and nothing typed is lost.

use latchkey::tokens::TokenName;
use reqwest::header::CONTENT_TYPE;

use super::{FORM, holds_a_secret, revealed};
use crate::harness::{Answer, Fields, TestApp};

/// That the form came back with these faults and everything that was typed, `but` for what no control can hold.
fn assert_came_back(case: &str, answer: &Answer, sent: &Fields, says: &[&str], but: &[&str]) {
    let faults = answer.faults();
    assert_eq!(answer.status, 422, "{case}: {faults:?}");
    for sentence in says {
        assert!(faults.iter().any(|fault| fault.contains(sentence)), "{case}: {faults:?}");
    }
    assert_eq!(faults.len(), says.len(), "{case}: {faults:?}");
    assert!(answer.text("title").starts_with("Error: "), "{case}: {}", answer.text("title"));
    assert!(!holds_a_secret(&answer.body), "{case}");
    let mut kept = answer.fields(FORM);
    let mut typed = sent.clone();
    for field in but {
        (kept, typed) = (kept.without(field), typed.without(field));
    }
    for name in ["submission", "name", "description", "application", "expiry", "expires_at", "time_zone", "networks"] {
        assert_eq!(kept.value(name), typed.value(name), "{case}: {name}");
    }
    for name in ["permissions", "action"] {
        let sorted = |fields: &Fields| {
            let mut values: Vec<String> = fields.values(name).into_iter().map(str::to_owned).collect();
            values.sort_unstable();
            values
        };
        assert_eq!(sorted(&kept), sorted(&typed), "{case}: {name}");
    }
}

/// A form with something in every field, of which one is then wrong.
fn full(app: &TestApp) -> Fields {
    app.new_token("Billing “export” <b>&amp;</b> 'x'")
        .with("description", "one\n\ttwo </textarea><script>")
        .with("time_zone", "Europe/Berlin")
        .with("networks", "10.0.0.0/8\n203.0.113.7")
        .with("permissions", "custom")
        .and("action", "devices.get")
        .and("action", "device.get")
}

#[actix_web::test]
async fn each_fault_is_named_in_a_sentence_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let at = |moment: &str| full(&app).with("expiry", "at").with("expires_at", moment);
    let addresses = |n: usize| (1..=n).map(|i| format!("10.0.{}.{}", i / 256, i % 256)).collect::<Vec<_>>().join("\n");
    let long_name = "n".repeat(101);
    let long_description = "d".repeat(1_001);
    for (case, form, says, but) in [
        ("no name", full(&app).with("name", ""), "Give the token a name.", &[][..]),
        ("a blank name", full(&app).with("name", "   "), "Give the token a name.", &[]),
        ("a long name", full(&app).with("name", &long_name), "The name has 101 characters; at most 100 fit.", &[]),
        ("a bell in the name", full(&app).with("name", "a\u{7}b"), "invisible control character", &[]),
        ("a turned name", full(&app).with("name", "invoice\u{202e}fdp"), "invisible control character", &[]),
        ("a zero in the name", full(&app).with("name", "a\0b"), "invisible control character", &["name"]),
        ("a long description", full(&app).with("description", &long_description), "1,001 characters", &[]),
        ("a bell below", full(&app).with("description", "a\u{7}"), "description has an invisible", &[]),
        ("no application", full(&app).with("application", ""), "Choose the application.", &[]),
        (
            "no such application",
            full(&app).with("application", &"0".repeat(24)),
            "takes no new tokens",
            &["application"],
        ),
        (
            "a forged application",
            full(&app).with("application", "'; DROP"),
            "Choose the application.",
            &["application"],
        ),
        ("no expiry", full(&app).without("expiry"), "Choose when the token expires.", &[]),
        ("an unknown expiry", full(&app).with("expiry", "5y"), "“5y” is not a choice of expiry.", &["expiry"]),
        ("no moment", at(""), "Enter the date and time", &[]),
        ("no date", at("tomorrow"), "“tomorrow” is not a date and time", &[]),
        ("no such day", at("2027-02-30T10:00"), "is not a date and time", &[]),
        ("a moment that has passed", at("2026-11-21T10:00"), "This moment has passed.", &[]),
        ("this very moment", at("2026-11-22T11:00"), "This moment has passed.", &[]),
        ("a skipped hour", at("2027-03-28T02:30"), "does not exist in Europe/Berlin", &[]),
        ("a far year", at("99999-01-01T00:00"), "", &[]),
        ("no such zone", at("2027-01-01T00:00").with("time_zone", "Mars/Olympus"), "“Mars/Olympus”", &[]),
        ("no network", full(&app).with("networks", "10.0.0.1\nexample.com"), "Line 2: “example.com”", &[]),
        ("51 networks", full(&app).with("networks", &addresses(51)), "51 entries; a token can have at most 50", &[]),
        ("10,000 networks", full(&app).with("networks", &addresses(10_000)), "10,000 entries", &[]),
        ("no permissions", full(&app).without("permissions"), "Choose what the token may do.", &[]),
        ("a forged choice", full(&app).with("permissions", "root"), "“root” is not a choice", &["permissions"]),
        ("nothing ticked", full(&app).without("action"), "Choose at least one action", &[]),
        ("a forged action", full(&app).and("action", "devices.explode"), "no action “devices.explode”", &["action"]),
        ("a field too many", full(&app).and("admin", "true"), "This form has no field “admin”.", &[]),
        ("a field twice", full(&app).and("name", "Again"), "“name” was sent more than once", &[]),
    ] {
        let answer = administrator.post("/integrations/tokens", &form).await;
        assert_came_back(case, &answer, &form, &[says], but);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
}

#[actix_web::test]
async fn all_faults_are_told_at_once() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = full(&app)
        .with("name", "")
        .with("description", &"d".repeat(1_001))
        .with("application", "")
        .with("expiry", "at")
        .with("expires_at", "2020-01-01T00:00")
        .with("networks", "10.0.0.256\n10.0.0.1-9")
        .without("action")
        .and("admin", "true");
    let says = ["a name", "1,001", "application", "has passed", "Line 1", "Line 2", "at least one", "“admin”"];
    let answer = administrator.post("/integrations/tokens", &form).await;
    assert_came_back("all", &answer, &form, &says, &[]);
    for (field, control) in [("name", "#name"), ("networks", "#networks")] {
        let described = answer.attributes(control, "aria-describedby").remove(0);
        assert!(described.contains(&format!("{field}-fault")), "{described}");
    }
}

#[actix_web::test]
async fn ten_thousand_lines_of_nonsense_are_summed_up() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = full(&app).with("networks", &"nonsense\n".repeat(10_000));
    let answer = administrator.post("/integrations/tokens", &form).await;
    assert_eq!((answer.status, answer.faults().len()), (422, 11));
    assert!(answer.faults()[10].contains("and 9,990 more"), "{:?}", answer.faults());
    assert_eq!(answer.fields(FORM).value("networks").unwrap().len(), 90_000, "all of it is still there");
}

#[actix_web::test]
async fn fifty_networks_fit() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let fifty = (1..=50).map(|i| format!("10.0.0.{i}")).collect::<Vec<_>>();
    revealed(&administrator.post("/integrations/tokens", full(&app).with("networks", &fifty.join("\n"))).await);
    assert_eq!(app.texts("SELECT networks FROM tokens").await, [fifty.join(" ")]);
}

#[actix_web::test]
async fn names_of_any_script_are_taken_and_shown_as_they_are() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let longest = "🚀".repeat(TokenName::LIMIT);
    for name in [
        "👩‍👩‍👧 Größe",
        "ייצוא חיובים",
        "تصدير الفواتير",
        "請求書の書き出し",
        "<script>alert(1)</script>",
        "O'Brien & \"Söhne\"",
        &longest,
    ] {
        let answer = administrator.post("/integrations/tokens", app.new_token(name)).await;
        revealed(&answer);
        assert_eq!(answer.text("h1 bdi"), name);
        let listed = administrator.get("/integrations").await.all("tbody a.name");
        assert!(listed.contains(&name.to_owned()), "{listed:?}");
    }
}

#[actix_web::test]
async fn a_moment_is_read_in_the_readers_zone() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = full(&app).with("expiry", "at").with("expires_at", "2027-07-01T09:30");
    let answer = administrator.post("/integrations/tokens", form).await;
    revealed(&answer);
    assert!(answer.text("main").contains("1 July 2027, 07:30 UTC"), "09:30 in Berlin");
}

#[actix_web::test]
async fn a_body_over_the_limit_is_refused_in_words() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = full(&app).with("networks", &"1".repeat(latchkey::web::form::LIMIT + 1));
    let answer = administrator.post("/integrations/tokens", form).await;
    assert_eq!((answer.status, answer.text("h1")), (413, "Too much text".to_owned()));
}

#[actix_web::test]
async fn what_is_no_form_is_refused_in_words() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    for kind in
        ["text/plain", "application/json", "multipart/form-data; boundary=x", "", "application/x-www-form-urlencodedx"]
    {
        let mut request = administrator.form("/integrations/tokens", full(&app)).build().unwrap();
        request.headers_mut().insert(CONTENT_TYPE, kind.parse().unwrap());
        let answer = administrator.send_built(request).await;
        assert_eq!((answer.status, answer.text("h1")), (415, "Not a form".to_owned()), "{kind:?}");
    }
    for body in ["", "%", "%zz=%ff&&=&==&name", "name=%00&name=%00", "\u{0}", "=", "&&&&"] {
        let answer = administrator.send(administrator.form("/integrations/tokens", Fields::default()).body(body)).await;
        assert_eq!(answer.status, 422, "{body:?}");
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
}
