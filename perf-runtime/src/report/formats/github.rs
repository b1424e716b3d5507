//! Lines by which GitHub Actions marks files of a pull request: workflow commands, in the output of a step.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::cmp::Reverse;
use std::fmt::Write as _;

use crate::store::Run;
use crate::store::record::{Record, TestOutcome};

/// A line for each case that failed, at the line of the application where one is known. GitHub shows ten of a step, so
/// the most severe come first. `root` is put before the names of files, where the workspace is not the whole repository.
pub(crate) fn annotations(run: &Run, root: &str) -> String {
    let mut failed: Vec<_> = run
        .records
        .iter()
        .filter(|record| record.outcome == TestOutcome::Failed)
        .collect();
    failed.sort_by_key(|record| Reverse(record.severity));
    let mut text: String = failed
        .into_iter()
        .map(|record| of_case(record, root))
        .collect();
    for mark in &run.unfinished {
        let title = format!("{} did not end", mark.name);
        let message = "it began and left no record: the run was cut off in it";
        text.push_str(&line(root, &mark.file, mark.line, &title, message));
    }
    for problem in &run.problems {
        let _ = writeln!(text, "::error title=perf::{}", data(&problem.to_string()));
    }
    text
}

fn of_case(record: &Record, root: &str) -> String {
    let at = record.culprit().unwrap_or_else(|| record.own_place());
    let mut message = record.reasons().join("\n");
    if at != record.own_place() {
        let _ = write!(message, "\nin the case {}", record.own_place());
    }
    line(root, at.file, at.line, &record.name, &message)
}

fn line(root: &str, file: &str, line: u32, title: &str, message: &str) -> String {
    let file = match root {
        "" => file.to_owned(),
        root => format!("{root}/{file}"),
    };
    format!(
        "::error file={},line={line},title={}::{}\n",
        property(&file),
        property(title),
        data(message)
    )
}

/// As `@actions/core` escapes them: nothing that a test says ends the line, or begins a command of its own.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_line_or_a_property() {
        assert_eq!(data("100 %\r\n::stop"), "100 %25%0D%0A::stop");
        assert_eq!(property("a::b, c"), "a%3A%3Ab%2C c");
        assert_eq!(
            line("api", "src/a.rs", 7, "a::b", "1\n2"),
            "::error file=api/src/a.rs,line=7,title=a%3A%3Ab::1%0A2\n"
        );
    }
}
