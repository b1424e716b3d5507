//! Our own harness, for test targets with `harness = false`: libtest's options, lines and exit codes,
//! and a table of the cases after them.

mod args;
mod attempt;
mod closing;
mod event;
#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod golden;
mod list;
mod main;
mod outcome;
mod printer;
mod reports;
mod run;
mod running;
mod select;

pub(crate) use event::Outcome;
pub use main::main;
