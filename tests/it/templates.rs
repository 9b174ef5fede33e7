//! Every page in its main states, as each role: one heading, a title, labels, ids that are there once and where they
//! are referred to, and nothing inline.

use std::collections::BTreeSet;

use latchkey::access::Role;
use latchkey::clock::DAY;
use latchkey::organizations::set_up;
use latchkey::tokens::{AllowedNetworks, Description, Permissions};
use scraper::{ElementRef, Html, Selector};

use crate::harness::{Answer, Client, Fields, TestApp};

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// What is wrong with a page.
fn faults(answer: &Answer) -> Vec<String> {
    let page = answer.page();
    let mut faults = Vec::new();
    let mut check = |holds: bool, what: String| {
        if !holds {
            faults.push(what);
        }
    };
    let headings = select(&page, "h1").len();
    check(headings == 1, format!("{headings} h1"));
    let title = answer.text("head > title");
    let about = title.strip_suffix(" · Latchkey").unwrap_or_default();
    check(!about.trim().is_empty(), format!("the title “{title}”"));
    check(select(&page, "html[lang]").len() == 1, "no language".to_owned());
    check(select(&page, "main").len() == 1, "no main".to_owned());
    for inline in ["[style]", "style", "script:not([src]):not([type='application/json'])", "a[href^='javascript:']"] {
        check(select(&page, inline).is_empty(), format!("inline: {inline}"));
    }
    for element in select(&page, "*") {
        let handler = element.value().attrs().find(|(name, _)| name.starts_with("on"));
        check(handler.is_none(), format!("inline: {handler:?}"));
    }
    let mut ids = BTreeSet::new();
    for element in select(&page, "[id]") {
        let id = element.value().attr("id").unwrap();
        check(!id.is_empty() && ids.insert(id), format!("the id “{id}” twice"));
    }
    for (attribute, of_fragment) in [
        ("for", false),
        ("form", false),
        ("aria-describedby", false),
        ("aria-labelledby", false),
        ("aria-controls", false),
        ("href", true),
    ] {
        for element in select(&page, &format!("[{attribute}]")) {
            // A dialog gets its heading with its content.
            if element.value().name() == "dialog" && element.child_elements().count() == 0 {
                continue;
            }
            let value = element.value().attr(attribute).unwrap();
            let named: Vec<&str> = match value.strip_prefix('#') {
                Some(id) if of_fragment => vec![id],
                _ if of_fragment => vec![],
                _ => value.split_whitespace().collect(),
            };
            for id in named {
                check(ids.contains(id), format!("{attribute}=“{id}” refers to nothing"));
            }
        }
    }
    for control in select(&page, "input:not([type='hidden']), select, textarea, button, a[href], summary") {
        check(is_named(&page, control), format!("no name: {}", control.html()));
    }
    for picture in select(&page, "img") {
        check(picture.value().attr("alt").is_some(), "a picture without alt".to_owned());
    }
    let (rows, headings) = (Selector::parse("tr").unwrap(), Selector::parse("thead th").unwrap());
    for table in select(&page, "table") {
        let columns = table.select(&headings).count();
        for row in table.select(&rows) {
            let cells = row.child_elements().count();
            check(cells == columns, format!("{cells} cells under {columns} headings"));
        }
    }
    faults
}

/// Whether a control has a name for those who don't see where it stands.
fn is_named(page: &Html, control: ElementRef) -> bool {
    let attribute = |name| control.value().attr(name);
    let is_text = |element: ElementRef| element.text().any(|text| !text.trim().is_empty());
    if attribute("aria-label").is_some_and(|label| !label.trim().is_empty()) || attribute("aria-labelledby").is_some() {
        return true;
    }
    if matches!(control.value().name(), "button" | "a" | "summary") {
        return is_text(control);
    }
    let around = control.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "label" && is_text(e));
    around || attribute("id").is_some_and(|id| select(page, &format!("label[for='{id}']")).into_iter().any(is_text))
}

