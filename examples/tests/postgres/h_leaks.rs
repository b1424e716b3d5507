//! Suite H on Postgres, where a connection is a process of the server.

use axum::http::StatusCode;
use command_center::db::POSTGRES;
use command_center::{Db, Options, router};
use perf_runtime::{Context, Fixture, Iteration, SetUpError, perf};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::task::JoinSet;

use crate::a_n_plus_one::large_dataset;
use crate::client::Client;
use crate::data::KEY;
use crate::e_records::people;
use crate::gauge::Gauge;
use crate::{accounts, app};

/// More than these are never out at once.
const CONNECTIONS: u32 = 5;

/// A program on a pool of five connections with a gauge on it.
fn watched(options: PgConnectOptions) -> (Client, Gauge) {
    let gauge = Gauge::default();
    let pool = gauge.on(PgPoolOptions::new().max_connections(CONNECTIONS));
    let db = Db::Postgres(pool.connect_lazy_with(options));
    let client = Client::new(router(db, Options::cheap())).with_key(KEY);
    (client, gauge)
}

#[perf(min_queries = 100, n_plus_one = "allow", requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn connections_come_back_after_errors(options: PgConnectOptions) {
    let (client, gauge) = watched(options);
    for i in 0..100 {
        let failed = accounts::failure(&client, i).await;
        assert!(failed.status.is_client_error(), "{failed:?}");
    }
    let counts = gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    assert!(counts.taken >= 100, "{counts:?}");
    let nowhere = client.get("/api/v1/users?team=Nowhere").await;
    assert_eq!(nowhere.rows().len(), 0);
}

#[perf(min_queries = 100, n_plus_one = "allow", requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn connections_out_at_once_are_bounded(options: PgConnectOptions, run: Iteration) {
    let (client, gauge) = watched(options);
    let mut tasks = JoinSet::new();
    for i in 0..100 {
        let client = client.clone();
        tasks.spawn(async move { accounts::operation(&client, run, i).await });
    }
    tasks.join_all().await;
    let counts = gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    assert!(counts.peak <= CONNECTIONS.into(), "{counts:?}");
}

/// A service that lives as long as all runs of the body.
#[derive(Clone)]
struct Service(Client);

impl Fixture for Service {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(Self(app(cx.fixture::<PgPool>().await?)))
    }
}

/// Each visitor's page is remembered for ever: the line that takes it is named, and who called it.
#[perf(max_leak = "1 KiB", iterations = 20, n_plus_one = "allow", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
#[should_panic(expected = "home::Remembered::home")]
async fn memory_is_kept(service: Service, run: Iteration) {
    for i in 0..50 {
        let path = format!("/api/v1/lazy/home?visitor={}-{i}", run.unique);
        service.0.get(&path).await.expect(StatusCode::OK);
    }
}
