//! One pass of a `#[perf]` case: fixtures, warm-up, measured runs, clean-up.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::FutureExt;

use super::panics::{self, Panicked};
use super::plan::Plan;
use super::watchdog::{self, Deadline, Lost};
use super::{explain, runtime};
use crate::case::{Body, Case, PerfRun};
use crate::faults::Counts;
use crate::fixture::{Context, Iteration, SetUpError, SetUpErrorKind, Shared, User};
use crate::judge::leak::Held;
use crate::measurement::{Ending, Queries, Run};
use crate::options::Flavor;
use crate::outcome::Outcome;
use crate::perf::{Perf, Said};
use crate::plan::Explanations;
use crate::probe::memory::{Sampling, Taken};
use crate::probe::quiet::Reading;
use crate::probe::scope::Scope;
use crate::probe::site::Floor;
use crate::probe::{Recorder, memory};
use crate::size::Size;
use crate::sync::lock;

/// Statements of a pass whose call stack is taken.
const STACKS: u64 = 20_000;

/// How long one run of a body may take where the case does not say it.
pub(crate) const TIMEOUT: Duration = Duration::from_mins(1);

/// How long fixtures may take: servers are started and data is made.
pub(crate) const SET_UP: Duration = Duration::from_mins(5);

/// How long what is left running may take to stop.
pub(crate) const SHUT_DOWN: Duration = Duration::from_secs(1);

/// How often is looked whether memory has come to rest, after how many looks without a change it has, and how long is
/// waited in between.
const LOOKS: u32 = 50;
const AT_REST: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// What came of a pass.
#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) recorder: Recorder,
    pub(crate) state: State,
}

/// What is known of a pass, also when it was cut off.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) runs: Vec<Run>,
    /// What was held after the warm-up, and after each run, where that is looked at.
    pub(crate) held: Held,
    /// Where each run allocated, or all of them together, where that is sampled.
    pub(crate) taken: Vec<Taken>,
    /// Why the pass ended before its end.
    pub(crate) stopped: Option<Stopped>,
    /// Statements that the databases were sent to see whether they are recorded, and those that were.
    pub(crate) canaries: (u64, u64),
    /// Statements that ended after their body.
    pub(crate) late: Queries,
    pub(crate) said: Said,
    pub(crate) panics: Vec<Panicked>,
    pub(crate) notes: Vec<String>,
    /// The plans of the statements, where they are judged.
    pub(crate) explanations: Explanations,
    /// What kept a database from counting what it did.
    pub(crate) obstacle: Option<String>,
    /// The databases that the fixtures made.
    pub(crate) databases: Vec<String>,
    /// The rows in all tables after the body: one figure a size, where they can be counted.
    pub(crate) rows: Vec<Option<u64>>,
    /// Whether a fixture asked for the size.
    pub(crate) size_is_taken: bool,
    /// What was made to go wrong, where something could be.
    pub(crate) faults: Option<Counts>,
    /// The run that is under way.
    current: Option<(Instant, Arc<Scope>)>,
}

