//! The gate explained: a decision looked up by its id, and a request tried on a token's page.

use latchkey::tokens::{AllowedNetworks, Permissions};

use crate::harness::{Answer, Ask, Client, Fields, Issued, MINUTE, TestApp};

/// The address of a refusal's page.
fn page_of(refused: &Answer) -> String {
    format!("/integrations/decisions/{}", refused.header("x-latchkey-decision-id").unwrap())
}

/// Refused at the gate, and what is kept of it written.
async fn refused(app: &TestApp, ask: Ask) -> String {
    let answer = ask.await;
    assert_ne!(answer.status, 200);
    app.state.usage.write(&app.db).await.unwrap();
    page_of(&answer)
}

/// How each of the six checks came out.
fn outcomes(page: &Answer) -> Vec<String> {
    page.attributes(".checks > li", "class")
}

fn failed_at(check: usize) -> Vec<&'static str> {
    let mut all = vec!["passed"; check - 1];
    all.push("failed");
    all.resize(6, "open");
    all
}

fn custom(action: &str) -> Permissions {
    Permissions::Custom([action.to_owned()].into())
}

#[actix_web::test]
async fn each_refusal_is_explained_check_by_check() {
    let app = TestApp::start().await;
    let (member, devices) = (app.member().await, app.devices());
    let networks = AllowedNetworks::parse("10.0.0.0/24").unwrap();
    let on = app.token_with("On", |new| new.permissions = Permissions::ReadOnly).await;
    let far = app.token_with("Far", |new| new.networks = networks).await;
    let narrow = app.token_with("Narrow", |new| new.permissions = custom("devices.post")).await;
    let off = app.token("Off").await;
    app.execute(&format!(
        "UPDATE tokens SET active = FALSE, switched_at = 1000, switched_by_name = 'Sam Support', \
         switched_reason = 'Ticket 4711' WHERE id = '{}'",
        off.id
    ))
    .await;
    let ended = app.token("Ended").await;
    app.execute(&format!("UPDATE tokens SET expires_at = 1 WHERE id = '{}'", ended.id)).await;
    let gate = || app.gate().get(&devices);
    for (ask, check, reason, why) in [
        (gate(), 1, "No token was presented", "no token where one is looked for"),
        (gate().bearer("x, y"), 1, "More than one credential was presented", "several credentials"),
        (gate().bearer("x"), 2, "No token has the secret that was presented", "mistyped, cut off"),
        (gate().bearer(&off.secret), 3, "The token was switched off", "by Sam Support. Reason: Ticket 4711"),
        (gate().bearer(&ended.secret), 3, "The token had expired", "It expired on 1 January 1970, 00:00 UTC"),
        (
            gate().bearer(&on.secret).at(app.people.second_application.as_str()),
            4,
            "The request was for another application",
            "It was asked for at “Portal”, and is a token for “Metering”",
        ),
        (
            gate().bearer(&far.secret),
            5,
            "The address was not in the IP restriction",
            "127.0.0.1 is not in the IP restriction. It is: 10.0.0.0/24.",
        ),
        (gate().bearer(&on.secret).get("/a/../b"), 6, "The path could be read in more than one way", "serve another"),
        (
            gate().bearer(&on.secret).request("POST", &devices),
            6,
            "Its permissions don't admit the action",
            "is devices.post: “Create a device in an application”. Read only admits what reads",
        ),
        (gate().bearer(&narrow.secret), 6, "Its permissions don't admit the action", "not among the 1 actions"),
        (
            gate().bearer(&on.secret).get("/no/where"),
            6,
            "The catalogue has no such action",
            "no action for GET /no/where",
        ),
    ] {
        let page = member.get(&refused(&app, ask).await).await;
        assert_eq!((page.status, page.text("h1").as_str()), (200, reason));
        assert_eq!(outcomes(&page), failed_at(check), "{reason}");
        let said = page.text(".verdict");
        assert!(said.contains(why), "{reason}: {said}");
        assert!(page.text(".checks > .failed p").contains(why), "{reason}");
        assert!(!page.all(".steps li").is_empty(), "{reason}: what to do next");
    }
}

