//! Cases and reports for tests of the harness and the table.

use std::time::Duration;

use crate::case::{Body, Case, Ignore, ShouldPanic};
use crate::case_report::CaseReport;
use crate::measurement::{Ending, Queries, Run};
use crate::options::Options;
use crate::verdict::Verdict;

/// A case with this path.
pub(crate) fn case(path: &'static str) -> &'static Case {
    with(path, |_| {})
}

/// A case with this path, and what `change` makes of it.
pub(crate) fn with(path: &'static str, change: impl FnOnce(&mut Case)) -> &'static Case {
    let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
    let module = if module.is_empty() {
        "suite".to_owned()
    } else {
        format!("suite::{module}")
    };
    let mut case = Case {
        name,
        module: Box::leak(module.into_boxed_str()),
        file: "tests/suite.rs",
        line: 7,
        manifest_dir: "/nowhere",
        package: "shop",
        ignore: Ignore::No,
        should_panic: ShouldPanic::No,
        options: Options::NONE,
        body: Body::Perf(|_| unreachable!("a case of these tests does not run")),
    };
    change(&mut case);
    Box::leak(Box::new(case))
}

/// A report with one run of 3 ms.
pub(crate) fn report(case: &'static Case, verdict: Verdict) -> CaseReport {
    let run = Run {
        elapsed: Duration::from_millis(3),
        waited: Duration::ZERO,
        ran: Duration::ZERO,
        pace: None,
        ending: Ending::Ok,
        queries: Queries::default(),
        heap: None,
        iteration: None,
        size: None,
    };
    CaseReport {
        runs: vec![run],
        ..CaseReport::empty(case, verdict)
    }
}
