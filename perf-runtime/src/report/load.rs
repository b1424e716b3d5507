//! The figures of a load, as text.

use std::fmt::Write as _;
use std::time::Duration;

use super::format::{clean, count, cut, per_second, percent, plural, time};
use super::page::Page;
use super::palette::Palette;
use super::sizes::aligned;
use crate::load::{Arrivals, Change, Latency, Load, Step};

/// Messages that are shown.
const MESSAGES: usize = 3;
/// Characters of a message.
const WIDTH: usize = 160;

/// Lines to be put under the findings, which may have told the errors already.
pub(super) fn lines(load: &Load, errors_are_told: bool, page: Page) -> String {
    let palette = page.palette;
    let mut text = String::new();
    let done = load.counts;
    let by = match &load.arrivals {
        None => format!("by {}", plural(load.users, "user")),
        Some(_) => format!("with up to {} under way", count(load.users)),
    };
    let _ = write!(
        text,
        "\n  {:<12}{} {by} in {}, {:.1} a second; {} failed ({})",
        "load",
        plural(done.all(), "iteration"),
        time(ms(load.spent_ms)),
        load.throughput,
        count(done.failed()),
        percent(done.error_rate()),
    );
    if let Some(injected) = load.injected.filter(|injected| *injected > 0) {
        let _ = write!(text, ", {} of them by faults", count(injected));
    }
    if let Some(arrivals) = &load.arrivals {
        let _ = write!(
            text,
            "\n  {:<12}{}",
            "arrivals",
            let_in(arrivals, done.dropped)
        );
    }
    if let Some(latency) = &load.latency {
        let _ = write!(text, "\n  {:<12}{}", "latency", latencies(latency));
    }
    for change in Change::all(&load.timeline) {
        let label = palette.warn(&format!("{:<12}", "timeline"));
        let _ = write!(text, "\n  {label}{}", told(change));
    }
    let queries = &load.queries;
    if queries.all > 0 {
        let _ = write!(
            text,
            "\n  {:<12}{:.1} an iteration (p50 {}, max {}), {} in all",
            "queries",
            queries.mean,
            count(queries.p50),
            count(queries.max),
            count(queries.all)
        );
    }
    super::breakdown::lines(&mut text, load, page);
    sweep(&mut text, &load.sweep, palette);
    if load.stray_queries > 0 {
        let stray = plural(load.stray_queries, "query");
        let _ = write!(
            text,
            "\n  {}{stray}",
            palette.dim(&format!("{:<12}", "stray"))
        );
        let _ = write!(
            text,
            "{}",
            palette.dim(" of no iteration: made by tasks that none awaits")
        );
    }
    if errors_are_told {
        return text;
    }
    for message in load.messages.iter().take(MESSAGES) {
        let example = cut(&clean(&message.example), WIDTH);
        let _ = write!(
            text,
            "\n  {}{}x {example}",
            palette.warn(&format!("{:<12}", "error")),
            count(message.count)
        );
    }
    text
}

/// `throughput fell from 480/s to 120/s in second 7`.
pub(super) fn told(change: Change) -> String {
    let word = |before: f64, after: f64| if after < before { "fell" } else { "rose" };
    match change {
        Change::Silence { from, to } if from == to => format!("nothing ended in second {from}"),
        Change::Silence { from, to } => format!("nothing ended from second {from} to {to}"),
        Change::Throughput {
            before,
            after,
            second,
        } => format!(
            "throughput {} from {} to {} in second {second}",
            word(before, after),
            per_second(before),
            per_second(after),
        ),
        Change::P99 {
            before,
            after,
            second,
        } => format!(
            "p99 {} from {} to {} in second {second}",
            word(before, after),
            time(ms(before)),
            time(ms(after)),
        ),
    }
}

/// A line for each number of users.
fn sweep(text: &mut String, steps: &[Step], palette: Palette) {
    if steps.is_empty() {
        return;
    }
    let head = ["users", "a second", "p50", "p95", "p99", "failed"].map(str::to_owned);
    let rows = steps.iter().map(|step| {
        let percentile = |of: fn(&Latency) -> f64| {
            let latency = step.latency.as_ref();
            latency.map_or_else(|| "-".to_owned(), |latency| time(ms(of(latency))))
        };
        [
            count(step.users),
            format!("{:.1}", step.throughput),
            percentile(|latency| latency.p50_ms),
            percentile(|latency| latency.p95_ms),
            percentile(|latency| latency.p99_ms),
            count(step.counts.failed()),
        ]
    });
    let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
    let rows: Vec<_> = rows.iter().map(<[String; 6]>::as_slice).collect();
    aligned(text, "sweep", &rows, palette);
}

/// `2,000, 3 of them dropped; let in late by p50 0.012 ms, p99 0.08 ms, begun late by p50 0.2 ms, p99 1.2 ms`.
pub(super) fn let_in(arrivals: &Arrivals, dropped: u64) -> String {
    let mut text = format!(
        "{}, {} of them dropped",
        count(arrivals.all),
        count(dropped)
    );
    for (separator, what, late) in [
        (';', "let in", &arrivals.lateness),
        (',', "begun", &arrivals.delay),
    ] {
        if let Some(late) = late {
            let (p50, p99) = (time(ms(late.p50_ms)), time(ms(late.p99_ms)));
            let _ = write!(text, "{separator} {what} late by p50 {p50}, p99 {p99}");
        }
    }
    text
}

pub(super) fn latencies(latency: &Latency) -> String {
    [
        ("mean", latency.mean_ms),
        ("p50", latency.p50_ms),
        ("p90", latency.p90_ms),
        ("p95", latency.p95_ms),
        ("p99", latency.p99_ms),
        ("max", latency.max_ms),
    ]
    .map(|(name, value)| format!("{name} {}", time(ms(value))))
    .join(", ")
}

fn ms(ms: f64) -> Duration {
    crate::assess::time::duration(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_in_a_sentence() {
        for (change, text) in [
            (
                Change::Throughput {
                    before: 480.2,
                    after: 120.0,
                    second: 7,
                },
                "throughput fell from 480.2/s to 120.0/s in second 7",
            ),
            (
                Change::P99 {
                    before: 2.0,
                    after: 90.0,
                    second: 3,
                },
                "p99 rose from 2.00 ms to 90.0 ms in second 3",
            ),
            (
                Change::Silence { from: 3, to: 3 },
                "nothing ended in second 3",
            ),
            (
                Change::Silence { from: 3, to: 5 },
                "nothing ended from second 3 to 5",
            ),
        ] {
            assert_eq!(told(change), text);
        }
    }
}
