//! The suites on Postgres, and the proof that each handler runs as many statements there as on SQLite.
//!
//! The cases on Postgres are skipped, with the reason, where there is no Postgres.

use client::Client;
use command_center::db::{POSTGRES, SQLITE};
use command_center::{Db, Passwords, router};
use perf_runtime::perf;
use sqlx::PgPool;
use sqlx::sqlite::SqliteConnectOptions;
use tour::tour;

mod a_n_plus_one;
#[path = "../support/accounts.rs"]
mod accounts;
mod c_queries;
#[path = "../support/client.rs"]
mod client;
mod d_schemas;
#[path = "../support/data.rs"]
mod data;
mod e_records;
#[path = "../support/gauge.rs"]
mod gauge;
mod h_leaks;
#[path = "../support/specs.rs"]
mod specs;
#[path = "../support/tour.rs"]
mod tour;

fn app(pool: PgPool) -> Client {
    Client::new(router(Db::Postgres(pool), Passwords::cheap()))
}

#[perf(min_queries = 134, max_queries = 134, requires = ["postgres"], migrator = POSTGRES)]
async fn all_handlers(pool: PgPool) {
    tour(app(pool)).await;
}

#[perf(min_queries = 134, max_queries = 134, migrator = SQLITE)]
async fn all_handlers_on_sqlite(options: SqliteConnectOptions) -> sqlx::Result<()> {
    let db = Db::sqlite(options).await?;
    tour(Client::new(router(db, Passwords::cheap()))).await;
    Ok(())
}
