//! What the database itself keeps: its version, the audit log that nobody can change, people in organizations.

use latchkey::access::{Granted, ManageApplications, Role};
use latchkey::audit::Event;
use latchkey::db::{Db, Pools};
use latchkey::organizations;

use crate::harness::database::{is_postgres, try_execute};
use crate::harness::{Fields, TestApp};

const EVENTS: &str = "SELECT seq, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, \
                      address, detail, prev_hash, hash FROM audit_events WHERE organization_id = $1 ORDER BY seq";

async fn chain(db: &Db, organization: &str) -> Vec<Event> {
    match db.pools() {
        Pools::Sqlite { reader, .. } => sqlx::query_as(EVENTS).bind(organization).fetch_all(reader).await.unwrap(),
        Pools::Postgres(pool) => sqlx::query_as(EVENTS).bind(organization).fetch_all(pool).await.unwrap(),
    }
}

/// What is wrong with an organization's chain, if anything is.
pub async fn broken(app: &TestApp, organization: &str) -> Option<String> {
    let (mut seq, mut hash) = (0, String::new());
    for event in chain(&app.db, organization).await {
        if event.seq != seq + 1 || event.prev_hash != hash {
            return Some(format!("event {} does not follow {seq}", event.seq));
        }
        if event.hash != event.expected_hash(organization) {
            return Some(format!("event {} is not what was recorded", event.seq));
        }
        (seq, hash) = (event.seq, event.hash);
    }
    let head = format!("SELECT CAST(seq AS TEXT) || hash FROM audit_heads WHERE organization_id = '{organization}'");
    (app.texts(&head).await != [format!("{seq}{hash}")]).then(|| "the end is missing".to_owned())
}

/// A day's work in both organizations, some of it at the same time.
async fn work(app: &TestApp) {
    let (administrator, support, foreigner) = (app.administrator().await, app.support().await, app.foreigner().await);
    let (one, two) = (app.token("One").await, app.token("Two").await);
    let theirs = app.foreign_token("Theirs").await;
    let why = Fields::from([("reason", "Found “somewhere” \\ and more\n🚀")]);
    let paths = [one.path("/deactivation"), two.path("/compromise"), theirs.path("/deactivation")];
    let answers = tokio::join!(
        administrator.post(&paths[0], &why),
        support.post(&paths[1], &why),
        foreigner.post(&paths[2], &why),
        administrator.post("/integrations/tokens", app.new_token("Three")),
    );
    assert_eq!([answers.0.status, answers.1.status, answers.2.status, answers.3.status], [303, 303, 303, 201]);
    administrator.post(&one.path("/activation"), Fields::default()).await;
    administrator.post(&one.path("/deletion"), Fields::default()).await;
    app.anonymous().post("/sign-in", [("email", "nobody@acme.example"), ("password", "x")]).await;
}

#[actix_web::test]
async fn migrating_again_changes_nothing() {
    let app = TestApp::start().await;
    let before = app.everything().await;
    app.db.migrate().await.unwrap();
    assert_eq!(app.everything().await, before);
}

