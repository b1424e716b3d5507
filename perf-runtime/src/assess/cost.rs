//! The budgets on what the database counted: exact figures, so nothing is measured again.

use super::queries::{Budget, at_most, blind};
use crate::measurement::{Queries, Run, ShapeUse};
use crate::options::Options;
use crate::probe::cost::{Costs, Known, Tally};
use crate::report::format::{count, plural};
use crate::verdict::Finding;

/// A figure that a key limits.
struct Figure {
    limit: fn(&Options) -> Option<u64>,
    tally: fn(&Costs) -> Tally,
    budget: fn(Option<u64>) -> Budget,
    /// Why one kind of database never has it: the beginning of its name, and what to write instead.
    not_of: Option<(&'static str, &'static str)>,
}

const FIGURES: [Figure; 3] = [
    Figure {
        limit: |options| options.max_rows_scanned,
        tally: |costs| costs.rows_scanned,
        budget: |limit| Budget {
            key: "max_rows_scanned",
            limit,
            figure: |queries| queries.costs().rows_scanned.sum,
            unit: "row",
            culprit: |queries| most(queries, |costs| costs.rows_scanned.sum),
        },
        not_of: None,
    },
    Figure {
        limit: |options| options.max_vm_steps,
        tally: |costs| costs.vm_steps,
        budget: |limit| Budget {
            key: "max_vm_steps",
            limit,
            figure: |queries| queries.costs().vm_steps.sum,
            unit: "step",
            culprit: |queries| most(queries, |costs| costs.vm_steps.sum),
        },
        not_of: Some((
            "postgres",
            "Postgres has no virtual machine whose steps it counts: limit `max_buffers` instead",
        )),
    },
    Figure {
        limit: |options| options.max_buffers,
        tally: |costs| costs.buffers,
        budget: |limit| Budget {
            key: "max_buffers",
            limit,
            figure: |queries| queries.costs().buffers.sum,
            unit: "buffer",
            culprit: |queries| most(queries, |costs| costs.buffers.sum),
        },
        not_of: Some((
            "sqlite",
            "SQLite does not count the pages that it touches: limit `max_vm_steps` instead",
        )),
    },
];

/// Why figures may be missing, as far as the databases know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sources<'a> {
    /// The databases of the case, as in its record.
    pub(crate) databases: &'a [String],
    /// What kept a database from counting.
    pub(crate) obstacle: Option<&'a str>,
}

/// The findings on cost. `unseen` is why nothing that was not seen can be taken for not done.
pub(crate) fn findings(
    options: &Options,
    runs: &[Run],
    unseen: Option<&str>,
    sources: Sources<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for figure in &FIGURES {
        let Some(limit) = (figure.limit)(options) else {
            continue;
        };
        let mut finding = at_most(&(figure.budget)(Some(limit)), limit, runs);
        if let Some(cause) = not_counted(figure, runs, sources) {
            blind(std::slice::from_mut(&mut finding), &cause);
        }
        findings.push(finding);
    }
    if let Some(cause) = unseen {
        blind(&mut findings, cause);
    }
    findings
}

/// Why a query of any run has no such figure.
fn not_counted(figure: &Figure, runs: &[Run], sources: Sources<'_>) -> Option<String> {
    let missing = |run: &&Run| {
        let counted = (figure.tally)(&run.queries.costs()).statements;
        run.queries.count().saturating_sub(counted)
    };
    let run = runs.iter().max_by_key(missing)?;
    let missing = missing(&run);
    if missing == 0 {
        return None;
    }
    if let Some((_, instead)) = figure.not_of.filter(|(database, _)| {
        sources
            .databases
            .iter()
            .any(|known| known.starts_with(database))
    }) {
        return Some(instead.to_owned());
    }
    if let Some(obstacle) = sources.obstacle {
        return Some(obstacle.to_owned());
    }
    Some(format!(
        "not counted: {} of {}, which failed before it began or whose connection is not to the case's database.\n\
         On SQLite a trace hook of the application's own (`sqlite3_trace_v2`) takes the place of ours; on Postgres\n\
         the plan of a statement whose rows were not all read comes too late",
        count(missing),
        plural(run.queries.count(), "query")
    ))
}

