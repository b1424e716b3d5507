//! Facts of every database, tried on the one of the module that this stands in.

use std::time::Duration;

use futures_util::TryStreamExt;
use log::LevelFilter;
use perf_runtime::perf;
use sqlx::pool::PoolOptions;
use sqlx::{Acquire, ConnectOptions, query, query_scalar, raw_sql};
use tracing::Level;
use tracing::level_filters::LevelFilter as Filter;

use super::{Options, Pool, TRANSACTION};
use crate::listener::{Heard, Listening, listen};

pub(super) async fn open(options: Options) -> sqlx::Result<Pool> {
    PoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
}

/// What is heard of the work on a pool of one connection that is open before and closed after.
pub(super) fn hear<F>(
    how: Listening,
    options: Options,
    work: impl FnOnce(Pool) -> F + Send + 'static,
) -> Heard
where
    F: Future<Output = sqlx::Result<()>>,
{
    listen(how, open(options), |pool| async move {
        let done = work(pool.clone()).await;
        // Whatever comes late has come when the connection is closed.
        pool.close().await;
        done
    })
}

#[perf]
async fn a_statement_is_a_debug_event_of_the_target_sqlx_query(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        let _: Vec<i32> = query_scalar("SELECT 1 UNION ALL SELECT 2")
            .fetch_all(&pool)
            .await?;
        Ok(())
    });
    let [statement] = &heard.statements[..] else {
        panic!("{heard:?}")
    };
    assert_eq!(
        (statement.target, statement.level),
        ("sqlx::query", Level::DEBUG)
    );
    let names: Vec<_> = statement.fields.keys().copied().collect();
    assert_eq!(
        names,
        [
            "db.statement",
            "elapsed",
            "elapsed_secs",
            "rows_affected",
            "rows_returned",
            "summary"
        ]
    );
    assert_eq!(statement.fields["rows_returned"], "2");
    assert!(
        statement.fields["elapsed_secs"]
            .parse::<f64>()
            .is_ok_and(|seconds| seconds > 0.0)
    );
}

#[perf]
async fn four_words_are_in_the_summary_alone_and_more_in_db_statement(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        query("SELECT 1 AS one").execute(&pool).await?;
        query("SELECT 1 AS one, 2 AS two").execute(&pool).await?;
        query("SELECT  1").execute(&pool).await?;
        Ok(())
    });
    let texts: Vec<_> = heard
        .statements
        .iter()
        .map(|one| (&*one.fields["summary"], &*one.fields["db.statement"]))
        .collect();
    let long = ("SELECT 1 AS one, …", "\n\nSELECT 1 AS one, 2 AS two\n");
    assert_eq!(
        texts,
        [
            ("SELECT 1 AS one", ""),
            long,
            ("SELECT 1 …", "\n\nSELECT  1\n")
        ]
    );
}

#[perf]
async fn a_slow_statement_is_a_warning(options: Options) {
    let options = options.log_slow_statements(LevelFilter::Warn, Duration::ZERO);
    let heard = hear(Listening::default(), options, |pool| async move {
        query("SELECT 1").execute(&pool).await?;
        Ok(())
    });
    let [statement] = &heard.statements[..] else {
        panic!("{heard:?}")
    };
    assert_eq!(
        (statement.target, statement.level),
        ("sqlx::query", Level::WARN)
    );
    assert!(
        statement.fields.contains_key("slow_threshold")
            && statement.fields.contains_key("elapsed_secs")
    );
}

#[perf]
async fn a_failed_statement_is_an_event_without_a_mark(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        query("SELECT 1").execute(&pool).await?;
        query("SELECT title FROM no_such_table")
            .execute(&pool)
            .await
            .expect_err("no such table");
        Ok(())
    });
    let fields = |index: usize| heard.statements[index].fields.keys().collect::<Vec<_>>();
    assert_eq!((heard.statements.len(), fields(1)), (2, fields(0)));
}

#[perf]
async fn several_statements_in_one_string_are_one_event(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        raw_sql("SELECT 1; SELECT 2; SELECT 3")
            .execute(&pool)
            .await?;
        Ok(())
    });
    assert_eq!(heard.sql(), ["SELECT 1; SELECT 2; SELECT 3"]);
}

#[perf]
async fn only_some_of_the_transaction_control_is_reported(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        let mut outer = pool.begin().await?;
        outer.begin().await?.commit().await?;
        outer.begin().await?.rollback().await?;
        outer.commit().await?;
        pool.begin().await?.rollback().await?;
        drop(pool.begin().await?);
        query("SELECT 'after'").execute(&pool).await?;
        Ok(())
    });
    assert_eq!(heard.sql(), TRANSACTION);
}

