//! Has Postgres tell what its statements cost: `auto_explain` sends the plan of each as a notice.
//!
//! It is a setting of the case's database, made after it was filled, so that it holds for every
//! connection that is opened from then on, and for no other database. Times of single steps are
//! left out, as they are what makes `auto_explain` slow.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Executor};

const SETTINGS: [(&str, &str); 7] = [
    ("auto_explain.log_min_duration", "0"),
    ("auto_explain.log_analyze", "on"),
    ("auto_explain.log_buffers", "on"),
    ("auto_explain.log_timing", "off"),
    ("auto_explain.log_format", "json"),
    ("auto_explain.log_nested_statements", "off"),
    ("client_min_messages", "log"),
];

const IS_LOADED: &str =
    "SELECT EXISTS (SELECT FROM pg_settings WHERE name = 'auto_explain.log_min_duration')";

/// Makes the settings; the error says why statements are not counted, and what to do.
pub(super) async fn start(admin: &mut PgConnection, database: &str) -> Result<(), String> {
    load(admin, database).await?;
    for (name, value) in SETTINGS {
        set(admin, database, name, value).await?;
    }
    Ok(())
}

/// A superuser may load it for one database, where the server has not loaded it for all.
async fn load(admin: &mut PgConnection, database: &str) -> Result<(), String> {
    let is_loaded: bool = sqlx::query_scalar(IS_LOADED)
        .fetch_one(&mut *admin)
        .await
        .map_err(|error| not_counted(&error))?;
    if is_loaded {
        return Ok(());
    }
    admin
        .execute("LOAD 'auto_explain'")
        .await
        .map_err(|error| not_counted(&error))?;
    set(admin, database, "session_preload_libraries", "auto_explain").await
}

async fn set(
    admin: &mut PgConnection,
    database: &str,
    name: &str,
    value: &str,
) -> Result<(), String> {
    let set = AssertSqlSafe(format!(
        r#"ALTER DATABASE "{database}" SET {name} = '{value}'"#
    ));
    let set = admin.execute(set).await;
    set.map(drop).map_err(|error| not_counted(&error))
}

fn not_counted(error: &sqlx::Error) -> String {
    format!(
        "Postgres does not tell what its statements cost: {error}\n\
         It needs `shared_preload_libraries = 'auto_explain'` in the server's settings, and a role that may set it; \
         unset DATABASE_URL to use a private server, which has both"
    )
}
