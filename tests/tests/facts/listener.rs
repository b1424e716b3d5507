//! A plain `tracing` subscriber that writes down what sqlx tells it.

use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::{self, ThreadId};

use tracing::dispatcher::{self, DefaultGuard, Dispatch, WeakDispatch};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber, info_span};
use tracing_core::span::Current;

/// The event of a statement.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) level: Level,
    pub(crate) target: &'static str,
    /// As sqlx wrote them, each as its `Debug` text, strings as they are.
    pub(crate) fields: BTreeMap<&'static str, String>,
    pub(crate) thread: ThreadId,
    /// Whether a task-local of the work was to be seen.
    pub(crate) in_task: bool,
    /// Whether it came inside of the span that is around the whole of the work.
    pub(crate) in_span: bool,
    /// The call stack in which it was emitted.
    pub(crate) stack: String,
}

/// All that was heard.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) statements: Vec<Statement>,
    /// The threads and call stacks in which the current span was asked for.
    pub(crate) asked: Vec<(ThreadId, String)>,
    /// The thread that did the work.
    pub(crate) worker: Option<ThreadId>,
    /// What was told of each connection that a pool gave out, by fields.
    pub(crate) acquired: Vec<BTreeMap<&'static str, String>>,
    /// Targets of other events.
    pub(crate) others: Vec<&'static str>,
}

/// How to listen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listening {
    pub(crate) level: LevelFilter,
    /// Whether to become the default of a thread on which the span is entered.
    pub(crate) follows: bool,
    /// Whether to keep call stacks, which takes long.
    pub(crate) stacks: bool,
}

impl Default for Listening {
    fn default() -> Self {
        Self {
            level: LevelFilter::DEBUG,
            follows: true,
            stacks: false,
        }
    }
}

struct Listener {
    how: Listening,
    heard: Arc<Mutex<Heard>>,
    dispatch: OnceLock<WeakDispatch>,
    /// There is but one.
    span: OnceLock<&'static Metadata<'static>>,
}

thread_local! {
    /// How deep this thread is in the span.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static FOLLOWED: RefCell<Vec<DefaultGuard>> = const { RefCell::new(Vec::new()) };
}

tokio::task_local! {
    /// Set in the task that does the work.
    static TASK: ();
}

/// Does the work on a thread of its own on which only we listen, inside of a span and a task-local.
/// What it works on is made before.
pub(crate) fn listen<T, F>(
    how: Listening,
    before: impl Future<Output = sqlx::Result<T>> + Send + 'static,
    work: impl FnOnce(T) -> F + Send + 'static,
) -> Heard
where
    F: Future<Output = sqlx::Result<()>>,
{
    let heard = Arc::new(Mutex::new(Heard::default()));
    let listener = Listener {
        how,
        heard: Arc::clone(&heard),
        dispatch: OnceLock::new(),
        span: OnceLock::new(),
    };
    let done = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let made = runtime.block_on(before)?;
        let work = || runtime.block_on(TASK.scope((), work(made)));
        dispatcher::with_default(&Dispatch::new(listener), || {
            info_span!("work").in_scope(work)
        })?;
        Ok::<_, sqlx::Error>(thread::current().id())
    })
    .join();
    let thread = done
        .expect("the work does not panic")
        .expect("the work succeeds");
    let mut heard = std::mem::take(&mut *heard.lock().expect("no listener panicked"));
    heard.worker = Some(thread);
    heard
}

impl Heard {
    /// The SQL of the statements, wherever in the event it is.
    pub(crate) fn sql(&self) -> Vec<&str> {
        self.statements.iter().map(Statement::sql).collect()
    }
}

impl Statement {
    pub(crate) fn sql(&self) -> &str {
        match self.fields["db.statement"].trim() {
            "" => &self.fields["summary"],
            text => text,
        }
    }
}

impl Listener {
    fn stack(&self) -> String {
        if self.how.stacks {
            Backtrace::force_capture().to_string()
        } else {
            String::new()
        }
    }
}

impl Subscriber for Listener {
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        self.dispatch
            .set(dispatch.downgrade())
            .expect("it is registered once");
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.how.level)
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.how.level
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.span
            .set(span.metadata())
            .expect("nothing but the work has a span");
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut heard = self.heard.lock().expect("no listener panicked");
        if metadata.target() == "sqlx::pool::acquire" {
            let mut fields = Fields::default();
            event.record(&mut fields);
            heard.acquired.push(fields.0);
            return;
        }
        if metadata.target() != "sqlx::query" {
            heard.others.push(metadata.target());
            return;
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        heard.statements.push(Statement {
            level: *metadata.level(),
            target: metadata.target(),
            fields: fields.0,
            thread: thread::current().id(),
            in_task: TASK.try_with(|()| ()).is_ok(),
            in_span: DEPTH.get() > 0,
            stack: self.stack(),
        });
    }

    fn enter(&self, _: &Id) {
        DEPTH.set(DEPTH.get() + 1);
        if self.how.follows {
            let dispatch = self
                .dispatch
                .get()
                .and_then(WeakDispatch::upgrade)
                .expect("it listens");
            FOLLOWED.with_borrow_mut(|followed| followed.push(dispatcher::set_default(&dispatch)));
        }
    }

    fn exit(&self, _: &Id) {
        DEPTH.set(DEPTH.get() - 1);
        drop(FOLLOWED.with_borrow_mut(Vec::pop));
    }

    fn current_span(&self) -> Current {
        self.heard
            .lock()
            .expect("no listener panicked")
            .asked
            .push((thread::current().id(), self.stack()));
        match self.span.get() {
            Some(span) if DEPTH.get() > 0 => Current::new(Id::from_u64(1), span),
            _ => Current::none(),
        }
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
