//! The histograms of a shard, as a log that tools for HDR histograms read: format V2, an interval a line.
//!
//! The tag of a line is the number of the load, counted from 1, a point and a name, as in `1.ok`: the times of the
//! iterations that ended well. Times are in nanoseconds.

#[cfg(any(feature = "cli", test))]
mod read;

use std::io::{self, Write};
use std::time::Duration;

use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{
    IntervalLogWriterBuilder, IntervalLogWriterError, Tag,
};

use super::portion::{Portion, names};
use super::timeline::Point;

#[cfg(any(feature = "cli", test))]
pub(crate) use read::read;

/// How the names of logs end.
pub(crate) const LOG: &str = "hlog";

fn tag(number: usize, name: &str) -> String {
    format!("{}.{name}", number + 1)
}

/// Writes the histograms of all loads.
pub(crate) fn write(portions: &[Portion], to: &mut dyn Write) -> io::Result<()> {
    let mut to = to;
    let mut serializer = V2DeflateSerializer::new();
    let mut log = IntervalLogWriterBuilder::new()
        .add_comment("times are in nanoseconds, and the largest values in milliseconds")
        .with_max_value_divisor(1e6)
        .begin_log_with(&mut to, &mut serializer)?;
    for (number, portion) in portions.iter().enumerate() {
        for (name, distribution) in &portion.distributions {
            let (began, spent) = interval(portion, name);
            let tag = tag(number, name);
            log.write_histogram(&distribution.histogram(), began, spent, Tag::new(&tag))
                .map_err(|error| match error {
                    IntervalLogWriterError::IoError(error) => error,
                    IntervalLogWriterError::SerializeError(error) => io::Error::other(error),
                })?;
        }
    }
    Ok(())
}

/// When what this histogram is of began, since 1970, and how long it went on.
fn interval(portion: &Portion, name: &str) -> (Duration, Duration) {
    let whole = (portion.began_at, portion.load.spent_ms / 1e3);
    let at_s = names::second(name);
    let is_it = |point: &&Point| Some(point.at_s) == at_s;
    let point = portion.load.timeline.iter().find(is_it);
    let (began, spent) = point.map_or(whole, |point| {
        (portion.began_at + point.at_s as f64, point.seconds)
    });
    (seconds(began), seconds(spent))
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
