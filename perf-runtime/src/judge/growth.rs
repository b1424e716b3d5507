//! How a figure grows with the size of the data, and whether that is faster than was claimed.
//!
//! A claim says that a figure is at most `c + a f(n)` at size `n`, with some `a` and `c` from 0 and the function `f` of its
//! class. It is refuted by what no `a` and `c` can explain:
//!
//! * *The ratio.* From size `m` to size `n` the figure grows by more than `f(n) / f(m)`; what is constant in it only lowers that.
//! * *The rise.* The figure rises, for each unit of `f`, more steeply between two larger sizes than between two smaller
//!   ones: the divided difference of a convex function. A constant part does not touch it.
//!
//! Both are asked with a factor in favour of the claim, since no program follows its class to the letter:
//!
//! | figures | constant | other ratios and rises |
//! |---|---|---|
//! | counts, which are exact | 1: the same at every size | 1.25, and one more or less by rounding, as of the last page |
//! | times | 2 | 4, and the later rise doubles the time at least |
//!
//! Four is what caches do to honest linear work when the data outgrows them; so times of `n log n` are not told from linear ones.
//!
//! Of times, the least rise that the samples allow is compared with the largest: every median lies somewhere in its interval between
//! two order statistics, for whatever distribution with 98 % at least (Le Boudec, *Performance Evaluation of Computer and
//! Communication Systems*, 2010, theorem 2.1), and the time that a run waited for a processor is taken off at its lower end. The
//! claim is *refuted* if it is so wherever the medians lie, *holds* if it is not so for the medians themselves, and is *unclear*
//! in between. One look that refutes is not enough for a failure: see [`Looks`].
//!
//! By simulation (20,000 trials a cell, sizes 10, 100, 1000, a look of 7 and looks of 15 runs, log-normal noise of the given sigma on each
//! run, and 5 % of the runs 10 times as long), the share of trials that end in a failure; the others are inconclusive, but for
//! those in brackets, which pass:
//!
//! | the work is | the claim is | sigma 0.05 | sigma 0.2 | sigma 0.5 |
//! |---|---|---|---|---|
//! | as claimed | constant, linear, n log n, quadratic | 0 (1) | 0 (1) | 0 (1) |
//! | linear | constant | 1 | 1 | 1 |
//! | linear | logarithmic | 1 | 1 | 0.97 |
//! | quadratic | linear | 1 | 1 | 0.41 (0.001) |
//! | quadratic | n log n | 0.99 | 0.84 (0.001) | 0.00 (0.13) |

mod looks;

use crate::options::Complexity;

pub(crate) use looks::{FIRST_RUNS, LATER_RUNS, Looks, Outcome, Sample};

/// All classes, slowest growth first.
pub(crate) const CLASSES: [Complexity; 5] = [
    Complexity::Constant,
    Complexity::Logarithmic,
    Complexity::Linear,
    Complexity::Linearithmic,
    Complexity::Quadratic,
];

/// A figure at a size, and between which bounds it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) size: u64,
    pub(crate) low: f64,
    pub(crate) figure: f64,
    pub(crate) high: f64,
}

impl Point {
    /// A figure that is known exactly.
    pub(crate) fn exact(size: u64, figure: f64) -> Self {
        Self {
            size,
            low: figure,
            figure,
            high: figure,
        }
    }

    /// The same, without its bounds.
    fn likely(self) -> Self {
        Self::exact(self.size, self.figure)
    }
}

/// What is allowed in favour of a claim.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerance {
    /// The factor of a constant figure.
    constant: f64,
    /// The factor of any other.
    factor: f64,
    /// What rounding may add or take.
    rounding: f64,
    /// The share of the figure that a rise has at least.
    material: f64,
}

/// For figures that are the same each time.
pub(crate) const COUNTS: Tolerance = Tolerance {
    constant: 1.0,
    factor: 1.25,
    rounding: 1.0,
    material: 0.0,
};

/// For times.
pub(crate) const TIMES: Tolerance = Tolerance {
    constant: 2.0,
    factor: 4.0,
    rounding: 0.0,
    material: 0.5,
};

