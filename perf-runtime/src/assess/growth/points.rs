//! A count at each size.

use crate::judge::growth::Point;
use crate::measurement::{Run, by_size};
use crate::probe::shape::ShapeId;
use crate::report::format::count;

/// A count at each size, smallest size first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series(Vec<(u64, u64)>);

/// The largest count of the runs at each size, as for any other budget.
pub(super) fn series(runs: &[Run], figure: impl Fn(&Run) -> u64) -> Series {
    let largest = |runs: &[Run]| runs.iter().map(&figure).max();
    let of_size = |(size, runs): (Option<u64>, &[Run])| Some((size?, largest(runs)?));
    Series(by_size(runs).filter_map(of_size).collect())
}

/// All shapes of all runs, in the order in which they were first seen.
pub(super) fn all_shapes(runs: &[Run]) -> Vec<ShapeId> {
    let mut shapes = Vec::new();
    for shape in runs.iter().flat_map(|run| &run.queries.shapes) {
        if !shapes.contains(&shape.shape.id) {
            shapes.push(shape.shape.id);
        }
    }
    shapes
}

impl Series {
    pub(super) fn points(&self) -> Vec<Point> {
        self.0
            .iter()
            .map(|(size, figure)| Point::exact(*size, *figure as f64))
            .collect()
    }

    pub(super) fn figures(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|(_, figure)| *figure)
    }

    /// How much more it is at the largest size than at the smallest.
    pub(super) fn rise(&self) -> u64 {
        let figure = |at: Option<&(u64, u64)>| at.map_or(0, |(_, figure)| *figure);
        figure(self.0.last()).saturating_sub(figure(self.0.first()))
    }

    pub(super) fn last(&self) -> u64 {
        self.figures().last().unwrap_or_default()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.figures().all(|figure| figure == 0)
    }

    pub(super) fn is_constant(&self) -> bool {
        self.0.windows(2).all(|pair| pair[0].1 == pair[1].1)
    }

    /// Whether it is less at a larger size.
    pub(super) fn falls(&self) -> bool {
        self.0.windows(2).any(|pair| pair[0].1 > pair[1].1)
    }

    /// `3 at size 10, 4 at 100`.
    pub(super) fn in_words(&self) -> String {
        self.words("size {}")
    }

    /// `3 at 10 rows, 4 at 100`.
    pub(super) fn in_rows(&self) -> String {
        self.words("{} rows")
    }

    fn words(&self, first: &str) -> String {
        let figures = self.0.iter().map(|(size, figure)| (*size, count(*figure)));
        super::at_sizes(first, figures)
    }
}
