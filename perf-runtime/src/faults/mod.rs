//! Faults on purpose: statements that come late or fail, connections that break, a database that is gone.
//!
//! The [`Injector`] of a case decides about each of its statements; what sits between the
//! application and its database asks it, and does what it says.

mod counts;
mod draw;
mod fixture;
mod injected;
pub(crate) mod injector;
mod plan;
#[cfg(any(feature = "postgres", feature = "mysql"))]
#[cfg_attr(not(unix), path = "no_proxy.rs")]
pub(crate) mod proxy;

pub(crate) use counts::Counts;
pub use fixture::{Faults, HeldConnections};
pub(crate) use injected::is_injected;
pub(crate) use injector::Injector;
pub use plan::FaultPlan;
