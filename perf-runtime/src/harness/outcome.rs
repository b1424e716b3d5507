//! From a verdict to what libtest would say.

use super::event::Outcome;
use crate::case::{Ignore, ShouldPanic};
use crate::case_report::CaseReport;
use crate::report::format::clean;
use crate::verdict::Verdict;

impl Outcome {
    /// The outcome of a case that was asked for; `text` gives its whole report without colour.
    ///
    /// A case that failed has "panicked" with its report for a message, so that one that is
    /// expected to be over its budget is written with `#[should_panic(expected = "..")]`.
    pub(crate) fn of(report: &CaseReport, text: impl FnOnce() -> String) -> Self {
        match (&report.verdict, report.case.should_panic) {
            // libtest has no word for a test that cannot run, and ignored is the one that does not claim a pass.
            (Verdict::Skipped(reason), _) => Self::Ignored {
                reason: Some(format!("skipped: {}", clean(reason))),
            },
            (Verdict::Partial, _) => Self::Ignored {
                reason: Some("a shard: judged by `cargo perf merge`".to_owned()),
            },
            (Verdict::Failed, ShouldPanic::Yes | ShouldPanic::With(_)) if report.failed_before_body() => {
                Self::Failed { note: Some("note: it failed before its body ran, which is not what it should panic for\n".to_owned()) }
            }
            (Verdict::Failed, ShouldPanic::With(expected)) => with_text(&text(), expected),
            (Verdict::Failed, ShouldPanic::No) => Self::Failed { note: None },
            (Verdict::Passed, ShouldPanic::Yes | ShouldPanic::With(_)) => {
                let (file, line) = (report.case.file, report.case.line);
                Self::Failed {
                    note: Some(format!(
                        "note: test did not panic as expected at {file}:{line}\n"
                    )),
                }
            }
            // An inconclusive time is no failure, whether or not one is expected: the table marks it.
            (Verdict::Passed, ShouldPanic::No)
            | (Verdict::Failed, ShouldPanic::Yes)
            | (Verdict::Inconclusive, _) => Self::Ok,
        }
    }

    /// The outcome of a case that is only shown.
    pub(super) fn ignored(ignore: Ignore) -> Self {
        let reason = match ignore {
            Ignore::Because(reason) => Some(clean(reason)),
            Ignore::Yes | Ignore::No => None,
        };
        Self::Ignored { reason }
    }
}

fn with_text(text: &str, expected: &str) -> Outcome {
    if text.contains(expected) {
        return Outcome::Ok;
    }
    let note = format!(
        "note: panic did not contain expected string\n      \
         panic message: the report of the case\n expected substring: {expected:?}\n"
    );
    Outcome::Failed { note: Some(note) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;

    fn outcome(verdict: &Verdict, should_panic: ShouldPanic) -> Outcome {
        let case = fake::with("a::b", |case| case.should_panic = should_panic);
        Outcome::of(&fake::report(case, verdict.clone()), || {
            "3 queries, budget 2".to_owned()
        })
    }

    #[test]
    fn what_libtest_would_say() {
        use ShouldPanic::{No, With, Yes};
        let skipped = Verdict::Skipped("no\n server".to_owned());
        let unpanicked = "note: test did not panic as expected at tests/suite.rs:7\n";
        let other = "note: panic did not contain expected string\n      panic message: the report of the case\n expected substring: \"max_rows\"\n";
        let failed = |note: &str| Outcome::Failed {
            note: Some(note.to_owned()),
        };
        let ignored = || Outcome::Ignored {
            reason: Some("skipped: no server".to_owned()),
        };
        let a_shard = || Outcome::Ignored {
            reason: Some("a shard: judged by `cargo perf merge`".to_owned()),
        };
        let table = [
            (&Verdict::Passed, No, Outcome::Ok),
            (&Verdict::Passed, Yes, failed(unpanicked)),
            (&Verdict::Passed, With("budget"), failed(unpanicked)),
            (&Verdict::Failed, No, Outcome::Failed { note: None }),
            (&Verdict::Failed, Yes, Outcome::Ok),
            (&Verdict::Failed, With("budget 2"), Outcome::Ok),
            (&Verdict::Failed, With("max_rows"), failed(other)),
            (&Verdict::Inconclusive, No, Outcome::Ok),
            (&Verdict::Inconclusive, With("budget"), Outcome::Ok),
            (&skipped, No, ignored()),
            (&skipped, Yes, ignored()),
            (&Verdict::Partial, No, a_shard()),
            (&Verdict::Partial, Yes, a_shard()),
        ];
        for (verdict, should_panic, expected) in table {
            assert_eq!(
                outcome(verdict, should_panic),
                expected,
                "{verdict:?} {should_panic:?}"
            );
        }
    }

    #[test]
    fn the_reason_to_ignore_stays_on_its_line() {
        let reason = |ignore| match Outcome::ignored(ignore) {
            Outcome::Ignored { reason } => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason(Ignore::Yes), None);
        assert_eq!(
            reason(Ignore::Because("slow,\n really")).as_deref(),
            Some("slow, really")
        );
    }
}
