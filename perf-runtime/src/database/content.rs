//! What is in a case's database before the body runs: tables and rows.

use std::hash::{Hash, Hasher};
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use sqlx::migrate::{Migrate, Migrator};
use sqlx::pool::PoolOptions;
use sqlx::{Connection, Database, Pool};

use super::pool::{MAX_CONNECTIONS, close_soon};
use super::seed::{SeedPool, Seeding};
use super::template::{Binary, Wanted};
use crate::envs::Envs;
use crate::hash::Fnv;
use crate::options::{Dataset, Options};
use crate::outcome::with_causes;
use crate::runner::panics;
use crate::size::Size;

/// What a database is filled with: the key to all databases that are alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content {
    migrator: Option<fn() -> &'static Migrator>,
    dataset: Option<Dataset>,
    size: Option<Size>,
}

impl Content {
    pub(super) fn of(options: &Options) -> Self {
        Self {
            migrator: options.migrator,
            dataset: options.dataset,
            size: options.size.map(Size),
        }
    }

    /// The same of another size.
    pub(super) fn of_size(self, size: Option<Size>) -> Self {
        Self { size, ..self }
    }

    /// The template to clone; `None` where there is nothing to put into a database, and where each case fills its own:
    /// with `PERF_TEMPLATES=off`, and where the binary cannot be looked at.
    pub(super) fn template(&self) -> Option<Wanted> {
        if self.is_empty() || Envs::get().no_templates {
            return None;
        }
        let binary = Binary::current()?;
        let mut hash = Fnv::default();
        if let Some(migrator) = self.migrator {
            for migration in migrator().iter() {
                (migration.version, &*migration.checksum).hash(&mut hash);
            }
        }
        let dataset = self.dataset.map(|dataset| (dataset.identity)());
        (dataset, self.size).hash(&mut hash);
        Some(Wanted {
            binary,
            name: format!("{}_{:016x}", binary.build, hash.finish()),
        })
    }

    fn is_empty(&self) -> bool {
        self.migrator.is_none() && self.dataset.is_none()
    }

    /// Puts it into an empty database.
    ///
    /// Works on a pool of its own and leaves no connection behind: SQLite then has one file without
    /// a log beside it, and Postgres can use the database as a template.
    pub(super) async fn fill<DB>(
        &self,
        options: <DB::Connection as Connection>::Options,
        seed_pool: fn(Pool<DB>) -> SeedPool,
    ) -> Result<(), String>
    where
        DB: Database<Connection: Migrate>,
    {
        if self.is_empty() {
            return Ok(());
        }
        let pool = PoolOptions::<DB>::new()
            .max_connections(MAX_CONNECTIONS)
            .connect_with(options)
            .await
            .map_err(|error| format!("cannot open the database to fill it: {error}"))?;
        let filled = self.fill_pool(&pool, seed_pool).await;
        let closed = close_soon(&pool)
            .await
            .map_err(|open| format!("after the dataset, {open}"));
        filled.and(closed)
    }

    async fn fill_pool<DB>(
        &self,
        pool: &Pool<DB>,
        seed_pool: fn(Pool<DB>) -> SeedPool,
    ) -> Result<(), String>
    where
        DB: Database<Connection: Migrate>,
    {
        if let Some(migrator) = self.migrator {
            let mut connection = pool.acquire().await.map_err(|error| error.to_string())?;
            migrator()
                .run_direct(None, &mut *connection, false)
                .await
                .map_err(|error| format!("the migrations failed: {}", with_causes(&error)))?;
        }
        match self.dataset {
            Some(dataset) => {
                let pool = seed_pool(pool.clone());
                let size = self.size;
                seed(&dataset, Seeding { pool, size }).await
            }
            None => Ok(()),
        }
    }
}

/// Runs the dataset function; an error names it.
async fn seed(dataset: &Dataset, seeding: Seeding) -> Result<(), String> {
    // In a future of its own, since the function may panic before it gives one back.
    let seeding = async { (dataset.seed)(&seeding).await };
    match AssertUnwindSafe(seeding).catch_unwind().await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("the dataset `{}` failed: {error}", dataset.name)),
        Err(payload) => Err(format!(
            "the dataset `{}` panicked: {}",
            dataset.name,
            panics::message(&*payload)
        )),
    }
}