/// Whether the points refute the claim, wherever within their bounds they lie.
pub(crate) fn refutes(points: &[Point], claim: Complexity, tolerance: Tolerance) -> bool {
    by_ratio(points, claim, tolerance)
        || (claim != Complexity::Constant && by_rise(points, claim, tolerance))
}

/// The slowest growth that explains the figures; nothing where they grow faster than all classes. Two points do not show a
/// bend, and are not told to be of the classes that need one.
pub(crate) fn class(points: &[Point], tolerance: Tolerance) -> Option<Complexity> {
    let likely: Vec<_> = points.iter().map(|point| point.likely()).collect();
    CLASSES
        .into_iter()
        .filter(|class| points.len() > 2 || !has_logarithm(*class))
        .find(|class| !refutes(&likely, *class, tolerance))
}

fn has_logarithm(class: Complexity) -> bool {
    matches!(class, Complexity::Logarithmic | Complexity::Linearithmic)
}

/// Whether the sizes lie so far apart that the next faster growth would be seen, with a factor of 2 in reserve.
pub(crate) fn tells(sizes: &[u64], claim: Complexity, tolerance: Tolerance) -> bool {
    let faster: fn(f64) -> f64 = match claim {
        Complexity::Constant | Complexity::Logarithmic => |n| n,
        Complexity::Linear | Complexity::Linearithmic => |n| n * n,
        Complexity::Quadratic => |n| n * n * n,
    };
    let points: Vec<_> = sizes
        .iter()
        .map(|size| Point::exact(*size, faster(*size as f64)))
        .collect();
    let doubled = Tolerance {
        constant: tolerance.constant * 2.0,
        factor: tolerance.factor * 2.0,
        ..tolerance
    };
    refutes(&points, claim, doubled)
}

/// The slope of the straight line that is nearest to the figures (least squares): their rise for each unit of size.
pub(crate) fn slope(points: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let count = points.clone().count() as f64;
    let (x, y) = points
        .clone()
        .fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
    let (x, y) = (x / count, y / count);
    let (mut both, mut square) = (0.0, 0.0);
    for point in points {
        both += (point.0 - x) * (point.1 - y);
        square += (point.0 - x).powi(2);
    }
    if square == 0.0 { 0.0 } else { both / square }
}

fn by_ratio(points: &[Point], claim: Complexity, tolerance: Tolerance) -> bool {
    let constant = claim == Complexity::Constant;
    let (factor, rounding) = if constant {
        (tolerance.constant, 0.0)
    } else {
        (tolerance.factor, tolerance.rounding)
    };
    pairs(points).any(|(from, to)| {
        let (before, after) = (of(claim, from.size), of(claim, to.size));
        // The logarithm of 1 is 0: no ratio can be had of it.
        before > 0.0 && to.low - rounding > factor * (from.high + rounding) * after / before
    })
}

fn by_rise(points: &[Point], claim: Complexity, tolerance: Tolerance) -> bool {
    let span = |from: &Point, to: &Point| of(claim, to.size) - of(claim, from.size);
    pairs(points).any(|(k, l)| {
        let late = l.low - k.high - tolerance.rounding;
        let is_material = late > tolerance.material * l.low;
        is_material
            && late > 0.0
            && pairs(points)
                .filter(|(_, j)| j.size <= k.size)
                .any(|(i, j)| {
                    let early = (j.high - i.low + tolerance.rounding).max(0.0);
                    late / span(k, l) > tolerance.factor * early / span(i, j)
                })
    })
}

/// Each two points, the one of the smaller size first.
fn pairs(points: &[Point]) -> impl Iterator<Item = (&Point, &Point)> {
    points
        .iter()
        .enumerate()
        .flat_map(|(index, from)| points[index + 1..].iter().map(move |to| (from, to)))
}

/// The function of a class.
fn of(class: Complexity, size: u64) -> f64 {
    let n = size as f64;
    match class {
        Complexity::Constant => 1.0,
        Complexity::Logarithmic => n.log2(),
        Complexity::Linear => n,
        Complexity::Linearithmic => n * n.log2(),
        Complexity::Quadratic => n * n,
    }
}

impl Complexity {
    /// As it is written.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Logarithmic => "logarithmic",
            Self::Linear => "linear",
            Self::Linearithmic => "n log n",
            Self::Quadratic => "quadratic",
        }
    }
}

#[cfg(test)]
mod tests;
