//! Exact counts: budgets at their limits from above and below, under libtest and nextest.

#![expect(
    clippy::duplicate_mod,
    reason = "what holds for each database is written once"
)]

mod memory;
mod mysql;
mod postgres;
mod sqlite;
