//! Lines at the foot of the terminal of standard error, which change while something goes on and are gone at its end.

use std::sync::OnceLock;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Looks at a terminal in a second.
const HZ: u8 = 10;

/// A line that says nothing new is drawn so often: the last of many words in a moment may have been passed over.
const AGAIN: Duration = Duration::from_secs(1);

/// All of them, where there are any.
static LINES: OnceLock<MultiProgress> = OnceLock::new();

/// Writes something else meanwhile: the lines are taken away for it, and come back.
pub(crate) fn aside<T>(write: impl FnOnce() -> T) -> T {
    match LINES.get() {
        Some(lines) => lines.suspend(write),
        None => write(),
    }
}

/// One line, cut to the width of the terminal; gone when dropped.
#[derive(Debug)]
pub(crate) struct Line(ProgressBar);

impl Line {
    /// A line above those that there are.
    pub(crate) fn begin() -> Self {
        let lines = LINES.get_or_init(|| {
            MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(HZ))
        });
        let bar = lines.insert(0, ProgressBar::no_length());
        // The template is right, or the default one serves.
        if let Ok(style) = ProgressStyle::with_template("{wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(AGAIN);
        Self(bar)
    }

    pub(crate) fn say(&self, text: String) {
        self.0.set_message(text);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.finish_and_clear();
        if let Some(lines) = LINES.get() {
            lines.remove(&self.0);
        }
    }
}
