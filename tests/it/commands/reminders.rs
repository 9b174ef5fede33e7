//! `serve` with a mail server: what is due is mailed by itself, once, also across a restart.

use latchkey::clock::{Clock, DAY};
use latchkey::db::Db;

use super::serve::{create_with, set_up};
use super::{LAST, Running, on};
use crate::harness::database::{self, Place};
use crate::harness::smtp::{Manner, Sink};

#[actix_web::test]
async fn a_token_that_is_about_to_expire_is_told_of_once_across_restarts() {
    let place = Place::new().await;
    let running = Running::start(on(&place, &["serve"]), LAST);
    let client = set_up(&running).await;
    create_with(&client, "Billing export", "all", &[]).await;
    assert_eq!(running.stop().await, Some(0));
    let db = Db::connect(&place.url).await.unwrap();
    let end = Clock::system().now().plus(5 * DAY).0;
    let due = format!("UPDATE tokens SET created_at = 0, expires_at = {end}");
    database::try_execute(&db, &due).await.unwrap();
    db.close().await;
    let sink = Sink::start(Manner::Takes).await;
    let mut bases = Vec::new();
    for _ in 0..2 {
        let mut command = on(&place, &["serve"]);
        command.env("LATCHKEY_SMTP_URL", format!("smtp://{}", sink.address));
        command.env("LATCHKEY_MAIL_FROM", "latchkey@portal.example");
        let running = Running::start(command, "listens on");
        sink.received(1).await;
        // The run that begins with the second start finds nothing to do; it is over before the program is.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let base = running.base.clone();
        assert_eq!(running.stop().await, Some(0));
        assert_eq!(sink.letters().len(), 1);
        bases.push(base);
    }
    let letter = sink.letters().remove(0);
    assert_eq!(letter.to, ["ada@acme.example"]);
    assert_eq!(letter.header("Subject"), "“Billing export” expires in 5 days");
    assert!(letter.text().contains(&format!("{}/integrations/tokens/", bases[0])), "{}", letter.text());
}
