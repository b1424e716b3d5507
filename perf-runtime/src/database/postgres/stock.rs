//! The databases of a server, handed out to cases and taken back.
//!
//! A thread of its own with a runtime of its own makes and drops them: its connections are used by one case after
//! another, each of which has another runtime, and while a case runs it prepares a clone for the next one and drops the
//! one of the case before.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

use sqlx::postgres::PgConnection;
use tokio::runtime::{Builder, Handle};
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;

use super::error::PostgresError;
use super::server::Server;
use super::{counting, name, owned};
use crate::envs::Envs;
use crate::sync::lock;

/// `DROP DATABASE .. WITH (FORCE)` came with this version.
const OLDEST: i32 = 13_00_00;

/// `CREATE DATABASE .. STRATEGY` came with this version.
const HAS_STRATEGIES: i32 = 15_00_00;

/// So many databases may wait to be dropped while cases go on.
const DROPS: usize = 2;

/// The databases of one server.
#[derive(Debug)]
pub(super) struct Stock {
    server: Server,
    runtime: Handle,
    version: OnceCell<Version>,
    /// Connections that nobody uses at the moment. They belong to the runtime.
    idle: Mutex<Vec<PgConnection>>,
    /// Clones that are ready or on their way, by their templates.
    spares: Mutex<HashMap<String, Vec<JoinHandle<Option<String>>>>>,
    /// Databases that are being dropped, the oldest first.
    drops: Mutex<VecDeque<JoinHandle<()>>>,
}

#[derive(Debug, Clone)]
struct Version {
    number: i32,
    text: String,
}

impl Stock {
    /// The stock of a server, opened by the first case that asks.
    pub(super) fn of(server: &Server) -> Result<Arc<Self>, PostgresError> {
        static STOCKS: LazyLock<Mutex<HashMap<String, Arc<Stock>>>> = LazyLock::new(Mutex::default);
        let mut stocks = lock(&STOCKS);
        if let Some(stock) = stocks.get(&server.key()) {
            return Ok(Arc::clone(stock));
        }
        let stock = Arc::new(Self {
            server: server.clone(),
            runtime: runtime().map_err(|error| PostgresError::NoThread(error.to_string()))?,
            version: OnceCell::new(),
            idle: Mutex::default(),
            spares: Mutex::default(),
            drops: Mutex::default(),
        });
        stocks.insert(server.key(), Arc::clone(&stock));
        Ok(stock)
    }

    /// Makes a database, empty or as the template is, or hands out one that was prepared; gives back its name.
    pub(super) async fn take(
        self: &Arc<Self>,
        template: Option<&str>,
        case: &str,
    ) -> Result<String, PostgresError> {
        let spare = template.and_then(|template| lock(&self.spares).get_mut(template)?.pop());
        if let Some(spare) = spare
            && let Ok(Some(spare)) = spare.await
        {
            self.wait_for_drops(DROPS).await;
            return Ok(spare);
        }
        // Where none is prepared, the case may be measured alone: nothing goes on beside it.
        self.wait_for_drops(0).await;
        let name = name::fresh(case);
        let (this, template) = (Arc::clone(self), template.map(str::to_owned));
        self.run(async move {
            this.create(&name, template.as_deref()).await?;
            Ok(name)
        })
        .await
    }

    /// Whether there may be work for other cases beside one. What is not done or not taken at the end of the process
    /// goes with a private server, and would stay on any other.
    pub(super) fn works_ahead(&self) -> bool {
        // nextest runs each case in a process of its own.
        self.server.is_private() && !Envs::get().nextest
    }

    /// Prepares a clone for the next case.
    pub(super) fn prepare(self: &Arc<Self>, template: &str) {
        let (this, of) = (Arc::clone(self), template.to_owned());
        let spare = self.runtime.spawn(async move {
            let name = name::fresh("spare");
            // Where this fails, the case that would have taken it makes its own, and tells the error.
            this.create(&name, Some(&of)).await.ok().map(|()| name)
        });
        let mut spares = lock(&self.spares);
        spares.entry(template.to_owned()).or_default().push(spare);
    }

