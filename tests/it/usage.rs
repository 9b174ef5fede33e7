//! What a token's page tells of its use: the chart and its table, callers, refusals, and who still presents a token
//! that is off.

use latchkey::clock::DAY;
use latchkey::tokens::{AllowedNetworks, Permissions};

use crate::harness::{Answer, Client, HOUR, Issued, TestApp};

/// The token's page, once what was noted is written.
async fn page(app: &TestApp, client: &Client, token: &Issued) -> Answer {
    app.state.usage.write(&app.db).await.unwrap();
    client.get(&token.path("")).await
}

async fn ask(app: &TestApp, token: &Issued, method: &str, times: usize, agent: &str) {
    for _ in 0..times {
        app.gate().request(method, &app.devices()).bearer(&token.secret).set("user-agent", agent).await;
    }
}

/// The rows of the table with this name, a string per row.
fn rows(page: &Answer, named: &str) -> Vec<String> {
    page.all(&format!("table[{named}] tbody tr"))
}

#[actix_web::test]
async fn a_token_that_nobody_presented_says_so_in_a_sentence() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let page = page(&app, &app.member().await, &token).await;
    assert!(page.text(".usage").contains("Nobody has presented this token yet"));
    assert_eq!(page.count(".usage :is(svg, table)"), 0);
}

#[actix_web::test]
async fn the_chart_its_words_and_its_table_tell_the_same() {
    let app = TestApp::start().await;
    let token = app.token_with("Billing export", |new| new.permissions = Permissions::ReadOnly).await;
    app.execute("UPDATE tokens SET expires_at = NULL").await;
    ask(&app, &token, "GET", 3, "curl").await;
    app.clock.advance(2 * DAY);
    ask(&app, &token, "POST", 2, "curl").await;
    ask(&app, &token, "GET", 1, "curl").await;
    app.state.usage.write(&app.db).await.unwrap();
    app.execute("UPDATE usage_days SET requests = 1201 WHERE requests = 3").await;
    let page = page(&app, &app.member().await, &token).await;
    assert_eq!(page.text(".totals"), "1,202 admitted and 2 refused in the last 30 days");
    let said = page.text("svg desc");
    assert!(said.starts_with("1,202 admitted and 2 refused in the last 30 days"), "{said}");
    assert_eq!(page.attributes(".usage svg", "aria-labelledby"), ["chart-title chart-words"]);
    let table = rows(&page, "aria-label='Requests per day'");
    assert_eq!(table.len(), 30);
    assert_eq!(table[..4], ["24 Nov 2026 1 2", "23 Nov 2026 0 0", "22 Nov 2026 1,201 0", "21 Nov 2026 0 0"]);
    assert_eq!((page.count("svg g rect.admitted"), page.count("svg g rect.refused")), (2, 1));
    let days = page.all("svg g title");
    assert_eq!(days.last().unwrap(), "24 Nov 2026: 1 admitted, 2 refused");
    app.clock.advance(60 * DAY);
    let later = self::page(&app, &app.member().await, &token).await;
    assert!(later.text(".usage").contains("Not presented in the last 30 days"));
    assert_eq!(rows(&later, "aria-labelledby=callers-heading").len(), 1, "who it was stays");
}

#[actix_web::test]
async fn callers_are_told_apart_the_last_seen_first() {
    let app = TestApp::with(&["--trusted-proxies", "127.0.0.1"]).await;
    let token = app.token("Billing export").await;
    for (address, agent) in [("198.51.100.7", "meter-sync/2.4"), ("2001:db8::1", ""), ("unknown", "curl")] {
        let ask = app.gate().get(&app.devices()).bearer(&token.secret);
        let ask = ask.set("x-forwarded-for", address).set("user-agent", agent);
        for _ in 0..2 {
            assert_eq!(ask.clone().await.status, 200);
        }
        app.clock.advance(HOUR);
    }
    let page = page(&app, &app.member().await, &token).await;
    assert_eq!(
        rows(&page, "aria-labelledby=callers-heading"),
        [
            "Unknown curl 1 hour ago 1 hour ago 2 0",
            "2001:db8::1 Not said 2 hours ago 2 hours ago 2 0",
            "198.51.100.7 meter-sync/2.4 3 hours ago 3 hours ago 2 0",
        ]
    );
    app.execute(
        "INSERT INTO usage_callers (token_id, address, user_agent, reported_by, first_at, last_at, admitted, refused) \
         SELECT token_id, address, user_agent || n.column1, id, 1, 1, 1, 0 FROM usage_callers, tokens, \
         (VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('f'), ('g'), ('h'), ('i'), ('j'), ('k'), ('l')) AS n",
    )
    .await;
    let page = self::page(&app, &app.member().await, &token).await;
    assert!(page.text(".usage").contains("The 20 seen last."));
    assert_eq!(page.all("table th .help")[0], "reported by Billing export");
}

