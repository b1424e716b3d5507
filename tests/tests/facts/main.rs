//! What the design leans on, tried without perf: plain sqlx and tracing, so that an upgrade that
//! breaks one of these facts says which. perf only lends the databases.

#![expect(
    clippy::duplicate_mod,
    reason = "what holds for each database is written once"
)]

mod listener;
mod mysql;
mod postgres;
mod sqlite;
