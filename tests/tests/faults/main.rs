//! Faults on purpose: what is hit, what is not, and that all is well again after it.

#![expect(
    clippy::duplicate_mod,
    reason = "what holds for each database is written once"
)]

mod mysql;
mod postgres;
mod sqlite;
