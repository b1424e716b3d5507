//! Databases that bear a mark: made, dropped, swept up. Nothing else is ever dropped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Executor};

use super::mark::Mark;
use crate::database::process::Process;

/// The name of every database that this crate makes begins with this.
const PREFIX: &str = "perf_";

/// The longest name that Postgres does not cut off, in bytes.
const LONGEST_NAME: usize = 63;

/// How long one process may sweep; the next one goes on.
const SWEEP: Duration = Duration::from_secs(5);

/// Held while databases are swept up, so that the processes of one run do not all do it: `perf` in
/// ASCII, an advisory lock like any other.
const SWEEP_LOCK: i64 = 0x7065_7266;

/// A name that no other database has: the process, the time, the case.
pub(super) fn fresh_name(case: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let pid = std::process::id();
    let time = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |time| time.as_micros());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let case = case
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_');
    let name = format!("{PREFIX}{pid}_{time:x}_{count}_")
        .chars()
        .chain(case)
        .take(LONGEST_NAME)
        .collect::<String>();
    name.to_lowercase()
}

/// Makes an empty database and marks it as this process's.
pub(super) async fn create(admin: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    admin
        .execute(AssertSqlSafe(format!(r#"CREATE DATABASE "{name}""#)))
        .await?;
    let mark = Mark::now();
    let marked = admin
        .execute(AssertSqlSafe(format!(
            r#"COMMENT ON DATABASE "{name}" IS '{mark}'"#
        )))
        .await;
    if let Err(error) = marked {
        // It is certainly ours, but could not be told later.
        admin
            .execute(AssertSqlSafe(format!(r#"DROP DATABASE "{name}""#)))
            .await?;
        return Err(error);
    }
    Ok(())
}

/// Drops a database with its connections, if it bears a mark.
pub(super) async fn drop(admin: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    if !marked(admin)
        .await?
        .iter()
        .any(|database| database.name == name)
    {
        return Ok(());
    }
    admin
        .execute(AssertSqlSafe(format!(
            r#"DROP DATABASE IF EXISTS "{name}" WITH (FORCE)"#
        )))
        .await
        .map(|_| ())
}

/// A database that bears both our name and our mark.
struct Marked {
    name: String,
    mark: Mark,
    is_connected: bool,
}

async fn marked(admin: &mut PgConnection) -> Result<Vec<Marked>, sqlx::Error> {
    let query = "SELECT datname::text, shobj_description(oid, 'pg_database'), \
                 EXISTS (SELECT FROM pg_stat_activity WHERE datid = pg_database.oid) FROM pg_database";
    let databases: Vec<(String, Option<String>, bool)> =
        sqlx::query_as(query).fetch_all(admin).await?;
    let marked = databases
        .into_iter()
        .filter(|(name, ..)| name.starts_with(PREFIX));
    let marked = marked.filter_map(|(name, comment, is_connected)| {
        Some(Marked {
            name,
            mark: Mark::parse(&comment?)?,
            is_connected,
        })
    });
    Ok(marked.collect())
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

/// A database to which somebody is connected is in use, whatever its mark says.
pub(super) async fn drop_left_over(admin: &mut PgConnection) -> Result<(), sqlx::Error> {
    let begun = Instant::now();
    let us = Mark::now();
    let left_over = marked(admin).await?;
    let left_over = left_over
        .iter()
        .filter(|database| !database.is_connected && database.mark.is_over(&us, Process::is_over));
    for database in left_over.take_while(|_| begun.elapsed() < SWEEP) {
        // What cannot be dropped now is left to the next run.
        let _ = drop(admin, &database.name).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_plain_and_different() {
        let [a, b] = [
            fresh_name("Größe_der_Tabelle_und_noch_viel_mehr_Text_als_in_einen_Namen_passt"),
            fresh_name("r"),
        ];
        for name in [&a, &b] {
            assert!(
                name.starts_with("perf_") && name.len() <= LONGEST_NAME,
                "{name}"
            );
            assert!(
                name.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{name}"
            );
        }
        assert!(a.contains("_gre_der_tabelle"), "{a}");
        assert_ne!(fresh_name("r"), b);
    }
}
