//! `#[load]`: users that run the body side by side.
//!
//! The plan says what is asked for. The driver sets the users up and lets them play a phase or two; at the
//! gate of a phase they learn whether there is one more iteration. How an iteration ended and what it did goes into
//! the tally of the worker on which it ended, and the tallies are added up in the end.

mod attempt;
mod breakdown;
mod class;
mod contention;
mod distribution;
mod drive;
mod figures;
mod gate;
mod messages;
mod pacer;
mod parts;
mod pass;
mod phase;
mod plan;
mod profile;
mod queue;
mod recorder;
mod schedule;
mod seat;
mod shapes;
mod slowest;
mod statements;
mod tail;
mod tally;
#[cfg(test)]
pub(crate) mod tests;
mod user;
mod worst;

pub(crate) use breakdown::Breakdown;
#[cfg(test)]
pub(crate) use class::Class;
pub(crate) use class::Counts;
pub(crate) use contention::{Contention, State};
#[cfg(test)]
pub(crate) use figures::PerIteration;
pub(crate) use figures::{Arrivals, Latency, Load, PercentileLimit, Step};
pub(crate) use messages::Message;
pub(crate) use pass::{LoadPass, run};
pub(crate) use shapes::ShapeTimes;
pub(crate) use slowest::{Slow, SlowStep};
pub(crate) use tail::{Part, Tail};
