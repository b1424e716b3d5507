//! The rules on plans: `no_full_scan` with its exceptions, and `uses_index`.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::queries::blind;
use crate::measurement::Run;
use crate::options::Options;
use crate::plan::{Asked, By, Explained, Explanations, Plan, Scan, tree};
use crate::probe::class::Class;
use crate::probe::log::Sum;
use crate::probe::shape::ShapeId;
use crate::report::format::{count, plural};
use crate::verdict::{Finding, Status};

/// Statements that are shown with their plans.
const SHOWN: usize = 3;

/// The findings on plans. `unseen` is why statements that were not seen may have been there all the same.
pub(crate) fn findings(
    options: &Options,
    runs: &[Run],
    explanations: &Explanations,
    unseen: Option<&str>,
) -> Vec<Finding> {
    let explanations = explanations.clone().with_all_of(runs);
    let mut findings = Vec::new();
    if options.no_full_scan {
        findings.push(no_full_scan(options.full_scan_ok, runs, &explanations));
    }
    findings.extend(
        options
            .uses_index
            .map(|index| uses_index(index, &explanations)),
    );
    if let Some(cause) = unseen {
        blind(&mut findings, cause);
    }
    findings
}

/// A statement that reads a table from end to end.
struct Offender<'a> {
    shape: ShapeId,
    plan: &'a Plan,
    /// Nothing where the plan does not show it.
    scan: Option<&'a Scan>,
    class: Class,
    /// All statements of the shape together, over all runs.
    sum: Sum,
}

fn no_full_scan(exceptions: &[&str], runs: &[Run], explanations: &Explanations) -> Finding {
    let mut offenders = offenders(exceptions, runs, explanations);
    let Some(worst) = offenders.first() else {
        return unexplained(explanations)
            .unwrap_or_else(|| Finding::new("no_full_scan", Status::Ok, none(explanations)))
            .of("no_full_scan");
    };
    let mut text = what(worst);
    if offenders.len() > 1 {
        let more = offenders.len() as u64 - 1;
        let _ = write!(text, "; and {}", plural(more, "more statement"));
    }
    let advice = advice(worst);
    offenders.truncate(SHOWN);
    let mut finding = Finding::new("no_full_scan", Status::Fail, text).advice(advice);
    for offender in &offenders {
        finding = finding
            .about(Some(offender.shape))
            .plan(offender.shape, tree::render(&offender.plan.tree));
    }
    finding
}

/// Each shape once, the most rows scanned first.
fn offenders<'a>(
    exceptions: &[&str],
    runs: &[Run],
    explanations: &'a Explanations,
) -> Vec<Offender<'a>> {
    let is_excepted = |scan: &Scan| {
        exceptions
            .iter()
            .any(|table| scan.table.eq_ignore_ascii_case(table))
    };
    let mut offenders: Vec<Offender<'a>> = Vec::new();
    for (explained, plan) in plans(explanations) {
        if offenders.iter().any(|known| known.shape == explained.shape) {
            continue;
        }
        let (class, sum) = sum(explained.shape, runs);
        let scan = plan.scans.iter().find(|scan| !is_excepted(scan));
        // A table that may be scanned may be scanned by a trigger too.
        let is_hidden = !plan.says_scans && sum.costs.rows_scanned.sum > 0 && exceptions.is_empty();
        if scan.is_some() || is_hidden {
            offenders.push(Offender {
                shape: explained.shape,
                plan,
                scan,
                class,
                sum,
            });
        }
    }
    offenders.sort_by_key(|offender| Reverse(offender.sum.costs.rows_scanned.sum));
    offenders
}

fn sum(shape: ShapeId, runs: &[Run]) -> (Class, Sum) {
    let mut class = Class::Read;
    let mut sum = Sum::default();
    for known in runs.iter().flat_map(|run| &run.queries.shapes) {
        if known.shape.id == shape {
            class = known.class;
            sum.add(&known.sum);
        }
    }
    (class, sum)
}

fn plans(explanations: &Explanations) -> impl Iterator<Item = (&Explained, &Plan)> {
    explanations
        .all
        .iter()
        .filter_map(|explained| Some((explained, explained.plan.as_ref().ok()?)))
}

/// What the worst statement does.
fn what(offender: &Offender<'_>) -> String {
    let mut text = match offender.scan {
        None => "a full scan that its plan does not show".to_owned(),
        Some(Scan { table, by, .. }) => match by {
            By::Rows => format!("full scan of `{table}`"),
            By::Index(index) => format!("scan of the whole index `{index}` of `{table}`"),
            By::AutomaticIndex => {
                format!("full scan of `{table}`, to make an index for this statement alone")
            }
        },
    };
    let scanned = offender.sum.costs.rows_scanned.sum;
    if scanned > 0 {
        let _ = write!(text, ": {} scanned", plural(scanned, "row"));
        if offender.class == Class::Read {
            let _ = write!(text, " for {} returned", count(offender.sum.rows));
        }
    }
    text
}

