//! The runs of the body within a pass.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;

use super::{Known, SET_UP, Stopped, TIMEOUT, canaries};
use crate::case::{Body, Case, PerfRun};
use crate::fixture::{Context, Iteration, Shared, User};
use crate::judge::leak::Held;
use crate::measurement::{Ending, Queries, Run};
use crate::outcome::Outcome;
use crate::probe::quiet::Reading;
use crate::probe::site::Floor;
use crate::probe::{Recorder, memory, speed};
use crate::runner::panics;
use crate::runner::plan::{Plan, Watch};
use crate::runner::watchdog::Deadline;
use crate::sync::lock;

/// How often is looked whether memory has come to rest, after how many looks without a change it has, and how long is
/// waited in between.
const LOOKS: u32 = 50;
const AT_REST: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

pub(super) struct Runner<'a> {
    pub(super) case: &'static Case,
    pub(super) plan: Plan,
    pub(super) recorder: &'a Recorder,
    pub(super) known: &'a Known,
    pub(super) deadline: &'a Deadline,
    pub(super) shared: &'a Arc<Shared>,
}

impl Runner<'_> {
    pub(super) async fn run(&self) -> Result<(), Stopped> {
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
        let servers = self.plan.watch != Watch::Nothing && self.shared.databases.have_a_server();
        Reading::of(self.plan.threads).with_servers(servers)
    }

    async fn once(&self, body: &PerfRun, index: u64) -> Run {
        let limit = self.case.options.timeout.unwrap_or(TIMEOUT);
        self.deadline.extend(limit);
        let iteration = Iteration {
            user: User { index: 0 },
            index,
            unique: index,
        };
        let pace = (self.plan.watch == Watch::ServersAndSpeed).then(speed::Before::now);
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
        let pace = pace.map(|before| before.until_now(spent.servers_ran));
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
            pace,
            ending,
            queries: Queries::of(&seen, self.recorder),
            heap: memory::is_counted().then_some(heap),
            iteration: None,
            size: self.plan.size,
        }
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
