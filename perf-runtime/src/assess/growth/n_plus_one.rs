//! N+1, proved or cleared by the growth of each shape by itself.

use std::fmt::Write as _;

use super::points::{Series, all_shapes, series};
use super::{WARM_UP, grown, slope_of};
use crate::assess::repetition::{SHOWN, SUSPICIOUS, Values, one_statement, values};
use crate::judge::growth::{COUNTS, class, slope};
use crate::measurement::{Run, ShapeUse};
use crate::options::{NPlusOne, Options};
use crate::probe::class::Class;
use crate::report::format::{plural, rate};
use crate::verdict::{Finding, Status};

/// Queries a row from which on it is one for each row, but for some that need none.
const EACH_ROW: f64 = 0.9;

/// A read, and how often it is made at each size.
struct Read<'a> {
    /// As it is used in the run that makes most of them.
    shape: &'a ShapeUse,
    counts: Series,
    /// Queries for each row: of the size, or of what another read returns.
    slope: f64,
}

/// None where it is not looked for, and where there is nothing to look at. `is_blind` is whether nothing that was not seen can be
/// taken for not done.
pub(super) fn finding(options: &Options, runs: &[Run], is_blind: bool) -> Option<Finding> {
    let severity = options.n_plus_one.unwrap_or(NPlusOne::Warn);
    let status = match severity {
        NPlusOne::Deny => Status::Fail,
        NPlusOne::Warn => Status::Warn,
        NPlusOne::Allow => return None,
    };
    let all = series(runs, |run| run.queries.reads());
    // Where time or memory alone is asked for, a body without queries is as good as any.
    let without_queries = (options.growth.time.is_some() || options.growth.allocs.is_some())
        && options.growth.queries.is_none()
        && options.growth.rows.is_none()
        && options.n_plus_one.is_none();
    if series(runs, |run| run.queries.count()).is_zero() && without_queries {
        return None;
    }
    let reads = reads(runs);
    let finding = proved(status, &reads, &all)
        .or_else(|| fewer(status, &reads, &all))
        .or_else(|| still_suspected(status, &reads, runs))
        .or_else(|| growing(options, &reads, &all))
        .unwrap_or_else(|| {
            let grows = reads.iter().any(|read| read.counts.rise() > 0);
            let why = if grows {
                "no read for each row"
            } else {
                "no read grows"
            };
            let cleared = if is_blind { "not cleared" } else { "cleared" };
            let text = format!("{cleared}: {why} ({})", all.in_rows());
            Finding::new("n_plus_one", Status::Ok, text)
        });
    let points = all.points();
    Some(Finding {
        growth: Some(grown(&points, class(&points, COUNTS))),
        ..finding
    })
}

