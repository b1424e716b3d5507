//! What contradicts what, and which budgets are impossible or say nothing.

mod abort;
mod faults;
mod load;
mod soft;

use crate::errors::Errors;
use crate::keys::Attribute;
use crate::options::{Entry, Options};
use crate::value::{Claim, Kind, Value, size};

/// Judges the options as a whole; each value by itself was judged when it was read.
pub(crate) fn check(options: &Options, errors: &mut Errors) {
    bounds(options, errors);
    nothing_asked(options, errors);
    exceptions(options, errors);
    percentiles_in_order(options, errors);
    enough_samples(options, options, errors);
    within_timeout(options, options, errors);
    metrics(options, errors);
    soft::check(options, errors);
    faults::check(options, errors);
    once(options, errors);
    size_of_what(options, errors);
    growth(options, errors);
    threads(options, errors);
    if options.attribute == Attribute::Load {
        load::check(options, errors);
        abort::check(options, errors);
    }
}

/// Limits of which the first can never be above the second, and why.
const BOUNDS: &[(&str, &str, &str)] = &[
    ("min_queries", "max_queries", "no run can meet both"),
    (
        "max_reads",
        "max_queries",
        "every read is a query, so this limit never decides",
    ),
    (
        "max_writes",
        "max_queries",
        "every write is a query, so this limit never decides",
    ),
    (
        "max_repeats",
        "max_queries",
        "every repeat is a query, so this limit never decides",
    ),
    (
        "max_query_ms",
        "max_db_ms",
        "no query takes longer than all together, so this limit never decides",
    ),
    (
        "max_peak",
        "max_alloc",
        "no more is held at once than is allocated in all, so this limit never decides",
    ),
];

fn bounds(options: &Options, errors: &mut Errors) {
    for (low, high, why) in BOUNDS {
        let (Some(low), Some(high)) = (options.entry(low), options.entry(high)) else {
            continue;
        };
        let (Some(at_least), Some(at_most)) = (low.number(), high.number()) else {
            continue;
        };
        if at_least > at_most {
            let (low_name, high_name) = (&low.name, &high.name);
            let at_most = written(high, at_most);
            let message = format_args!(
                "`{low_name}` is over `{high_name} = {at_most}`: {why}; write {at_most} or less"
            );
            errors.at(low, message);
        }
    }
}

/// A size says something to a dataset alone.
fn size_of_what(options: &Options, errors: &mut Errors) {
    if let (Some(size), None) = (options.entry("size"), options.entry("dataset")) {
        errors.at(
            &size.name,
            "`size` is the size of a dataset: write `dataset = ..` beside it, or leave it out",
        );
    }
}

/// What a growth is seen from: several sizes, and several times.
fn growth(options: &Options, errors: &mut Errors) {
    if let (Some(size), Some(_)) = (options.entry("size"), options.entry("sizes")) {
        errors.at(
            &size.name,
            "`size` contradicts `sizes`: keep the one or the other",
        );
    }
    let Some(Value::Claims(claims)) = options.value("growth") else {
        return;
    };
    if let (Some(growth), None) = (options.entry("growth"), options.entry("sizes")) {
        errors.at(
            &growth.name,
            "`growth` is seen from several sizes: add `sizes = [10, 100, 1000]`",
        );
    }
    for claim in claims {
        enough_sizes(claim, options, errors);
        enough_times(claim, options, errors);
    }
}

/// Two points have a straight line through them, whatever they are.
fn enough_sizes(claim: &Claim, options: &Options, errors: &mut Errors) {
    let is_time = claim.figure == "time";
    if let Some(Value::Sizes(sizes)) = options.value("sizes")
        && sizes.len() < 3
        && (is_time || !matches!(claim.class.1, "Constant" | "Linear"))
    {
        let what = if is_time {
            "a growth in time"
        } else {
            "such a growth"
        };
        errors.at(
            &claim.written,
            format_args!("{what} cannot be told from two sizes: write three or more, as in `sizes = [10, 100, 1000]`"),
        );
    }
}

/// The runs at each size of which the median has an interval.
const TIMES: u64 = 7;

