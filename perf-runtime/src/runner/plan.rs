//! How often the body runs in a pass, and what is looked at.

use crate::case::Case;
use crate::judge::growth;
use crate::options::{Flavor, Warmup};
use crate::probe::quiet::Threads;

/// Runs of the passes for what a body leaves behind, where the case asks for no more.
pub(super) const LEAK_RUNS: [u64; 3] = [8, 16, 32];

/// What is looked at beside the case's own threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watch {
    /// Nothing.
    Nothing,
    /// Whether database servers wait for a processor.
    Servers,
    /// That, and how fast the machine is.
    ServersAndSpeed,
}

/// How often the body runs in a pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// The size of the data, where the body is run at several.
    pub(crate) size: Option<u64>,
    pub(crate) warmup: u64,
    pub(crate) iterations: u64,
    /// Whose waiting for a processor is looked at.
    pub(crate) threads: Threads,
    pub(crate) watch: Watch,
    /// Whether its statements are explained: once is enough.
    pub(crate) explains: bool,
    /// Whether only what is held after each run is of interest.
    pub(crate) looks_at_memory: bool,
}

impl Plan {
    pub(crate) fn of(case: &Case) -> Self {
        let warmup = match case.options.warmup {
            Some(Warmup::Runs(runs)) => runs,
            Some(Warmup::Time(_)) | None => 0,
        };
        // tokio and thread-locals allocate when they are first used.
        let least = u64::from(case.options.asks_for_heap());
        let unsaid = match case.options.growth.time {
            Some(_) => growth::FIRST_RUNS,
            None => 1,
        };
        Self {
            size: None,
            warmup: warmup.max(least),
            iterations: case.options.iterations.unwrap_or(unsaid),
            threads: Threads::Own,
            watch: Watch::Nothing,
            explains: case.options.asks_for_plans(),
            looks_at_memory: false,
        }
    }

    /// The same at this size.
    pub(crate) fn at(self, size: Option<u64>) -> Self {
        Self { size, ..self }
    }

    /// One run, watched for disturbances, after the same warm-up.
    pub(crate) fn again(self, case: &Case) -> Self {
        Self {
            iterations: 1,
            watch: Watch::ServersAndSpeed,
            ..self.again_as_a_whole(case)
        }
    }

    /// So many runs that their median says something, watched in the same way.
    pub(crate) fn look(self, case: &Case) -> Self {
        Self {
            iterations: self.iterations.max(growth::LATER_RUNS),
            ..self.again_as_a_whole(case)
        }
    }

    /// As many runs, watched for disturbances.
    pub(crate) fn again_as_a_whole(self, case: &Case) -> Self {
        let threads = match case.options.runtime {
            Some(Flavor::MultiThread) => Threads::Own,
            Some(Flavor::CurrentThread) | None => Threads::All,
        };
        Self {
            threads,
            watch: Watch::Servers,
            explains: false,
            ..self
        }
    }

    /// The runs of the `look`th pass for what they leave behind.
    pub(crate) fn for_leak(self, look: usize) -> Self {
        self.for_memory(LEAK_RUNS[look].max(self.iterations))
    }

    /// So many runs, of which only what they leave in memory is kept.
    fn for_memory(self, iterations: u64) -> Self {
        Self {
            // What is made at first use may be made at the second: a pool, a cache, a table that grows.
            warmup: self.warmup.max(2),
            iterations,
            explains: false,
            looks_at_memory: true,
            ..self
        }
    }
}
