//! How one case runs: side by side first, judged, and measured again alone only where a time was over.

mod again;
pub(crate) mod alone;
mod blame;
mod explain;
mod load;
pub(crate) mod panics;
pub(crate) mod pass;
mod perf;
pub(crate) mod runtime;
mod shown;
mod sizes;
mod test;
pub(crate) mod watchdog;

use std::io::{self, Write as _};
use std::sync::Once;

use crate::case::{Body, Case};
use crate::case_report::CaseReport;
use crate::store;

pub use test::run_test;

/// Runs a case, judges it, and writes its record.
pub(crate) fn run(case: &'static Case) -> CaseReport {
    let mut report = match case.body {
        Body::Perf(_) => perf::run(case),
        Body::Load(_) => load::run(case),
    };
    shown::resolve(&mut report);
    if let Err(note) = store::write(&report) {
        warn_once(&note);
        report.notes.push(note);
    }
    report
}

/// A disk that is full is full for every case.
fn warn_once(note: &str) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Past libtest's capture, which hides what a test that passes prints.
        let _ = writeln!(io::stderr(), "perf: {note}; the verdicts stand");
    });
}
