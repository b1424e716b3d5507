//! The attributes of `perf-runtime`, which re-exports them: use `perf_runtime::{perf, load}`.
//!
//! They read what is written, check it, and emit data: one registered case and a `#[test]` that
//! runs it. All behaviour is in `perf-runtime`.

mod attributes;
mod check;
mod dataset;
mod errors;
mod expand;
mod fallback;
mod item;
mod keys;
mod options;
mod suggest;
#[cfg(test)]
mod tests;
mod value;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;

use crate::errors::Errors;
use crate::item::Function;
use crate::keys::Attribute;
use crate::options::Options;

/// Makes a test of an `async fn`, and says what one run of it may cost.
///
/// ```
/// use perf_runtime::perf;
/// use sqlx::SqlitePool;
///
/// #[perf(max_queries = 1, max_ms = 500)]
/// async fn adds(db: SqlitePool) -> sqlx::Result<()> {
///     let sum: i64 = sqlx::query_scalar("SELECT 1 + 1").fetch_one(&db).await?;
///     assert_eq!(sum, 2);
///     Ok(())
/// }
/// ```
///
/// `cargo test`, `cargo nextest run` and an IDE run it as they run any other test; with a harness
/// of your own (`harness = false`), `perf_runtime::main()` does. It fails when its own assertions
/// do, or when a budget is exceeded. A figure that is equal to its limit passes.
///
/// # The function
///
/// * It is `async`, and returns `()` or a `Result<(), E>` with `E: Debug`.
/// * Its parameters are fixtures, found by type: each type implements `perf_runtime::Fixture`.
///   There may be 8 of them. They are made before the measurement, and each run gets clones.
/// * `#[ignore]`, `#[should_panic]`, `#[cfg]`, doc comments and lint attributes mean what they mean
///   on a `#[test]`. Another `#[test]` attribute beside it is an error.
///
/// # Keys
///
/// A key is a word, `=` and a literal, a path, or a list in brackets. All are optional: a bare
/// `#[perf]` measures and shows. What is misspelt, contradicts itself or can never fail is a
/// compile error on the very word.
///
/// Queries, counted in each run of the body; the worst run decides:
///
/// | key | value | limits |
/// |---|---|---|
/// | `max_queries` | whole number | queries |
/// | `min_queries` | whole number | queries, from below; `0` beside another limit says that none at all is right too |
/// | `max_reads` | whole number | queries that only read |
/// | `max_writes` | whole number | queries that write |
/// | `max_repeats` | whole number from 1 | queries of one shape: the same SQL but for its values |
/// | `max_rows` | whole number | rows returned by all queries together |
/// | `max_query_ms` | milliseconds | the slowest query |
/// | `max_db_ms` | milliseconds | all queries together |
/// | `max_pool_wait_ms` | milliseconds | waiting for connections of a pool, all of them together |
/// | `n_plus_one` | `"deny"`, `"warn"` (default), `"allow"` | a suspected N+1 (with `sizes`, a proved one) fails the test, is shown, or is not looked for |
///
/// How long a connection was waited for is told by the pools of the fixtures. A pool that the function makes itself tells
/// it where it is made with `PoolOptions::acquire_time_level(log::LevelFilter::Debug)`, or a higher level; from any other it is not known,
/// and a limit on it fails as inconclusive.
///
/// Plans and cost, of the statements that the body really ran; they are exact and never measured again:
///
/// | key | value | |
/// |---|---|---|
/// | `no_full_scan` | no value | no statement reads a table, or a whole index, from end to end |
/// | `full_scan_ok` | `["table", ..]` | the tables of which `no_full_scan` does not hold |
/// | `uses_index` | `"index"` | at least one statement uses this index |
/// | `max_rows_scanned` | whole number | rows over which full scans stepped, all queries together |
/// | `max_vm_steps` | whole number from 1 | steps of SQLite's virtual machine, all queries together |
/// | `max_buffers` | whole number | pages that Postgres found in its buffers or read into them, all queries together |
///
/// After the body, each of its statements is explained on the case's own database, without being
/// run and without its values. On Postgres, for a table of 64 pages or fewer, the question is
/// whether an index *can* serve (`enable_seqscan = off`), since reading so little in full is right;
/// the message says which of the two was asked. `max_rows_scanned` and `max_buffers` need
/// `auto_explain` on Postgres, which a private server has loaded. What cannot be explained or
/// counted fails as inconclusive, with the reason.
///
/// Time, as numbers in milliseconds with or without a fraction:
///
/// | key | value | limits |
/// |---|---|---|
/// | `max_ms` | milliseconds | each run. One over the limit is measured again, alone, before it fails the test |
/// | `mean_ms` | milliseconds | the mean of all iterations |
/// | `stddev_ms` | milliseconds | the standard deviation of all iterations, of which there are 10 at least |
/// | `p50_ms`, `p95_ms`, `p99_9_ms`, .. | milliseconds | a percentile of all iterations, any above 0 and below 100; `_` is the point |
///
/// A percentile needs `iterations`: so many that one sample lies beyond it (20 for `p95_ms`, 100
/// for `p99_ms`), and that its limit can be missed at all, by the 99 % Clopper-Pearson lower bound
/// of the share of iterations over the limit.
///
/// Growth, with the body run at one size after the other:
///
/// | key | value | |
/// |---|---|---|
/// | `sizes` | `[10, 100, 1000]` | the sizes, smallest first: each with fixtures and a database of its own, filled by the dataset for that `perf_runtime::Size`. All other limits hold at each of them, and an N+1 is not suspected but proved or cleared |
/// | `growth` | `(queries = "..", rows = "..", time = "..", allocs = "..")` | the fastest growth that a figure may have: `"constant"`, `"logarithmic"`, `"linear"`, `"n log n"` or `"quadratic"` |
///
/// `"constant"` means as many at every size for `queries`, `rows` and `allocs`, and less than twice the time for `time`. A growth of the time needs three
/// sizes, each ten times the one before, and is run `iterations = 7` times at each unless more are said; the body must bear that. It fails
/// only where no likely noise explains it, and is inconclusive where the body is too short to be measured or the sizes are too close. Sizes
/// that make no difference, neither to the data nor to what is counted, fail as inconclusive.
///
/// ```
/// # use perf_runtime::{Size, perf};
/// # use sqlx::SqlitePool;
/// # async fn books(db: &SqlitePool, size: Size) -> sqlx::Result<()> { Ok(()) }
/// #[perf(dataset = books, sizes = [10, 100, 1000], growth(queries = "constant", rows = "linear"), n_plus_one = "deny")]
/// async fn lists_books(db: SqlitePool) -> sqlx::Result<()> {
///     let titles: Vec<String> = sqlx::query_scalar("SELECT title FROM books").fetch_all(&db).await?;
///     # let _ = titles;
///     Ok(())
/// }
/// ```
///
/// Memory, of each run of the body; the worst run decides. One warm-up run is made where none is asked for:
///
/// | key | value | limits |
/// |---|---|---|
/// | `max_allocs` | whole number | allocations, and reallocations such as those of a `Vec` that grows |
/// | `max_alloc` | `"900 B"`, `"64 KiB"`, `"1.5 MiB"`, `"1 GiB"` | bytes allocated in all; of a reallocation, those that it grows by |
/// | `max_peak` | the same | bytes held at once, over those at the beginning |
///
/// What is counted is what the threads of the test's own runtime take from the global allocator: its worker and blocking threads,
/// and no other test's; and what the thread of sqlx's SQLite driver takes while it works for the test. Not counted is what a
/// `std::thread` of the application takes, what C code takes (SQLite itself, and so the texts and blobs of a row that
/// was not decoded), what an application's own `tracing` subscriber
/// takes while it is told of something, and what perf does itself. Counts and
/// bytes are exact. So is the peak on one thread; of several threads two bounds are known, and where
/// they do not agree on the verdict it is inconclusive. `perf.measure(..)` narrows all three.
///
/// With SQLite counts are not the same each time, since two threads that wait for each other allocate for it: leave a limit
/// room. What is over is run again, and fails only if it is over in each of ten passes; otherwise it is inconclusive.
///
/// And what all runs together leave behind. The body runs several times more for it, alone, on the same fixtures: 8 times, and up to
/// 56 times where that does not tell; `iterations` may ask for more.
///
/// | key | value | limits |
/// |---|---|---|
/// | `max_leak` | a size as above, also `"0 B"` | bytes that each run leaves behind: what grows with every run, after two runs for warming up |
/// | `max_rss_growth` | the same | by how much all runs together make the process larger in memory (Linux alone). Coarse: allocators give pages back late or never |
///
/// Memory may be freed by another thread than the one that took it, as sqlx's SQLite driver does. So `max_leak` looks at
/// what the whole process holds and at what the test's own threads hold, and fails where both surely grow by more than the limit
/// (Sen's slope, 99 % bounds) in two passes. Where other tests of the same process take part, or something grows now and then, it is
/// inconclusive. Both are of whole runs: `perf.measure(..)` does not narrow them.
///
/// When one of these limits fails, except `max_rss_growth`, the body runs once more with call stacks, and the message names the lines of the
/// application that took most: how often, how many bytes (of `max_peak` those held at the peak, of `max_leak` those never given back),
/// where, and who called it. That run is not judged. More in `docs/memory.md`.
///
/// All but the last need the feature `alloc` of `perf-runtime`, which is on by default, or an allocator wrapped in
/// `perf_runtime::Counting`. Where neither is there, the test fails and says so.
///
/// Figures of the test's own, soft limits and named limits:
///
/// | key | value | |
/// |---|---|---|
/// | `metric` | `("name", min = 0.8, max = 1)` | every value that the body gives to `Perf::record` under this name is at least `min`, at most `max`; without either, the limits are those of `[metrics.name]` in `perf.toml` |
/// | `warn` | `(max_ms = 300, ..)` | limits that are shown and counted, and fail only with `PERF_WARN=fail`: of queries, plans, time, memory and figures |
/// | `threshold` | `"name"` | the limits of `[limits.name]` in `perf.toml` hold where the attribute says nothing |
///
/// A limit on a figure that was never recorded, or was not a finite number, fails. A soft limit is
/// stricter than the hard one beside it. One on time is judged by the first measurement alone,
/// unless `PERF_WARN=fail` has it measured again as a hard one is.
///
/// Running:
///
/// | key | value | |
/// |---|---|---|
/// | `iterations` | whole number from 1 | measured runs of the body, at each size |
/// | `warmup` | whole number | runs before the measurement |
/// | `timeout` | `"500ms"`, `"30s"`, `"2m"`, `"1h"` | a run is given up, and the test fails, after this time |
/// | `runtime` | `"current_thread"` (default), `"multi_thread"` | the flavour of the tokio runtime |
/// | `worker_threads` | whole number from 1 | the threads of a `multi_thread` runtime |
/// | `verdict` | `"strict"` | a first run within `max_ms` is not enough: it is measured again as well |
/// | | `"once"` | for a body that cannot run twice: it runs alone, and what one run cannot tell is inconclusive |
///
/// What goes wrong on purpose, on the connections of the test's database:
///
/// | key | value | |
/// |---|---|---|
/// | `faults` | `(latency = "20ms", error_rate = 0.3, disconnect_rate = 0.01, seed = 7)` | each statement waits so long; this share of them fails, and at this share the connection breaks; the seed says which |
///
/// One part is enough, if it is not the seed. Statements of the body are hit, warm-up included, and nothing else: see
/// `perf_runtime::Faults`, a parameter by which the body switches faults, and takes the database away for a while. The report
/// counts what was injected. Faults of which none hit anything are a warning, and fail as inconclusive where that is no accident.
///
/// Data and order:
///
/// | key | value | |
/// |---|---|---|
/// | `dataset` | path of an `async fn` | fills the database of the test; see [`macro@dataset`] |
/// | `size` | whole number from 1 | how much data: the `perf_runtime::Size` that the dataset and the test may take |
/// | `migrator` | path of a `static` | the `sqlx::migrate::Migrator` that makes the tables |
/// | `category` | `"text"` | the group in which the test is shown |
/// | `tags` | `["text", ..]` | words to select tests by |
/// | `severity` | `"low"`, `"medium"` (default), `"high"`, `"critical"` | how much a failure matters |
/// | `requires` | list of `"postgres"`, `"mysql"` | servers without which the test is skipped, with the reason |
/// | `crate` | path | `perf-runtime`, where it has another name |
///
/// # Another name for the crate
///
/// Where `perf-runtime` is renamed in the manifest, as in `perf = { package = "perf-runtime", .. }`,
/// write `extern crate perf as perf_runtime;` once at the root of the test, or `crate = perf` in
/// each attribute.
#[proc_macro_attribute]
pub fn perf(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Perf, args.into(), &item.into()).into()
}

