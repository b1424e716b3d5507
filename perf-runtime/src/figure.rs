//! Figures of the body's own: what came of all values that were recorded under one name.

use serde::{Deserialize, Serialize};

/// The values of one name, in constant memory: a load may record a great many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Figure {
    pub(crate) name: String,
    /// Values that were recorded, whatever they are.
    pub(crate) count: u64,
    /// Of them, those that are infinite or no number at all.
    pub(crate) not_finite: u64,
    /// The first of the smallest; like the rest, of the finite ones.
    pub(crate) smallest: Option<Value>,
    pub(crate) largest: Option<Value>,
    pub(crate) mean: Option<f64>,
}

/// One value that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Value {
    pub(crate) value: f64,
    /// Which of the values of its name it is, from 1.
    pub(crate) at: u64,
}

impl Figure {
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            count: 0,
            not_finite: 0,
            smallest: None,
            largest: None,
            mean: None,
        }
    }

    /// Adds the values that another process recorded. The places of the extremes are those in their process.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn add(&mut self, other: &Self) {
        let finite = |of: &Self| (of.count - of.not_finite) as f64;
        let (here, there) = (finite(self), finite(other));
        self.mean = match (self.mean, other.mean) {
            (Some(one), Some(two)) => Some(one + (two - one) * there / (here + there)),
            (one, two) => one.or(two),
        };
        let nearer =
            |one: Option<Value>, two: Option<Value>, end: fn(f64, f64) -> bool| match (one, two) {
                (Some(one), Some(two)) if end(two.value, one.value) => Some(two),
                (one, two) => one.or(two),
            };
        self.smallest = nearer(self.smallest, other.smallest, |a, b| a < b);
        self.largest = nearer(self.largest, other.largest, |a, b| a > b);
        self.count += other.count;
        self.not_finite += other.not_finite;
    }

    pub(crate) fn record(&mut self, value: f64) {
        self.count += 1;
        if !value.is_finite() {
            self.not_finite += 1;
            return;
        }
        let finite = (self.count - self.not_finite) as f64;
        let mean = self.mean.unwrap_or(value);
        // Welford's step: no sum that could overflow.
        self.mean = Some(mean + (value - mean) / finite);
        let this = Value {
            value,
            at: self.count,
        };
        if self.smallest.is_none_or(|known| value < known.value) {
            self.smallest = Some(this);
        }
        if self.largest.is_none_or(|known| value > known.value) {
            self.largest = Some(this);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extremes_are_known_with_their_places() {
        let mut figure = Figure::new("hit_rate".to_owned());
        for value in [0.5, 0.25, f64::NAN, 1.0, 0.25, f64::INFINITY, 1.0] {
            figure.record(value);
        }
        assert_eq!((figure.count, figure.not_finite), (7, 2));
        let at = |value, at| Some(Value { value, at });
        assert_eq!((figure.smallest, figure.largest), (at(0.25, 2), at(1.0, 4)));
        assert!((figure.mean.expect("a mean") - 0.6).abs() < 1e-12);
    }

    #[test]
    fn figures_of_several_processes_are_one() {
        let of = |values: &[f64]| {
            let mut figure = Figure::new("hit_rate".to_owned());
            for value in values {
                figure.record(*value);
            }
            figure
        };
        for (one, other) in [
            (&[0.5, 1.0][..], &[0.25, f64::NAN, 1.0, 0.75][..]),
            (&[], &[0.5]),
            (&[0.5], &[]),
            (&[0.25, 0.75], &[0.5, 0.5]),
        ] {
            let (mut sum, all) = (of(one), of(&[one, other].concat()));
            sum.add(&of(other));
            let figures = |of: &Figure| {
                let value = |value: Option<Value>| value.map(|value| value.value);
                let (smallest, largest) = (value(of.smallest), value(of.largest));
                let mean = of.mean.map(|mean| (mean * 1e9).round());
                (of.count, of.not_finite, smallest, largest, mean)
            };
            assert_eq!(figures(&sum), figures(&all), "{one:?} {other:?}");
        }
    }
}
