//! The tokio runtime of a case: its threads all listen for the case's recorder.

use std::cell::RefCell;

use tokio::runtime::{Builder, Runtime};

use crate::options::{Flavor, Options};
use crate::probe::{Listening, Recorder};

/// A runtime of the flavour that the options ask for.
pub(crate) fn build(
    options: &Options,
    default: Flavor,
    recorder: &Recorder,
) -> std::io::Result<Runtime> {
    let mut builder = match options.runtime.unwrap_or(default) {
        Flavor::CurrentThread => Builder::new_current_thread(),
        Flavor::MultiThread => Builder::new_multi_thread(),
    };
    if let Some(threads) = options.worker_threads {
        builder.worker_threads(threads);
    }
    let recorder = recorder.clone();
    builder
        .enable_all()
        .thread_name("perf-worker")
        .on_thread_start(move || LISTENING.set(Some(recorder.listen())))
        .on_thread_stop(|| drop(LISTENING.take()))
        .build()
}

thread_local! {
    static LISTENING: RefCell<Option<Listening>> = const { RefCell::new(None) };
}
