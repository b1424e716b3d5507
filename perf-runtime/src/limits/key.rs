//! The limits that can be named in `perf.toml` and scaled: one table.

use crate::assess::time::{percentile_key, pool_wait_key};
use crate::options::Options;
use crate::report::format::bytes;

/// Which figures are within a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Those that are no more.
    AtMost,
    /// Those that are no less.
    AtLeast,
}

impl Side {
    /// Whether `a` is stricter a limit than `b`, or as strict.
    pub(super) fn is_as_strict(self, a: f64, b: f64) -> bool {
        match self {
            Self::AtMost => a <= b,
            Self::AtLeast => a >= b,
        }
    }
}

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Whole numbers.
    Count,
    /// Bytes, written as a size such as `"64 KiB"`.
    Bytes,
    /// Milliseconds: they grow on a slower machine.
    Millis,
    /// Shares from 0 to 1.
    Ratio,
    /// So many a second: they shrink on a slower machine.
    PerSecond,
}

/// A limit, as a key of the attributes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Key {
    Field(&'static Field),
    /// `pN_ms` and the like.
    Percentile(Figure, f64),
}

/// A figure of which any percentile may be limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// The time of an iteration.
    Latency,
    /// What an iteration waits for connections of a pool.
    PoolWait,
}

impl Figure {
    const ALL: [Self; 2] = [Self::Latency, Self::PoolWait];

    fn key(self, percent: f64) -> String {
        match self {
            Self::Latency => percentile_key(percent),
            Self::PoolWait => pool_wait_key(percent),
        }
    }

    fn limits(self, options: &mut Options) -> &mut &'static [(f64, f64)] {
        match self {
            Self::Latency => &mut options.percentiles,
            Self::PoolWait => &mut options.pool_wait_percentiles,
        }
    }

    /// The percentile that a name stands for: 99.9 for `p99_9_ms`, in that spelling alone.
    fn percent(self, name: &str) -> Option<f64> {
        let suffix = match self {
            Self::Latency => "_ms",
            Self::PoolWait => "_pool_wait_ms",
        };
        let digits = name.strip_prefix('p')?.strip_suffix(suffix)?;
        let percent: f64 = digits.replacen('_', ".", 1).parse().ok()?;
        (0.0 < percent && percent < 100.0 && self.key(percent) == name).then_some(percent)
    }
}

/// A limit that has a field of its own.
#[derive(Debug)]
pub(super) struct Field {
    name: &'static str,
    /// The attributes under which it is judged.
    on: &'static [&'static str],
    unit: Unit,
    side: Side,
    slot: Slot,
}

#[derive(Debug)]
enum Slot {
    Count(fn(&mut Options) -> &mut Option<u64>),
    Number(fn(&mut Options) -> &mut Option<f64>),
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const BOTH: &[&str] = &["perf", "load"];
const PERF: &[&str] = &["perf"];
const LOAD: &[&str] = &["load"];

/// A field of `Options` that bears the name of its key.
macro_rules! field {
    ($name:ident, $on:ident, $unit:ident, $side:ident) => {
        Field {
            name: stringify!($name),
            on: $on,
            unit: Unit::$unit,
            side: Side::$side,
            slot: field!(@slot $unit, |options| &mut options.$name),
        }
    };
    (@slot Count, $slot:expr) => { Slot::Count($slot) };
    (@slot Bytes, $slot:expr) => { Slot::Count($slot) };
    (@slot $unit:ident, $slot:expr) => { Slot::Number($slot) };
}

static FIELDS: &[Field] = &[
    field!(max_queries, BOTH, Count, AtMost),
    field!(min_queries, BOTH, Count, AtLeast),
    field!(max_reads, BOTH, Count, AtMost),
    field!(max_writes, BOTH, Count, AtMost),
    field!(max_repeats, BOTH, Count, AtMost),
    field!(max_rows, BOTH, Count, AtMost),
    field!(max_query_ms, BOTH, Millis, AtMost),
    field!(max_db_ms, BOTH, Millis, AtMost),
    field!(max_pool_wait_ms, BOTH, Millis, AtMost),
    field!(max_rows_scanned, PERF, Count, AtMost),
    field!(max_vm_steps, PERF, Count, AtMost),
    field!(max_buffers, PERF, Count, AtMost),
    field!(max_ms, BOTH, Millis, AtMost),
    field!(mean_ms, BOTH, Millis, AtMost),
    field!(stddev_ms, PERF, Millis, AtMost),
    field!(max_allocs, PERF, Count, AtMost),
    field!(max_alloc, PERF, Bytes, AtMost),
    field!(max_peak, PERF, Bytes, AtMost),
    field!(max_leak, PERF, Bytes, AtMost),
    field!(max_rss_growth, PERF, Bytes, AtMost),
    field!(max_error_rate, LOAD, Ratio, AtMost),
    field!(min_throughput, LOAD, PerSecond, AtLeast),
    field!(max_dropped, LOAD, Count, AtMost),
];

/// The names of all keys; those with `pN` stand for all percentiles.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    FIELDS
        .iter()
        .map(|field| field.name)
        .chain(["pN_ms", "pN_pool_wait_ms"])
}

