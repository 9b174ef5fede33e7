//! Standing of a token, and the answer to whoever presents it.

use latchkey::chance::Chance;
use latchkey::tokens::{AllowedNetworks, Kind, Permissions, Prefixes, TokenSecret};

use super::{CHALLENGE, INSUFFICIENT_SCOPE, INVALID_TOKEN};
use crate::harness::database::is_postgres;
use crate::harness::{Ask, TestApp};

async fn assert_refused(case: &str, ask: Ask, status: u16, challenge: &str) {
    let answer = ask.await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (status, Some(challenge)), "{case}");
    let names = answer.headers.keys().map(reqwest::header::HeaderName::as_str);
    let ours: Vec<&str> = names.filter(|name| name.starts_with("x-latchkey-")).collect();
    assert_eq!(ours, ["x-latchkey-decision-id"], "{case}");
    assert_eq!(answer.body, "", "{case}");
}

/// Another secret of the right form.
pub fn unknown_secret() -> String {
    TokenSecret::generate(Kind::Application, &Prefixes::default(), &Chance::system()).reveal().to_string()
}

/// Another secret of the right form with the same handle.
fn same_handle(secret: &str) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let start = format!("{}{}", &secret[..12], "0".repeat(32));
    let sum = crc32fast::hash(start.as_bytes()) as usize;
    let digits = (0..6).rev().map(|place| char::from(ALPHABET[sum / 62_usize.pow(place) % 62]));
    start.chars().chain(digits).collect()
}

/// The secret with its last character changed: its checksum is wrong.
fn mistyped(secret: &str) -> String {
    let (start, last) = secret.split_at(secret.len() - 1);
    format!("{start}{}", if last == "x" { "y" } else { "x" })
}

#[actix_web::test]
async fn a_token_in_force_passes() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let answer = app.gate().get(&app.devices()).bearer(&token.secret).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}

#[actix_web::test]
async fn without_exactly_one_credential_one_is_asked_for() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    let ask = app.gate().get(&app.devices());
    for (case, ask) in [
        ("none", ask.clone()),
        ("two headers", ask.clone().bearer(&secret).bearer(&secret)),
        ("two kinds", ask.clone().bearer(&secret).basic("", &secret)),
        ("two in one header", ask.clone().set("authorization", &format!("Bearer {secret}, Bearer {secret}"))),
        ("another scheme", ask.clone().set("authorization", &format!("Digest {secret}"))),
        ("no scheme", ask.clone().set("authorization", &secret)),
        ("in another header", ask.clone().set("x-api-key", &secret)),
        ("in the query", app.gate().get(&format!("{}?access_token={secret}", app.devices()))),
    ] {
        assert_refused(case, ask, 401, CHALLENGE).await;
    }
}

#[actix_web::test]
async fn a_secret_that_no_token_has_is_invalid() {
    let app = TestApp::start().await;
    let secret = app.token("Billing export").await.secret;
    let ask = app.gate().get(&app.devices());
    for (case, presented) in [
        ("of another token", unknown_secret()),
        ("mistyped", mistyped(&secret)),
        ("cut off", secret[..49].to_owned()),
        ("with more after it", format!("{secret}0")),
        ("the handle alone", secret[..12].to_owned()),
        ("nonsense", "x".to_owned()),
    ] {
        assert_refused(case, ask.clone().bearer(&presented), 401, INVALID_TOKEN).await;
        assert_refused(case, ask.clone().basic("user", &presented), 401, INVALID_TOKEN).await;
    }
}

#[actix_web::test]
async fn a_token_out_of_force_is_invalid_whatever_else_would_be_wrong() {
    let app = TestApp::start().await;
    let now = app.clock.now().0;
    for (case, facts) in [
        ("inactive", "active = FALSE".to_owned()),
        ("paused", format!("paused_until = {}", now + 1)),
        ("expired", format!("expires_at = {now}")),
        ("superseded", format!("superseded_at = 1, ends_at = {now}")),
        ("compromised", format!("compromised_at = {now}")),
        ("deleted", format!("deleted_at = {now}")),
        ("everything at once", "active = FALSE, expires_at = 1, compromised_at = 1, deleted_at = 1".to_owned()),
    ] {
        let token = app.token(case).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
        let ask = app.gate().get(&app.devices()).bearer(&token.secret);
        assert_refused(case, ask.clone(), 401, INVALID_TOKEN).await;
        assert_refused(case, ask.clone().at(app.people.second_application.as_str()), 401, INVALID_TOKEN).await;
        assert_refused(case, ask.get("/.."), 401, INVALID_TOKEN).await;
    }
    for (case, facts) in [
        ("a pause that is over", format!("paused_until = {now}")),
        ("an expiry to come", format!("expires_at = {}", now + 1)),
        ("an overlap that lasts", format!("superseded_at = 1, ends_at = {}", now + 1)),
    ] {
        let token = app.token(case).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
        assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200, "{case}");
    }
}

