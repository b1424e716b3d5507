//! Suite G, where it is the database that fails: the home page asks it again, and leaves it alone once it is gone.

use std::time::Duration;

use axum::http::StatusCode;
use command_center::db::SQLITE;
use command_center::{Db, Options, Policy, router};
use perf_runtime::{Faults, Perf, perf};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::task::JoinSet;

use crate::app::Watched;
use crate::client::Client;
use crate::datasets::everything;

/// Somebody who visits the home page of a service with this policy.
fn visitor(pool: SqlitePool, database: Policy) -> Client {
    let options = Options {
        database,
        ..Options::cheap()
    };
    Client::new(router(Db::Sqlite(pool), options))
}

async fn home(client: &Client) -> StatusCode {
    client.get("/api/v1/home").await.status
}

/// The service's own policy, with short pauses.
fn patient() -> Policy {
    Policy {
        first_pause: Duration::from_millis(5),
        ..Policy::of_a_database()
    }
}

/// The share of 200 pages that are served, 20 at a time. Each makes two statements, so where three of ten fail half of
/// the tries do, and one page of thirty fails five times.
async fn served(client: &Client, perf: &Perf) {
    let mut served = 0_u32;
    for _ in 0..10 {
        let mut visits = JoinSet::new();
        for _ in 0..20 {
            let client = client.clone();
            visits.spawn(async move { home(&client).await });
        }
        let visits = visits.join_all().await;
        served += visits
            .into_iter()
            .map(|status| u32::from(status == StatusCode::OK))
            .sum::<u32>();
    }
    perf.record("served", f64::from(served) / 200.0);
}

#[perf(faults(error_rate = 0.3, seed = 7), metric("served", min = 0.85), n_plus_one = "allow", migrator = SQLITE, dataset = everything, category = "resilience")]
async fn most_pages_are_served_where_three_statements_of_ten_fail(pool: SqlitePool, perf: Perf) {
    served(&visitor(pool, patient()), &perf).await;
}

/// As it was before it was mended: half of them are not.
#[perf(faults(error_rate = 0.3, seed = 7), metric("served", min = 0.85), n_plus_one = "allow", migrator = SQLITE, dataset = everything, category = "resilience")]
#[should_panic(expected = "of at least 0.85")]
async fn fewer_where_nothing_is_tried_again(pool: SqlitePool, perf: Perf) {
    let once = Policy {
        retries: 0,
        ..patient()
    };
    served(&visitor(pool, once), &perf).await;
}

/// A statement that is late is given up, and so is the page; the connection comes back. Two are open from the beginning: how long
/// it takes to open them is another matter.
#[perf(faults(latency = "1s", seed = 7), min_queries = 1, migrator = SQLITE, dataset = everything, category = "resilience")]
async fn a_slow_database_is_given_up(
    database: SqliteConnectOptions,
    faults: Faults,
) -> sqlx::Result<()> {
    let hasty = Policy {
        time_limit: Duration::from_millis(250),
        retries: 1,
        ..patient()
    };
    let options = Options {
        database: hasty,
        ..Options::cheap()
    };
    let watched = Watched::new(database, options);
    let held = [watched.pool.acquire().await?, watched.pool.acquire().await?];
    drop(held);
    watched.gauge.settled().await;
    assert_eq!(home(&watched.client).await, StatusCode::SERVICE_UNAVAILABLE);

    faults.off();
    let counts = watched.gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    assert_eq!(counts.taken, 4);
    // What was given up is still under way.
    watched.pool.close().await;
    Ok(())
}

/// While the database is gone it is left alone but for a look now and then; once it is back so is the page.
#[perf(metric("recovery_ms", max = 10_000), n_plus_one = "allow", min_queries = 1, migrator = SQLITE, dataset = everything, category = "resilience", severity = "high")]
async fn an_outage_is_survived(pool: SqlitePool, faults: Faults) {
    let policy = Policy {
        retries: 0,
        failures: 5,
        open_for: Duration::from_millis(50),
        ..patient()
    };
    let visitor = visitor(pool, policy);
    assert_eq!(home(&visitor).await, StatusCode::OK);

    faults.outage(Duration::from_millis(300));
    let mut refused = 0_u64;
    while home(&visitor).await != StatusCode::OK {
        refused += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let status = visitor.get("/api/v1/status").await.expect(StatusCode::OK);
    let [calls, trips] = ["failures", "trips"].map(|name| status["database"][name].as_u64());
    assert!(
        refused >= 5 && trips >= Some(1),
        "{refused} refused, {status}"
    );
    assert!(calls <= Some(refused), "{status}");
    assert_eq!(status["database"]["breaker"], "closed");
}
