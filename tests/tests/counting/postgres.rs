//! On Postgres.

use perf_runtime::perf;
use perf_tests::postgres as shop;
use sqlx::postgres::{PgConnectOptions as Options, PgPool, PgPoolOptions};

#[path = "http.rs"]
mod http;
#[path = "n_plus_one.rs"]
mod n_plus_one;
#[path = "queries.rs"]
mod queries;
#[path = "side_by_side.rs"]
mod side_by_side;
#[path = "tasks.rs"]
mod tasks;

async fn moods(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::raw_sql("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TABLE person (mood mood); INSERT INTO person VALUES ('happy')")
        .execute(pool)
        .await
        .map(drop)
}

#[derive(Debug, PartialEq, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
enum Mood {
    Sad,
    Happy,
}

/// Each connection asks the catalog for the type.
#[perf(max_queries = 10, min_queries = 10, n_plus_one = "allow", dataset = moods)]
async fn a_type_of_its_own_over_a_cold_pool(_db: PgPool, options: Options) -> sqlx::Result<()> {
    let pool = PgPoolOptions::new()
        .max_connections(5)
        .connect_with(options)
        .await?;
    let mut held = Vec::new();
    for _ in 0..5 {
        let mut connection = pool.acquire().await?;
        for _ in 0..2 {
            let mood: Mood = sqlx::query_scalar("SELECT mood FROM person WHERE mood <> $1")
                .bind(Mood::Sad)
                .fetch_one(&mut *connection)
                .await?;
            assert_eq!(mood, Mood::Happy);
        }
        held.push(connection);
    }
    Ok(())
}

/// A connection to Postgres belongs to the runtime that opened it: each case has a pool of its own.
mod shared {
    pub(super) use sqlx::PgPool as Pool;

    pub(super) fn pool(own: Pool) -> Pool {
        own
    }
}
