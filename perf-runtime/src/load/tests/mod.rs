//! Loads that really run.

mod blocked;
mod counts;
mod fixtures;
mod open;
mod paced;
mod pool;
mod queries;
#[cfg(target_os = "linux")]
mod resident;
mod shards;
mod soak;
mod warmup;
mod watched;

use std::time::Duration;

use super::{LoadPass, run};
use crate::case::{Body, Case, Ignore, LoadRun, ShouldPanic};
use crate::fixture::{Context, SetUpError};
use crate::options::Options;
use crate::outcome::BoxFuture;
use crate::probe::Recorder;
use crate::probe::log::Log;

type SetUp = fn(Context) -> BoxFuture<'static, Result<LoadRun, SetUpError>>;

/// Runs a load without its judgement.
fn load(options: &Options, set_up: SetUp) -> LoadPass {
    run(case(options, set_up), options)
}

/// A case that is never given back.
pub(crate) fn case(options: &Options, set_up: SetUp) -> &'static Case {
    Box::leak(Box::new(Case {
        name: "case",
        module: module_path!(),
        file: file!(),
        line: line!(),
        manifest_dir: env!("CARGO_MANIFEST_DIR"),
        package: env!("CARGO_PKG_NAME"),
        ignore: Ignore::No,
        should_panic: ShouldPanic::No,
        options: *options,
        body: Body::Load(set_up),
    }))
}

/// A log of these statements: text, how often, rows each, at 1 ms each.
pub(super) fn statements(recorder: &Recorder, statements: &[(&str, u64, u64)]) -> Log {
    let scope = recorder.begin();
    let _listening = recorder.listen();
    for (text, times, rows) in statements {
        for _ in 0..*times {
            assert!(crate::record_query(text, Duration::from_millis(1), *rows));
        }
    }
    scope.take().log
}
