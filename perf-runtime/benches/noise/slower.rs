//! What each loop would have told of the samples: how many of those over a limit are so no longer at the usual speed.

use std::time::Duration;

use super::reference::NAMES;
use super::speed::{BODIES, Process, Sample};

/// As `docs/verdicts.md` has it: what is less is not noticed, and no more is put down to the machine.
const NOTICEABLE: f64 = 1.1;
const MOST: f64 = 1.8;

/// The share of its time that a sample may have waited.
const WAITED: u32 = 50;

/// The limits, in times of the least that the body ever took. The first two should not be over, the last two should.
const LIMITS: [f64; 4] = [2.0, 1.5, 0.9, 0.5];

impl Process {
    /// The best that a loop took in it.
    fn best(&self, reference: usize) -> Duration {
        let times = self
            .samples
            .iter()
            .map(|sample| sample.reference(reference));
        times.min().unwrap_or_default()
    }
}

impl Sample {
    fn reference(&self, reference: usize) -> Duration {
        self.before[reference].min(self.after[reference])
    }

    fn slowdown(&self, reference: usize, usual: Duration) -> f64 {
        let slowdown = self.reference(reference).div_duration_f64(usual);
        if slowdown < NOTICEABLE {
            1.0
        } else {
            slowdown.min(MOST)
        }
    }
}

/// The lower quartile of all processes.
fn usual(processes: &[Process], reference: usize) -> Duration {
    let mut times: Vec<_> = processes.iter().map(|it| it.best(reference)).collect();
    times.sort_unstable();
    times[(times.len() - 1) / 4]
}

/// One row for each body and loop, and for whether it knows of other processes than its own.
pub(crate) fn print(processes: &[Process]) {
    println!(
        "| body | samples | loop | usual is that of | over 2.0 x | over 1.5 x | over 0.9 x | over 0.5 x |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for body in BODIES {
        for (reference, name) in NAMES.iter().enumerate() {
            let usual = usual(processes, reference);
            print_row(body, name, "machine", processes, |_, sample| {
                sample.slowdown(reference, usual)
            });
            print_row(body, name, "process", processes, |process, sample| {
                sample.slowdown(reference, process.best(reference))
            });
        }
    }
}

fn print_row(
    body: &str,
    name: &str,
    knows: &str,
    processes: &[Process],
    slowdown: impl Fn(&Process, &Sample) -> f64,
) {
    let of_body = processes.iter().filter(|process| process.body == body);
    let samples: Vec<_> = of_body
        .flat_map(|process| process.samples.iter().map(move |it| (process, it)))
        .collect();
    let least = samples.iter().map(|(_, sample)| sample.elapsed).min();
    let least = least.unwrap_or_default();
    // Those that waited are known as such already.
    let unwaited: Vec<_> = samples
        .into_iter()
        .filter(|(_, sample)| sample.waited * WAITED <= sample.elapsed)
        .map(|(process, sample)| {
            let times = sample.elapsed.div_duration_f64(least);
            (times, times / slowdown(process, sample))
        })
        .collect();
    print!("| {body} | {} | {name} | {knows} |", unwaited.len());
    for limit in LIMITS {
        let over = unwaited.iter().filter(|(times, _)| *times > limit);
        let (mut all, mut set_aside) = (0, 0);
        for (_, at_usual_speed) in over {
            all += 1;
            set_aside += u32::from(*at_usual_speed <= limit);
        }
        print!(" {set_aside} of {all} set aside |");
    }
    println!();
}
