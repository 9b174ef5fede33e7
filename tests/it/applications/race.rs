//! An application goes only without tokens, also while someone makes one at the same moment.

use std::rc::Rc;

use latchkey::access::{ManageApplications, ManageTokens};
use latchkey::applications::{self, Deletion};
use latchkey::tokens::{self, AllowedNetworks, Creation, Description, NewToken, Permissions, SubmissionKey, TokenName};

use crate::harness::TestApp;

#[actix_web::test]
async fn of_a_deletion_and_a_creation_at_the_same_moment_one_fails() {
    let app = Rc::new(TestApp::start().await);
    let (mut deleted, mut made, mut both) = (0, 0, Vec::new());
    for round in 0..40 {
        let id = app.application(&format!("Round {round}")).await;
        let creating = {
            let app = Rc::clone(&app);
            actix_web::rt::spawn(async move {
                let may = app.granted::<ManageTokens>(&app.people.administrator).await;
                let new = NewToken {
                    owner: id,
                    name: TokenName::parse("Just in time").unwrap(),
                    description: Description::default(),
                    expires_at: None,
                    networks: AllowedNetworks::default(),
                    permissions: Permissions::All,
                    active: true,
                    submission: Some(SubmissionKey::new(&app.state.chance)),
                };
                let latchkey::app::State { db, clock, chance, config, .. } = &**app.state;
                tokens::create(db, clock, chance, &config.token_prefix, &may, &new).await.unwrap()
            })
        };
        let deleting = {
            let app = Rc::clone(&app);
            actix_web::rt::spawn(async move {
                let may = app.granted::<ManageApplications>(&app.people.administrator).await;
                // Both come first now and then.
                tokio::time::sleep(std::time::Duration::from_micros(round % 10 * 300)).await;
                applications::delete(&app.db, &app.clock, &may, id).await.unwrap()
            })
        };
        match (creating.await.unwrap(), deleting.await.unwrap()) {
            (Creation::Created(..), Deletion::HasTokens(1)) => made += 1,
            (Creation::NoSuchApplication, Deletion::Deleted(_)) => deleted += 1,
            other => both.push(format!("round {round}: {other:?}")),
        }
    }
    let orphans = "SELECT COUNT(*) FROM tokens t JOIN applications a ON a.id = t.application_id
        WHERE a.deleted_at IS NOT NULL AND t.deleted_at IS NULL";
    assert_eq!((app.number(orphans).await, both), (0, Vec::new()));
    println!("{made} made, {deleted} deleted");
}

/// The same without leaving it to chance: whoever is about to make a token holds the application.
#[actix_web::test]
async fn a_deletion_waits_for_a_creation_that_has_begun() {
    let app = Rc::new(TestApp::start().await);
    let id = app.application("Held").await;
    let mut tx = app.db.begin().await.unwrap();
    assert!(applications::accepting(&mut tx, app.people.organization, id).await.unwrap().is_some());
    let deleting = {
        let app = Rc::clone(&app);
        actix_web::rt::spawn(async move {
            let may = app.granted::<ManageApplications>(&app.people.administrator).await;
            applications::delete(&app.db, &app.clock, &may, id).await.unwrap()
        })
    };
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let early = app.number("SELECT COUNT(*) FROM applications WHERE deleted_at IS NOT NULL").await;
    // Before anything can fail: a schema is not dropped under an open transaction.
    tx.commit().await.unwrap();
    assert!(matches!(deleting.await.unwrap(), Deletion::Deleted(_)));
    assert_eq!(early, 0, "it waited");
}
