//! Tickets: what `Span::current()` gives a driver that hands a statement to a thread of its own.
//!
//! sqlx-sqlite asks for the current span in the caller's stack and enters it on its worker, where
//! the statement's event is emitted. A ticket stands for that span, and remembers what is known
//! only in the caller: the call stack and the scope.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use slab::Slab;
use tracing::span::Id;

use super::log::StackId;
use super::scope::Scope;
use crate::sync::lock;

/// The ids of tickets begin here. The ids of `tracing-subscriber`'s registry pack an index, a
/// thread and a generation; to come so far, all three would have to be at their limits.
const FIRST: u64 = u64::MAX - (1 << 40);

/// Stands for "whatever span is current here", until somebody keeps it.
const CURRENT: u64 = FIRST - 1;

/// What was known where the span was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    pub(super) stack: Option<StackId>,
    pub(super) scope: Option<Arc<Scope>>,
    /// The application's own span there, as its subscriber knows it.
    pub(super) span: Option<Id>,
}

/// The tickets that somebody holds.
#[derive(Debug, Default)]
pub(super) struct Tickets(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    /// By the number of the ticket; with how many hold it.
    held: Slab<(Origin, usize)>,
    /// The scopes of the application's own spans, by the ids that its subscriber gave them.
    spans: HashMap<u64, Arc<Scope>>,
}

pub(super) fn current() -> Id {
    Id::from_u64(CURRENT)
}

pub(super) fn is_current(id: &Id) -> bool {
    id.into_u64() == CURRENT
}

pub(super) fn is_ticket(id: &Id) -> bool {
    id.into_u64() >= FIRST
}

/// The number of a ticket.
fn key(id: &Id) -> Option<usize> {
    usize::try_from(id.into_u64().checked_sub(FIRST)?).ok()
}

impl Tickets {
    pub(super) fn issue(&self, origin: Origin) -> Id {
        Id::from_u64(FIRST + lock(&self.0).held.insert((origin, 1)) as u64)
    }

    pub(super) fn origin(&self, id: &Id) -> Option<Origin> {
        let open = lock(&self.0);
        if let Some(key) = key(id) {
            return open.held.get(key).map(|(origin, _)| origin.clone());
        }
        let scope = open.spans.get(&id.into_u64())?;
        Some(Origin {
            scope: Some(Arc::clone(scope)),
            span: Some(id.clone()),
            stack: None,
        })
    }

    /// A span of the application was made within a scope.
    pub(super) fn remember(&self, id: &Id, scope: Arc<Scope>) {
        lock(&self.0).spans.insert(id.into_u64(), scope);
    }

    /// A span of the application was closed.
    pub(super) fn forget(&self, id: &Id) {
        lock(&self.0).spans.remove(&id.into_u64());
    }

    pub(super) fn hold(&self, id: &Id) {
        let mut open = lock(&self.0);
        if let Some((_, holders)) = key(id).and_then(|key| open.held.get_mut(key)) {
            *holders += 1;
        }
    }

    /// Gives the origin back when nobody holds the ticket any more.
    pub(super) fn release(&self, id: &Id) -> Option<Origin> {
        let mut open = lock(&self.0);
        let key = key(id)?;
        let (_, holders) = open.held.get_mut(key)?;
        *holders -= 1;
        if *holders > 0 {
            return None;
        }
        Some(open.held.remove(key).0)
    }

    /// Whether a ticket of this scope is still held: a statement may be on its way.
    pub(super) fn any_of(&self, scope: &Arc<Scope>) -> bool {
        lock(&self.0).held.iter().any(|(_, (origin, _))| {
            origin
                .scope
                .as_ref()
                .is_some_and(|held| Arc::ptr_eq(held, scope))
        })
    }
}