#[actix_web::test]
async fn a_database_newer_than_the_program_is_refused() {
    let app = TestApp::start().await;
    app.execute(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         SELECT 9999, 'from the future', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    let error = app.db.migrate().await.unwrap_err().to_string();
    assert!(error.contains("9999"), "{error}");
}

#[actix_web::test]
async fn a_database_whose_migrations_were_others_is_refused() {
    let app = TestApp::start().await;
    app.execute("UPDATE _sqlx_migrations SET checksum = (SELECT checksum FROM _sqlx_migrations WHERE version = 2)")
        .await;
    assert!(app.db.migrate().await.is_err());
}

#[actix_web::test]
async fn audit_events_can_be_neither_changed_nor_deleted() {
    let app = TestApp::start().await;
    let before = app.contents("audit_events").await;
    assert!(before.len() > 5, "{before:?}");
    let mut attempts = vec![
        "UPDATE audit_events SET actor_name = 'Someone else'",
        "UPDATE audit_events SET detail = detail WHERE seq = 1",
        "DELETE FROM audit_events WHERE seq = 1",
        "DELETE FROM audit_events",
    ];
    if is_postgres() {
        attempts.extend([
            "TRUNCATE audit_events",
            "TRUNCATE audit_events, audit_heads CASCADE",
            "INSERT INTO audit_events SELECT * FROM audit_events ON CONFLICT (organization_id, seq) DO UPDATE \
             SET detail = ''",
        ]);
    } else {
        attempts.extend([
            "REPLACE INTO audit_events SELECT * FROM audit_events WHERE seq = 1",
            "INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events",
            "INSERT OR IGNORE INTO audit_events SELECT * FROM audit_events",
            "UPDATE OR REPLACE audit_events SET seq = 2 WHERE seq = 1",
            "INSERT INTO audit_events SELECT * FROM audit_events WHERE TRUE \
             ON CONFLICT (organization_id, seq) DO UPDATE SET detail = ''",
            // Under a place of its own, and the number that SQLite gives another row.
            "INSERT OR REPLACE INTO audit_events (rowid, organization_id, seq, at, actor_kind, actor_id, actor_name, \
             action, subject_kind, subject_id, subject_name, address, detail, prev_hash, hash) \
             SELECT 1, 'elsewhere', 77, 0, '', '', '', '', '', '', '', '', '', '', ''",
        ]);
    }
    for attempt in attempts {
        let error = try_execute(&app.db, attempt).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{attempt}: {error}");
    }
    assert_eq!(app.contents("audit_events").await, before);
}

#[actix_web::test]
async fn the_chain_of_every_organization_holds_after_a_days_work() {
    let app = TestApp::start().await;
    work(&app).await;
    let chains = app.texts("SELECT organization_id FROM audit_heads ORDER BY 1").await;
    assert_eq!(chains.len(), 3, "two organizations and the installation");
    for organization in chains {
        assert!(!chain(&app.db, &organization).await.is_empty());
        assert_eq!(broken(&app, &organization).await, None);
    }
}

#[actix_web::test]
async fn a_change_behind_the_programs_back_breaks_the_chain() {
    let app = TestApp::start().await;
    work(&app).await;
    let ours = app.people.organization.to_string();
    if is_postgres() {
        app.execute("ALTER TABLE audit_events DISABLE TRIGGER audit_events_no_change").await;
    } else {
        app.execute("DROP TRIGGER audit_events_no_update").await;
        app.execute("DROP TRIGGER audit_events_no_delete").await;
    }
    let last = chain(&app.db, &ours).await.pop().unwrap();
    let at = |seq: i64| format!("organization_id = '{ours}' AND seq = {seq}");
    app.execute(&format!("UPDATE audit_events SET subject_name = 'x' WHERE {}", at(3))).await;
    assert_eq!(broken(&app, &ours).await.unwrap(), "event 3 is not what was recorded");
    app.execute(&format!("UPDATE audit_events SET subject_name = 'Portal' WHERE {}", at(3))).await;
    assert_eq!(broken(&app, &ours).await, None, "as it was recorded");
    app.execute(&format!("DELETE FROM audit_events WHERE {}", at(last.seq))).await;
    assert_eq!(broken(&app, &ours).await.unwrap(), "the end is missing");
    app.execute(&format!("DELETE FROM audit_events WHERE {}", at(2))).await;
    assert_eq!(broken(&app, &ours).await.unwrap(), "event 3 does not follow 1");
    let theirs = app.people.other_organization.to_string();
    assert_eq!(broken(&app, &theirs).await, None, "another organization's chain is its own");
}

#[actix_web::test]
async fn a_person_belongs_to_two_organizations_in_a_role_each() {
    let app = TestApp::start().await;
    let (sam, other) = (&app.people.support, app.people.other_organization);
    app.enlist(sam, other, Role::Administrator).await;
    let both: Vec<(String, Role)> = organizations::memberships(&app.db, sam.id)
        .await
        .unwrap()
        .into_iter()
        .map(|m| (m.organization_name, m.role))
        .collect();
    assert_eq!(both, [("Acme".to_owned(), Role::Support), ("Borealis".to_owned(), Role::Administrator)]);
}

#[actix_web::test]
async fn enlisting_leaves_an_event_only_if_it_changes_something() {
    let app = TestApp::start().await;
    let (mika, ours) = (&app.people.member, app.people.organization);
    let events =
        "SELECT action || ' ' || detail FROM audit_events WHERE action LIKE 'member.%' ORDER BY organization_id, seq";
    let of_mika = async |app: &TestApp| {
        let sql = events.replace("WHERE", &format!("WHERE subject_id = '{}' AND", mika.id));
        app.texts(&sql).await.split_off(1)
    };
    app.enlist(mika, ours, Role::Member).await;
    assert!(of_mika(&app).await.is_empty(), "they are a member already");
    app.enlist(mika, ours, Role::Support).await;
    let changed = r#"member.role_changed {"after":{"role":"support"},"before":{"role":"member"}}"#;
    assert_eq!(of_mika(&app).await, [changed]);
    app.execute(&format!("UPDATE memberships SET removed_at = 1 WHERE user_id = '{}'", mika.id)).await;
    app.enlist(mika, ours, Role::Support).await;
    let back = r#"member.enlisted {"api_access":false,"role":"support"}"#;
    assert_eq!(of_mika(&app).await, [changed, back]);
    assert_eq!(organizations::memberships(&app.db, mika.id).await.unwrap().len(), 1);
}

/// Dropped without a commit, a transaction changes nothing: not the row, not the event, not the chain's end.
#[actix_web::test]
async fn what_is_not_committed_never_was() {
    let app = TestApp::start().await;
    let before = app.everything().await;
    let may: Granted<ManageApplications> = Granted::to_command_line(app.people.organization);
    let mut tx = app.db.begin().await.unwrap();
    latchkey::applications::create(&mut tx, &app.clock, &app.state.chance, &may, "Unfinished").await.unwrap();
    drop(tx);
    assert_eq!(app.everything().await, before);
}
