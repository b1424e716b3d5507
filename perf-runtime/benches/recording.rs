//! What recording costs a query: a read by primary key, in a case and outside of one.
//!
//! `cargo bench -p perf-runtime --bench recording`, and with `--features postgres` on Postgres too. Prints
//! the median ratio of chunks taken in turn on one connection of one thread, with and without the case's subscriber:
//! other load on the machine, and where its threads happen to run, fall on both sides alike.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its result")]

use std::sync::Mutex;
use std::time::{Duration, Instant};

use perf_runtime::__private::{
    Body, Case, Dataset, Ignore, Options, Registered, ShouldPanic, identity, inventory, perf_body,
    run_test,
};
use sqlx::{Database, Executor, IntoArguments, pool::PoolConnection};
use tracing::instrument::WithSubscriber;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Event, Metadata, Subscriber};

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
    /// By a subscriber that listens to sqlx and does nothing: what sqlx itself spends on telling.
    heard: Vec<f64>,
    /// A read without a subscriber, in microseconds.
    plain: Vec<f64>,
}

static RATIOS: Mutex<Option<Ratios>> = Mutex::new(None);

async fn reads<DB: Database>(connection: &mut PoolConnection<DB>, n: u32) -> Duration
where
    for<'q> DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'q> i32: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'r> (String,): sqlx::FromRow<'r, DB::Row>,
{
    let begun = Instant::now();
    for id in 0..n {
        let id = i32::try_from(id % 1000).expect("small");
        let row: (String,) = sqlx::query_as(QUERY)
            .bind(id)
            .fetch_one(&mut **connection)
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

            async fn body(pool: $pool) {
                // Made once: making it sets every recorder looking for the application's subscriber.
                let nobody = Dispatch::new(NoSubscriber::default());
                let listens = Dispatch::new(Listens);
                let mut connection = pool.acquire().await.expect("a connection");
                let mut turns =
                    async |recorded: &mut Vec<f64>, heard: &mut Vec<f64>, plain: &mut Vec<f64>| {
                        for _ in 0..CHUNKS {
                            let by_case = reads(&mut connection, CHUNK).await.as_secs_f64();
                            let by_nobody = reads(&mut connection, CHUNK)
                                .with_subscriber(nobody.clone())
                                .await
                                .as_secs_f64();
                            let by_listener = reads(&mut connection, CHUNK)
                                .with_subscriber(listens.clone())
                                .await
                                .as_secs_f64();
                            recorded.push(by_case / by_nobody);
                            heard.push(by_listener / by_nobody);
                            plain.push(by_nobody * 1e6 / f64::from(CHUNK));
                        }
                    };
                let mut ratios = RATIOS.lock().expect("no panic").take().unwrap_or_default();
                let Ratios {
                    with_sites,
                    without_sites,
                    heard,
                    plain,
                } = &mut ratios;
                turns(with_sites, heard, plain).await;
                reads(&mut pool.acquire().await.expect("another"), UNTIL_NO_STACKS).await;
                turns(without_sites, heard, plain).await;
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
                        identity: || identity(&seed),
                        seed: |seeding| perf_runtime::__private::seed(&seed, seeding),
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

engine!(sqlite, sqlx::SqlitePool);
#[cfg(feature = "postgres")]
engine!(postgres, sqlx::PgPool);

fn print(engine: &str) {
    let Ratios {
        with_sites,
        without_sites,
        heard,
        plain,
    } = RATIOS.lock().expect("no panic").take().unwrap_or_default();
    println!(
        "{engine}: a read takes {:.1} us; recorded {:.3} x, with call sites {:.3} x",
        median(plain),
        median(without_sites),
        median(with_sites),
    );
    // SQLite's events come from a thread of sqlx, where only a recorder or a process-wide subscriber hears them.
    if engine == "postgres" {
        println!(
            "{engine}: {:.3} x where a subscriber hears sqlx and does nothing",
            median(heard)
        );
    }
}

/// Hears sqlx's events, and does nothing.
struct Listens;

impl Subscriber for Listens {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
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