#[derive(Default)]
struct Pages(Vec<(String, Answer)>);

impl Pages {
    async fn get(&mut self, who: &str, client: &Client, path: &str) {
        let answer = client.get(path).await;
        self.0.push((format!("GET {path} as {who}: {}", answer.status), answer));
    }

    async fn post(&mut self, who: &str, client: &Client, path: &str, fields: impl Into<Fields>) {
        let answer = client.post(path, fields).await;
        self.0.push((format!("POST {path} as {who}: {}", answer.status), answer));
    }

    /// Checks every page; a redirect is none.
    fn assert_well_made(&self, at_least: usize) {
        let pages: Vec<_> = self.0.iter().filter(|(_, answer)| answer.status != 303).collect();
        for (what, answer) in &pages {
            let faults = faults(answer);
            assert!(faults.is_empty(), "{what}: {faults:#?}");
        }
        assert!(pages.len() >= at_least, "only {} pages were looked at", pages.len());
    }
}

#[actix_web::test]
async fn the_page_of_every_component_is_well_made() {
    let app = TestApp::demo().await;
    let mut pages = Pages::default();
    pages.get("nobody", &app.anonymous(), "/style").await;
    assert_eq!(pages.0[0].1.status, 200);
    pages.assert_well_made(1);
}

#[actix_web::test]
async fn there_is_no_page_of_every_component_where_it_is_not_the_demo() {
    let app = TestApp::start().await;
    for client in [app.anonymous(), app.administrator().await] {
        assert_eq!(client.get("/style").await.status, 404);
    }
}

#[actix_web::test]
async fn pages_before_signing_in_are_well_made() {
    let app = TestApp::empty().await;
    let nobody = app.anonymous();
    let mut pages = Pages::default();
    let code = set_up::code(&app.db, &app.state.chance, &app.state.key).await.unwrap().unwrap();
    pages.get("nobody", &nobody, &format!("/set-up?code={code}")).await;
    pages.post("nobody", &nobody, "/set-up", Fields::default()).await;
    pages.get("nobody", &nobody, "/nowhere").await;
    let app = TestApp::start().await;
    let nobody = app.anonymous();
    pages.get("nobody", &nobody, "/sign-in?return_to=/account").await;
    pages.get("nobody", &nobody, "/sign-in?undone=yes&return_to=/account").await;
    pages.post("nobody", &nobody, "/sign-in", Fields::default()).await;
    pages.post("nobody", &nobody, "/sign-in", [("undone", "yes")]).await;
    pages.post("nobody", &nobody, "/sign-in", [("email", "a"), ("password", "b")]).await;
    pages.post("nobody", &nobody, "/set-up", Fields::default()).await;
    let (_, link) = app.invite("new@acme.example", Role::Member).await;
    pages.get("nobody", &nobody, &link).await;
    pages.post("nobody", &nobody, &link, Fields::default()).await;
    pages.get("nobody", &nobody, &format!("{link}0")).await;
    let foreign = nobody.send(nobody.request(reqwest::Method::POST, "/sign-in")).await;
    pages.0.push(("a foreign form".to_owned(), foreign));
    let method = nobody.send(nobody.request(reqwest::Method::OPTIONS, "/sign-in")).await;
    pages.0.push(("another method".to_owned(), method));
    pages.assert_well_made(14);
}

