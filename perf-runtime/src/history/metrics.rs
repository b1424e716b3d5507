//! The figures of a record that are worth keeping: a name that says the unit, and a number.

use std::time::Duration;

use crate::load::{Latency, Load};
use crate::report::format::{bytes, count, limit_ms, per_second, percent, time};
use crate::report::past::kind;
use crate::store::record::{Record, RecordedRun};

/// The largest whole number of which all smaller ones are exact too.
const MOST: f64 = 9_007_199_254_740_992.0;

/// What tells most of a case: of each kind of case a few.
const MAIN: [&str; 7] = [
    "queries",
    "ms",
    "p50_ms",
    "p95_ms",
    "throughput",
    "peak_bytes",
    "rss_growth_bytes",
];

/// A figure of a case in one run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Metric {
    /// As the key that limits it is called, without `max_`; `queries@100` of data of size 100, `p95_ms@20` of a load by 20 users,
    /// `metric(hit_rate)` of one that the body recorded.
    pub(crate) name: String,
    pub(crate) value: f64,
    /// The same for the same program, and so compared to the last digit.
    pub(crate) exact: bool,
}

/// What of a metric is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Better {
    Less,
    More,
    /// Only who recorded it knows.
    Unknown,
}

impl Better {
    pub(crate) fn of(metric: &str) -> Self {
        match kind(metric) {
            "throughput" => Self::More,
            own if own.starts_with("metric(") => Self::Unknown,
            _ => Self::Less,
        }
    }
}

/// A figure as a person reads it, with its unit.
pub(crate) fn text(metric: &str, value: f64) -> String {
    let name = kind(metric);
    // What became less than nothing has a sign of its own.
    let (sign, size) = if value < 0.0 {
        ("-", -value)
    } else {
        ("", value)
    };
    let text = match name {
        "throughput" => per_second(size),
        "error_rate" => percent(size),
        _ if name == "ms" || name.ends_with("_ms") => {
            Duration::try_from_secs_f64(size / 1e3).map_or_else(|_| limit_ms(size), time)
        }
        _ if size.fract() != 0.0 || size > MOST => format!("{size:.4}"),
        _ => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole and not too large"
            )]
            let whole = size as u64;
            if name.ends_with("_bytes") {
                bytes(whole)
            } else {
                count(whole)
            }
        }
    };
    format!("{sign}{text}")
}

/// By how much something grew: `+1267 %`, `-2.5 %`; of nothing there is no share.
pub(crate) fn growth(share: Option<f64>) -> String {
    let Some(share) = share else {
        return "from 0".to_owned();
    };
    let percent = share * 100.0;
    match percent.abs() {
        small if small < 0.05 => "0 %".to_owned(),
        small if small < 9.95 => format!("{percent:+.1} %"),
        _ => format!("{percent:+.0} %"),
    }
}

/// The figures of a case whose body ended well each time; none of another, which did not do what it is measured for.
pub(crate) fn of(record: &Record) -> Vec<Metric> {
    let all_ok = record.runs.iter().all(|run| run.ending == "ok");
    if record.failure.is_some() || !all_ok {
        return Vec::new();
    }
    let mut metrics = match &record.load {
        Some(load) => of_load(load),
        None => of_sizes(&record.runs),
    };
    metrics.extend(record.figures.iter().filter_map(|figure| {
        let name = format!("metric({})", figure.name);
        Some(measured(name, figure.mean?))
    }));
    metrics
}

/// The names of the main figures of a case: of the whole, or else of the largest size.
pub(crate) fn main(record: &Record) -> Vec<String> {
    let all = of(record);
    let named = |main: &&str| {
        let whole = all.iter().find(|metric| metric.name == *main);
        let largest = || all.iter().rfind(|metric| kind(&metric.name) == *main);
        whole.or_else(largest).map(|metric| metric.name.clone())
    };
    MAIN.iter().filter_map(named).collect()
}

