//! Suite D: queries across schemas, sessions of the tool beside design jobs in `shared`.
//!
//! A case has a database of its own with both schemas, so only a missing server skips it.

use axum::http::StatusCode;
use command_center::Db;
use command_center::db::POSTGRES;
use command_center::seed::Error;
use perf_runtime::{Perf, Size, perf};
use serde_json::json;
use sqlx::PgPool;

use crate::client::Client;
use crate::{app, specs};

async fn sessions(pool: &PgPool, size: Size) -> Result<(), Error> {
    specs::seeded(Db::Postgres(pool.clone()), size).await
}

/// As it is when somebody forgets the index: a foreign key has none by itself.
async fn sessions_without_the_index(pool: &PgPool, size: Size) -> Result<(), Error> {
    sessions(pool, size).await?;
    sqlx::raw_sql("DROP INDEX shared.design_jobs_by_session")
        .execute(pool)
        .await?;
    Ok(())
}

async fn session_with_its_job(client: &Client) {
    let jobs = client.get("/api/v1/design-jobs/of-session/42").await.rows();
    assert_eq!((jobs.len(), &jobs[0]["session_id"]), (1, &json!(42)));
    assert!(jobs[0]["session_title"].is_string());
}

async fn sessions_with_their_jobs(client: &Client) {
    let jobs = client.get("/api/v1/design-jobs?limit=50").await.rows();
    assert_eq!((jobs.len(), &jobs[49]["session_id"]), (50, &json!(50)));
}

async fn outputs_of_a_job(client: &Client) {
    let outputs = client.get("/api/v1/design-jobs/42/outputs").await.rows();
    assert_eq!((outputs.len(), &outputs[0]["job_id"]), (4, &json!(42)));
}

async fn decisions_of_a_job(client: &Client) {
    let decisions = client.get("/api/v1/design-jobs/42/decisions").await.rows();
    assert_eq!(decisions.len(), 3);
    assert!(
        decisions
            .iter()
            .all(|decision| decision["topic"].is_string())
    );
}

async fn jobs_by_status(client: &Client, size: Size) {
    let rows = client.get("/api/v1/design-jobs/by-status").await.rows();
    let jobs: u64 = rows.iter().filter_map(|row| row["jobs"].as_u64()).sum();
    assert_eq!((rows.len(), jobs), (4, size.0));
    assert!(
        rows.iter()
            .all(|row| row["mean_seconds"].as_f64() > Some(5.0))
    );
}

/// Each foreign key is looked up by the primary key that it refers to.
async fn create(client: Client, perf: Perf) {
    let client = client.sign_in("ada").await;
    let draft = json!({ "session_id": 42, "kind": "schema" });
    let created = perf
        .measure(client.post("/api/v1/design-jobs", &draft))
        .await;
    assert_eq!(created.expect(StatusCode::CREATED)["session_id"], 42);

    let nowhere = json!({ "session_id": 1_000_000_000, "kind": "schema" });
    let refused = client.post("/api/v1/design-jobs", &nowhere).await;
    refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

/// The suite at one size: what an aggregate may take, in milliseconds.
macro_rules! at {
    ($(#[$attribute:meta])* $module:ident, $size:tt, aggregate = $aggregate:tt) => {
        mod $module {
            use super::*;

            #[perf(max_ms = 100, max_queries = 1, max_rows = 1, no_full_scan, uses_index = "design_jobs_by_session", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = $size)]
            $(#[$attribute])*
            async fn session_with_its_job(pool: PgPool) {
                super::session_with_its_job(&app(pool)).await;
            }

            #[perf(max_ms = 150, max_queries = 1, max_rows = 50, no_full_scan, uses_index = "design_jobs_by_session", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = $size)]
            $(#[$attribute])*
            async fn sessions_with_their_jobs(pool: PgPool) {
                super::sessions_with_their_jobs(&app(pool)).await;
            }

            #[perf(max_ms = 20, max_queries = 1, max_rows = 4, no_full_scan, uses_index = "outputs_by_job", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = $size)]
            $(#[$attribute])*
            async fn outputs_of_a_job(pool: PgPool) {
                super::outputs_of_a_job(&app(pool)).await;
            }

            #[perf(max_ms = 20, max_queries = 1, max_rows = 3, no_full_scan, uses_index = "decisions_by_job", requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = $size)]
            $(#[$attribute])*
            async fn decisions_of_a_job(pool: PgPool) {
                super::decisions_of_a_job(&app(pool)).await;
            }

            #[perf(max_ms = $aggregate, max_queries = 1, max_rows = 4, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = $size)]
            $(#[$attribute])*
            async fn jobs_by_status(pool: PgPool, size: Size) {
                super::jobs_by_status(&app(pool), size).await;
            }

            #[perf(max_ms = 50, max_queries = 2, max_writes = 1, no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions, size = $size)]
            $(#[$attribute])*
            async fn create(pool: PgPool, perf: Perf) {
                super::create(app(pool), perf).await;
            }
        }
    };
}

at!(of_100, 100, aggregate = 100);
at!(of_1_000, 1_000, aggregate = 100);
at!(of_10_000, 10_000, aggregate = 200);
at!(
    #[ignore = "2,210,000 rows: run with --include-ignored"]
    of_100_000,
    100_000,
    aggregate = 2_000
);

#[perf(no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions_without_the_index, size = 10_000)]
#[should_panic(expected = "full scan of `design_jobs`")]
async fn joins_without_the_index(pool: PgPool) {
    session_with_its_job(&app(pool)).await;
}

#[perf(no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = sessions_without_the_index, size = 1_000)]
#[should_panic(
    expected = "asked whether an index can serve (`enable_seqscan = off`), since the table is small: none can"
)]
async fn joins_without_the_index_where_the_table_is_small(pool: PgPool) {
    session_with_its_job(&app(pool)).await;
}
