//! Suite F on Postgres, where each connection is a process of the server, with a number.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use command_center::db::POSTGRES;
use command_center::{Db, Options, router};
use perf_runtime::{Context, Fixture, Iteration, Perf, SetUpError, load};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::accounts;
use crate::client::Client;
use crate::data::KEY;
use crate::e_records::people;
use crate::gauge::Gauge;

const CONNECTIONS: u32 = 5;

/// A program on a pool of five connections, one for all users, and the processes that serve it.
#[derive(Clone)]
struct Watched {
    client: Client,
    pool: PgPool,
    gauge: Gauge,
    processes: Arc<Mutex<HashSet<i32>>>,
}

impl Fixture for Watched {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let database = cx.fixture::<PgConnectOptions>().await?;
        let gauge = Gauge::default();
        let pool = gauge.on(PgPoolOptions::new().max_connections(CONNECTIONS));
        let pool = pool.connect_lazy_with(database);
        let router = router(Db::Postgres(pool.clone()), Options::cheap());
        Ok(Self {
            client: Client::new(router).with_key(KEY),
            pool,
            gauge,
            processes: Arc::default(),
        })
    }
}

/// A user of them all.
#[derive(Clone)]
struct Visitor(Watched);

impl Fixture for Visitor {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(Self(cx.fixture_of_all().await?))
    }
}

impl Visitor {
    /// A request, and now and then a look at which process it is that answers.
    async fn visit(&self, perf: &Perf, run: Iteration) -> sqlx::Result<()> {
        let Self(watched) = self;
        accounts::find(&watched.client, "42", 42).await;
        if run.unique.is_multiple_of(5) {
            let process = sqlx::query_scalar("SELECT pg_backend_pid()");
            let process = process.fetch_one(&watched.pool).await?;
            let processes = &watched.processes;
            let mut processes = processes.lock().unwrap_or_else(PoisonError::into_inner);
            processes.insert(process);
            perf.record("processes", processes.len() as f64);
        }
        perf.record("connections out", watched.gauge.counts().peak as f64);
        Ok(())
    }
}

#[load(users = 20, iterations = 200, threshold = "pool_by_20", metric("processes", min = 1, max = 5), metric("connections out", max = 5), max_queries = 3, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn by_20(visitor: Visitor, perf: Perf, run: Iteration) -> sqlx::Result<()> {
    visitor.visit(&perf, run).await
}

#[load(users = 100, iterations = 500, threshold = "pool_by_100", metric("processes", min = 1, max = 5), metric("connections out", max = 5), max_queries = 3, requires = ["postgres"], migrator = POSTGRES, dataset = people)]
async fn by_100(visitor: Visitor, perf: Perf, run: Iteration) -> sqlx::Result<()> {
    visitor.visit(&perf, run).await
}