/// Why a pass ended before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// A fixture gave the reason to skip the case.
    Skipped(String),
    /// A fixture failed.
    SetUp(String),
    /// A shard cannot tell its part of the load, or has none.
    NoPart(String),
    /// The body failed in the warm-up.
    WarmUp(Ending),
    /// Ctrl-C, while this was under way.
    Interrupted(&'static str),
    /// The runtime could not be made, or something of this crate failed.
    Broken(String),
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

impl State {
    /// Keeps what was known of a run that will not come back.
    fn cut_off(&mut self, lost: Lost, recorder: &Recorder, case: &Case, size: Option<u64>) {
        match (lost, self.current.take()) {
            (Lost::Blocked, Some((begun, scope))) => {
                scope.close();
                let queries = Queries::of(&scope.take(), recorder);
                let ending = Ending::Timeout(case.options.timeout.unwrap_or(TIMEOUT));
                self.runs.push(Run {
                    elapsed: begun.elapsed(),
                    waited: Duration::ZERO,
                    ran: Duration::ZERO,
                    ending,
                    queries,
                    heap: None,
                    iteration: None,
                    size,
                });
                self.notes.push("the body blocks its thread: it never came to an await at which it could be stopped; the thread was left behind".to_owned());
            }
            (Lost::Blocked, None) => {
                self.stopped = Some(Stopped::SetUp(format!(
                    "the fixtures were not ready after {} s",
                    SET_UP.as_secs()
                )));
            }
            (Lost::Panicked(message), _) => self.stopped = Some(Stopped::Broken(message)),
            (Lost::NoThread(message), _) => {
                self.stopped = Some(Stopped::Broken(format!(
                    "no thread could be started: {message}"
                )));
            }
        }
    }
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

struct Runner<'a> {
    case: &'static Case,
    plan: Plan,
    recorder: &'a Recorder,
    known: &'a Known,
    deadline: &'a Deadline,
    shared: &'a Arc<Shared>,
}

impl Runner<'_> {
    async fn run(&self) -> Result<(), Stopped> {
        let body = self.set_up().await?;
        self.shared.check_faults().map_err(Stopped::SetUp)?;
        self.check_armed().await;
        for index in 0..self.plan.warmup {
            let run = self.once(&body, index).await;
            if run.ending != Ending::Ok {
                return Err(Stopped::WarmUp(run.ending));
            }
        }
        self.shared.perf.end_warm_up();
        if self.plan.looks_at_memory {
            return self.look_at_memory(&body).await;
        }
        for index in 0..self.plan.iterations {
            let run = self.once(&body, self.plan.warmup + index).await;
            let ended = run.ending != Ending::Ok;
            let mut state = lock(self.known);
            state.runs.push(run);
            state.taken.extend(self.recorder.account().taken());
            if ended {
                break;
            }
        }
        Ok(())
    }

    /// Nothing is kept of a run: what grows is what the body leaves behind.
    async fn look_at_memory(&self, body: &PerfRun) -> Result<(), Stopped> {
        let looks = usize::try_from(self.plan.iterations).unwrap_or(usize::MAX) + 1;
        let mut held = Held::with_room(looks);
        let _watch = memory::Watch::begin();
        for index in 0..self.plan.iterations {
            if index == 0 {
                self.look(&mut held).await;
                self.recorder.account().forget();
            }
            let run = self.once(body, self.plan.warmup + index).await;
            if run.ending != Ending::Ok {
                lock(self.known).runs.push(run);
                return Ok(());
            }
            drop(run);
            self.look(&mut held).await;
        }
        let mut state = lock(self.known);
        state.held = held;
        state.taken.extend(self.recorder.account().taken());
        Ok(())
    }

    /// Waits until other threads have put away what they were handed, then looks.
    async fn look(&self, held: &mut Held) {
        drop(self.recorder.stop());
        self.shared.perf.forget();
        let account = self.recorder.account();
        let (mut last, mut same) = (account.held(), 0);
        for _ in 0..LOOKS {
            tokio::time::sleep(BETWEEN_LOOKS).await;
            let now = account.held();
            same = if now == last { same + 1 } else { 0 };
            last = now;
            if same == AT_REST {
                break;
            }
        }
        held.push(last, memory::resident::resident());
    }

    async fn set_up(&self) -> Result<PerfRun, Stopped> {
        let Body::Perf(set_up) = self.case.body else {
            return Err(Stopped::Broken(
                "a load case was run as a perf case".to_owned(),
            ));
        };
        let cx = Context::new(Arc::clone(self.shared), User { index: 0 });
        match AssertUnwindSafe(set_up(cx)).catch_unwind().await {
            Ok(Ok(body)) => Ok(body),
            Ok(Err(error)) => Err(error.into()),
            Err(payload) => Err(Stopped::SetUp(format!(
                "a fixture panicked: {}",
                panics::message(&*payload)
            ))),
        }
    }

    async fn check_armed(&self) {
        let canaries = canaries(self.recorder, self.shared).await;
        let mut state = lock(self.known);
        match canaries {
            Ok(canaries) => state.canaries = canaries,
            Err(note) => state.notes.push(note),
        }
    }

    /// Whether those who work for the body have the processors that they ask for.
    fn reading(&self) -> Reading {
        let reading = Reading::of(self.plan.threads);
        if self.plan.watches_servers && self.shared.databases.have_a_server() {
            reading.with_servers()
        } else {
            reading
        }
    }

    async fn once(&self, body: &PerfRun, index: u64) -> Run {
        let limit = self.case.options.timeout.unwrap_or(TIMEOUT);
        self.deadline.extend(limit);
        let iteration = Iteration {
            user: User { index: 0 },
            index,
            unique: index,
        };
        let scope = self.recorder.begin();
        lock(self.known).current = Some((Instant::now(), Arc::clone(&scope)));
        self.shared.begin_faults();
        let before = self.reading();
        // The box is ours, what the body does in it is not.
        let run = AssertUnwindSafe(Floor(body(&iteration))).catch_unwind();
        let account = self.recorder.account();
        account.begin_run();
        let mark = account.mark();
        let begun = Instant::now();
        let outcome = tokio::time::timeout(limit, run).await;
        let elapsed = begun.elapsed();
        self.shared.end_faults();
        let aside = memory::Aside::begin();
        let spent = self.reading().since(&before);
        drop(aside);
        account.settle();
        let heap = account.since(&mark);
        account.end_run();
        // Background tasks go on; what they do from here on is not the body's.
        let seen = self.recorder.end(&scope).await;
        lock(self.known).current = None;
        self.deadline.extend(SET_UP);
        let ending = match outcome {
            Ok(Ok(outcome)) => Ending::from(outcome),
            Ok(Err(payload)) => Ending::Panic(panics::message(&*payload)),
            Err(_) => Ending::Timeout(limit),
        };
        // What ran of the measured part is not known.
        let ran = match &seen.narrowed {
            Some(_) => Duration::ZERO,
            None => spent.ran,
        };
        let (elapsed, heap) = seen
            .narrowed
            .as_ref()
            .map_or((elapsed, heap), |inside| (inside.elapsed, inside.heap));
        Run {
            elapsed,
            waited: spent.waited,
            ran,
            ending,
            queries: Queries::of(&seen, self.recorder),
            heap: memory::is_counted().then_some(heap),
            iteration: None,
            size: self.plan.size,
        }
    }
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

impl From<Outcome> for Ending {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Ok(()) => Self::Ok,
            Err(error) => Self::Error(error),
        }
    }
}

impl From<SetUpError> for Stopped {
    fn from(error: SetUpError) -> Self {
        match error.kind {
            SetUpErrorKind::Failed => Self::SetUp(error.message),
            SetUpErrorKind::Skipped => Self::Skipped(error.message),
        }
    }
}
