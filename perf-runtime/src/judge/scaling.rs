//! How throughput grows with the number of users: the universal scalability law.
//!
//! With N users, `X(N) = a N / (1 + s (N - 1) + k N (N - 1))`: `a` is what one user gets done alone, `s` the share of the
//! work for which users queue (contention), and `k` what they cost each other by being there (coherency). The
//! throughput is largest at `sqrt((1 - s) / k)` users. Source: N. J. Gunther, Guerrilla Capacity Planning, Springer 2007,
//! chapter 5. With `k = 0` it is Amdahl's law, with both 0 a straight line.

/// A load with so many users got so many iterations done a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) users: u64,
    pub(crate) throughput: f64,
}

/// The law's parameters, as the points have them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Law {
    /// Iterations a second of one user alone.
    pub(crate) alone: f64,
    /// From 0: the share of the work that is done for one user at a time.
    pub(crate) contention: f64,
    /// From 0: what each pair of users costs.
    pub(crate) coherency: f64,
}

/// What the points show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scaling {
    /// From this number of users on, one more brings less than half of what the first ones bring each. None where that
    /// is not reached.
    pub(crate) knee: Option<u64>,
    /// The most that was got done, and the number of users with which.
    pub(crate) best: Point,
    /// The last number of users gets less done than the best one.
    pub(crate) falls: bool,
    /// With three points or more.
    pub(crate) law: Option<Law>,
}

/// By how much less counts as less: two loads of the same users differ by some percent.
const NOISE: f64 = 0.1;

/// None without two points, or where the first got nothing done. The points are in the order of their users.
pub(crate) fn scaling(points: &[Point]) -> Option<Scaling> {
    let (first, last) = (points.first()?, points.last()?);
    if points.len() < 2 || first.throughput <= 0.0 {
        return None;
    }
    let best = points.iter().copied().reduce(|best, point| {
        if point.throughput > best.throughput {
            point
        } else {
            best
        }
    })?;
    let of_each = first.throughput / first.users as f64;
    let slows = |pair: &&[Point]| {
        let users = (pair[1].users - pair[0].users) as f64;
        (pair[1].throughput - pair[0].throughput) / users < of_each / 2.0
    };
    Some(Scaling {
        knee: points.windows(2).find(slows).map(|pair| pair[0].users),
        best,
        falls: last.throughput < best.throughput * (1.0 - NOISE),
        law: law(points),
    })
}

/// By least squares in `N / X = (1 + s (N - 1) + k N (N - 1)) / a`, which is linear in `1/a`, `s/a` and `k/a`; each point
/// counts by its relative error. Where a parameter would be negative, the best fit without it is taken.
fn law(points: &[Point]) -> Option<Law> {
    if points.len() < 3 || points.iter().any(|point| point.throughput <= 0.0) {
        return None;
    }
    let fits = [[true, true], [true, false], [false, true], [false, false]];
    let fits = fits.into_iter().filter_map(|with| fit(points, with));
    let possible = fits.filter(|(parameters, _)| {
        parameters[0] > 0.0 && parameters[1..].iter().all(|parameter| *parameter >= 0.0)
    });
    let ([alone, contention, coherency], _) = possible.min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Law {
        alone: 1.0 / alone,
        contention: contention / alone,
        coherency: coherency / alone,
    })
}

/// The three parameters, those that are left out as 0, and the sum of the squared errors.
fn fit(points: &[Point], with: [bool; 2]) -> Option<([f64; 3], f64)> {
    let rows: Vec<([f64; 3], f64)> = points
        .iter()
        .map(|point| {
            let n = point.users as f64;
            let weight = point.throughput / n;
            let terms = [1.0, n - 1.0, n * (n - 1.0)];
            let kept = [true, with[0], with[1]];
            let row = [0, 1, 2].map(|i| if kept[i] { terms[i] * weight } else { 0.0 });
            // N / X, by its own size.
            (row, 1.0)
        })
        .collect();
    let mut matrix = [[0.0; 4]; 3];
    for (row, value) in &rows {
        for i in 0..3 {
            for j in 0..3 {
                matrix[i][j] += row[i] * row[j];
            }
            matrix[i][3] += row[i] * value;
        }
    }
    // What is left out is 0, whatever the others are.
    for (i, is_kept) in [true, with[0], with[1]].into_iter().enumerate() {
        if !is_kept {
            matrix[i][i] = 1.0;
        }
    }
    let parameters = solve(matrix)?;
    let error = rows.iter().map(|(row, value)| {
        let fitted: f64 = row.iter().zip(&parameters).map(|(a, b)| a * b).sum();
        (fitted - value).powi(2)
    });
    Some((parameters, error.sum()))
}

