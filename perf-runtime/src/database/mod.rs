//! Databases as fixtures.

#[cfg(all(any(feature = "postgres", feature = "mysql"), unix))]
mod cluster;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod content;
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
    path = "none.rs"
)]
mod databases;
mod gauge;
#[cfg(any(
    feature = "sqlite",
    all(any(feature = "postgres", feature = "mysql"), unix)
))]
mod labels;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod mark;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod process;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod rows;
mod seed;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod servers;
#[cfg(all(test, any(feature = "postgres", feature = "mysql")))]
pub(crate) mod skipped;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod template;

pub(crate) use databases::Databases;
pub(crate) use gauge::PoolUse;
#[cfg(all(test, feature = "cli", feature = "postgres"))]
pub(crate) use postgres::tests::in_a_database as in_a_postgres_database;
pub use seed::{SeedArg, SeedFn, Seeding, identity, seed};
