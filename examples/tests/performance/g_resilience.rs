//! Suite G: what fails is tried again, what goes on failing is left alone, and what hangs is given up.
//!
//! The model of the agents is another service; here it is a stub, which fails by its script. Pauses are asked from
//! below alone: how long a machine takes beyond them is no matter.

use std::time::Duration;

use axum::http::StatusCode;
use command_center::db::SQLITE;
use command_center::{Db, Options, Policy, router};
use perf_runtime::{Perf, perf};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use crate::accounts;
use crate::agents::{
    self, answer, ask, ask_at_once, fail, hang, model, once, patient, with_status,
};
use crate::app::{CONNECTIONS, Watched};
use crate::client::Client;
use crate::data::KEY;
use crate::datasets::conversation;
use crate::model::{Does, StubModel, three_of_ten};

/// A program whose agents ask this model.
fn desk(pool: SqlitePool, stub: &StubModel, policy: Policy) -> Client {
    let options = Options {
        model: Some(stub.model(policy)),
        ..Options::cheap()
    };
    Client::new(router(Db::Sqlite(pool), options)).with_key(KEY)
}

#[perf(metric("recovered", min = 0.5), n_plus_one = "allow", migrator = SQLITE, dataset = conversation, category = "resilience")]
async fn most_recover_where_three_calls_of_ten_fail(pool: SqlitePool, perf: Perf) {
    let stub = StubModel::start(Duration::from_millis(1), three_of_ten).await;
    agents::recover(&desk(pool, &stub, patient()), &stub, &perf).await;
}

/// As it was before it was mended.
#[perf(metric("recovered", min = 0.5), n_plus_one = "allow", migrator = SQLITE, dataset = conversation, category = "resilience")]
#[should_panic(expected = "0 of at least 0.5")]
async fn none_recover_where_nothing_is_tried_again(pool: SqlitePool, perf: Perf) {
    let stub = StubModel::start(Duration::from_millis(1), three_of_ten).await;
    agents::recover(&desk(pool, &stub, once()), &stub, &perf).await;
}

#[perf(metric("pause 1, s", min = 0.1), metric("pause 2, s", min = 0.2), metric("pause 3, s", min = 0.4), metric("pause 4, s", min = 0.8), max_queries = 4, migrator = SQLITE, dataset = conversation, category = "resilience")]
async fn each_pause_is_twice_the_one_before(pool: SqlitePool, perf: Perf) {
    let pauses: Vec<_> = Policy::default().pauses().collect();
    assert_eq!(pauses, [100, 200, 400, 800].map(Duration::from_millis));

    let fails_four_times = |call| if call < 4 { Does::Fail } else { Does::Answer };
    let stub = StubModel::start(Duration::ZERO, fails_four_times).await;
    let answered = ask(&desk(pool, &stub, patient()), 1).await;
    answered.expect(StatusCode::CREATED);
    let calls = stub.seen().calls;
    for (number, pair) in calls.windows(2).enumerate() {
        let pause = pair[1] - pair[0];
        perf.record(format!("pause {}, s", number + 1), pause.as_secs_f64());
    }
}