#[actix_web::test]
async fn every_page_of_a_signed_in_person_is_well_made() {
    let app = TestApp::start().await;
    // Whoever belongs to two organizations has a select in the header.
    app.enlist(&app.people.support, app.people.other_organization, Role::Support).await;
    let mut pages = Pages::default();
    for (who, client) in
        [("administrator", app.administrator().await), ("member", app.member().await), ("support", app.support().await)]
    {
        pages.get(who, &client, "/integrations").await;
    }
    let (again, link) = app.invite("new@acme.example", Role::Administrator).await;
    app.invite(app.people.foreigner.email, Role::Member).await;
    for _ in 0..60 {
        app.newcomer(Role::Member).await;
    }
    let now = app.clock.now().0;
    pages.get("support", &app.support().await, "/support").await;
    let mut paths = vec![
        "/integrations".to_owned(),
        "/integrations?q=none".to_owned(),
        format!("/integrations?q=e&status=active&only=expiring&application={}", app.people.application),
        "/integrations/tokens/new".to_owned(),
        "/account".to_owned(),
        "/session".to_owned(),
        "/members".to_owned(),
        format!("/members?after={}", app.people.support.id),
        "/members?q=nobody".to_owned(),
        "/members/invitations/new".to_owned(),
        format!("/members/invitations/new?again={again}"),
        format!("/members/{}", app.people.support.id),
        format!("/members/{}/removal", app.people.support.id),
        format!("/members/{}", app.people.administrator.id),
        format!("/members/{}/removal", app.people.administrator.id),
        link,
        "/audit".to_owned(),
        "/audit?action=token.created&from=2026-01-01&to=2026-12-31".to_owned(),
        "/audit?subject=nothing".to_owned(),
        "/audit?from=x&to=y".to_owned(),
        "/audit/export?format=x".to_owned(),
        format!("/audit?actor=user-{}", app.people.administrator.id),
    ];
    for (name, facts) in [
        ("active", "confirmed_at = 1".to_owned()),
        ("inactive", "active = FALSE, switched_at = 1, switched_by_name = 'Sam', switched_reason = 'x'".to_owned()),
        ("compromised", "compromised_at = 1, compromised_reason = 'x'".to_owned()),
        ("expired", "expires_at = 1".to_owned()),
        ("soon", format!("expires_at = {}", now + DAY)),
        ("for good", "expires_at = NULL, networks = ''".to_owned()),
        ("in use", format!("last_used_at = {now}, last_used_address = '::1', last_used_agent = 'curl'")),
        ("deleted", "deleted_at = 1".to_owned()),
    ] {
        let token = app
            .token_with(name, |new| {
                new.description = Description::parse("two\nlines").unwrap();
                new.networks = AllowedNetworks::parse("0.0.0.0/0 10.0.0.1").unwrap();
                new.permissions = Permissions::Custom(["devices.get", "gone.get"].map(str::to_owned).into());
            })
            .await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
        for below in ["", "/edit", "/deletion", "/deactivation", "/compromise", "/simulation"] {
            paths.push(token.path(below));
        }
        // Refused, whether for what it is or for what it asks.
        let refused = app.gate().request("DELETE", "/nowhere").bearer(&token.secret).await;
        paths.push(format!("/integrations/decisions/{}", refused.header("x-latchkey-decision-id").unwrap()));
        paths.push(format!("/integrations/tokens/new?like={}", token.id));
    }
    app.state.usage.write(&app.db).await.unwrap();
    for credential in ["", "Bearer x", "Bearer x, Bearer y"] {
        let refused = app.gate().get("/").set("authorization", credential).await;
        paths.push(format!("/integrations/decisions/{}", refused.header("x-latchkey-decision-id").unwrap()));
    }
    paths.push("/integrations/decisions/dec_0123456789abcdefABCDEF".to_owned());
    for (who, client) in
        [("administrator", app.administrator().await), ("member", app.member().await), ("support", app.support().await)]
    {
        for path in &paths {
            pages.get(who, &client, path).await;
        }
    }
    pages.assert_well_made(247);
}