#[perf]
async fn without_statement_logging_there_are_no_events(options: Options) {
    let heard = hear(
        Listening::default(),
        options.disable_statement_logging(),
        |pool| async move {
            query("SELECT 1").execute(&pool).await?;
            Ok(())
        },
    );
    assert_eq!(heard.sql(), [""; 0]);
}

#[perf]
async fn a_subscriber_that_filters_below_debug_hears_nothing(options: Options) {
    let heard = hear(
        Listening {
            level: Filter::INFO,
            ..Listening::default()
        },
        options,
        |pool| async move {
            query("SELECT 1").execute(&pool).await?;
            Ok(())
        },
    );
    assert_eq!(heard.sql(), [""; 0]);
}

#[perf]
async fn a_stream_that_is_dropped_early_is_one_event_in_the_end(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        for _ in 0..50 {
            let first: Option<i32> = query_scalar("SELECT 1 UNION ALL SELECT 2")
                .fetch(&pool)
                .try_next()
                .await?;
            assert!(first.is_some());
        }
        Ok(())
    });
    assert_eq!(heard.sql(), ["SELECT 1 UNION ALL SELECT 2"; 50]);
}

#[perf]
async fn a_statement_that_is_cancelled_is_an_event_in_the_end(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        let long = query(super::LONG).execute(&pool);
        let cancelled = tokio::time::timeout(Duration::from_millis(20), long).await;
        assert!(cancelled.is_err(), "it takes longer than that");
        Ok(())
    });
    assert_eq!(heard.sql(), [super::LONG]);
}

#[perf]
async fn each_acquire_can_be_an_event(options: Options) {
    let open = async {
        PoolOptions::<super::Database>::new()
            .acquire_time_level(LevelFilter::Debug)
            .connect_with(options)
            .await
    };
    let heard = listen(Listening::default(), open, |pool| async move {
        drop(pool.acquire().await?);
        drop(pool.acquire().await?);
        Ok(())
    });
    assert_eq!(heard.others, ["sqlx::pool::acquire"; 2]);
}

/// One statement, in a function that is called by another one.
pub(super) async fn outer(pool: &Pool) -> sqlx::Result<()> {
    inner(pool).await
}

async fn inner(pool: &Pool) -> sqlx::Result<()> {
    query("SELECT 'inner'").execute(pool).await.map(drop)
}

pub(super) fn names_callers(stack: &str) -> bool {
    let places = [stack.find("::each::inner::"), stack.find("::each::outer::")];
    matches!(places, [Some(inner), Some(outer)] if inner < outer)
}

/// What is told of two connections that a pool gave out.
fn acquired(
    options: Options,
    pool: PoolOptions<super::Database>,
) -> Vec<Vec<(&'static str, String)>> {
    let open = pool.max_connections(1).connect_with(options);
    let heard = listen(Listening::default(), open, |pool| async move {
        drop(pool.acquire().await?);
        drop(pool.acquire().await?);
        pool.close().await;
        Ok(())
    });
    let events = heard.acquired.into_iter();
    events.map(|fields| fields.into_iter().collect()).collect()
}

#[perf]
async fn a_pool_tells_of_each_connection_only_where_it_was_asked_to(options: Options) {
    let seconds = |value: &String| value.parse::<f64>().expect("seconds");
    assert!(acquired(options.clone(), PoolOptions::new()).is_empty());

    let asked = PoolOptions::new().acquire_time_level(LevelFilter::Debug);
    let events = acquired(options.clone(), asked);
    assert_eq!(events.len(), 2);
    for event in events {
        let [("acquired_after_secs", after), ("message", _)] = &event[..] else {
            panic!("{event:?}")
        };
        assert!(seconds(after) > 0.0);
    }

    // Every wait is longer than none, and so told with what makes it slow.
    let slow = PoolOptions::new()
        .acquire_slow_level(LevelFilter::Debug)
        .acquire_slow_threshold(Duration::ZERO);
    let events = acquired(options, slow);
    assert_eq!(events.len(), 2);
    for event in events {
        let [
            ("acquired_after_secs", after),
            ("message", _),
            ("slow_acquire_threshold_secs", threshold),
        ] = &event[..]
        else {
            panic!("{event:?}")
        };
        assert!(seconds(after) > 0.0 && seconds(threshold) <= 0.0);
    }
}
