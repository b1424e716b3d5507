//! The `tracing` subscriber of a recorder: hears sqlx's events, and passes everything on to the
//! application's own subscriber.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tracing::callsite::Callsite;
use tracing::dispatcher::WeakDispatch;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::metadata::Kind;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber};
use tracing::{Dispatch, Event, Level, Metadata};
use tracing_core::span::Current;

use super::acquire::{ACQUIRE, Acquired};
use super::local::{self, Frame, Listening};
use super::log::StackId;
use super::memory::{Aside, Whose};
use super::recorder::State;
use super::relay;
use super::ticket::{self, Origin};
use crate::plan;

/// The target of sqlx's events, one for each finished statement.
const SQLX: &str = "sqlx::query";

/// The target of what Postgres says beside its answers, with or without the plans of `auto_explain`.
const NOTICE: &str = "sqlx::postgres::notice";

/// What is done with what Postgres says beside its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notices {
    /// They are of interest to the application alone.
    Pass,
    /// Plans among them tell what statements cost.
    Hear,
}

/// One for each case.
pub(super) struct Listener {
    state: Arc<State>,
    notices: Notices,
    /// Itself, to become the default of a thread that is not the case's own.
    dispatch: OnceLock<WeakDispatch>,
}

impl Listener {
    pub(super) fn new(state: Arc<State>, notices: Notices) -> Self {
        Self {
            state,
            notices,
            dispatch: OnceLock::new(),
        }
    }

    pub(super) fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Becomes the default of this thread, unless it is already, to work for this statement.
    fn visit(&self, statement: Option<StackId>) -> Option<Box<Listening>> {
        let address = self.state.address();
        if local::is_owner(address) {
            return None;
        }
        Some(Box::new(Listening::set(
            address,
            &self.dispatch.get()?.upgrade()?,
            &self.state.account,
            Whose::AGuests(statement),
        )))
    }

    fn hears(&self, metadata: &Metadata<'_>) -> bool {
        self.notices == Notices::Hear && metadata.target() == NOTICE
    }

    /// Keeps what the notice says of a statement's cost; gives `false` where it is another notice.
    fn hear(&self, event: &Event<'_>) -> bool {
        let mut notice = Notice::default();
        event.record(&mut notice);
        let Some((_, json)) = notice.0.split_once(" plan:\n") else {
            return false;
        };
        let Ok(logged) = serde_json::from_str(json) else {
            return false;
        };
        if let Some((text, cost)) = plan::postgres::cost(&logged) {
            self.state.planned.push(text, cost);
        }
        true
    }

    fn in_iteration(&self) -> bool {
        local::with_here(self.state.address(), |scope, _| scope.is_some())
    }

    /// The id by which the application's subscriber knows the span.
    fn outer(&self, id: &Id) -> Option<Id> {
        if ticket::is_current(id) {
            relay::known()?.current_span().id().cloned()
        } else if ticket::is_ticket(id) {
            self.state.tickets.origin(id)?.span
        } else {
            Some(id.clone())
        }
    }
}

impl Subscriber for Listener {
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        let _ = self.dispatch.set(dispatch.downgrade());
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.target() == SQLX || metadata.target() == ACQUIRE {
            Interest::always()
        } else {
            // The application may install its subscriber later, and nobody asks again then.
            Interest::sometimes()
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // Asked whenever a dispatcher is registered, and never otherwise.
        relay::registered();
        Some(match self.notices {
            Notices::Pass => LevelFilter::DEBUG,
            // Plans come at the level of what the server logs.
            Notices::Hear => LevelFilter::TRACE,
        })
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == SQLX
            || metadata.target() == ACQUIRE
            || self.hears(metadata)
            // The spans of an iteration tell whose statement it is, whether or not they are logged.
            || (metadata.is_span() && self.in_iteration())
            || relay::global().is_some_and(|global| global.enabled(metadata))
    }

    fn event(&self, event: &Event<'_>) {
        let _aside = Aside::begin();
        if event.metadata().target() == SQLX {
            self.state.account.look();
            let mut statement = Statement::default();
            event.record(&mut statement);
            self.state
                .record(statement.text(), statement.rows, statement.elapsed);
            if let Some(global) = relay::global()
                && global.enabled(event.metadata())
            {
                global.event(event);
            }
        } else if event.metadata().target() == ACQUIRE {
            let acquired = Acquired::of(event);
            self.state.acquired(acquired.elapsed);
            if !acquired.is_ours()
                && let Some(global) = relay::global()
                && global.enabled(event.metadata())
            {
                global.event(event);
            }
        } else if self.hears(event.metadata()) {
            if !self.hear(event)
                && let Some(global) = relay::global()
                && global.enabled(event.metadata())
            {
                global.event(event);
            }
        } else if let Some(global) = relay::global() {
            global.event(event);
        }
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let _aside = Aside::begin();
        let scope = local::here(self.state.address()).0;
        let Some(global) = relay::global().filter(|global| global.enabled(span.metadata())) else {
            return self.state.tickets.issue(Origin {
                scope,
                ..Origin::default()
            });
        };
        let id = match span.parent().map(|parent| self.outer(parent)) {
            None => global.new_span(span),
            Some(Some(parent)) => global.new_span(&Attributes::child_of(
                parent,
                span.metadata(),
                span.values(),
            )),
            Some(None) => global.new_span(&Attributes::new_root(span.metadata(), span.values())),
        };
        if let Some(scope) = scope {
            self.state.tickets.remember(&id, scope);
        }
        id
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let _aside = Aside::begin();
        if let (Some(global), Some(span)) = (relay::global(), self.outer(span)) {
            global.record(&span, values);
        }
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        if let (Some(global), Some(span), Some(follows)) =
            (relay::global(), self.outer(span), self.outer(follows))
        {
            global.record_follows_from(&span, &follows);
        }
    }