#[actix_web::test]
async fn every_answer_to_a_form_is_well_made() {
    let app = TestApp::start().await;
    let (administrator, support) = (app.administrator().await, app.support().await);
    let mut pages = Pages::default();
    let token = app.token("Billing export").await;
    let form = app.new_token("New");
    let tokens = "/integrations/tokens";
    for fields in [
        form.clone(),
        form.clone(),
        Fields::default(),
        app.new_token("")
            .with("expiry", "at")
            .with("networks", "x")
            .with("permissions", "custom")
            .with("application", ""),
        app.new_token("Half").with("networks", "10.0.0.0/8").with("add_my_address", "yes"),
    ] {
        pages.post("administrator", &administrator, tokens, fields).await;
    }
    let edit = Fields::from([("version", "0"), ("name", "Overtaken"), ("description", ""), ("networks", "")]);
    pages.post("administrator", &administrator, &token.path("/edit"), &edit).await;
    pages
        .post("administrator", &administrator, &token.path("/edit"), edit.with("name", "").with("networks", "x"))
        .await;
    pages.post("administrator", &administrator, &token.path("/compromise"), Fields::default()).await;
    pages.post("support", &support, &token.path("/deactivation"), Fields::default()).await;
    pages.post("support", &support, &token.path("/activation"), Fields::default()).await;
    pages.post("administrator", &administrator, &token.path("/status"), Fields::default()).await;
    for fields in [
        Fields::default(),
        Fields::from([("method", "GET"), ("path", "devices"), ("address", "x"), ("time", "x")]),
        Fields::from([("method", "GET"), ("path", "/devices"), ("use_my_address", "yes")]),
        Fields::from([("method", "GET"), ("path", "/devices/../x")]),
        Fields::from([("method", "GET"), ("path", "/devices")]),
    ] {
        pages.post("support", &support, &token.path("/simulation"), fields).await;
    }
    let part = app.token("Cut off").await;
    let pasted = format!("{} {} lka_4fT9kQ2mcutoff", token.secret, &part.secret[..30]);
    for text in ["", "nothing", &pasted[50..], &pasted] {
        pages.post("support", &support, "/support", [("text", text)]).await;
    }
    let found = support.post("/support", [("text", pasted.as_str())]).await;
    let choice = found.fields("form[action='/support/shutting']");
    for form in [
        Fields::default(),
        choice.clone(),
        choice.with("way", "deactivate").with("reason", "x").and("token", token.id.as_str()),
    ] {
        pages.post("support", &support, "/support/shutting", form).await;
    }
    for fields in [
        Fields::default(),
        Fields::from([("email", "new@acme.example"), ("role", "member")]),
        Fields::from([("email", app.people.member.email), ("role", "member")]),
    ] {
        pages.post("administrator", &administrator, "/members/invitations", fields).await;
    }
    let promotion = Fields::from([("seen", "member"), ("role", "administrator")]);
    let role = format!("/members/{}/role", app.people.member.id);
    pages.post("administrator", &administrator, &role, promotion).await;
    let me = format!("/members/{}", app.people.administrator.id);
    pages.post("administrator", &administrator, &format!("{me}/removal"), Fields::default()).await;
    pages.post("administrator", &administrator, &format!("{me}/role"), Fields::default()).await;
    let (_, link) = app.invite(app.people.foreigner.email, Role::Member).await;
    pages.post("administrator", &administrator, &link, Fields::default()).await;
    let fields = [("name", "Fay"), ("password", crate::harness::PASSWORD)];
    pages.post("nobody", &app.anonymous(), &link, fields).await;
    let foreigner = app.foreigner().await;
    pages.get("foreigner", &foreigner, &link).await;
    for noted in ["", "x", &format!("1:{}", "0".repeat(64))] {
        pages.post("administrator", &administrator, "/audit/verification", [("noted", noted)]).await;
    }
    for present in ["", "wrong"] {
        let new = "quarrel lantern mosaic 19";
        let form = [("present", present), ("new", new), ("again", new)];
        pages.post("support", &support, "/account/password", form).await;
    }
    app.execute(&format!("UPDATE tokens SET last_used_at = {}", app.clock.now().0)).await;
    pages.post("administrator", &administrator, &token.path("/deletion"), [("name", "x")]).await;
    // What is said once, with Undo.
    let switched = administrator.post(&token.path("/deactivation"), Fields::default()).await;
    pages.0.push(("the list after a switch".to_owned(), administrator.follow(switched).await));
    app.execute("UPDATE tokens SET deleted_at = 1").await;
    pages.post("administrator", &administrator, tokens, &form).await;
    app.db.close().await;
    pages.get("administrator", &administrator, "/integrations").await;
    pages.assert_well_made(40);
}

