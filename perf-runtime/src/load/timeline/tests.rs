use proptest::prelude::*;

use super::*;
use crate::load::class::Class;

const MS: u64 = 1_000_000;

fn slot(number: u64, ms: &[u64], failed: u64) -> Slot {
    let mut slot = Slot::new(number);
    for ms in ms {
        slot.record(Class::Ok, ms * MS);
    }
    for _ in 0..failed {
        slot.record(Class::Error, 0);
    }
    slot
}

/// Where each point begins, the seconds that it covers, and what ended in it.
fn counts(timeline: &mut Timeline, spent: u64) -> Vec<(u64, f64, u64, u64)> {
    timeline
        .points(Duration::from_secs(spent))
        .iter()
        .map(|point| (point.at_s, point.seconds, point.ok, point.failed))
        .collect()
}

#[test]
fn each_second_has_a_point_also_where_nothing_ended() {
    let mut timeline = Timeline::default();
    timeline.add(&slot(31, &[5; 4], 0));
    timeline.add(&slot(0, &[1, 2], 1));
    timeline.add(&slot(9, &[9], 0));
    assert_eq!(
        counts(&mut timeline, 4),
        [
            (0, 1.0, 3, 1),
            (1, 1.0, 0, 0),
            (2, 1.0, 0, 0),
            (3, 1.0, 4, 0)
        ]
    );
    let points = timeline.points(Duration::from_millis(3500));
    assert_eq!((points[3].seconds, points[3].throughput), (0.5, 8.0));
    assert_eq!((points[1].throughput, points[1].p99_ms), (0.0, None));
    assert!((points[0].p99_ms.unwrap_or_default() - 9.0).abs() < 0.1);
    assert!((points[0].p50_ms.unwrap_or_default() - 2.0).abs() < 0.02);
    assert_eq!((timeline.so_far().ok, timeline.so_far().failed), (7, 1));
}

#[test]
fn what_ends_after_the_end_is_kept() {
    let mut timeline = Timeline::default();
    timeline.add(&slot(10, &[1], 0));
    assert_eq!(counts(&mut timeline, 1), [(0, 1.0, 0, 0), (1, 0.0, 1, 0)]);
}

#[test]
fn a_long_load_has_wider_points_and_loses_nothing() {
    let mut timeline = Timeline::default();
    let hours = 5 * 3600;
    for second in 0..hours {
        timeline.add(&slot(second * IN_A_SECOND, &[1], 1));
        let gauges = Gauges {
            users: second,
            ..Gauges::default()
        };
        timeline.look(second, gauges);
    }
    let points = timeline.points(Duration::from_secs(hours));
    assert_eq!((timeline.width, points.len()), (32, 563));
    assert!(
        points[..562]
            .iter()
            .all(|point| (point.ok, point.failed) == (32, 32))
    );
    assert_eq!(points.iter().map(|point| point.ok).sum::<u64>(), hours);
    assert_eq!(points[1].gauges.users, 63, "the most of both");
}

#[test]
fn a_percentile_of_two_points_is_that_of_all_their_times() {
    let mut timeline = Timeline::default();
    // 99 times of 1 ms in the one second, one of 100 ms in the next, and a third far away.
    timeline.add(&slot(0, &[1; 99], 0));
    timeline.add(&slot(10, &[100], 0));
    timeline.add(&slot(POINTS as u64 * IN_A_SECOND, &[7], 0));
    let p = |percent| timeline.points[0].times.percentile(percent).unwrap_or(0) as f64 / 1e6;
    // The mean of the two percentiles would be 50 ms.
    assert!((p(99.0) - 1.0).abs() < 0.01, "{}", p(99.0));
    assert!((p(99.1) - 100.0).abs() < 1.0, "{}", p(99.1));
}

proptest! {
    /// However the slots come and however often points are merged: the counts are those of the slots, and
    /// percentiles those of a list of all times, to a hundredth.
    #[test]
    fn sums_and_percentiles_are_those_of_all_times(
        slots in prop::collection::vec((0_u64..20_000, prop::collection::vec(1_u64..10_000, 1..5)), 1..40),
    ) {
        let mut timeline = Timeline::default();
        let mut all: Vec<u64> = Vec::new();
        for (number, ms) in &slots {
            timeline.add(&slot(*number, ms, 1));
            all.extend(ms);
        }
        all.sort_unstable();
        let points = timeline.points(Duration::from_secs(2000));
        prop_assert!(points.len() <= POINTS);
        prop_assert_eq!(points.iter().map(|point| point.ok).sum::<u64>(), all.len() as u64);
        prop_assert_eq!(points.iter().map(|point| point.failed).sum::<u64>(), slots.len() as u64);
        let rank = (99 * all.len()).div_ceil(100);
        let p99 = timeline.so_far().p99.unwrap_or_default().as_secs_f64() * 1e3;
        let true_p99 = all[rank.max(1) - 1] as f64;
        prop_assert!(p99 >= true_p99 && p99 <= true_p99 * 1.01 + 1e-6, "{} {}", p99, true_p99);
    }
}
