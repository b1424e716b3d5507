//! Drives a load: fixtures for each user, the warm-up, the measured part, and the clean-up.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::phase::{Asked, Phase};
use super::plan::{Part, Plan};
use super::portion::Start;
use super::progress::Progress;
use super::recorder::LoadRecorder;
use super::tally::Limits;
use super::user::{VirtualUser, settle};
use super::watch::Watch;
use crate::case::{Body, Case};
use crate::database::PoolUse;
use crate::faults::Counts;
use crate::fixture::{Context, Shared, User};
use crate::measurement::{Ending, Queries};
use crate::options::{AbortOn, Flavor};
use crate::perf::Perf;
use crate::probe::Recorder;
use crate::probe::busy::{Busy, Processors};
use crate::probe::memory::resident::resident;
use crate::probe::quiet::{Reading, Threads};
use crate::runner::pass::{SET_UP, SHUT_DOWN, Stopped, canaries};
use crate::runner::watchdog::Deadline;
use crate::runner::{interrupt, panics, runtime};
use crate::size::Size;
use crate::sync::lock;

/// Users whose fixtures are made at once.
const SET_UPS: usize = 16;

/// How often the driver looks whether anything still goes on.
const LOOK: Duration = Duration::from_millis(250);

/// What is known of a load, also when its thread is lost.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) stopped: Option<Stopped>,
    pub(super) canaries: (u64, u64),
    pub(super) warmup: Option<Arc<Phase>>,
    pub(super) measured: Option<Arc<Phase>>,
    /// When that began.
    pub(super) start: Option<Start>,
    /// Bytes of the process in memory before what is measured, and after it.
    pub(super) resident: Option<(u64, u64)>,
    /// The pools of the fixtures, at the end of the load.
    pub(super) pools: Vec<PoolUse>,
    pub(super) busy: Busy,
    pub(super) late: Queries,
    pub(super) notes: Vec<String>,
    pub(super) faults: Option<Counts>,
}

/// What the driver works with.
#[derive(Debug, Clone)]
pub(super) struct Driver {
    pub(super) case: &'static Case,
    pub(super) plan: Plan,
    /// When what is measured is to begin, where others begin then too.
    pub(super) start_at: Option<SystemTime>,
    pub(super) recorder: Recorder,
    pub(super) perf: Perf,
    pub(super) known: Arc<Mutex<Known>>,
}

impl Driver {
    /// Runs the whole load on a runtime of its own; what comes of it is in `known`.
    pub(super) fn run(&self, deadline: &Deadline) {
        let _listening = self.recorder.listen();
        let runtime = match runtime::build(&self.case.options, Flavor::MultiThread, &self.recorder)
        {
            Ok(runtime) => runtime,
            Err(error) => {
                let stopped = Stopped::Broken(format!("the runtime could not be started: {error}"));
                lock(&self.known).stopped = Some(stopped);
                return;
            }
        };
        let shared = Arc::new(Shared::new(
            self.case,
            self.case.options.size.map(Size),
            self.perf.clone(),
        ));
        runtime.block_on(async {
            if let Err(stopped) = self.phases(&shared, deadline).await {
                lock(&self.known).stopped = Some(stopped);
            }
            shared.end_faults();
            lock(&self.known).faults = shared.faults().map(|faults| faults.counts());
            let late = Queries::of_log(&self.recorder.stop(), &self.recorder);
            lock(&self.known).late = late;
            deadline.extend(SET_UP);
            lock(&self.known).pools = shared.databases.pools();
            shared.of_all.clear();
            let notes = shared.databases.close().await;
            lock(&self.known).notes.extend(notes);
        });
        runtime.shutdown_timeout(SHUT_DOWN);
    }

    async fn phases(&self, shared: &Arc<Shared>, deadline: &Deadline) -> Result<(), Stopped> {
        let mut users = tokio::select! {
            users = self.set_up(shared) => users?,
            () = interrupted() => return Err(Stopped::Interrupted("the fixtures")),
        };
        match canaries(&self.recorder, shared).await {
            Ok(canaries) => lock(&self.known).canaries = canaries,
            Err(note) => lock(&self.known).notes.push(note),
        }
        shared.check_faults().map_err(Stopped::SetUp)?;
        shared.begin_faults();
        let mut first = 0;
        if let Some(part) = &self.plan.warmup {
            let phase = self.begin(part, first)?;
            lock(&self.known).warmup = Some(Arc::clone(&phase));
            let watch = self.watch(&phase, shared, None)?;
            users = self.play(&phase, users, deadline).await?;
            drop(watch);
            first = self.warm(&phase, &users)?;
            self.perf.end_warm_up();
        }
        self.wait_for_others(deadline).await?;
        let phase = self.begin(&self.plan.measured, first)?;
        lock(&self.known).start = Some(Start {
            at: SystemTime::now(),
            asked: self.start_at,
        });
        lock(&self.known).measured = Some(Arc::clone(&phase));
        let has_server = shared.databases.have_a_server();
        let before = (processors(has_server), resident());
        let watch = self.watch(&phase, shared, self.case.options.abort_on)?;
        self.play(&phase, users, deadline).await?;
        drop(watch);
        let grown = before.1.zip(resident());
        lock(&self.known).resident = grown;
        lock(&self.known).busy = processors(has_server).since(&before.0);
        settle(&self.recorder, phase.stray()).await;
        Ok(())
    }