#[actix_web::test]
async fn refusals_are_told_by_reason_and_each_leads_to_its_decision() {
    let app = TestApp::start().await;
    let token = app.token_with("Billing export", |new| new.permissions = Permissions::ReadOnly).await;
    ask(&app, &token, "POST", 2, "curl").await;
    let elsewhere =
        app.gate().at(app.people.second_application.as_str()).get(&app.devices()).bearer(&token.secret).await;
    let member = app.member().await;
    let page = page(&app, &member, &token).await;
    assert_eq!(
        page.all(".reasons li"),
        ["2 Its permissions don't admit the action", "1 The request was for another application"]
    );
    let links = page.attributes("table[aria-labelledby=refusals-heading] a", "href");
    assert_eq!(links.len(), 3);
    let decision = elsewhere.header("x-latchkey-decision-id").unwrap();
    assert!(links.contains(&format!("/integrations/decisions/{decision}")), "{links:?}");
    assert_eq!(member.get(&links[0]).await.status, 200);
}

#[actix_web::test]
async fn a_token_that_is_off_and_presented_since_is_still_knocking() {
    let app = TestApp::start().await;
    for (case, facts, by) in [
        ("inactive", "active = FALSE, switched_at = NOW", "was switched off"),
        ("compromised", "compromised_at = NOW", "was marked compromised"),
        ("expired", "expires_at = NOW", "ended"),
        ("deleted", "deleted_at = NOW", "was deleted"),
    ] {
        // Weeks pass, and sessions with them.
        let administrator = app.administrator().await;
        let token = app.token(case).await;
        ask(&app, &token, "GET", 3, "before").await;
        app.clock.advance(HOUR);
        let facts = facts.replace("NOW", &app.clock.now().0.to_string());
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
        let quiet = page(&app, &administrator, &token).await;
        assert_eq!(quiet.count(".knocking"), 0, "{case}: nobody came since");
        app.clock.advance(HOUR);
        ask(&app, &token, "GET", 2, "after/1").await;
        app.clock.advance(HOUR);
        let knocking = page(&app, &administrator, &token).await.text(".knocking");
        let says =
            format!("Still knocking. Refused 2 times since it {by}, last from 127.0.0.1 with after/1, 1 hour ago");
        assert!(knocking.starts_with(&says), "{case}: {knocking}");
        app.clock.advance(40 * DAY);
        let later = page(&app, &app.administrator().await, &token).await;
        assert_eq!((later.status, later.count(".knocking")), (200, 0), "{case}: long ago");
    }
    let token = app.token_with("Working", |new| new.networks = AllowedNetworks::parse("10.0.0.0/8").unwrap()).await;
    ask(&app, &token, "GET", 1, "curl").await;
    let refused = page(&app, &app.administrator().await, &token).await;
    assert_eq!((refused.status, refused.count(".knocking")), (200, 0), "refused, and yet on");
}

#[actix_web::test]
async fn what_a_caller_says_is_text_and_nothing_else() {
    let app = TestApp::start().await;
    let token = app.token_with("Billing export", |new| new.permissions = Permissions::ReadOnly).await;
    let hostile = "<script>alert(1)</script>\"'&{{7*7}}";
    let path = "/%3Cimg%20src=x%20onerror=alert(1)%3E";
    let refused = app.gate().request("POST", path).bearer(&token.secret).set("user-agent", hostile).await;
    let member = app.member().await;
    let shown = page(&app, &member, &token).await;
    let decision = refused.header("x-latchkey-decision-id").unwrap();
    for page in [shown, member.get(&format!("/integrations/decisions/{decision}")).await] {
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{}", page.body);
        assert!(page.all("bdi").contains(&hostile.to_owned()), "as text");
        assert!(page.all("code").contains(&"POST /<img src=x onerror=alert(1)>".to_owned()), "as text");
        assert_eq!(page.count("main script, main img"), 0);
    }
}
