//! What the figures do from size to size: claims on their growth, N+1 proved or cleared, and sizes that make no difference.

mod n_plus_one;
mod points;
mod time;

use super::heap::NOT_COUNTED;
use super::queries::blind;
use crate::judge::growth::{COUNTS, Point, class, refutes, slope};
use crate::measurement::{Queries, Run};
use crate::options::{Complexity, NPlusOne, Options};
use crate::probe::shape::ShapeId;
use crate::report::format::{count, plural, rate};
use crate::verdict::{Finding, Grown, Status};
use points::{Series, all_shapes, series};

pub(crate) use time::TimeGrowth;

/// What says whether the sizes made a difference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Data<'a> {
    /// The rows in the case's databases at each size, where they can be counted.
    pub(crate) rows: &'a [Option<u64>],
    /// Whether a fixture asked for the size.
    pub(crate) size_is_taken: bool,
}

/// What to do about fewer queries with more data.
const WARM_UP: &str = "Was a cache cold at the first size? `warmup = 1` runs the body once, unmeasured, before it is measured at each size";

/// The findings on counts. `unseen` is why nothing that was not seen can be taken for not done.
pub(crate) fn findings(
    options: &Options,
    runs: &[Run],
    unseen: Option<&str>,
    data: Data<'_>,
) -> Vec<Finding> {
    let growth = options.growth;
    let mut findings = Vec::new();
    let counts: [(_, _, _, Figure); 2] = [
        ("growth(queries)", growth.queries, "query", Queries::count),
        ("growth(rows)", growth.rows, "row", Queries::rows),
    ];
    for (budget, claim, unit, figure) in counts {
        let Some(claim) = claim else {
            continue;
        };
        let finding = of_counts(
            budget,
            claim,
            unit,
            &series(runs, |run| figure(&run.queries)),
        );
        findings.push(match finding.status {
            Status::Fail => finding.about(fastest(runs, figure)),
            _ => finding,
        });
    }
    let no_difference = no_difference(options, runs, data);
    let is_blind = unseen.is_some() || no_difference.is_some();
    findings.extend(n_plus_one::finding(options, runs, is_blind));
    if let Some(cause) = unseen {
        blind(&mut findings, cause);
    }
    // Memory is counted whether queries are seen or not.
    findings.extend(growth.allocs.map(|claim| of_allocations(claim, runs)));
    if let Some(cause) = no_difference {
        let text = "neither the data nor what was counted differs";
        findings.insert(0, Finding::new("sizes", Status::Blind, text));
        blind(&mut findings, &cause);
    }
    findings
}

/// A figure of all queries of a run, or of some.
type Figure = fn(&Queries) -> u64;

fn of_allocations(claim: Complexity, runs: &[Run]) -> Finding {
    const BUDGET: &str = "growth(allocs)";
    if runs.iter().any(|run| run.allocations().is_none()) {
        let text = format!("not counted, claimed {}: inconclusive", claim.word());
        return Finding::new(BUDGET, Status::Blind, text).advice(NOT_COUNTED);
    }
    let allocations = series(runs, |run| run.allocations().unwrap_or_default());
    of_counts(BUDGET, claim, "allocation", &allocations)
}

fn of_counts(budget: &str, claim: Complexity, unit: &str, series: &Series) -> Finding {
    let points = series.points();
    let class = class(&points, COUNTS);
    let word = class.map_or("more than quadratic", Complexity::word);
    let figures = series.in_words();
    let finding = |status, text: String| Finding {
        growth: Some(grown(&points, class)),
        ..Finding::new(budget, status, text)
    };
    if refutes(&points, claim, COUNTS) {
        let text = format!(
            "{word}, claimed {}: {} more for each one of the size ({figures})",
            claim.word(),
            rate(slope_of(&points), unit),
        );
        return finding(Status::Fail, text);
    }
    if series.is_zero() {
        let text = format!("0 at every size, claimed {}: inconclusive", claim.word());
        return finding(Status::Blind, text);
    }
    if series.falls() {
        let text = format!("fewer with more data ({figures}): inconclusive");
        return finding(Status::Blind, text).advice(WARM_UP);
    }
    finding(Status::Ok, format!("{} ({figures})", within(class, claim)))
}

/// `linear, as claimed`, `constant, at most linear`.
fn within(class: Option<Complexity>, claim: Complexity) -> String {
    match class {
        Some(class) if class < claim => format!("{}, at most {}", class.word(), claim.word()),
        _ => format!("{}, as claimed", claim.word()),
    }
}

/// The shape whose figure rises most from the smallest to the largest size.
fn fastest(runs: &[Run], figure: Figure) -> Option<ShapeId> {
    let rise = |shape: &ShapeId| {
        let series = series(runs, |run| figure(&run.queries.only(*shape)));
        series.rise()
    };
    // The first of several, so that the message is the same every time.
    all_shapes(runs).into_iter().rev().max_by_key(rise)
}

fn slope_of(points: &[Point]) -> f64 {
    slope(points.iter().map(|point| (point.size as f64, point.figure)))
}

fn grown(points: &[Point], class: Option<Complexity>) -> Grown {
    Grown {
        class: class.map(|class| class.word().into()),
        slope: slope_of(points),
        points: points
            .iter()
            .map(|point| (point.size, point.figure))
            .collect(),
    }
}

/// Why the sizes say nothing: neither the data nor what was counted differs from one to the other.
fn no_difference(options: &Options, runs: &[Run], data: Data<'_>) -> Option<String> {
    let asks_for_counts = options.growth.queries.is_some()
        || options.growth.rows.is_some()
        || options.n_plus_one == Some(NPlusOne::Deny);
    let differs =
        |figure: &dyn Fn(&Queries) -> u64| !series(runs, |run| figure(&run.queries)).is_constant();
    let any_differs = differs(&Queries::rows)
        || all_shapes(runs)
            .into_iter()
            .any(|shape| differs(&|queries| queries.only(shape).count()));
    let same_data = data.rows.windows(2).all(|pair| pair[0] == pair[1]);
    let is_said_to_differ = data.size_is_taken && !asks_for_counts;
    if any_differs || !same_data || is_said_to_differ {
        return None;
    }
    match data.rows.first().copied().flatten() {
        Some(rows) => Some(format!(
            "the database held {} at every size: let the dataset take `size: Size`, and make so many",
            plural(rows, "row")
        )),
        None if data.size_is_taken => None,
        None => Some(
            "nothing asks for the size: let the dataset, a fixture or the test take `size: Size`"
                .to_owned(),
        ),
    }
}

/// `3 at size 10, 4 at 100`.
pub(super) fn at_sizes(unit: &str, figures: impl Iterator<Item = (u64, String)>) -> String {
    let figures: Vec<_> = figures
        .enumerate()
        .map(|(index, (size, figure))| match index {
            0 => format!("{figure} at {}", unit.replace("{}", &count(size))),
            _ => format!("{figure} at {}", count(size)),
        })
        .collect();
    figures.join(", ")
}

#[cfg(test)]
mod tests;
