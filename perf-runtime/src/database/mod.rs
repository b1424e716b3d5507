//! Databases as fixtures.

mod seed;

pub use seed::{SeedArg, SeedPool};