/// Gauss's elimination with pivots; none where the rows depend on each other.
fn solve(mut matrix: [[f64; 4]; 3]) -> Option<[f64; 3]> {
    for column in 0..3 {
        let pivot = (column..3).max_by(|a, b| {
            let size = |row: usize| matrix[row][column].abs();
            size(*a).total_cmp(&size(*b))
        })?;
        matrix.swap(column, pivot);
        if matrix[column][column].abs() < 1e-12 {
            return None;
        }
        let pivot_row = matrix[column];
        for row in (0..3).filter(|row| *row != column) {
            let factor = matrix[row][column] / pivot_row[column];
            for (cell, pivot) in matrix[row].iter_mut().zip(pivot_row) {
                *cell -= factor * pivot;
            }
        }
    }
    Some([0, 1, 2].map(|i| matrix[i][3] / matrix[i][i]))
}

impl Law {
    /// The number of users with which most is got done; none where more of them never do harm.
    pub(crate) fn best(&self) -> Option<f64> {
        (self.coherency > 0.0).then(|| ((1.0 - self.contention).max(0.0) / self.coherency).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_law(law: Law, users: &[u64]) -> Vec<Point> {
        users
            .iter()
            .map(|&users| {
                let n = users as f64;
                let divisor = 1.0 + law.contention * (n - 1.0) + law.coherency * n * (n - 1.0);
                Point {
                    users,
                    throughput: law.alone * n / divisor,
                }
            })
            .collect()
    }

    fn points(points: &[(u64, f64)]) -> Vec<Point> {
        let point = |&(users, throughput): &(u64, f64)| Point { users, throughput };
        points.iter().map(point).collect()
    }

    #[test]
    fn the_law_is_found_again() {
        for law in [
            (100.0, 0.0, 0.0),
            (100.0, 0.05, 0.0),
            (100.0, 0.0, 0.002),
            (955.16, 0.0277, 0.000_104),
        ] {
            let law = Law {
                alone: law.0,
                contention: law.1,
                coherency: law.2,
            };
            let found = scaling(&by_law(law, &[1, 5, 10, 20, 50])).and_then(|it| it.law);
            let found = found.expect("there are five points");
            assert!((found.alone / law.alone - 1.0).abs() < 1e-6, "{found:?}");
            assert!(
                (found.contention - law.contention).abs() < 1e-6,
                "{found:?}"
            );
            assert!((found.coherency - law.coherency).abs() < 1e-7, "{found:?}");
        }
    }

    #[test]
    fn the_best_number_of_users() {
        let law = Law {
            alone: 1.0,
            contention: 0.0277,
            coherency: 0.000_104,
        };
        let best = law.best().expect("there is one");
        assert!((best - 96.69).abs() < 0.01, "{best}");
        assert_eq!(
            Law {
                coherency: 0.0,
                ..law
            }
            .best(),
            None
        );
    }

    #[test]
    fn the_knee_is_where_more_users_bring_little() {
        // A pool of five connections: five users get five times as much done, more do not.
        let pool = points(&[(1, 100.0), (5, 490.0), (10, 500.0), (20, 495.0)]);
        let scaling = scaling(&pool).expect("four points");
        assert_eq!(
            (scaling.knee, scaling.best.users, scaling.falls),
            (Some(5), 10, false)
        );

        let line = points(&[(1, 100.0), (5, 480.0), (20, 1900.0)]);
        assert_eq!(super::scaling(&line).and_then(|it| it.knee), None);
    }

    #[test]
    fn more_users_may_get_less_done() {
        let worse = points(&[(1, 100.0), (5, 300.0), (20, 200.0)]);
        let scaling = scaling(&worse).expect("three points");
        assert!(scaling.falls && scaling.best.users == 5 && scaling.knee == Some(5));
        let noise = points(&[(1, 100.0), (5, 300.0), (20, 275.0)]);
        assert!(!super::scaling(&noise).expect("three points").falls);
    }

    #[test]
    fn nothing_to_tell() {
        assert_eq!(scaling(&points(&[(1, 100.0)])), None);
        assert_eq!(scaling(&points(&[(1, 0.0), (2, 1.0)])), None);
        assert_eq!(
            scaling(&points(&[(1, 1.0), (2, 2.0)])).and_then(|it| it.law),
            None
        );
    }
}
