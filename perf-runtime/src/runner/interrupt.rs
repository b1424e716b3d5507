//! Ctrl-C while a load runs: the load ends, and what there is of it is judged and reported.
//!
//! While no load runs, and at the second time, it ends the process at once, as if this were not here.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

use crate::assess::load::not_counted;
use crate::assess::time::duration;
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::load::Load;
use crate::report::format::time;
use crate::verdict::Verdict;

/// It was pressed while a load ran. It stays: what would come after is not wanted any more.
static REQUESTED: AtomicBool = AtomicBool::new(false);

/// The next one does what it does by default.
static KILLS: AtomicBool = AtomicBool::new(true);

/// Whether the run is to end.
pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}

/// A load runs for as long as this is held.
#[derive(Debug)]
pub(crate) struct Running;

impl Running {
    pub(crate) fn begin() -> Self {
        static REGISTERED: Once = Once::new();
        REGISTERED.call_once(|| {
            // In the order in which they are carried out. Where the system refuses, the default remains.
            let _ = flag::register_conditional_default(SIGINT, &KILLS)
                .and_then(|_| flag::register(SIGINT, &REQUESTED))
                .and_then(|_| flag::register(SIGINT, &KILLS));
        });
        KILLS.store(requested(), Ordering::SeqCst);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        KILLS.store(true, Ordering::SeqCst);
    }
}

/// What is said of a load that was under way, or had just ended.
pub(super) fn failure(load: &Load) -> Option<Failure> {
    let mut text = "what was measured until then is judged".to_owned();
    let mut after = duration(load.spent_ms);
    if let Some(early) = load.early {
        after = duration(early.after_ms);
        if early.cut_short > 0 {
            text.push_str("; ");
            text.push_str(&not_counted(early.cut_short));
        }
    }
    requested().then(|| {
        of_run(
            format!("the load was interrupted after {}", time(after)),
            text,
        )
    })
}

/// A case that would have come after.
pub(super) fn not_run(case: &'static Case) -> CaseReport {
    let what = "not run: the run was interrupted before".to_owned();
    CaseReport {
        failure: Some(of_run(what, "another case was under way".to_owned())),
        ..CaseReport::empty(case, Verdict::Failed)
    }
}

/// Whatever the body would have done: `#[should_panic]` does not wait for this.
fn of_run(what: String, text: String) -> Failure {
    Failure {
        what,
        text,
        before_body: true,
    }
}
