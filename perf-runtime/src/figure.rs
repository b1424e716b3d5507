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
}
