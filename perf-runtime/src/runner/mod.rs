//! How one case runs: side by side first, judged, and measured again alone only where a time was over.

pub(crate) mod alone;
pub(crate) mod panics;
pub(crate) mod pass;
mod runtime;
mod watchdog;