/// Makes a load test of an `async fn`: users that run it side by side, each again as soon as its
/// last run has ended (a closed model), or runs that begin by the clock (an open model).
///
/// ```
/// use perf_runtime::{User, load};
/// use sqlx::SqlitePool;
///
/// #[load(users = 50, duration = "10s", p95_ms = 200, max_error_rate = 0.01, max_queries = 1)]
/// async fn doubles(db: SqlitePool, user: User) -> anyhow::Result<()> {
///     let index = i64::try_from(user.index)?;
///     let double: i64 = sqlx::query_scalar("SELECT 2 * ?").bind(index).fetch_one(&db).await?;
///     assert_eq!(double, 2 * index);
///     Ok(())
/// }
/// ```
///
/// The function is written as under [`macro@perf`], and its future is `Send`: each user is a task.
/// Each user has fixtures of its own, built on those of all users where they share something
/// (`perf_runtime::Context::fixture_of_all`); `perf_runtime::User` and `perf_runtime::Iteration` tell the
/// function which one runs it, and which run it is.
///
/// # Keys
///
/// All of [`macro@perf`] but `verdict`, `stddev_ms` and those on plans, cost, growth and memory, with these differences. Query budgets and `max_ms` hold
/// for each iteration, and `mean_ms` and percentiles are of those that succeeded. `warmup` is a
/// number of iterations for each user, or a time; `runtime` is `"multi_thread"` by default. And:
///
/// | key | value | |
/// |---|---|---|
/// | `users` | whole number from 1 | users side by side, each of which waits for its reply |
/// | | list of them, as in `[1, 5, 10]` | a load with each number, one after the other; every limit holds in each |
/// | `iterations` | whole number, at least `users` | ends the load after exactly so many iterations of all users together |
/// | `duration` | `"500ms"`, `"10s"`, `"2m"`, `"1h"` | ends the load after this time |
/// | `ramp_up` | a time as above | users begin one after the other in even steps over this time: in the warm-up, where there is one |
/// | `think_time` | `"1s"`, or `"1s..3s"` | what each user waits from the end of an iteration to the next, drawn evenly |
/// | `pacing` | a time as above | from the beginning of an iteration of a user to that of its next; at once, where one took longer |
/// | `rate` | `"200/s"`, `"30/m"` | iterations that begin, whether others have ended or not |
/// | `arrival` | `"uniform"` (default), `"poisson"` | in even steps, or as if none knew of the others |
/// | `max_in_flight` | whole number from 1, 100 by default | iterations of a rate that are under way at once; each has fixtures of its own, as users have |
/// | `stages` | `[("10s", 50), ..]`, `[("10s", "200/s"), ..]` | users or a rate that change in straight lines; `"0s"` is a jump. From 0, or what `users` or `rate` say |
/// | `max_dropped` | whole number | arrivals of a rate that may never begin; none by default |
/// | `max_error_rate` | from 0 to 1 | the share of iterations that may fail |
/// | `min_throughput` | iterations a second | successful iterations over the time really spent |
/// | `p50_pool_wait_ms`, `p99_pool_wait_ms`, .. | milliseconds | a percentile of what iterations waited for connections of a pool (`pN_pool_wait_ms`): of those that took one, however they ended |
/// | `abort_on` | `(error_rate = 0.5, window = "5s", after = "2s")` | ends the load early, and fails it, where within the last `window` more than this share of the iterations failed or the 99th percentile of the successes was over `p99_ms`; not judged before `after`, nor of fewer than 20 iterations (100 successes) |
///
/// A load has `users`, a `rate` or `stages`, and ends by `iterations`, `duration` or its last stage.
///
/// # Arrivals by the clock
///
/// The latency of an iteration that begins by the clock is counted from the moment at which it was to begin, so that a service
/// that stands still is seen by all who come meanwhile (what is left out otherwise is known as coordinated omission). Where
/// `max_in_flight` of them are under way, an arrival waits, and that is latency as well. It is dropped when it has waited
/// for `timeout`, and 2 s after the last arrival. The rate is never lowered, and what was missed is never made up for.
#[proc_macro_attribute]
pub fn load(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Load, args.into(), &item.into()).into()
}

