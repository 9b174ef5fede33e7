//! `backup` and `restored`: a copy made while others write, served in place of what was lost.

use std::process::Output;
use std::rc::Rc;

use super::serve::{at_gate, create, set_up};
use super::{LAST, Running, on, run, text};
use crate::harness::Fields;
use crate::harness::database::{Place, is_postgres};

fn backup(place: &Place, file: &str) -> Output {
    run(on(place, &["backup", file]), "")
}

/// The same binary on the copy, which has the key of the first beside it.
fn on_copy(place: &Place, arguments: &[&str]) -> std::process::Command {
    let mut command = on(place, arguments);
    command.env("LATCHKEY_DATABASE_URL", format!("sqlite:{}", place.folder().join("copy.db").display()));
    command
}

#[actix_web::test]
async fn a_copy_made_while_others_write_is_whole_and_tells_what_it_may_revive() {
    if is_postgres() {
        return;
    }
    let place = Place::new().await;
    let mut running = Running::start(on(&place, &["serve"]), LAST);
    let client = Rc::new(set_up(&running).await);
    let kept = create(&client, "Kept").await;
    let ended = create(&client, "Ended since").await;
    // Somebody writes all the time: the copy is of one moment all the same.
    let writer = Rc::clone(&client);
    let writing = actix_web::rt::spawn(async move {
        for n in 0..40 {
            create(&writer, &format!("Meanwhile {n}")).await;
        }
    });
    let folder = place.folder().to_owned();
    let (again, made) = (place.url.clone(), folder.join("copy.db"));
    let copying = tokio::task::spawn_blocking({
        let command = on(&place, &["backup", "copy.db"]);
        move || run(command, "")
    });
    let copied = copying.await.unwrap();
    assert!(copied.status.success(), "{}", text(&copied.stderr));
    assert!(text(&copied.stdout).starts_with("Copied "), "{}", text(&copied.stdout));
    writing.await.unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&made.metadata().unwrap().permissions()) & 0o777, 0o600);
    let refused = backup(&place, "copy.db");
    assert!(
        !refused.status.success() && text(&refused.stderr).contains("copy.db can't be made"),
        "an older copy is kept"
    );
    // After the copy was made.
    let list = client.get("/integrations?q=Ended").await;
    let path = list.attributes("tbody a.name", "href").remove(0);
    assert_eq!(client.post(&format!("{path}/deactivation"), Fields::default()).await.status, 303);
    assert_eq!((at_gate(&running, &kept).await, at_gate(&running, &ended).await), (200, 401));
    let said = running.stop_and_read().await;
    assert!(!said.contains("backup"), "{said}");
    // The lost one's place is taken by the copy, with its key.
    std::fs::copy(folder.join(format!("{}.key", again.strip_prefix("sqlite:").unwrap())), folder.join("copy.db.key"))
        .unwrap();
    let restored = Running::start(on_copy(&place, &["serve"]), "latchkey restored");
    assert!(restored.printed.contains("This database is a backup of "), "{}", restored.printed);
    assert!(restored.printed.contains("/integrations?status=active"), "{}", restored.printed);
    assert_eq!((at_gate(&restored, &kept).await, at_gate(&restored, &ended).await), (200, 200), "as it says: revived");
    assert_eq!(restored.stop().await, Some(0));
    let verified = run(on_copy(&place, &["audit", "verify"]), "");
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
    // Looked through: it is like any other from then on, and the log says who said so.
    let reviewed = run(on_copy(&place, &["restored"]), "");
    assert_eq!(text(&reviewed.stdout).trim(), "From now on it is like any other database.");
    let mut running = Running::start(on_copy(&place, &["serve"]), "listens on");
    let said = running.stop_and_read().await;
    assert!(!said.contains("backup"), "{said}");
    assert_eq!(text(&run(on_copy(&place, &["restored"]), "").stdout).trim(), "It is no backup.");
    let verified = run(on_copy(&place, &["audit", "verify", "--installation"]), "");
    assert!(verified.status.success(), "{}", text(&verified.stderr));
}

#[actix_web::test]
async fn what_can_not_be_copied_is_told_in_a_sentence() {
    let place = Place::new().await;
    let none = backup(&place, "copy.db");
    let said = text(&none.stderr);
    let expected = if is_postgres() { "with its own tools, such as pg_dump" } else { "there is no " };
    assert!(!none.status.success() && said.contains(expected), "{said}");
    assert!(!place.folder().join("copy.db").exists(), "nothing is left behind");
}
