//! Templates between processes: filled once, never half, also where a process is killed in the middle.
#![cfg(all(unix, feature = "sqlite"))]
#![allow(missing_docs, reason = "tests")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, thread};

use perf_runtime::{Size, perf};
use sqlx::{ConnectOptions, SqlitePool};

/// The file in which the dataset notes that it was called.
const LOG: &str = "TEMPLATES_LOG";

/// How long the dataset sleeps in the middle, in milliseconds.
const PAUSE: &str = "TEMPLATES_PAUSE";

async fn books(db: &SqlitePool, size: Size) -> Result<(), Box<dyn std::error::Error>> {
    let mut log = OpenOptions::new()
        .append(true)
        .create(true)
        .open(env::var(LOG)?)?;
    writeln!(log, "seeded")?;
    sqlx::raw_sql("CREATE TABLE books (id INTEGER PRIMARY KEY)")
        .execute(db)
        .await?;
    for id in 0..size.0 {
        if id == size.0 / 2 {
            tokio::time::sleep(Duration::from_millis(env::var(PAUSE)?.parse()?)).await;
        }
        sqlx::query("INSERT INTO books VALUES (?)")
            .bind(i64::try_from(id)?)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// Sees all rows, and writes one that nobody else may see.
async fn reads_and_writes(db: SqlitePool, size: Size) -> sqlx::Result<()> {
    let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM books")
        .fetch_all(&db)
        .await?;
    assert_eq!(ids.len() as u64, size.0);
    sqlx::query("INSERT INTO books VALUES (1000)")
        .execute(&db)
        .await?;
    Ok(())
}

macro_rules! cases {
    ($($name:ident)*) => {$(
        #[perf(dataset = books, size = 100, max_queries = 2)]
        #[ignore = "the other tests run it"]
        async fn $name(db: SqlitePool, size: Size) -> sqlx::Result<()> {
            reads_and_writes(db, size).await
        }
    )*};
}

cases!(case_a case_b case_c case_d);

/// The last connection to be closed makes SQLite's log part of its file: here that is not one of the pool's.
async fn with_a_connection_of_its_own(db: &SqlitePool) -> sqlx::Result<()> {
    let other = db.connect_options().connect().await?;
    sqlx::raw_sql("CREATE TABLE kept (id INTEGER PRIMARY KEY)")
        .execute(db)
        .await?;
    std::mem::forget(other);
    Ok(())
}

#[perf(dataset = with_a_connection_of_its_own)]
async fn a_template_is_whole_while_somebody_has_it_open(db: SqlitePool) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO kept VALUES (1)")
        .execute(&db)
        .await?;
    Ok(())
}

/// This binary once more, with one of its cases.
fn spawn(case: &str, folder: &Path, pause: u64) -> Child {
    Command::new(env::current_exe().expect("this binary"))
        .args(["--exact", case, "--ignored"])
        .env("PERF_DIR", folder)
        .env("TMPDIR", folder)
        .env(LOG, folder.join("log"))
        .env(PAUSE, pause.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs")
}

fn assert_passed(child: Child) {
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

fn times_seeded(folder: &Path) -> usize {
    fs::read_to_string(folder.join("log"))
        .unwrap_or_default()
        .lines()
        .count()
}

/// The files and folders of databases in the folder for temporary files.
fn left_over(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there");
    entries
        .map(|entry| entry.expect("it can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with("perf-"))
        .collect()
}

#[test]
fn processes_side_by_side_fill_a_template_once_and_the_next_run_takes_it_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let children =
        ["case_a", "case_b", "case_c", "case_d"].map(|case| spawn(case, folder.path(), 50));
    children.into_iter().for_each(assert_passed);
    assert_eq!(times_seeded(folder.path()), 1);

    assert_passed(spawn("case_a", folder.path(), 0));
    assert_eq!(times_seeded(folder.path()), 1);
    assert_eq!(left_over(folder.path()), [""; 0]);
}

#[test]
fn what_a_killed_process_has_begun_is_never_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut killed = spawn("case_a", folder.path(), 600_000);
    while times_seeded(folder.path()) == 0 {
        thread::sleep(Duration::from_millis(5));
    }
    // In the middle of its rows, or before.
    thread::sleep(Duration::from_millis(50));
    killed.kill().expect("it runs");
    killed.wait().expect("it ends");

    assert_passed(spawn("case_b", folder.path(), 0));
    assert_eq!(times_seeded(folder.path()), 2);
    assert_eq!(left_over(folder.path()), [""; 0]);
}
