//! Rows for the specification tool: made up, but the same for the same seed, on either database.
//!
//! What the rows are ([`Counts`], `rows`) is apart from how they get into a database ([`fill`]). The program
//! `seed` and the performance suites use the same ones.

pub use counts::Counts;
pub use error::Error;
pub use fill::{Seeding, fill};
pub use tables::{FirstIds, Table, tables};
pub use value::Value;

mod counts;
mod error;
mod fill;
mod random;
mod rows;
mod tables;
mod value;
