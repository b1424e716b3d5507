//! The budgets on queries, each judged for its worst run.

use super::repetition;
use crate::measurement::{Queries, Run, ShapeUse};
use crate::options::Options;
use crate::probe::class::Class;
use crate::report::format::{count, plural};
use crate::verdict::{Finding, Status};

/// A figure of one run, and what it is a budget on.
struct Budget {
    key: &'static str,
    limit: Option<u64>,
    figure: fn(&Queries) -> u64,
    /// Of what, in the singular.
    unit: &'static str,
    /// The shape to show.
    culprit: fn(&Queries) -> Option<&ShapeUse>,
}

/// The findings on queries. `unseen` is why nothing that was not seen can be taken for not done.
pub(crate) fn findings(options: &Options, runs: &[Run], unseen: Option<&str>) -> Vec<Finding> {
    let mut findings: Vec<_> = budgets(options)
        .iter()
        .filter_map(|budget| Some(at_most(budget, budget.limit?, runs)))
        .collect();
    findings.extend(options.min_queries.filter(|least| *least > 0).map(|least| at_least(least, runs)));
    findings.extend(repetition::findings(options, runs));
    if let Some(cause) = unseen {
        blind(&mut findings, cause);
    }
    findings
}

/// What was not seen cannot be within a budget: all that seemed to be is inconclusive, and fails.
fn blind(findings: &mut [Finding], cause: &str) {
    for finding in findings.iter_mut().filter(|finding| finding.status == Status::Ok) {
        finding.status = Status::Blind;
        finding.text.push_str(": inconclusive");
    }
    // Said once is enough.
    if let Some(first) = findings.iter_mut().find(|finding| finding.status.is_bad()) {
        first.advice = Some(cause.to_owned());
    }
}

fn budgets(options: &Options) -> [Budget; 4] {
    [
        Budget {
            key: "max_queries",
            limit: options.max_queries,
            figure: Queries::count,
            unit: "query",
            culprit: |queries| queries.most_repeated().filter(|_| queries.shapes.len() < 4),
        },
        Budget {
            key: "max_reads",
            limit: options.max_reads,
            figure: Queries::reads,
            unit: "read",
            culprit: |queries| most_of(queries, Class::Read),
        },
        Budget {
            key: "max_writes",
            limit: options.max_writes,
            figure: Queries::writes,
            unit: "write",
            culprit: |queries| most_of(queries, Class::Write),
        },
        Budget {
            key: "max_rows",
            limit: options.max_rows,
            figure: Queries::rows,
            unit: "row",
            culprit: |queries| queries.shapes.iter().max_by_key(|shape| shape.sum.rows),
        },
    ]
}

fn most_of(queries: &Queries, class: Class) -> Option<&ShapeUse> {
    queries.shapes.iter().filter(|shape| shape.class == class).max_by_key(|shape| shape.sum.count)
}

fn at_most(budget: &Budget, limit: u64, runs: &[Run]) -> Finding {
    let (index, figure) = worst(runs, budget.figure);
    let over = figure > limit;
    let mut text = format!("{}, budget {limit}", plural(figure, budget.unit));
    if over {
        text.push_str(&format!(" (+{})", count(figure - limit)));
    }
    text.push_str(&which(index, runs));
    let culprit = runs.get(index).filter(|_| over).and_then(|run| (budget.culprit)(&run.queries));
    Finding::new(budget.key, if over { Status::Fail } else { Status::Ok }, text)
        .figures(figure as f64, limit as f64)
        .about(culprit.map(|shape| shape.shape.id))
}

fn at_least(limit: u64, runs: &[Run]) -> Finding {
    let (index, figure) = runs
        .iter()
        .enumerate()
        .map(|(index, run)| (index, run.queries.count()))
        .min_by_key(|(_, figure)| *figure)
        .unwrap_or_default();
    let status = if figure < limit { Status::Fail } else { Status::Ok };
    let text = format!("{}, at least {limit}{}", plural(figure, "query"), which(index, runs));
    Finding::new("min_queries", status, text).figures(figure as f64, limit as f64)
}

/// The first of the runs in which the figure is largest.
fn worst(runs: &[Run], figure: fn(&Queries) -> u64) -> (usize, u64) {
    let mut worst = (0, 0);
    for (index, run) in runs.iter().enumerate() {
        let figure = figure(&run.queries);
        if figure > worst.1 {
            worst = (index, figure);
        }
    }
    worst
}

fn which(index: usize, runs: &[Run]) -> String {
    if runs.len() > 1 { format!(" (run {} of {})", index + 1, runs.len()) } else { String::new() }
}
