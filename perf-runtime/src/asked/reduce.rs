//! What quick mode makes less of: pure, options in, options out.
//!
//! | what | becomes |
//! |---|---|
//! | `iterations` | a tenth, at least 10, and at least one for each user |
//! | `duration`, `stages` | a tenth, at least 2 s, and as long as `abort_on` needs to judge once |
//! | `ramp_up`, `warmup = "5s"` | shorter by as much as the load |
//! | `sizes` | those up to 1,000, and never fewer than the three smallest |
//!
//! What makes the load what it is stays: users, rates, pauses. So does `size`, since bodies count on their data.

use std::time::Duration;

use crate::options::{Options, Stage, Warmup};
use crate::report::format::{count, time};

/// So many times less.
const TIMES: u64 = 10;

/// No fewer runs: `stddev_ms` takes as many.
const FEWEST_RUNS: u64 = 10;

/// No load is shorter.
const SHORTEST: Duration = Duration::from_secs(2);

/// Larger sizes are left out,
const LARGE: u64 = 1_000;

/// unless fewer than these remain, as many as the growth of a time takes.
const FEWEST_SIZES: usize = 3;

/// What was made less, in words; by what it was, since each takes another budget its meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reduced {
    /// Fewer runs, or a shorter load: `iterations 100 of 1,000`.
    pub(crate) runs: Vec<String>,
    /// The largest sizes did not run: `sizes up to 1,000 of 10,000`.
    pub(crate) sizes: Option<String>,
}

impl Reduced {
    /// All of it.
    pub(crate) fn words(&self) -> Vec<String> {
        self.runs.iter().chain(&self.sizes).cloned().collect()
    }
}

/// The options of a quick run, and what is less about them; nothing where all is small enough.
pub(crate) fn reduced(options: &Options) -> Option<(Options, Reduced)> {
    let mut less = *options;
    let mut reduced = Reduced::default();
    let shrunk = length(&mut less, &mut reduced);
    if let Some(shrunk) = shrunk {
        before(&mut less, shrunk);
    }
    reduced.sizes = sizes(&mut less);
    (reduced != Reduced::default()).then_some((less, reduced))
}

/// Makes a load or a series of runs shorter, and says to which share of it.
fn length(less: &mut Options, reduced: &mut Reduced) -> Option<f64> {
    if let Some(iterations) = less.iterations {
        let users = less.users.into_iter().chain(less.sweep.last().copied());
        let least = users.max().unwrap_or_default().max(FEWEST_RUNS);
        let fewer = (iterations / TIMES).max(least);
        return (fewer < iterations).then(|| {
            less.iterations = Some(fewer);
            let words = format!("iterations {} of {}", count(fewer), count(iterations));
            reduced.runs.push(words);
            fewer as f64 / iterations as f64
        });
    }
    let of_stages: Duration = less.stages.iter().map(|stage| stage.over).sum();
    let whole = less.duration.unwrap_or(of_stages);
    let rule = less.abort_on.map(|rule| {
        let [window, after] = [rule.window, rule.after].map(Option::unwrap_or_default);
        window + after
    });
    let least = rule.unwrap_or_default().max(SHORTEST);
    let shorter = (whole / u32::try_from(TIMES).unwrap_or(1)).max(least);
    (shorter < whole).then(|| {
        let share = shorter.as_secs_f64() / whole.as_secs_f64();
        less.duration = less.duration.map(|_| shorter);
        let shrink = |stage: &Stage| Stage {
            over: stage.over.mul_f64(share),
            ..*stage
        };
        // Once for each case of a process, as the limits that hold.
        less.stages = less.stages.iter().map(shrink).collect::<Vec<_>>().leak();
        let words = format!("duration {} of {}", time(shorter), time(whole));
        reduced.runs.push(words);
        share
    })
}

/// What comes before is shorter by as much.
fn before(less: &mut Options, share: f64) {
    less.ramp_up = less.ramp_up.map(|ramp_up| ramp_up.mul_f64(share));
    if let Some(Warmup::Time(time)) = &mut less.warmup {
        *time = time.mul_f64(share);
    }
}

/// Leaves out the large sizes.
fn sizes(less: &mut Options) -> Option<String> {
    let all = less.sizes;
    let small = all.iter().filter(|size| **size <= LARGE).count();
    let kept = small.max(FEWEST_SIZES);
    let (largest, kept) = (all.last()?, all.get(..kept)?);
    let largest_kept = kept.last().filter(|kept| *kept != largest)?;
    less.sizes = kept;
    Some(format!(
        "sizes up to {} of {}",
        count(*largest_kept),
        count(*largest)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{AbortOn, Target};

    const SECOND: Duration = Duration::from_secs(1);

    /// What is less, in words.
    fn words(options: &Options) -> Vec<String> {
        reduced(options).map_or_else(Vec::new, |(_, reduced)| reduced.words())
    }

    #[test]
    fn a_tenth_and_never_too_little() {
        let iterations = |iterations, users| Options {
            iterations: Some(iterations),
            users,
            ..Options::NONE
        };
        let duration = |seconds: u32| Options {
            duration: Some(seconds * SECOND),
            ..Options::NONE
        };
        let sizes = |sizes| Options {
            sizes,
            ..Options::NONE
        };
        let judged_late = Options {
            abort_on: Some(AbortOn {
                window: Some(5 * SECOND),
                after: Some(2 * SECOND),
                ..AbortOn::NONE
            }),
            ..duration(60)
        };
        let sweep = Options {
            sweep: &[1, 50],
            ..iterations(200, None)
        };
        for (options, expected) in [
            (Options::NONE, None),
            (iterations(10, None), None),
            (iterations(1000, None), Some("iterations 100 of 1,000")),
            (iterations(20, None), Some("iterations 10 of 20")),
            (iterations(1000, Some(400)), Some("iterations 400 of 1,000")),
            (iterations(100, Some(100)), None),
            (sweep, Some("iterations 50 of 200")),
            (duration(2), None),
            (duration(10), Some("duration 2.00 s of 10.0 s")),
            (duration(600), Some("duration 60.0 s of 600.0 s")),
            (judged_late, Some("duration 7.00 s of 60.0 s")),
            (sizes(&[10, 100, 1000]), None),
            (
                sizes(&[10, 100, 1000, 10_000]),
                Some("sizes up to 1,000 of 10,000"),
            ),
            (
                sizes(&[10, 1000, 5000, 10_000]),
                Some("sizes up to 5,000 of 10,000"),
            ),
            (sizes(&[1000, 10_000]), None),
        ] {
            let expected: Vec<_> = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(words(&options), expected, "{options:?}");
        }
    }

    #[test]
    fn the_form_of_a_load_stays() {
        let stage = |seconds, users| Stage {
            over: SECOND * seconds,
            to: Target::Users(users),
        };
        let stages = vec![stage(10, 50), stage(0, 80), stage(30, 80)];
        let options = Options {
            stages: stages.leak(),
            warmup: Some(Warmup::Time(4 * SECOND)),
            users: Some(5),
            think_time: Some((SECOND, SECOND)),
            ..Options::NONE
        };
        let (less, reduced) = reduced(&options).expect("it is shorter");
        assert_eq!(less.stages, [stage(1, 50), stage(0, 80), stage(3, 80)]);
        assert_eq!(less.warmup, Some(Warmup::Time(Duration::from_millis(400))));
        assert_eq!(
            (less.users, less.think_time),
            (options.users, options.think_time)
        );
        assert_eq!(reduced.words(), ["duration 4.00 s of 40.0 s"]);
    }
}
