//! Suite G on Postgres, where a table may be locked for readers too.

use std::time::Duration;

use axum::http::StatusCode;
use command_center::db::POSTGRES;
use command_center::{Db, Options, Policy, router};
use perf_runtime::perf;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::agents::FOR_GOOD;
use crate::client::Client;
use crate::gauge::Gauge;

/// A page that waits for a lock is given up, tried again and given up for good. Its connections come back.
#[perf(n_plus_one = "allow", requires = ["postgres"], migrator = POSTGRES)]
async fn a_statement_that_hangs_is_given_up(database: PgConnectOptions) -> sqlx::Result<()> {
    let gauge = Gauge::default();
    let pool = gauge.on(PgPoolOptions::new().max_connections(5));
    let options = Options {
        database: Policy {
            time_limit: Duration::from_millis(50),
            retries: 2,
            first_pause: Duration::from_millis(10),
            open_for: FOR_GOOD,
            ..Policy::default()
        },
        ..Options::cheap()
    };
    let db = Db::Postgres(pool.connect_lazy_with(database.clone()));
    let client = Client::new(router(db, options));

    let mut other = PgConnection::connect_with(&database).await?;
    let mut lock = other.begin().await?;
    lock.execute("LOCK TABLE technologies").await?;
    let home = client.get("/api/v1/home").await;
    home.expect(StatusCode::SERVICE_UNAVAILABLE);
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    let database = &status["database"];
    assert_eq!(
        (&database["calls"], &database["failures"]),
        (&3.into(), &3.into())
    );
    lock.rollback().await?;

    let counts = gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    client.get("/api/v1/home").await.expect(StatusCode::OK);
    Ok(())
}
