//! Databases that bear a mark: made, dropped, swept up. Nothing else is ever dropped.

use std::time::{Duration, Instant};

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Executor};

use super::{name, template};
use crate::database::mark::Mark;
use crate::database::process::Process;

/// How long one process may sweep; the next one goes on.
const SWEEP: Duration = Duration::from_secs(5);

/// A lock of the server, so that the processes of one run do not all sweep at once.
const SWEEP_LOCK: &str = "SELECT GET_LOCK('perf_runtime_sweep', 0)";

/// Makes an empty database.
pub(super) async fn create(admin: &mut MySqlConnection, name: &str) -> Result<(), sqlx::Error> {
    run(admin, format!("CREATE DATABASE `{name}`")).await
}

/// Drops a database, if it bears a mark.
pub(super) async fn drop(admin: &mut MySqlConnection, name: &str) -> Result<(), sqlx::Error> {
    if name::mark_of(name).is_some() || name::is_of_template(name) {
        run(admin, format!("DROP DATABASE IF EXISTS `{name}`")).await?;
    }
    Ok(())
}

/// Drops what runs that are over have left behind, unless another process is doing so.
pub(super) async fn sweep(admin: &mut MySqlConnection) -> Result<(), sqlx::Error> {
    // The lock is given back with the connection.
    let locked: Option<i64> = sqlx::query_scalar(SWEEP_LOCK)
        .fetch_one(&mut *admin)
        .await?;
    if locked == Some(1) {
        drop_left_over(admin).await
    } else {
        Ok(())
    }
}

pub(super) async fn drop_left_over(admin: &mut MySqlConnection) -> Result<(), sqlx::Error> {
    let begun = Instant::now();
    let us = name::us();
    for name in unconnected(admin).await? {
        if begun.elapsed() > SWEEP {
            break;
        }
        let is_over = if name::is_of_template(&name) {
            is_template_over(admin, &name).await
        } else {
            name::mark_of(&name).is_some_and(|mark| mark.is_over(&us, Process::is_over))
        };
        if is_over {
            // What cannot be dropped now is left to the next run.
            let _ = drop(admin, &name).await;
        }
    }
    Ok(())
}

/// Whether the binary of a template was built anew, or the process is over that began to make it. One without a mark
/// is over unless somebody is making it.
async fn is_template_over(admin: &mut MySqlConnection, name: &str) -> bool {
    if let Some(mark) = template::mark_of(admin, name).await {
        return mark.is_over(&Mark::now(), Process::is_over);
    }
    let is_free = sqlx::query_scalar("SELECT IS_FREE_LOCK(?)").bind(name);
    let is_free: Result<Option<i64>, _> = is_free.fetch_one(admin).await;
    matches!(is_free, Ok(Some(1)))
}

/// The databases to which nobody is connected, as far as we may see it: such a one is in use, whoever
/// made it.
async fn unconnected(admin: &mut MySqlConnection) -> Result<Vec<String>, sqlx::Error> {
    let query = "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata \
                 WHERE schema_name LIKE 'perf\\_%' AND NOT EXISTS \
                 (SELECT 1 FROM information_schema.processlist WHERE db = schema_name)";
    sqlx::query_scalar(query).fetch_all(admin).await
}

pub(super) async fn run(admin: &mut MySqlConnection, statement: String) -> Result<(), sqlx::Error> {
    admin.execute(AssertSqlSafe(statement)).await.map(|_| ())
}