#[perf(migrator = SQLITE, dataset = conversation, category = "resilience", n_plus_one = "allow")]
async fn the_breaker_opens_at_the_fifth_failure(pool: SqlitePool) {
    let stub = StubModel::start(Duration::ZERO, fail).await;
    let client = desk(pool, &stub, once());
    for question in 0..10 {
        let asked = ask(&client, question).await.status;
        let expected = if question < 5 {
            StatusCode::BAD_GATEWAY
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        assert_eq!(asked, expected, "question {question}");
    }
    assert_eq!(stub.seen().calls.len(), 5);
    assert_eq!(model(&client).await["breaker"], "open");
}

/// Half open, it lets one through: if that fails as well it opens anew, if not all is well.
#[perf(migrator = SQLITE, dataset = conversation, category = "resilience", n_plus_one = "allow")]
async fn the_breaker_recovers(pool: SqlitePool) {
    let stub = StubModel::start(Duration::ZERO, |call| {
        if call < 6 { Does::Fail } else { Does::Answer }
    })
    .await;
    let policy = Policy {
        open_for: Duration::from_millis(100),
        ..once()
    };
    let client = desk(pool, &stub, policy.clone());
    for question in 0..5 {
        ask(&client, question).await.expect(StatusCode::BAD_GATEWAY);
    }
    for (expected, trips, breaker) in [
        (StatusCode::BAD_GATEWAY, 2, "open"),
        (StatusCode::CREATED, 2, "closed"),
    ] {
        tokio::time::sleep(policy.open_for * 2).await;
        ask(&client, 5).await.expect(expected);
        let model = model(&client).await;
        assert_eq!(
            (&model["trips"], &model["breaker"]),
            (&trips.into(), &breaker.into())
        );
    }
    for question in 6..16 {
        ask(&client, question).await.expect(StatusCode::CREATED);
    }
}

/// While a model thinks that never comes to an end, no connection is out, and once its time is up it is given up.
#[perf(max_queries = 60, n_plus_one = "allow", migrator = SQLITE, dataset = conversation, category = "resilience")]
async fn a_model_that_hangs_is_given_up(database: SqliteConnectOptions) {
    let stub = StubModel::start(Duration::ZERO, hang).await;
    let policy = Policy {
        time_limit: Duration::from_millis(50),
        failures: u32::MAX,
        ..once()
    };
    let options = Options {
        model: Some(stub.model(policy)),
        ..Options::cheap()
    };
    let watched = Watched::new(database, options);
    let asked = ask_at_once(&watched.client, 20).await;
    assert_eq!(
        with_status(&asked, StatusCode::GATEWAY_TIMEOUT),
        20,
        "{asked:?}"
    );
    let counts = watched.gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
}

/// A write that waits for another one's lock is given up too, and its connection comes back.
#[perf(n_plus_one = "allow", migrator = SQLITE, dataset = conversation, category = "resilience")]
async fn a_statement_that_hangs_is_given_up(
    database: SqliteConnectOptions,
    pool: SqlitePool,
) -> sqlx::Result<()> {
    let options = Options {
        time_limit: Duration::from_millis(100),
        ..Options::cheap()
    };
    let Watched { client, gauge, .. } = Watched::new(database, options);
    let lock = pool.begin_with("BEGIN IMMEDIATE").await?;
    for _ in 0..CONNECTIONS {
        let moved = serde_json::json!([{ "id": 2, "team": "Engine" }]);
        let moved = client.put("/api/v1/users/teams", &moved).await;
        moved.expect(StatusCode::GATEWAY_TIMEOUT);
    }
    lock.rollback().await?;

    let counts = gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    accounts::find(&client, "2", 2).await;
    Ok(())
}

/// The breaker opens at the fifth failure; eight calls are under way at once.
#[perf(metric("calls", max = 12), metric("calls at once", max = 8), n_plus_one = "allow", timeout = "30s", migrator = SQLITE, dataset = conversation, category = "resilience", severity = "high")]
async fn a_storm_of_retries_settles(pool: SqlitePool, perf: Perf) {
    let stub = StubModel::start(Duration::from_millis(1), fail).await;
    let client = desk(pool, &stub, patient());
    agents::storm(&client, &stub, &perf).await;
    // What does not need the model goes on.
    accounts::find(&client, "42", 42).await;
}

/// Each of the 200 questions is asked five times.
#[perf(metric("calls", max = 12), n_plus_one = "allow", migrator = SQLITE, dataset = conversation, category = "resilience")]
#[should_panic(expected = "1000 of at most 12")]
async fn a_storm_without_a_breaker(pool: SqlitePool, perf: Perf) {
    let stub = StubModel::start(Duration::from_millis(1), fail).await;
    let policy = Policy {
        failures: u32::MAX,
        first_pause: Duration::from_millis(1),
        ..patient()
    };
    agents::storm(&desk(pool, &stub, policy), &stub, &perf).await;
}

/// Three statements and the session's user, however long the conversation is.
#[perf(max_queries = 4, max_writes = 1, max_rows = 22, no_full_scan, warmup = 30, migrator = SQLITE, dataset = conversation, category = "resilience")]
async fn a_question(pool: SqlitePool) {
    let stub = StubModel::start(Duration::ZERO, answer).await;
    ask(&desk(pool, &stub, patient()), 1)
        .await
        .expect(StatusCode::CREATED);
}