/// What other method was asked for isn't kept, so nothing is said of what would be now; the path is.
#[actix_web::test]
async fn a_method_that_can_not_be_told_is_explained() {
    let app = TestApp::start().await;
    let (member, devices) = (app.member().await, app.devices());
    let token = app.token("On").await;
    let ask = app.gate().get(&devices).bearer(&token.secret);
    for (ask, request) in [
        (ask.clone().set("x-http-method-override", "DELETE"), format!("GET {devices}")),
        (ask.set("x-original-method", "get"), devices.clone()),
    ] {
        let page = member.get(&refused(&app, ask).await).await;
        assert_eq!(page.text("h1"), "The method could be read in more than one way");
        assert_eq!(outcomes(&page), failed_at(6));
        assert_eq!(page.all("[aria-labelledby=request-heading] dd")[0], request);
        assert!(!page.body.contains("would be admitted now"), "{}", page.text(".verdict"));
        assert!(!page.all(".steps li").is_empty(), "what to do next");
    }
}

#[actix_web::test]
async fn a_proxy_that_says_nothing_is_explained() {
    let app = TestApp::start().await;
    let token = app.token("On").await;
    let ask = app.gate().get("/").bearer(&token.secret).without("x-original-uri");
    let page = app.member().await.get(&refused(&app, ask).await).await;
    assert_eq!(page.text("h1"), "The proxy did not say what was asked");
    assert_eq!(outcomes(&page), ["open"; 6]);
    assert!(!page.all(".steps li").is_empty(), "what to do next");
}

#[actix_web::test]
async fn a_decision_names_its_token_what_was_asked_and_what_to_do() {
    let app = TestApp::start().await;
    let networks = AllowedNetworks::parse("10.0.0.0/24").unwrap();
    let token = app.token_with("Billing export", |new| new.networks = networks).await;
    let ask = app.gate().get(&app.devices()).bearer(&token.secret).set("user-agent", "meter-sync/2.4");
    let path = refused(&app, ask).await;
    let page = app.administrator().await.get(&path).await;
    let asked = [&format!("GET {}", app.devices()), "127.0.0.1", "meter-sync/2.4", "Metering"];
    assert_eq!(page.all("[aria-labelledby=request-heading] dd"), asked);
    let now = page.all("[aria-labelledby=token-heading] dd");
    assert_eq!((now[0].as_str(), now[5].as_str()), ("Billing export", "10.0.0.0/24"));
    assert_eq!(page.attributes(".facts a", "href"), [token.path("")]);
    assert_eq!(
        page.attributes(".steps a", "href"),
        [token.path("/edit?refused=127.0.0.1#networks"), token.path("/compromise")]
    );
    assert!(page.text(".verdict").ends_with("The same request would be refused now, too."));
    let to_member = app.member().await.get(&path).await;
    assert_eq!(to_member.count(".steps a"), 0, "what a member may not do is not offered");
    assert!(to_member.text(".steps").contains("That takes an administrator"));
}

#[actix_web::test]
async fn a_decision_says_what_has_changed_since() {
    let app = TestApp::start().await;
    let networks = AllowedNetworks::parse("10.0.0.0/24").unwrap();
    let token = app.token_with("Billing export", |new| new.networks = networks).await;
    let path = refused(&app, app.gate().get(&app.devices()).bearer(&token.secret)).await;
    let administrator = app.administrator().await;
    app.execute("UPDATE tokens SET networks = '127.0.0.0/8'").await;
    let verdict = administrator.get(&path).await.text(".verdict");
    assert!(verdict.contains("changed since and admits it now"), "{verdict}");
    assert!(verdict.contains("would be admitted now"), "{verdict}");
    app.execute("UPDATE tokens SET active = FALSE").await;
    let verdict = administrator.get(&path).await.text(".verdict");
    assert!(verdict.contains("now for another reason: The token is switched off"), "{verdict}");
    app.execute("DELETE FROM refusals").await;
    assert!(administrator.get(&path).await.text("main").contains("load this page again"), "perhaps not written yet");
    app.clock.advance(MINUTE);
    let page = administrator.get(&path).await;
    assert_eq!((page.status, outcomes(&page)), (200, failed_at(5).iter().map(ToString::to_string).collect()));
    assert!(page.text("main").contains("are not kept any more"), "the id alone still says why");
}

