//! When iterations begin, as pure functions of what was asked for.
//!
//! Open model: arrivals at times that are known before the first of them begins. Closed model: who takes part when, and
//! how long a user pauses.

mod arrivals;
mod pause;
mod presence;
mod profile;

pub(crate) use arrivals::Arrivals;
pub(crate) use pause::{Pause, Pauses};
pub(crate) use presence::{Presence, Present};
pub(crate) use profile::Profile;
