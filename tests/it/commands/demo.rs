//! `demo`: everything to try, and nothing left of it.

use tempfile::TempDir;

use super::{Running, curl, latchkey, run, text};

fn left(folder: &TempDir) -> usize {
    std::fs::read_dir(folder.path()).unwrap().count()
}

#[actix_web::test]
async fn the_demo_is_there_to_be_tried_and_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let running = Running::start(latchkey(folder.path(), &["demo", "--listen", "127.0.0.1:0"]), "Stop with");
    assert_eq!(left(&folder), 1, "its throw-away database");
    let line = running.printed.lines().find(|line| line.trim_start().starts_with("curl ")).unwrap();
    let passed = curl(line).await;
    assert_eq!(passed.status, 200, "the line that passes the gate: {line}");
    assert!(passed.header("x-latchkey-token-name").is_some());
    for (email, role, tokens) in [
        ("administrator@demo.example", "administrator", "35 tokens"),
        ("member@demo.example", "member", "35 tokens"),
        ("support@demo.example", "support", "35 tokens"),
    ] {
        assert!(running.printed.contains(email), "{}", running.printed);
        let client = running.client();
        let answer = client.post("/sign-in", [("email", email), ("password", "latchkey-demo")]).await;
        assert_eq!(answer.status, 303, "{email}");
        let list = client.get("/integrations").await;
        assert_eq!((list.text("header .role"), list.text("#count")), (role.to_owned(), tokens.to_owned()));
    }
    assert_eq!(running.stop().await, Some(0));
    assert_eq!(left(&folder), 0, "nothing of it is kept");
}

#[test]
fn the_demo_listens_on_loopback_only() {
    let folder = TempDir::new().unwrap();
    let output = run(latchkey(folder.path(), &["demo", "--listen", "0.0.0.0:0"]), "");
    assert!(!output.status.success() && text(&output.stderr).contains("loopback only"), "{}", text(&output.stderr));
    assert_eq!(left(&folder), 0);
}
