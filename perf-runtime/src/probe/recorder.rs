//! The recorder of one case.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use tracing::{Dispatch, dispatcher};

use super::local::{self, Listening};
use super::log::{Entry, Interned, Log, StackId};
use super::memory::{Account, Aside, Polled, Polling, Sampling, Whose};
use super::planned::Planned;
use super::relay;
use super::scope::{Scope, Seen};
use super::site;
use super::subscriber::{Listener, Notices};
use super::texts::Texts;
use super::ticket::Tickets;
use super::waits::Wait;
use crate::sync::{lock, read, write};

/// How long a statement that was cut short may take to report itself.
pub(crate) const SETTLE: Duration = Duration::from_millis(100);

/// Frames of a stack that are kept.
const DEPTH: usize = 256;

/// Records the statements of one case; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    state: Arc<State>,
    dispatch: Dispatch,
}

/// What the recorder and its `tracing` subscriber share.
#[derive(Debug)]
pub(super) struct State {
    /// The scope of what has no nearer one: the run under `#[perf]`, the whole load under `#[load]`.
    ambient: RwLock<Option<Arc<Scope>>>,
    pub(super) tickets: Tickets,
    /// What the case's threads take from the heap.
    pub(super) account: Arc<Account>,
    /// Statements that ended after their body.
    late: Mutex<Log>,
    texts: Texts,
    stacks: Interned<[usize]>,
    /// What statements cost that have not told yet that they have ended.
    pub(super) planned: Planned,
    /// Call stacks that may still be taken.
    stack_budget: AtomicU64,
}

impl State {
    pub(super) fn address(&self) -> usize {
        ptr::from_ref(self).addr()
    }

    /// The scope to which a statement made here belongs.
    pub(super) fn scope_here(&self) -> Option<Arc<Scope>> {
        local::here(self.address())
            .0
            .or_else(|| read(&self.ambient).clone())
    }

    pub(super) fn record(&self, text: &str, rows: u64, elapsed: Duration) {
        local::with_here(self.address(), |scope, stack| match scope {
            Some(scope) => self.record_in(scope, stack, text, rows, elapsed),
            None => {
                if let Some(scope) = &*read(&self.ambient) {
                    self.record_in(scope, stack, text, rows, elapsed);
                }
            }
        });
    }

    fn record_in(
        &self,
        scope: &Scope,
        stack: Option<StackId>,
        text: &str,
        rows: u64,
        elapsed: Duration,
    ) {
        let stack = if stack.is_some() || !local::is_owner(self.address()) {
            stack
        } else {
            self.stack_here()
        };
        let entry = Entry {
            text: self.texts.number(text),
            stack,
            rows,
            elapsed,
            ended: Instant::now(),
            cost: local::take_cost(self.address()).or_else(|| self.planned.take(text)),
        };
        if !scope.push(entry) {
            lock(&self.late).push(entry);
        }
    }

    /// A connection was taken from a pool here, after this time.
    pub(super) fn acquired(&self, elapsed: Duration) {
        if let Some(scope) = self.scope_here() {
            let ended = Instant::now();
            scope.acquired(Wait { ended, elapsed });
        }
    }

    /// The call stack, as long as there is budget for it; its lines are looked up for the report.
    pub(super) fn stack_here(&self) -> Option<StackId> {
        self.stack_budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            })
            .ok()?;
        let mut stack = [0; DEPTH];
        let depth = site::capture(&mut stack);
        Some(self.stacks.number(&stack[..depth]))
    }
}

impl Recorder {
    /// A recorder that takes the call stacks of the first `stacks` statements.
    pub(crate) fn new(stacks: u64) -> Self {
        Self::with(stacks, Notices::Pass, Account::default())
    }

    /// The same, which also hears what Postgres tells of the cost of statements.
    pub(crate) fn with_notices(stacks: u64) -> Self {
        Self::with(stacks, Notices::Hear, Account::default())
    }

    /// The same as a [new](Self::new) one, for a pass whose allocations are sampled.
    pub(crate) fn sampling(stacks: u64, sampling: &Sampling) -> Self {
        Self::with(stacks, Notices::Pass, Account::sampled(sampling))
    }

