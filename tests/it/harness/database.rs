//! A database of its own for each test: a file that goes with the test, or a schema that is dropped at its end.

use latchkey::db::{Db, Pools};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// Where the database is, and what has to be removed after the test.
pub struct Place {
    pub url: String,
    schema: Option<(String, String)>,
    /// Removed when dropped.
    folder: TempDir,
}

impl Place {
    /// A new, empty place on the database that `LATCHKEY_TEST_DATABASE` names.
    pub async fn new() -> Self {
        // In memory where there is such a folder: waiting for a disk tests the disk.
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        if !is_postgres() {
            let url = format!("sqlite:{}", folder.path().join("test.db").display());
            return Self { url, schema: None, folder };
        }
        let server = std::env::var("LATCHKEY_TEST_POSTGRES")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
        let name = format!("it_{}", latchkey::chance::Chance::system().hex::<8>());
        on_server(&server, &format!("CREATE SCHEMA {name}")).await;
        let joint = if server.contains('?') { '&' } else { '?' };
        // Whether a commit survives a power cut is not what these tests show.
        let url = format!(
            "{server}{joint}options[search_path]={name}&options[synchronous_commit]=off\
                           &application_name={name}"
        );
        Self { url, schema: Some((server, name)), folder }
    }

    /// A folder that goes with the test.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// Takes over what one database has of these tables and columns into another, in the place of what is there.
pub async fn copy(from: &Place, to: &Place, tables: &[(String, Vec<String>)]) {
    let source = from.schema.as_ref().map_or("source", |(_, name)| name);
    let mut statements = Vec::new();
    for (table, columns) in tables {
        // What may not be deleted has nothing in it.
        if table != "audit_events" {
            statements.push(format!("DELETE FROM {table}"));
        }
        let columns = columns.join(", ");
        statements.push(format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {source}.{table}"));
    }
    let statements = statements.join("; ");
    if is_postgres() {
        let mut connection = PgConnection::connect(&to.url).await.unwrap();
        let all = format!("SET session_replication_role = replica; {statements}");
        sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let file = |place: &Place| place.url.strip_prefix("sqlite:").unwrap().to_owned();
        let mut connection = SqliteConnection::connect(&to.url).await.unwrap();
        let all = format!("PRAGMA foreign_keys = OFF; ATTACH '{}' AS source; {statements}", file(from));
        sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

/// Everything that a schema consists of, a string per piece.
pub async fn shape(db: &Db) -> Vec<String> {
    if !is_postgres() {
        let all = "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1";
        return texts(db, all).await;
    }
    let mut all = Vec::new();
    for pieces in [
        "SELECT table_name || '.' || column_name || ' ' || ordinal_position || ' ' || data_type || ' ' || is_nullable || ' ' \
         || COALESCE(column_default, '') FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1",
        "SELECT REPLACE(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
        "SELECT conname || ' ' || REPLACE(pg_get_constraintdef(oid), current_schema() || '.', '') FROM pg_constraint \
         WHERE connamespace = current_schema()::regnamespace ORDER BY 1",
        "SELECT REPLACE(pg_get_triggerdef(t.oid), current_schema() || '.', '') FROM pg_trigger t \
         JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal \
         ORDER BY 1",
        "SELECT proname || ' ' || prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace ORDER BY 1",
    ] {
        all.extend(texts(db, pieces).await);
    }
    all
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((server, name)) = self.schema.take() else { return };
        // The test's own runtime may be going down already.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            // What a failed test left in a transaction would keep its schema for ever.
            let leave = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'; \
                 DROP SCHEMA {name} CASCADE"
            );
            runtime.block_on(on_server(&server, &leave));
        });
        if dropped.join().is_err() {
            eprintln!("a test's schema could not be dropped");
        }
    }
}

async fn on_server(server: &str, sql: &str) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Whether the suite runs on PostgreSQL.
pub fn is_postgres() -> bool {
    match std::env::var("LATCHKEY_TEST_DATABASE").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("LATCHKEY_TEST_DATABASE is sqlite or postgres, not {other}"),
    }
}

impl super::TestApp {
    /// Lets the database fail whenever a token of this name is to be changed.
    pub async fn refuse_updates_of(&self, name: &str) {
        let condition = format!("WHEN (OLD.name = '{name}')");
        if is_postgres() {
            let body = "AS 'BEGIN RAISE ''refused by a test''; END'";
            self.execute(&format!("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql {body}")).await;
            let each = format!("FOR EACH ROW {condition} EXECUTE FUNCTION refuse()");
            self.execute(&format!("CREATE TRIGGER refuse BEFORE UPDATE ON tokens {each}")).await;
        } else {
            let body = "BEGIN SELECT RAISE(ABORT, 'refused by a test'); END";
            self.execute(&format!("CREATE TRIGGER refuse BEFORE UPDATE ON tokens {condition} {body}")).await;
        }
    }

    /// Ends that.
    pub async fn allow_updates(&self) {
        self.execute(if is_postgres() { "DROP TRIGGER refuse ON tokens" } else { "DROP TRIGGER refuse" }).await;
    }
}

/// Runs one statement, written out in full, and tells how many rows it touched.
pub async fn try_execute(db: &Db, sql: &str) -> Result<u64, sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    let rows = match db.pools() {
        Pools::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await?.rows_affected(),
        Pools::Postgres(pool) => sqlx::query(sql).execute(pool).await?.rows_affected(),
    };
    Ok(rows)
}

/// The first column, which is text, of every row.
pub async fn texts(db: &Db, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match db.pools() {
        Pools::Sqlite { reader, .. } => sqlx::query_scalar(sql).fetch_all(reader).await.unwrap(),
        Pools::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
    }
}

/// The number in the first column of the first row.
pub async fn number(db: &Db, sql: &str) -> i64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match db.pools() {
        Pools::Sqlite { reader, .. } => sqlx::query_scalar(sql).fetch_one(reader).await.unwrap(),
        Pools::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
    }
}

/// Every table with its columns, the migrator's own excepted.
pub async fn tables(db: &Db) -> Vec<(String, Vec<String>)> {
    let (tables, columns) = if is_postgres() {
        (
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1",
            "SELECT column_name::text FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{}' ORDER BY ordinal_position",
        )
    } else {
        (
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1",
            "SELECT name FROM pragma_table_info('{}') ORDER BY cid",
        )
    };
    let mut all = Vec::new();
    for table in texts(db, tables).await {
        if !table.starts_with("_sqlx") && !table.starts_with("sqlite_") {
            let columns = texts(db, &columns.replace("{}", &table)).await;
            all.push((table, columns));
        }
    }
    all
}

/// Everything in a table, as text: one string per row.
pub async fn contents(db: &Db, table: &str, columns: &[String]) -> Vec<String> {
    let text = |c: &String| {
        // The index of texts has bytes that are none; nothing else has bytes.
        let bytes = if is_postgres() { String::new() } else { format!("WHEN typeof({c}) = 'blob' THEN hex({c}) ") };
        format!("CASE {bytes}WHEN {c} IS NULL THEN 'NULL' ELSE CAST({c} AS TEXT) END")
    };
    let columns: Vec<String> = columns.iter().map(text).collect();
    texts(db, &format!("SELECT {} FROM {table} ORDER BY 1", columns.join(" || '|' || "))).await
}
