//! Nothing crosses from one organization to another, and what a role may not do it can't do by asking directly.

use std::collections::BTreeSet;

use latchkey::access::{
    Granted, ManageApplications, ManageMembers, ManageSettings, ManageTokens, Privilege, Role, SearchLeaks, SeeAudit,
    SeeTokens, ShutTokens, SignedIn, VerifyAudit,
};
use latchkey::app::State;
use latchkey::error::Error;
use latchkey::invitations::{self, NewInvitation};
use latchkey::members;
use latchkey::routes::{ROUTES, Who};
use latchkey::tokens::{self, Overlap, Pause, Reason, SubmissionKey};
use latchkey::users::Email;

use super::{Prepared, ask, prepare, supersede};
use crate::harness::{Client, TestApp};

/// What must stay as it is, what the test itself makes at the command line apart.
async fn kept(app: &TestApp) -> (Vec<String>, Vec<String>, Vec<String>) {
    let mut events = app.contents("audit_events").await;
    events.retain(|event| !event.contains("command_line"));
    let mut applications = app.contents("applications").await;
    applications.retain(|application| !application.contains("Beside ") || application.contains("renamed"));
    (app.contents("tokens").await, events, applications)
}

#[actix_web::test]
async fn another_organizations_token_is_not_there_on_any_route() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.token("Ours").await, app.foreign_token("Theirs").await);
    let (administrator, foreigner) = (app.administrator().await, app.foreigner().await);
    for token in [&ours, &theirs] {
        supersede(&app, token.id.as_str()).await;
    }
    let before = kept(&app).await;
    for route in ROUTES.iter().filter(|r| r.path.contains("{id}")) {
        for (who, client, token) in [("ours", &administrator, &theirs), ("theirs", &foreigner, &ours)] {
            let answer = ask(&app, client, route, token, token.id.as_str()).await;
            let case = format!("{} {} by {who}", route.method, route.path);
            assert_eq!(answer.status, 404, "{case}");
            assert!(!answer.body.contains("Ours") && !answer.body.contains("Theirs"), "{case} tells its name");
            assert!(!answer.body.contains("another of your organizations"), "{case} tells where it is");
        }
    }
    assert_eq!(kept(&app).await, before);
}

#[actix_web::test]
async fn an_id_that_is_none_is_not_there_on_any_route() {
    let app = TestApp::start().await;
    let token = app.token("Ours").await;
    let administrator = app.administrator().await;
    let before = kept(&app).await;
    let capitals = token.id.as_str().to_uppercase();
    for id in [
        "000000000000000000000000",
        &capitals,
        &token.id.as_str()[..23],
        &format!("{}0", token.id),
        "null",
        "-1",
        "%00",
        "%27%20OR%201=1--",
        "%F0%9F%9A%80",
    ] {
        for route in ROUTES.iter().filter(|r| r.path.contains("{id}")) {
            // "{id}" read as a number could be the real one in another spelling.
            let answer = ask(&app, &administrator, route, &token, id).await;
            assert_eq!(answer.status, 404, "{} {} with {id}", route.method, route.path);
        }
    }
    assert_eq!(kept(&app).await, before);
}

/// Whether a role includes a privilege, by what the route table calls it.
fn holds(role: Role, privilege: &str) -> bool {
    fn named<P: Privilege>(role: Role) -> (&'static str, bool) {
        (P::NAME, P::held_by(role))
    }
    let all = [
        named::<SignedIn>(role),
        named::<SeeTokens>(role),
        named::<ManageTokens>(role),
        named::<ShutTokens>(role),
        named::<SearchLeaks>(role),
        named::<ManageMembers>(role),
        named::<ManageApplications>(role),
        named::<ManageSettings>(role),
        named::<SeeAudit>(role),
        named::<VerifyAudit>(role),
    ];
    all.into_iter().find(|(name, _)| *name == privilege).unwrap_or_else(|| panic!("{privilege} is none of these")).1
}