fn enough_times(claim: &Claim, options: &Options, errors: &mut Errors) {
    if let Some(Value::Count(count)) = options.value("iterations")
        && claim.figure == "time"
        && *count < TIMES
    {
        errors.at(
            options.entry("iterations"),
            format_args!("a growth in time cannot be told from fewer than {TIMES} iterations: write `iterations = {TIMES}` or more, or leave it out"),
        );
    }
}

/// Budgets that no run can fail, or that have a better name.
fn nothing_asked(options: &Options, errors: &mut Errors) {
    const LIMITS: [&str; 15] = [
        "max_queries",
        "max_reads",
        "max_writes",
        "max_repeats",
        "max_rows",
        "max_query_ms",
        "max_db_ms",
        "max_pool_wait_ms",
        "pN_pool_wait_ms",
        "no_full_scan",
        "max_rows_scanned",
        "max_vm_steps",
        "max_buffers",
        "threshold",
        "warn",
    ];
    if let Some(Value::Count(0)) = options.value("max_repeats") {
        errors.at(
            options.entry("max_repeats"),
            "write `max_queries = 0`: each query counts as one of its shape",
        );
    }
    if let Some(Value::Count(0)) = options.value("min_queries")
        && LIMITS.iter().all(|key| options.entry(key).is_none())
    {
        errors.at(
            options.entry("min_queries"),
            "`min_queries = 0` alone is never missed: set a limit beside it, or leave it out",
        );
    }
}

/// Exceptions are from a rule.
fn exceptions(options: &Options, errors: &mut Errors) {
    if let Some(exceptions) = options.entry("full_scan_ok")
        && options.entry("no_full_scan").is_none()
    {
        errors.at(
            &exceptions.name,
            "`full_scan_ok` names the tables to which `no_full_scan` does not apply: add `no_full_scan`, or leave it out",
        );
    }
}

/// The percentiles with their limits, those of one figure after those of the other, smallest percentile first.
fn percentiles(options: &Options) -> Vec<(&Entry, f64, f64)> {
    let mut percentiles: Vec<_> = options
        .entries
        .iter()
        .filter_map(|entry| match entry.value {
            Some(Value::Percentile(percent, ms)) => Some((entry, percent, ms)),
            _ => None,
        })
        .collect();
    percentiles.sort_by(|a, b| a.0.key.name.cmp(b.0.key.name).then(a.1.total_cmp(&b.1)));
    percentiles
}

fn percentiles_in_order(options: &Options, errors: &mut Errors) {
    for pair in percentiles(options).windows(2) {
        let [(low, _, low_ms), (high, _, high_ms)] = pair else {
            continue;
        };
        if low.key.name == high.key.name && low_ms > high_ms {
            let (low_name, high_name) = (&low.name, &high.name);
            let message = format_args!(
                "`{low_name}` is over `{high_name} = {high_ms}`: a lower percentile is never slower, so this \
                 limit never decides; write {high_ms} or less"
            );
            errors.at(low, message);
        }
    }
}

/// The fewest samples of which a percentile can be told, and of which its limit can be missed.
///
/// There is one sample beyond the percentile only from 1 / (1 - N/100) on. A limit is missed when
/// the 99 % Clopper-Pearson lower bound of the share over it is more than 1 - N/100; with all of
/// n samples over the limit that bound is 0.01^(1/n).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and positive"
)]
fn samples(percent: f64) -> u64 {
    // 100 - 99.9 is a little less than 0.1, and must not make 1001 of 1000.
    let beyond = (100.0 - percent) / 100.0 * (1.0 + 1e-9);
    let exists = (1.0 / beyond).ceil();
    let can_fail = (0.01_f64.ln() / beyond.ln()).floor() + 1.0;
    exists.max(can_fail) as u64
}

/// Runs of which a standard deviation can be told: of fewer, its interval is wider than anybody needs.
const SAMPLES_OF_STDDEV: u64 = 10;

