//! What is done about calls that may fail: they end in time, they are repeated after pauses, and where that does not help
//! they are not made for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use backon::Retryable as _;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::time::timeout;

pub use policy::Policy;

use breaker::{Breaker, BreakerState};

mod breaker;
mod database;
mod policy;

/// Which errors may be gone at the next try.
pub(crate) trait Transient {
    fn is_transient(&self) -> bool;
}

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed<E> {
    #[error("it failed too often, and is left alone for a while")]
    LeftAlone,
    #[error("it did not answer within {0:?}")]
    TooSlow(Duration),
    #[error(transparent)]
    Error(E),
}

impl<E: Transient> Transient for Failed<E> {
    fn is_transient(&self) -> bool {
        match self {
            Self::LeftAlone => false,
            Self::TooSlow(_) => true,
            Self::Error(error) => error.is_transient(),
        }
    }
}

/// Guards the calls of one dependency.
#[derive(Debug, Clone)]
pub(crate) struct Guard(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    policy: Policy,
    turns: Semaphore,
    breaker: Breaker,
    calls: AtomicU64,
    failures: AtomicU64,
    retries: AtomicU64,
}

/// What a guard has seen until now.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    breaker: BreakerState,
    /// How often the breaker opened.
    trips: u64,
    /// Those that were really made.
    calls: u64,
    failures: u64,
    retries: u64,
}

impl Guard {
    pub(crate) fn new(policy: Policy) -> Self {
        Self(Arc::new(Inner {
            turns: Semaphore::new(policy.at_once.min(Semaphore::MAX_PERMITS)),
            breaker: Breaker::new(policy.failures, policy.open_for),
            policy,
            calls: AtomicU64::default(),
            failures: AtomicU64::default(),
            retries: AtomicU64::default(),
        }))
    }

    /// Makes the call until it succeeds, fails for good, or was repeated as often as it may be. It must not matter
    /// whether it is made once or twice.
    pub(crate) async fn call<T, E, F>(&self, call: impl Fn() -> F) -> Result<T, Failed<E>>
    where
        F: Future<Output = Result<T, E>>,
        E: Transient,
    {
        (|| self.once(call()))
            .retry(self.0.policy.pauses())
            .when(Transient::is_transient)
            .notify(|_, _| count(&self.0.retries))
            .await
    }

    /// The wait for a turn is not the call's time. A failure that is the caller's own says nothing of the dependency.
    async fn once<T, E: Transient>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Failed<E>> {
        let Inner {
            policy,
            turns,
            breaker,
            ..
        } = &*self.0;
        let _turn = turns.acquire().await.map_err(|_| Failed::LeftAlone)?;
        if !breaker.lets_through() {
            return Err(Failed::LeftAlone);
        }
        count(&self.0.calls);
        let result = match timeout(policy.time_limit, call).await {
            Ok(result) => result.map_err(Failed::Error),
            Err(_) => Err(Failed::TooSlow(policy.time_limit)),
        };
        if result.as_ref().is_err_and(Transient::is_transient) {
            count(&self.0.failures);
            breaker.failed();
        } else {
            breaker.succeeded();
        }
        result
    }

    pub(crate) fn figures(&self) -> Figures {
        let inner = &*self.0;
        Figures {
            breaker: inner.breaker.state(),
            trips: inner.breaker.trips(),
            calls: inner.calls.load(Ordering::Relaxed),
            failures: inner.failures.load(Ordering::Relaxed),
            retries: inner.retries.load(Ordering::Relaxed),
        }
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

#[cfg(test)]
mod tests;
