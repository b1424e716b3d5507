//! A case under libtest: what the `#[test]` function of an attribute calls.

use std::fmt::Write as _;
use std::io::Write as _;
use std::{io, panic};

use crate::asked::{self, Asked, Choice};
use crate::case::{self, Case, ShouldPanic};
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::report::console::render;
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::verdict::Verdict;

/// Runs the case that was written at this place, and ends as a test ends.
///
/// # Panics
///
/// If the case fails: the payload is the whole report, so that `#[should_panic(expected = "..")]`
/// may ask for any part of it.
#[expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "libtest captures what a test prints, and shows it when it fails"
)]
pub fn run_test(module: &str, name: &str, line: u32) {
    let case = find(module, name, line);
    let report = match Asked::by(Envs::get()) {
        Ok(asked) => match left_out(case, &asked.choice) {
            Some(reason) => CaseReport::empty(case, Verdict::Skipped(reason)),
            None => super::run(case, asked.mode),
        },
        Err(error) => unknown(case, &error),
    };
    match &report.verdict {
        Verdict::Failed => {
            // One message, and no second one of the panic hook.
            eprintln!(
                "Error: {}",
                render(&report, Page::endless(Palette::of_stderr()))
            );
            if case.should_panic == ShouldPanic::No || !report.failed_before_body() {
                panic::resume_unwind(Box::new(render(&report, Page::endless(Palette::plain()))));
            }
            // libtest goes on to say that it did not panic as expected, and fails it.
        }
        // libtest knows no test that cannot run: say it past its capture, or nobody would see it.
        Verdict::Skipped(_) | Verdict::Inconclusive | Verdict::Partial => {
            let _ = writeln!(
                io::stderr(),
                "{}",
                render(&report, Page::endless(Palette::of_stderr()))
            );
            satisfy(case.should_panic);
        }
        Verdict::Passed => println!("{}", render(&report, Page::endless(Palette::of_stdout()))),
    }
}

/// Why the case is not wanted. libtest has started it: what is left to do is to say so.
fn left_out(case: &Case, choice: &Choice) -> Option<String> {
    let mut reason = format!("left out, {}", choice.objection(&case.options)?);
    if let Err(error) = choice.check(&case::all()) {
        let _ = write!(reason, "; {error}");
    }
    Some(reason)
}

/// What is asked and is not there is not taken for nothing.
fn unknown(case: &'static Case, error: &asked::Error) -> CaseReport {
    CaseReport {
        failure: Some(Failure {
            what: "what the environment asks for is not known, the body did not run".to_owned(),
            text: error.to_string(),
            before_body: true,
        }),
        ..CaseReport::empty(case, Verdict::Failed)
    }
}

/// What cannot be judged is no failure, and libtest would call it one if a panic is expected.
fn satisfy(should_panic: ShouldPanic) {
    match should_panic {
        ShouldPanic::No => {}
        ShouldPanic::Yes => panic::resume_unwind(Box::new("not judged")),
        ShouldPanic::With(expected) => panic::resume_unwind(Box::new(expected)),
    }
}

fn find(module: &str, name: &str, line: u32) -> &'static Case {
    let mut candidates: Vec<_> = case::all()
        .into_iter()
        .filter(|case| case.module == module && case.name == name)
        .collect();
    // Two of a name in one module can only be in different functions.
    candidates.sort_by_key(|case| case.line != line);
    candidates
        .first()
        .copied()
        .unwrap_or_else(|| panic!("perf: {module}::{name} is not registered: the linker has dropped the registration of this test"))
}
