//! The program `seed`: run as it is run by hand, and what is in the database then.

use std::path::Path;
use std::process::{Command, Output};

use command_center::Db;
use command_center::db::POSTGRES;
use command_center::seed::tables;
use perf_runtime::perf;
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgPool, SqlitePool};
use tempfile::TempDir;

fn seed(url: &str, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seed"))
        .args(["--database-url", url])
        .args(options)
        .output()
        .expect("the program")
}

/// What it says when it succeeds.
#[track_caller]
fn succeeds(url: &str, options: &[&str]) -> String {
    let output = seed(url, options);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What it says when it fails with exit code 1.
#[track_caller]
fn fails(url: &str, options: &[&str]) -> String {
    let output = seed(url, options);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.starts_with("error: "), "{errors}");
    errors
}

/// A SQLite database with the schema, and the folder in which it lives.
struct Database {
    folder: TempDir,
    url: String,
    pool: SqlitePool,
}

impl Database {
    async fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let url = url_of(&folder.path().join("seeded.db"));
        let db = Db::connect(&url).await.expect("a database");
        db.migrate().await.expect("the schema");
        let Db::Sqlite(pool) = db else {
            unreachable!("it is a SQLite URL")
        };
        Self { folder, url, pool }
    }

    async fn rows(&self) -> Vec<Vec<String>> {
        rows_of_sqlite(&self.pool).await
    }

    async fn counts(&self) -> Vec<usize> {
        self.rows().await.iter().map(Vec::len).collect()
    }
}

fn url_of(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// All columns of a row as one text, the same on both databases.
fn select(table: &str, columns: &[&str]) -> String {
    let columns: Vec<_> = columns
        .iter()
        .map(|column| format!("COALESCE(CAST({column} AS TEXT), 'NULL')"))
        .collect();
    format!(
        "SELECT {} FROM {table} ORDER BY id",
        columns.join(" || '|' || ")
    )
}

/// The rows of each table.
async fn rows_of_sqlite(pool: &SqlitePool) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for table in tables(&Db::Sqlite(pool.clone())) {
        let select = AssertSqlSafe(select(table.name, table.columns));
        all.push(
            sqlx::query_scalar(select)
                .fetch_all(pool)
                .await
                .expect("rows"),
        );
    }
    all
}

/// The rows of each table, first those that SQLite has too.
async fn rows_of_postgres(pool: &PgPool) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for table in tables(&Db::Postgres(pool.clone())) {
        let select = AssertSqlSafe(select(table.name, table.columns));
        all.push(
            sqlx::query_scalar(select)
                .fetch_all(pool)
                .await
                .expect("rows"),
        );
    }
    all
}

fn hash(rows: &[Vec<String>]) -> u64 {
    let mut sha = Sha256::new();
    for row in rows.iter().flatten() {
        sha.update(row);
        sha.update("\n");
    }
    let first = sha.finalize()[..8].try_into().expect("eight bytes");
    u64::from_be_bytes(first)
}

#[tokio::test]
async fn the_counts_by_default() {
    let database = Database::new().await;
    let said = succeeds(&database.url, &[]);
    assert!(said.starts_with("141 rows in "), "{said}");
    assert_eq!(database.counts().await, [10, 30, 80, 6, 15]);
}

#[tokio::test]
async fn a_size_scales_all_and_a_count_goes_before_it() {
    let database = Database::new().await;
    succeeds(&database.url, &["--size", "100"]);
    assert_eq!(database.counts().await, [100, 300, 800, 60, 150]);

    let other = Database::new().await;
    let options = [
        "--size",
        "100",
        "--documents",
        "5",
        "--messages-per-session",
        "2",
    ];
    succeeds(&other.url, &options);
    assert_eq!(other.counts().await, [100, 300, 200, 5, 150]);
}

/// The hash is of what `rand` 0.10 draws: an update that draws something else makes other data of the
/// same seed, and other figures of the suites.
#[tokio::test]
async fn the_same_seed_gives_the_same_rows() {
    let (one, two, other) = (
        Database::new().await,
        Database::new().await,
        Database::new().await,
    );
    succeeds(&one.url, &["--seed", "7"]);
    succeeds(&two.url, &["--seed", "7"]);
    succeeds(&other.url, &["--seed", "8"]);
    assert_eq!(one.rows().await, two.rows().await);
    assert_ne!(one.rows().await, other.rows().await);
    assert_eq!(hash(&one.rows().await), 0xe111_4039_17ae_9253);
}

#[tokio::test]
async fn more_of_one_table_leaves_the_others_as_they_are() {
    let (one, two) = (Database::new().await, Database::new().await);
    succeeds(&one.url, &[]);
    succeeds(&two.url, &["--messages-per-session", "20"]);
    let (one, two) = (one.rows().await, two.rows().await);
    assert_eq!(two[2].len(), 200);
    for table in [0, 1, 3, 4] {
        assert_eq!(one[table], two[table]);
    }
}

#[tokio::test]
async fn a_second_run_comes_after_the_first() {
    let database = Database::new().await;
    succeeds(&database.url, &[]);
    let first = database.rows().await;
    succeeds(&database.url, &["--seed", "1"]);
    let both = database.rows().await;
    assert_eq!(database.counts().await, [20, 60, 160, 12, 30]);
    for (first, both) in first.iter().zip(&both) {
        assert_eq!(*first, both[..first.len()]);
    }
}

