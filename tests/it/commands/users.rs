//! `user add` and `user password`: people, from the command line.

use std::process::Output;

use super::{Running, on, run, text};
use crate::harness::database::{Place, is_postgres};
use crate::harness::{Client, PASSWORD};

fn add(place: &Place, email: &str, organization: &str, role: &str, password: &str) -> Output {
    let arguments = ["user", "add", "--email", email, "--organization", organization, "--role", role];
    run(on(place, &arguments), password)
}

fn add_with(place: &Place, email: &str, organization: &str, role: &str, options: &[&str]) -> Output {
    let arguments = ["user", "add", "--email", email, "--organization", organization, "--role", role];
    run(on(place, &[&arguments[..], options].concat()), PASSWORD)
}

async fn sign_in(client: &Client, password: &str) -> u16 {
    client.post("/sign-in", [("email", "ada@acme.example"), ("password", password)]).await.status
}

#[actix_web::test]
async fn an_added_person_signs_in_with_the_password_that_was_piped_in() {
    let place = Place::new().await;
    let output = add(&place, "Ada@acme.example", "Acme", "administrator", &format!("{PASSWORD}\n"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "Ada@acme.example is administrator of Acme.\n");
    let mut running = Running::start(on(&place, &["serve"]), "listens on");
    let client = running.client();
    assert_eq!(sign_in(&client, PASSWORD).await, 303);
    let form = client.get("/integrations/tokens/new").await;
    assert_eq!(form.count("input[type='hidden'][name='application']"), 1, "a new organization has an application");
    let printed = running.stop_and_read().await;
    assert!(!printed.contains("set-up"), "there is someone already: {printed}");
}

#[actix_web::test]
async fn an_account_that_is_there_keeps_its_password_in_another_organization() {
    let place = Place::new().await;
    assert!(add(&place, "ada@acme.example", "Acme", "administrator", PASSWORD).status.success());
    // It has to be meant: whoever invites can have made an account in a name that is not theirs.
    let again = add(&place, "ADA@acme.example", "Borealis", "member", "another harbour tactful violet");
    assert!(!again.status.success());
    assert!(text(&again.stderr).contains("has an account already, as “ada” (organizations: Acme)"));
    let meant = ["user", "add", "--email", "ADA@acme.example", "--organization", "Borealis", "--role", "member"];
    let again = run(on(&place, &[&meant[..], &["--existing-account"]].concat()), "another harbour tactful violet");
    assert!(again.status.success(), "{}", text(&again.stderr));
    let running = Running::start(on(&place, &[]), "listens on");
    let client = running.client();
    assert_eq!(sign_in(&client, "another harbour tactful violet").await, 422);
    assert_eq!(sign_in(&client, PASSWORD).await, 303);
    let account = client.get("/account").await.text("dl");
    assert!(account.contains("Acme (administrator)") && account.contains("Borealis (member)"), "{account}");
}

/// Gives somebody who has an account a role at the command line, with further options.
fn again(place: &Place, email: &str, role: &str, options: &[&str]) -> Output {
    let arguments = ["user", "add", "--email", email, "--organization", "Acme", "--role", role, "--existing-account"];
    run(on(place, &[&arguments[..], options].concat()), "")
}

/// The command line holds the database itself; what it does by a command follows the rules all the same.
#[actix_web::test]
async fn the_last_administrator_stays_one_and_a_privilege_is_not_taken_by_leaving_it_out() {
    let place = Place::new().await;
    assert!(add(&place, "ada@acme.example", "Acme", "administrator", PASSWORD).status.success());
    assert!(again(&place, "ada@acme.example", "administrator", &["--api-access"]).status.success());
    let refused = again(&place, "ada@acme.example", "member", &[]);
    let said = text(&refused.stderr);
    assert!(!refused.status.success() && said.contains("ada is the last administrator"), "{said}");
    assert!(add(&place, "bea@acme.example", "Acme", "administrator", PASSWORD).status.success());
    assert!(again(&place, "ada@acme.example", "member", &[]).status.success(), "one of two may go");
    let running = Running::start(on(&place, &[]), "listens on");
    let bea = running.client();
    assert_eq!(bea.post("/sign-in", [("email", "bea@acme.example"), ("password", PASSWORD)]).await.status, 303);
    let members = bea.get("/members").await;
    let ada = members.all("tbody tr").into_iter().find(|row| row.contains("ada@acme.example")).unwrap();
    assert!(ada.contains("member") && ada.contains("Granted"), "{ada}");
    let log = bea.get("/audit").await.text(".events");
    assert!(log.contains("Role: administrator became member"), "{log}");
}

/// Who may see every organization's tokens is known to whoever reads the log, and can be told by the command that checks it.
#[actix_web::test]
async fn support_for_all_organizations_is_recorded_and_reaches_all() {
    let place = Place::new().await;
    assert!(add(&place, "ada@acme.example", "Acme", "administrator", PASSWORD).status.success());
    assert!(add(&place, "fay@borealis.example", "Borealis", "administrator", PASSWORD).status.success());
    let refused = add_with(&place, "sam@acme.example", "Acme", "administrator", &["--all-organizations"]);
    assert!(text(&refused.stderr).contains("--all-organizations is for the role support"));
    assert!(add(&place, "sam@acme.example", "Acme", "support", PASSWORD).status.success());
    for _ in 0..2 {
        assert!(again(&place, "sam@acme.example", "support", &["--all-organizations"]).status.success());
    }
    let running = Running::start(on(&place, &[]), "listens on");
    let sign_in = async |email: &str| {
        let client = running.client();
        assert_eq!(client.post("/sign-in", [("email", email), ("password", PASSWORD)]).await.status, 303);
        client
    };
    let log = sign_in("ada@acme.example").await.get("/audit?action=user.all_organizations_granted").await;
    assert_eq!(log.count(".events > li"), 1, "once, though the command ran twice: {}", log.text("main"));
    assert!(
        log.text(".events").contains("Command line made sam support of every organization"),
        "{}",
        log.text("main")
    );
    let fay = sign_in("fay@borealis.example").await;
    let form = fay.get("/integrations/tokens/new").await.fields("form[action*='/integrations/tokens']");
    let made = fay.post("/integrations/tokens", form.with("name", "Theirs").with("expiry", "30d")).await;
    let secret = made.text("#secret");
    let found = sign_in("sam@acme.example").await.post("/support", [("text", secret.as_str())]).await;
    assert_eq!(found.all("#tokens .name"), ["Theirs"], "{}", found.text("main"));
    let checked = text(&run(on(&place, &["audit", "verify", "--installation"]), "").stdout);
    assert!(checked.contains("1 event"), "{checked}");
}

#[actix_web::test]
async fn what_makes_no_person_is_refused_in_a_sentence() {
    let place = Place::new().await;
    for (email, organization, role, password, says) in [
        ("nobody", "Acme", "member", PASSWORD, "not an e-mail address"),
        ("ada@acme.example", "", "member", PASSWORD, "Give the organization a name"),
        ("ada@acme.example", "Acme", "owner", PASSWORD, "administrator, member or support"),
        ("ada@acme.example", "Acme", "member", "short", "at least 8 characters"),
        ("ada@acme.example", "Acme", "member", "password1", "easy to guess"),
        ("ada@acme.example", "Acme", "member", "", "at least 8 characters"),
    ] {
        let output = add(&place, email, organization, role, password);
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains(says), "{says}: {said}");
        assert!(password.is_empty() || !said.contains(password), "the password is repeated: {said}");
    }
}

