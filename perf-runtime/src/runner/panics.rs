//! Panics on the threads of a case: their place, and those of tasks that nobody joins.

use std::any::Any;
use std::collections::HashMap;
use std::panic;
use std::sync::{Mutex, Once};

use crate::probe::Recorder;
use crate::sync::lock;

/// A panic as the panic hook saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panicked {
    pub(crate) message: String,
    /// `file:line:column`.
    pub(crate) place: String,
}

/// Panics kept for one recorder.
const KEPT: usize = 100;

static SEEN: Mutex<Option<HashMap<usize, Vec<Panicked>>>> = Mutex::new(None);

/// Notes panics of cases from now on, and lets the hook that was there do its work.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if let Some(case) = Recorder::of_this_thread() {
                let place = info.location().map(ToString::to_string).unwrap_or_default();
                let mut seen = lock(&SEEN);
                let panics = seen.get_or_insert_default().entry(case).or_default();
                if panics.len() < KEPT {
                    panics.push(Panicked {
                        message: message(info.payload()),
                        place,
                    });
                }
            }
            before(info);
        }));
    });
}

/// The panics on the threads of a recorder until now.
pub(crate) fn take(recorder: &Recorder) -> Vec<Panicked> {
    lock(&SEEN)
        .as_mut()
        .and_then(|seen| seen.remove(&recorder.address()))
        .unwrap_or_default()
}

/// The text of a panic's payload.
pub(crate) fn message(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".to_owned())
}
