//! The database of one case, as fixtures.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{PgPool, Postgres};
use tokio::sync::OnceCell;

use super::error::PostgresError;
use super::owned;
use super::plans;
use super::proxy;
use super::server::Server;
use super::stock::Stock;
use super::template::Template;
use crate::database::content::Content;
use crate::database::pool::CasePool;
use crate::database::seed::SeedPool;
use crate::envs::Envs;
use crate::faults::Injector;
use crate::faults::proxy::Proxy;
use crate::fixture::{Context, Fixture, SetUpError};
use crate::plan::{Explanations, Text};

/// A database with a mark, on the server where it was made.
#[derive(Debug)]
pub(in crate::database) struct PostgresDatabase {
    pub(in crate::database) pool: CasePool<Postgres>,
    name: String,
    template: Option<Template>,
    stock: Arc<Stock>,
    version: String,
    /// Why statements do not tell what they cost, if they were to.
    counting: OnceCell<Result<(), String>>,
    /// What stands between the application and the server, where the case has faults.
    proxy: OnceCell<Proxy>,
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
            Ok(mut database) => {
                template.taken();
                let template = database.template.insert(template).name.clone();
                if database.has_next() {
                    database.stock.prepare(&template);
                }
                Ok(database)
            }
            // Somebody has dropped it in the meantime.
            Err(PostgresError::NoTemplate { .. }) => {
                template.forget();
                let again = Template::of(content, &server).await;
                let again = again.map_err(SetUpError::failed)?;
                let name = again.as_ref().map(|template| &*template.name);
                Ok(Self::create_on(server, case, name).await?)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether another case of this process is going to have a database like this one.
    fn has_next(&self) -> bool {
        self.stock.works_ahead() && self.template.as_ref().is_some_and(Template::is_awaited)
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
        let stock = Stock::of(&server)?;
        let version = stock.version().await?;
        let name = stock.take(template, case).await?;
        Ok(Self {
            pool: CasePool::new(server.options_of(&name)),
            name,
            template: None,
            stock,
            version,
            counting: OnceCell::new(),
            proxy: OnceCell::new(),
        })
    }

    /// From now on the statements of new connections tell what they cost, as far as the server lets them.
    pub(in crate::database) async fn count(&self) {
        let start = self.stock.count(&self.name);
        self.counting.get_or_init(|| Box::pin(start)).await;
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
    pub(in crate::database) fn obstacle(&self) -> Option<String> {
        self.counting.get()?.as_ref().err().cloned()
    }

    /// Closes the pool and drops the database, beside the next case if there is one; the error says what went wrong.
    pub(in crate::database) async fn remove(&self) -> Result<(), String> {
        let closed = self.pool.close().await;
        if self.has_next() {
            self.stock.drop_beside(&self.name);
            return closed;
        }
        self.stock.drop(&self.name).await.map_err(|error| {
            format!(
                "the database `{}` is still there, a later run drops it: {error}",
                self.name
            )
        })?;
        closed
    }

    /// The plans of statements that were run on the database.
    pub(in crate::database) async fn explain(&self, texts: &[Text]) -> Explanations {
        plans::explain(self.pool.options(), texts).await
    }

    #[cfg(test)]
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The server's version, and whether it is our own.
    pub(in crate::database) fn engine(&self) -> String {
        let private = if self.stock.server().is_private() {
            ", private server"
        } else {
            ""
        };
        format!("postgres {}{private}", self.version)
    }
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
        let shared = cx.shared();
        let database = shared.databases.postgres(shared.faults()).await?;
        database.get().await
    }
}

/// How to connect to the case's own database, for an application that makes its own pool.
impl Fixture for PgConnectOptions {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let shared = cx.shared();
        let database = shared.databases.postgres(shared.faults()).await?;
        Ok(database.way().clone())
    }
}
