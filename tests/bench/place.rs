//! Where the databases are: a file in a folder of its own, or a database of its own on a server, for the time of a run.

use std::path::Path;

use anyhow::Result;
use latchkey::chance::Chance;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// What the names of our folders and databases begin with.
pub const PREFIX: &str = "latchkey_bench_";

/// Where a database is, until it is dropped.
pub struct Place {
    /// Its address.
    pub url: String,
    /// The server and the name of a database of ours on it.
    on_server: Option<(String, String)>,
    _folder: Option<TempDir>,
}

impl Place {
    /// A new file.
    pub fn sqlite() -> Result<Self> {
        // In memory where there is such a folder: waiting for a disk would measure the disk.
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Self::file_in(memory) } else { Self::on_disk() }
    }

    /// A new file where temporary files are.
    pub fn on_disk() -> Result<Self> {
        Self::file_in(&std::env::temp_dir())
    }

    fn file_in(folder: &Path) -> Result<Self> {
        let folder = TempDir::with_prefix_in(PREFIX, folder)?;
        let url = format!("sqlite:{}", folder.path().join("bench.db").display());
        Ok(Self { url, on_server: None, _folder: Some(folder) })
    }

    /// A new database on a server.
    pub async fn postgres(server: &str) -> Result<Self> {
        let name = format!("{PREFIX}{}", Chance::system().hex::<6>());
        on_server(server, &format!("CREATE DATABASE {name}")).await?;
        let mut url = url::Url::parse(server)?;
        url.set_path(&name);
        Ok(Self { url: url.into(), on_server: Some((server.to_owned(), name)), _folder: None })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((server, name)) = self.on_server.take() else { return };
        // Our own runtime may be going down already.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")))
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("the benchmark's database could not be dropped");
        }
    }
}

async fn on_server(server: &str, sql: &str) -> Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    Ok(connection.close().await?)
}
