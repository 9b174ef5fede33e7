//! Each remark, and that nothing is said where all is well.

use std::fmt::Write;

use super::routes::PAIRS;
use super::*;

/// The remarks on a TOML file with these actions, each `name kind METHOD path`.
fn remarks(top: &str, actions: &[&str]) -> Vec<String> {
    let mut text = format!("{top}\n[resources.r.actions]\n");
    for action in actions {
        let [name, kind, method, path] = action.split(' ').collect::<Vec<_>>()[..] else { panic!("{action}") };
        let _ = writeln!(text, "{name} = {{ kind = '{kind}', method = '{method}', path = '{path}', summary = 's' }}");
    }
    Catalogue::from_text("toml", &text).unwrap().remarks
}

/// The remarks on a document with these operations, each `operationId method path`.
fn of_document(operations: &[&str]) -> Vec<String> {
    let mut text = "openapi: 3.0.0\npaths:\n".to_owned();
    for operation in operations {
        let [id, method, path] = operation.split(' ').collect::<Vec<_>>()[..] else { panic!("{operation}") };
        let _ = writeln!(text, "  {path}: {{{method}: {{tags: [r], operationId: {id}}}}}");
    }
    Catalogue::from_text("yaml", &text).unwrap().remarks
}

#[track_caller]
fn one(remarks: &[String], says: &[&str]) {
    assert_eq!(remarks.len(), 1, "{remarks:#?}");
    assert!(says.iter().all(|says| remarks[0].contains(says)), "{remarks:#?}");
}

#[test]
fn nothing_is_said_of_a_catalogue_that_is_as_it_should_be() {
    assert_eq!(of(&Catalogue::built_in().unwrap()), Vec::<String>::new());
    let specific = ["one read GET /a/{id}", "two read GET /a/export", "three read GET /a/{id}/b", "four write POST /a"];
    assert_eq!(remarks("", &specific), Vec::<String>::new(), "the specific one wins");
}

#[test]
fn which_of_two_overlapping_routes_wins_is_said() {
    let said = remarks("", &["x read GET /a/{x}/c", "y read GET /a/b/{y}", "z write PUT /a/b/{y}"]);
    one(&said, &["GET /a/b/c is both r.x (/a/{x}/c) and r.y (/a/b/{y}): it counts as r.y"]);
    let said = remarks("", &["x read GET /{x}/b/c", "y read GET /a/{y}/c", "z read GET /a/b/c"]);
    one(&said, &["GET /a/b/c is both", "it counts as r.z"]);
    let many: Vec<String> = (0..40).map(|n| format!("x{n} read GET /a/{{x}}/c{n}")).collect();
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    many.push("y read GET /a/b/{y}");
    let said = remarks("", &many);
    assert_eq!((said.len(), said[PAIRS].as_str()), (PAIRS + 1, "20 more pairs of routes overlap in that manner"));
}

#[test]
fn an_action_that_no_request_leads_to_is_told_of() {
    one(&remarks("", &["x read GET /a//b"]), &["GET /a//b do not lead to r.x: the gate refuses them", "empty segment"]);
    one(&remarks("", &["x read GET /a%20b"]), &["the gate refuses them", "escape"]);
    one(&remarks("", &["x read GET /a?b"]), &["the gate sees neither a query nor a fragment"]);
    let said = of_document(&["x get /a/{x}", "y get /a/{y}{z}"]);
    assert!(said.iter().any(|said| said.contains("r.x: an operation that is left out takes them")), "{said:?}");
}

#[test]
fn kinds_that_look_wrong_are_told_of() {
    one(&of_document(&["deleteDevice get /a"]), &["Read only admits: r.deleteDevice (GET /a)", "kind: write"]);
    one(&of_document(&["x get /a/{id}/reboot"]), &["r.x (GET /a/{id}/reboot)"]);
    one(&of_document(&["search_devices post /a"]), &["does not admit: r.search_devices", "kind: read"]);
    one(&remarks("", &["x read DELETE /a"]), &["in spite of the method: r.x (DELETE /a)"]);
    let fine = ["listDeleted get /a", "updates get /b/updates", "createDevice post /c", "deletion get /d"];
    assert_eq!(of_document(&fine), Vec::<String>::new());
    assert_eq!(remarks("", &["delete read GET /a", "query read POST /a"]), Vec::<String>::new(), "the file says so");
}

#[test]
fn a_parameter_that_may_be_the_application_is_told_of() {
    for name in ["application_id", "appId", "app", "ApplicationID"] {
        one(&of_document(&[&format!("x get /a/{{{name}}}")]), &[&format!("{{{name}}} looks like the application")]);
    }
    let tenant = "application_parameter = 'tenantId'";
    one(&remarks(tenant, &["x read GET /a/{tenant_id}", "y read GET /b/{tenantId}"]), &["{tenant_id} looks like"]);
    one(&remarks(tenant, &["x read GET /a/{appId}"]), &["no path has the parameter {tenantId}"]);
    let fine = ["x read GET /a/{tenantId}/{applicationId}", "y read GET /b/{id}"];
    assert_eq!(remarks(tenant, &fine), Vec::<String>::new());
    one(&remarks("", &["x read GET /{applicationId}/a"]), &["nothing fixed stands before {applicationId}"]);
}

#[test]
fn parameters_of_other_template_languages_are_told_of() {
    one(&remarks("", &["x read GET /a/:id"]), &["a parameter is written {id}", "GET /a/:id"]);
    one(&remarks("", &["x read GET /a/<id>"]), &["a parameter is written {id}"]);
}

#[test]
fn what_is_long_is_shortened() {
    assert_eq!(some(&["a", "b", "c", "d", "e"].map(str::to_owned)), "a, b, c and 2 more");
    assert_eq!(short("a\nb"), "a b");
    assert_eq!(short(&"é".repeat(500)).chars().count(), 121);
}
