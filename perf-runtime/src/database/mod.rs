//! Databases as fixtures.

#[cfg(all(feature = "postgres", unix))]
mod cluster;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod content;
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    path = "none.rs"
)]
mod databases;
#[cfg(any(
    feature = "sqlite",
    all(feature = "postgres", unix)
))]
mod labels;
#[cfg(feature = "postgres")]
mod mark;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod process;
mod seed;
#[cfg(feature = "postgres")]
mod servers;
#[cfg(all(test, feature = "postgres"))]
mod skipped;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod template;

pub(crate) use databases::Databases;
pub use seed::{SeedArg, SeedFn, Seeding, identity, seed};