fn advice(offender: &Offender<'_>) -> String {
    let mut advice = Vec::new();
    match offender.plan.asked {
        Asked::Choice => {}
        Asked::ChoiceOfLarge => {
            advice.push("asked which plan is chosen, since the table is not small".to_owned());
        }
        Asked::CanServe => advice.push(
            "asked whether an index can serve (`enable_seqscan = off`), since the table is small: none can".to_owned(),
        ),
    }
    match offender.scan {
        None => advice.push(
            "a trigger, or a foreign key whose column has no index, makes the database look through a table".to_owned(),
        ),
        Some(scan) => {
            if let Some(remedy) = &scan.remedy {
                advice.push(format!("an index would serve: {remedy}"));
            }
            advice.push(format!(
                "if `{0}` stays small, say so: `full_scan_ok = [\"{0}\"]`",
                scan.table
            ));
        }
    }
    advice.join("\n")
}

/// That there is nothing to find fault with, and what was asked.
fn none(explanations: &Explanations) -> String {
    let statements = explanations.shapes();
    if statements == 0 {
        return "no statement was made".to_owned();
    }
    let mut text = format!("none in {}", plural(statements, "statement"));
    let can_serve = |plan: &Plan| plan.asked == Asked::CanServe && plan.scans.is_empty();
    if plans(explanations).any(|(_, plan)| can_serve(plan)) {
        text.push_str(
            " (an index can serve where tables are small: asked with `enable_seqscan = off`)",
        );
    }
    text
}

/// What could not be explained may be anything.
fn unexplained(explanations: &Explanations) -> Option<Finding> {
    let mut failed = explanations.all.iter().filter_map(|explained| {
        let reason = explained.plan.as_ref().err()?;
        Some((explained.shape, reason))
    });
    let (shape, reason) = failed.next()?;
    let mut shapes: Vec<_> = failed.map(|(shape, _)| shape).chain([shape]).collect();
    shapes.sort_unstable();
    shapes.dedup();
    let text = format!(
        "{} of {} could not be explained: inconclusive",
        count(shapes.len() as u64),
        plural(explanations.shapes(), "statement")
    );
    Some(
        Finding::new("", Status::Blind, text)
            .about(Some(shape))
            .advice(reason.clone()),
    )
}

fn uses_index(index: &str, explanations: &Explanations) -> Finding {
    if explanations.all.is_empty() {
        let text = "no statement was made: inconclusive";
        return Finding::new("uses_index", Status::Blind, text);
    }
    let is_it = |name: &String| name.eq_ignore_ascii_case(index);
    let (using, not): (Vec<_>, Vec<_>) =
        plans(explanations).partition(|(_, plan)| plan.indexes.iter().any(is_it));
    let statements = plural(explanations.shapes(), "statement");
    if !using.is_empty() {
        let mut shapes: Vec<_> = using.iter().map(|(explained, _)| explained.shape).collect();
        shapes.dedup();
        let mut text = format!(
            "`{index}` is used by {} of {statements}",
            count(shapes.len() as u64)
        );
        if using.iter().all(|(_, plan)| plan.asked == Asked::CanServe) {
            text.push_str(" (it can serve: its table is small, asked with `enable_seqscan = off`)");
        }
        return Finding::new("uses_index", Status::Ok, text);
    }
    let known = explanations.indexes.iter().find(|(name, _)| is_it(name));
    if let Some(unexplained) = unexplained(explanations) {
        return unexplained.of("uses_index");
    }
    let Some((_, table)) = known else {
        return Finding::new(
            "uses_index",
            Status::Fail,
            format!("there is no index `{index}` in the case's database"),
        )
        .advice(names(explanations));
    };
    let text = format!("`{index}` of `{table}` is used by none of {statements}");
    let mut finding = Finding::new("uses_index", Status::Fail, text);
    for (explained, plan) in not.iter().take(SHOWN) {
        finding = finding
            .about(Some(explained.shape))
            .plan(explained.shape, tree::render(&plan.tree));
    }
    finding
}

fn names(explanations: &Explanations) -> String {
    let is_of_case = |table: &str| table != "_sqlx_migrations";
    let mut names: Vec<_> = explanations
        .indexes
        .iter()
        .filter(|(_, table)| is_of_case(table))
        .map(|(name, table)| format!("`{name}` of `{table}`"))
        .collect();
    names.sort();
    if names.is_empty() {
        "it has no index: does the case name its `migrator`?".to_owned()
    } else {
        format!("it has {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests;
