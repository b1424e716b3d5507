//! What the design service makes of a specification: jobs, their outputs, their decisions.
//!
//! Its tables are in the schema `shared`, on Postgres only.

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgPool};

use crate::clock::unix_now;
use crate::page::Page;
use crate::specs::Status;

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Job {
    id: i64,
    session_id: i64,
    kind: String,
    created_at: i64,
    finished_at: Option<i64>,
}

/// A job and the session that it is for.
#[derive(Debug, Serialize, FromRow)]
pub(crate) struct WithSession {
    #[serde(flatten)]
    #[sqlx(flatten)]
    job: Job,
    session_title: String,
    session_status: Status,
}

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Output {
    id: i64,
    job_id: i64,
    name: String,
    bytes: i64,
    created_at: i64,
}

/// A decision and the topic of the research that it rests on.
#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Decision {
    id: i64,
    job_id: i64,
    summary: String,
    topic: Option<String>,
    created_at: i64,
}

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct OfStatus {
    status: Status,
    jobs: i64,
    /// NULL where none is finished.
    mean_seconds: Option<f64>,
}

/// What a client says of a job.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    session_id: i64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Wireframe,
    Schema,
    Api,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Wireframe => "wireframe",
            Self::Schema => "schema",
            Self::Api => "api",
        }
    }
}

pub(crate) async fn of_session(pool: &PgPool, session: i64) -> sqlx::Result<Vec<WithSession>> {
    let sql = "SELECT job.id, job.session_id, job.kind, job.created_at, job.finished_at, \
                      s.title AS session_title, s.status AS session_status \
               FROM spec_sessions s JOIN shared.design_jobs job ON job.session_id = s.id \
               WHERE s.id = $1 ORDER BY job.id";
    sqlx::query_as(sql).bind(session).fetch_all(pool).await
}

/// The sessions of a page, each with its newest job. The LIMIT inside makes it a look-up in the index for each
/// session; as a plain join it would be the planner's choice, and grow with all jobs that there are.
pub(crate) async fn list(pool: &PgPool, page: Page) -> sqlx::Result<Vec<WithSession>> {
    let sql = "SELECT job.id, job.session_id, job.kind, job.created_at, job.finished_at, \
                      s.title AS session_title, s.status AS session_status \
               FROM (SELECT id, title, status FROM spec_sessions ORDER BY id LIMIT $1 OFFSET $2) s \
               CROSS JOIN LATERAL (SELECT id, session_id, kind, created_at, finished_at FROM shared.design_jobs \
                                   WHERE session_id = s.id ORDER BY id DESC LIMIT 1) job \
               ORDER BY s.id";
    sqlx::query_as(sql)
        .bind(page.limit)
        .bind(page.offset)
        .fetch_all(pool)
        .await
}

pub(crate) async fn outputs(pool: &PgPool, job: i64) -> sqlx::Result<Vec<Output>> {
    let sql = "SELECT id, job_id, name, bytes, created_at FROM shared.outputs WHERE job_id = $1 ORDER BY id";
    sqlx::query_as(sql).bind(job).fetch_all(pool).await
}

pub(crate) async fn decisions(pool: &PgPool, job: i64) -> sqlx::Result<Vec<Decision>> {
    let sql = "SELECT d.id, d.job_id, d.summary, r.topic, d.created_at \
               FROM shared.decisions d LEFT JOIN spec_research r ON r.id = d.research_id \
               WHERE d.job_id = $1 ORDER BY d.id";
    sqlx::query_as(sql).bind(job).fetch_all(pool).await
}

/// How many jobs the sessions of each status have, and how long one took on average.
pub(crate) async fn by_status(pool: &PgPool) -> sqlx::Result<Vec<OfStatus>> {
    let sql = "SELECT s.status, COUNT(*) AS jobs, \
                      AVG(job.finished_at - job.created_at)::float8 AS mean_seconds \
               FROM shared.design_jobs job JOIN spec_sessions s ON s.id = job.session_id \
               GROUP BY s.status ORDER BY s.status";
    sqlx::query_as(sql).fetch_all(pool).await
}

pub(crate) async fn create(pool: &PgPool, draft: &Draft) -> sqlx::Result<Job> {
    let sql = "INSERT INTO shared.design_jobs (session_id, kind, created_at) VALUES ($1, $2, $3) \
               RETURNING id, session_id, kind, created_at, finished_at";
    sqlx::query_as(sql)
        .bind(draft.session_id)
        .bind(draft.kind.as_str())
        .bind(unix_now())
        .fetch_one(pool)
        .await
}
