//! Suite F: more users than connections. They wait for each other, and all connections come back.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use perf_runtime::{Perf, load, perf};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::accounts;
use crate::app::{CONNECTIONS, Halved, OfAll, Watched};
use crate::client::Client;
use crate::datasets::people;

/// What the service says of its pool, which costs no connection.
async fn pool(client: &Client) -> Value {
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    status["pool"].clone()
}

/// A request, and a look at the pool in the middle of the load.
async fn visit(watched: &Watched, perf: &Perf) {
    accounts::find(&watched.client, "42", 42).await;
    let pool = pool(&watched.client).await;
    let figure = |name: &str| pool[name].as_f64().expect("a figure of the pool");
    assert_eq!(pool["most"], CONNECTIONS);
    perf.record("connections open", figure("open"));
    perf.record("connections idle", figure("idle"));
    let counts = watched.gauge.counts();
    perf.record("connections opened", counts.opened as f64);
    perf.record("connections out", counts.peak as f64);
}

#[load(users = 20, iterations = 200, threshold = "pool_by_20", metric("connections opened", max = 5), metric("connections out", max = 5), max_queries = 2, migrator = SQLITE, dataset = people, category = "pool")]
async fn by_20(watched: OfAll<Watched>, perf: Perf) {
    visit(&watched, &perf).await;
}

#[load(users = 100, iterations = 500, threshold = "pool_by_100", metric("connections opened", max = 5), metric("connections out", max = 5), max_queries = 2, migrator = SQLITE, dataset = people, category = "pool")]
async fn by_100(watched: OfAll<Watched>, perf: Perf) {
    visit(&watched, &perf).await;
}

/// Statements that take long hold their connections, so that it is the size of the pool that counts, whatever the machine is like. Two
/// of 15 ms by each of 20 users: on five connections each waits for 90 ms, and for 270 on two.
#[load(users = 20, iterations = 100, threshold = "pool_by_20", mean_ms = 1_000, p95_ms = 1_000, faults(latency = "15ms"), max_queries = 2, migrator = SQLITE, dataset = people, category = "pool")]
async fn by_20_where_statements_are_slow(watched: OfAll<Watched>) {
    accounts::find(&watched.client, "42", 42).await;
}

#[load(users = 20, iterations = 100, threshold = "pool_by_20", mean_ms = 1_000, p95_ms = 1_000, faults(latency = "15ms"), max_queries = 2, migrator = SQLITE, dataset = people, category = "pool")]
#[should_panic(expected = "[FAIL] p99_pool_wait_ms")]
async fn by_20_on_half_the_pool(halved: OfAll<Halved>) {
    accounts::find(&halved.0.client, "42", 42).await;
}

/// While all connections are out nobody is served, and nobody is turned away.
#[perf(max_queries = 200, n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "pool")]
async fn who_comes_later_waits(watched: Watched) -> sqlx::Result<()> {
    let Watched {
        client,
        gauge,
        pool,
    } = watched;
    let mut all = Vec::new();
    for _ in 0..CONNECTIONS {
        all.push(pool.acquire().await?);
    }
    let mut waiting = JoinSet::new();
    for _ in 0..100 {
        let client = client.clone();
        waiting.spawn(async move { accounts::find(&client, "42", 42).await });
    }
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(
        waiting.try_join_next().is_none(),
        "one was served without a connection"
    );
    let now = self::pool(&client).await;
    assert_eq!(
        (&now["open"], &now["idle"]),
        (&CONNECTIONS.into(), &0.into())
    );

    drop(all);
    waiting.join_all().await;
    let counts = gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    assert_eq!(
        (counts.opened, counts.peak),
        (CONNECTIONS.into(), CONNECTIONS.into())
    );
    Ok(())
}
