//! One pass of a `#[load]` case, and what came of it.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use super::breakdown::{Breakdown, contention};
use super::drive::{Driver, Known};
use super::figures::{Arrivals, Load};
use super::health::Health;
use super::phase::{Lost, Phase};
use super::plan::Plan;
use super::portion::Portion;
use super::shard::{Role, Shard};
use super::tally::{Limits, Tally};
use super::watch::Early;
use crate::case::Case;
use crate::faults::Counts;
use crate::fixture::User;
use crate::measurement::{Ending, Queries, Run};
use crate::options::Options;
use crate::perf::{Perf, Said};
use crate::probe::Recorder;
use crate::runner::panics::{self, Panicked};
use crate::runner::pass::{SET_UP, Stopped};
use crate::runner::watchdog;
use crate::sync::lock;

/// Statements of a pass whose call stack is taken.
const STACKS: u64 = 2_000;

/// What came of a pass.
#[derive(Debug)]
pub(crate) struct LoadPass {
    pub(crate) recorder: Recorder,
    pub(crate) load: Load,
    /// What is known of it to be added to that of others, where this is a shard that came to measure something.
    pub(crate) portion: Option<Portion>,
    /// The iterations that were worst in something, and the first that failed; the first is the one to show.
    pub(crate) runs: Vec<Run>,
    /// Why the pass ended before its end.
    pub(crate) stopped: Option<Stopped>,
    /// Statements that the databases were sent to see whether they are recorded, and those that were.
    pub(crate) canaries: (u64, u64),
    /// The statements of no iteration.
    pub(crate) stray: Queries,
    /// Statements that ended after their iteration.
    pub(crate) late: Queries,
    pub(crate) said: Said,
    pub(crate) panics: Vec<Panicked>,
    pub(crate) notes: Vec<String>,
    /// What was made to go wrong, where something could be.
    pub(crate) faults: Option<Counts>,
}

/// Runs one pass, as these options of the case ask for it, on threads of its own.
pub(crate) fn run(case: &'static Case, options: &Options) -> LoadPass {
    run_as(case, options, None)
}

/// The same; where there are others that take part, as one of them.
pub(crate) fn run_as(case: &'static Case, options: &Options, role: Option<Role>) -> LoadPass {
    panics::watch();
    let recorder = Recorder::new(STACKS);
    let whole = Plan::of(options, case.name);
    let asked = role.map(|_| whole.id());
    let shard = role.map_or(Shard::WHOLE, |role| role.shard);
    let driver = |plan, stopped| Driver {
        case,
        plan,
        start_at: role.and_then(|role| role.start_at),
        perf: Perf::new(recorder.clone()),
        recorder: recorder.clone(),
        known: Arc::new(Mutex::new(Known {
            stopped,
            ..Known::default()
        })),
    };
    let driver = match whole.clone().dealt(shard) {
        Ok(plan) => driver(plan, None),
        Err(error) => {
            let stopped = Stopped::NoPart(error.to_string());
            return conclude(driver(whole, Some(stopped)), None, asked);
        }
    };
    let theirs = driver.clone();
    let lost = watchdog::run(case.name, SET_UP, move |deadline| theirs.run(&deadline)).err();
    conclude(driver, lost, asked)
}

