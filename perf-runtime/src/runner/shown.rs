//! Which call stacks a report shows; only those are looked up, for that takes longer than a case.

use std::collections::HashMap;
use std::path::Path;

use crate::case_report::CaseReport;
use crate::probe::log::StackId;
use crate::probe::site::{Site, Sites};
use crate::verdict::{Status, Verdict};

/// Call stacks that are looked up for a shape, those of the most statements.
const STACKS: usize = 32;

/// Looks up the lines of what the report of this case shows.
pub(super) fn resolve(report: &mut CaseReport) {
    let noteworthy = report.verdict == Verdict::Failed
        || report
            .findings
            .iter()
            .any(|finding| finding.status != Status::Ok);
    let (Some(recorder), true) = (report.recorder.take(), noteworthy) else {
        return;
    };
    let lookup = Sites::new(Path::new(report.case.manifest_dir), report.case.file);
    for shape in report
        .runs
        .iter_mut()
        .flat_map(|run| &mut run.queries.shapes)
    {
        for (stack, _) in shape.stacks.iter().take(STACKS) {
            report
                .sites
                .entry(*stack)
                .or_insert_with(|| lookup.of(&recorder.stack(*stack)));
        }
        shape.stacks = merged(&shape.stacks, &report.sites);
    }
    let portions = report.sharded.iter_mut().flat_map(|one| &mut one.loads);
    let portions = portions.map(|portion| &mut portion.load);
    for load in report.load.iter_mut().chain(portions) {
        let mut lines = |stack: StackId| {
            let sites = report.sites.entry(stack);
            in_words(sites.or_insert_with(|| lookup.of(&recorder.stack(stack))))
        };
        load.breakdown.resolve(&mut lines);
    }
}

/// `file:line function`, innermost first.
pub(crate) fn in_words(sites: &[Site]) -> Vec<String> {
    let one = |site: &Site| format!("{}:{} {}", site.file, site.line, site.function);
    sites.iter().map(one).collect()
}

/// Stacks that differ only in what lies between the application's lines are one place.
fn merged(stacks: &[(StackId, u64)], sites: &HashMap<StackId, Vec<Site>>) -> Vec<(StackId, u64)> {
    let mut merged: Vec<(StackId, u64)> = Vec::new();
    for (stack, count) in stacks {
        let lines = sites.get(stack);
        match merged
            .iter_mut()
            .find(|(known, _)| lines.is_some() && sites.get(known) == lines)
        {
            Some((_, total)) => *total += count,
            None => merged.push((*stack, *count)),
        }
    }
    merged.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_of_the_same_lines_are_one_place() {
        let site = |line| {
            vec![Site {
                file: "src/shop.rs".to_owned(),
                line,
                function: "titles".to_owned(),
            }]
        };
        let sites = HashMap::from([(1, site(7)), (2, site(8)), (3, site(8))]);
        let stacks = [(1, 4), (2, 3), (3, 2), (4, 1), (5, 1)];
        // Those that were not looked up may be anywhere.
        assert_eq!(merged(&stacks, &sites), [(2, 5), (1, 4), (4, 1), (5, 1)]);
    }
}
