//! The charts of a load: its latencies, and how it went second by second.

use std::fmt::Write as _;

use super::chart::{Axis, Chart, Label, Plot};
use super::words::{ms, ms_tick, number_tick, seconds_tick};
use crate::assess::time::percentile_name;
use crate::load::{Load, Point};
use crate::report::format::{count, limit_ms, per_second};

/// Points for which a pointer is told all figures.
const TOLD: usize = 120;

/// All that the record has the figures for.
pub(super) fn all(load: &Load) -> Vec<Chart> {
    let mut charts: Vec<_> = distribution(load).into_iter().collect();
    // A line through one point shows no course.
    if let points @ [_, _, ..] = &*load.timeline {
        charts.push(throughput(points));
        charts.extend(latency(load, points));
        charts.push(users(points));
        charts.extend(pool(points));
    }
    charts.extend(sweep(load));
    charts
}

/// How many iterations took how long, with the percentiles and their limits.
fn distribution(load: &Load) -> Option<Chart> {
    let latency = load.latency.as_ref()?;
    let (first, last) = (load.histogram.first()?, load.histogram.last()?);
    let limits = load.limits.iter();
    // A limit that is near is shown, and the distance to one that is far is told by the budget.
    let near = limits
        .clone()
        .filter(|limit| limit.limit_ms <= last.to_ms * 5.0);
    let high = near.map(|limit| limit.limit_ms).fold(last.to_ms, f64::max) * 1.1;
    let highest = load.histogram.iter().map(|bucket| bucket.count).max()?;
    let x = Axis::Log {
        low: first.from_ms,
        high,
    };
    let y = Axis::Count {
        highest: highest as f64,
    };
    let mut plot = Plot::new("Latency of successes", (x, ms_tick), (y, number_tick))
        .key("main", "iterations, by the time that they took");
    for bucket in &load.histogram {
        let tip = format!(
            "{}: {} to {}",
            count(bucket.count),
            ms(bucket.from_ms),
            ms(bucket.to_ms)
        );
        let span = (bucket.from_ms, bucket.to_ms);
        plot = plot.column("main", span, bucket.count as f64, tip);
    }
    for (name, figure) in [
        ("p50", latency.p50_ms),
        ("p95", latency.p95_ms),
        ("p99", latency.p99_ms),
    ] {
        plot = plot.upright("percentile", figure, name);
    }
    for limit in limits {
        let name = percentile_name(limit.percent);
        let label = format!("limit of {name} {}", limit_ms(limit.limit_ms));
        plot = plot.upright("limit", limit.limit_ms, label);
    }
    Some(plot.finish(format!(
        "p50 {}, p95 {}, p99 {}, max {}",
        ms(latency.p50_ms),
        ms(latency.p95_ms),
        ms(latency.p99_ms),
        ms(latency.max_ms)
    )))
}

/// Where a point lies: in the middle of the time that it covers.
fn middle(point: &Point) -> f64 {
    point.at_s as f64 + point.seconds / 2.0
}

/// A figure of each point.
fn course(points: &[Point], figure: impl Fn(&Point) -> Option<f64>) -> Vec<(f64, Option<f64>)> {
    let of = |point| (middle(point), figure(point));
    points.iter().map(of).collect()
}

fn highest(lines: &[&[(f64, Option<f64>)]]) -> f64 {
    let figures = lines.iter().flat_map(|line| line.iter());
    figures
        .filter_map(|(_, figure)| *figure)
        .fold(0.0, f64::max)
}

/// A chart over the time of a load, with what a pointer is told at each point.
fn over_time(title: &str, points: &[Point], y: (Axis, Label)) -> Plot {
    let end = points
        .iter()
        .map(|point| point.at_s as f64 + point.seconds)
        .fold(0.0, f64::max);
    let x = Axis::Between {
        low: 0.0,
        high: end,
    };
    let mut plot = Plot::new(title, (x, seconds_tick), y);
    if points.len() <= TOLD {
        for point in points {
            let from = point.at_s as f64;
            plot = plot.tip((from, from + point.seconds), all_of(point));
        }
    }
    plot
}

