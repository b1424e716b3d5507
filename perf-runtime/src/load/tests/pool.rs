//! Waits for a connection, by users that share a pool.

use std::hint::black_box;
use std::time::Duration;

use super::load;
#[cfg(feature = "postgres")]
use crate::database::skipped;
use crate::fixture::{Iteration, load_body};
#[cfg(feature = "postgres")]
use crate::load::{Part, State};
use crate::options::Options;
#[cfg(feature = "postgres")]
use crate::runner::pass::Stopped;

const OPTIONS: Options = Options {
    users: Some(50),
    iterations: Some(400),
    ..Options::NONE
};

#[cfg(feature = "sqlite")]
#[test]
fn each_connection_that_an_iteration_takes_is_its_own() {
    let pass = load(&OPTIONS, |cx| {
        load_body(cx, &["db"], |(db,): (sqlx::SqlitePool,)| async move {
            let mut transaction = db.begin().await?;
            for _ in 0..3 {
                sqlx::query("SELECT 1 + ?")
                    .bind(1)
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await
        })
    });
    let breakdown = &pass.load.breakdown;
    assert_eq!((pass.load.counts.ok, pass.load.queries.all), (400, 1200));
    assert_eq!(
        (breakdown.pool_wait_known, breakdown.pool_wait_unknown),
        (400, 0)
    );
    let [pool] = &breakdown.pools[..] else {
        panic!("one pool: {:?}", breakdown.pools)
    };
    assert_eq!((&*pool.database, pool.limit), ("sqlite", 5));
    // The shape, whose queries are all there.
    let [shape] = &breakdown.shapes[..] else {
        panic!("one shape: {:?}", breakdown.shapes)
    };
    assert_eq!((&*shape.sql, shape.count), ("SELECT ? + ?", 1200));
    // The slowest: a wait, and then three queries.
    assert_eq!(breakdown.slowest.len(), 5);
    for slow in &breakdown.slowest {
        let steps: Vec<_> = slow
            .steps
            .iter()
            .map(|step| step.statement.as_ref().map(|of| &*of.class))
            .collect();
        assert_eq!(steps, [None, Some("read"), Some("read"), Some("read")]);
        assert!(slow.steps.is_sorted_by(|a, b| a.start_ms <= b.start_ms));
        assert!(slow.ms <= breakdown.slowest[0].ms);
    }
}

#[test]
fn what_an_iteration_allocates_is_its_own_though_users_share_their_threads() {
    let options = Options {
        users: Some(20),
        iterations: Some(200),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                for _ in 0..3 {
                    drop(black_box(vec![0_u8; 100]));
                    tokio::task::yield_now().await;
                }
                if iteration.unique == 7 {
                    drop(black_box(vec![0_u8; 5000]));
                }
                // What is written down of it is not its own.
                crate::record_query("SELECT 1", Duration::ZERO, 1);
            },
        )
    });
    let breakdown = &pass.load.breakdown;
    let allocations = breakdown.allocations.expect("they are counted");
    assert_eq!(allocations.p50, 3);
    // tokio itself takes a little for each thread.
    assert!((601..660).contains(&allocations.all), "{allocations:?}");
    let bytes = breakdown.allocated_bytes.expect("they are counted");
    assert!(bytes >= 200 * 300 + 5000, "{bytes}");
}

#[cfg(feature = "sqlite")]
#[test]
fn what_a_pool_of_the_application_does_not_tell_is_not_known() {
    use std::sync::OnceLock;

    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

    static POOL: OnceLock<sqlx::SqlitePool> = OnceLock::new();
    let pass = load(&OPTIONS, |cx| {
        load_body(cx, &["way"], |(way,): (SqliteConnectOptions,)| async move {
            let lazy = || SqlitePoolOptions::new().connect_lazy_with(way);
            let db = POOL.get_or_init(lazy);
            sqlx::query("SELECT 1").execute(db).await.map(drop)
        })
    });
    let breakdown = &pass.load.breakdown;
    assert_eq!((pass.load.counts.ok, pass.load.queries.all), (400, 400));
    assert_eq!(
        (
            breakdown.pool_wait_known,
            breakdown.pool_wait_unknown,
            &breakdown.pool_wait
        ),
        (0, 400, &None)
    );
    assert_eq!(breakdown.contention, None);
}

#[cfg(feature = "postgres")]
#[test]
fn fifty_users_wait_for_five_connections() {
    let pass = load(&OPTIONS, |cx| {
        load_body(cx, &["db"], |(db,): (sqlx::PgPool,)| async move {
            sqlx::query("SELECT pg_sleep(0.01)")
                .execute(&db)
                .await
                .map(drop)
        })
    });
    if let Some(Stopped::Skipped(reason)) = &pass.stopped {
        skipped::for_want_of("postgres", reason);
        return;
    }
    let breakdown = &pass.load.breakdown;
    assert_eq!((pass.load.counts.ok, pass.load.queries.max), (400, 1));
    assert_eq!(
        (breakdown.pool_wait_known, breakdown.pool_wait_unknown),
        (400, 0)
    );
    let mean = |times: &Option<crate::load::Latency>| times.as_ref().map(|times| times.mean_ms);
    let (wait, database) = (mean(&breakdown.pool_wait), mean(&pass.load.database));
    assert!(database >= Some(10.0), "{database:?}");
    // Nine of ten users wait at any time, whatever else the machine does.
    assert!(wait > database && wait > mean(&breakdown.rest), "{wait:?}");
    let tail = breakdown.tail.expect("there are enough");
    assert!(tail.slow.pool_wait_ms > tail.slow.db_ms, "{tail:?}");
    assert!(tail.is_apart || tail.cause == Part::PoolWait, "{tail:?}");
    let contention = breakdown.contention.expect("there is one pool");
    assert_eq!(contention.connections, 5);
    assert!(contention.waiting > 5.0, "{contention:?}");
    assert_ne!(contention.state, State::Enough, "{contention:?}");
    assert!(contention.serves <= 500.0, "{contention:?}");
    let points = &pass.load.timeline;
    let in_use = points.iter().filter_map(|point| point.gauges.pool_in_use);
    assert!(in_use.max().is_some_and(|most| (1..=5).contains(&most)));
    let waiting = points.iter().filter_map(|point| point.pool_waiting);
    assert!(waiting.reduce(f64::max) > Some(5.0), "{points:?}");
}
