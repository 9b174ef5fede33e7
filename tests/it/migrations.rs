//! From every schema that a database may have to this program's: by several at once, with what is in it, and never back.

use latchkey::db::{Db, Pools};
use sqlx::migrate::{Migration, Migrator};

use crate::database::broken;
use crate::harness::database::{Place, contents, copy, is_postgres, shape, tables};
use crate::harness::{Client, Fields, Issued, TestApp};

/// Who brings a database up at the same time.
const NODES: usize = 4;

/// Applies the first of the migrations, as an older program did.
async fn apply(db: &Db, migrations: &[Migration]) {
    let migrator = Migrator::with_migrations(migrations.to_vec());
    match db.pools() {
        Pools::Sqlite { writer, .. } => migrator.run(writer).await.unwrap(),
        Pools::Postgres(pool) => migrator.run(pool).await.unwrap(),
    }
}

/// Brings a database up from connections that know nothing of each other.
async fn bring_up_at_once(place: &Place, from: usize) {
    let nodes: Vec<_> = (0..NODES)
        .map(|_| {
            let url = place.url.clone();
            // A thread each, as if each were a process.
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let db = Db::connect(&url).await.map_err(|error| error.to_string())?;
                    db.migrate().await.map_err(|error| error.to_string())?;
                    db.check_schema().await.map_err(|error| error.to_string())?;
                    db.close().await;
                    Ok::<_, String>(())
                })
            })
        })
        .collect();
    for node in nodes {
        node.join().unwrap().unwrap_or_else(|error| panic!("from {from} migrations on: {error}"));
    }
}

/// Days of work: people in two organizations, tokens in use and off, sessions, events.
struct Worked {
    app: TestApp,
    administrator: Client,
    on: Issued,
    off: Issued,
}

async fn worked() -> Worked {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (on, off) = (app.token("In use").await, app.token("Off").await);
    app.foreign_token("Theirs").await;
    app.invite("guest@acme.example", latchkey::access::Role::Member).await;
    let why = Fields::from([("reason", "Found “somewhere” \\ and more\n🚀")]);
    assert_eq!(administrator.post(&off.path("/deactivation"), &why).await.status, 303);
    for token in [&on, &off] {
        app.gate().get(&app.devices()).bearer(&token.secret).await;
    }
    app.state.usage.write(&app.db).await.unwrap();
    Worked { app, administrator, on, off }
}

/// What the tables of one database have that are in another, too: but for who is a node, which is of the moment, and for
/// what tokens are found by, which is made of them.
async fn shared(old: &Db, new: &Db) -> Vec<(String, Vec<String>)> {
    let new = tables(new).await;
    let mut shared = Vec::new();
    for (table, columns) in tables(old).await {
        let there = new.iter().find(|(name, _)| *name == table).map(|(_, columns)| columns);
        let there = there.unwrap_or_else(|| panic!("{table} is gone since"));
        let is_made = ["token_grams", "token_numbers", "tokens_to_index"].iter().any(|made| table.starts_with(made));
        if table != "nodes" && !is_made {
            shared.push((table, columns.into_iter().filter(|column| there.contains(column)).collect()));
        }
    }
    shared
}

/// The present program serves what was brought up, with everyone and everything in it.
async fn serves(worked: &Worked, place: Place, from: usize) {
    let Worked { app, administrator, on, off } = worked;
    let app = app.of_copy(place).await;
    let still = administrator.at(&app.base());
    let list = still.get("/integrations").await;
    assert_eq!(list.status, 200, "from {from}: whoever was signed in still is");
    assert!(list.body.contains("In use") && list.body.contains("Off"), "from {from}: {}", list.body);
    let ask = |token: &Issued| app.gate().get(&app.devices()).bearer(&token.secret);
    assert_eq!((ask(on).await.status, ask(off).await.status), (200, 401), "from {from}");
    let anew = app.administrator().await;
    for (token, status) in [(on, 200), (off, 200)] {
        assert_eq!(anew.get(&token.path("")).await.status, status, "from {from}");
    }
    assert_eq!(anew.post(&off.path("/activation"), Fields::default()).await.status, 303, "from {from}");
    assert_eq!(ask(off).await.status, 200, "from {from}");
    assert_eq!(anew.post("/integrations/tokens", app.new_token("New")).await.status, 201, "from {from}");
    let chains = app.texts("SELECT organization_id FROM audit_heads ORDER BY 1").await;
    assert_eq!(chains.len(), 3, "two organizations and the installation");
    for organization in chains {
        assert_eq!(broken(&app, &organization).await, None, "from {from}");
    }
}

