//! Says beside each finding where its limit comes from, where that is not the attribute alone.

use crate::case_report::CaseReport;

pub(crate) fn add(report: &mut CaseReport) {
    for finding in &mut report.findings {
        let source = report
            .case
            .options
            .sources
            .iter()
            .find(|source| source.soft == finding.soft && source.budget == finding.budget);
        finding.source = source;
    }
}