/// All figures of a point in a sentence.
fn all_of(point: &Point) -> String {
    let mut text = format!(
        "second {}: {}, {} failed",
        point.at_s + 1,
        per_second(point.throughput),
        count(point.failed)
    );
    for (name, figure) in [("p50", point.p50_ms), ("p99", point.p99_ms)] {
        if let Some(figure) = figure {
            let _ = write!(text, ", {name} {}", ms(figure));
        }
    }
    let _ = write!(text, ", {} users", count(point.gauges.users));
    text
}

fn throughput(points: &[Point]) -> Chart {
    let ok = course(points, |point| Some(point.throughput));
    let each_second = |number: u64, point: &Point| {
        let over = if point.seconds > 0.0 {
            point.seconds
        } else {
            1.0
        };
        number as f64 / over
    };
    let failed = course(points, |point| Some(each_second(point.failed, point)));
    let dropped = course(points, |point| Some(each_second(point.dropped, point)));
    let any = |figures: &[(f64, Option<f64>)]| figures.iter().any(|(_, n)| *n > Some(0.0));
    let y = Axis::FromZero {
        highest: highest(&[&ok, &failed, &dropped]),
    };
    let area: Vec<_> = ok.iter().filter_map(|(x, y)| Some((*x, (*y)?))).collect();
    let mut plot = over_time("Iterations a second", points, (y, number_tick))
        .key("main", "successes")
        .area("main", &area)
        .line("main", &ok);
    if any(&failed) {
        plot = plot.key("failed", "failures").line("failed", &failed);
    }
    if any(&dropped) {
        plot = plot.key("dropped", "dropped").line("dropped", &dropped);
    }
    let most = per_second(highest(&[&ok]));
    plot.finish(format!("at most {most} over {} points", points.len()))
}

fn latency(load: &Load, points: &[Point]) -> Option<Chart> {
    let p50 = course(points, |point| point.p50_ms);
    let p99 = course(points, |point| point.p99_ms);
    let slowest = highest(&[&p50, &p99]);
    if slowest <= 0.0 {
        return None;
    }
    let limits = load
        .limits
        .iter()
        .filter(|limit| limit.limit_ms <= slowest * 5.0);
    let all = limits
        .clone()
        .map(|limit| limit.limit_ms)
        .fold(slowest, f64::max);
    let y = Axis::FromZero { highest: all };
    let mut plot = over_time("Latency of successes over time", points, (y, ms_tick))
        .key("p50", "p50")
        .key("p99", "p99")
        .line("p50", &p50)
        .line("p99", &p99);
    for limit in limits {
        let name = percentile_name(limit.percent);
        let label = format!("limit of {name} {}", limit_ms(limit.limit_ms));
        plot = plot.across("limit", limit.limit_ms, label);
    }
    Some(plot.finish(format!("p99 at most {}", ms(highest(&[&p99])))))
}

fn users(points: &[Point]) -> Chart {
    let users = course(points, |point| Some(point.gauges.users as f64));
    let in_flight = course(points, |point| Some(point.gauges.in_flight as f64));
    let most = highest(&[&users, &in_flight]);
    let y = Axis::Count { highest: most };
    over_time("Users", points, (y, number_tick))
        .key("users", "users")
        .key("main", "iterations under way")
        .line("main", &in_flight)
        // Broken, and over the other, since the two are often the same.
        .line("users", &users)
        .finish(format!("at most {}", number_tick(most)))
}

/// Nothing where no pool was seen.
fn pool(points: &[Point]) -> Option<Chart> {
    let in_use = course(points, |point| Some(point.gauges.pool_in_use? as f64));
    let waiting = course(points, |point| point.pool_waiting);
    let is_known = |figures: &[(f64, Option<f64>)]| figures.iter().any(|(_, n)| n.is_some());
    if !is_known(&in_use) && !is_known(&waiting) {
        return None;
    }
    let most = highest(&[&in_use, &waiting]);
    let y = Axis::Count { highest: most };
    let mut plot = over_time("Connections", points, (y, number_tick));
    if is_known(&in_use) {
        plot = plot.key("main", "in use").line("main", &in_use);
    }
    if is_known(&waiting) {
        plot = plot
            .key("waiting", "iterations that wait for one")
            .line("waiting", &waiting);
    }
    Some(plot.finish(format!("at most {}", number_tick(most))))
}

