//! One case, from its selection to what is printed of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::event::{Ended, Outcome};
use super::select::Selected;
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::report::summary::Row;
use crate::runner::panics;
use crate::verdict::Verdict;

/// How cases run and how their reports are written.
pub(super) struct Attempts<'a> {
    pub(super) run: &'a (dyn Fn(&'static Case) -> CaseReport + Sync),
    pub(super) render: &'a (dyn Fn(&CaseReport, Page) -> String + Sync),
    /// What the reports are printed on.
    pub(super) page: Page,
    /// The reports of cases that did not fail are wanted too.
    pub(super) all_output: bool,
}

impl Attempts<'_> {
    /// Runs the case, unless it is ignored. A panic in the runner is the failure of this case alone.
    pub(super) fn attempt(&self, selected: &Selected) -> Ended {
        if selected.ignored {
            return ignored(selected);
        }
        let begun = Instant::now();
        let (outcome, output, row) = catch_unwind(AssertUnwindSafe(|| {
            let report = (self.run)(selected.case);
            self.judge(&report, begun.elapsed())
        }))
        .unwrap_or_else(|payload| broken(selected, &panics::message(&*payload), begun.elapsed()));
        Ended {
            name: selected.name.clone(),
            title: selected.title(),
            category: selected.case.options.category,
            outcome,
            output,
            row: Some(row),
        }
    }

    fn judge(&self, report: &CaseReport, elapsed: Duration) -> (Outcome, String, Row) {
        let outcome = Outcome::of(report, || {
            (self.render)(report, Page::endless(Palette::plain()))
        });
        let failed = matches!(outcome, Outcome::Failed { .. });
        let output = if failed || self.all_output {
            output(report, &(self.render)(report, self.page))
        } else {
            String::new()
        };
        (outcome, output, Row::of(report, failed, elapsed))
    }
}

/// As a test prints the error that it returns: nextest looks for the word.
fn output(report: &CaseReport, text: &str) -> String {
    let word = if report.verdict == Verdict::Failed {
        "Error: "
    } else {
        ""
    };
    format!("{word}{text}\n")
}

fn ignored(selected: &Selected) -> Ended {
    Ended {
        name: selected.name.clone(),
        title: selected.title(),
        category: selected.case.options.category,
        outcome: Outcome::ignored(selected.case.ignore),
        output: String::new(),
        row: None,
    }
}

/// The runner itself panicked: never what a `#[should_panic]` asks for, and never a pass.
fn broken(selected: &Selected, message: &str, elapsed: Duration) -> (Outcome, String, Row) {
    let what = "the case could not be run: perf-runtime panicked, which is a fault of its own";
    let output = format!(
        "Error: perf: {} FAILED\n  {what}\n  {message}\n",
        selected.name
    );
    let failure = Some(Failure {
        before_body: true,
        what: what.to_owned(),
        text: message.to_owned(),
    });
    let report = CaseReport {
        failure,
        ..CaseReport::empty(selected.case, Verdict::Failed)
    };
    (
        Outcome::Failed { note: None },
        output,
        Row::of(&report, true, elapsed),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Ignore, ShouldPanic};
    use crate::harness::fake;

    fn attempt(case: &'static Case, ignored: bool, all_output: bool, verdict: &Verdict) -> Ended {
        let attempts = Attempts {
            run: &|case| fake::report(case, verdict.clone()),
            render: &|report, _| format!("report of {}", report.case.name),
            page: Page::endless(Palette::plain()),
            all_output,
        };
        attempts.attempt(&Selected {
            case,
            name: case.path(),
            ignored,
        })
    }

    #[test]
    fn reports_of_failures_are_kept() {
        let case = fake::case("a::b");
        let ended = attempt(case, false, false, &Verdict::Failed);
        assert_eq!(
            (ended.outcome, ended.output.as_str()),
            (Outcome::Failed { note: None }, "Error: report of b\n")
        );
        assert_eq!(attempt(case, false, false, &Verdict::Passed).output, "");
        assert_eq!(
            attempt(case, false, true, &Verdict::Passed).output,
            "report of b\n"
        );
    }

    #[test]
    fn an_ignored_case_does_not_run() {
        let case = fake::with("a::b", |case| case.ignore = Ignore::Because("slow"));
        let ended = attempt(case, true, true, &Verdict::Failed);
        assert_eq!(
            ended.outcome,
            Outcome::Ignored {
                reason: Some("slow".to_owned())
            }
        );
        assert!(ended.row.is_none() && ended.output.is_empty());
    }

    #[test]
    fn a_panic_of_the_runner_fails_the_case_even_if_it_should_panic() {
        let case = fake::with("a::b", |case| case.should_panic = ShouldPanic::Yes);
        let attempts = Attempts {
            run: &|_| std::panic::resume_unwind(Box::new("index out of bounds")),
            render: &|_, _| String::new(),
            page: Page::endless(Palette::plain()),
            all_output: false,
        };
        let ended = attempts.attempt(&Selected {
            case,
            name: case.path(),
            ignored: false,
        });
        assert_eq!(ended.outcome, Outcome::Failed { note: None });
        assert!(
            ended.output.contains("index out of bounds"),
            "{}",
            ended.output
        );
    }
}