    fn enter(&self, span: &Id) {
        let _aside = Aside::begin();
        let is_ticket = ticket::is_ticket(span);
        let origin = self.state.tickets.origin(span).unwrap_or_default();
        let outer = if is_ticket {
            origin.span
        } else {
            Some(span.clone())
        };
        if let (Some(global), Some(outer)) = (relay::known(), &outer) {
            global.enter(outer);
        }
        let visit = self.visit(origin.stack);
        // From here on the thread may count for the case, and this is still perf's.
        let _aside = Aside::begin();
        if is_ticket || visit.is_some() || origin.scope.is_some() {
            local::push(Frame {
                recorder: self.state.address(),
                span: span.into_u64(),
                scope: origin.scope,
                stack: origin.stack,
                outer,
                visit,
                cost: None,
                poll: 0,
            });
        }
    }

    fn exit(&self, span: &Id) {
        let aside = Aside::begin();
        let mut frame = local::pop(self.state.address(), span.into_u64());
        let visit = frame.as_mut().and_then(|frame| frame.visit.take());
        let outer = match &frame {
            Some(frame) => frame.outer.as_ref(),
            None => Some(span),
        };
        if let (Some(global), Some(outer)) = (relay::known(), outer) {
            global.exit(outer);
        }
        drop(frame);
        // The counters of this thread may be another's as soon as the visit is over.
        drop(aside);
        drop(visit);
    }

    fn clone_span(&self, id: &Id) -> Id {
        let _aside = Aside::begin();
        if ticket::is_current(id) {
            let global = relay::known();
            return self.state.tickets.issue(Origin {
                stack: self.state.stack_here(),
                scope: self.state.scope_here(),
                span: global
                    .and_then(|global| Some(global.clone_span(global.current_span().id()?))),
            });
        }
        if ticket::is_ticket(id) {
            self.state.tickets.hold(id);
            return id.clone();
        }
        relay::known().map_or_else(|| id.clone(), |global| global.clone_span(id))
    }

    fn try_close(&self, id: Id) -> bool {
        let _aside = Aside::begin();
        if !ticket::is_ticket(&id) {
            let closed = relay::known().is_some_and(|global| global.try_close(id.clone()));
            if closed {
                self.state.tickets.forget(&id);
            }
            return closed;
        }
        let Some(origin) = self.state.tickets.release(&id) else {
            return false;
        };
        if let (Some(global), Some(span)) = (relay::known(), origin.span) {
            global.try_close(span);
        }
        true
    }

    fn current_span(&self) -> Current {
        // Looks like the application's own span where there is one, so that it can be recorded to.
        let outer = relay::known().and_then(|global| global.current_span().metadata());
        Current::new(ticket::current(), outer.unwrap_or(&CASE))
    }
}

/// What an event of sqlx says.
#[derive(Default)]
struct Statement {
    /// The whole text, where it is of more than four words.
    long: String,
    /// The first four words, which may be all.
    summary: String,
    rows: u64,
    elapsed: Duration,
}

impl Statement {
    fn text(&self) -> &str {
        if self.long.is_empty() {
            return &self.summary;
        }
        let text = self.long.strip_prefix("\n\n").unwrap_or(&self.long);
        text.strip_suffix('\n').unwrap_or(text)
    }
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "db.statement" => value.clone_into(&mut self.long),
            "summary" => value.clone_into(&mut self.summary),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows_returned" {
            self.rows = value;
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.elapsed = Duration::try_from_secs_f64(value).unwrap_or_default();
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// What Postgres says.
#[derive(Default)]
struct Notice(String);

impl Visit for Notice {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            value.clone_into(&mut self.0);
        }
    }
}

/// What the case's own span is, for those who ask.
static CASE: Metadata<'static> = tracing::metadata! {
    name: "perf",
    target: "perf_runtime",
    level: Level::ERROR,
    fields: &[],
    callsite: &CallsiteOfCase,
    kind: Kind::SPAN,
};

struct CallsiteOfCase;

impl Callsite for CallsiteOfCase {
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        &CASE
    }
}