    /// Drops a database with its connections, once those are dropped that were to be beside the cases.
    pub(super) async fn drop(self: &Arc<Self>, name: &str) -> Result<(), PostgresError> {
        self.wait_for_drops(0).await;
        self.run(Arc::clone(self).dropped(name.to_owned())).await
    }

    /// Drops a database while other cases run.
    pub(super) fn drop_beside(self: &Arc<Self>, name: &str) {
        let dropped = Arc::clone(self).dropped(name.to_owned());
        let dropped = self.runtime.spawn(async { drop(dropped.await) });
        lock(&self.drops).push_back(dropped);
    }

    async fn dropped(self: Arc<Self>, name: String) -> Result<(), PostgresError> {
        let mut admin = self.connection().await?;
        self.server.answer(owned::drop(&mut admin, &name)).await?;
        self.give_back(admin);
        Ok(())
    }

    /// Waits until no more than so many databases are being dropped.
    async fn wait_for_drops(&self, left: usize) {
        loop {
            let oldest = {
                let mut drops = lock(&self.drops);
                if drops.len() > left {
                    drops.pop_front()
                } else {
                    None
                }
            };
            match oldest {
                // A panic has been told already.
                Some(oldest) => drop(oldest.await),
                None => return,
            }
        }
    }

    /// Has the statements of a database tell what they cost; the error says why they do not.
    pub(super) async fn count(self: &Arc<Self>, name: &str) -> Result<(), String> {
        let (this, name) = (Arc::clone(self), name.to_owned());
        let counted = self.run(async move {
            let mut admin = this.connection().await?;
            let started = counting::start(&mut admin, &name).await;
            if started.is_ok() {
                this.give_back(admin);
            }
            Ok(started)
        });
        counted.await.map_err(|error| error.to_string())?
    }

    /// Where its databases are.
    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// The server's version, as it says it itself.
    pub(super) async fn version(self: &Arc<Self>) -> Result<String, PostgresError> {
        let this = Arc::clone(self);
        self.run(async move { Ok(this.known_version().await?.text.clone()) })
            .await
    }

    async fn create(&self, name: &str, template: Option<&str>) -> Result<(), PostgresError> {
        let version = self.known_version().await?;
        let by_file = self.server.is_private() && version.number >= HAS_STRATEGIES;
        let template = template.map(|name| owned::Template { name, by_file });
        let mut admin = self.connection().await?;
        let created = owned::create(&mut admin, name, template);
        self.server.answer(created).await?;
        self.give_back(admin);
        Ok(())
    }

    /// Runs it on the stock's own thread.
    async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, PostgresError>> + Send + 'static,
    ) -> Result<T, PostgresError> {
        let ended = self.runtime.spawn(work).await;
        ended.unwrap_or_else(|panic| Err(PostgresError::NoThread(panic.to_string())))
    }

    async fn connection(&self) -> Result<PgConnection, PostgresError> {
        let idle = lock(&self.idle).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => self.server.connect().await,
        }
    }

    /// Keeps a connection that did what it should: one that did not is closed.
    fn give_back(&self, connection: PgConnection) {
        lock(&self.idle).push(connection);
    }

    /// The version, if it is one that we can use.
    async fn known_version(&self) -> Result<&Version, PostgresError> {
        let ask = async || {
            let mut admin = self.connection().await?;
            let query = "SELECT current_setting('server_version_num')::int, current_setting('server_version')";
            let row = sqlx::query_as(query).fetch_one(&mut admin);
            let (number, text): (i32, String) = self.server.answer(row).await?;
            self.give_back(admin);
            if number < OLDEST {
                return Err(PostgresError::TooOld {
                    server: self.server.to_string(),
                    version: text,
                });
            }
            // `15.14 (Debian 15.14-0+deb12u1)`.
            let text = text.split(' ').next().unwrap_or_default().to_owned();
            Ok(Version { number, text })
        };
        self.version.get_or_try_init(ask).await
    }
}

/// A runtime whose thread is there as long as the process.
fn runtime() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name("perf-postgres".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}