#[tokio::test]
async fn clear_deletes_the_rows_of_these_tables_only() {
    let database = Database::new().await;
    let user = "INSERT INTO users (username, email, password_hash, created_at) VALUES ('ada', 'a@example.com', '', 0)";
    sqlx::raw_sql(user)
        .execute(&database.pool)
        .await
        .expect("a user");
    succeeds(&database.url, &["--size", "50"]);
    succeeds(&database.url, &["--clear"]);

    let fresh = Database::new().await;
    succeeds(&fresh.url, &[]);
    assert_eq!(database.rows().await, fresh.rows().await);
    let users: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM users")
        .fetch_one(&database.pool)
        .await
        .expect("a number");
    assert_eq!(users, 1);
}

#[tokio::test]
async fn a_missing_schema_is_told_with_the_migration_to_run() {
    let folder = TempDir::new().expect("a temporary folder");
    let url = url_of(&folder.path().join("empty.db"));
    Db::connect(&url).await.expect("a database");
    let said = fails(&url, &[]);
    for part in [
        "the table spec_sessions is missing",
        "0004_specifications.sql",
        "--migrate",
        "sqlx migrate run --source migrations/sqlite",
    ] {
        assert!(said.contains(part), "{part:?} is missing in {said}");
    }

    let said = succeeds(&url, &["--migrate"]);
    assert!(said.starts_with("141 rows"), "{said}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_made_only_with_its_schema() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("none.db");
    let said = fails(&url_of(&file), &[]);
    assert!(
        said.contains("there is no file") && said.contains("--migrate"),
        "{said}"
    );
    assert!(!file.exists());
    succeeds(&url_of(&file), &["--migrate"]);
}

#[test]
fn what_is_no_database_is_told_without_a_password() {
    for url in ["mysql://root:hunter2@localhost/shop", "command-center.db"] {
        let said = fails(url, &[]);
        assert!(said.contains("write sqlite:FILE or postgres://"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_server_that_does_not_answer_is_told_at_once() {
    // Nothing listens on port 1, the one of a service that nobody has run for decades.
    let said = fails("postgres://ada:hunter2@127.0.0.1:1/shop", &[]);
    assert!(
        said.contains("cannot open postgres://ada@127.0.0.1:1/shop"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn what_may_not_be_written_stays_as_it_is() {
    let database = Database::new().await;
    succeeds(&database.url, &[]);
    let said = fails(&format!("{}?mode=ro", database.url), &["--clear"]);
    assert!(said.contains("cannot be written to"), "{said}");
    assert_eq!(database.counts().await, [10, 30, 80, 6, 15]);
    drop(database.folder);
}

#[tokio::test]
async fn rows_without_a_session_are_refused() {
    let database = Database::new().await;
    let said = fails(&database.url, &["--sessions", "0"]);
    assert!(said.contains("need a session"), "{said}");
    succeeds(
        &database.url,
        &["--sessions", "0", "--documents", "0", "--error-logs", "0"],
    );
    assert_eq!(database.counts().await, [0; 5]);
}

#[test]
fn a_size_and_a_number_of_sessions_contradict_each_other() {
    let output = seed("sqlite:none.db", &["--size", "10", "--sessions", "10"]);
    assert_eq!(output.status.code(), Some(2));
}

fn postgres_url(options: &PgConnectOptions) -> String {
    options.to_url_lossy().to_string()
}

#[perf(requires = ["postgres"], migrator = POSTGRES)]
async fn the_rows_on_postgres_are_the_same(options: PgConnectOptions, pool: PgPool) {
    let url = postgres_url(&options);
    let said = succeeds(&url, &["--seed", "7"]);
    assert!(said.starts_with("221 rows in "), "{said}");

    let sqlite = Database::new().await;
    succeeds(&sqlite.url, &["--seed", "7"]);
    let rows = rows_of_postgres(&pool).await;
    let (specifications, shared) = rows.split_at(5);
    assert_eq!(specifications, sqlite.rows().await);
    assert_eq!(hash(specifications), hash(&sqlite.rows().await));
    let counts: Vec<_> = shared.iter().map(Vec::len).collect();
    assert_eq!(counts, [10, 40, 30]);

    succeeds(&url, &["--size", "20"]);
    succeeds(&url, &["--seed", "7", "--clear"]);
    let again = rows_of_postgres(&pool).await;
    assert_eq!(again, rows);
}

/// The ids of the rows were said; the next one comes from the sequence.
#[perf(requires = ["postgres"], migrator = POSTGRES)]
async fn a_row_that_postgres_numbers_comes_after_them(options: PgConnectOptions, pool: PgPool) {
    succeeds(&postgres_url(&options), &[]);
    let insert = "INSERT INTO shared.design_jobs (session_id, kind, created_at) VALUES (1, 'api', 0) RETURNING id";
    let id: i64 = sqlx::query_scalar(insert)
        .fetch_one(&pool)
        .await
        .expect("a job");
    assert_eq!(id, 11);
}

#[perf(requires = ["postgres"])]
async fn a_missing_schema_of_postgres(options: PgConnectOptions) {
    let said = fails(&postgres_url(&options), &[]);
    assert!(said.contains("0004_specifications.sql"), "{said}");
    assert!(said.contains("--source migrations/postgres"), "{said}");
}
