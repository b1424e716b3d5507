//! The service as a fixture.

use std::ops::Deref;

use command_center::{Db, Options, router};
use perf_runtime::{Context, Fixture, SetUpError};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::client::Client;
use crate::data::KEY;
use crate::gauge::Gauge;

/// A service on the case's database, and a client who is signed in.
///
/// It opens the database by itself, as its binary does: so its connections have the vector search.
#[derive(Clone)]
pub(crate) struct App(Client);

impl Fixture for App {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let options = cx.fixture::<SqliteConnectOptions>().await?;
        let router = router(Db::sqlite(options).await?, Options::cheap());
        Ok(Self(Client::new(router).sign_in("ada").await))
    }
}

impl Deref for App {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// One of many visitors of one service: all share the pool of the case, and nobody is signed in.
#[derive(Clone)]
pub(crate) struct Visitor(Client);

impl Fixture for Visitor {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let pool = cx.fixture::<SqlitePool>().await?;
        Ok(Self(Client::new(router(
            Db::Sqlite(pool),
            Options::cheap(),
        ))))
    }
}

impl Deref for Visitor {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// A program that works in the name of the first user of the dataset `people`; all share the pool of the case.
#[derive(Clone)]
pub(crate) struct Program(Client);

impl Fixture for Program {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let Visitor(client) = cx.fixture().await?;
        Ok(Self(client.with_key(KEY)))
    }
}

impl Deref for Program {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// The connections of a pool with a gauge on it.
pub(crate) const CONNECTIONS: u32 = 5;

/// A program on a pool of five connections, and the gauge on it.
#[derive(Clone)]
pub(crate) struct Watched {
    pub(crate) client: Client,
    pub(crate) gauge: Gauge,
    pub(crate) pool: SqlitePool,
}

impl Watched {
    pub(crate) fn new(database: SqliteConnectOptions, options: Options) -> Self {
        Self::with(CONNECTIONS, database, options)
    }

    fn with(connections: u32, database: SqliteConnectOptions, options: Options) -> Self {
        let gauge = Gauge::default();
        let pool = gauge.on(SqlitePoolOptions::new().max_connections(connections));
        let pool = pool.connect_lazy_with(database);
        let router = router(Db::Sqlite(pool.clone()), options);
        Self {
            client: Client::new(router).with_key(KEY),
            gauge,
            pool,
        }
    }
}

impl Fixture for Watched {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let database = cx.fixture::<SqliteConnectOptions>().await?;
        Ok(Self::new(database, Options::cheap()))
    }
}

/// The same on a pool of half the size.
#[derive(Clone)]
pub(crate) struct Halved(pub(crate) Watched);

impl Fixture for Halved {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let database = cx.fixture::<SqliteConnectOptions>().await?;
        let watched = Watched::with(CONNECTIONS / 2, database, Options::cheap());
        Ok(Self(watched))
    }
}

/// The same, of all users together.
#[derive(Clone)]
pub(crate) struct OfAll<F>(F);

impl<F: Fixture> Fixture for OfAll<F> {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(Self(cx.fixture_of_all().await?))
    }
}

impl<F> Deref for OfAll<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.0
    }
}
