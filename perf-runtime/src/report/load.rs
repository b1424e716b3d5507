//! The figures of a load, as text.

use std::fmt::Write as _;
use std::time::Duration;

use super::format::{clean, count, cut, percent, plural, time};
use super::palette::Palette;
use crate::load::{Latency, Load};

/// Messages that are shown.
const MESSAGES: usize = 3;
/// Characters of a message.
const WIDTH: usize = 160;

/// Lines to be put under the findings, which may have told the errors already.
pub(super) fn lines(load: &Load, errors_are_told: bool, palette: Palette) -> String {
    let mut text = String::new();
    let done = load.counts;
    let _ = write!(
        text,
        "\n  {:<12}{} by {} in {}, {:.1} a second; {} failed ({})",
        "load",
        plural(done.all(), "iteration"),
        plural(load.users, "user"),
        time(ms(load.spent_ms)),
        load.throughput,
        count(done.failed()),
        percent(done.error_rate()),
    );
    if let Some(latency) = &load.latency {
        let _ = write!(text, "\n  {:<12}{}", "latency", latencies(latency));
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
    super::breakdown::lines(&mut text, load, palette);
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
