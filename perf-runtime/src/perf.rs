//! The `Perf` fixture: the body's own word in the measurement.

use std::fmt;
use std::sync::{Arc, Mutex};

use crate::figure::Figure;
use crate::fixture::{Context, Fixture, SetUpError};
use crate::probe::Recorder;
use crate::sync::lock;

/// A fixture by which a body narrows what is measured, and adds figures and notes of its own.
///
/// ```no_run
/// # use perf_runtime::Perf;
/// # async fn fill_cache() {}
/// # async fn look_up() -> f64 { 0.9 }
/// async fn cache(perf: Perf) {
///     fill_cache().await;
///     let hit_rate = perf.measure(look_up()).await;
///     perf.record("cache_hit_rate", hit_rate);
/// }
/// ```
#[derive(Clone)]
pub struct Perf {
    recorder: Recorder,
    said: Arc<Mutex<Said>>,
}

/// What bodies said.
#[derive(Debug, Default, Clone)]
pub(crate) struct Said {
    /// One for each name, in the order in which they were first recorded.
    pub(crate) figures: Vec<Figure>,
    pub(crate) notes: Vec<String>,
}

impl Perf {
    pub(crate) fn new(recorder: Recorder) -> Self {
        Self {
            recorder,
            said: Arc::default(),
        }
    }

    /// Measures only this part of the body: its statements and its time are the ones that are
    /// judged. Several parts add up; what lies outside of them is shown as not counted.
    pub async fn measure<F: Future>(&self, part: F) -> F::Output {
        let scope = self.recorder.scope_here();
        let _measured = scope.as_ref().map(|scope| scope.measure());
        part.await
    }

    /// Records a figure of the test's own, such as a hit rate: shown in the report, and judged where the attribute
    /// says `metric("name", min = 0.8)`. What a warm-up records is left out.
    pub fn record(&self, name: impl Into<String>, value: f64) {
        let name = name.into();
        let mut said = lock(&self.said);
        if let Some(figure) = said.figures.iter_mut().find(|figure| figure.name == name) {
            figure.record(value);
        } else {
            let mut figure = Figure::new(name);
            figure.record(value);
            said.figures.push(figure);
        }
    }

    /// Adds a line to the report.
    pub fn note(&self, line: impl Into<String>) {
        lock(&self.said).notes.push(line.into());
    }

    /// Drops what was said until now.
    pub(crate) fn forget(&self) {
        *lock(&self.said) = Said::default();
    }

    /// The warm-up is over: its figures are not those that are asked for.
    pub(crate) fn end_warm_up(&self) {
        lock(&self.said).figures.clear();
    }

    pub(crate) fn said(&self) -> Said {
        lock(&self.said).clone()
    }
}

impl Fixture for Perf {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(cx.shared().perf.clone())
    }
}

impl fmt::Debug for Perf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Perf").finish_non_exhaustive()
    }
}
