//! `#[load]`: users that run the body side by side.
//!
//! The plan says what is asked for. The driver sets the users up and lets them play a phase or two; at the
//! gate of a phase they learn whether there is one more iteration. How an iteration ended and what it did goes into
//! the tally of the worker on which it ended, and the tallies are added up in the end.

mod abort;
mod attempt;
mod breakdown;
mod buckets;
mod class;
mod contention;
mod distribution;
mod drive;
mod figures;
mod gate;
mod health;
mod messages;
mod moment;
mod pacer;
mod parts;
mod pass;
mod phase;
mod plan;
mod profile;
pub(crate) mod progress;
mod queue;
mod recorder;
mod schedule;
mod seat;
mod shapes;
mod slot;
mod slowest;
mod statements;
mod tail;
mod tally;
#[cfg(test)]
pub(crate) mod tests;
mod timeline;
mod user;
mod watch;
mod worst;

pub(crate) use abort::{Breach, Measure};
pub(crate) use breakdown::Breakdown;
#[cfg(test)]
pub(crate) use class::Class;
pub(crate) use class::Counts;
pub(crate) use contention::{Contention, State};
#[cfg(test)]
pub(crate) use figures::PerIteration;
pub(crate) use figures::{Arrivals, Latency, Load, PercentileLimit, Step};
pub(crate) use health::{Health, Trouble};
pub(crate) use messages::Message;
pub(crate) use pass::{LoadPass, run};
pub(crate) use shapes::ShapeTimes;
pub(crate) use slowest::{Slow, SlowStep};
pub(crate) use tail::{Part, Tail};
pub(crate) use timeline::Change;
#[cfg(test)]
pub(crate) use timeline::Point;
pub(crate) use watch::{Cause, Early};
