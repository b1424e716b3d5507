//! Whether every run of a body leaves memory behind.
//!
//! Memory may be given back by another thread than the one that took it, such as a driver's: what the case's own
//! threads hold says nothing by itself. What the whole process holds does, but other tests may take part in that. So
//! both are asked:
//!
//! * over the limit, if what the process holds *and* what the case's threads hold surely grow by more than the limit with every run.
//!   Other tests alone cannot bring that about, nor can a thread that frees what the case hands over;
//! * within, if what the process holds surely does not grow by more. Where it shrinks although the case's threads give
//!   nothing back, others took part, and it says nothing;
//! * unclear otherwise: more runs tell, or nothing does.

use super::slope::Slope;

/// What was held after each run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// By all threads of the process.
    pub(crate) process: Vec<i64>,
    /// By the case's threads: what they took less what they gave back.
    pub(crate) own: Vec<i64>,
    /// Resident bytes of the process, where the system tells.
    pub(crate) resident: Vec<Option<u64>>,
}

impl Held {
    /// With room for so many looks, so that taking them allocates nothing.
    pub(crate) fn with_room(looks: usize) -> Self {
        Self {
            process: Vec::with_capacity(looks),
            own: Vec::with_capacity(looks),
            resident: Vec::with_capacity(looks),
        }
    }

    pub(crate) fn push(&mut self, (own, process): (i64, i64), resident: Option<u64>) {
        self.own.push(own);
        self.process.push(process);
        self.resident.push(resident);
    }

    /// By how much the process is larger in memory after the last run than before the first; none where the system
    /// does not tell.
    pub(crate) fn resident_growth(&self) -> Option<u64> {
        let (first, last) = (self.resident.first()?, self.resident.last()?);
        Some((*last)?.saturating_sub((*first)?))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Over,
    Within,
    /// Something grows, and not on the threads of the case.
    Elsewhere,
    /// It grows in some runs and not in others.
    Uneven,
}

/// The decision on a limit in bytes a run, with the growth of what the process holds. None of too few runs.
pub(crate) fn judge(held: &Held, limit: u64) -> Option<(Decision, Slope)> {
    let limit = limit as f64;
    let (process, own) = (Slope::of(&held.process)?, Slope::of(&held.own)?);
    let decision = if process.lower > limit && own.lower > limit {
        Decision::Over
    } else if process.upper <= limit && (process.upper >= 0.0 || own.upper < 0.0) {
        Decision::Within
    } else if process.lower > limit {
        Decision::Elsewhere
    } else {
        Decision::Uneven
    };
    Some((decision, process))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(process: impl Fn(i64) -> i64, own: impl Fn(i64) -> i64, limit: u64) -> Decision {
        let held = Held {
            process: (0..9).map(process).collect(),
            own: (0..9).map(own).collect(),
            resident: Vec::new(),
        };
        judge(&held, limit).expect("enough runs").0
    }

    #[test]
    fn what_grows_with_every_run_is_over() {
        let grows = |run| 65_536 * run;
        assert_eq!(decision(grows, grows, 65_535), Decision::Over);
        assert_eq!(decision(grows, grows, 65_536), Decision::Within);
    }

    #[test]
    fn memory_that_another_thread_frees_or_takes_is_no_leak() {
        assert_eq!(decision(|_| 500, |run| 4096 * run, 0), Decision::Within);
        assert_eq!(decision(|_| 500, |run| -4096 * run, 0), Decision::Within);
        // What is handed over is no excuse for what is kept.
        assert_eq!(
            decision(|run| 100 * run, |run| 4096 * run, 0),
            Decision::Over
        );
    }

    #[test]
    fn other_tests_neither_fail_nor_pass_it() {
        assert_eq!(decision(|run| 9000 * run, |_| 0, 0), Decision::Elsewhere);
        let noisy = |run: i64| (run * 7919 % 13) * 1_000_000;
        assert_eq!(decision(noisy, |_| 0, 0), Decision::Uneven);
        // They free a tree while the case leaks.
        assert_eq!(
            decision(|run| -9000 * run, |run| 64 * run, 0),
            Decision::Uneven
        );
    }

    #[test]
    fn a_body_that_uses_up_what_was_there_is_within() {
        let shrinks = |run| -64 * run;
        assert_eq!(decision(shrinks, shrinks, 0), Decision::Within);
    }

    #[test]
    fn a_step_is_unclear() {
        let step = |run| if run < 4 { 0 } else { 4096 };
        assert_eq!(decision(step, step, 0), Decision::Uneven);
    }

    #[test]
    fn too_few_runs_say_nothing() {
        assert_eq!(judge(&Held::default(), 0), None);
    }
}