#[actix_web::test]
async fn what_is_not_the_readers_to_see_is_the_same_page_as_nothing() {
    let app = TestApp::start().await;
    let (ours, gone) = (app.token("Ours").await, app.token("Gone").await);
    let of_ours = refused(&app, app.gate().get("/..").bearer(&ours.secret)).await;
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{}'", gone.id)).await;
    let of_gone = refused(&app, app.gate().get("/").bearer(&gone.secret)).await;
    let nothing = "/integrations/decisions/dec_0123456789abcdefABCDEF".to_owned();
    let foreign = app.foreigner().await.get(&of_ours).await;
    let member = app.member().await;
    let unknown = member.get(&nothing).await;
    assert_eq!((foreign.status, unknown.status), (404, 404));
    assert_eq!(foreign.text("main"), unknown.text("main"));
    for path in [&of_gone, &nothing[..30].to_owned(), &format!("{nothing}0"), &"/integrations/decisions/x".to_owned()] {
        let answer = member.get(path).await;
        // But for what was asked, which is there to be mended.
        let asked = |of: &str| format!("value=\"{}\"", of.rsplit('/').next().unwrap());
        let as_nothing = answer.body.replace(&asked(path), &asked(&nothing));
        assert_eq!((answer.status, &as_nothing), (404, &unknown.body), "{path}");
        assert_eq!(answer.attributes("#look-up", "value"), [path.rsplit('/').next().unwrap()]);
    }
    for client in [app.support().await, app.administrator().await] {
        assert_eq!(client.get(&of_gone).await.text("h1"), "The token was deleted");
    }
}

#[actix_web::test]
async fn an_id_that_is_searched_for_leads_to_its_page() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let path = refused(&app, app.gate().get("/..").bearer(&token.secret)).await;
    let id = path.rsplit('/').next().unwrap();
    let member = app.member().await;
    for typed in [id.to_owned(), format!(" {id} "), format!("X-Latchkey-Decision-Id: {id}")] {
        let posted = member.post("/integrations/search", [("q", typed.as_str())]).await;
        assert_eq!(posted.location(), path, "{typed}");
    }
    assert_eq!(member.get(&format!("/integrations?q={id}")).await.location(), path);
    let form = member.get(&token.path("")).await.fields("form.look-up").with("q", id);
    assert_eq!(member.post("/integrations/search", form).await.location(), path);
    let secret = format!("{id} {}", token.secret);
    let found = member.post("/integrations/search", [("q", secret.as_str())]).await.location();
    assert_eq!(found, format!("/integrations?q=lka_{}", token.handle), "a secret goes first");
}

fn trial(method: &str, path: &str, address: &str) -> Fields {
    Fields::from([("method", method), ("path", path), ("address", address), ("time", ""), ("time_zone", "")])
}

async fn tried(client: &Client, token: &Issued, fields: Fields) -> Answer {
    let answer = client.post(&token.path("/simulation"), fields).await;
    assert_eq!(answer.status, 200, "{:?}", answer.faults());
    answer
}