#[actix_web::test]
async fn a_forgotten_password_is_replaced_while_the_portal_runs_and_signs_out_everywhere() {
    let place = Place::new().await;
    assert!(add(&place, "ada@acme.example", "Acme", "administrator", PASSWORD).status.success());
    let running = Running::start(on(&place, &["serve"]), "listens on");
    let (here, there) = (running.client(), running.client());
    assert_eq!((sign_in(&here, PASSWORD).await, sign_in(&there, PASSWORD).await), (303, 303));
    let new = "orchard velvet compass rhyme";
    let output = run(on(&place, &["user", "password", "--email", "ADA@acme.example"]), &format!("{new}\n"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "ada (ADA@acme.example) has the new password. 2 sessions have ended.\n");
    for client in [&here, &there] {
        assert_eq!(client.get("/account").await.location(), "/sign-in?return_to=%2Faccount");
    }
    let again = running.client();
    assert_eq!((sign_in(&again, PASSWORD).await, sign_in(&again, new).await), (422, 303));
    let log = again.get("/audit?action=user.password_set").await;
    assert!(log.text(".events").contains("Command line set a new password for ada"), "{}", log.text("main"));
    assert!(!log.body.contains(new));
}

#[actix_web::test]
async fn a_password_that_can_not_be_set_is_said_to_be_and_changes_nothing() {
    let place = Place::new().await;
    let set = |email: &str, password: &str| run(on(&place, &["user", "password", "--email", email]), password);
    if !is_postgres() {
        assert!(text(&set("ada@acme.example", PASSWORD).stderr).contains("there is no"), "no database is made for it");
    }
    assert!(add(&place, "ada@acme.example", "Acme", "administrator", PASSWORD).status.success());
    for (email, password, says) in [
        ("mika@acme.example", "orchard velvet compass rhyme", "mika@acme.example has no account"),
        ("nobody", "orchard velvet compass rhyme", "not an e-mail address"),
        ("ada@acme.example", "short", "at least 8 characters"),
        ("ada@acme.example", "", "at least 8 characters"),
    ] {
        let output = set(email, password);
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains(says), "{says}: {said}");
    }
    let running = Running::start(on(&place, &[]), "listens on");
    assert_eq!(sign_in(&running.client(), PASSWORD).await, 303);
}
