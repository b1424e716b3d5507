//! What can be seen of a pool from outside.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The connections of a fixture's pool at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PoolUse {
    /// The kind of database: `sqlite`, `postgres`, `mysql`.
    pub(crate) database: Cow<'static, str>,
    /// Connections that there may be.
    pub(crate) limit: u32,
    /// Connections that there are.
    pub(crate) open: u32,
    /// Those of them that nobody uses.
    pub(crate) idle: u32,
}