#[actix_web::test]
async fn the_simulator_says_what_the_gate_says() {
    let app = TestApp::with(&["--trusted-proxies", "127.0.0.1"]).await;
    let member = app.member().await;
    let (mut admitted, mut refused) = (0, 0);
    for (name, facts, permissions) in [
        ("all", "name = name", Permissions::All),
        ("read only", "networks = '203.0.113.0/24'", Permissions::ReadOnly),
        ("custom", "networks = '203.0.113.0/24'", custom("devices.post")),
        ("inactive", "active = FALSE", Permissions::All),
        ("compromised", "compromised_at = 1", Permissions::All),
        ("expired", "expires_at = 1", Permissions::All),
        ("paused", "paused_until = 9000000000000", Permissions::All),
    ] {
        let token = app.token_with(name, |new| new.permissions = permissions).await;
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", token.id)).await;
        let other = app.devices().replace(app.people.application.as_str(), app.people.second_application.as_str());
        for (method, path) in [
            ("GET", app.devices()),
            ("HEAD", format!("{}?page=2", app.devices())),
            ("POST", app.devices()),
            ("DELETE", "/no/where".to_owned()),
            ("GET", other),
            ("GET", "/a/../b".to_owned()),
            ("GET", "/caf%C3%A9".to_owned()),
            ("OPTIONS", "/".to_owned()),
        ] {
            for address in ["203.0.113.7", "198.51.100.7", "::ffff:203.0.113.7"] {
                let ask = app.gate().request(method, &path).bearer(&token.secret).set("x-forwarded-for", address);
                let real = ask.await;
                let page = tried(&member, &token, trial(method, &path, address)).await;
                let case = format!("{name}: {method} {path} from {address}");
                if real.status == 200 {
                    admitted += 1;
                    assert_eq!(page.count(".verdict.admitted"), 1, "{case}");
                    assert_eq!(outcomes(&page), ["passed"; 6], "{case}");
                } else {
                    refused += 1;
                    let decision = member.get(&page_of(&real)).await;
                    // The one tells what was, the other what is.
                    let now = |said: String| said.replace(" was ", " is ").replace(" had ", " has ");
                    let reason = now(format!("Refused: {}", decision.text("h1")));
                    assert_eq!(now(page.text(".verdict strong")), reason, "{case}");
                    assert_eq!(outcomes(&page), outcomes(&decision), "{case}");
                }
            }
        }
    }
    assert!(admitted > 20 && refused > 80, "{admitted} admitted, {refused} refused");
}

#[actix_web::test]
async fn trying_counts_nothing_and_changes_nothing() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let member = app.member().await;
    let before = app.everything().await;
    for path in ["/devices", "/.."] {
        tried(&member, &token, trial("GET", path, "")).await;
    }
    app.state.usage.write(&app.db).await.unwrap();
    for (table, rows) in before {
        assert_eq!(app.contents(&table).await, rows, "{table}");
    }
}

#[actix_web::test]
async fn a_time_to_come_can_be_tried_in_the_readers_zone() {
    let app = TestApp::start().await;
    // 1 December 2026, 12:00 UTC.
    let token = app.token("Billing export").await;
    app.execute("UPDATE tokens SET expires_at = 1796126400000").await;
    let member = app.member().await;
    for (time, zone, admitted) in [
        ("2026-12-01T11:59", "", true),
        ("2026-12-01T12:00", "", false),
        ("2026-12-01T12:59", "Europe/Berlin", true),
        ("2026-12-01T13:00", "Europe/Berlin", false),
    ] {
        let fields = trial("GET", "/", "").with("time", time).with("time_zone", zone);
        let page = tried(&member, &token, fields).await;
        assert_eq!(page.count(".verdict.admitted"), usize::from(admitted), "{time} {zone}");
    }
}

