//! The figures of a case from run to run.

use chrono::DateTime;

use super::chart::{Axis, Chart, Label, Plot};
use super::words::{bytes_tick, moment, ms_tick, number_tick};
use crate::report::format::{clean, plural};
use crate::report::past::{Course, Moment, Turn, kind};

/// Changes of a figure that are told; the history has all of them.
const TOLD: usize = 3;

/// What is known of the runs before.
#[derive(Debug)]
pub(super) struct OverTime {
    pub(super) changes: Vec<Change>,
    pub(super) charts: Vec<Chart>,
}

/// A change in words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) word: &'static str,
    pub(super) metric: String,
    pub(super) text: String,
}

impl OverTime {
    /// Nothing where nothing is known.
    pub(super) fn of(courses: &[Course]) -> Option<Self> {
        (!courses.is_empty()).then(|| Self {
            changes: courses.iter().flat_map(changes).collect(),
            charts: courses.iter().map(chart).collect(),
        })
    }
}

/// The latest changes, in the order of time.
fn changes(course: &Course) -> impl Iterator<Item = Change> {
    let first = course.changes.len().saturating_sub(TOLD);
    course.changes[first..].iter().map(|turn| Change {
        word: turn.word,
        metric: clean(&course.metric),
        text: in_words(course, turn),
    })
}

/// `+50 %, from 10 ms to 15 ms, between 5f.. and 6a.. of 2026-11-21 19:14:03 UTC, 5 runs ago`.
fn in_words(course: &Course, turn: &Turn) -> String {
    let Turn {
        at,
        growth,
        from,
        to,
        ..
    } = turn;
    let (last, first) = (&course.points[at - 1], &course.points[*at]);
    let since = (course.points.len() - at) as u64;
    let date = moment(first.began_unix_ms).map(|date| format!(" of {date}"));
    clean(&format!(
        "{growth}, from {from} to {to}, between commit {} and {}{}, {} since",
        last.commit,
        first.commit,
        date.unwrap_or_default(),
        plural(since, "run")
    ))
}

fn chart(course: &Course) -> Chart {
    let points = || (1_u32..).map(f64::from).zip(&course.points);
    // With room for the labels of changes above the line.
    let highest = points().map(|(_, it)| it.value).fold(0.0, f64::max) * 1.15;
    let x = Axis::Between {
        low: 0.5,
        high: course.points.len() as f64 + 0.5,
    };
    let line: Vec<_> = points().map(|(x, it)| (x, Some(it.value))).collect();
    let latest = course.points.last().map(|it| format!("latest {}", it.text));
    let y = axis(&course.metric, highest);
    let mut plot = Plot::new(clean(&course.metric), (x, number_tick), y)
        .below(&days(course))
        .key("main", latest.unwrap_or_default())
        .line("main", &line);
    for turn in &course.changes {
        let x = turn.at as f64 + 0.5;
        plot = plot.upright(turn.word, x, turn.growth.clone());
    }
    for (x, it) in points() {
        plot = plot
            .dot("main", x, it.value, String::new())
            .tip((x - 0.5, x + 0.5), tip(it));
    }
    let told = course.points.first().zip(course.points.last());
    let told = told.map(|(first, last)| format!("from {} to {}", first.text, last.text));
    plot.finish(format!(
        "{}, {}, {}",
        plural(course.points.len() as u64, "run"),
        told.unwrap_or_default(),
        plural(course.changes.len() as u64, "change")
    ))
}

/// What a pointer is told of a run.
fn tip(it: &Moment) -> String {
    let date = moment(it.began_unix_ms).unwrap_or_default();
    clean(&format!("{}, commit {}, {date}", it.text, it.commit))
}

/// Each day under its first run.
fn days(course: &Course) -> Vec<(f64, String)> {
    let mut days: Vec<(f64, String)> = Vec::new();
    for (x, it) in (1_u32..).map(f64::from).zip(&course.points) {
        let day = day(it.began_unix_ms).unwrap_or_default();
        if days.last().is_none_or(|(_, last)| *last != day) {
            days.push((x, day));
        }
    }
    days
}

/// `Nov 21`, in UTC; the year is in what a pointer is told.
fn day(unix_ms: u64) -> Option<String> {
    let moment = DateTime::from_timestamp_millis(i64::try_from(unix_ms).ok()?)?;
    Some(moment.format("%b %-d").to_string())
}

/// The axis of a metric, by the unit that its name says.
fn axis(metric: &str, highest: f64) -> (Axis, Label) {
    let kind = kind(metric);
    if kind.ends_with("_bytes") {
        return (Axis::Bytes { highest }, bytes_tick);
    }
    if kind == "ms" || kind.ends_with("_ms") {
        return (Axis::FromZero { highest }, ms_tick);
    }
    if kind == "throughput" {
        let each_second: Label = |figure| format!("{}/s", number_tick(figure));
        return (Axis::FromZero { highest }, each_second);
    }
    (Axis::Count { highest }, number_tick)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::formats::tests::course;

    #[test]
    fn changes_are_told_with_commit_and_date() {
        let told = OverTime::of(&[course()]).expect("there is one");
        let [change] = &told.changes[..] else {
            panic!("{told:?}");
        };
        assert_eq!((change.word, &*change.metric), ("worse", "ms"));
        let text = "+50 %, from 10.0 ms to 15.0 ms, between commit c4 and c5 of 2026-09-22 12:13:20 UTC, 3 runs since";
        assert_eq!(change.text, text);
        assert!(OverTime::of(&[]).is_none());
    }

    #[test]
    fn each_run_is_a_point_and_each_day_a_label() {
        let told = OverTime::of(&[course()]).expect("there is one");
        let [chart] = &told.charts[..] else {
            panic!("{told:?}");
        };
        assert_eq!((chart.dots.len(), chart.tips.len()), (8, 8));
        assert_eq!(
            chart.tips[5].tip,
            "15.0 ms, commit c5, 2026-09-22 12:13:20 UTC"
        );
        let days: Vec<_> = chart.x_ticks.iter().map(|tick| &*tick.label).collect();
        assert_eq!(days, ["Sep 21", "Sep 22", "Sep 23"]);
        let [rule] = &chart.rules[..] else {
            panic!("{:?}", chart.rules);
        };
        // Between the last run before it and the first one after it.
        assert!(chart.dots[4].x < rule.from.0 && rule.from.0 < chart.dots[5].x);
        assert_eq!((rule.style, &*rule.label), ("worse", "+50 %"));
        assert!(chart.y_ticks.iter().any(|tick| tick.label == "10 ms"));
    }

    #[test]
    fn of_many_changes_the_latest_are_told() {
        let mut course = course();
        let turn = course.changes[0].clone();
        course.changes = (1..8).map(|at| Turn { at, ..turn.clone() }).collect();
        let told = OverTime::of(&[course]).expect("there is one");
        assert_eq!((told.changes.len(), told.charts[0].rules.len()), (TOLD, 7));
        assert!(told.changes[2].text.ends_with(", 1 run since"));
    }

    #[test]
    fn axes_have_the_unit_of_their_metric() {
        for (metric, expected) in [
            ("p95_ms@20", "20 ms"),
            ("peak_bytes", "20 B"),
            ("throughput", "20/s"),
            ("queries@100", "20"),
        ] {
            let (_, label) = axis(metric, 20.0);
            assert_eq!(label(20.0), expected);
        }
    }
}
