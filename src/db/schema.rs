//! The schema, and whether it is this program's.

use sqlx::migrate::{MigrateError, Migration, Migrator};

use super::{Db, Error, Pools, one};

static COMMON: Migrator = sqlx::migrate!("./migrations");
static FOR_SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static FOR_POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

impl Db {
    /// This program's migrations for this database, in their order: a database at any of them can be brought up to the last.
    pub fn migrations(&self) -> Vec<Migration> {
        let own = match &self.pools {
            Pools::Sqlite { .. } => &FOR_SQLITE,
            Pools::Postgres(_) => &FOR_POSTGRES,
        };
        let mut all: Vec<Migration> = COMMON.iter().chain(own.iter()).cloned().collect();
        all.sort_by_key(|migration| migration.version);
        all
    }

    /// Brings the schema up to this program's. Fails, and changes nothing, if the database is newer. Several nodes may do it at
    /// once: one does, and the others wait for it.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let migrator = Migrator::with_migrations(self.migrations());
        match &self.pools {
            // The migrator has no lock for it: two would both find a migration missing. So all is one transaction, which takes
            // the writer's place before it looks.
            Pools::Sqlite { writer, .. } => {
                let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                migrator.run(&mut *tx).await?;
                Ok(tx.commit().await?)
            }
            // The migrator's lock is the connection's, and it keeps it if it fails: everyone else would wait for that.
            Pools::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                let migrated = migrator.run(&mut *connection).await;
                if migrated.is_err() {
                    connection.close_on_drop();
                }
                migrated
            }
        }
    }

    /// Fails if the schema is another than this program's; changes nothing.
    pub async fn check_schema(&self) -> Result<(), Error> {
        let applied = one!(self, (i64,), "SELECT MAX(version) FROM _sqlx_migrations")?.map_or(0, |row| row.0);
        let ours = self.migrations().last().map_or(0, |migration| migration.version);
        if applied == ours {
            return Ok(());
        }
        let advice = if applied < ours { "run latchkey migrate first" } else { "use the program that made it" };
        Err(Error::Configuration(format!("it is at {applied}, and this program's is {ours}: {advice}").into()))
    }
}
