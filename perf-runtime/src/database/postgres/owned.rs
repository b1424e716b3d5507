//! Databases that bear a mark: made, dropped, swept up. Nothing else is ever dropped.

use std::fmt;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Executor};

use super::name::{self, PREFIX};
use crate::database::mark::Mark;
use crate::database::process::Process;

/// The connection limit of our databases, `perf` in ASCII.
///
/// It limits nothing. It is what `CREATE DATABASE` can set that tells our databases from others
/// until the comment is there: the server goes on with a `CREATE DATABASE` whose client was killed.
pub(super) const BIRTHMARK: i32 = 0x7065_7266;

/// How long one process may sweep; the next one goes on.
const SWEEP: Duration = Duration::from_secs(5);

/// An advisory lock, so that the processes of one run do not all sweep at once.
const SWEEP_LOCK: i64 = 0x7065_7266;

/// What a database is a clone of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Template<'a> {
    pub(super) name: &'a str,
    /// Copies the files instead of the pages one by one. Takes half the time, for which the server writes all that it
    /// has in memory to its disk: dear where others work on it, or where it waits for the disk.
    pub(super) by_file: bool,
}

impl fmt::Display for Template<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#" TEMPLATE "{}""#, self.name)?;
        if self.by_file {
            f.write_str(" STRATEGY FILE_COPY")?;
        }
        Ok(())
    }
}

/// Makes a database, empty or as the template is, and marks it as this process's.
pub(super) async fn create(
    admin: &mut PgConnection,
    name: &str,
    template: Option<Template<'_>>,
) -> Result<(), sqlx::Error> {
    let template = template.map_or_else(String::new, |template| template.to_string());
    run(
        admin,
        format!(r#"CREATE DATABASE "{name}" CONNECTION LIMIT {BIRTHMARK}{template}"#),
    )
    .await?;
    let marked = set_mark(admin, name, &Mark::now()).await;
    if marked.is_err() {
        // The error that counts is the first one.
        let _ = drop(admin, name).await;
    }
    marked
}

/// Marks a database of this crate.
pub(super) async fn set_mark(
    admin: &mut PgConnection,
    name: &str,
    mark: &Mark,
) -> Result<(), sqlx::Error> {
    // The path of a binary may have a quote in it.
    let mark = mark.to_string().replace('\'', "''");
    run(
        admin,
        format!(r#"COMMENT ON DATABASE "{name}" IS '{mark}'"#),
    )
    .await
}

/// Whether the database is there and its mark says that it is a template that is ready.
pub(super) async fn is_template(admin: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    let mark = find(admin, name).await?.and_then(|owned| owned.mark);
    Ok(mark.is_some_and(|mark| mark.template.is_some()))
}

/// Drops a database with its connections, if it bears a mark.
pub(super) async fn drop(admin: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    if find(admin, name).await?.is_some() {
        run(
            admin,
            format!(r#"DROP DATABASE IF EXISTS "{name}" WITH (FORCE)"#),
        )
        .await?;
    }
    Ok(())
}

/// Drops what runs that are over have left behind, unless another process is doing so.
pub(super) async fn sweep(admin: &mut PgConnection) -> Result<(), sqlx::Error> {
    let lock = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(SWEEP_LOCK);
    // The lock is given back with the connection.
    if lock.fetch_one(&mut *admin).await? {
        drop_left_over(admin).await
    } else {
        Ok(())
    }
}

pub(super) async fn drop_left_over(admin: &mut PgConnection) -> Result<(), sqlx::Error> {
    let begun = Instant::now();
    let us = Mark::now();
    let databases = all(admin).await?;
    let left_over = databases
        .iter()
        .filter(|database| database.is_left_over(&us));
    for database in left_over.take_while(|_| begun.elapsed() < SWEEP) {
        // What cannot be dropped now is left to the next run.
        let _ = drop(admin, &database.name).await;
    }
    Ok(())
}

/// A database that bears our name, and our mark or at least the birthmark.
struct Owned {
    name: String,
    mark: Option<Mark>,
    is_connected: bool,
}

impl Owned {
    /// None of somebody else's database.
    fn of((name, limit, comment, is_connected): Row) -> Option<Self> {
        let mark = comment.as_deref().map(Mark::parse);
        let is_ours = match &mark {
            Some(mark) => mark.is_some(),
            None => limit == BIRTHMARK,
        };
        (is_ours && name.starts_with(PREFIX)).then(|| Self {
            name,
            mark: mark.flatten(),
            is_connected,
        })
    }

    /// A database to which somebody is connected is in use, whoever made it.
    fn is_left_over(&self, us: &Mark) -> bool {
        let is_over = match &self.mark {
            Some(mark) => mark.is_over(us, Process::is_over),
            None => name::process_of(&self.name).is_some_and(|process| process.is_over()),
        };
        is_over && !self.is_connected
    }
}

/// Name, birthmark and comment of databases, and whether somebody is connected.
type Row = (String, i32, Option<String>, bool);

macro_rules! databases {
    ($condition:literal) => {
        concat!(
            "SELECT datname::text, datconnlimit, shobj_description(oid, 'pg_database'), \
             EXISTS (SELECT FROM pg_stat_activity WHERE datid = pg_database.oid) FROM pg_database ",
            $condition
        )
    };
}

/// All databases of this crate on the server.
async fn all(admin: &mut PgConnection) -> Result<Vec<Owned>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(databases!("")).fetch_all(admin).await?;
    Ok(rows.into_iter().filter_map(Owned::of).collect())
}

/// The database of this name, if it is of this crate.
async fn find(admin: &mut PgConnection, name: &str) -> Result<Option<Owned>, sqlx::Error> {
    let query = sqlx::query_as(databases!("WHERE datname = $1")).bind(name);
    let row: Option<Row> = query.fetch_optional(admin).await?;
    Ok(row.and_then(Owned::of))
}

async fn run(admin: &mut PgConnection, statement: String) -> Result<(), sqlx::Error> {
    admin.execute(AssertSqlSafe(statement)).await.map(|_| ())
}
