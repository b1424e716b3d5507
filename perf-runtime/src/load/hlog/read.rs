//! Reads the log of a shard.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::Deserializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry, LogIteratorError};

use super::super::distribution::Distribution;
use super::super::portion::Portion;
use super::tag;

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

/// Gives the loads of a record their histograms back.
///
/// # Errors
/// Where the log is broken, or not that of this record: what it does not hold is not taken for nothing.
pub(crate) fn read(portions: &mut [Portion], log: &[u8]) -> Result<(), Error> {
    for entry in IntervalLogIterator::new(log) {
        let offset = |error| match error {
            LogIteratorError::ParseError { offset } => Error::Syntax(offset),
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
