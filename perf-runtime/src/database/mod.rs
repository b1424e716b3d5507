//! Databases as fixtures.

#[cfg(all(feature = "postgres", unix))]
mod cluster;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod content;
#[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), path = "none.rs")]
mod databases;
#[cfg(any(feature = "sqlite", all(feature = "postgres", unix)))]
mod labels;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod process;
mod seed;
#[cfg(all(test, feature = "postgres"))]
mod skipped;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "sqlite")]
mod sqlite_plans;
#[cfg(feature = "sqlite")]
mod sqlite_trace;

pub(crate) use databases::Databases;
pub use seed::{SeedArg, SeedPool};
