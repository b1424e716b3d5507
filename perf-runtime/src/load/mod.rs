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
mod closed;
mod contention;
mod distribution;
mod drive;
mod figures;
mod gate;
mod health;
pub(crate) mod hlog;
mod least;
mod messages;
mod moment;
mod pacer;
mod parts;
mod pass;
mod phase;
mod plan;
mod portion;
mod profile;
pub(crate) mod progress;
mod queue;
mod recorder;
mod schedule;
mod seat;
mod shapes;
pub(crate) mod shard;
mod slot;
mod slowest;
mod statements;
#[cfg(any(feature = "cli", test))]
pub(crate) mod sum;
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
pub(crate) use pass::{LoadPass, run, run_as};
#[cfg(any(feature = "cli", test))]
pub(crate) use portion::Portion;
pub(crate) use portion::Sharded;
pub(crate) use shapes::ShapeTimes;
pub(crate) use slowest::{Slow, SlowStep};
#[cfg(any(feature = "cli", test))]
pub(crate) use sum::{Of, sum};
#[cfg(feature = "report")]
pub(crate) use tail::Split;
pub(crate) use tail::{Part, Tail};
pub(crate) use timeline::Change;
#[cfg(any(feature = "report", test))]
pub(crate) use timeline::Point;
pub(crate) use watch::{Cause, Early};
