//! The database of one case, as fixtures.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{Connection, MySql, MySqlPool};
use tokio::sync::OnceCell;

use super::error::MySqlError;
use super::server::Server;
use super::template::Template;
use super::{name, owned, proxy};
use crate::database::content::Content;
use crate::database::pool::CasePool;
use crate::database::seed::SeedPool;
use crate::envs::Envs;
use crate::faults::Injector;
use crate::faults::proxy::Proxy;
use crate::fixture::{Context, Fixture, SetUpError};
use crate::plan::{Explanations, Text};

/// What is not done on MySQL, and what to do instead.
const NO_PLANS: &str = "plans of MySQL are not read: ask for them in a case on SQLite or Postgres";

/// A database with a mark, on the server where it was made.
#[derive(Debug)]
pub(in crate::database) struct MySqlDatabase {
    pub(in crate::database) pool: CasePool<MySql>,
    name: String,
    server: Server,
    engine: String,
    /// What stands between the application and the server, where the case has faults.
    proxy: OnceCell<Proxy>,
}

impl MySqlDatabase {
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
        let template = template.map_err(SetUpError::failed)?;
        let database = Self::create_on(server.clone(), case).await?;
        let filled = match &template {
            Some(template) => database.copy_from(template, content).await,
            None => database.fill(content).await,
        };
        if let Err(error) = filled {
            // The error that counts is the first one.
            let _ = database.remove().await;
            return Err(SetUpError::failed(error));
        }
        Ok(database)
    }

    async fn fill(&self, content: &Content) -> Result<(), String> {
        let options = self.pool.options().clone();
        content.fill(options, SeedPool::MySql).await
    }

    async fn copy_from(&self, template: &Template, content: &Content) -> Result<(), String> {
        match template.copy_to(&self.name, &self.server).await {
            // Somebody has dropped it in the meantime.
            Err(MySqlError::NoTemplate { .. }) => {
                template.forget();
                let again = Template::of(content, &self.server).await?;
                match again {
                    Some(again) => again.copy_to(&self.name, &self.server).await,
                    None => return self.fill(content).await,
                }
            }
            copied => copied,
        }
        .map_err(|error| error.to_string())
    }

    pub(super) async fn create_on(server: Server, case: &str) -> Result<Self, MySqlError> {
        let mut admin = server.connect().await?;
        let engine = engine(&server, &mut admin).await?;
        let name = name::fresh(case);
        server.answer(owned::create(&mut admin, &name)).await?;
        // The database is there: that the connection ends badly does no harm.
        let _ = admin.close().await;
        Ok(Self {
            pool: CasePool::new(server.options_of(&name)),
            name,
            server,
            engine,
            proxy: OnceCell::new(),
        })
    }

    /// Closes the pool and drops the database; the error says what went wrong.
    pub(in crate::database) async fn remove(&self) -> Result<(), String> {
        let closed = self.pool.close().await;
        let dropped = async {
            let mut admin = self.server.connect().await?;
            self.server
                .answer(owned::drop(&mut admin, &self.name))
                .await?;
            let _ = admin.close().await;
            Ok::<_, MySqlError>(())
        };
        dropped.await.map_err(|error| {
            format!(
                "the database `{}` is still there, a later run drops it: {error}",
                self.name
            )
        })?;
        closed
    }

    /// Has the application go through a proxy.
    pub(in crate::database) async fn inject(
        &self,
        injector: &Arc<Injector>,
    ) -> Result<(), SetUpError> {
        let direct = self.pool.options();
        let start = async || proxy::start(direct, injector).map_err(SetUpError::failed);
        let proxy = self.proxy.get_or_try_init(start).await?;
        self.pool.lead(proxy::way(direct, proxy));
        Ok(())
    }

    /// Why statements do not tell what they cost.
    pub(in crate::database) const OBSTACLE: &str =
        "statements on MySQL do not tell what they cost: limit it in a case on SQLite or Postgres";

    /// The plans of statements: none.
    #[expect(clippy::unused_async, reason = "as on the other databases")]
    pub(in crate::database) async fn explain(&self, texts: &[Text]) -> Explanations {
        Explanations::none(texts, NO_PLANS)
    }

    #[cfg(test)]
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The server's kind and version, and whether it is our own.
    pub(in crate::database) fn engine(&self) -> String {
        self.engine.clone()
    }
}

/// The kind and version, if it is one that we can use.
async fn engine(server: &Server, admin: &mut MySqlConnection) -> Result<String, MySqlError> {
    let version: String = server
        .answer(sqlx::query_scalar("SELECT VERSION()").fetch_one(admin))
        .await?;
    let Some(engine) = supported(&version) else {
        return Err(MySqlError::TooOld {
            server: server.to_string(),
            version,
        });
    };
    let private = if server.is_private() {
        ", private server"
    } else {
        ""
    };
    Ok(format!("{engine}{private}"))
}

/// Reads `8.0.36` or `10.11.6-MariaDB-0+deb12u1`; `None` if it is too old: what sqlx supports, and has
/// had `JSON` and window functions or the like for years.
fn supported(version: &str) -> Option<String> {
    let (kind, oldest) = if version.contains("MariaDB") {
        ("mariadb", (10, 2))
    } else {
        ("mysql", (5, 7))
    };
    // Some proxies and replicas speak of themselves as 5.5.5 first.
    let version = version.strip_prefix("5.5.5-").unwrap_or(version);
    let number = version.split('-').next()?;
    let mut parts = number.split('.').map(str::parse::<u32>);
    let (major, minor) = (parts.next()?.ok()?, parts.next()?.ok()?);
    ((major, minor) >= oldest).then(|| format!("{kind} {number}"))
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
impl Fixture for MySqlPool {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let shared = cx.shared();
        let database = shared.databases.mysql(shared.faults()).await?;
        database.get().await
    }
}

/// How to connect to the case's own database, for an application that makes its own pool.
impl Fixture for MySqlConnectOptions {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let shared = cx.shared();
        let database = shared.databases.mysql(shared.faults()).await?;
        Ok(database.way().clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_old_ones_refused() {
        for (version, engine) in [
            ("10.11.6-MariaDB-0+deb12u1", Some("mariadb 10.11.6")),
            ("5.5.5-10.6.1-MariaDB", Some("mariadb 10.6.1")),
            ("10.1.48-MariaDB", None),
            ("8.0.36", Some("mysql 8.0.36")),
            ("8.4.0-commercial", Some("mysql 8.4.0")),
            ("5.7.44-log", Some("mysql 5.7.44")),
            ("5.6.51", None),
        ] {
            assert_eq!(supported(version).as_deref(), engine, "{version}");
        }
    }
}