/// Whether the limits, hard or soft, can be judged by the runs that the options ask for.
fn enough_samples(options: &Options, limits: &Options, errors: &mut Errors) {
    let percentiles = percentiles(limits).into_iter();
    let needs = percentiles
        .map(|(entry, percent, _)| (entry, samples(percent)))
        .chain(
            limits
                .entry("stddev_ms")
                .map(|entry| (entry, SAMPLES_OF_STDDEV)),
        );
    let Some((of_most, needed)) = needs.max_by_key(|(_, needed)| *needed) else {
        return;
    };
    let name = &of_most.name;
    match (options.entry("iterations"), options.value("iterations")) {
        (Some(iterations), Some(Value::Count(count))) if *count < needed => {
            errors.at(
                iterations,
                format_args!(
                    "`{name}` cannot be told from fewer than {needed} iterations: write `iterations = {needed}` or more"
                ),
            );
        }
        (None, _) if options.attribute == Attribute::Perf => {
            errors.at(
                name,
                format_args!(
                    "`{name}` cannot be told from fewer than {needed} iterations: add `iterations = {needed}` or more"
                ),
            );
        }
        _ => {}
    }
}

/// A run that is given up before it is over a limit never shows that it was.
fn within_timeout(options: &Options, limits: &Options, errors: &mut Errors) {
    let Some(&Value::Duration(timeout)) = options.value("timeout") else {
        return;
    };
    for entry in &limits.entries {
        // What lies side by side may take longer together than the run that it is of.
        let limits_a_run = matches!(entry.key.kind, Kind::Millis | Kind::Percentile(_))
            && !matches!(
                entry.key.name,
                "max_db_ms" | "max_pool_wait_ms" | "pN_pool_wait_ms"
            );
        let Some(ms) = entry.number().filter(|_| limits_a_run) else {
            continue;
        };
        if ms > timeout.as_secs_f64() * 1000.0 {
            errors.at(
                entry,
                format_args!(
                    "a run is given up at `timeout = {timeout:?}`, so this limit never decides: write a longer timeout"
                ),
            );
        }
    }
}

/// Figures are told apart by their names, and limits must leave room between them.
fn metrics(options: &Options, errors: &mut Errors) {
    let mut seen = Vec::new();
    for (entry, metric) in options.metrics() {
        let name = &metric.name;
        if seen.contains(&name) {
            errors.at(
                &entry.name,
                format_args!("`metric({name:?}, ..)` is given twice: keep one of them"),
            );
        }
        seen.push(name);
        if let (Some(min), Some(max)) = (metric.min, metric.max)
            && min > max
        {
            errors.at(
                &entry.name,
                format_args!(
                    "no figure is at least {min} and at most {max}: write a `min` below `max`"
                ),
            );
        }
    }
}

/// A body that runs once gives one sample.
fn once(options: &Options, errors: &mut Errors) {
    if !matches!(options.value("verdict"), Some(Value::Word(_, "Once"))) {
        return;
    }
    let soft = options.soft().into_iter().flat_map(|soft| &soft.entries);
    for entry in options.entries.iter().chain(soft) {
        let name = &entry.name;
        let needs_more = matches!(
            entry.key.name,
            "iterations" | "warmup" | "mean_ms" | "stddev_ms" | "pN_ms"
        );
        if needs_more {
            errors.at(
                name,
                format_args!(
                    "`{name}` contradicts `verdict = \"once\"`, by which the body runs one time: leave it out, or write `max_ms`"
                ),
            );
        }
    }
}

fn threads(options: &Options, errors: &mut Errors) {
    let Some(threads) = options.entry("worker_threads") else {
        return;
    };
    let single = match (options.entry("runtime"), options.value("runtime")) {
        (None, _) => options.attribute == Attribute::Perf,
        (Some(_), value) => matches!(value, Some(Value::Word(_, "CurrentThread"))),
    };
    if single {
        errors.at(
            &threads.name,
            "`worker_threads` needs `runtime = \"multi_thread\"`: a `current_thread` runtime has no workers",
        );
    }
}

/// A limit as it may be written.
fn written(entry: &Entry, limit: f64) -> String {
    match (&entry.key.kind, &entry.value) {
        (Kind::Size, Some(Value::Count(bytes))) => format!("{:?}", size::written(*bytes)),
        _ => limit.to_string(),
    }
}
