//! What recording costs a query: a read by primary key, in a case and outside of one.
//!
//! `cargo bench -p perf-runtime --bench recording`, and with `--features postgres` on Postgres too. Prints
//! ratios of medians taken in turn in one run: other load on the machine falls on both sides alike.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its result")]

use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use perf_runtime::__private::{
    Body, Case, Dataset, Ignore, IntoOutcome, Options, Registered, SeedArg, ShouldPanic, inventory,
    perf_body, run_test,
};
use sqlx::{Database, Executor, IntoArguments, Pool};

const CASES: usize = 5;
/// Reads on one side before the other side has its turn: short, so that a disturbance meets both.
const CHUNK: u32 = 100;
const CHUNKS: usize = 150;
/// Call stacks are taken of the first statements of a case only.
const UNTIL_NO_STACKS: u32 = 20_000;
const QUERY: &str = "SELECT name FROM things WHERE id = $1";

/// How many times as long a chunk took as the one without a subscriber beside it.
#[derive(Default)]
struct Ratios {
    with_sites: Vec<f64>,
    without_sites: Vec<f64>,
    /// A read without a subscriber, in microseconds.
    plain: Vec<f64>,
}

static RATIOS: Mutex<Option<Ratios>> = Mutex::new(None);

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
        let row: (String,) = sqlx::query_as(QUERY)
            .bind(id)
            .fetch_one(&mut *connection)
            .await
            .expect("a row");
        std::hint::black_box(row);
    }
    begun.elapsed()
}

macro_rules! engine {
    ($module:ident, $pool:ty) => {
        mod $module {
            use super::*;

            pub(super) async fn seed(pool: &$pool) -> Result<(), sqlx::Error> {
                pool.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
                    .await?;
                let mut transaction = pool.begin().await?;
                for id in 0..1000 {
                    let insert =
                        sqlx::query("INSERT INTO things VALUES ($1, 'a name of some length')")
                            .bind(id);
                    insert.execute(&mut *transaction).await?;
                }
                transaction.commit().await
            }

            /// A thread without any subscriber that reads a chunk whenever it is asked to.
            fn plain_reader(
                options: <$pool as Connects>::Options,
            ) -> (mpsc::Sender<()>, mpsc::Receiver<Duration>) {
                let (ask, asked) = mpsc::channel::<()>();
                let (answer, answers) = mpsc::channel();
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .expect("a runtime");
                    runtime.block_on(async {
                        let pool = <$pool>::connect_with(options)
                            .await
                            .expect("the same database");
                        while asked.recv().is_ok() {
                            let time = reads(&pool, CHUNK).await;
                            if answer.send(time).is_err() {
                                break;
                            }
                        }
                        pool.close().await;
                    });
                });
                (ask, answers)
            }

            async fn body(pool: $pool) {
                let (ask, answers) = plain_reader(pool.connect_options().as_ref().clone());
                let pairs = async |ratios: &mut Vec<f64>, plain: &mut Vec<f64>| {
                    for _ in 0..CHUNKS {
                        let recorded = reads(&pool, CHUNK).await;
                        ask.send(()).expect("the reader is there");
                        let bare = answers.recv().expect("the reader answers");
                        ratios.push(recorded.as_secs_f64() / bare.as_secs_f64());
                        plain.push(bare.as_secs_f64() * 1e6 / f64::from(CHUNK));
                    }
                };
                let mut ratios = RATIOS.lock().expect("no panic").take().unwrap_or_default();
                let Ratios {
                    with_sites,
                    without_sites,
                    plain,
                } = &mut ratios;
                pairs(with_sites, plain).await;
                reads(&pool, UNTIL_NO_STACKS).await;
                pairs(without_sites, plain).await;
                *RATIOS.lock().expect("no panic") = Some(ratios);
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
                            Box::pin(async move {
                                IntoOutcome::into_outcome(seed(SeedArg::from_pool(&pool)?).await)
                            })
                        },
                    }),
                    ..Options::NONE
                },
                body: Body::Perf(|cx| perf_body(cx, &["pool"], |(pool,): ($pool,)| body(pool))),
            };
            inventory::submit! { Registered(&CASE) }

            pub(super) fn run() {
                for _ in 0..CASES {
                    run_test(module_path!(), stringify!($module), CASE.line);
                }
                super::print(stringify!($module));
            }
        }
    };
}

trait Connects {
    type Options;
}

impl<DB: Database> Connects for Pool<DB> {
    type Options = <DB::Connection as sqlx::Connection>::Options;
}

engine!(sqlite, sqlx::SqlitePool);
#[cfg(feature = "postgres")]
engine!(postgres, sqlx::PgPool);

fn print(engine: &str) {
    let Ratios {
        with_sites,
        without_sites,
        plain,
    } = RATIOS.lock().expect("no panic").take().unwrap_or_default();
    println!(
        "{engine}: a read takes {:.1} us; recorded {:.3} x, with call sites {:.3} x",
        median(plain),
        median(without_sites),
        median(with_sites),
    );
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
