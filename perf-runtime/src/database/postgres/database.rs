//! The database of one case, as fixtures.

use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, PgPool, Postgres};

use super::error::PostgresError;
use super::server::Server;
use super::template::Template;
use super::{name, owned};
use crate::database::content::Content;
use crate::database::pool::CasePool;
use crate::database::seed::SeedPool;
use crate::envs::Envs;
use crate::fixture::{Context, Fixture, SetUpError};

/// `DROP DATABASE .. WITH (FORCE)` came with this version.
const OLDEST: i32 = 13_00_00;

/// A database with a mark, on the server where it was made.
#[derive(Debug)]
pub(in crate::database) struct PostgresDatabase {
    pub(in crate::database) pool: CasePool<Postgres>,
    name: String,
    server: Server,
    version: String,
}

impl PostgresDatabase {
    /// Makes a database with this content on the server of the environment.
    pub(in crate::database) async fn create(
        case: &str,
        content: &Content,
    ) -> Result<Self, SetUpError> {
        let server = Server::find(Envs::get().database_url.as_deref()).await?;
        sweep_once(&server).await;
        Self::create_from(server, case, content).await
    }

    pub(super) async fn create_from(
        server: Server,
        case: &str,
        content: &Content,
    ) -> Result<Self, SetUpError> {
        let template = Template::of(content, &server).await;
        let Some(template) = template.map_err(SetUpError::failed)? else {
            return Self::create_and_fill(server, case, content).await;
        };
        match Self::create_on(server.clone(), case, Some(&template.name)).await {
            // Somebody has dropped it in the meantime.
            Err(PostgresError::NoTemplate { .. }) => {
                template.forget();
                let again = Template::of(content, &server).await;
                let again = again.map_err(SetUpError::failed)?;
                let name = again.as_ref().map(|template| &*template.name);
                Ok(Self::create_on(server, case, name).await?)
            }
            created => Ok(created?),
        }
    }

    /// Without a template.
    async fn create_and_fill(
        server: Server,
        case: &str,
        content: &Content,
    ) -> Result<Self, SetUpError> {
        let database = Self::create_on(server, case, None).await?;
        let options = database.pool.options().clone();
        if let Err(error) = content.fill(options, SeedPool::Postgres).await {
            // The error that counts is the first one.
            let _ = database.remove().await;
            return Err(SetUpError::failed(error));
        }
        Ok(database)
    }

    pub(super) async fn create_on(
        server: Server,
        case: &str,
        template: Option<&str>,
    ) -> Result<Self, PostgresError> {
        let mut admin = server.connect().await?;
        let version = version(&server, &mut admin).await?;
        let name = name::fresh(case);
        server
            .answer(owned::create(&mut admin, &name, template))
            .await?;
        // The database is there: that the connection ends badly does no harm.
        let _ = admin.close().await;
        Ok(Self {
            pool: CasePool::new(server.options_of(&name)),
            name,
            server,
            version,
        })
    }

    /// Closes the pool and drops the database; the error says what went wrong.
    pub(in crate::database) async fn remove(&self) -> Result<(), String> {
        let closed = self.pool.close().await;
        let dropped = async {
            let mut admin = self.server.connect().await?;
            self.server
                .answer(owned::drop(&mut admin, &self.name))
                .await
        };
        dropped.await.map_err(|error| {
            format!(
                "the database `{}` is still there, a later run drops it: {error}",
                self.name
            )
        })?;
        closed
    }

    #[cfg(test)]
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The server's version, and whether it is our own.
    pub(in crate::database) fn engine(&self) -> String {
        let private = if self.server.is_private() {
            ", private server"
        } else {
            ""
        };
        format!("postgres {}{private}", self.version)
    }
}

/// The version, if it is one that we can use.
async fn version(server: &Server, admin: &mut PgConnection) -> Result<String, PostgresError> {
    let query =
        "SELECT current_setting('server_version_num')::int, current_setting('server_version')";
    let (number, version): (i32, String) = server
        .answer(sqlx::query_as(query).fetch_one(admin))
        .await?;
    if number < OLDEST {
        return Err(PostgresError::TooOld {
            server: server.to_string(),
            version,
        });
    }
    // `15.14 (Debian 15.14-0+deb12u1)`.
    Ok(version.split(' ').next().unwrap_or_default().to_owned())
}

/// Sweeps once in each process. What cannot be swept up now does not keep a case from running.
async fn sweep_once(server: &Server) {
    static SWEPT: AtomicBool = AtomicBool::new(false);
    if SWEPT.swap(true, Ordering::Relaxed) {
        return;
    }
    if let Ok(mut admin) = server.connect().await {
        let _ = server.answer(owned::sweep(&mut admin)).await;
    }
}

/// A pool of up to five connections to the case's own database, migrated and seeded.
impl Fixture for PgPool {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        cx.shared().databases.postgres().await?.get().await
    }
}

/// How to connect to the case's own database, for an application that makes its own pool.
impl Fixture for PgConnectOptions {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(cx.shared().databases.postgres().await?.options().clone())
    }
}
