//! A case under libtest: what the `#[test]` function of an attribute calls.

use std::io::Write as _;
use std::{io, panic};

use crate::case::{self, Case};
use crate::report::console::render;
use crate::report::palette::Palette;
use crate::verdict::Verdict;

/// Runs the case that was written at this place, and ends as a test ends.
///
/// # Panics
///
/// If the case fails: the payload is the whole report, so that `#[should_panic(expected = "..")]`
/// may ask for any part of it.
#[expect(clippy::print_stderr, clippy::print_stdout, reason = "libtest captures what a test prints, and shows it when it fails")]
pub fn run_test(module: &str, name: &str, line: u32) {
    let case = find(module, name, line);
    let report = super::run(case);
    match &report.verdict {
        Verdict::Failed => {
            let plain = render(&report, Palette::plain());
            // One message, and no second one of the panic hook.
            eprintln!("Error: {}", render(&report, Palette::of_stderr()));
            panic::resume_unwind(Box::new(plain));
        }
        // libtest knows no test that cannot run: say it past its capture, or nobody would see it.
        Verdict::Skipped(_) | Verdict::Inconclusive => {
            let _ = writeln!(io::stderr(), "{}", render(&report, Palette::of_stderr()));
        }
        Verdict::Passed => println!("{}", render(&report, Palette::of_stdout())),
    }
}

fn find(module: &str, name: &str, line: u32) -> &'static Case {
    let mut candidates: Vec<_> = case::all().into_iter().filter(|case| case.module == module && case.name == name).collect();
    // Two of a name in one module can only be in different functions.
    candidates.sort_by_key(|case| case.line != line);
    candidates
        .first()
        .copied()
        .unwrap_or_else(|| panic!("perf: {module}::{name} is not registered: the linker has dropped the registration of this test"))
}
