//! The `Faults` fixture: the body's hand on the faults.

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};

use super::injector::Injector;
use super::plan::FaultPlan;
use crate::fixture::{Context, Fixture, SetUpError};

/// A fixture by which a body switches what goes wrong on its database connections.
///
/// `faults(..)` in the attribute says what happens from the beginning of the body; with this fixture, the body changes
/// it, with or without that key. What is switched holds at once, also on connections that are open already, for all of
/// the case's connections together, until the body ends; under `#[load]`, until the load ends.
///
/// ```no_run
/// use std::time::Duration;
/// use perf_runtime::{FaultPlan, Faults, perf};
/// # use sqlx::SqlitePool;
/// # struct Shop;
/// # impl Shop {
/// #     fn new(_: SqlitePool) -> Self { Self }
/// #     async fn order(&self) -> Result<(), sqlx::Error> { Ok(()) }
/// #     async fn is_degraded(&self) -> bool { true }
/// # }
///
/// #[perf(faults(error_rate = 0.3, seed = 7), metric("recovery_ms", max = 500.0))]
/// async fn orders_survive_errors(db: SqlitePool, faults: Faults) -> Result<(), sqlx::Error> {
///     let shop = Shop::new(db);
///     shop.order().await?;                      // tries again where a statement fails
///     faults.outage(Duration::from_millis(300)); // the database is gone for 300 ms, from now on
///     assert!(shop.is_degraded().await);
///     faults.off();
///     shop.order().await                        // the first success after the end: `recovery_ms`
/// }
/// ```
///
/// # What a fault is
///
/// Statements of the application are hit, reads and writes. Never hit are BEGIN, COMMIT, ROLLBACK and savepoints, what
/// the driver asks for itself, and everything outside of the body: migrations, datasets, fixtures, clean-up. A warm-up
/// is hit as the rest is.
///
/// | | on Postgres | on MySQL and MariaDB | on SQLite |
/// |---|---|---|---|
/// | `latency` | the statement waits before the server gets it | the same | it waits on sqlx's thread, before it takes a lock |
/// | `error_rate` | SQLSTATE 40001 `serialization_failure`; a transaction is aborted | error 1205 `lock wait timeout`; a transaction goes on | code 9 `SQLITE_INTERRUPT`; a transaction in which a write failed is lost |
/// | `disconnect_rate` | the socket is closed | the socket is closed | there is no socket: code 9, and its transaction is lost |
/// | [`outage`](Self::outage) | all sockets are closed, and new ones refused | the same | each statement fails, and no connection can be opened |
///
/// An error says `injected by perf` where the database lets us write it; SQLite says `interrupted`. A lost transaction
/// fails with every statement until it is rolled back.
///
/// # What is repeatable
///
/// Statements are numbered as they come, over all connections of the case, and the seed says which numbers are hit. One
/// user that runs one statement after the other meets the same faults each time. With many users the same numbers are hit,
/// so as many statements of as many fail; which user has which number depends on who comes first.
#[derive(Debug, Clone)]
pub struct Faults {
    injector: Arc<Injector>,
}

impl Faults {
    /// Switches on what the attribute or [`set`](Self::set) says, as it is at the beginning of the body.
    pub fn on(&self) {
        self.injector.switch(true);
    }

    /// Switches it off. From here to the first statement that succeeds is the time to recover.
    pub fn off(&self) {
        self.injector.switch(false);
    }

    /// What happens while it is switched on.
    #[must_use]
    pub fn plan(&self) -> FaultPlan {
        self.injector.plan()
    }

    /// Lets something else happen, without switching it on or off.
    ///
    /// # Panics
    ///
    /// If a rate is no share from 0 to 1, or both together are more than 1.
    pub fn set(&self, plan: FaultPlan) {
        if let Some(wrong) = plan.wrong() {
            panic!("{wrong}");
        }
        self.injector.set(plan);
    }

    /// The database is gone from now on, whether faults are on or off, and comes back by itself after this time. It does
    /// not wait: what the application does meanwhile is up to the body. From the end of the outage to the first statement
    /// that succeeds is the time to recover.
    ///
    /// Outside of the body it does nothing.
    pub fn outage(&self, length: Duration) {
        self.injector.outage(length);
    }

    /// How long it took to recover, where something succeeded after the last [`outage`](Self::outage) or
    /// [`off`](Self::off): from its end to the reply to the first statement that was sent after it. Each is also
    /// recorded as the figure `recovery_ms`, so that `metric("recovery_ms", max = 500)` limits it.
    #[must_use]
    pub fn recovery(&self) -> Option<Duration> {
        self.injector.recovery()
    }

    /// Leaves a pool only so many of its connections until the guard is dropped: the others are taken out of it, as by
    /// somebody who does not give them back. Half of them: `faults.shrink(&db, db.options().get_max_connections() / 2)`.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::acquire`], as when the application holds the connections for longer than the pool waits.
    pub async fn shrink<DB: Database>(
        &self,
        pool: &Pool<DB>,
        leave: u32,
    ) -> Result<HeldConnections<DB>, sqlx::Error> {
        let mut held = HeldConnections(Vec::new());
        for _ in leave..pool.options().get_max_connections() {
            held.0.push(pool.acquire().await?);
        }
        Ok(held)
    }
}

/// Connections that are kept from their pool until this is dropped; of [`Faults::shrink`].
#[derive(Debug)]
#[must_use = "the connections go back to the pool when it is dropped"]
pub struct HeldConnections<DB: Database>(Vec<PoolConnection<DB>>);

impl<DB: Database> HeldConnections<DB> {
    /// How many they are.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.0.len()
    }
}

impl Fixture for Faults {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        match cx.shared().faults() {
            Some(injector) => Ok(Self {
                injector: Arc::clone(injector),
            }),
            None => Err(SetUpError::failed(
                "the case's connections were made without faults: take `faults: Faults` as a parameter of the annotated \
                 function itself",
            )),
        }
    }
}