impl Key {
    /// The key of this name.
    pub(super) fn of(name: &str) -> Option<Self> {
        FIELDS
            .iter()
            .find(|field| field.name == name)
            .map(Self::Field)
            .or_else(|| {
                Figure::ALL
                    .into_iter()
                    .find_map(|figure| Some(Self::Percentile(figure, figure.percent(name)?)))
            })
    }

    /// Every key that says something in these options.
    pub(super) fn said(options: &Options) -> Vec<Self> {
        let fields = FIELDS.iter().map(Self::Field);
        let mut of = *options;
        let percentiles = Figure::ALL.into_iter().flat_map(|figure| {
            let limits = figure.limits(&mut of).iter();
            limits.map(move |(percent, _)| Self::Percentile(figure, *percent))
        });
        fields
            .chain(percentiles)
            .filter(|key| key.value(options).is_some())
            .collect()
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Field(field) => field.name.to_owned(),
            Self::Percentile(figure, percent) => figure.key(percent),
        }
    }

    pub(super) fn unit(self) -> Unit {
        match self {
            Self::Field(field) => field.unit,
            Self::Percentile(..) => Unit::Millis,
        }
    }

    pub(super) fn side(self) -> Side {
        match self {
            Self::Field(field) => field.side,
            Self::Percentile(..) => Side::AtMost,
        }
    }

    pub(super) fn is_judged(self, kind: &str) -> bool {
        match self {
            Self::Field(field) => field.on.contains(&kind),
            Self::Percentile(Figure::Latency, _) => true,
            Self::Percentile(Figure::PoolWait, _) => kind == "load",
        }
    }

    /// The limit, where there is one.
    pub(super) fn value(self, options: &Options) -> Option<f64> {
        let mut options = *options;
        match self {
            Self::Percentile(figure, percent) => figure
                .limits(&mut options)
                .iter()
                .find(|(its, _)| its.total_cmp(&percent).is_eq())
                .map(|(_, limit)| *limit),
            Self::Field(field) => match field.slot {
                Slot::Count(slot) => slot(&mut options).map(|count| count as f64),
                Slot::Number(slot) => *slot(&mut options),
            },
        }
    }

    pub(super) fn set(self, options: &mut Options, limit: f64) {
        self.put(options, Some(limit));
    }

    pub(super) fn clear(self, options: &mut Options) {
        self.put(options, None);
    }

    /// What is leaked for it lives as long as the case.
    fn put(self, options: &mut Options, limit: Option<f64>) {
        match self {
            Self::Percentile(figure, percent) => {
                let limits = figure.limits(options);
                let others = limits.iter().copied();
                let mut all: Vec<_> = others
                    .filter(|(its, _)| its.total_cmp(&percent).is_ne())
                    .collect();
                all.extend(limit.map(|limit| (percent, limit)));
                all.sort_by(|(a, _), (b, _)| a.total_cmp(b));
                *limits = all.leak();
            }
            Self::Field(field) => match field.slot {
                Slot::Count(slot) => *slot(options) = limit.map(whole),
                Slot::Number(slot) => *slot(options) = limit,
            },
        }
    }
}

