//! Figures of a record in words, by the formatting that the console has.

use chrono::DateTime;

use super::super::told;
use crate::assess::time::duration;
use crate::load::Latency;
use crate::report::format::{bytes, clean, count, percent, time};

/// `14.2 ms`.
pub(super) fn ms(ms: f64) -> String {
    time(duration(ms))
}

/// As a tick of an axis: `0`, `0.5 ms`, `20 ms`, `1.5 s`.
pub(super) fn ms_tick(ms: f64) -> String {
    match ms {
        0.0 => "0".to_owned(),
        long if long >= 1000.0 => format!("{} s", rounded(long / 1e3)),
        _ => format!("{} ms", rounded(ms)),
    }
}

/// `0`, `2.5`, `1,200`: a tick of an axis of numbers.
pub(super) fn number_tick(number: f64) -> String {
    if number.abs() < 1000.0 {
        return rounded(number);
    }
    if number >= 1e6 {
        return format!("{}M", rounded(number / 1e6));
    }
    count(whole(number))
}

/// `64 KiB`, of an axis of bytes.
pub(super) fn bytes_tick(size: f64) -> String {
    bytes(whole(size))
}

/// `12 s`, `2 min`.
pub(super) fn seconds_tick(seconds: f64) -> String {
    if seconds >= 120.0 {
        format!("{} min", rounded(seconds / 60.0))
    } else {
        format!("{} s", rounded(seconds))
    }
}

/// Without digits that say nothing.
fn rounded(number: f64) -> String {
    let decimals = if number.abs() < 0.1 { 6 } else { 3 };
    let text = format!("{number:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of what is negative or too large ends at the nearest that there is"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// A figure beside its limit, in the unit that the name of the budget ends in.
pub(super) fn figure(budget: &str, figure: f64) -> String {
    if budget.ends_with("_ms") {
        ms(figure)
    } else if is_bytes(budget) {
        bytes(whole(figure))
    } else if budget.ends_with("_rate") && (0.0..=1.0).contains(&figure) {
        percent(figure)
    } else if figure.fract() == 0.0 && figure >= 0.0 {
        count(whole(figure))
    } else {
        rounded(figure)
    }
}

fn is_bytes(budget: &str) -> bool {
    matches!(
        budget,
        "max_alloc" | "max_peak" | "max_leak" | "max_rss_growth"
    )
}

/// The mean and the percentiles with their names.
pub(super) fn percentiles(latency: &Latency) -> [(&'static str, String); 8] {
    [
        ("mean", latency.mean_ms),
        ("min", latency.min_ms),
        ("p50", latency.p50_ms),
        ("p90", latency.p90_ms),
        ("p95", latency.p95_ms),
        ("p99", latency.p99_ms),
        ("p99.9", latency.p99_9_ms),
        ("max", latency.max_ms),
    ]
    .map(|(name, figure)| (name, ms(figure)))
}

/// A moment as `2026-11-21 19:14:03 UTC`, from milliseconds since 1970.
pub(super) fn moment(unix_ms: u64) -> Option<String> {
    let moment = DateTime::from_timestamp_millis(i64::try_from(unix_ms).ok()?)?;
    Some(moment.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// `1 h 2 min`, `3 min 4 s`, `12.3 s`.
pub(super) fn span(ms: f64) -> String {
    let seconds = duration(ms).as_secs();
    match seconds {
        0..60 => time(duration(ms)),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// `src/shop.rs:35` and `shop::list`, of a line as the record has it.
pub(super) fn place(text: &str) -> Place {
    match told::Place::parse(text) {
        Some(line) => Place {
            place: clean(&line.to_string()),
            function: clean(line.function),
        },
        None => Place {
            place: clean(text),
            function: String::new(),
        },
    }
}

/// A line of the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) place: String,
    pub(super) function: String,
}

pub(super) fn places(lines: &[String]) -> Vec<Place> {
    lines.iter().map(|line| place(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates() {
        for (unix_ms, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (1_709_251_199_999, "2024-02-29 23:59:59 UTC"),
        ] {
            assert_eq!(moment(unix_ms).as_deref(), Some(text));
        }
        assert_eq!(moment(u64::MAX), None);
    }

    #[test]
    fn spans_are_readable() {
        for (ms, text) in [
            (14.2, "14.2 ms"),
            (59_400.0, "59.4 s"),
            (184_000.0, "3 min 4 s"),
            (3_720_000.0, "1 h 2 min"),
        ] {
            assert_eq!(span(ms), text);
        }
    }

    #[test]
    fn ticks_are_short() {
        for (text, expected) in [
            (ms_tick(0.0), "0"),
            (ms_tick(0.0005), "0.0005 ms"),
            (ms_tick(0.25), "0.25 ms"),
            (ms_tick(20.0), "20 ms"),
            (ms_tick(1500.0), "1.5 s"),
            (number_tick(2.5), "2.5"),
            (number_tick(1200.0), "1,200"),
            (number_tick(2_500_000.0), "2.5M"),
            (seconds_tick(12.0), "12 s"),
            (seconds_tick(300.0), "5 min"),
            (bytes_tick(65_536.0), "64 KiB"),
        ] {
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn figures_have_the_unit_of_their_budget() {
        for (budget, value, text) in [
            ("max_ms", 14.2, "14.2 ms"),
            ("p99_9_ms", 2.0, "2.00 ms"),
            ("max_peak", 65_536.0, "64 KiB"),
            ("max_error_rate", 0.0125, "1.25 %"),
            ("max_queries", 1200.0, "1,200"),
            ("min_throughput", 83.45, "83.45"),
        ] {
            assert_eq!(figure(budget, value), text);
        }
    }

    #[test]
    fn a_line_is_a_place_and_a_function() {
        let shown = place("src/shop.rs:35 shop::list::{{closure}}");
        assert_eq!(
            (&*shown.place, &*shown.function),
            ("src/shop.rs:35", "shop::list::{{closure}}")
        );
        assert_eq!(place("no line").place, "no line");
    }
}
