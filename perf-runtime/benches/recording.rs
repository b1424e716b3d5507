//! What recording costs a query: a read by primary key, in a case and outside of one.
//!
//! `cargo bench -p perf-runtime --bench recording`, and with `--features postgres` on Postgres too. Prints
//! ratios of medians taken in turn in one run: other load on the machine falls on both sides alike.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its result")]

use std::sync::Mutex;
use std::time::{Duration, Instant};

use perf_runtime::__private::{
    Body, Case, Dataset, Ignore, IntoOutcome, Options, Registered, SeedArg, ShouldPanic, inventory, perf_body, run_test,
};
use sqlx::{Database, Executor, IntoArguments, Pool};

const ROUNDS: usize = 15;
const READS: u32 = 4_000;
/// Call stacks are taken of the first statements of a case only.
const UNTIL_NO_STACKS: u32 = 20_000;
const QUERY: &str = "SELECT name FROM things WHERE id = $1";

/// For each round: with call sites, and without.
static TIMES: Mutex<Vec<(Duration, Duration)>> = Mutex::new(Vec::new());

async fn reads<DB: Database>(pool: &Pool<DB>, n: u32) -> Duration
where
    for<'q> DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'q> i32: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'r> (String,): sqlx::FromRow<'r, DB::Row>,
{
    let mut connection = pool.acquire().await.expect("a connection");
    let begun = Instant::now();
    for id in 0..n {
        let id = i32::try_from(id % 1000).expect("small");
        let row: (String,) = sqlx::query_as(QUERY).bind(id).fetch_one(&mut *connection).await.expect("a row");
        std::hint::black_box(row);
    }
    begun.elapsed()
}

macro_rules! engine {
    ($module:ident, $pool:ty) => {
        mod $module {
            use super::*;


            pub(super) async fn seed(pool: &$pool) -> Result<(), sqlx::Error> {
                pool.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").await?;
                let mut transaction = pool.begin().await?;
                for id in 0..1000 {
                    let insert = sqlx::query("INSERT INTO things VALUES ($1, 'a name of some length')").bind(id);
                    insert.execute(&mut *transaction).await?;
                }
                transaction.commit().await
            }

            /// Alternates with the same reads on a thread without any subscriber.
            async fn body(pool: $pool) {
                reads(&pool, 500).await;
                let with_sites = reads(&pool, READS).await;
                reads(&pool, UNTIL_NO_STACKS).await;
                let without_sites = reads(&pool, READS).await;
                TIMES.lock().expect("no panic").push((with_sites, without_sites));
                let options = pool.connect_options().as_ref().clone();
                let baseline = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                    runtime.block_on(async {
                        let pool = <$pool>::connect_with(options).await.expect("the same database");
                        reads(&pool, 500).await;
                        let time = reads(&pool, READS).await;
                        pool.close().await;
                        time
                    })
                });
                BASELINE.lock().expect("no panic").push(baseline.join().expect("no panic"));
            }

            static CASE: Case = Case {
                name: stringify!($module),
                module: module_path!(),
                file: file!(),
                line: line!(),
                manifest_dir: env!("CARGO_MANIFEST_DIR"),
                package: env!("CARGO_PKG_NAME"),
                ignore: Ignore::No,
                should_panic: ShouldPanic::No,
                options: Options {
                    dataset: Some(Dataset {
                        name: "seed",
                        seed: |pool| {
                            Box::pin(async move { IntoOutcome::into_outcome(seed(SeedArg::from_pool(&pool)?).await) })
                        },
                    }),
                    ..Options::NONE
                },
                body: Body::Perf(|cx| perf_body(cx, &["pool"], |(pool,): ($pool,)| body(pool))),
            };
            inventory::submit! { Registered(&CASE) }

            pub(super) fn run() {
                for _ in 0..ROUNDS {
                    run_test(module_path!(), stringify!($module), CASE.line);
                }
                super::print(stringify!($module));
            }
        }
    };
}

static BASELINE: Mutex<Vec<Duration>> = Mutex::new(Vec::new());

engine!(sqlite, sqlx::SqlitePool);
#[cfg(feature = "postgres")]
engine!(postgres, sqlx::PgPool);

fn print(engine: &str) {
    let times = std::mem::take(&mut *TIMES.lock().expect("no panic"));
    let baseline = std::mem::take(&mut *BASELINE.lock().expect("no panic"));
    let ratio = |of: fn(&(Duration, Duration)) -> Duration| {
        let ratios = times.iter().zip(&baseline).map(|(time, plain)| of(time).as_secs_f64() / plain.as_secs_f64());
        median(ratios.collect())
    };
    let each = median(baseline.iter().map(|time| time.as_secs_f64() * 1e6 / f64::from(READS)).collect());
    println!("{engine}: a read takes {each:.2} us; recorded {:.3} x, with call sites {:.3} x", ratio(|t| t.1), ratio(|t| t.0));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    sqlite::run();
    #[cfg(feature = "postgres")]
    postgres::run();
}
