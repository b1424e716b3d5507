//! The one door through which expanded attributes come in. Not part of the public interface.

pub use inventory;

pub use crate::case::{Body, Case, Ignore, LoadRun, PerfRun, Registered, ShouldPanic};
#[cfg(feature = "cli")]
pub use crate::cli::cargo_perf;
pub use crate::database::{SeedArg, SeedFn, Seeding, identity, seed};
pub use crate::fixture::{Fixture, Fixtures, load_body, perf_body};
pub use crate::options::{
    AbortOn, Arrival, Complexity, Dataset, FaultOptions, Flavor, Growth, Metric, NPlusOne, Options,
    Requirement, Rule, Severity, Source, Stage, Target, Warmup,
};
pub use crate::outcome::{BoxFuture, IntoOutcome, LocalBoxFuture, Outcome};
pub use crate::runner::run_test;

/// The type of a parameter. The attributes ask for `Value` at the type as written: a missing
/// `Fixture` is then one error there, and not a second one at the tuple of all parameters.
pub trait Parameter {
    /// The same type.
    type Value;
}

impl<T: Fixture> Parameter for T {
    type Value = T;
}
