//! The service as a fixture.

use std::ops::Deref;

use command_center::{Db, Passwords, router};
use perf_runtime::{Context, Fixture, SetUpError};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use crate::client::Client;
use crate::data::KEY;

/// A service on the case's database, and a client who is signed in.
///
/// It opens the database by itself, as its binary does: so its connections have the vector search.
#[derive(Clone)]
pub(crate) struct App(Client);

impl Fixture for App {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let options = cx.fixture::<SqliteConnectOptions>().await?;
        let router = router(Db::sqlite(options).await?, Passwords::cheap());
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
            Passwords::cheap(),
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
