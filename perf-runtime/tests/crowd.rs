//! Two hundred cases with a database each leave nothing behind, also after a `kill -9` in the middle and more runs.
#![cfg(all(unix, feature = "sqlite", feature = "postgres", feature = "mysql"))]
#![allow(missing_docs, reason = "tests")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use perf_runtime::{dataset, perf};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, MySqlPool, PgPool, SqlitePool};

const TABLE: &str = "CREATE TABLE books (id INTEGER PRIMARY KEY)";
const WRITE: &str = "INSERT INTO books VALUES (1)";

#[dataset]
async fn of_sqlite(db: &SqlitePool) -> sqlx::Result<()> {
    db.execute(TABLE).await.map(drop)
}

#[dataset]
async fn of_postgres(db: &PgPool) -> sqlx::Result<()> {
    db.execute(TABLE).await.map(drop)
}

#[dataset]
async fn of_mysql(db: &MySqlPool) -> sqlx::Result<()> {
    db.execute(TABLE).await.map(drop)
}

/// Waits as long as there is a file of this name.
async fn held() {
    let hold = Path::new(&env::var_os("PERF_DIR").expect("the other test sets it")).join("hold");
    while hold.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Fails with a row that another case has written.
macro_rules! cases {
    ($dataset:ident, $pool:ty, $($name:ident)*) => {$(
        #[perf(dataset = $dataset, max_writes = 1)]
        #[ignore = "the other test runs it"]
        async fn $name(db: $pool) -> sqlx::Result<()> {
            db.execute(WRITE).await?;
            held().await;
            Ok(())
        }
    )*};
}

mod on_sqlite {
    use super::*;

    cases!(of_sqlite, SqlitePool, c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19);
}

mod on_postgres {
    use super::*;

    cases!(of_postgres, PgPool, c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19);
}

mod on_mysql {
    use super::*;

    cases!(of_mysql, MySqlPool, c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19);
}

/// How often the twenty cases run.
const RUNS: usize = 10;

/// This binary once more, with all cases of a module on eight threads.
fn spawn(module: &str, records: &Path) -> Child {
    Command::new(env::current_exe().expect("this binary"))
        .args([module, "--ignored", "--test-threads=8"])
        .env("PERF_DIR", records)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs")
}

/// Where the databases of cases are.
#[derive(Debug)]
enum Place {
    Folders,
    Postgres(PgConnectOptions),
    MySql(MySqlConnectOptions),
}

impl Place {
    /// The databases of a process.
    async fn databases(&self, pid: u32) -> sqlx::Result<Vec<String>> {
        match self {
            Self::Folders => Ok(folders(pid)),
            Self::Postgres(server) => {
                let mut connection = server.connect().await?;
                let query = "SELECT datname::text FROM pg_database WHERE datname LIKE $1";
                // An underline is any character: a number may be in a template's hash.
                let names = sqlx::query_scalar(query).bind(format!("perf\\_%\\_{pid}\\_%"));
                let names = names.fetch_all(&mut connection).await?;
                connection.close().await?;
                Ok(names)
            }
            Self::MySql(server) => {
                let mut connection = server.connect().await?;
                let query = "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata WHERE schema_name LIKE ?";
                let names = sqlx::query_scalar(query).bind(format!("perf%\\_{pid}\\_%"));
                let names = names.fetch_all(&mut connection).await?;
                connection.close().await?;
                Ok(names)
            }
        }
    }

    /// Waits until several cases have their databases, which they keep as long as they are held.
    async fn until_in_the_middle(&self, pid: u32) -> sqlx::Result<()> {
        let begun = Instant::now();
        while self.databases(pid).await?.len() < 3 {
            assert!(begun.elapsed() < Duration::from_mins(2), "no case begins");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

/// The folders of SQLite databases that a process has made.
fn folders(pid: u32) -> Vec<String> {
    let entries = fs::read_dir(env::temp_dir()).expect("it is there");
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with("perf-sqlite-") && name.contains(&format!("-{pid}-")))
        .collect()
}

async fn leaves_nothing_behind(module: &str, place: Place) -> sqlx::Result<()> {
    let records = tempfile::tempdir().expect("a folder");
    let hold = records.path().join("hold");
    fs::write(&hold, "")?;
    let mut first = spawn(module, records.path());
    let pid = first.id();
    let in_the_middle = place.until_in_the_middle(pid).await;
    let (killed, ended) = (first.kill(), first.wait());
    in_the_middle?;
    killed?;
    ended?;
    fs::remove_file(hold)?;
    assert!(!place.databases(pid).await?.is_empty());

    let mut pids = vec![pid];
    for _ in 0..RUNS {
        let run = spawn(module, records.path());
        pids.push(run.id());
        let output = run.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("20 passed"),
            "{said}"
        );
    }
    for pid in pids {
        assert_eq!(place.databases(pid).await?, [""; 0]);
    }
    Ok(())
}

#[perf(timeout = "5m")]
async fn two_hundred_cases_on_sqlite() -> sqlx::Result<()> {
    leaves_nothing_behind("on_sqlite::", Place::Folders).await
}

#[perf(n_plus_one = "allow", timeout = "5m")]
async fn two_hundred_cases_on_postgres(server: PgConnectOptions) -> sqlx::Result<()> {
    leaves_nothing_behind("on_postgres::", Place::Postgres(server)).await
}

#[perf(n_plus_one = "allow", timeout = "5m")]
async fn two_hundred_cases_on_mysql(server: MySqlConnectOptions) -> sqlx::Result<()> {
    leaves_nothing_behind("on_mysql::", Place::MySql(server)).await
}
