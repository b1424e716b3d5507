//! One pass of a `#[perf]` case: fixtures, warm-up, measured runs, clean-up.

mod runs;
mod state;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::plan::Plan;
use super::watchdog::{self, Deadline};
use super::{explain, panics, runtime};
use crate::case::Case;
use crate::fixture::Shared;
use crate::measurement::Queries;
use crate::options::Flavor;
use crate::perf::Perf;
use crate::plan::Explanations;
use crate::probe::Recorder;
use crate::probe::memory::Sampling;
use crate::size::Size;
use crate::sync::lock;

use runs::Runner;
pub(crate) use state::{State, Stopped};

/// Statements of a pass whose call stack is taken.
const STACKS: u64 = 20_000;

/// How long one run of a body may take where the case does not say it.
pub(crate) const TIMEOUT: Duration = Duration::from_mins(1);

/// How long fixtures may take: servers are started and data is made.
pub(crate) const SET_UP: Duration = Duration::from_mins(5);

/// How long what is left running may take to stop.
pub(crate) const SHUT_DOWN: Duration = Duration::from_secs(1);

/// What came of a pass.
#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) recorder: Recorder,
    pub(crate) state: State,
}

type Known = Arc<Mutex<State>>;

/// A recorder for passes of this case.
pub(crate) fn recorder(case: &Case) -> Recorder {
    if case.options.asks_for_cost() {
        Recorder::with_notices(STACKS)
    } else {
        Recorder::new(STACKS)
    }
}

/// A recorder for a pass of which only where it allocates is of interest.
pub(crate) fn sampling_recorder(sampling: &Sampling) -> Recorder {
    Recorder::sampling(STACKS, sampling)
}

/// Runs one pass.
pub(crate) fn run(case: &'static Case, plan: Plan) -> Pass {
    let recorder = recorder(case);
    let state = run_with(case, plan, &recorder);
    Pass { recorder, state }
}

/// Runs one pass on a thread of its own.
pub(crate) fn run_with(case: &'static Case, plan: Plan, recorder: &Recorder) -> State {
    panics::watch();
    let known = Known::default();
    let lost = {
        let (recorder, known) = (recorder.clone(), Arc::clone(&known));
        watchdog::run(case.name, SET_UP, move |deadline| {
            on_thread(case, plan, &recorder, &known, &deadline);
        })
        .err()
    };
    let mut state = std::mem::take(&mut *lock(&known));
    state.panics = panics::take(recorder);
    if let Some(lost) = lost {
        state.cut_off(lost, recorder, case, plan.size);
    }
    state
}

fn on_thread(
    case: &'static Case,
    plan: Plan,
    recorder: &Recorder,
    known: &Known,
    deadline: &Deadline,
) {
    let _listening = recorder.listen();
    let runtime = match runtime::build(&case.options, Flavor::CurrentThread, recorder) {
        Ok(runtime) => runtime,
        Err(error) => {
            lock(known).stopped = Some(Stopped::Broken(format!(
                "the runtime could not be started: {error}"
            )));
            return;
        }
    };
    let shared = Arc::new(Shared::new(
        case,
        plan.size.or(case.options.size).map(Size),
        Perf::new(recorder.clone()),
    ));
    runtime.block_on(async {
        let runner = Runner {
            case,
            plan,
            recorder,
            known,
            deadline,
            shared: &shared,
        };
        if let Err(stopped) = runner.run().await {
            lock(known).stopped = Some(stopped);
        }
        let late = Queries::of_log(&recorder.stop(), recorder);
        deadline.extend(SET_UP);
        if plan.size.is_some() {
            let rows = shared.databases.rows().await;
            let mut state = lock(known);
            state.rows.push(rows);
            state.size_is_taken = shared.size_is_taken();
        }
        lock(known).databases = shared.databases.engines();
        lock(known).faults = shared.faults().map(|faults| faults.counts());
        lock(known).obstacle = shared.databases.obstacle();
        if plan.explains {
            let texts = explain::texts(&lock(known).runs, recorder);
            let explanations = match texts {
                Ok(texts) => shared.databases.explain(&texts).await,
                Err(reason) => Explanations::unknown(&lock(known).runs, &reason),
            };
            lock(known).explanations = explanations;
        }
        shared.of_all.clear();
        let notes = shared.databases.close().await;
        let mut state = lock(known);
        state.notes.extend(notes);
        state.late = late;
        state.said = shared.perf.said();
    });
    runtime.shutdown_timeout(SHUT_DOWN);
}

/// Sends each database a statement; gives back how many that were, and how many the recorder saw.
pub(crate) async fn canaries(recorder: &Recorder, shared: &Shared) -> Result<(u64, u64), String> {
    let scope = recorder.begin();
    let sent = shared.databases.canary().await;
    let seen = recorder.end(&scope).await.log.len();
    drop(recorder.stop());
    match sent {
        Ok(sent) => Ok((sent, seen)),
        Err(error) => Err(format!(
            "the database did not answer before the body: {error}"
        )),
    }
}
