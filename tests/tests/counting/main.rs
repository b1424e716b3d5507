//! Exact counts: budgets at their limits from above and below, under libtest and nextest.

mod postgres;
mod sqlite;