/// `asked` is what all shards were asked for, where this is one of them.
fn conclude(driver: Driver, lost: Option<watchdog::Lost>, asked: Option<String>) -> LoadPass {
    let Driver {
        case,
        plan,
        recorder,
        perf,
        known,
        ..
    } = driver;
    let mut known = std::mem::take(&mut *lock(&known));
    if let Some(lost) = lost {
        known.late = Queries::of_log(&recorder.stop(), &recorder);
        known.lose(lost, &plan);
    }
    let ended = known.end_phases();
    let tally = known
        .measured
        .as_ref()
        .map_or_else(Tally::default, |phase| phase.sum());
    let spent = known
        .measured
        .as_ref()
        .map(|phase| phase.spent())
        .unwrap_or_default();
    let stray = known
        .measured
        .as_ref()
        .map_or_else(Queries::default, |phase| stray(phase, &recorder));
    let limits = Limits::of(&case.options);
    let breakdown = Breakdown {
        contention: contention(&tally, &plan, spent, &known.pools),
        pools: std::mem::take(&mut known.pools),
        ..Breakdown::of(&tally, &limits, &recorder)
    };
    let counts = known.measured.as_ref().map(|phase| phase.counts(&tally));
    let lateness = known.measured.as_ref().and_then(|phase| phase.lateness());
    let load = Load {
        counts: counts.unwrap_or_default(),
        arrivals: lateness
            .as_ref()
            .map(|lateness| Arrivals::of(lateness, &tally)),
        warmup: known
            .warmup
            .as_ref()
            .map(|phase| phase.counts(&phase.sum())),
        lost_users: ended.users,
        early: known.early(ended.cut_short),
        health: known.health(),
        timeline: known
            .measured
            .as_ref()
            .map_or_else(Vec::new, |phase| phase.timeline()),
        stray_queries: stray.count(),
        rss_growth: known
            .resident
            .map(|(before, after)| after.saturating_sub(before)),
        injected: known.faults.map(|_| tally.injected()),
        breakdown,
        ..Load::of(&plan, &limits, &tally, spent)
    };
    let seconds = known.measured.as_ref().map(|phase| phase.seconds());
    let portion = asked.zip(known.start).map(|(asked, start)| {
        let seconds = seconds.unwrap_or_default();
        Portion::of(asked, start, load.clone(), &tally, lateness, seconds)
    });
    LoadPass {
        load,
        portion,
        runs: tally.runs(),
        stopped: known.stopped,
        canaries: known.canaries,
        stray,
        late: known.late,
        said: perf.said(),
        panics: panics::take(&recorder),
        notes: known.notes,
        faults: known.faults,
        recorder,
    }
}

impl Known {
    /// Accounts for users that did not come to the end of a phase; gives back how many that were.
    fn end_phases(&mut self) -> Lost {
        let phases = self.warmup.iter().chain(&self.measured);
        let lost: Vec<_> = phases.map(|phase| phase.close()).collect();
        self.notes
            .extend(lost.iter().filter_map(|lost| blocking(&lost.blocking)));
        lost.into_iter().fold(Lost::default(), |sum, lost| Lost {
            users: sum.users + lost.users,
            cut_short: sum.cut_short + lost.cut_short,
            ..sum
        })
    }

    /// Why the measured part was over before its end.
    fn early(&self, cut_short: u64) -> Option<Early> {
        let phase = self.measured.as_ref()?;
        let (cause, _) = phase.watched.early()?;
        Some(Early {
            cause: *cause,
            after_ms: phase.spent().as_secs_f64() * 1e3,
            cut_short,
        })
    }

    fn health(&self) -> Health {
        let measured = self.measured.as_ref();
        match measured.and_then(|phase| Some((phase, phase.lateness()?))) {
            Some((phase, lateness)) => Health::open(&self.busy, &lateness, phase.due()),
            None => Health::closed(&self.busy),
        }
    }

    /// The driver's thread did not come back: says why, where that is more than a blocked body.
    fn lose(&mut self, lost: watchdog::Lost, plan: &Plan) {
        self.stopped = match lost {
            watchdog::Lost::Panicked(message) => Some(Stopped::Broken(message)),
            watchdog::Lost::NoThread(message) => Some(Stopped::Broken(format!(
                "no thread could be started: {message}"
            ))),
            watchdog::Lost::Blocked => match (&self.warmup, &self.measured) {
                (None, None) => Some(Stopped::SetUp(format!(
                    "the fixtures were not ready after {} s",
                    SET_UP.as_secs()
                ))),
                (Some(_), None) => Some(Stopped::WarmUp(Ending::Timeout(plan.timeout))),
                (_, Some(_)) => self.stopped.take(),
            },
        };
    }
}

/// The load is over: what still comes is of nobody.
fn stray(phase: &Phase, recorder: &Recorder) -> Queries {
    phase.stray().close();
    Queries::of(&phase.stray().take(), recorder)
}

fn blocking(users: &[User]) -> Option<String> {
    let (first, others) = users.split_first()?;
    let mut note = format!("user {}", first.index);
    if !others.is_empty() {
        let _ = write!(note, " and {} more", others.len());
    }
    note.push_str(
        ": the body blocks its thread, it never came to an await at which it could be stopped; \
         the thread was left behind",
    );
    Some(note)
}