/// The rows of every table; but of when a session was last seen, and of attempts to sign in, which count as they come.
pub async fn all_rows(app: &TestApp) -> BTreeSet<(String, String)> {
    let all = app.everything().await.into_iter();
    let kept = all.filter(|(table, _)| !["sessions", "sign_in_throttle"].contains(&table.as_str()));
    kept.flat_map(|(table, rows)| rows.into_iter().map(move |row| (table.clone(), row))).collect()
}

/// The rows that came, went or became others.
pub fn differences(before: &BTreeSet<(String, String)>, after: &BTreeSet<(String, String)>) -> Vec<(String, String)> {
    before.symmetric_difference(after).cloned().collect()
}

/// Ids of what belongs to another organization, one for each place in a path.
struct Foreign {
    token: String,
    application: String,
    member: String,
    invitation: String,
}

impl Foreign {
    async fn of(app: &TestApp) -> Self {
        let may = Granted::to_command_line(app.people.other_organization);
        let new = NewInvitation {
            email: Email::parse("theirs@borealis.example").unwrap(),
            role: Role::Member,
            api_access: false,
            mailed: false,
        };
        invitations::invite(&app.db, &app.clock, &app.state.chance, &may, &new).await.unwrap();
        let organization = app.people.other_organization;
        let id = format!("SELECT id FROM invitations WHERE organization_id = '{organization}'");
        Self {
            token: app.foreign_token("Theirs").await.id.to_string(),
            application: app.people.foreign_application.to_string(),
            member: app.people.foreigner.id.to_string(),
            invitation: app.texts(&id).await.remove(0),
        }
    }
}

/// Sends what an administrator could to every route that the role has no privilege for: for what there is, for what is another
/// organization's, and for what is nowhere.
async fn tries_everything(app: &TestApp, client: &Client, role: Role) {
    let (token, foreign) = (app.token("Ours").await, Foreign::of(app).await);
    let administrator = app.administrator().await;
    let (mut tried, mut privileges) = (0, BTreeSet::new());
    for route in ROUTES {
        let Who::Least(privilege) = route.who else { continue };
        if holds(role, privilege) {
            continue;
        }
        privileges.insert(privilege);
        // As an administrator has it before them: whatever it takes is there.
        let real = prepare(app, &administrator, route, &token, token.id.as_str()).await;
        let mut paths = vec![real.path.clone()];
        if route.path.contains('{') {
            let of = |token: &str, application: &str, member: &str, invitation: &str| {
                let path =
                    route.path.replace("{id}", token).replace("{ids}", token).replace("{application}", application);
                path.replace("{member}", member).replace("{invitation}", invitation)
            };
            let nowhere = "0123456789abcdef01234567";
            paths.push(of(&foreign.token, &foreign.application, &foreign.member, &foreign.invitation));
            paths.push(of(nowhere, nowhere, nowhere, nowhere));
        }
        let before = all_rows(app).await;
        for path in paths {
            let answer = Prepared { path: path.clone(), form: real.form.clone() }.send(client).await;
            assert_eq!(answer.status, 403, "{} {path}", route.method);
            for told in ["Theirs", "theirs@borealis.example", "Fay Foreigner"] {
                assert!(!answer.body.contains(told), "{} {path} tells {told}", route.method);
            }
            tried += 1;
        }
        let changed = differences(&before, &all_rows(app).await);
        assert!(changed.is_empty(), "{} {}: {changed:#?}", route.method, route.path);
    }
    let least = if role == Role::Member { (90, 8) } else { (60, 5) };
    assert!((tried, privileges.len()) >= least, "only {tried} requests for {privileges:?}");
}

#[actix_web::test]
async fn a_hostile_member_changes_nothing() {
    let app = TestApp::start().await;
    tries_everything(&app, &app.member().await, Role::Member).await;
}

#[actix_web::test]
async fn hostile_support_changes_nothing_that_is_an_administrators() {
    let app = TestApp::start().await;
    tries_everything(&app, &app.support().await, Role::Support).await;
}

/// The radio buttons are one route for both ways of the switch; support holds only one of them.
#[actix_web::test]
async fn support_can_not_activate_by_the_radio_buttons() {
    let app = TestApp::start().await;
    let token = app.token("Ours").await;
    app.execute("UPDATE tokens SET active = FALSE").await;
    let support = app.support().await;
    let before = kept(&app).await;
    assert_eq!(support.post(&token.path("/status"), [("status", "active"), ("reason", "why not")]).await.status, 403);
    assert_eq!(kept(&app).await, before);
}

