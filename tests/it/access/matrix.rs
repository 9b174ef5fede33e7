//! Every route, asked by everyone, against a file that says what each is answered.
//! `LATCHKEY_UPDATE_GOLDEN=1` rewrites the file; what changed in it is then for a person to read.

use std::fmt::Write;

use latchkey::routes::{ROUTES, RouteInfo, Who};

use super::ask;
use crate::harness::{Answer, Client, TestApp};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/access_matrix.txt");
const CALLERS: [&str; 5] = ["anonymous", "member", "support", "administrator", "foreigner"];

async fn caller(app: &TestApp, who: &str) -> Client {
    match who {
        "anonymous" => app.anonymous(),
        "member" => app.member().await,
        "support" => app.support().await,
        "administrator" => app.administrator().await,
        _ => app.foreigner().await,
    }
}

/// The status; where it is a redirect to the sign-in page, that.
fn word(answer: &Answer) -> String {
    let to_sign_in = answer.status == 303 && answer.location().starts_with("/sign-in");
    if to_sign_in { "sign-in".to_owned() } else { answer.status.to_string() }
}

/// What each caller is answered, with the real id of a token of the first organization.
async fn row(app: &TestApp, clients: &mut [Client], route: &RouteInfo) -> Vec<String> {
    let mut words = Vec::new();
    for (index, who) in CALLERS.iter().enumerate() {
        let token = app.token(&format!("{who} {} {}", route.method, route.path)).await;
        words.push(word(&ask(app, &clients[index], route, &token, token.id.as_str()).await));
        // Some routes begin or end a session.
        let begins = ["/sign-", "/account", "/invitations/"].iter().any(|start| route.path.starts_with(start));
        if route.method == "POST" && begins {
            clients[index] = caller(app, who).await;
        }
    }
    words
}

async fn clients(app: &TestApp) -> Vec<Client> {
    let mut clients = Vec::new();
    for who in CALLERS {
        clients.push(caller(app, who).await);
    }
    clients
}

#[actix_web::test]
async fn everyone_is_answered_on_every_route_as_the_matrix_says() {
    let app = TestApp::start().await;
    let mut clients = clients(&app).await;
    let mut matrix = String::from(
        "# What everyone is answered on every route; {id} is a token of the first organization, of which the foreigner \
         is not, {decision} a refusal of it, {application} an application and {calendar} the calendar of that \
         organization, {member} and {invitation} are of it, and {secret} is a link for someone new.\n",
    );
    let line = |matrix: &mut String, route: &str, words: &[String]| {
        let words: Vec<String> = words.iter().map(|word| format!("{word:<14}")).collect();
        writeln!(matrix, "{}", format!("{route:<46} {}", words.concat()).trim_end()).unwrap();
    };
    line(&mut matrix, "#", &CALLERS.map(str::to_owned));
    for route in ROUTES {
        let words = row(&app, &mut clients, route).await;
        line(&mut matrix, &format!("{:<4} {}", route.method, route.path), &words);
    }
    if std::env::var_os("LATCHKEY_UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &matrix).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap();
    for (now, then) in matrix.lines().zip(golden.lines()) {
        assert_eq!(now, then, "access_matrix.txt says something else");
    }
    assert_eq!(matrix.lines().count(), golden.lines().count(), "access_matrix.txt has other routes");
}

/// The same rule without a file that could be rewritten by mistake: a role is refused exactly where it lacks the
/// privilege that the table asks for.
#[actix_web::test]
async fn a_role_is_refused_exactly_where_it_lacks_the_privilege() {
    let app = TestApp::start().await;
    let mut clients = clients(&app).await;
    for route in ROUTES {
        let words = row(&app, &mut clients, route).await;
        let refused = |who: &str| words[CALLERS.iter().position(|c| *c == who).unwrap()] == "403";
        let (member, support) = match route.who {
            Who::Anyone | Who::Least("SignedIn" | "SeeTokens") => (false, false),
            Who::Least("ShutTokens" | "SeeAudit" | "SearchLeaks") => (true, false),
            Who::Least("ManageTokens" | "ManageMembers" | "ManageApplications" | "ManageSettings" | "VerifyAudit") => {
                (true, true)
            }
            Who::Least(other) => panic!("say here which roles have {other}"),
        };
        let refusals = (refused("member"), refused("support"), refused("administrator"));
        assert_eq!(refusals, (member, support, false), "{} {}", route.method, route.path);
        let signs_in = words[0] == "sign-in";
        assert!(signs_in || route.who == Who::Anyone, "{} {} for nobody: {}", route.method, route.path, words[0]);
    }
}

#[actix_web::test]
async fn each_role_is_led_to_the_pages_that_are_open_to_it_and_no_others() {
    let app = TestApp::start().await;
    let everything = ["Integrations", "Applications", "Members", "Audit log", "Leaked tokens", "Settings"];
    for (client, places) in [
        (app.member().await, &["Integrations"][..]),
        (app.support().await, &["Integrations", "Audit log", "Leaked tokens"]),
        (app.administrator().await, &everything),
    ] {
        let page = client.get("/integrations").await;
        assert_eq!(page.all("nav.places a"), places);
        for address in page.attributes("nav.places a", "href") {
            assert_eq!(client.get(&address).await.status, 200, "{address}");
        }
    }
}
