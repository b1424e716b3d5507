//! What a case's own database costs: a clone of a template against `#[sqlx::test]`, which migrates and fills one for
//! each test. Both with the migrations of the sample service and the same 1,000 rows, 20 tests one after the other, the
//! making of the template included.
//!
//! `cargo bench -p perf-runtime --bench clones`, and with `--features postgres` on a private Postgres server too.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its result")]

use std::fmt::Write;
use std::sync::LazyLock;
use std::time::Instant;

use perf_runtime::__private::{
    Body, Case, Dataset, Ignore, Options, Registered, ShouldPanic, identity, inventory, perf_body,
    run_test, seed,
};
use sqlx::Executor;
use sqlx::migrate::Migrator;
use sqlx::testing::{TestArgs, TestFixture, TestFn};

const TESTS: usize = 20;

/// A statement a row in one transaction, as `sqlite3 .dump` and `pg_dump --inserts` write them.
static ROWS: LazyLock<&'static str> = LazyLock::new(|| {
    let mut sql = "BEGIN;\n".to_owned();
    for row in 0..1000 {
        let vendor = row % 100;
        writeln!(
            sql,
            "INSERT INTO technologies (title, vendor, stage, summary, created_at) \
             VALUES ('Technology {row}', 'Vendor {vendor}', 'trial', 'A summary.', {row});"
        )
        .expect("a string takes all");
    }
    sql.push_str("COMMIT;\n");
    sql.leak()
});

macro_rules! engine {
    ($module:ident, $pool:ty, $migrations:literal, $($test:ident $index:literal)*) => {
        mod $module {
            use super::*;

            static MIGRATOR: Migrator = sqlx::migrate!($migrations);

            async fn rows(db: &$pool) -> sqlx::Result<()> {
                db.execute(*ROWS).await.map(drop)
            }

            async fn body(db: $pool) {
                let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM technologies");
                assert_eq!(count.fetch_one(&db).await.expect("a count"), 1000);
            }

            const fn case(name: &'static str) -> Case {
                Case {
                    name,
                    module: module_path!(),
                    file: file!(),
                    line: line!(),
                    manifest_dir: env!("CARGO_MANIFEST_DIR"),
                    package: env!("CARGO_PKG_NAME"),
                    ignore: Ignore::No,
                    should_panic: ShouldPanic::No,
                    options: Options {
                        migrator: Some(|| &MIGRATOR),
                        dataset: Some(Dataset {
                            name: "rows",
                            identity: || identity(&rows),
                            seed: |seeding| seed(&rows, seeding),
                        }),
                        ..Options::NONE
                    },
                    body: Body::Perf(|cx| perf_body(cx, &["db"], |(db,): ($pool,)| body(db))),
                }
            }

            static CASES: [Case; TESTS] = [$(case(stringify!($test))),*];
            $(inventory::submit! { Registered(&CASES[$index]) })*

            pub(super) fn cloned(index: usize) {
                run_test(module_path!(), CASES[index].name, CASES[index].line);
            }

            pub(super) fn filled(_: usize) {
                let mut args = TestArgs::new(concat!(module_path!(), "::filled"));
                args.migrator(&MIGRATOR);
                args.fixtures(
                    vec![TestFixture {
                        path: "rows.sql",
                        contents: *ROWS,
                    }]
                    .leak(),
                );
                let body: fn($pool) -> _ = body;
                TestFn::run_test(body, args);
            }
        }
    };
}

macro_rules! tests {
    ($module:ident, $pool:ty, $migrations:literal) => {
        engine!($module, $pool, $migrations, t00 0 t01 1 t02 2 t03 3 t04 4 t05 5 t06 6 t07 7 t08 8 t09 9 t10 10 t11 11 t12 12 t13 13 t14 14 t15 15 t16 16 t17 17 t18 18 t19 19);
    };
}

tests!(sqlite, sqlx::SqlitePool, "../migrations/sqlite");
#[cfg(feature = "postgres")]
tests!(postgres, sqlx::PgPool, "../migrations/postgres");

/// All tests, one after the other: milliseconds a test.
fn time(test: fn(usize)) -> f64 {
    let begun = Instant::now();
    (0..TESTS).for_each(test);
    begun.elapsed().as_secs_f64() * 1e3 / TESTS as f64
}

fn compare(engine: &str, cloned: f64, filled: f64) {
    println!(
        "{engine}: {cloned:.1} ms a test, {filled:.1} ms under #[sqlx::test]: {:.1} x",
        filled / cloned
    );
}

/// The private server of this run, for `#[sqlx::test]`, which takes it from the environment.
#[cfg(feature = "postgres")]
mod server {
    use std::sync::Mutex;

    use perf_runtime::__private::{
        Body, Case, Ignore, Options, Registered, ShouldPanic, inventory, perf_body, run_test,
    };
    use sqlx::ConnectOptions;
    use sqlx::postgres::PgConnectOptions;

    static URL: Mutex<Option<String>> = Mutex::new(None);

    #[expect(clippy::unused_async, reason = "as a test has it")]
    async fn body(options: PgConnectOptions) {
        let url = options.database("postgres").to_url_lossy();
        *URL.lock().expect("no panic") = Some(url.into());
    }

    static CASE: Case = Case {
        name: "server",
        module: module_path!(),
        file: file!(),
        line: line!(),
        manifest_dir: env!("CARGO_MANIFEST_DIR"),
        package: env!("CARGO_PKG_NAME"),
        ignore: Ignore::No,
        should_panic: ShouldPanic::No,
        options: Options::NONE,
        body: Body::Perf(|cx| {
            perf_body(cx, &["options"], |(options,): (PgConnectOptions,)| {
                body(options)
            })
        }),
    };
    inventory::submit! { Registered(&CASE) }

    /// The URL of its maintenance database.
    pub(crate) fn url() -> String {
        run_test(module_path!(), "server", CASE.line);
        URL.lock().expect("no panic").take().expect("a server")
    }
}

/// `#[sqlx::test]` takes its server from the environment: a process of its own has it there from the start.
#[cfg(feature = "postgres")]
fn filled_elsewhere(url: &str) -> f64 {
    let this = std::env::current_exe().expect("this program");
    let output = std::process::Command::new(this)
        .env("DATABASE_URL", url)
        .arg(FILLED)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().unwrap_or_else(|_| panic!("{output:?}"))
}

/// Asks for the tests of `#[sqlx::test]` on Postgres alone.
#[cfg(feature = "postgres")]
const FILLED: &str = "--filled";

fn main() {
    #[cfg(feature = "postgres")]
    if std::env::args().any(|argument| argument == FILLED) {
        println!("{}", time(postgres::filled));
        return;
    }
    compare("sqlite", time(sqlite::cloned), time(sqlite::filled));
    #[cfg(feature = "postgres")]
    {
        let url = server::url();
        compare("postgres", time(postgres::cloned), filled_elsewhere(&url));
    }
}
