//! What a case is observed with: its statements, the lines that made them, and its heap.

pub(crate) mod acquire;
pub(crate) mod busy;
pub(crate) mod class;
pub(crate) mod cost;
mod driver_sql;
mod keywords;
pub(crate) mod lexer;
mod lists;
pub(crate) mod local;
pub(crate) mod log;
pub(crate) mod machine;
pub(crate) mod memory;
mod planned;
pub(crate) mod quiet;
mod reading;
pub(crate) mod recorder;
mod relay;
pub(crate) mod scope;
mod servers;
pub(crate) mod shape;
pub(crate) mod site;
pub(crate) mod speed;
mod subscriber;
mod texts;
mod ticket;
pub(crate) mod waits;

pub(crate) use local::Listening;
pub use memory::Counting;
pub(crate) use recorder::Recorder;
pub use recorder::record_query;
