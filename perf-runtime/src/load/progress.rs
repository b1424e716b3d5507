//! How far a load is, for whoever waits for it.
//!
//! Only our own harness shows it: libtest does not capture what other threads than the test's write, and nextest shows what a
//! test writes when it is over.

use std::io::{self, Write as _};
use std::sync::OnceLock;
use std::time::Duration;

use super::timeline::{Gauges, SoFar};
use crate::report::format::{clean, count, per_second, plural, time};
use crate::report::live::Line;

/// Where nobody looks at a terminal, a line is written so often.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Over how long a rate is taken.
const RATE_OVER: Duration = Duration::from_secs(1);

/// Where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Display {
    /// One line on the terminal of standard error, which is gone at the end.
    Terminal,
    /// A line from time to time on standard error.
    Lines,
}

static DISPLAY: OnceLock<Display> = OnceLock::new();

/// From now on it is shown.
pub(crate) fn show_on(display: Display) {
    // The harness says it once.
    let _ = DISPLAY.set(display);
}

/// What there is to come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Goal {
    pub(super) time: Option<Duration>,
    pub(super) iterations: Option<u64>,
    /// Iterations begin by the clock, and there are as many users as may be under way.
    pub(super) by_the_clock: bool,
}

impl Goal {
    /// So many iterations of all users together.
    pub(super) fn of(iterations: u64) -> Self {
        Self {
            iterations: Some(iterations),
            ..Self::default()
        }
    }
}

/// Shows how far a part of a load is.
#[derive(Debug)]
pub(super) struct Progress {
    /// The case, and the part where it is not the measured one.
    title: String,
    goal: Goal,
    pace: Pace,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Terminal(Line),
    /// When the next line is due.
    Lines(Duration),
}

impl Progress {
    /// Nothing where it is not shown.
    pub(super) fn begin(title: &str, goal: Goal) -> Option<Self> {
        let place = match DISPLAY.get()? {
            Display::Lines => Place::Lines(BETWEEN_LINES),
            Display::Terminal => Place::Terminal(Line::begin()),
        };
        Some(Self {
            title: clean(title),
            goal,
            pace: Pace::default(),
            place,
        })
    }

    pub(super) fn show(&mut self, elapsed: Duration, gauges: Gauges, so_far: SoFar) {
        self.pace.see(elapsed, so_far.ok);
        let text = || {
            let figures = figures(self.goal, elapsed, self.pace.a_second, gauges, so_far);
            format!("{}: {figures}", self.title)
        };
        match &mut self.place {
            Place::Terminal(line) => line.say(text()),
            Place::Lines(due) if elapsed >= *due => {
                // Who cannot be told is not told.
                let _ = writeln!(io::stderr(), "perf: {}", text());
                *due = elapsed + BETWEEN_LINES;
            }
            Place::Lines(_) => {}
        }
    }
}

/// Successes a second of late.
#[derive(Debug, Default)]
struct Pace {
    since: (Duration, u64),
    a_second: Option<f64>,
}

impl Pace {
    fn see(&mut self, elapsed: Duration, ok: u64) {
        let (at, before) = self.since;
        let over = elapsed.saturating_sub(at);
        if over >= RATE_OVER {
            self.a_second = Some(ok.saturating_sub(before) as f64 / over.as_secs_f64());
            self.since = (elapsed, ok);
        }
    }
}

/// `12 s of 60 s, 50 users, 483.2/s, p99 12.3 ms, 3 failed, 48 s left`.
fn figures(
    goal: Goal,
    elapsed: Duration,
    a_second: Option<f64>,
    gauges: Gauges,
    so_far: SoFar,
) -> String {
    let whole = |time: Duration| format!("{} s", time.as_secs());
    let ended = so_far.ok + so_far.failed;
    let mut parts = vec![match (goal.time, goal.iterations) {
        (Some(time), _) => format!("{} of {}", whole(elapsed), whole(time)),
        (None, Some(all)) => format!("{} of {}", count(ended), plural(all, "iteration")),
        (None, None) => whole(elapsed),
    }];
    parts.push(if goal.by_the_clock {
        format!(
            "{} of {} under way",
            count(gauges.in_flight),
            count(gauges.users)
        )
    } else {
        plural(gauges.users, "user")
    });
    parts.extend(a_second.map(per_second));
    parts.extend(so_far.p99.map(|p99| format!("p99 {}", time(p99))));
    parts.push(format!("{} failed", count(so_far.failed)));
    let left = goal.time.map(|time| time.saturating_sub(elapsed));
    parts.extend(left.map(|left| format!("{} left", whole(left))));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_is_shown_fits_a_line() {
        let gauges = Gauges {
            users: 50,
            in_flight: 7,
            ..Gauges::default()
        };
        let so_far = SoFar {
            ok: 5_800,
            failed: 3,
            p99: Some(Duration::from_micros(12_300)),
        };
        let nothing = SoFar {
            ok: 0,
            failed: 0,
            p99: None,
        };
        let time = Goal {
            time: Some(60 * SECOND),
            ..Goal::default()
        };
        let iterations = Goal::of(10_000);
        let by_the_clock = Goal {
            by_the_clock: true,
            ..time
        };
        for (goal, elapsed, pace, so_far, expected) in [
            (
                time,
                12 * SECOND,
                Some(483.2),
                so_far,
                "12 s of 60 s, 50 users, 483.2/s, p99 12.3 ms, 3 failed, 48 s left",
            ),
            (
                iterations,
                12 * SECOND,
                Some(483.2),
                so_far,
                "5,803 of 10,000 iterations, 50 users, 483.2/s, p99 12.3 ms, 3 failed",
            ),
            (
                by_the_clock,
                12 * SECOND,
                Some(20.0),
                so_far,
                "12 s of 60 s, 7 of 50 under way, 20.0/s, p99 12.3 ms, 3 failed, 48 s left",
            ),
            // In the first second there is no rate, and after the end there is nothing left.
            (
                time,
                61 * SECOND,
                None,
                nothing,
                "61 s of 60 s, 50 users, 0 failed, 0 s left",
            ),
        ] {
            assert_eq!(figures(goal, elapsed, pace, gauges, so_far), expected);
        }
    }

    #[test]
    fn the_pace_is_that_of_late() {
        let mut pace = Pace::default();
        let mut at = |ms, ok| {
            pace.see(Duration::from_millis(ms), ok);
            pace.a_second
        };
        assert_eq!(at(500, 50), None);
        assert_eq!(at(1000, 100), Some(100.0));
        assert_eq!(at(1900, 900), Some(100.0));
        assert_eq!(at(3000, 100), Some(0.0));
    }
}