/// Of the runs at each size apart, where there are several.
fn of_sizes(runs: &[RecordedRun]) -> Vec<Metric> {
    let mut sizes: Vec<_> = runs.iter().map(|run| run.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let of_size = |size: &Option<u64>| {
        let runs: Vec<_> = runs.iter().filter(|run| run.size == *size).collect();
        at(of_runs(&runs), *size)
    };
    sizes.iter().flat_map(of_size).collect()
}

fn at(metrics: Vec<Metric>, size: Option<u64>) -> Vec<Metric> {
    let named = |metric: Metric| match size {
        Some(size) => Metric {
            name: format!("{}@{size}", metric.name),
            ..metric
        },
        None => metric,
    };
    metrics.into_iter().map(named).collect()
}

fn of_runs(runs: &[&RecordedRun]) -> Vec<Metric> {
    let median = |name: &str, of: fn(&RecordedRun) -> f64| {
        let value = median(runs.iter().map(|run| of(run)).collect())?;
        Some(measured(name.to_owned(), value))
    };
    let count = |name: &str, of: fn(&RecordedRun) -> Option<u64>| {
        let counts: Option<Vec<_>> = runs.iter().map(|run| of(run)).collect();
        worst(name, &counts?)
    };
    // A driver's thread asks for memory as the two threads happen to meet.
    let guests = runs
        .iter()
        .any(|run| run.heap.is_some_and(|heap| heap.has_guests));
    let heap = |name: &str, of: fn(&RecordedRun) -> Option<u64>| {
        let metric = count(name, of)?;
        let exact = metric.exact && !guests;
        Some(Metric { exact, ..metric })
    };
    [
        median("ms", |run| run.ms),
        median("db_ms", |run| run.db_ms),
        count("queries", |run| Some(run.queries)),
        count("reads", |run| Some(run.reads)),
        count("writes", |run| Some(run.writes)),
        count("rows", |run| Some(run.rows)),
        count("rows_scanned", |run| Some(run.cost?.rows_scanned)),
        count("vm_steps", |run| run.cost?.vm_steps),
        count("buffers", |run| run.cost?.buffers),
        heap("allocs", |run| Some(run.heap?.calls())),
        heap("alloc_bytes", |run| Some(run.heap?.bytes)),
        heap("peak_bytes", |run| run.heap?.peak.exact()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_load(load: &Load) -> Vec<Metric> {
    let mut metrics = of_step(
        load.throughput,
        load.counts.error_rate(),
        load.latency.as_ref(),
    );
    let queries = load.queries;
    metrics.push(Metric {
        name: "queries".to_owned(),
        value: queries.max as f64,
        // All iterations made as many.
        exact: queries.all == queries.max * load.counts.all(),
    });
    if let Some(wait) = &load.breakdown.pool_wait {
        metrics.push(measured("p95_pool_wait_ms".to_owned(), wait.p95_ms));
    }
    if let Some(growth) = load.rss_growth {
        metrics.push(measured("rss_growth_bytes".to_owned(), growth as f64));
    }
    metrics.extend(load.sweep.iter().flat_map(|step| {
        let of_step = of_step(
            step.throughput,
            step.counts.error_rate(),
            step.latency.as_ref(),
        );
        at(of_step, Some(step.users))
    }));
    metrics
}

fn of_step(throughput: f64, error_rate: f64, latency: Option<&Latency>) -> Vec<Metric> {
    let times = latency.into_iter().flat_map(|latency| {
        [
            ("p95_ms", latency.p95_ms),
            ("p50_ms", latency.p50_ms),
            ("p90_ms", latency.p90_ms),
            ("p99_ms", latency.p99_ms),
            ("mean_ms", latency.mean_ms),
        ]
    });
    times
        .chain([("throughput", throughput), ("error_rate", error_rate)])
        .map(|(name, value)| measured(name.to_owned(), value))
        .collect()
}

fn measured(name: String, value: f64) -> Metric {
    Metric {
        name,
        value,
        exact: false,
    }
}

/// The largest count, exact where all are the same.
fn worst(name: &str, counts: &[u64]) -> Option<Metric> {
    let most = counts.iter().max()?;
    Some(Metric {
        name: name.to_owned(),
        value: *most as f64,
        exact: counts.iter().all(|count| count == most),
    })
}

/// The one in the middle, or the mean of the two there; nothing of none.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(f64::midpoint(lower, *upper))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use crate::store::examples::record;

    fn seen(record: &Record) -> Vec<String> {
        of(record)
            .iter()
            .map(|metric| {
                let sign = if metric.exact { "=" } else { "~" };
                format!("{} {sign} {}", metric.name, metric.value)
            })
            .collect()
    }

    fn run(size: Option<u64>, ms: f64, queries: u64) -> RecordedRun {
        RecordedRun {
            size,
            ms,
            queries,
            reads: queries,
            ..record("a").runs[0].clone()
        }
    }

    #[test]
    fn times_are_medians_and_counts_are_the_worst() {
        let mut record = record("a");
        record.runs = vec![run(None, 9.0, 3), run(None, 4.0, 3), run(None, 5.0, 3)];
        let metrics = seen(&record);
        assert!(metrics.starts_with(&["ms ~ 5".to_owned()]), "{metrics:?}");
        assert!(metrics.contains(&"queries = 3".to_owned()), "{metrics:?}");
        record.runs[1].queries = 5;
        assert!(seen(&record).contains(&"queries ~ 5".to_owned()));
    }

    #[test]
    fn each_size_has_its_own() {
        let mut record = record("a");
        record.runs = vec![run(Some(10), 1.0, 2), run(Some(100), 7.0, 4)];
        let metrics = seen(&record);
        for expected in ["ms@10 ~ 1", "ms@100 ~ 7", "queries@100 = 4"] {
            assert!(metrics.contains(&expected.to_owned()), "{metrics:?}");
        }
    }

    #[test]
    fn the_main_figures_are_of_the_largest_size() {
        let mut record = record("a");
        assert_eq!(main(&record), ["queries", "ms"]);
        record.runs = vec![run(Some(100), 7.0, 4), run(Some(9), 1.0, 2)];
        assert_eq!(main(&record), ["queries@100", "ms@100"]);
        record.runs[0].ending = "panic".to_owned();
        assert_eq!(main(&record), [""; 0]);
    }

    #[test]
    fn a_body_that_did_not_end_well_has_none() {
        let mut record = record("a");
        record.runs[0].ending = "panic".to_owned();
        assert_eq!(of(&record), []);
    }

    #[test]
    fn own_figures_are_kept_and_nobody_knows_what_is_better() {
        let mut record = record("a");
        let mut figure = Figure::new("hit_rate".to_owned());
        figure.record(0.5);
        record.figures = vec![figure, Figure::new("never".to_owned())];
        assert!(seen(&record).ends_with(&["metric(hit_rate) ~ 0.5".to_owned()]));
        assert_eq!(Better::of("metric(hit_rate)"), Better::Unknown);
        assert_eq!(Better::of("throughput@20"), Better::More);
        assert_eq!(Better::of("p95_ms"), Better::Less);
    }

    #[test]
    fn figures_are_readable() {
        for (metric, value, expected) in [
            ("p95_ms@20", 14.23, "14.2 ms"),
            ("throughput", 83.42, "83.4/s"),
            ("error_rate", 0.0125, "1.25 %"),
            ("queries@100", 1234.0, "1,234"),
            ("alloc_bytes", 65_536.0, "64 KiB"),
            ("metric(drift)", -0.5, "-0.5000"),
        ] {
            assert_eq!(text(metric, value), expected);
        }
    }

    #[test]
    fn a_growth_has_two_digits_or_more() {
        for (share, expected) in [
            (Some(-0.0001), "0 %"),
            (Some(0.0126), "+1.3 %"),
            (Some(-0.5), "-50 %"),
            (Some(12.667), "+1267 %"),
            (None, "from 0"),
        ] {
            assert_eq!(growth(share), expected);
        }
    }

    #[test]
    fn the_middle_of_figures() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), Some(2.5));
    }
}
