//! A comparison as a person reads it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::line::{Comparison, Evidence, Line};
use crate::cli::table;
use crate::history::metrics::{self, Better};
use crate::judge::pairs::Verdict;
use crate::report::format::clean;

pub(super) fn render(comparison: &Comparison) -> String {
    let mut lines = comparison.lines();
    // What is worse comes first, and the largest of it.
    let share = |line: &Line| line.share.unwrap_or(f64::INFINITY);
    lines.sort_by(|a, b| {
        let (a_worse, b_worse) = (a.verdict == Verdict::Larger, b.verdict == Verdict::Larger);
        b_worse.cmp(&a_worse).then(share(b).total_cmp(&share(a)))
    });
    let head = ["", "change", "case", "figure", "base", "head", "evidence"].map(ToOwned::to_owned);
    let rows: Vec<_> = std::iter::once(head).chain(lines.iter().map(row)).collect();
    let mut text = table::columns(&rows, [false, true, false, false, true, true, false]);
    let [only_base, only_head] = comparison.alone();
    let [base_failed, _] = comparison.failed();
    for (what, names) in [
        ("only in the base", only_base),
        ("only in the head", only_head),
        ("fails in the base", base_failed),
        ("fails in the head alone", comparison.newly_failed()),
    ] {
        if !names.is_empty() {
            let _ = writeln!(text, "{what}: {}", list(&names));
        }
    }
    for problem in comparison.problems() {
        let _ = writeln!(text, "not compared: {}", clean(problem));
    }
    text
}

fn list(names: &BTreeSet<&str>) -> String {
    let names: Vec<_> = names.iter().map(|name| clean(name)).collect();
    names.join(", ")
}

fn row(line: &Line) -> [String; 7] {
    let figure = |value| metrics::text(&line.metric, value);
    [
        word(line).to_owned(),
        metrics::growth(line.share),
        line.case.name.clone(),
        line.metric.clone(),
        figure(line.base),
        figure(line.head),
        evidence(&line.evidence),
    ]
}

fn word(line: &Line) -> &'static str {
    let better = match Better::of(&line.metric) {
        Better::Less => line.head < line.base,
        Better::More => line.head > line.base,
        Better::Unknown => false,
    };
    match (&line.evidence, line.verdict) {
        (_, Verdict::Larger) => "WORSE",
        (Evidence::Counted, _) if better => "better",
        (Evidence::Counted, _) => "differs",
        (Evidence::Measured(_), _) => "",
    }
}

/// `counted`, or in how many pairs the head was slower.
fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Counted => "counted".to_owned(),
        Evidence::Measured(rounds) => {
            let rounds = rounds
                .iter()
                .map(|round| format!("{} of {}", round.larger, round.pairs));
            format!(
                "slower in {} pairs",
                rounds.collect::<Vec<_>>().join(" and ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::tests::{SAME, SLOWER, comparison, round};
    use super::*;

    #[test]
    fn what_is_worse_comes_first_with_its_evidence() {
        let expected = [
            "        change  case  figure      base     head  evidence",
            "WORSE    +39 %  list  ms       10.0 ms  14.0 ms  slower in 5 of 5 and 5 of 5 pairs",
            "better   -33 %  list  queries        3        2  counted",
            "",
        ]
        .join("\n");
        let seen = render(&comparison(&[
            round(SLOWER, (3.0, 2.0)),
            round(SLOWER, (3.0, 2.0)),
        ]));
        assert_eq!(seen, expected, "\n{seen}");
    }

    #[test]
    fn nothing_worse_is_shown_too() {
        let mut pairs = round(SAME, (3.0, 3.0));
        pairs[0].0.failed.insert("list".to_owned());
        pairs[0]
            .0
            .problems
            .insert("x.json is of schema 2".to_owned());
        let expected = [
            "  change  case  figure     base     head  evidence",
            "  -1.0 %  list  ms      10.0 ms  10.0 ms  slower in 2 of 5 pairs",
            "fails in the base: list",
            "not compared: x.json is of schema 2",
            "",
        ]
        .join("\n");
        let seen = render(&comparison(&[pairs]));
        assert_eq!(seen, expected, "\n{seen}");
    }
}
