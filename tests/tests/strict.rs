//! What the attributes emit holds under the strictest lints, and does what is written.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    rust_2018_idioms,
    unreachable_pub,
    unused_qualifications
)]
#![deny(clippy::all, clippy::pedantic, clippy::allow_attributes_without_reason)]

use perf_runtime::{Iteration, Perf, User, load, perf};
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

async fn one_row(db: &SqlitePool) -> sqlx::Result<()> {
    sqlx::query("CREATE TABLE numbers AS SELECT 5 AS number")
        .execute(db)
        .await?;
    Ok(())
}

/// Everything that can be said at once.
#[perf(
    max_queries = 1,
    min_queries = 1,
    max_rows = 1_000,
    max_query_ms = 12_345.5,
    n_plus_one = "deny",
    max_ms = 12345,
    p50_ms = 12_345,
    iterations = 7,
    warmup = 1,
    metric("sum", min = -1, max = 1.5),
    metric("fixture_hit_rate"),
    warn(max_queries = 0, metric("sum", max = 0.5)),
    threshold = "generous",
    timeout = "1m",
    runtime = "multi_thread",
    worker_threads = 2,
    verdict = "strict",
    dataset = one_row,
    migrator = MIGRATOR,
    category = "strict",
    tags = ["one", "two"],
    severity = "low"
)]
async fn everything(
    db: SqlitePool,
    mut user: User,
    _: Iteration,
    perf: Perf,
) -> anyhow::Result<()> {
    user.index += 1;
    perf.record("sum", 1.0);
    perf.record("fixture_hit_rate", 1.0);
    let number: i64 = sqlx::query_scalar("SELECT number FROM numbers")
        .fetch_one(&db)
        .await?;
    assert_eq!((number, user.index), (5, 1));
    Ok(())
}

#[perf]
async fn nothing() {}

#[perf]
async fn r#match(r#type: User) {
    assert_eq!(r#type.index, 0);
}

#[perf]
#[expect(non_snake_case, reason = "the name that the specification has")]
async fn CamelCase() {
    #[expect(unused_variables, reason = "on purpose")]
    let unused = 5;
}

#[perf]
#[expect(unused_variables, reason = "an expectation of the whole function")]
async fn expected() {
    let unused = 5;
}

#[perf]
#[should_panic(expected = "boom")]
async fn panics() {
    panic!("boom");
}

#[perf]
#[cfg(not(any(unix, not(unix))))]
async fn nowhere() {
    this_does_not_exist();
}

#[load(users = 2, iterations = 4, max_error_rate = 0)]
async fn load_of_two(user: User, iteration: Iteration) {
    assert_eq!(user, iteration.user);
    assert!(user.index < 2);
}

macro_rules! made {
    ($name:ident, $queries:literal, $seed:path, $ms:expr) => {
        #[perf(min_queries = $queries, max_rows = 5, dataset = $seed, max_ms = $ms)]
        async fn $name(db: SqlitePool) -> sqlx::Result<()> {
            sqlx::query("SELECT number FROM numbers")
                .fetch_all(&db)
                .await?;
            Ok(())
        }
    };
}

made!(of_a_macro, 1, one_row, 5000.5);

/// `perf-runtime` under another name.
mod renamed {
    extern crate perf_runtime as other;

    #[other::perf(crate = other, max_ms = 5000)]
    async fn by_a_name() {}

    #[other::perf(crate = self::other)]
    async fn by_a_path(user: other::User) {
        assert_eq!(user.index, 0);
    }
}

/// The names that the emitted code uses are not in the way of those of the body.
mod names {
    use perf_runtime::perf;

    type Case = u8;
    type Options = Case;
    const CASE: Options = 5;

    #[perf]
    async fn of_the_body() {
        let argument0: Case = CASE;
        assert_eq!(argument0, 5);
    }
}