    fn with(stacks: u64, notices: Notices, account: Account) -> Self {
        let state = Arc::new(State {
            ambient: RwLock::new(None),
            tickets: Tickets::default(),
            account: Arc::new(account),
            late: Mutex::default(),
            texts: Texts::new(),
            stacks: Interned::new(),
            planned: Planned::default(),
            stack_budget: AtomicU64::new(stacks),
        });
        let dispatch = relay::own_dispatch(Listener::new(Arc::clone(&state), notices));
        Self { state, dispatch }
    }

    /// Listens on this thread until the guard is dropped.
    pub(crate) fn listen(&self) -> Listening {
        Listening::set(
            self.state.address(),
            &self.dispatch,
            &self.state.account,
            Whose::TheCases,
        )
    }

    /// What the case's threads take from the heap.
    pub(crate) fn account(&self) -> &Arc<Account> {
        &self.state.account
    }

    /// The recorder that listens on this thread, by its [address](Self::address).
    pub(crate) fn of_this_thread() -> Option<usize> {
        local::owner()
    }

    /// What tells it from other recorders while it lives.
    pub(crate) fn address(&self) -> usize {
        self.state.address()
    }

    /// Begins a scope for all statements that have no nearer one.
    pub(crate) fn begin(&self) -> Arc<Scope> {
        let scope = Arc::new(Scope::new(&self.state.account));
        *write(&self.state.ambient) = Some(Arc::clone(&scope));
        scope
    }

    /// Nothing that comes without a scope is recorded any more; gives back what came too late.
    pub(crate) fn stop(&self) -> Log {
        *write(&self.state.ambient) = None;
        std::mem::take(&mut *lock(&self.state.late))
    }

    /// Waits for statements that were cut short, closes the scope, and gives back what it saw.
    pub(crate) async fn end(&self, scope: &Arc<Scope>) -> Seen {
        let begun = Instant::now();
        while self.awaits(scope) && begun.elapsed() < SETTLE {
            // Shorter than tokio's timer can be, and the statement needs no help of this thread.
            thread::sleep(Duration::from_micros(50));
            tokio::task::yield_now().await;
        }
        scope.close();
        scope.take()
    }

    /// Whether a statement of the scope may still be on its way.
    pub(crate) fn awaits(&self, scope: &Arc<Scope>) -> bool {
        self.state.tickets.any_of(scope)
    }

    /// Polls what is under way so that its statements belong to the scope. Nothing where it panics: that is what it `threw`. What it
    /// takes from the heap is added to `taken`, unless it panics.
    pub(crate) fn within<T>(
        &self,
        scope: &mut Option<Arc<Scope>>,
        taken: &mut Polled,
        // Apart from what comes of the poll, which is to fit into registers.
        threw: &mut Option<Box<dyn Any + Send>>,
        poll: impl FnOnce() -> T,
    ) -> Option<T> {
        local::within(self.state.address(), scope, || {
            // Users share their threads, but a poll is of one of them.
            let polling = Polling::begin();
            match catch_unwind(AssertUnwindSafe(poll)) {
                Ok(polled) => {
                    polling.add_to(taken);
                    Some(polled)
                }
                Err(payload) => {
                    *threw = Some(payload);
                    None
                }
            }
        })
    }

    /// The scope that is current on this thread.
    pub(crate) fn scope_here(&self) -> Option<Arc<Scope>> {
        self.state.scope_here()
    }

    /// The text of a statement.
    pub(crate) fn text(&self, id: super::log::TextId) -> Arc<str> {
        self.state.texts.value(id).unwrap_or_else(|| "".into())
    }

    /// The return addresses of a call stack, innermost first.
    pub(crate) fn stack(&self, id: StackId) -> Arc<[usize]> {
        self.state.stacks.value(id).unwrap_or_else(|| [].into())
    }
}

/// Reports a statement of a database client that is not sqlx.
///
/// Call it where the statement has ended, on a thread of the test's runtime: the call stack there
/// is what the report shows. `rows` are the rows that it returned. It does nothing, and gives back `false`,
/// where no case is listening, so it may stay in code that also runs outside of tests.
///
/// ```
/// # use std::time::Duration;
/// let counted = perf_runtime::record_query("GET user:1", Duration::from_micros(90), 1);
/// assert!(!counted, "no case is running here");
/// ```
pub fn record_query(text: &str, elapsed: Duration, rows: u64) -> bool {
    let _aside = Aside::begin();
    dispatcher::get_default(|dispatch| {
        dispatch.downcast_ref::<Listener>().is_some_and(|listener| {
            listener.state().record(text, rows, elapsed);
            true
        })
    })
}
