//! The suites on Postgres, and the proof that each handler runs as many statements there as on SQLite.
//!
//! The cases on Postgres are skipped, with the reason, where there is no Postgres.

use std::time::Duration;

use agents::answer;
use client::Client;
use command_center::db::{POSTGRES, SQLITE};
use command_center::{Db, Options, Policy, router};
use model::StubModel;
use perf_runtime::perf;
use sqlx::PgPool;
use sqlx::sqlite::SqliteConnectOptions;
use tour::tour;

mod a_n_plus_one;
#[path = "../support/accounts.rs"]
mod accounts;
#[path = "../support/agents.rs"]
mod agents;
mod c_queries;
#[path = "../support/client.rs"]
mod client;
mod d_schemas;
#[path = "../support/data.rs"]
mod data;
mod e_records;
mod f_pool;
mod g_resilience;
#[path = "../support/gauge.rs"]
mod gauge;
mod h_leaks;
#[path = "../support/model.rs"]
mod model;
#[path = "../support/specs.rs"]
mod specs;
#[path = "../support/tour.rs"]
mod tour;

/// A service whose agents have a model.
async fn desk(db: Db) -> Client {
    let stub = StubModel::start(Duration::ZERO, answer).await;
    let options = Options {
        model: Some(stub.model(Policy::of_a_model())),
        ..Options::cheap()
    };
    Client::new(router(db, options))
}

fn app(pool: PgPool) -> Client {
    Client::new(router(Db::Postgres(pool), Options::cheap()))
}

#[perf(min_queries = 143, max_queries = 143, requires = ["postgres"], migrator = POSTGRES)]
async fn all_handlers(pool: PgPool) {
    tour(desk(Db::Postgres(pool)).await).await;
}

#[perf(min_queries = 143, max_queries = 143, migrator = SQLITE)]
async fn all_handlers_on_sqlite(options: SqliteConnectOptions) -> sqlx::Result<()> {
    let db = Db::sqlite(options).await?;
    tour(desk(db).await).await;
    Ok(())
}
