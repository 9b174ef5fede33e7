//! SIGHUP reads the catalogue again while the server runs: as a whole or not at all.

use std::path::Path;

use super::serve::{create_with, set_up};
use super::{LAST, Running, on};
use crate::harness::database::Place;
use crate::harness::eventually;

const BEFORE: &str = r#"
[resources.devices.actions]
get = { kind = "read", method = "GET", path = "/devices", summary = "List the devices" }
post = { kind = "write", method = "POST", path = "/devices", summary = "Add a device" }
"#;
const ADDED: &str = r#"
export = { kind = "read", method = "GET", path = "/devices/export", summary = "Export the devices" }
purge = { kind = "write", method = "DELETE", path = "/devices", summary = "Delete every device" }
"#;

fn write(file: &Path, text: &str) {
    std::fs::write(file, text).unwrap();
}

async fn ask(base: &str, token: &(String, String), method: &str, path: &str) -> u16 {
    let (application, secret) = token;
    let line = format!(
        "curl {base}/gate/{application}/nginx -H 'Authorization: Bearer {secret}' -H 'X-Original-Method: {method}' -H \
         'X-Original-URI: {path}'"
    );
    super::curl(&line).await.status
}

#[actix_web::test]
async fn an_action_added_later_is_gained_by_all_and_read_only_and_never_by_a_list() {
    let place = Place::new().await;
    let file = place.folder().join("catalogue.toml");
    write(&file, BEFORE);
    let mut command = on(&place, &["serve"]);
    command.env("LATCHKEY_CATALOGUE", &file);
    let mut running = Running::start(command, LAST);
    let client = set_up(&running).await;
    let all = create_with(&client, "All", "all", &[]).await;
    let read = create_with(&client, "Read only", "read", &[]).await;
    let every_box = create_with(&client, "Every box", "custom", &["devices.get", "devices.post"]).await;
    let base = running.base.clone();
    let answers = async |method: &str, path: &str| {
        [
            ask(&base, &all, method, path).await,
            ask(&base, &read, method, path).await,
            ask(&base, &every_box, method, path).await,
        ]
    };
    assert_eq!(answers("GET", "/devices").await, [200, 200, 200]);
    assert_eq!(answers("POST", "/devices").await, [200, 403, 200]);
    assert_eq!(answers("GET", "/devices/export").await, [200, 403, 403], "not catalogued yet");

    write(&file, &format!("{BEFORE}{ADDED}"));
    running.signal("-HUP");
    eventually("the new action is there", async || ask(&base, &read, "GET", "/devices/export").await == 200).await;
    assert_eq!(answers("GET", "/devices/export").await, [200, 200, 403]);
    assert_eq!(answers("DELETE", "/devices").await, [200, 403, 403]);
    assert_eq!(answers("POST", "/devices").await, [200, 403, 200], "what was there stays as it was");
    let page = client.get("/integrations/tokens/new").await;
    assert!(page.body.contains("devices.export"), "and it can be chosen");

    write(&file, &format!("{BEFORE}{ADDED}wrong = {{ kind = \"reed\" }}"));
    running.signal("-HUP");
    let said = running.logged("stays as it was").await;
    assert!(said.contains("catalogue.toml") && said.contains("line 8"), "{said}");
    assert_eq!(answers("GET", "/devices/export").await, [200, 200, 403], "the old one is kept");

    write(&file, BEFORE);
    running.signal("-HUP");
    eventually("the action is gone", async || ask(&base, &read, "GET", "/devices/export").await == 403).await;
    assert_eq!(answers("DELETE", "/devices").await, [200, 403, 403], "unknown to the catalogue: for All alone");
    assert_eq!(running.stop().await, Some(0));
}
