//! The budgets on queries, each judged for its worst run.

use std::fmt::Write as _;

use super::repetition;
use crate::fixture::Iteration;
use crate::measurement::{Ending, Queries, Run, ShapeUse, by_size};
use crate::options::Options;
use crate::probe::class::Class;
use crate::report::format::{count, plural};
use crate::verdict::{Finding, Status};

/// A figure of one run, and what it is a budget on.
pub(super) struct Budget {
    pub(super) key: &'static str,
    pub(super) limit: Option<u64>,
    pub(super) figure: fn(&Queries) -> u64,
    /// Of what, in the singular.
    pub(super) unit: &'static str,
    /// The shape to show.
    pub(super) culprit: fn(&Queries) -> Option<&ShapeUse>,
}

/// The findings on queries. `unseen` is why nothing that was not seen can be taken for not done.
pub(crate) fn findings(options: &Options, runs: &[Run], unseen: Option<&str>) -> Vec<Finding> {
    let mut findings: Vec<_> = budgets(options)
        .iter()
        .filter_map(|budget| Some(at_most(budget, budget.limit?, runs)))
        .collect();
    findings.extend(
        options
            .min_queries
            .filter(|least| *least > 0)
            .map(|least| at_least(least, runs)),
    );
    findings.extend(repetition::findings(options, runs));
    if let Some(cause) = unseen {
        blind(&mut findings, cause);
    }
    findings
}

