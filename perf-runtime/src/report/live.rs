//! Lines at the foot of the terminal of standard error, which change while something goes on and are gone at its end.

use std::cell::Cell;
use std::sync::{OnceLock, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Looks at a terminal in a second.
const HZ: u8 = 10;

/// A line that says nothing new is drawn so often: the last of many words in a moment may have been passed over.
const AGAIN: Duration = Duration::from_secs(1);

/// All of them, where there are any.
static LINES: OnceLock<MultiProgress> = OnceLock::new();

thread_local! {
    /// This thread has taken the lines away.
    static AWAY: Cell<bool> = const { Cell::new(false) };
}

/// Writes something else meanwhile: the lines are taken away for it, and come back.
pub(crate) fn aside<T>(write: impl FnOnce() -> T) -> T {
    let Some(lines) = LINES.get() else {
        return write();
    };
    AWAY.set(true);
    let written = lines.suspend(write);
    AWAY.set(false);
    written
}

/// The same for the panic hook: indicatif draws nothing on a thread that panics, so another one takes the lines away.
pub(crate) fn aside_of_panic(write: impl FnOnce()) {
    // Of what panics while they are away nobody waits for itself.
    let Some(lines) = LINES.get().filter(|_| !AWAY.get()) else {
        return write();
    };
    let (away, is_away) = mpsc::channel::<()>();
    let (written, is_written) = mpsc::channel::<()>();
    let other = thread::Builder::new().spawn(move || {
        AWAY.set(true);
        lines.suspend(|| {
            drop(away);
            let _ = is_written.recv();
        });
    });
    // Nothing is sent: it goes on when the other end is gone, and so also where that thread could not be had.
    let _ = is_away.recv();
    write();
    drop(written);
    let _ = other.map(JoinHandle::join);
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
