//! What changed in the course of a load: what a reader of its sums would not see.
//!
//! It is told and never judged, so it need not be beyond doubt; but it must not be of chance alone. Of 20
//! events a Poisson count is off by half or more in less than one of 50 points, and the median of several hardly ever.

use serde::{Deserialize, Serialize};

use super::Point;

/// Iterations that a point must have as a rule, to be compared with others.
const PLENTY: f64 = 20.0;

/// Points on either side of a change.
const SIDE: usize = 2;

/// How much larger one side is than the other.
const FACTOR: f64 = 2.0;

/// Something that changed, in seconds counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// Nothing ended from the one second to the other.
    Silence { from: u64, to: u64 },
    /// Successes a second.
    Throughput {
        before: f64,
        after: f64,
        second: u64,
    },
    /// Of the successes, in milliseconds.
    P99 {
        before: f64,
        after: f64,
        second: u64,
    },
}

impl Change {
    /// All that there are, at most one of each kind.
    pub(crate) fn all(points: &[Point]) -> Vec<Self> {
        // The last one may be shorter than the others.
        let width = points.first().map_or(0.0, |point| point.seconds);
        let whole = points.partition_point(|point| point.seconds >= width);
        let points = &points[..whole];
        let ended = points.iter().map(|point| (point.ok + point.failed) as f64);
        if points.len() < 2 * SIDE || median(ended.collect()) < PLENTY {
            return Vec::new();
        }
        let throughput = step(points, |point| Some(point.throughput));
        let p99 = step(points, |point| point.p99_ms);
        silence(points)
            .into_iter()
            .chain(throughput.map(|step| Self::Throughput {
                before: step.before,
                after: step.after,
                second: step.second,
            }))
            .chain(p99.map(|step| Self::P99 {
                before: step.before,
                after: step.after,
                second: step.second,
            }))
            .collect()
    }
}

/// The longest time in which nothing ended.
fn silence(points: &[Point]) -> Option<Change> {
    points
        .chunk_by(|a, b| is_silent(a) == is_silent(b))
        .filter(|run| run.first().is_some_and(is_silent))
        .max_by_key(|run| run.len())
        .and_then(|run| {
            let (first, last) = (run.first()?, run.last()?);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number of seconds"
            )]
            let to = last.at_s + last.seconds as u64;
            Some(Change::Silence {
                from: first.at_s + 1,
                to,
            })
        })
}

fn is_silent(point: &Point) -> bool {
    point.ok + point.failed == 0
}

struct Step {
    before: f64,
    after: f64,
    second: u64,
}

/// Where a figure changes most plainly: the place that leaves the least distance to the medians of its two sides.
fn step(points: &[Point], figure: fn(&Point) -> Option<f64>) -> Option<Step> {
    let known: Vec<_> = points
        .iter()
        .filter_map(|point| Some((point, figure(point)?)))
        .collect();
    let side = |side: &[(&Point, f64)]| median(side.iter().map(|(_, figure)| *figure).collect());
    let distance = |points: &[(&Point, f64)]| {
        let median = side(points);
        let each = points.iter().map(|(_, figure)| (figure - median).abs());
        each.sum::<f64>()
    };
    let place = (SIDE..=known.len().checked_sub(SIDE)?)
        .map(|place| (place, distance(&known[..place]) + distance(&known[place..])))
        .min_by(|(_, a), (_, b)| a.total_cmp(b))?
        .0;
    let (left, right) = known.split_at(place);
    let (before, after) = (side(left), side(right));
    // More users have another throughput: that is what was asked for.
    let users =
        |side: &[(&Point, f64)]| median(side.iter().map(|(p, _)| p.gauges.users as f64).collect());
    let same_users = (users(left) - users(right)).abs() < 0.5;
    let far = before.max(after) >= FACTOR * before.min(after);
    (far && same_users).then(|| Step {
        before,
        after,
        second: right[0].0.at_s + 1,
    })
}

/// The middle one, or the smaller of the two in the middle; 0 of none.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len().saturating_sub(1) / 2;
    figures.get(middle).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::Gauges;
    use super::*;

    fn point(at_s: u64, ok: u64, p99_ms: f64) -> Point {
        Point {
            at_s,
            seconds: 1.0,
            ok,
            failed: 0,
            dropped: 0,
            throughput: ok as f64,
            p50_ms: Some(1.0),
            p99_ms: (ok > 0).then_some(p99_ms),
            pool_waiting: None,
            gauges: Gauges {
                users: 5,
                ..Gauges::default()
            },
        }
    }

    fn changes(ok: &[u64], p99_ms: &[f64]) -> Vec<Change> {
        let points: Vec<_> = ok
            .iter()
            .zip(p99_ms.iter().chain(std::iter::repeat(&2.0)))
            .zip(0..)
            .map(|((ok, p99_ms), at_s)| point(at_s, *ok, *p99_ms))
            .collect();
        Change::all(&points)
    }

    #[test]
    fn what_changed_is_told_with_its_second() {
        let fell = Change::Throughput {
            before: 480.0,
            after: 120.0,
            second: 7,
        };
        let rose = Change::P99 {
            before: 2.0,
            after: 9.0,
            second: 4,
        };
        let silent = Change::Silence { from: 3, to: 4 };
        for (ok, p99_ms, expected) in [
            // As ever, and the noise of a load that does not change.
            (&[480; 12][..], &[][..], &[][..]),
            (&[480, 300, 520, 460, 700, 410], &[2.0, 3.5, 1.9, 2.0], &[]),
            // One bad second is the p99's and the silence's to tell.
            (&[480, 480, 480, 100, 480, 480, 480], &[], &[]),
            (
                &[480, 470, 490, 480, 480, 480, 120, 120, 119, 130, 120],
                &[],
                &[fell],
            ),
            (&[480; 7], &[2.0, 2.1, 2.0, 9.0, 9.0, 8.0, 9.5], &[rose]),
            (&[480, 480, 0, 0, 480, 480, 480, 0, 480], &[], &[silent]),
            // Too few to tell, in number or in seconds.
            (&[19, 19, 19, 2, 2], &[], &[]),
            (&[480, 480, 120], &[], &[]),
            (&[], &[], &[]),
        ] {
            assert_eq!(changes(ok, p99_ms), expected, "{ok:?}");
        }
    }

    #[test]
    fn other_users_and_half_a_second_are_no_change() {
        let mut points: Vec<_> = (0..8).map(|at_s| point(at_s, 400, 2.0)).collect();
        points[7].seconds = 0.2;
        points[7].throughput = 10.0;
        assert_eq!(Change::all(&points), []);
        for point in &mut points[4..] {
            point.throughput = 800.0;
            point.gauges.users = 10;
        }
        assert_eq!(Change::all(&points), []);
    }
}
