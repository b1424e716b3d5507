//! Runs at several sizes, or several times: tables and charts.

use super::chart::{Axis, Chart, Label, Plot};
use super::table::Table;
use super::words::{bytes_tick, ms, ms_tick, number_tick};
use crate::report::format::{clean, count, limit_ms};
use crate::report::summary::row::statistic;
use crate::store::record::{Record, RecordedFinding, RecordedRun};
use crate::verdict::Grown;

/// Runs from which on a chart of them says more than a figure.
const FEW: usize = 3;
/// Runs that can be told apart on a chart.
const MANY: usize = 200;
/// How many times as large as the smallest size the largest is, for sizes to be shown by powers of ten.
const WIDE: f64 = 50.0;

/// A line for each size: the most queries, rows and allocations of a run, and the median time.
pub(super) fn table(record: &Record) -> Option<Table> {
    let of_size = |runs: &[RecordedRun]| {
        let size = runs.first()?.size?;
        let most = |figure: fn(&RecordedRun) -> u64| {
            count(runs.iter().map(figure).max().unwrap_or_default())
        };
        let mut times: Vec<_> = runs.iter().map(|run| run.ms).collect();
        times.sort_by(f64::total_cmp);
        Some(vec![
            count(size),
            most(|run| run.queries),
            most(|run| run.rows),
            times
                .get(times.len() / 2)
                .copied()
                .map(ms)
                .unwrap_or_default(),
            most(|run| run.heap.map(|heap| heap.calls()).unwrap_or_default()),
        ])
    };
    let by_size = record.runs.chunk_by(|run, next| run.size == next.size);
    Table::of(
        &["size", "queries", "rows", "time (median)", "allocations"],
        by_size.filter_map(of_size).collect(),
    )
}

/// How figures grew with the size, one chart a budget that speaks of it.
pub(super) fn growth(record: &Record) -> Vec<Chart> {
    let of = |finding: &RecordedFinding| of_growth(finding, finding.growth.as_ref()?);
    record.findings.iter().filter_map(of).collect()
}

fn of_growth(finding: &RecordedFinding, grown: &Grown) -> Option<Chart> {
    let points: Vec<_> = grown
        .points
        .iter()
        .map(|(size, figure)| (*size as f64, *figure))
        .collect();
    let (first, last) = (points.first()?.0, points.last()?.0);
    let highest = points.iter().map(|(_, figure)| *figure).fold(0.0, f64::max);
    let x = if first > 0.0 && last / first >= WIDE {
        Axis::Log {
            low: first,
            high: last,
        }
    } else {
        Axis::FromZero { highest: last }
    };
    let (y, label): (_, Label) = if finding.budget.contains("bytes") {
        (Axis::Bytes { highest }, bytes_tick)
    } else if finding.budget.contains("time") {
        (Axis::FromZero { highest }, ms_tick)
    } else {
        (Axis::Count { highest }, number_tick)
    };
    let class = grown.class.as_deref().unwrap_or("faster than all classes");
    let mut plot = Plot::new(
        format!("{} by size", clean(&finding.budget)),
        (x, number_tick),
        (y, label),
    )
    .key("main", format!("measured: {}", clean(class)))
    .line(
        "main",
        &points
            .iter()
            .map(|(x, y)| (*x, Some(*y)))
            .collect::<Vec<_>>(),
    );
    for (size, figure) in &points {
        let tip = format!("{} at size {}", label(*figure), number_tick(*size));
        plot = plot.dot("main", *size, *figure, tip);
    }
    let told: Vec<_> = points
        .iter()
        .map(|(size, figure)| format!("{} at {}", label(*figure), number_tick(*size)))
        .collect();
    Some(plot.finish(told.join(", ")))
}

/// The time of each run beside the limits, where there are several of one size.
pub(super) fn runs(record: &Record) -> Option<Chart> {
    let runs = &record.runs;
    let is_of_sizes = runs.iter().any(|run| run.size.is_some());
    if record.load.is_some() || is_of_sizes || !(FEW..=MANY).contains(&runs.len()) {
        return None;
    }
    let limits: Vec<_> = record
        .findings
        .iter()
        .filter_map(|finding| Some((statistic(&finding.budget)?, finding.limit?)))
        .collect();
    let slowest = runs.iter().map(|run| run.ms).fold(0.0, f64::max);
    let times = || limits.iter().map(|(_, limit)| *limit);
    // A limit that is far away would press the runs to the ground.
    let near = times().filter(|limit| *limit <= slowest * 5.0);
    let highest = near.fold(slowest, f64::max) * 1.05;
    let x = Axis::Between {
        low: 0.5,
        high: runs.len() as f64 + 0.5,
    };
    let mut plot = Plot::new(
        "Time of each run",
        (x, number_tick),
        (Axis::FromZero { highest }, ms_tick),
    );
    for (index, run) in runs.iter().enumerate() {
        let number = index as f64 + 1.0;
        let style = if run.ending == "ok" { "main" } else { "failed" };
        let tip = format!("run {number}: {}", ms(run.ms));
        plot = plot.column(style, (number - 0.5, number + 0.5), run.ms, tip);
    }
    for (statistic, limit) in &limits {
        plot = plot.across("limit", *limit, format!("{statistic} {}", limit_ms(*limit)));
    }
    let fastest = runs.iter().map(|run| run.ms).fold(f64::INFINITY, f64::min);
    Some(plot.finish(format!(
        "{} runs, from {} to {}",
        runs.len(),
        ms(fastest),
        ms(slowest)
    )))
}
