//! The histograms of a shard, as a log that tools for HDR histograms read: format V2, an interval a line.
//!
//! The tag of a line is the number of the load, counted from 1, a point and a name, as in `1.ok`: the times of the
//! iterations that ended well. Times are in nanoseconds.

use std::io::{self, Write};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::interval_log::{
    IntervalLogIterator, IntervalLogWriterBuilder, IntervalLogWriterError, LogEntry, Tag,
};
use hdrhistogram::serialization::{Deserializer, V2DeflateSerializer};

use super::distribution::Distribution;
use super::portion::{Portion, names};
use super::timeline::Point;

/// How the names of logs end.
pub(crate) const LOG: &str = "hlog";

/// Why a log is not the one of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error("it is no log of HDR histograms from byte {0} on")]
    Syntax(usize),
    #[error("its histogram `{0}` cannot be read")]
    Broken(String),
    #[error("its histogram `{0}` is not the one that the record speaks of")]
    Foreign(String),
    #[error("it has no histogram `{0}`, of which the record speaks")]
    Missing(String),
}

fn tag(number: usize, name: &str) -> String {
    format!("{}.{name}", number + 1)
}

/// Writes the histograms of all loads.
pub(crate) fn write(portions: &[Portion], to: &mut impl Write) -> io::Result<()> {
    let mut serializer = V2DeflateSerializer::new();
    let mut log = IntervalLogWriterBuilder::new()
        .add_comment("times are in nanoseconds, and the largest values in milliseconds")
        .with_max_value_divisor(1e6)
        .begin_log_with(to, &mut serializer)?;
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

/// Gives the loads of a record their histograms back.
///
/// # Errors
/// Where the log is broken, or not that of this record: what it does not hold is not taken for nothing.
pub(crate) fn read(portions: &mut [Portion], log: &[u8]) -> Result<(), Error> {
    for entry in IntervalLogIterator::new(log) {
        let offset = |error| match error {
            hdrhistogram::serialization::interval_log::LogIteratorError::ParseError { offset } => {
                Error::Syntax(offset)
            }
        };
        if let LogEntry::Interval(line) = entry.map_err(offset)?
            && let Some(tag) = line.tag()
        {
            restore(portions, tag.as_str(), line.encoded_histogram())?;
        }
    }
    for (number, portion) in portions.iter().enumerate() {
        let is_missing = |name: &&String| !portion.distributions.contains_key(*name);
        if let Some(name) = portion.exact.keys().find(is_missing) {
            return Err(Error::Missing(tag(number, name)));
        }
    }
    Ok(())
}

/// What has another tag is for somebody else.
fn restore(portions: &mut [Portion], tag: &str, encoded: &str) -> Result<(), Error> {
    let Some((portion, name)) = named(portions, tag) else {
        return Ok(());
    };
    let Some(exact) = portion.exact.get(name) else {
        return Ok(());
    };
    let broken = || Error::Broken(tag.to_owned());
    let bytes = STANDARD.decode(encoded).map_err(|_| broken())?;
    let histogram: Histogram<u64> = Deserializer::new()
        .deserialize(&mut bytes.as_slice())
        .map_err(|_| broken())?;
    let restored = Distribution::restored(&histogram, *exact);
    let restored = restored.ok_or_else(|| Error::Foreign(tag.to_owned()))?;
    match portion.distributions.insert(name.to_owned(), restored) {
        None => Ok(()),
        Some(_) => Err(Error::Foreign(tag.to_owned())),
    }
}

fn named<'a, 'b>(portions: &'a mut [Portion], tag: &'b str) -> Option<(&'a mut Portion, &'b str)> {
    let (number, name) = tag.split_once('.')?;
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    Some((portions.get_mut(index)?, name))
}
