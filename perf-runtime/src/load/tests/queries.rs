//! Which iteration a statement belongs to.

use std::time::Duration;

use super::load;
use crate::assess;
use crate::fixture::{Iteration, load_body};
use crate::options::Options;
use crate::record_query;
use crate::verdict::Status;

#[test]
fn statements_belong_to_their_iteration_or_to_none() {
    let options = Options {
        users: Some(50),
        iterations: Some(500),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                for _ in 0..3 {
                    tokio::task::yield_now().await;
                    record_query("SELECT a FROM b WHERE c = ?", Duration::from_micros(5), 2);
                }
                // The one that stands out.
                if iteration.unique == 77 {
                    record_query("SELECT d FROM e", Duration::from_micros(9), 1);
                }
                let background = tokio::spawn(async {
                    record_query("INSERT INTO log VALUES (?)", Duration::ZERO, 0)
                });
                assert!(background.await.expect("it does not panic"));
            },
        )
    });
    let queries = pass.load.queries;
    assert_eq!((queries.all, queries.p50, queries.max), (1501, 3, 4));
    assert_eq!(
        (
            pass.load.stray_queries,
            pass.stray.writes(),
            pass.late.count()
        ),
        (500, 500, 0)
    );
    assert_eq!(
        pass.runs[0].iteration.map(|iteration| iteration.unique),
        Some(77)
    );
    assert!((pass.load.slowest_query_ms - 0.009).abs() < 1e-9);

    let options = Options {
        max_queries: Some(3),
        max_writes: Some(0),
        max_rows: Some(7),
        min_queries: Some(3),
        ..options
    };
    let findings = assess::queries::findings(&options, &pass.runs, None);
    let judged: Vec<_> = findings
        .iter()
        .map(|finding| (&*finding.budget, finding.status))
        .collect();
    assert_eq!(
        judged,
        [
            ("max_queries", Status::Fail),
            ("max_writes", Status::Ok),
            ("max_rows", Status::Ok),
            ("min_queries", Status::Ok),
        ]
    );
    assert!(
        findings[0]
            .text
            .starts_with("4 queries, budget 3 (+1) (user "),
        "{}",
        findings[0].text
    );
}

#[test]
fn a_failed_iteration_is_not_judged_by_what_it_did_not_come_to() {
    let options = Options {
        users: Some(2),
        iterations: Some(20),
        min_queries: Some(1),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                if iteration.unique == 0 {
                    return Err("refused");
                }
                record_query("SELECT 1", Duration::ZERO, 1);
                Ok(())
            },
        )
    });
    let findings = assess::queries::findings(&options, &pass.runs, None);
    assert_eq!(
        (&*findings[0].budget, findings[0].status),
        ("min_queries", Status::Ok)
    );
}

#[test]
fn what_an_iteration_leaves_behind_is_not_the_next_ones() {
    use std::sync::{LazyLock, Mutex};

    use tokio::sync::oneshot;
    use tracing::Instrument as _;

    use crate::sync::lock;

    /// Lets the task of the first iteration go on, and waits for it.
    type Left = (oneshot::Sender<()>, tokio::task::JoinHandle<()>);
    static LEFT: LazyLock<Mutex<Option<Left>>> = LazyLock::new(Mutex::default);

    let options = Options {
        users: Some(1),
        iterations: Some(2),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                if iteration.index == 0 {
                    let (go_on, told) = oneshot::channel();
                    let late = async move {
                        told.await.expect("it is told");
                        record_query("SELECT late", Duration::ZERO, 1);
                    };
                    // The span ties the task to its iteration.
                    let task = tokio::spawn(late.instrument(tracing::error_span!("background")));
                    *lock(&LEFT) = Some((go_on, task));
                } else {
                    let (go_on, task) = lock(&LEFT).take().expect("the first iteration left it");
                    go_on.send(()).expect("the task waits");
                    task.await.expect("it does not panic");
                    record_query("SELECT own", Duration::ZERO, 1);
                }
            },
        )
    });
    assert_eq!((pass.load.counts.ok, pass.load.queries.all), (2, 1));
    assert_eq!((pass.late.count(), pass.load.stray_queries), (1, 0));
}

#[test]
fn what_is_outside_of_measure_is_left_out() {
    let options = Options {
        users: Some(3),
        iterations: Some(9),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &["perf"], |(perf,): (crate::Perf,)| async move {
            record_query("SELECT 1", Duration::ZERO, 1);
            perf.measure(async { record_query("SELECT 2", Duration::ZERO, 1) })
                .await;
        })
    });
    assert_eq!((pass.load.queries.all, pass.load.queries.max), (9, 1));
    assert!(pass.runs.iter().all(|run| run.queries.outside == 1));
}

#[cfg(feature = "sqlite")]
#[test]
fn fifty_users_share_a_pool_of_sqlite() {
    let options = Options {
        users: Some(50),
        iterations: Some(400),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &["db"], |(db,): (sqlx::SqlitePool,)| async move {
            for _ in 0..3 {
                let one: i64 = sqlx::query_scalar("SELECT 1 + ?")
                    .bind(1)
                    .fetch_one(&db)
                    .await?;
                assert_eq!(one, 2);
            }
            Ok::<(), sqlx::Error>(())
        })
    });
    assert_eq!((pass.load.counts.ok, pass.stopped), (400, None));
    let queries = pass.load.queries;
    assert_eq!((queries.all, queries.p50, queries.max), (1200, 3, 3));
    assert_eq!(
        (pass.load.stray_queries, pass.late.count(), pass.canaries),
        (0, 0, (1, 1))
    );
    assert!(pass.load.database.is_some_and(|time| time.min_ms > 0.0));
}