#[actix_web::test]
async fn bad_input_is_told_by_its_field_and_stays() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let restricted =
        app.token_with("Restricted", |new| new.networks = AllowedNetworks::parse("10.0.0.1").unwrap()).await;
    let member = app.member().await;
    for (token, fields, field, says) in [
        (&token, trial("GET", "/", "here"), "address", "“here” is not an IP address"),
        (&token, trial("GET", "/", "10.0.0.0/8"), "address", "is not an IP address"),
        (&restricted, trial("GET", "/", ""), "address", "the token has an IP restriction"),
        (&token, trial("GET", "devices", ""), "path", "from its first slash on"),
        (&token, trial("GET", "ftp://api.example/devices", ""), "path", "from its first slash on"),
        (&token, trial("GET", "", ""), "path", "from its first slash on"),
        (&token, trial("FETCH", "/", ""), "method", "Choose a method"),
        (&token, trial("GET", "/", "").with("time", "soon"), "time", "not a date and time"),
        (&token, trial("GET", "/", "").with("time", "2026-12-01T12:00").with("time_zone", "x"), "time", "time zone"),
    ] {
        let page = member.post(&token.path("/simulation"), &fields).await;
        let faults = page.faults();
        assert_eq!((page.status, faults.len()), (422, 1), "{fields:?}: {faults:?}");
        assert!(faults[0].contains(says), "{faults:?}");
        assert_eq!(page.attributes("#summary a", "href"), [format!("#{field}")]);
        assert_eq!(page.count(&format!("#{field}[aria-invalid=true]")), 1, "{field}");
        for name in ["address", "path", "time"] {
            let kept = page.fields("form[action$='/simulation']");
            assert_eq!(kept.value(name), fields.value(name), "{name}");
        }
    }
    let mine = trial("GET", "/devices", "").with("use_my_address", "yes");
    let page = member.post(&token.path("/simulation"), mine).await;
    assert_eq!(page.fields("form[action$='/simulation']").value("address"), Some("127.0.0.1"));
    assert_eq!(page.count(".verdict.admitted"), 1, "it is tried from there");
}

#[actix_web::test]
async fn a_secret_pasted_into_the_simulator_is_not_shown_again() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let member = app.member().await;
    let secret = token.secret.as_str();
    for fields in [
        trial("GET", secret, secret).with("time", secret).with("time_zone", secret),
        trial(secret, &format!("/{secret}"), ""),
        trial("GET", &format!("/x/{secret}/y"), ""),
    ] {
        let page = member.post(&token.path("/simulation"), &fields).await;
        assert!(!page.body.contains(secret), "{fields:?}");
        assert!(page.body.contains(&token.handle));
    }
}

/// Whoever looks at once, before the counts are written by themselves, sees the whole of it and can try the same again.
#[actix_web::test]
async fn a_decision_that_was_just_made_is_told_in_full_and_can_be_tried_again_as_it_was() {
    let app = TestApp::start().await;
    let token = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let refused = app.gate().request("POST", &app.devices()).bearer(&token.secret).await;
    assert_eq!(refused.status, 403);
    let member = app.member().await;
    let page = member.get(&page_of(&refused)).await;
    assert!(page.text("main").contains(&format!("POST {}", app.devices())), "{}", page.text("main"));
    assert!(page.text(".decided").starts_with("Reader was refused on"), "{}", page.text(".decided"));
    let link = page.attributes("a.small[href*='/simulation']", "href");
    let form = member.get(&link[0]).await.fields("form[action$='/simulation']");
    assert_eq!((form.value("method"), form.value("path")), (Some("POST"), Some(&*app.devices())));
    assert_eq!(form.value("address"), Some("127.0.0.1"));
    let again = member.post(&token.path("/simulation"), form).await;
    assert_eq!(again.count(".verdict.refused"), 1, "the same as then");
}

