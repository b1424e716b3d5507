//! Where what lies before and after differs most.

/// The place and the distance of the split of a part of the series, from its beginning on, whose two sides are furthest
/// apart by the scaled energy distance (Matteson and James 2014, equation 6, with exponent 1). The right side may
/// end before the series does: what comes after a second change does not blur the first. Nothing of fewer than two figures.
pub(super) fn candidate(series: &[f64]) -> Option<(usize, f64)> {
    let distances = Distances::of(series);
    let splits = (1..series.len()).flat_map(|at| (at + 1..=series.len()).map(move |end| (at, end)));
    splits
        .map(|(at, end)| (at, distances.between_sides(at, end)))
        // The first of several.
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// The sums of the distances of all pairs whose one end lies before a row, and the other before a column.
struct Distances {
    sums: Vec<f64>,
    width: usize,
}

impl Distances {
    fn of(series: &[f64]) -> Self {
        let width = series.len() + 1;
        let mut sums = vec![0.0; width * width];
        for (row, a) in series.iter().enumerate() {
            let mut of_row = 0.0;
            for (column, b) in series.iter().enumerate() {
                of_row += (a - b).abs();
                sums[(row + 1) * width + column + 1] = sums[row * width + column + 1] + of_row;
            }
        }
        Self { sums, width }
    }

    /// Of all pairs from the first `rows` and from the columns in between.
    fn sum(&self, rows: usize, from: usize, to: usize) -> f64 {
        self.sums[rows * self.width + to] - self.sums[rows * self.width + from]
    }

    /// The scaled energy distance of what lies before `at` and from there to `end`.
    fn between_sides(&self, at: usize, end: usize) -> f64 {
        let (n, m) = (at as f64, (end - at) as f64);
        let across = self.sum(at, at, end);
        // Each pair is in the sums twice.
        let left = self.sum(at, 0, at) / 2.0;
        let right = (self.sum(end, at, end) - across) / 2.0;
        let mean = |sum: f64, count: f64| {
            let pairs = count * (count - 1.0) / 2.0;
            if pairs > 0.0 { sum / pairs } else { 0.0 }
        };
        n * m / (n + m) * (2.0 * across / (n * m) - mean(left, n) - mean(right, m))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the definition says it, pair by pair.
    fn by_definition(left: &[f64], right: &[f64]) -> f64 {
        let (n, m) = (left.len() as f64, right.len() as f64);
        let sum = |a: &[f64], b: &[f64]| -> f64 {
            a.iter()
                .flat_map(|a| b.iter().map(move |b| (a - b).abs()))
                .sum()
        };
        let within = |side: &[f64], n: f64| {
            if n < 2.0 {
                0.0
            } else {
                sum(side, side) / (n * (n - 1.0))
            }
        };
        n * m / (n + m) * (2.0 / (n * m) * sum(left, right) - within(left, n) - within(right, m))
    }

    proptest::proptest! {
        #[test]
        fn the_distance_is_the_definitions(series in proptest::collection::vec(-1e3..1e3_f64, 2..20)) {
            let distances = Distances::of(&series);
            for at in 1..series.len() {
                for end in at + 1..=series.len() {
                    let seen = distances.between_sides(at, end);
                    let expected = by_definition(&series[..at], &series[at..end]);
                    proptest::prop_assert!((seen - expected).abs() < 1e-6, "{at} {end}: {seen} is not {expected}");
                }
            }
        }
    }

    #[test]
    fn a_later_change_does_not_hide_an_earlier_one() {
        let steps = [0.0, 0.0, 0.0, 9.0, 9.0, 9.0, 0.0, 0.0, 0.0];
        assert_eq!(candidate(&steps).map(|(at, _)| at), Some(3));
        assert_eq!(candidate(&[1.0]), None);
        assert_eq!(candidate(&[]), None);
    }
}