/// Throughput by the number of users.
fn sweep(load: &Load) -> Option<Chart> {
    let points: Vec<_> = load
        .sweep
        .iter()
        .map(|step| (step.users as f64, Some(step.throughput)))
        .collect();
    let (last, _) = *points.last()?;
    let x = Axis::FromZero { highest: last };
    let most = highest(&[&points]);
    let y = Axis::FromZero { highest: most };
    let each_second: Label = |number| format!("{}/s", number_tick(number));
    let mut plot = Plot::new("Throughput", (x, number_tick), (y, each_second))
        .key("main", "by the number of users")
        .line("main", &points);
    for (users, throughput) in &points {
        let throughput = throughput.unwrap_or_default();
        let tip = format!(
            "{} by {} users",
            per_second(throughput),
            number_tick(*users)
        );
        plot = plot.dot("main", *users, throughput, tip);
    }
    Some(plot.finish(format!("at most {}", per_second(most))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::report::formats::tests::monday;

    /// A load of three seconds, in the second of which nothing ended.
    fn load() -> Load {
        let records = monday().records;
        let load = records.into_iter().find_map(|record| record.load);
        let mut load = load.expect("there is a load");
        let point = |at_s: u64, ok: u64, p99: Option<f64>| {
            json!({
                "at_s": at_s, "seconds": 1.0, "ok": ok, "failed": 0, "dropped": 0, "throughput": ok as f64,
                "p50_ms": p99.map(|ms| ms / 2.0), "p99_ms": p99, "users": 5, "in_flight": 4, "pool_in_use": 3,
            })
        };
        let points = json!([
            point(0, 40, Some(8.0)),
            point(1, 0, None),
            point(2, 50, Some(10.0))
        ]);
        load.timeline = serde_json::from_value(points).expect("they are points");
        let buckets = json!([
            { "from_ms": 1.0, "to_ms": 2.0, "count": 10 },
            { "from_ms": 2.0, "to_ms": 4.0, "count": 0 },
            { "from_ms": 4.0, "to_ms": 8.0, "count": 80 },
        ]);
        load.histogram = serde_json::from_value(buckets).expect("they are buckets");
        let limits = json!([
            { "percent": 95.0, "limit_ms": 9.0, "value_ms": 8.0, "over": 1 },
            { "percent": 99.0, "limit_ms": 900.0, "value_ms": 9.0, "over": 0 },
        ]);
        load.limits = serde_json::from_value(limits).expect("they are limits");
        load
    }

    fn chart(load: &Load, title: &str) -> Chart {
        let mut charts = all(load).into_iter();
        charts
            .find(|chart| chart.title == title)
            .unwrap_or_else(|| panic!("no {title}"))
    }

    fn limits(chart: &Chart) -> Vec<&str> {
        let limits = chart.rules.iter().filter(|rule| rule.style == "limit");
        limits.map(|rule| &*rule.label).collect()
    }

    #[test]
    fn a_chart_is_made_of_what_is_known() {
        let mut load = load();
        let titles = |load: &Load| {
            all(load)
                .into_iter()
                .map(|chart| chart.title)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            titles(&load),
            [
                "Latency of successes",
                "Iterations a second",
                "Latency of successes over time",
                "Users",
                "Connections"
            ]
        );
        load.histogram.clear();
        load.timeline.truncate(1);
        assert_eq!(titles(&load), [""; 0]);
    }

    #[test]
    fn buckets_are_columns_beside_the_limits_that_are_near() {
        let chart = chart(&load(), "Latency of successes");
        let [few, many] = &chart.columns[..] else {
            panic!("{:?}", chart.columns);
        };
        assert!(few.height < many.height && few.x < many.x);
        assert_eq!(few.tip, "10: 1.00 ms to 2.00 ms");
        assert_eq!(limits(&chart), ["limit of p95 9 ms"]);
    }

    #[test]
    fn a_second_without_an_end_breaks_the_line() {
        let load = load();
        let latency = chart(&load, "Latency of successes over time");
        // Two of each that stand alone.
        assert_eq!((latency.lines.len(), latency.dots.len()), (0, 4));
        assert_eq!(limits(&latency), ["limit of p95 9 ms"]);
        let throughput = chart(&load, "Iterations a second");
        assert_eq!(throughput.lines.len(), 1);
        assert_eq!(
            throughput.tips[2].tip,
            "second 3: 50.0/s, 0 failed, p50 5.00 ms, p99 10.0 ms, 5 users"
        );
    }
}