/// A read for each row, of whatever values but the same ones.
fn proved(status: Status, reads: &[Read<'_>], all: &Series) -> Option<Finding> {
    let mut guilty: Vec<_> = reads
        .iter()
        .filter(|read| read.slope >= EACH_ROW && values(read.shape) != Values::Same)
        .collect();
    guilty.sort_by(|a, b| b.slope.total_cmp(&a.slope));
    let worst = guilty.first()?;
    let mut text = format!(
        "proved: grows by {} a row ({})",
        rate(worst.slope, "query"),
        all.in_rows()
    );
    if guilty.len() > 1 {
        let _ = write!(
            text,
            "; and {} more",
            plural(guilty.len() as u64 - 1, "shape")
        );
    }
    let finding = Finding::new("n_plus_one", status, text)
        .figures(worst.slope, EACH_ROW)
        .advice(one_statement(&worst.shape.shape.text));
    Some(about(finding, guilty.into_iter()))
}

/// Fewer reads of more data: what was cold hides what grows.
fn fewer(status: Status, reads: &[Read<'_>], all: &Series) -> Option<Finding> {
    let falling = reads.iter().filter(|read| read.counts.falls());
    let finding = match status {
        Status::Fail => Status::Blind,
        other => other,
    };
    let text = format!(
        "not cleared: fewer reads with more data ({})",
        all.in_rows()
    );
    falling.clone().next().is_some().then(|| {
        about(
            Finding::new("n_plus_one", finding, text).advice(WARM_UP),
            falling,
        )
    })
}

/// As many repeats at every size, but nothing else grew either.
fn still_suspected(status: Status, reads: &[Read<'_>], runs: &[Run]) -> Option<Finding> {
    if !series(runs, |run| run.queries.rows()).is_constant() {
        return None;
    }
    let repeated = reads
        .iter()
        .filter(|read| read.counts.is_constant() && read.counts.last() >= SUSPICIOUS)
        .filter(|read| values(read.shape) != Values::Same);
    let most = repeated.clone().map(|read| read.counts.last()).max()?;
    let text = format!(
        "suspected: {} of one shape at every size, and no more rows at any",
        plural(most, "read")
    );
    let finding = Finding::new("n_plus_one", status, text)
        .figures(most as f64, (SUSPICIOUS - 1) as f64)
        .advice("Is that the length of a page? Sizes below it would prove an N+1, or clear it");
    Some(about(finding, repeated))
}

/// A growth that is less than one for each row, such as one for each page; `growth(queries = ..)` judges it where it is claimed.
fn growing(options: &Options, reads: &[Read<'_>], all: &Series) -> Option<Finding> {
    if options.growth.queries.is_some() {
        return None;
    }
    let growing = reads.iter().filter(|read| read.counts.rise() > 0);
    let fastest = growing
        .clone()
        .map(|read| read.slope)
        .max_by(f64::total_cmp)?;
    let text = format!(
        "no query for each row, but {} more a row ({})",
        rate(fastest, "read"),
        all.in_rows()
    );
    let finding = Finding::new("n_plus_one", Status::Warn, text).advice(
        "say how it may grow with `growth(queries = \"linear\")`, or `n_plus_one = \"allow\"`",
    );
    Some(about(finding, growing))
}

fn about<'a>(finding: Finding, reads: impl Iterator<Item = &'a Read<'a>>) -> Finding {
    reads.take(SHOWN).fold(finding, |finding, read| {
        finding.about(Some(read.shape.shape.id))
    })
}

/// All reads with their growth.
fn reads(runs: &[Run]) -> Vec<Read<'_>> {
    let mut reads: Vec<_> = all_shapes(runs)
        .into_iter()
        .filter_map(|id| {
            let uses = runs.iter().flat_map(|run| &run.queries.shapes);
            let shape = uses
                .filter(|shape| shape.shape.id == id && shape.class == Class::Read)
                .max_by_key(|shape| shape.sum.count)?;
            let counts = series(runs, |run| run.queries.only(id).count());
            let slope = slope_of(&counts.points());
            Some(Read {
                shape,
                counts,
                slope,
            })
        })
        .collect();
    let slopes: Vec<_> = reads
        .iter()
        .map(|read| for_rows(read, &reads, runs))
        .collect();
    for (read, slope) in reads.iter_mut().zip(slopes) {
        read.slope = read.slope.max(slope.unwrap_or_default());
    }
    reads
}

/// How often it is made for each row of another read that is made as often at every size: where a page has an
/// end, the number of its rows stops growing with the size, and with it all that is made for each of them.
fn for_rows(read: &Read<'_>, reads: &[Read<'_>], runs: &[Run]) -> Option<f64> {
    if read.counts.rise() == 0 {
        return None;
    }
    let lists = reads.iter().filter(|other| other.counts.is_constant());
    lists
        .filter_map(|list| {
            let rows = series(runs, |run| run.queries.only(list.shape.shape.id).rows());
            let line = || {
                rows.figures()
                    .map(|n| n as f64)
                    .zip(read.counts.figures().map(|n| n as f64))
            };
            let slope = slope(line().collect::<Vec<_>>().into_iter());
            let (first_row, first) = line().next()?;
            let is_exact =
                line().all(|(row, n)| (first + slope * (row - first_row) - n).abs() < 0.5);
            is_exact.then_some(slope)
        })
        .max_by(f64::total_cmp)
}
