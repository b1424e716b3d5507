//! What else the machine does: loops that take all the processors they get.

use std::env;
use std::process::{Child, Command};

/// Has a process do nothing else.
pub(crate) const BUSY: &str = "--busy";

/// Takes all that it gets of a processor until it is dropped.
pub(crate) struct BusyLoop(Child);

impl BusyLoop {
    pub(crate) fn start() -> Self {
        let mut this = Command::new(env::current_exe().expect("this program"));
        Self(this.arg(BUSY).spawn().expect("it runs"))
    }
}

impl Drop for BusyLoop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