#[actix_web::test]
async fn a_token_of_an_archived_or_deleted_application_is_invalid() {
    let app = TestApp::start().await;
    for fact in ["archived_at", "deleted_at"] {
        let token = app.token_with(fact, |new| new.owner = app.people.second_application).await;
        let of_the_other = app.token(fact).await;
        let id = app.people.second_application;
        app.execute(&format!("UPDATE applications SET {fact} = 1 WHERE id = '{id}'")).await;
        let ask = app.gate().at(id.as_str()).get("/").bearer(&token.secret);
        assert_refused(fact, ask, 401, INVALID_TOKEN).await;
        assert_eq!(app.gate().get("/").bearer(&of_the_other.secret).await.status, 200, "its neighbour");
        app.execute(&format!("UPDATE applications SET {fact} = NULL WHERE id = '{id}'")).await;
    }
}

#[actix_web::test]
async fn a_token_of_a_suspended_organization_is_invalid() {
    let app = TestApp::start().await;
    let (token, foreign) = (app.token("Ours").await, app.foreign_token("Theirs").await);
    let id = app.people.organization;
    app.execute(&format!("UPDATE organizations SET suspended_at = 1 WHERE id = '{id}'")).await;
    assert_refused("ours", app.gate().get("/").bearer(&token.secret), 401, INVALID_TOKEN).await;
    let theirs = app.gate().at(app.people.foreign_application.as_str()).get("/").bearer(&foreign.secret).await;
    assert_eq!(theirs.status, 200, "the other organization's");
}

#[actix_web::test]
async fn a_token_of_another_application_is_forbidden() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get("/").bearer(&token.secret);
    for (case, at) in [
        ("another of the organization", app.people.second_application.to_string()),
        ("another organization's", app.people.foreign_application.to_string()),
        ("none", "0".repeat(24)),
        ("no id", "portal".to_owned()),
        ("its own in capitals", app.people.application.as_str().to_uppercase()),
    ] {
        assert_refused(case, ask.clone().at(&at), 403, CHALLENGE).await;
    }
}

#[actix_web::test]
async fn a_path_that_names_another_application_is_forbidden() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let other = format!("/applications/{}/devices", app.people.second_application);
    assert_refused("another", app.gate().get(&other).bearer(&token.secret), 403, CHALLENGE).await;
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200, "its own");
}

#[actix_web::test]
async fn a_caller_from_outside_the_list_is_forbidden() {
    let app = TestApp::start().await;
    let from = |list: &str| AllowedNetworks::parse(list).unwrap();
    let elsewhere = app.token_with("Elsewhere", |new| new.networks = from("203.0.113.0/24\n2001:db8::/32")).await;
    let here = app.token_with("Here", |new| new.networks = from("203.0.113.0/24\n127.0.0.0/8")).await;
    assert_refused("outside", app.gate().get("/").bearer(&elsewhere.secret), 403, CHALLENGE).await;
    assert_eq!(app.gate().get("/").bearer(&here.secret).await.status, 200, "inside");
}

