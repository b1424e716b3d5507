//! The one door through which expanded attributes come in. Not part of the public interface.

pub use inventory;

pub use crate::case::{Body, Case, Ignore, Registered, ShouldPanic};
pub use crate::database::SeedArg;
pub use crate::fixture::{Fixture, load_body, perf_body};
pub use crate::options::{Dataset, Flavor, NPlusOne, Options, Requirement, Rule, Severity, Warmup};
pub use crate::outcome::IntoOutcome;