#[actix_web::test]
async fn a_path_that_the_catalogue_does_not_have_leads_to_one_that_ends_like_it() {
    let app = TestApp::start().await;
    let token = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let member = app.member().await;
    let page = tried(&member, &token, trial("GET", "/devices", "")).await;
    let steps = page.all(".steps li");
    assert!(steps[0].contains("The catalogue has GET /applications/{applicationId}/devices"), "{steps:?}");
    assert!(steps[1].starts_with("Check the method and the path:"), "{steps:?}");
    let page = tried(&member, &token, trial("GET", "/nowhere-at-all", "")).await;
    assert_eq!(page.all(".steps li").len(), 1);
    // What is pasted from a browser's address bar or a log.
    let whole = format!("https://api.example:8443{}", app.devices());
    assert_eq!(tried(&member, &token, trial("GET", &whole, "")).await.count(".verdict.admitted"), 1);
    // What stands in the field at first is one that there is.
    let example = member.get(&token.path("/simulation")).await.fields("main form").value("path").unwrap().to_owned();
    assert_eq!(tried(&member, &token, trial("GET", &example, "")).await.count(".verdict.admitted"), 1, "{example}");
}

/// The way from a refusal to what mends it carries along what was missing.
#[actix_web::test]
async fn what_was_missing_is_taken_along_to_where_it_is_mended() {
    let app = TestApp::start().await;
    let (administrator, devices) = (app.administrator().await, app.devices());
    let networks = AllowedNetworks::parse("10.0.0.0/24").unwrap();
    let far = app.token_with("Far", |new| new.networks = networks).await;
    let page = administrator.get(&refused(&app, app.gate().get(&devices).bearer(&far.secret)).await).await;
    let edit = page.attributes(".steps a", "href").remove(0);
    let form = administrator.get(edit.split('#').next().unwrap()).await;
    assert_eq!(form.all("button[name=add_refused]"), ["Add 127.0.0.1 (refused)"]);
    let added = administrator.post(&far.path("/edit"), form.fields("main form").with("add_refused", "yes")).await;
    assert_eq!(added.fields("main form").value("networks"), Some("10.0.0.0/24\n127.0.0.1"));
    assert_eq!(administrator.get(&far.path("/edit?refused=10.0.0.7")).await.count("[name=add_refused]"), 0);

    let reader = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let ask = app.gate().request("POST", &devices).bearer(&reader.secret);
    let page = administrator.get(&refused(&app, ask).await).await;
    let another = page.attributes(".steps a", "href").remove(0);
    assert_eq!(another, format!("/integrations/tokens/new?like={}&missing=devices.post", reader.id));
    let form = administrator.get(&another).await;
    let chosen = form.fields("main form");
    assert_eq!(chosen.value("permissions"), Some("custom"));
    let actions = chosen.values("action");
    assert!(actions.contains(&"devices.post") && actions.contains(&"devices.get"), "{actions:?}");
    assert!(!actions.contains(&"devices.delete"), "nothing else that writes");
    assert_eq!(form.count("#missing input[value='devices.post']"), 1);
    assert_eq!(form.count(".resource[open]"), 1, "the one that is meant");
    let made = administrator.post("/integrations/tokens", chosen).await;
    assert_eq!(made.status, 201, "{}", made.body);
    // Without anything missing it stays what it was, and Custom begins with what the other could.
    let alike = administrator.get(&format!("/integrations/tokens/new?like={}", reader.id)).await.fields("main form");
    assert_eq!(alike.value("permissions"), Some("read"));
    assert_eq!(alike.values("action").len() + 1, actions_of(&form));
}

fn actions_of(form: &Answer) -> usize {
    form.fields("main form").values("action").len()
}

/// Nobody called from an address that someone only imagines.
#[actix_web::test]
async fn an_imagined_address_accuses_nobody() {
    let app = TestApp::start().await;
    let networks = AllowedNetworks::parse("10.0.0.0/24").unwrap();
    let far = app.token_with("Far", |new| new.networks = networks).await;
    let member = app.member().await;
    let form = member.get(&far.path("/simulation")).await.fields("main form");
    assert!(form.value("path").is_some_and(|path| path.starts_with('/')), "there is something to try");
    let tried = member.post(&far.path("/simulation"), form.with("address", "203.0.113.7")).await;
    assert!(tried.text(".verdict").contains("203.0.113.7 is not in the IP restriction"), "{}", tried.text("main"));
    assert!(!tried.text("main").contains("compromised"), "{}", tried.text("main"));
}
