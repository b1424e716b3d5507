//! What can be seen of a pool from outside.

use serde::Serialize;

/// The connections of a fixture's pool at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct PoolUse {
    /// The kind of database: `sqlite`, `postgres`, `mysql`.
    pub(crate) database: &'static str,
    /// Connections that there may be.
    pub(crate) limit: u32,
    /// Connections that there are.
    pub(crate) open: u32,
    /// Those of them that nobody uses.
    pub(crate) idle: u32,
}