/// From every schema, a part of them in each of these: one by one they take minutes.
mod several_at_once_bring_a_database_up_from_every_schema_and_what_is_in_it_stays {
    use super::from_those;

    #[actix_web::test]
    async fn the_first_the_fifth_and_so_on() {
        from_those(0).await;
    }

    #[actix_web::test]
    async fn the_second_the_sixth_and_so_on() {
        from_those(1).await;
    }

    #[actix_web::test]
    async fn the_third_the_seventh_and_so_on() {
        from_those(2).await;
    }

    #[actix_web::test]
    async fn the_fourth_the_eighth_and_so_on() {
        from_those(3).await;
    }
}

const PARTS: usize = 4;

async fn from_those(part: usize) {
    let worked = worked().await;
    let migrations = worked.app.db.migrations();
    let present = shape(&worked.app.db).await;
    assert!(migrations.len() > 10 && present.len() > 30);
    for from in (part..=migrations.len()).step_by(PARTS) {
        let place = Place::new().await;
        let old = Db::connect(&place.url).await.unwrap();
        apply(&old, &migrations[..from]).await;
        let tables = shared(&old, &worked.app.db).await;
        old.close().await;
        copy(worked.app.place(), &place, &tables).await;
        bring_up_at_once(&place, from).await;
        let new = Db::connect(&place.url).await.unwrap();
        assert_eq!(shape(&new).await, present, "from {from} migrations on");
        for (table, columns) in &tables {
            let (was, is) = (contents(&worked.app.db, table, columns).await, contents(&new, table, columns).await);
            assert_eq!(is, was, "from {from} migrations on: {table}");
        }
        new.close().await;
        if from > 0 {
            assert!(tables.iter().any(|(name, _)| name == "tokens"));
            serves(&worked, place, from).await;
        }
    }
}

/// Whoever refuses a database has not changed it, and keeps nobody else out.
#[actix_web::test]
async fn a_newer_database_is_refused_as_it_is_by_several_at_once_too() {
    let app = TestApp::start().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT 9999, 'of later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    app.execute(newer).await;
    app.execute("ALTER TABLE tokens ADD COLUMN later TEXT NOT NULL DEFAULT ''").await;
    let (before, everything) = (shape(&app.db).await, app.everything().await);
    for _ in 0..2 {
        let refused: Vec<_> =
            [app.db.migrate().await, app.db.migrate().await].into_iter().map(Result::unwrap_err).collect();
        assert!(refused.iter().all(|error| error.to_string().contains("9999")), "{refused:?}");
        let another = Db::connect(&app.place().url).await.unwrap();
        assert!(another.migrate().await.unwrap_err().to_string().contains("9999"));
        let told = another.check_schema().await.unwrap_err().to_string();
        assert!(told.contains("9999") && told.contains("use the program that made it"), "{told}");
        another.close().await;
    }
    assert_eq!((shape(&app.db).await, app.everything().await), (before, everything));
    if is_postgres() {
        assert_eq!(
            app.number(
                "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND pid IN (SELECT pid FROM \
                               pg_stat_activity WHERE application_name = current_setting('application_name'))"
            )
            .await,
            0
        );
    }
}