#[actix_web::test]
async fn permissions_admit_what_they_name_and_nothing_else() {
    let app = TestApp::start().await;
    let custom = |ids: &[&str]| Permissions::Custom(ids.iter().map(|id| (*id).to_owned()).collect());
    let own = format!("/applications/{}/tokens", app.people.application);
    let devices = app.devices();
    for (case, permissions, method, path, admitted) in [
        ("all, known", Permissions::All, "DELETE", &devices, true),
        ("all, unknown path", Permissions::All, "GET", &"/not/in/it".to_owned(), true),
        ("all, unknown method", Permissions::All, "PROPFIND", &devices, true),
        ("read, reading", Permissions::ReadOnly, "GET", &devices, true),
        ("read, HEAD", Permissions::ReadOnly, "HEAD", &devices, true),
        ("read, writing", Permissions::ReadOnly, "POST", &devices, false),
        ("read, unknown path", Permissions::ReadOnly, "GET", &"/not/in/it".to_owned(), false),
        ("read, a GET that writes", Permissions::ReadOnly, "GET", &devices.replace("devices", "archiveData"), false),
        ("read, Latchkey's own", Permissions::ReadOnly, "GET", &own, false),
        ("custom, listed", custom(&["devices.get"]), "GET", &devices, true),
        ("custom, HEAD of a listed GET", custom(&["devices.get"]), "HEAD", &devices, true),
        ("custom, with a query", custom(&["devices.get"]), "GET", &format!("{devices}?page=2"), true),
        ("custom, not listed", custom(&["devices.get"]), "POST", &devices, false),
        ("custom, below", custom(&["devices.get"]), "GET", &format!("{devices}/7"), false),
        ("custom, unknown path", custom(&["devices.get"]), "GET", &"/not/in/it".to_owned(), false),
        ("custom, Latchkey's own", custom(&["applicationApiTokens.get"]), "GET", &own, false),
        ("custom, gone from the catalogue", custom(&["teapots.get"]), "GET", &"/teapots".to_owned(), false),
    ] {
        let token = app.token_with(case, |new| new.permissions = permissions).await;
        let ask = app.gate().request(method, path).bearer(&token.secret);
        if admitted {
            assert_eq!(ask.await.status, 200, "{case}");
        } else {
            assert_refused(case, ask, 403, INSUFFICIENT_SCOPE).await;
        }
    }
}

#[actix_web::test]
async fn the_address_is_checked_before_the_permissions() {
    let app = TestApp::start().await;
    let token = app
        .token_with("Both wrong", |new| {
            new.permissions = Permissions::ReadOnly;
            new.networks = AllowedNetworks::parse("203.0.113.7").unwrap();
        })
        .await;
    let ask = app.gate().request("POST", &app.devices()).bearer(&token.secret);
    assert_refused("address first", ask, 403, CHALLENGE).await;
}

#[actix_web::test]
async fn a_database_that_is_gone_gives_no_verdict_on_what_is_not_proven() {
    let app = TestApp::start().await;
    let (secret, remembered) = (app.token("Billing export").await.secret, app.token("Grafana").await.secret);
    let ask = app.gate().get(&app.devices());
    assert_eq!(ask.clone().bearer(&remembered).await.status, 200);
    app.state.gate.prepare().await.unwrap();
    app.db.close().await;
    let assert_none = async |case: &str, secret: &str| {
        let answer = ask.clone().bearer(secret).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")), "{case}");
        assert_eq!(answer.header("www-authenticate"), None, "{case}: 503 is no verdict");
    };
    assert_none("known, not remembered", &secret).await;
    if is_postgres() {
        assert_none("nothing is remembered", &remembered).await;
        assert_none("unknown", &unknown_secret()).await;
    } else {
        assert_eq!(ask.clone().bearer(&remembered).await.status, 200, "proven current");
        assert_refused("proven unknown", ask.clone().bearer(&unknown_secret()), 401, INVALID_TOKEN).await;
        let forged = same_handle(&secret);
        assert_none("unknown, with a handle that there is", &forged).await;
    }
    // These are told by their form alone, so the database is never asked.
    assert_refused("mistyped", ask.clone().bearer(&mistyped(&secret)), 401, INVALID_TOKEN).await;
    assert_refused("none", ask, 401, CHALLENGE).await;
}

/// A handle is public: whoever knows it can make a secret of the right form with it.
#[actix_web::test]
async fn a_known_handle_is_no_secret() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get(&app.devices());
    let forged = same_handle(&token.secret);
    for case in ["not remembered", "remembered"] {
        assert_refused(case, ask.clone().bearer(&forged), 401, INVALID_TOKEN).await;
        assert_eq!(ask.clone().bearer(&token.secret).await.status, 200, "{case}");
    }
    app.state.usage.write(&app.db).await.unwrap();
    let counted = app.number("SELECT COALESCE(CAST(SUM(requests) AS BIGINT), 0) FROM usage_days").await;
    assert_eq!(counted, 2, "what isn't the token's is not counted as its");
}
