//! Which call stacks a report shows; only those are looked up, for that takes longer than a case.

use std::path::Path;

use crate::case_report::CaseReport;
use crate::probe::site::Sites;
use crate::verdict::{Status, Verdict};

/// Call stacks that are looked up for a shape.
const STACKS: usize = 2;

/// Looks up the lines of what the report of this case shows.
pub(super) fn resolve(report: &mut CaseReport) {
    let noteworthy = report.verdict == Verdict::Failed
        || report.findings.iter().any(|finding| finding.status != Status::Ok);
    let (Some(recorder), true) = (report.recorder.take(), noteworthy) else {
        return;
    };
    let lookup = Sites::new(Path::new(report.case.manifest_dir), report.case.file);
    let stacks: Vec<_> = report
        .runs
        .iter()
        .flat_map(|run| &run.queries.shapes)
        .flat_map(|shape| shape.stacks.iter().take(STACKS))
        .map(|(stack, _)| *stack)
        .collect();
    for stack in stacks {
        report.sites.entry(stack).or_insert_with(|| lookup.of(&recorder.stack(stack)));
    }
}
