//! Performance tests for Rust, as attributes: an async test says what it may cost.
//!
//! ```
//! use perf_runtime::{load, perf};
//! use sqlx::SqlitePool;
//! # async fn list(_: &SqlitePool) -> Result<Vec<i64>, sqlx::Error> { Ok(vec![]) }
//! # async fn seed(_: &SqlitePool) -> Result<(), sqlx::Error> { Ok(()) }
//! # static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate::Migrator::DEFAULT;
//!
//! #[perf(max_queries = 3, max_ms = 500, migrator = MIGRATOR, dataset = seed)]
//! async fn technologies_list(db: SqlitePool) -> Result<(), sqlx::Error> {
//!     assert_eq!(list(&db).await?.len(), 20);
//!     Ok(())
//! }
//!
//! #[load(users = 50, duration = "10s", p95_ms = 200, max_error_rate = 0.01, max_queries = 3)]
//! async fn browse(db: SqlitePool) -> Result<(), sqlx::Error> {
//!     list(&db).await?;
//!     Ok(())
//! }
//! ```
//!
//! `cargo test`, `cargo nextest run` and an IDE run them like any other test. A failure says what was over, by how
//! much, which statement did it, how often, and from which line of the application.
//!
//! * [`perf`](macro@perf) and [`load`](macro@load) list all keys, with their units.
//! * [`Fixture`] is what a parameter of an annotated function may be: [`sqlx::SqlitePool`] and the other pools give
//!   it a database of its own, [`Perf`], [`User`] and [`Iteration`] are about the measurement, [`Faults`] is what goes wrong on purpose, and a team
//!   adds its own.
//! * [`main`] is the runner for a test target with `harness = false`: the same cases, with a table at the end.
//! * [`record_query`] counts statements of clients that are not sqlx.
//!
//! # How verdicts are made
//!
//! * Counts are exact and always enforced. Nothing seen is not nothing done: a budget on queries that saw no query fails
//!   as inconclusive, unless `max_queries = 0` or `min_queries = 0` says that it is right.
//! * A time within its limit has passed. One over it is measured again, alone, until the evidence is clear;
//!   where the machine is too busy to say, the verdict is *inconclusive*: shown, and no failure unless asked for.
//!
//! * A soft limit, within `warn(..)` or a `warning` of `perf.toml`, is shown and counted, and fails only if asked for.
//! * Where a crate has a `perf-baseline.toml`, each `#[perf]` test does exactly what stands there: queries by shape, rows, plans,
//!   allocations. What is more or other fails.
//! * The limits of the attribute are laid over the named ones of `perf.toml`, and those on time are scaled by profile and
//!   build. A `perf.toml` that is wrong fails what needs it.
//!
//! # Environment
//!
//! | variable | meaning |
//! |---|---|
//! | `DATABASE_URL` | the Postgres, MySQL or MariaDB server to use, instead of a private one |
//! | `PERF_REQUIRE` | `postgres`, `mysql`, or both with a comma: a case that lacks them fails instead of being skipped |
//! | `PERF_INCONCLUSIVE` | `fail`: a time that cannot be judged fails the case |
//! | `PERF_WARN` | `fail`: a warning fails the case, and a soft limit on time is measured as a hard one is |
//! | `PERF_PROFILE` | the `[profile.NAME]` of `perf.toml` that scales limits on time; `default` if unset |
//! | `PERF_UPDATE` | `new`: tests that are missing in `perf-baseline.toml` are added; `all`: whatever the run does is accepted |
//! | `PERF_SAVE_BASELINE` | a name, under which what the tests do is saved for a comparison |
//! | `PERF_BASELINE` | a name: tests are held to what was saved under it, instead of to `perf-baseline.toml` |
//! | `CI` | what is missing in `perf-baseline.toml` fails, and is not added |
//! | `PERF_MODE` | `quick`: shorter loads, fewer runs, smaller sizes; `full`: the ignored cases too, where the harness is [`main`] |
//! | `PERF_CATEGORY`, `PERF_TAG` | only the cases of these categories, with one of these tags; several with commas |
//! | `PERF_SEVERITY` | only the cases of this severity, or worse: `low`, `medium`, `high`, `critical` |
//! | `PERF_TEMPLATES` | `off`: each case runs its dataset itself, for datasets that are not the same each time |
//! | `PERF_DIR` | where records, templates and saved baselines go, instead of `target/perf` |
//! | `TMPDIR` | where databases go: those of SQLite, and a private server where there are no 2 GB of memory for it |
//! | `PERF_RUN` | the name under which the records of several processes are filed together |
//! | `PERF_HISTORY` | where `cargo perf` keeps the figures of runs: a file, or `postgres://..` for a team |
//! | `PERF_SHARD` | `2/4`: this process makes the second of four parts of each load, which `cargo perf merge` judges |
//! | `PERF_START_AT` | when the load of a shard begins, in seconds since 1970 |
//! | `PERF_DIRTY` | whether there are changes beside the commit, as `cargo perf run` has asked git: `0` or `1` |
//! | `GITHUB_SHA`, `GITHUB_HEAD_REF`, `GITHUB_REF_NAME`, `CI_COMMIT_SHA`, `CI_MERGE_REQUEST_SOURCE_BRANCH_NAME`, `CI_COMMIT_REF_NAME` | the commit and the branch that a record is of, where the repository does not tell |
//! | `PERF_REPORT` | `html,json,junit,markdown,metrics`: the reports that [`main`] and `cargo perf` make (feature `report`) |
//! | `GITHUB_ACTIONS`, `GITHUB_STEP_SUMMARY`, `GITHUB_WORKSPACE` | `cargo perf` marks the lines of failures, and adds to the summary of the step |
//! | `NO_COLOR`, `CLICOLOR_FORCE`, `CARGO_TERM_COLOR`, `TERM` | as usual |
//! | `RUST_TEST_THREADS`, `RUST_TEST_NOCAPTURE`, `RUST_BACKTRACE` | as with any test |
//! | `CARGO_PKG_NAME`, `CARGO_MANIFEST_DIR`, `NEXTEST`, `NEXTEST_RUN_ID` | what cargo and nextest tell their tests |
//!
//! Each case leaves a JSON record in `target/perf/runs/<run>/`.

pub use faults::{FaultPlan, Faults, HeldConnections};
pub use fixture::{Context, Fixture, Iteration, SetUpError, User};
pub use harness::main;
pub use perf::Perf;
pub use perf_macros::{dataset, load, perf};
pub use probe::{Counting, record_query};
pub use size::Size;

mod asked;
mod assess;
mod baseline;
mod case;
mod case_report;
#[cfg(feature = "cli")]
mod cli;
mod database;
mod envs;
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres")),
    allow(
        dead_code,
        reason = "what does a fault differs from database to database"
    )
)]
mod faults;
mod figure;
mod fixture;
mod harness;
mod hash;
#[cfg(feature = "cli")]
mod history;
mod judge;
mod limits;
mod load;
mod measurement;
#[cfg(any(feature = "cli", test))]
mod merge;
mod options;
mod outcome;
mod perf;
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres")),
    allow(dead_code, reason = "some of it is said by one database alone")
)]
mod plan;
mod probe;
mod report;
mod runner;
#[cfg(test)]
mod simulation;
mod size;
mod store;
mod sync;
#[cfg(test)]
mod testing;
mod verdict;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
