//! Suite E on Postgres: the same requests. How many statements and rows each takes is the same as on SQLite. Which index
//! serves a list is not asked: of a hundred users Postgres may as well read all.

use command_center::db::POSTGRES;
use perf_runtime::{Iteration, Perf, perf};
use sqlx::PgPool;

use crate::client::Client;
use crate::data::{KEY, PEOPLE};
use crate::{accounts, app};

/// 100 users with two keys each.
pub(crate) async fn people(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::raw_sql(PEOPLE).execute(pool).await.map(drop)
}

fn program(pool: PgPool) -> Client {
    app(pool).with_key(KEY)
}

#[perf(mean_ms = 50, iterations = 20, warmup = 1, max_queries = 1, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn create(pool: PgPool, run: Iteration) {
    accounts::sign_up(&app(pool), run).await;
}

#[perf(max_ms = 10, iterations = 20, warmup = 1, max_queries = 2, no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn by_id(pool: PgPool) {
    accounts::find(&program(pool), "42", 42).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 2, no_full_scan, uses_index = "users_username_key", requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn by_username(pool: PgPool) {
    accounts::find(&program(pool), "by-username/user42", 42).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 2, no_full_scan, uses_index = "users_email_key", requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn by_email(pool: PgPool) {
    accounts::find(&program(pool), "by-email/user42@example.com", 42).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 3, max_writes = 2, no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn update(pool: PgPool, run: Iteration) {
    accounts::update(&program(pool), run).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 3, max_writes = 2, no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn delete(pool: PgPool, run: Iteration) {
    accounts::delete(&program(pool), run).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 3, max_writes = 2, no_full_scan, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn restore(pool: PgPool, run: Iteration, perf: Perf) {
    let program = program(pool);
    accounts::delete(&program, run).await;
    perf.measure(accounts::restore(&program, run)).await;
}

#[perf(max_ms = 50, max_queries = 2, max_rows = 21, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn of_a_team(pool: PgPool) {
    accounts::of_a_team(&program(pool)).await;
}

#[perf(max_ms = 50, max_queries = 2, max_rows = 6, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn by_team(pool: PgPool) {
    accounts::by_team(&program(pool)).await;
}

#[perf(max_ms = 50, max_queries = 2, max_rows = 21, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn deletions(pool: PgPool) {
    accounts::deletions(&program(pool)).await;
}

#[perf(max_ms = 100, max_queries = 3, max_rows = 301, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn page_of_100(pool: PgPool) {
    accounts::page(&program(pool), "users/with-keys", 100).await;
}

#[perf(max_rows = 76, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = people)]
#[should_panic(expected = "1,276 rows")]
async fn page_of_25_quadratic(pool: PgPool) {
    accounts::page(&program(pool), "lazy/users/with-all-keys", 25).await;
}

#[perf(max_ms = 500, max_queries = 3, max_writes = 2, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn import_of_100(pool: PgPool, run: Iteration) {
    accounts::import(&program(pool), "users/import", run, 100).await;
}

#[perf(max_writes = 2, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
#[should_panic(expected = "101 writes, budget 2")]
async fn import_of_100_one_by_one(pool: PgPool, run: Iteration) {
    accounts::import(&program(pool), "lazy/users/import", run, 100).await;
}

#[perf(max_ms = 50, max_writes = 21, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn transaction_of_20(pool: PgPool) {
    accounts::move_to_teams(&program(pool), "users/teams", 20).await;
}

#[perf(max_writes = 21, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
#[should_panic(expected = "40 writes, budget 21")]
async fn transaction_for_each_of_20(pool: PgPool) {
    accounts::move_to_teams(&program(pool), "lazy/users/teams", 20).await;
}
