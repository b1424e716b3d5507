//! The distributions that the judges ask, each to about twelve digits.

use std::f64::consts::PI;

/// The chance of `k` or more successes in `n` trials of probability `p`.
pub(crate) fn binomial_at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    // The tail of the binomial is an incomplete beta function (Abramowitz and Stegun, 26.5.24).
    incomplete_beta(k as f64, (n - k + 1) as f64, p)
}

/// The chance that Student's t with `freedom` degrees of freedom is more than `t`.
pub(crate) fn student_above(t: f64, freedom: f64) -> f64 {
    // Abramowitz and Stegun, 26.7.1.
    let tail = 0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    if t >= 0.0 { tail } else { 1.0 - tail }
}

/// The regularised incomplete beta function.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let front =
        (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    // The fraction converges fast on this side of the mean, and the function is symmetric.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction 26.5.8 of Abramowitz and Stegun, by Lentz's method as Thompson and Barnett (1986) changed it.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            step = c * d;
            result *= step;
        }
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    result
}

/// The logarithm of the gamma function, for positive numbers: Stirling's series (Abramowitz and Stegun, 6.1.41) above 10,
/// reached by the recurrence below.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < 10.0 {
        below += x.ln();
        x += 1.0;
    }
    let square = x * x;
    let series = (1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square) / square)
            / square)
        / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + series - below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64) {
        assert!(
            (value - expected).abs() <= 1e-10 * expected.abs().max(1e-3),
            "{value} for {expected}"
        );
    }

    #[test]
    fn gamma_is_a_factorial() {
        close(ln_gamma(1.0), 0.0);
        close(ln_gamma(5.0), 24.0_f64.ln());
        close(ln_gamma(0.5), PI.sqrt().ln());
        close(ln_gamma(171.0), (1..=170).map(|n| f64::from(n).ln()).sum());
    }

    #[test]
    fn the_tail_is_the_sum_of_its_terms() {
        fn sum(k: u64, n: u64, p: f64) -> f64 {
            let choose = |k: u64| {
                (0..k)
                    .map(|i| (n - i) as f64 / (i + 1) as f64)
                    .product::<f64>()
            };
            (k..=n)
                .map(|i| choose(i) * p.powf(i as f64) * (1.0 - p).powf((n - i) as f64))
                .sum()
        }
        for (k, n, p) in [
            (1, 1, 0.3),
            (8, 60, 0.05),
            (3, 10, 0.5),
            (10, 10, 0.9),
            (19, 200, 0.05),
            (2, 500, 0.001),
        ] {
            close(binomial_at_least(k, n, p), sum(k, n, p));
        }
        close(binomial_at_least(0, 5, 0.2), 1.0);
        close(binomial_at_least(6, 5, 0.2), 0.0);
    }

    #[test]
    fn a_million_samples_are_no_trouble() {
        // Half above the mean, nearly: the mean of a binomial is close to its median.
        let half = binomial_at_least(50_001, 1_000_000, 0.05);
        assert!((half - 0.5).abs() < 0.01, "{half}");
        assert!(binomial_at_least(52_000, 1_000_000, 0.05) < 1e-15);
    }

    #[test]
    fn students_table_is_met() {
        // The 99 % column of the usual table, to its three decimals.
        for (freedom, t) in [
            (1.0, 31.821),
            (2.0, 6.965),
            (4.0, 3.747),
            (9.0, 2.821),
            (30.0, 2.457),
            (120.0, 2.358),
        ] {
            assert!((student_above(t, freedom) - 0.01).abs() < 1e-5, "{freedom}");
        }
        close(student_above(0.0, 5.0), 0.5);
        close(student_above(-2.0, 5.0) + student_above(2.0, 5.0), 1.0);
    }
}
