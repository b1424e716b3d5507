//! Suite J: the whole back end, part by part. The limits have names and are in `perf.toml`, with what is expected, what
//! is worth a warning and what fails.

mod agents;
mod api;
mod cache;
mod database;
mod memory;
mod rooms;
mod users;