impl Unit {
    /// What a value of it must be.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Count => "a whole number",
            Self::Bytes => "a size such as \"64 KiB\"",
            Self::Millis => "milliseconds as a number above 0",
            Self::Ratio => "a share from 0 to 1",
            Self::PerSecond => "iterations a second as a number above 0",
        }
    }

    pub(super) fn allows(self, value: f64) -> bool {
        match self {
            Self::Count | Self::Bytes => value >= 0.0 && value.fract() == 0.0 && value < 9e15,
            Self::Millis | Self::PerSecond => value > 0.0 && value.is_finite(),
            Self::Ratio => (0.0..=1.0).contains(&value),
        }
    }

    /// A limit on a machine that takes so many times as long.
    pub(super) fn scaled(self, limit: f64, scale: f64) -> f64 {
        match self {
            Self::Millis => rounded(limit * scale),
            Self::PerSecond => rounded(limit / scale),
            Self::Count | Self::Bytes | Self::Ratio => limit,
        }
    }

    pub(super) fn is_scaled(self) -> bool {
        matches!(self, Self::Millis | Self::PerSecond)
    }

    /// `500 ms`, `100/s`, `3`.
    pub(super) fn show(self, value: f64) -> String {
        match self {
            Self::Count | Self::Ratio => value.to_string(),
            Self::Bytes => bytes(whole(value)),
            Self::Millis => format!("{value} ms"),
            Self::PerSecond => format!("{value}/s"),
        }
    }
}

/// To a millionth, since 1.1 times 300 is 330.00000000000006.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// `p100_ms` and `pN_ms`: a percentile in another spelling, or none.
pub(super) fn is_like_percentile(name: &str) -> bool {
    name.starts_with('p') && name.ends_with("_ms")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked when it was read: a whole number from 0 to 9e15"
)]
fn whole(value: f64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_sets_what_it_reads_and_nothing_else() {
        let percentiles = ["p50_ms", "p99_9_ms", "p99_9_pool_wait_ms"];
        for name in names()
            .filter(|name| !name.starts_with("pN"))
            .chain(percentiles)
        {
            let key = Key::of(name).expect("a key");
            let mut options = Options::NONE;
            assert_eq!((key.name(), key.value(&options)), (name.to_owned(), None));
            key.set(&mut options, 1.0);
            key.set(&mut options, 0.0);
            assert_eq!(key.value(&options), Some(0.0), "{name}");
            assert_eq!(Key::said(&options), [key], "{name}");
        }
    }

    #[test]
    fn percentiles_have_one_spelling() {
        for name in [
            "p100_ms",
            "p0_ms",
            "p99_0_ms",
            "p_ms",
            "pN_ms",
            "p95",
            "max",
            "p100_pool_wait_ms",
            "p99_0_pool_wait_ms",
        ] {
            assert_eq!(Key::of(name), None, "{name}");
        }
    }

    #[test]
    fn times_grow_and_rates_shrink_with_the_scale() {
        assert_eq!(Unit::Millis.scaled(300.0, 1.1).to_string(), "330");
        assert_eq!(Unit::PerSecond.scaled(100.0, 2.0).to_string(), "50");
        assert_eq!(Unit::Count.scaled(3.0, 2.0).to_string(), "3");
        assert_eq!(Unit::Ratio.scaled(0.1, 2.0).to_string(), "0.1");
    }
}