/// What was not seen cannot be within a budget: all that seemed to be is inconclusive, and fails.
pub(super) fn blind(findings: &mut [Finding], cause: &str) {
    for finding in findings
        .iter_mut()
        .filter(|finding| finding.status == Status::Ok)
    {
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
    queries
        .shapes
        .iter()
        .filter(|shape| shape.class == class)
        .max_by_key(|shape| shape.sum.count)
}

pub(super) fn at_most(budget: &Budget, limit: u64, runs: &[Run]) -> Finding {
    let (index, figure) = worst(runs, budget.figure);
    let over = figure > limit;
    let mut text = format!("{}, budget {limit}", plural(figure, budget.unit));
    if over {
        let _ = write!(text, " (+{})", count(figure - limit));
    }
    text.push_str(&which(index, runs));
    let culprit = runs
        .get(index)
        .filter(|_| over)
        .and_then(|run| (budget.culprit)(&run.queries));
    Finding::new(
        budget.key,
        if over { Status::Fail } else { Status::Ok },
        text,
    )
    .figures(figure as f64, limit as f64)
    .about(culprit.map(|shape| shape.shape.id))
}

fn at_least(limit: u64, runs: &[Run]) -> Finding {
    // Under load some may fail, and those did not come to all of their queries.
    let any_ended = runs.iter().any(|run| run.ending == Ending::Ok);
    let (index, figure) = runs
        .iter()
        .enumerate()
        .filter(|(_, run)| run.ending == Ending::Ok || !any_ended)
        .map(|(index, run)| (index, run.queries.count()))
        .min_by_key(|(_, figure)| *figure)
        .unwrap_or_default();
    let status = if figure < limit {
        Status::Fail
    } else {
        Status::Ok
    };
    let text = format!(
        "{}, at least {limit}{}",
        plural(figure, "query"),
        which(index, runs)
    );
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

pub(super) fn which(index: usize, runs: &[Run]) -> String {
    match runs.get(index).and_then(|run| run.iteration) {
        Some(Iteration { user, index, .. }) => format!(" (user {}, iteration {index})", user.index),
        None if runs.get(index).is_some_and(|run| run.size.is_some()) => at_size(index, runs),
        None if runs.len() > 1 => format!(" (run {} of {})", index + 1, runs.len()),
        None => String::new(),
    }
}

/// Which size it is, and which run where there are several.
fn at_size(index: usize, runs: &[Run]) -> String {
    let mut before = 0;
    for (size, runs) in by_size(runs) {
        if index < before + runs.len() {
            let size = count(size.unwrap_or_default());
            return match runs.len() {
                1 => format!(" (at size {size})"),
                all => format!(" (at size {size}, run {} of {all})", index - before + 1),
            };
        }
        before += runs.len();
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::examples::run;
    use crate::options::NPlusOne;

    const LIST: (&str, u64, u64) = ("SELECT id, name FROM companies", 1, 50);
    const COUNT: (&str, u64, u64) = (
        "SELECT COUNT(*) FROM departments WHERE company_id = ?",
        50,
        1,
    );

    fn statuses(
        options: &Options,
        runs: &[Run],
        unseen: Option<&str>,
    ) -> Vec<(String, Status, String)> {
        findings(options, runs, unseen)
            .into_iter()
            .map(|finding| (finding.budget, finding.status, finding.text))
            .collect()
    }

    fn one(budget: &str, status: Status, text: &str) -> (String, Status, String) {
        (budget.to_owned(), status, text.to_owned())
    }

    #[test]
    fn a_budget_at_its_limit_passes() {
        let runs = [run(&[("SELECT * FROM book", 1, 1)])];
        let options = Options {
            max_queries: Some(1),
            ..Options::NONE
        };
        assert_eq!(
            statuses(&options, &runs, None),
            [one("max_queries", Status::Ok, "1 query, budget 1")]
        );
        let options = Options {
            max_queries: Some(0),
            ..Options::NONE
        };
        assert_eq!(
            statuses(&options, &runs, None),
            [one("max_queries", Status::Fail, "1 query, budget 0 (+1)")]
        );
    }

    #[test]
    fn a_loop_of_reads_is_suspected() {
        let runs = [run(&[LIST, COUNT])];
        let options = Options {
            max_repeats: Some(5),
            n_plus_one: Some(NPlusOne::Deny),
            ..Options::NONE
        };
        assert_eq!(
            statuses(&options, &runs, None),
            [
                one(
                    "max_repeats",
                    Status::Fail,
                    "x50 of one shape, budget 5 (+45): the same query again"
                ),
                one(
                    "n_plus_one",
                    Status::Fail,
                    "suspected: 50 reads of one shape, if each has another value"
                ),
            ]
        );
    }

    #[test]
    fn writes_few_repeats_and_the_same_query_are_no_n_plus_one() {
        let options = Options {
            n_plus_one: Some(NPlusOne::Deny),
            ..Options::NONE
        };
        for statement in [
            ("INSERT INTO a VALUES (?)", 200, 0),
            ("SELECT a FROM b WHERE c = ?", 4, 1),
            ("SELECT a FROM b", 40, 1),
        ] {
            let findings = findings(&options, &[run(&[statement])], None);
            assert!(
                findings.iter().all(|finding| finding.status == Status::Ok),
                "{statement:?}: {findings:?}"
            );
        }
    }

    #[test]
    fn values_in_the_text_are_told_apart() {
        let texts: Vec<String> = (0..6)
            .map(|id| format!("SELECT a FROM b WHERE id = {id}"))
            .collect();
        let statements: Vec<_> = texts.iter().map(|text| (text.as_str(), 1, 1)).collect();
        let options = Options {
            max_repeats: Some(1),
            ..Options::NONE
        };
        assert_eq!(
            statuses(&options, &[run(&statements)], None),
            [
                one(
                    "max_repeats",
                    Status::Fail,
                    "x6 of one shape, budget 1 (+5): with 6 different texts"
                ),
                one(
                    "n_plus_one",
                    Status::Warn,
                    "suspected: 6 reads of one shape, with a different value each time"
                ),
            ]
        );
    }

    #[test]
    fn the_worst_run_is_named() {
        let runs = [
            run(&[("SELECT 1", 2, 1)]),
            run(&[("SELECT 1", 4, 1)]),
            run(&[("SELECT 1", 1, 1)]),
        ];
        let options = Options {
            max_queries: Some(3),
            min_queries: Some(2),
            ..Options::NONE
        };
        assert_eq!(
            statuses(&options, &runs, None),
            [
                one(
                    "max_queries",
                    Status::Fail,
                    "4 queries, budget 3 (+1) (run 2 of 3)"
                ),
                one(
                    "min_queries",
                    Status::Fail,
                    "1 query, at least 2 (run 3 of 3)"
                ),
            ]
        );
    }

    #[test]
    fn nothing_seen_is_no_pass() {
        let options = Options {
            max_queries: Some(3),
            max_writes: Some(0),
            ..Options::NONE
        };
        let findings = findings(&options, &[run(&[])], Some("why"));
        assert!(
            findings
                .iter()
                .all(|finding| finding.status == Status::Blind),
            "{findings:?}"
        );
        assert_eq!(findings[0].text, "0 queries, budget 3: inconclusive");
        assert_eq!(findings[0].advice.as_deref(), Some("why"));
    }

    #[test]
    fn reads_writes_and_rows_have_budgets_of_their_own() {
        let runs = [run(&[
            ("SELECT a FROM b", 2, 30),
            ("UPDATE b SET a = 1", 3, 0),
        ])];
        let options = Options {
            max_reads: Some(2),
            max_writes: Some(2),
            max_rows: Some(59),
            ..Options::NONE
        };
        assert_eq!(
            statuses(&options, &runs, None),
            [
                one("max_reads", Status::Ok, "2 reads, budget 2"),
                one("max_writes", Status::Fail, "3 writes, budget 2 (+1)"),
                one("max_rows", Status::Fail, "60 rows, budget 59 (+1)"),
            ]
        );
    }
}