    /// Until the common start, where there is one that is still to come.
    async fn wait_for_others(&self, deadline: &Deadline) -> Result<(), Stopped> {
        let left = || {
            let left = self.start_at?.duration_since(SystemTime::now()).ok()?;
            (!left.is_zero()).then_some(left)
        };
        while let Some(left) = left() {
            deadline.extend(LOOK);
            if interrupt::requested() {
                return Err(Stopped::Interrupted("the wait for `PERF_START_AT`"));
            }
            tokio::time::sleep(left.min(LOOK)).await;
        }
        Ok(())
    }

    /// The fixtures of all users, some at a time, in the order of the users.
    async fn set_up(&self, shared: &Arc<Shared>) -> Result<Vec<VirtualUser>, Stopped> {
        let Body::Load(set_up) = self.case.body else {
            return Err(Stopped::Broken(
                "a perf case was run as a load case".to_owned(),
            ));
        };
        let one = async |index| {
            let user = User { index };
            // In a future of its own, since a fixture may panic before it gives one back.
            let body = async { set_up(Context::new(Arc::clone(shared), user)).await };
            match AssertUnwindSafe(body).catch_unwind().await {
                Ok(Ok(body)) => Ok(VirtualUser::new(user, body, self.recorder.clone())),
                Ok(Err(error)) => Err(self.of_user(user, error.into())),
                Err(payload) => {
                    let message = panics::message(&*payload);
                    Err(self.of_user(
                        user,
                        Stopped::SetUp(format!("a fixture panicked: {message}")),
                    ))
                }
            }
        };
        stream::iter(0..self.plan.users)
            .map(|own| one(self.plan.shard.number(own)))
            .buffered(SET_UPS)
            .try_collect()
            .await
    }

    /// Says whose fixtures failed.
    fn of_user(&self, user: User, stopped: Stopped) -> Stopped {
        match stopped {
            Stopped::SetUp(text) if self.plan.all_users > 1 => Stopped::SetUp(format!(
                "{text}\n(user {} of {}, counted from 0)",
                user.index, self.plan.all_users
            )),
            other => other,
        }
    }

    fn begin(&self, part: &Part, first: u64) -> Result<Arc<Phase>, Stopped> {
        let asked = Asked {
            users: self.plan.users,
            shard: self.plan.shard,
            part: part.clone(),
            timeout: self.plan.timeout,
            seed: self.plan.seed,
            first,
        };
        let workers = Handle::current().metrics().num_workers();
        let recorder = LoadRecorder::new(
            workers,
            Limits::of(&self.case.options),
            self.recorder.clone(),
        );
        let phase = Phase::begin(asked, recorder, self.recorder.begin());
        phase
            .map(Arc::new)
            .map_err(|error| Stopped::Broken(format!("no thread could be started: {error}")))
    }

    /// Watches a phase, and ends it early where a rule or Ctrl-C asks for it.
    fn watch(
        &self,
        phase: &Arc<Phase>,
        shared: &Arc<Shared>,
        rule: Option<AbortOn>,
    ) -> Result<Watch, Stopped> {
        let part = if lock(&self.known).measured.is_none() {
            ", warm-up"
        } else {
            ""
        };
        let progress = Progress::begin(&(self.case.path() + part), phase.goal());
        Watch::begin(Arc::clone(phase), Arc::clone(shared), rule, progress)
            .map_err(|error| Stopped::Broken(format!("no thread could be started: {error}")))
    }

    /// Lets the users play a phase to its end, and gives back those that came to it.
    async fn play(
        &self,
        phase: &Arc<Phase>,
        users: Vec<VirtualUser>,
        deadline: &Deadline,
    ) -> Result<Vec<VirtualUser>, Stopped> {
        let mut playing: JoinSet<_> = users
            .into_iter()
            .map(|user| user.take_part(Arc::clone(phase)))
            .collect();
        let mut ended = Vec::new();
        loop {
            // This thread is alive; whether the users are is looked at below.
            deadline.extend(self.plan.timeout.saturating_add(LOOK));
            match tokio::time::timeout(LOOK, playing.join_next()).await {
                Ok(None) => break,
                Ok(Some(Ok(user))) => ended.push(user),
                Ok(Some(Err(error))) => return Err(of_task(error)),
                Err(_) if phase.is_over(Instant::now()) => break,
                Err(_) => {}
            }
        }
        if ended.len() as u64 == self.plan.users {
            phase.ended();
        }
        Ok(ended)
    }

    /// The number of the first iteration after the warm-up, unless all of it failed.
    fn warm(&self, phase: &Phase, users: &[VirtualUser]) -> Result<u64, Stopped> {
        if phase.watched.early().is_some() {
            return Err(Stopped::Interrupted("the warm-up"));
        }
        if (users.len() as u64) < self.plan.users {
            return Err(Stopped::WarmUp(Ending::Timeout(self.plan.timeout)));
        }
        let tally = phase.sum();
        let counts = phase.counts(&tally);
        let failed = tally
            .runs()
            .into_iter()
            .map(|run| run.ending)
            .find(|ending| *ending != Ending::Ok);
        match failed {
            Some(ending) if counts.ok == 0 => Err(Stopped::WarmUp(ending)),
            _ => Ok(phase.next_number(&counts)),
        }
    }
}

/// Comes when Ctrl-C was pressed.
async fn interrupted() {
    while !interrupt::requested() {
        tokio::time::sleep(LOOK).await;
    }
}

fn of_task(error: tokio::task::JoinError) -> Stopped {
    let message = match error.try_into_panic() {
        Ok(payload) => panics::message(&*payload),
        Err(error) => error.to_string(),
    };
    Stopped::Broken(format!(
        "a panic while an iteration was put away: {message}"
    ))
}

/// Who has the processors; those of a database server are the load's.
fn processors(has_server: bool) -> Processors {
    Processors::until_now(Reading::of(Threads::All).with_servers(has_server))
}
