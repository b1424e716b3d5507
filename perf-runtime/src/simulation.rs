//! How often the rules on time are wrong, by simulation with a fixed seed: 20,000 trials for each cell of the tables in
//! `docs/verdicts.md`, which are held against it.

use std::time::Duration;

use crate::assess::time::{Timing, open};
use crate::judge::looks::{Look, decision};
use crate::judge::{mean, percentile};
use crate::measurement::Run;
use crate::measurement::examples::run;
use crate::options::Options;
use crate::probe::speed::Pace;
use crate::testing::Random;
use crate::verdict::Status;

const TRIALS: u32 = 20_000;

/// The limit in all trials, in milliseconds.
const LIMIT: f64 = 10.0;

const TABLES: &str = include_str!("../../docs/verdicts.md");

/// What a machine adds to a run.
#[derive(Debug, Clone, Copy)]
enum Machine {
    /// 5 % of spread.
    Quiet,
    /// Seven runs of ten also wait for a processor, as long as they work in the mean, and the system tells it.
    Busy,
    /// Two runs of ten take half as long again in the mean, and nothing tells it.
    Disturbed,
    /// All runs take 1.8 times as long, and the loop of known length 1.6 times.
    Slower,
    /// All runs take as long as ever, and the loop 1.8 times: what they do is not slowed by what slows the loop.
    Misled,
}

impl Machine {
    fn named(name: &str) -> Self {
        match name {
            "quiet" => Self::Quiet,
            "busy" => Self::Busy,
            "disturbed" => Self::Disturbed,
            "slower" => Self::Slower,
            "misled" => Self::Misled,
            other => panic!("no such machine: {other}"),
        }
    }

    /// How long a body that takes so many milliseconds on its own works and waits.
    fn times(self, own: f64, random: &mut Random) -> (f64, f64) {
        let worked = own * (0.05 * random.normal()).exp();
        match self {
            Self::Busy if random.uniform() < 0.7 => (worked, own * random.exponential()),
            Self::Disturbed if random.uniform() < 0.2 => {
                (worked + 0.5 * own * random.exponential(), 0.0)
            }
            Self::Slower => (1.8 * worked, 0.0),
            Self::Quiet | Self::Busy | Self::Disturbed | Self::Misled => (worked, 0.0),
        }
    }

    /// How many times slower than usual the loop says that it is.
    fn slowdown(self) -> f64 {
        match self {
            Self::Quiet | Self::Busy | Self::Disturbed => 1.0,
            Self::Slower => 1.6,
            Self::Misled => 1.8,
        }
    }

    fn run(self, own: f64, random: &mut Random) -> Run {
        let (worked, waited) = self.times(own, random);
        let time = |ms: f64| Duration::from_secs_f64(ms / 1e3);
        Run {
            elapsed: time(worked + waited),
            waited: time(waited),
            pace: Some(Pace {
                reference: Duration::from_micros(30),
                worked: time(worked),
            }),
            ..run(&[])
        }
    }
}

/// What the rule for single runs says, as the runner asks it.
fn of_single_runs(slowdown: f64, mut next: impl FnMut() -> Run) -> Status {
    let options = Options {
        max_ms: Some(LIMIT),
        ..Options::NONE
    };
    let first = [next()];
    let (_, open) = open(&options, &first);
    let Some(mut timing) = open.into_iter().next() else {
        return Status::Ok;
    };
    while !timing.is_done() {
        timing.push(&next(), slowdown);
    }
    Timing::finding(&timing, &first, None).status
}

/// What the rules for all runs together say after as many looks as they take.
fn of_all_runs(mut look: impl FnMut() -> Look) -> Status {
    let mut looks = Vec::new();
    loop {
        looks.push(look());
        match decision(&looks) {
            Some(Look::Within) => return Status::Ok,
            Some(Look::Over) => return Status::Fail,
            Some(Look::Open) => return Status::Inconclusive,
            None => {}
        }
    }
}

/// The rows of the table that follows a heading.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, text) = TABLES.split_once(heading).expect("the table is there");
    let lines = text.lines().skip_while(|line| !line.starts_with('|'));
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect();
    lines
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(cells)
        .collect()
}

/// Holds a published share, in per cent, against the share of the trials.
fn assert_share(row: &[&str], what: &str, published: &str, times: u32) {
    let percent: f64 = published
        .trim_end_matches('%')
        .trim()
        .parse()
        .expect("a share");
    let share = percent / 100.0;
    let seen = f64::from(times) / f64::from(TRIALS);
    // Five deviations of what was published, which is rounded.
    let deviation = (share * (1.0 - share) / f64::from(TRIALS)).sqrt();
    assert!(
        (seen - share).abs() <= 5.0 * deviation + 0.0006,
        "{row:?}: {what} {:.2} % of the time",
        100.0 * seen
    );
}

/// Runs the trials of a row, and holds its last two columns against them.
fn assert_row(row: &[&str], mut trial: impl FnMut(&mut Random) -> Status) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut fails, mut open) = (0, 0);
    for _ in 0..TRIALS {
        match trial(&mut random) {
            Status::Fail => fails += 1,
            Status::Inconclusive => open += 1,
            _ => {}
        }
    }
    let [.., published_fails, published_open] = row else {
        panic!("two columns at least: {row:?}");
    };
    assert_share(row, "failed", published_fails, fails);
    assert_share(row, "was inconclusive", published_open, open);
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("a number")
}

#[test]
fn single_runs_are_judged_as_published() {
    let rows = rows("## `max_ms`, by simulation");
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        let (machine, own) = (Machine::named(row[0]), LIMIT * number(row[1]));
        assert_row(&row, |random| {
            of_single_runs(machine.slowdown(), || machine.run(own, random))
        });
    }
}

#[test]
fn percentiles_are_judged_as_published() {
    let rows = rows("## `p95_ms`, by simulation");
    assert!(rows.len() > 5, "{rows:?}");
    for row in rows {
        let (runs, share) = (row[0].parse().expect("a number"), number(row[1]) / 100.0);
        assert_row(&row, |random| {
            of_all_runs(|| {
                let over = (0..runs).filter(|_| random.uniform() < share).count() as u64;
                percentile::look(over, runs, 95.0).expect("enough runs")
            })
        });
    }
}

#[test]
fn means_are_judged_as_published() {
    let rows = rows("## `mean_ms`, by simulation");
    assert!(rows.len() > 5, "{rows:?}");
    for row in rows {
        let machine = Machine::named(row[0]);
        let (runs, own) = (
            row[1].parse::<u32>().expect("a number"),
            LIMIT * number(row[2]),
        );
        assert_row(&row, |random| {
            of_all_runs(|| {
                let runs = (0..runs).map(|_| machine.times(own, random));
                let (all, at_least): (Vec<_>, Vec<_>) = runs
                    .map(|(worked, waited)| (worked + waited, worked))
                    .unzip();
                let look = |samples: &[f64]| {
                    let of = mean::Summary::of(samples).expect("samples");
                    Look::of(of.mean, LIMIT, of.exceeds(LIMIT))
                };
                look(&all).without_waiting(look(&at_least))
            })
        });
    }
}