/// Says that an `async fn` fills databases, for `dataset = path` of [`macro@perf`] and [`macro@load`].
///
/// ```
/// use perf_runtime::{Size, dataset, perf};
/// use sqlx::SqlitePool;
///
/// #[dataset]
/// async fn authors(db: &SqlitePool) -> sqlx::Result<()> {
///     sqlx::raw_sql("CREATE TABLE authors (name TEXT); INSERT INTO authors VALUES ('Ann')").execute(db).await?;
///     Ok(())
/// }
///
/// #[dataset]
/// async fn books(db: &SqlitePool, size: Size) -> sqlx::Result<()> {
///     authors(db).await?;
///     sqlx::raw_sql("CREATE TABLE books (title TEXT)").execute(db).await?;
///     for number in 0..size.0 {
///         sqlx::query("INSERT INTO books VALUES (?)").bind(format!("Book {number}")).execute(db).await?;
///     }
///     Ok(())
/// }
///
/// #[perf(dataset = books, size = 1000, max_queries = 1)]
/// async fn counts(db: SqlitePool, size: Size) -> sqlx::Result<()> {
///     let count: i64 = sqlx::query_scalar("SELECT count(*) FROM books").fetch_one(&db).await?;
///     assert_eq!(count.unsigned_abs(), size.0);
///     Ok(())
/// }
/// ```
///
/// It takes a pool, or a reference to one, of the kind that the test takes, and the size if it is of several
/// sizes; it returns `()` or a `Result<(), E>` with `E: Debug`. It stays a function like any other: one dataset
/// builds on another by calling it.
///
/// # How often it runs
///
/// Once for each build of the test's binary, each set of migrations and each size: the database that it has filled is
/// kept, and every test gets a copy. So it must not depend on anything else that changes, such as a file or the date;
/// where it has to, `PERF_TEMPLATES=off` has every test fill its own database.
///
/// The attribute changes nothing about the function: it has the compiler say here what is wrong with it, where it
/// would otherwise say so at each use. A function without it may be a dataset too.
#[proc_macro_attribute]
pub fn dataset(args: TokenStream, item: TokenStream) -> TokenStream {
    dataset::expand(args.into(), &item.into()).into()
}

/// Parse, check, expand. What is in error is still expanded, to a test that does not compile.
fn expand(attribute: Attribute, args: TokenStream2, item: &TokenStream2) -> TokenStream2 {
    let mut errors = Errors::default();
    let options = Options::parse(attribute, args, &mut errors);
    check::check(&options, &mut errors);
    let function = Function::read(attribute, item, &mut errors);
    match (function, errors.finish()) {
        (Some(function), None) => expand::case(&options, &function),
        (Some(function), Some(errors)) => fallback::of_function(function, &errors),
        (None, errors) => fallback::of_other_item(item, errors.as_ref()),
    }
}