#[actix_web::test]
async fn the_pages_of_applications_and_settings_are_well_made() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mut pages = Pages::default();
    pages.get("administrator", &administrator, "/settings").await;
    pages.post("administrator", &administrator, "/settings/calendar", [("seen", "")]).await;
    pages.post("administrator", &administrator, "/settings/calendar", [("seen", "")]).await;
    let archived = app.application("Archived").await;
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{archived}'")).await;
    let token = app.token("Endless").await;
    app.execute("UPDATE tokens SET expires_at = NULL, last_used_at = 1").await;
    let blocked = app.token_with("Of an archived one", |new| new.owner = app.people.second_application).await;
    let archive = format!("UPDATE applications SET archived_at = 1 WHERE id = '{}'", app.people.second_application);
    app.execute(&archive).await;
    let calendar = app.anonymous().get(&format!("/calendar/{}.ics", app.calendar().await)).await;
    assert_eq!(calendar.status, 200);
    // Nothing is in force yet, then everything is.
    let rules = Fields::from([("seen", "0-0-0-0"), ("lifetime_cap_days", "20"), ("existing", "block")]);
    let rules = rules.and("require_network", "yes");
    let preview = administrator.post("/settings/rules", &rules).await;
    assert!(preview.status == 200 && preview.count("tbody tr") == 2, "{}", preview.body);
    let confirmed = preview.fields("form[action='/settings/rules']");
    pages.0.push(("the preview of rules".to_owned(), preview));
    pages.post("administrator", &administrator, "/settings/rules", &confirmed).await;
    pages.post("administrator", &administrator, "/settings/rules", rules.clone().with("lifetime_cap_days", "7")).await;
    pages.post("administrator", &administrator, "/settings/rules", confirmed.with("lifetime_cap_days", "7")).await;
    pages.post("administrator", &administrator, "/settings/rules", rules.with("lifetime_cap_days", "x")).await;
    pages.post("administrator", &administrator, "/settings/name", [("seen", "x"), ("name", "")]).await;
    pages.post("administrator", &administrator, "/settings/name", [("seen", "x"), ("name", "y")]).await;
    for path in [
        "/settings",
        "/settings/calendar",
        "/settings/calendar/deletion",
        "/integrations",
        "/integrations/tokens/new",
        "/applications",
        "/applications/new",
    ] {
        pages.get("administrator", &administrator, path).await;
    }
    for path in [token.path(""), token.path("/edit"), blocked.path("")] {
        pages.get("administrator", &administrator, &path).await;
    }
    for id in [archived, app.people.application, app.people.second_application] {
        for below in ["", "/archival", "/deletion"] {
            pages.get("administrator", &administrator, &format!("/applications/{id}{below}")).await;
        }
    }
    let path = format!("/applications/{}", app.people.application);
    pages.post("administrator", &administrator, "/applications", [("name", "")]).await;
    pages.post("administrator", &administrator, &format!("{path}/name"), [("seen", "Metering"), ("name", "")]).await;
    pages.post("administrator", &administrator, &format!("{path}/name"), [("seen", "x"), ("name", "y")]).await;
    pages.post("administrator", &administrator, &format!("{path}/deletion"), Fields::default()).await;
    app.execute("UPDATE applications SET archived_at = 1").await;
    for path in ["/integrations/tokens/new", "/integrations"] {
        pages.get("administrator", &administrator, path).await;
    }
    app.execute("UPDATE tokens SET deleted_at = 1").await;
    app.execute("UPDATE applications SET deleted_at = 1").await;
    pages.get("administrator", &administrator, "/applications").await;
    pages.assert_well_made(34);
}
