//! No secret gets anywhere: the whole main job with everything logged that can be, and then a search through logs,
//! tables, addresses and pages.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::gate::introspection::introspect;
use crate::harness::log::Log;
use crate::harness::smtp::{Manner, Sink};
use crate::harness::wire::Wire;
use crate::harness::{Answer, Client, Fields, PASSWORD, TestApp};

/// What people type where an e-mail address belongs.
const TYPED_BY_MISTAKE: &str = "violet-typed-by-mistake";

/// Everything that was answered, and what must be in none of it.
#[derive(Default)]
struct Seen {
    answers: Vec<(String, Answer)>,
    needles: Vec<(&'static str, String)>,
}

impl Seen {
    async fn get(&mut self, client: &Client, path: &str) {
        self.answers.push((format!("GET {path}"), client.get(path).await));
    }

    async fn post(&mut self, client: &Client, path: &str, fields: impl Into<Fields>) {
        self.answers.push((format!("POST {path}"), client.post(path, fields).await));
    }

    fn never(&mut self, what: &'static str, needle: &str) {
        assert!(needle.len() > 15, "{what} is too short to be searched for");
        self.needles.push((what, needle.to_owned()));
    }

    fn assert_in_none_of(&self, place: &str, text: &str) {
        for (what, needle) in &self.needles {
            if let Some(at) = text.find(needle.as_str()) {
                let around = text.get(at.saturating_sub(200)..at).unwrap_or_default();
                panic!("{what} is in {place}, after: {around}");
            }
        }
    }
}

/// Signs in, after a failure or two, and notes the password and what the cookie holds.
async fn sign_in(app: &TestApp, seen: &mut Seen) -> Client {
    let client = app.anonymous();
    let email = app.people.administrator.email;
    seen.never("the password", PASSWORD);
    seen.never("what was typed for an e-mail address", TYPED_BY_MISTAKE);
    seen.post(&client, "/sign-in", [("email", TYPED_BY_MISTAKE), ("password", PASSWORD)]).await;
    seen.post(&client, "/sign-in", [("email", email), ("password", "")]).await;
    client.post("/sign-in", [("email", email), ("password", PASSWORD)]).await;
    let cookie = client.cookie().unwrap();
    let (_, value) = cookie.split_once('=').unwrap();
    seen.never("the session's cookie", value);
    seen.never("the session's key", &value[value.len() - 64..]);
    client
}

/// Invites someone by mail, who opens the link in every way there is and accepts in the end; both know the link, and
/// nobody else.
async fn invite(seen: &mut Seen, app: &TestApp, sink: &Sink, administrator: &Client) {
    let mut paths = Vec::new();
    for manner in [Manner::Refuses("guest@"), Manner::Takes] {
        sink.behave(manner);
        let form = [("email", "guest@acme.example"), ("role", "member")];
        let made = administrator.post("/members/invitations", form).await;
        let link = made.text("#link");
        let path = link.strip_prefix(&app.base()).unwrap().to_owned();
        seen.never("the secret of an invitation's link", path.rsplit_once('/').unwrap().1);
        let guest = app.anonymous();
        // These carry it on, and are seen by whoever has it already.
        let page = guest.get(&path).await;
        let sign_in = page.attributes("main a[href^='/sign-in']", "href").remove(0);
        assert!(guest.get(&sign_in).await.fields("form").value("return_to") == Some(&path));
        assert_eq!(administrator.post(&path, Fields::default()).await.status, 409);
        assert_eq!(guest.post(&path, Fields::default()).await.status, 422);
        for odd in [format!("{path}/x"), format!("{path}?x={path}"), format!("{path}0"), format!("/members{path}")] {
            let answer = guest.get(&odd).await;
            assert!(answer.status == 404 || odd.contains('?'), "{odd}");
        }
        app.execute("ALTER TABLE invitations RENAME TO invitations_away").await;
        seen.get(&guest, &path).await;
        app.execute("ALTER TABLE invitations_away RENAME TO invitations").await;
        if manner == Manner::Takes {
            seen.post(&guest, &path, [("name", "Guest"), ("password", PASSWORD)]).await;
            seen.get(&guest, "/integrations").await;
        }
        paths.push(path);
    }
    // The one was replaced, the other is used.
    for path in paths {
        seen.get(&app.anonymous(), &path).await;
        seen.post(&app.anonymous(), &path, Fields::default()).await;
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM users WHERE email_key = 'guest@acme.example'").await, 1);
    seen.get(administrator, "/members").await;
}

/// Changes the password, after some forms that don't, and goes on under the new key.
async fn change_password(seen: &mut Seen, client: &Client) {
    const NEW: &str = "quarrel lantern mosaic 19";
    seen.never("the new password", NEW);
    for (present, new) in
        [("", NEW), (NEW, NEW), (PASSWORD, PASSWORD), (PASSWORD, "Ada Administrator"), (PASSWORD, NEW)]
    {
        seen.post(client, "/account/password", [("present", present), ("new", new), ("again", new)]).await;
    }
    let cookie = client.cookie().unwrap();
    seen.never("the new session's key", &cookie[cookie.len() - 64..]);
    seen.get(client, "/account").await;
}

/// Presents the secret at the gate in every way that it may, and in some that it may not.
async fn present(app: &TestApp, seen: &mut Seen, secret: &str) {
    let ask = app.gate().get(&app.devices());
    let mistyped = format!("{}x", &secret[..49]);
    for ask in [
        ask.clone().bearer(secret),
        ask.clone().basic("api", secret),
        ask.clone().bearer(&mistyped),
        ask.clone().bearer(secret).bearer(secret),
        ask.clone().at(app.people.second_application.as_str()).bearer(secret),
        ask.clone().get(&format!("/x?access_token={secret}")).bearer(secret),
        ask.clone().get(&format!("/{secret}")).bearer(secret),
        ask.clone().set("user-agent", "curl/8").bearer(secret).without("x-original-uri"),
        ask.clone().at(secret).bearer(secret),
        ask.clone().at("any").bearer(secret),
        ask.clone().dialect("forwarded").bearer(secret),
        ask.clone().dialect("forwarded").get(&format!("/{secret}")).set("user-agent", secret).bearer(secret),
        ask.clone().dialect("envoy").get(&format!("/{secret}?{secret}")).bearer(secret),
        ask.set("x-http-method-override", secret).bearer(secret),
    ] {
        seen.answers.push(("the gate".to_owned(), ask.await));
    }
    for fields in [
        &[("token", secret)][..],
        &[("token", secret), ("client_ip", secret)],
        &[("token", secret), ("method", secret), ("path", &format!("/{secret}"))],
        &[("token", secret), ("token", secret)],
        &[("token", secret), ("user_agent", secret)],
        &[(secret, secret)],
    ] {
        seen.answers.push(("introspection".to_owned(), introspect(app, secret, fields).await));
    }
    present_raw(app, seen, secret).await;
}

/// Presents it in requests that no client sends, most of which are refused before any part of the program reads them.
/// Two places are left out: the parser logs the values of `Content-Length` and `Transfer-Encoding` that it refuses, at
/// its level for debugging, and that can't be helped here.
async fn present_raw(app: &TestApp, seen: &mut Seen, secret: &str) {
    let gate = format!("/gate/{}/nginx", app.people.application);
    let bearer = format!("Authorization: Bearer {secret}\r\n");
    let question = format!("X-Original-Method: GET\r\nX-Original-URI: /\r\n{bearer}");
    let with = |line: &str, headers: &str| format!("{line}\r\nHost: a\r\n{question}{headers}\r\n");
    let get = |headers: &str| with(&format!("GET {gate} HTTP/1.1"), headers);
    let long = "x".repeat(65_536);
    for request in [
        format!("GET {gate} HTTP/1.1\r\n{question}\r\n"),
        format!("GET {gate} HTTP/1.1\r\nHost: {secret}/\r\n{question}\r\n"),
        format!("{secret}\r\n\r\n"),
        format!("{secret}\0\r\n\r\n"),
        with(&format!("GET {gate} HTTP/9.9"), ""),
        with(&format!("GET /{secret} x HTTP/1.1"), ""),
        with(&format!("GET {secret} HTTP/1.1"), ""),
        with(&format!("GET /{secret}\u{e9} HTTP/1.1"), ""),
        with(&format!("GET http://{secret}@a{gate} HTTP/1.1"), ""),
        with(&format!("CONNECT {secret}:80 HTTP/1.1"), ""),
        with(&format!("{secret} {gate} HTTP/1.1"), ""),
        with(&format!("GET {gate} {secret}"), ""),
        get(&bearer),
        get(&format!("{secret}\r\n")),
        get(&format!("{secret} : x\r\n")),
        get(&format!("{secret}: x\r\n")),
        get(&format!("X: {secret}\0\r\n")),
        get(&format!("X: {secret}\r\n {secret}\r\n")),
        get(&format!("X: {secret}{}\r\n", long.repeat(2))),
        get(&format!("X: y\nAuthorization: Bearer {secret}\r\n")),
        get(&format!("Expect: {secret}\r\n")),
        get(&format!("Connection: upgrade\r\nUpgrade: {secret}\r\n")),
        get("Transfer-Encoding: chunked\r\n") + &format!("{secret}\r\n"),
        get("Transfer-Encoding: chunked\r\n") + &format!("1;{secret}\0\r\n"),
        get("Transfer-Encoding: chunked\r\n") + &format!("0\r\n{secret}: {secret}\r\n\r\n"),
        get("Content-Length: 100\r\n") + secret,
        get("").replace(secret, &format!(" \t{secret}\t ")),
        get("").replace(secret, &format!("{secret} {long}")),
        get("").replace(secret, &format!("xx{}", &secret[2..])),
        get("").replace(&format!("Bearer {secret}"), secret),
        get("").replace(&format!("Bearer {secret}"), &format!("Basic {}", STANDARD.encode(secret))),
        format!("PROXY {secret}\r\n{}", get("")),
    ] {
        let heard = Wire::to(app.address).await.exchange(request, true).await;
        seen.assert_in_none_of("an answer on a socket", &heard.text);
    }
}

/// Pastes the secret at the support desk in every way that it may be, and in some that it may not.
async fn paste(app: &TestApp, seen: &mut Seen, client: &Client, secret: &str) {
    const AROUND: &str = "words-around-the-secret-in-a-paste";
    seen.never("what was pasted around the secret", AROUND);
    seen.never("what was pasted around the secret, in Base64", &STANDARD.encode(AROUND)[..40]);
    let basic = STANDARD.encode(format!("api:{secret}"));
    seen.never("the secret in Base64", &basic[24..60]);
    let long = "x".repeat(1_100_000);
    for text in [
        format!("{AROUND} {secret} {AROUND}"),
        format!("Basic {basic}\n{}", STANDARD.encode(format!("{AROUND}{secret}{AROUND}"))),
        format!("{secret}{secret}\0{secret}"),
        format!("{} {}x", &secret[..44], &secret[..48]),
        format!("{AROUND} {secret} {long}"),
        format!("{AROUND} {secret} {}", long.repeat(7)),
    ] {
        seen.post(client, "/support", [("text", text.as_str())]).await;
    }
    let member = app.member().await;
    for client in [client, &member, &app.anonymous()] {
        for fields in [
            Fields::from([("text", secret)]),
            Fields::from([(secret, secret)]),
            Fields::from([(AROUND, secret), ("text", secret)]),
        ] {
            seen.post(client, "/support", fields).await;
        }
        let mut form = client.form("/support", [("text", secret)]).build().unwrap();
        form.headers_mut().insert("content-type", format!("text/plain; x={secret}").parse().unwrap());
        seen.answers.push(("a paste of another type".to_owned(), client.send_built(form).await));
        let foreign = client.request(reqwest::Method::POST, "/support").body(format!("text={secret}"));
        seen.answers.push(("a paste from elsewhere".to_owned(), client.send(foreign).await));
        seen.get(client, &format!("/support?text={secret}")).await;
    }
    for fields in [
        Fields::from([("found", secret), ("token", secret)]),
        Fields::from([("found", ""), ("reason", secret)]),
        Fields::from([(secret, secret)]),
    ] {
        seen.post(client, "/support/shutting", fields).await;
    }
}

/// Shuts the token there, with and without the secret in the reason.
async fn shut_at_the_desk(app: &TestApp, seen: &mut Seen, client: &Client, secret: &str) {
    let found = client.post("/support", [("text", secret)]).await;
    let form = found.fields("form[action='/support/shutting']").with("way", "deactivate");
    let form = form.and("token", &app.texts("SELECT id FROM tokens ORDER BY created_at, id").await[0]);
    for reason in [secret, "found in a ticket"] {
        seen.post(client, "/support/shutting", form.clone().with("reason", reason)).await;
    }
    seen.answers.push(("what was found".to_owned(), found));
}

/// Makes the calendar's address, fetches it and what is like it, and notes its secret. Gives the path.
async fn fetch_calendar(app: &TestApp, seen: &mut Seen, administrator: &Client) -> String {
    let made = administrator.post("/settings/calendar", [("seen", "")]).await;
    let path = made.text("#secret").strip_prefix(&app.base()).unwrap().to_owned();
    let secret = path["/calendar/".len()..].strip_suffix(".ics").unwrap().to_owned();
    seen.never("the calendar's secret", &secret);
    for client in [administrator, &app.anonymous()] {
        for path in [
            path.clone(),
            format!("{path}?again={secret}"),
            format!("/calendar/{secret}"),
            format!("/calendar/{secret}x.ics"),
            format!("/settings/{secret}"),
            "/settings".to_owned(),
        ] {
            seen.get(client, &path).await;
        }
        seen.post(client, &path, [("seen", secret.as_str())]).await;
        seen.post(client, "/settings/calendar", [("seen", secret.as_str())]).await;
    }
    path
}

#[actix_web::test]
async fn no_secret_is_in_any_log_table_address_or_page() {
    let log = Log::begin();
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    let mut seen = Seen::default();
    let administrator = sign_in(&app, &mut seen).await;
    invite(&mut seen, &app, &sink, &administrator).await;
    let form = app.new_token("Billing export");
    let reveal = administrator.post("/integrations/tokens", &form).await;
    let secret = reveal.text("#secret");
    seen.never("the secret", &secret[12..44]);
    let id = app.texts("SELECT id FROM tokens").await.remove(0);
    let page = format!("/integrations/tokens/{id}");
    let below = |what: &str| format!("{page}/{what}");
    present(&app, &mut seen, &secret).await;
    let calendar = fetch_calendar(&app, &mut seen, &administrator).await;
    app.state.usage.write(&app.db).await.unwrap();

    for client in [&administrator, &app.anonymous()] {
        seen.post(client, "/integrations/search", [("q", secret.as_str())]).await;
        seen.post(client, "/integrations/search", [("q", &*format!("token: Bearer {secret}, please look"))]).await;
        for path in [
            format!("/integrations?q={secret}"),
            format!("/integrations?q=Bearer%20{secret}&status=active"),
            format!("/integrations/tokens/{secret}"),
            format!("/nowhere/{secret}?token={secret}"),
            format!("/sign-in?return_to=/integrations?q={secret}"),
            page.clone(),
        ] {
            seen.get(client, &path).await;
        }
    }
    seen.post(&administrator, "/integrations/tokens", &form).await;
    seen.post(&administrator, "/current-organization", [("organization", secret.as_str())]).await;
    for path in [
        "/integrations".to_owned(),
        format!("/integrations?q={}", &secret[..12]),
        below("edit"),
        "/account".to_owned(),
        "/audit".to_owned(),
        format!("/audit?from={secret}&subject={id}"),
        format!("/audit?subject={secret}&action={secret}&actor=user-{secret}&after={secret}"),
        "/audit/export?format=csv".to_owned(),
        "/audit/export?format=json".to_owned(),
        format!("/audit/export?format={secret}"),
    ] {
        seen.get(&administrator, &path).await;
    }
    paste(&app, &mut seen, &administrator, &secret).await;
    // Faults of the database are logged in its own words.
    app.execute("ALTER TABLE audit_heads RENAME TO audit_heads_away").await;
    seen.post(&administrator, &below("deactivation"), [("reason", "x")]).await;
    seen.post(&administrator, "/integrations/tokens", app.new_token("Another")).await;
    shut_at_the_desk(&app, &mut seen, &administrator, &secret).await;
    app.execute("ALTER TABLE audit_heads_away RENAME TO audit_heads").await;
    seen.post(&administrator, &below("deactivation"), [("reason", "x")]).await;
    seen.post(&administrator, &below("compromise"), [("reason", "x")]).await;
    seen.post(&administrator, &below("deletion"), [("name", "Billing export")]).await;
    seen.get(&administrator, &page).await;
    present(&app, &mut seen, &secret).await;
    change_password(&mut seen, &administrator).await;
    for (table, rows) in app.everything().await {
        seen.assert_in_none_of(&format!("the table {table}"), &rows.join("\n"));
    }
    seen.post(&administrator, "/sign-out", Fields::default()).await;
    seen.post(&administrator, "/support", [("text", secret.as_str())]).await;
    app.db.close().await;
    seen.get(&administrator, &calendar).await;
    present(&app, &mut seen, &secret).await;

    for (what, answer) in &seen.answers {
        let what = what.replace(&secret, "<secret>");
        let typed = answer.body.replace(&format!("value=\"{TYPED_BY_MISTAKE}\""), "");
        seen.assert_in_none_of(&format!("the page of {what}"), &typed);
        let address = answer.header("location").unwrap_or_default();
        seen.assert_in_none_of(&format!("the address that {what} leads to"), address);
    }
    let text = log.text();
    assert!(text.lines().count() > 200, "so little is logged that there is nothing to search: {text}");
    seen.assert_in_none_of("the log", &text);
    assert_spans_hold_patterns(&log);
}

/// A span names the route by its pattern, never by an address.
fn assert_spans_hold_patterns(log: &Log) {
    let mut patterns: Vec<&str> = latchkey::routes::ROUTES.iter().map(|route| route.path).collect();
    patterns.push("none");
    let mut found = BTreeSet::new();
    for event in log.events().iter().filter(|event| event["span"]["name"] == "request") {
        let route = event["span"]["route"].as_str().unwrap();
        let known = patterns.contains(&route) || route.strip_prefix("/api").is_some_and(is_of_the_api);
        assert!(known, "{event}");
        found.insert(route.to_owned());
    }
    assert!(found.len() > 10, "only {found:?} were looked at");
    assert!(found.contains("/integrations/tokens/{id}"), "the pattern itself");
}

fn is_of_the_api(path: &str) -> bool {
    latchkey::routes::API.iter().any(|route| route.path == path)
}