#[actix_web::test]
async fn an_application_of_another_organization_takes_no_token() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Crossing").with("application", app.people.foreign_application.as_str());
    let before = kept(&app).await;
    assert_eq!(administrator.post("/integrations/tokens", form).await.status, 422);
    assert_eq!(kept(&app).await, before);
}

#[actix_web::test]
async fn the_list_shows_nothing_of_another_organization() {
    let app = TestApp::start().await;
    let theirs = app.foreign_token("Theirs").await;
    app.token("Ours").await;
    let administrator = app.administrator().await;
    let application = format!("?application={}", app.people.foreign_application);
    for query in [String::new(), "?q=theirs".to_owned(), format!("?q={}", theirs.handle), application] {
        let page = administrator.get(&format!("/integrations{query}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.all("tbody a.name").contains(&"Theirs".to_owned()), "{query}");
        assert!(!page.body.contains("Turbines"), "{query}");
    }
}

/// A role that changed counts from the next request on, not from the next signing in.
#[actix_web::test]
async fn a_lost_role_is_lost_at_once() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Too late");
    app.execute("UPDATE memberships SET role = 'member'").await;
    assert_eq!(administrator.post("/integrations/tokens", &form).await.status, 403, "after becoming a member");
    app.execute("UPDATE memberships SET removed_at = 1").await;
    assert_eq!(administrator.get("/integrations").await.status, 403, "after being removed");
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 0);
}

/// A request's role is read when it begins to arrive; what it asks for may be done half a minute later.
#[actix_web::test]
async fn a_role_that_was_taken_meanwhile_changes_nothing_any_more() {
    let app = TestApp::start().await;
    let (token, replaced) = (app.token("Ours").await, app.token("Replaced").await);
    supersede(&app, replaced.id.as_str()).await;
    let (administrator, support) = (app.people.administrator.clone(), app.people.support.clone());
    let manage = app.granted::<ManageTokens>(&administrator).await;
    let members = app.granted::<ManageMembers>(&administrator).await;
    let shut = app.granted::<ShutTokens>(&support).await;
    for (what, taken) in [("removed", "removed_at = 1"), ("made something else", "removed_at = NULL, role = 'member'")]
    {
        app.execute(&format!("UPDATE memberships SET {taken} WHERE organization_id = '{}'", app.people.organization))
            .await;
        let before = kept(&app).await;
        let (reason, key) = (Reason::parse("Found in a ticket").unwrap(), SubmissionKey::new(&app.state.chance));
        let State { db, clock, chance, config, .. } = &**app.state;
        let refused = |error: Error| assert!(matches!(error, Error::Forbidden(_)), "{what}: {error:?}");
        let how = (Overlap::Now, &key);
        refused(tokens::rotate(db, clock, chance, &config.token_prefix, &manage, token.id, how).await.unwrap_err());
        refused(tokens::prolong(db, clock, &manage, replaced.id, Overlap::Week).await.unwrap_err());
        refused(tokens::delete(db, clock, &manage, token.id).await.unwrap_err());
        refused(tokens::deactivate(db, clock, &shut, token.id, &reason).await.unwrap_err());
        refused(tokens::pause(db, clock, &shut, token.id, Pause::Hour, &reason).await.unwrap_err());
        refused(tokens::mark_compromised(db, clock, &shut, token.id, &reason).await.unwrap_err());
        let member = app.people.member.id;
        refused(members::change_role(db, clock, &members, member, Role::Member, Role::Support).await.unwrap_err());
        refused(members::remove(db, clock, &members, member).await.unwrap_err());
        assert_eq!(kept(&app).await, before, "{what}");
        let invitation = NewInvitation {
            email: Email::parse("accomplice@example.com").unwrap(),
            role: Role::Administrator,
            api_access: false,
            mailed: false,
        };
        refused(invitations::invite(db, clock, chance, &members, &invitation).await.unwrap_err());
        assert_eq!(app.number("SELECT COUNT(*) FROM invitations").await, 0, "{what}");
    }
}
