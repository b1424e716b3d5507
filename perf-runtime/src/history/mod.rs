//! The figures of runs over time: kept in a database, read again as series, and where these change.
//!
//! ```text
//! metrics      the figures of a record
//! entry        a run as it is kept
//! place        where the history is: a file of SQLite, or a schema of Postgres
//! connection   what the two databases differ in
//! keep         opens a history and adds runs to it
//! read         reads series of it
//! series       the figures of one metric of one case, on one machine and in one build
//! trend        where they change, the worst first
//! over_time    what of it the page of a run shows
//! ```

mod connection;
mod entry;
mod keep;
pub(crate) mod metrics;
mod over_time;
mod place;
mod read;
mod series;
mod trend;

pub(crate) use entry::{CaseName, Entry};
pub(crate) use keep::{Error, History};
pub(crate) use metrics::Metric;
pub(crate) use over_time::Before;
pub(crate) use place::Place;
pub(crate) use read::{Cases, Selection};
pub(crate) use series::Series;
#[cfg(test)]
pub(crate) use series::examples;
pub(crate) use trend::{Moved, trends};
