//! What is to happen to statements, as data.

use std::time::Duration;

/// What happens to the statements of a case: `faults(latency = "20ms", error_rate = 0.3, ..)`, or what the body sets.
///
/// ```
/// use perf_runtime::FaultPlan;
///
/// let plan = FaultPlan { error_rate: 0.3, seed: 7, ..FaultPlan::NONE };
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaultPlan {
    /// How long each statement waits before the database gets it.
    pub latency: Duration,
    /// The share of statements that fail, from 0 to 1.
    pub error_rate: f64,
    /// The share of statements at which the connection breaks, from 0 to 1; with `error_rate` at most 1.
    pub disconnect_rate: f64,
    /// Which statements that are: the same seed hits the same ones.
    pub seed: u64,
}

impl FaultPlan {
    /// Nothing happens.
    pub const NONE: Self = Self {
        latency: Duration::ZERO,
        error_rate: 0.0,
        disconnect_rate: 0.0,
        seed: 0,
    };

    /// The share of statements that fail or lose their connection.
    pub(crate) fn hit_rate(&self) -> f64 {
        self.error_rate + self.disconnect_rate
    }

    /// Whether anything happens at all.
    pub(crate) fn does_anything(&self) -> bool {
        !self.latency.is_zero() || self.hit_rate() > 0.0
    }

    /// What is wrong with the rates, if anything is.
    pub(crate) fn wrong(&self) -> Option<String> {
        let is_share = |rate: f64| (0.0..=1.0).contains(&rate);
        for (name, rate) in [
            ("error_rate", self.error_rate),
            ("disconnect_rate", self.disconnect_rate),
        ] {
            if !is_share(rate) {
                return Some(format!("`{name}` is {rate}: write a share from 0 to 1"));
            }
        }
        let sum = self.hit_rate();
        (sum > 1.0).then(|| {
            format!("`error_rate` and `disconnect_rate` are {sum} together: a statement is hit once, so write 1 at most")
        })
    }
}

impl Default for FaultPlan {
    fn default() -> Self {
        Self::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_shares_of_the_statements() {
        let wrong = |error_rate, disconnect_rate| {
            let plan = FaultPlan {
                error_rate,
                disconnect_rate,
                ..FaultPlan::NONE
            };
            plan.wrong()
        };
        for (errors, cuts) in [(0.0, 0.0), (1.0, 0.0), (0.5, 0.5)] {
            assert_eq!(wrong(errors, cuts), None);
        }
        assert_eq!(
            wrong(2.0, 0.0).unwrap(),
            "`error_rate` is 2: write a share from 0 to 1"
        );
        assert!(
            wrong(0.0, -0.1)
                .unwrap()
                .contains("`disconnect_rate` is -0.1")
        );
        assert!(wrong(f64::NAN, 0.0).unwrap().contains("NaN"));
        assert!(wrong(0.75, 0.5).unwrap().contains("are 1.25 together"));
    }
}
