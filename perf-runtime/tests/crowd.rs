//! Two hundred cases with a database each leave nothing behind, also after a `kill -9` in the middle and more runs.
#![cfg(all(unix, feature = "sqlite", feature = "postgres"))]
#![allow(missing_docs, reason = "tests")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use perf_runtime::{dataset, perf};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor, PgPool, SqlitePool};

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

/// Waits as long as there is a file of this name.
async fn held() {
    let hold = Path::new(&env::var_os("PERF_DIR").expect("the other test sets it")).join("hold");
    while hold.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Fails with a row that another case has written.
macro_rules! cases {
    ($($name:ident)*) => {$(
        mod $name {
            use super::*;

            #[perf(dataset = of_sqlite, max_writes = 1)]
            #[ignore = "the other test runs it"]
            async fn sqlite(db: SqlitePool) -> sqlx::Result<()> {
                db.execute(WRITE).await?;
                held().await;
                Ok(())
            }

            #[perf(dataset = of_postgres, max_writes = 1)]
            #[ignore = "the other test runs it"]
            async fn postgres(db: PgPool) -> sqlx::Result<()> {
                db.execute(WRITE).await?;
                held().await;
                Ok(())
            }
        }
    )*};
}

mod crowd {
    use super::*;

    cases!(c0 c1 c2 c3 c4 c5 c6 c7 c8 c9);
}

/// How often the twenty cases run.
const RUNS: usize = 10;

/// This binary once more, with all of its cases on eight threads.
fn spawn(records: &Path) -> Child {
    Command::new(env::current_exe().expect("this binary"))
        .args(["crowd::", "--ignored", "--test-threads=8"])
        .env("PERF_DIR", records)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs")
}

/// The folders of databases that a process has made.
fn folders(pid: u32) -> usize {
    let entries = fs::read_dir(env::temp_dir()).expect("it is there");
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .filter(|name| {
            let name = name.to_string_lossy();
            name.starts_with("perf-sqlite-") && name.contains(&format!("-{pid}-"))
        })
        .count()
}

/// The databases that a process has made.
async fn databases(server: &PgConnectOptions, pid: u32) -> sqlx::Result<Vec<String>> {
    let mut connection = PgConnection::connect_with(server).await?;
    let query = sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE datname LIKE $1");
    let names = query
        .bind(format!("perf_%_{pid}_%"))
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    Ok(names)
}

/// Waits until several cases have their databases, which they keep as long as they are held.
async fn until_in_the_middle(server: &PgConnectOptions, pid: u32) -> sqlx::Result<()> {
    let begun = Instant::now();
    while folders(pid) < 3 || databases(server, pid).await?.len() < 3 {
        assert!(begun.elapsed() < Duration::from_mins(2), "no case begins");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

#[perf(n_plus_one = "allow", timeout = "5m")]
async fn two_hundred_cases_leave_nothing_behind(server: PgConnectOptions) -> sqlx::Result<()> {
    let records = tempfile::tempdir().expect("a folder");
    let hold = records.path().join("hold");
    fs::write(&hold, "")?;
    let mut first = spawn(records.path());
    let pid = first.id();
    let in_the_middle = until_in_the_middle(&server, pid).await;
    let (killed, ended) = (first.kill(), first.wait());
    in_the_middle?;
    killed?;
    ended?;
    fs::remove_file(hold)?;
    assert!(folders(pid) > 0 && !databases(&server, pid).await?.is_empty());

    let mut pids = vec![pid];
    for _ in 0..RUNS {
        let run = spawn(records.path());
        pids.push(run.id());
        let output = run.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("20 passed"),
            "{said}"
        );
    }
    for pid in pids {
        assert_eq!(folders(pid), 0);
        assert_eq!(databases(&server, pid).await?, [""; 0]);
    }
    Ok(())
}
