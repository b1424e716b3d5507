//! Suite C on Postgres at 1,000 sessions: the same requests, in the same limits. How they grow is asked of SQLite,
//! where a database of 10,000 sessions is cloned in no time.

use command_center::Db;
use command_center::db::POSTGRES;
use command_center::seed::Error;
use perf_runtime::{Size, perf};
use sqlx::PgPool;

use crate::{app, specs};

async fn sessions(pool: &PgPool, size: Size) -> Result<(), Error> {
    specs::seeded(Db::Postgres(pool.clone()), size).await
}

/// The statement by itself: a connection and a router take longer here than it does.
#[perf(max_query_ms = 5, warmup = 1, max_queries = 1, no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn session_by_id(pool: PgPool) {
    specs::session_by_id(&app(pool)).await;
}

#[perf(max_ms = 50, max_queries = 1, max_rows = 20, no_full_scan, uses_index = "spec_sessions_by_status", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn sessions_by_status(pool: PgPool) {
    specs::sessions_by_status(&app(pool)).await;
}

#[perf(max_ms = 50, max_queries = 1, max_rows = 10, no_full_scan, uses_index = "spec_sessions_by_status", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn sessions_of_a_day(pool: PgPool) {
    specs::sessions_of_a_day(&app(pool)).await;
}

#[perf(max_ms = 50, max_queries = 1, max_rows = 50, no_full_scan, uses_index = "spec_sessions_by_title", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn sessions_by_title(pool: PgPool) {
    specs::sessions_by_title(&app(pool)).await;
}

#[perf(max_ms = 20, max_queries = 1, max_rows = 3, no_full_scan, uses_index = "spec_research_by_session", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn research_of_a_session(pool: PgPool) {
    specs::research_of_a_session(&app(pool)).await;
}

#[perf(max_ms = 30, max_queries = 2, max_rows = 8, no_full_scan, uses_index = "spec_messages_by_session", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn conversation_page(pool: PgPool) {
    specs::conversation_page(&app(pool)).await;
}

#[perf(max_ms = 50, max_queries = 1, max_rows = 4, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn by_status(pool: PgPool, size: Size) {
    specs::by_status(&app(pool), size).await;
}

#[perf(max_ms = 50, max_queries = 1, max_rows = 10, uses_index = "spec_error_logs_open", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn error_log(pool: PgPool) {
    specs::error_log(&app(pool)).await;
}

#[perf(max_ms = 100, max_queries = 1, max_rows = 1, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn summary(pool: PgPool, size: Size) {
    specs::summary(&app(pool), size).await;
}

#[perf(max_ms = 100, max_queries = 5, n_plus_one = "deny", no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
async fn details(pool: PgPool) {
    specs::details(&app(pool), "/api/v1/specs/42/details").await;
}

#[perf(max_queries = 5, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
#[should_panic(expected = "specs::slow::message")]
async fn details_one_by_one(pool: PgPool) {
    specs::details(&app(pool), "/api/v1/lazy/specs/42/details").await;
}

#[perf(no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
#[should_panic(expected = "full scan of `spec_sessions`")]
async fn sessions_of_a_day_computed(pool: PgPool) {
    specs::of_day_computed(&app(pool)).await;
}

#[perf(no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
#[should_panic(expected = "no_full_scan")]
async fn sessions_by_part_of_title(pool: PgPool) {
    specs::by_part_of_title(&app(pool)).await;
}

#[perf(no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = 1_000)]
#[should_panic(expected = "full scan of `spec_sessions`")]
async fn sessions_changed_last(pool: PgPool) {
    specs::changed_last(&app(pool)).await;
}
