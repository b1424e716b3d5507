//! How one case runs: side by side first, judged, and measured again alone only where a time was over.

mod again;
pub(crate) mod alone;
mod baseline;
mod blame;
mod explain;
mod heap;
pub(crate) mod interrupt;
mod kept;
mod load;
mod origin;
pub(crate) mod panics;
pub(crate) mod pass;
mod perf;
mod places;
mod plan;
pub(crate) mod runtime;
mod shown;
mod sizes;
mod test;
pub(crate) mod watchdog;

use std::io::{self, Write as _};
use std::sync::Once;

use crate::asked::{self, Mode};
use crate::case::{Body, Case};
use crate::case_report::{CaseReport, Failure};
use crate::options::Options;
use crate::probe::machine::Disturbances;
use crate::verdict::Verdict;
use crate::{limits, store};

#[cfg(any(feature = "cli", test))]
pub(crate) use origin::add as add_origins;
pub use test::run_test;

/// Runs a case, judges it, and writes its record.
pub(crate) fn run(case: &'static Case, mode: Mode) -> CaseReport {
    let begun = store::begin(case);
    let before = Disturbances::until_now();
    let mut report = match limits::effective(case) {
        _ if interrupt::requested() => interrupt::not_run(case),
        Ok(case) if mode == Mode::Quick => quick(case),
        Ok(case) => whole(case),
        Err(error) => unlimited(case, &error),
    };
    origin::add(&mut report);
    report.disturbed = Disturbances::until_now().since(before);
    shown::resolve(&mut report);
    if let Err(note) = store::write(&report, &begun) {
        warn_once(&note);
        report.notes.push(note);
    }
    report
}

fn whole(case: &'static Case) -> CaseReport {
    match case.body {
        Body::Perf(_) => perf::run(case),
        Body::Load(_) => load::run(case),
    }
}

/// Less of the case, where there is much of it.
fn quick(case: &'static Case) -> CaseReport {
    let Some((options, reduced)) = asked::reduced(&case.options) else {
        return whole(case);
    };
    let options = Options {
        is_reduced: true,
        ..options
    };
    // Once for each case of a process, as the limits that hold.
    let mut report = whole(Box::leak(Box::new(Case { options, ..*case })));
    asked::settle(&mut report, &reduced);
    report
}

/// Limits that cannot be told are not taken for none.
fn unlimited(case: &'static Case, error: &limits::Error) -> CaseReport {
    CaseReport {
        failure: Some(Failure {
            what: "the limits of the case cannot be told, the body did not run".to_owned(),
            text: error.to_string(),
            before_body: true,
        }),
        ..CaseReport::empty(case, Verdict::Failed)
    }
}

/// A disk that is full is full for every case.
fn warn_once(note: &str) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Past libtest's capture, which hides what a test that passes prints.
        let _ = writeln!(io::stderr(), "perf: {note}; the verdicts stand");
    });
}