/// The shape of the most.
fn most(queries: &Queries, figure: fn(&Costs) -> u64) -> Option<&ShapeUse> {
    // The first of several, so that the message is the same every time.
    queries
        .shapes
        .iter()
        .rev()
        .max_by_key(|shape| figure(&shape.sum.costs))
}

/// What is known of the cost of statements, for one line: `999 rows scanned, 5,004 steps`.
pub(crate) fn in_words(costs: &Costs, per: u64) -> Option<String> {
    Some(known_in_words(&costs.known()?, per))
}

pub(crate) fn known_in_words(known: &Known, per: u64) -> String {
    let each = |sum: u64| sum / per.max(1);
    let mut words = vec![format!("{} scanned", count(each(known.rows_scanned)))];
    words.extend(known.vm_steps.map(|steps| plural(each(steps), "step")));
    words.extend(known.buffers.map(|pages| plural(each(pages), "buffer")));
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::examples::run;
    use crate::probe::cost::Cost;
    use crate::verdict::Status;

    fn statuses(findings: &[Finding]) -> Vec<(&str, Status)> {
        findings
            .iter()
            .map(|finding| (finding.budget.as_str(), finding.status))
            .collect()
    }

    const NOWHERE: Sources<'_> = Sources {
        databases: &[],
        obstacle: None,
    };

    /// A run of one query that was made twice, of which so many were counted on SQLite.
    fn counted(times: u64) -> Run {
        let mut run = run(&[("SELECT a FROM b", 2, 3)]);
        for _ in 0..times {
            run.queries.shapes[0].sum.costs.push(Some(Cost {
                rows_scanned: 100,
                vm_steps: Some(500),
                ..Cost::default()
            }));
        }
        run
    }

    const LIMITS: Options = Options {
        max_rows_scanned: Some(200),
        max_vm_steps: Some(999),
        ..Options::NONE
    };

    #[test]
    fn all_queries_together_are_judged() {
        let found = findings(&LIMITS, &[counted(2)], None, NOWHERE);
        assert_eq!(
            statuses(&found),
            [
                ("max_rows_scanned", Status::Ok),
                ("max_vm_steps", Status::Fail)
            ]
        );
        assert_eq!(found[0].text, "200 rows, budget 200");
        assert_eq!(found[1].text, "1,000 steps, budget 999 (+1)");
        assert_eq!(found[1].shapes.len(), 1);
    }

    #[test]
    fn a_query_that_was_not_counted_is_no_pass() {
        let found = findings(&LIMITS, &[counted(2), counted(1)], None, NOWHERE);
        // What was counted is over all the same.
        assert_eq!(
            statuses(&found),
            [
                ("max_rows_scanned", Status::Blind),
                ("max_vm_steps", Status::Fail)
            ]
        );
        let advice = found[0].advice.as_deref().unwrap_or_default();
        assert!(
            advice.starts_with("not counted: 1 of 2 queries"),
            "{advice}"
        );
    }

    #[test]
    fn a_database_that_cannot_count_says_what_to_limit() {
        let options = Options {
            max_buffers: Some(5),
            ..Options::NONE
        };
        let databases = ["sqlite".to_owned()];
        let sources = Sources {
            databases: &databases,
            obstacle: Some("not loaded"),
        };
        let found = findings(&options, &[counted(2)], None, sources);
        assert_eq!(statuses(&found), [("max_buffers", Status::Blind)]);
        assert!(
            found[0]
                .advice
                .as_deref()
                .unwrap_or_default()
                .contains("max_vm_steps")
        );
        let found = findings(&LIMITS, &[counted(0)], None, sources);
        assert_eq!(found[0].advice.as_deref(), Some("not loaded"));
    }

    #[test]
    fn nothing_seen_is_no_pass() {
        let found = findings(&LIMITS, &[run(&[])], Some("why"), NOWHERE);
        assert!(
            found.iter().all(|finding| finding.status == Status::Blind),
            "{found:?}"
        );
    }
}
