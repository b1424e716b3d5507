//! A figure that changes over time in straight lines: a rate in its stages.

use std::time::Duration;

/// What a rate is at each moment, and how much has come by then.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Profile {
    first: f64,
    lines: Vec<Line>,
}

/// One stage. Times are in seconds from the beginning of all.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    begin: f64,
    over: f64,
    from: f64,
    to: f64,
    /// What the stages before it add up to.
    before: f64,
}

impl Profile {
    /// `rate` a second, for ever.
    pub(crate) fn constant(rate: f64) -> Self {
        let line = Line {
            begin: 0.0,
            over: f64::INFINITY,
            from: rate,
            to: rate,
            before: 0.0,
        };
        Self {
            first: rate,
            lines: vec![line],
        }
    }

    /// From `first` to each stage's target in a straight line; a stage of no time is a jump.
    pub(crate) fn of_stages(first: f64, stages: impl IntoIterator<Item = (Duration, f64)>) -> Self {
        let (mut begin, mut from, mut before) = (0.0, first, 0.0);
        let mut lines = Vec::new();
        for (over, to) in stages {
            let over = over.as_secs_f64();
            let line = Line {
                begin,
                over,
                from,
                to,
                before,
            };
            before += line.area();
            begin += over;
            from = to;
            if over > 0.0 {
                lines.push(line);
            }
        }
        let first = lines.first().map_or(first, |line| line.from);
        Self { first, lines }
    }

    /// The rate at the beginning.
    pub(crate) fn first(&self) -> f64 {
        self.first
    }

    /// The largest rate.
    pub(crate) fn largest(&self) -> f64 {
        let ends = self.lines.iter().map(|line| line.from.max(line.to));
        ends.fold(0.0, f64::max)
    }

    /// How much comes in all; infinite where there is no end.
    #[cfg(test)]
    pub(crate) fn all(&self) -> f64 {
        self.lines
            .last()
            .map_or(0.0, |last| last.before + last.area())
    }

    /// How much has come after so many seconds.
    #[cfg(test)]
    pub(crate) fn by(&self, seconds: f64) -> f64 {
        let line = self.lines.iter().rev().find(|line| line.begin <= seconds);
        line.map_or(0.0, |line| line.by((seconds - line.begin).min(line.over)))
    }

    /// When so much has come, in seconds; none where it never does. What is missing by rounding is there.
    pub(crate) fn when(&self, amount: f64) -> Option<f64> {
        let slack = 1e-9 * amount.max(1.0);
        let line = self
            .lines
            .iter()
            .find(|line| line.area() > 0.0 && amount <= line.before + line.area() + slack)?;
        Some(line.begin + line.when(amount - line.before))
    }
}

impl Line {
    fn slope(self) -> f64 {
        if self.from.total_cmp(&self.to).is_eq() {
            0.0
        } else {
            (self.to - self.from) / self.over
        }
    }

    fn area(self) -> f64 {
        f64::midpoint(self.from, self.to) * self.over
    }

    #[cfg(test)]
    fn by(self, after: f64) -> f64 {
        self.before + after * (self.from + self.slope() * after / 2.0)
    }

    /// When the line by itself has brought so much. The root of `from t + slope t^2 / 2`, in the form that does not take
    /// the difference of two numbers that are nearly equal.
    fn when(self, amount: f64) -> f64 {
        let discriminant = self.from * self.from + 2.0 * self.slope() * amount;
        let divisor = self.from + discriminant.max(0.0).sqrt();
        if amount <= 0.0 {
            0.0
        } else {
            (2.0 * amount / divisor).min(self.over)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up_and_down() -> Profile {
        let stages = [(5.0, 1.0), (1.0, 1.0), (5.0, 0.0)];
        Profile::of_stages(0.0, stages.map(|(s, to)| (Duration::from_secs_f64(s), to)))
    }

    #[test]
    fn when_is_the_inverse_of_by() {
        let profile = up_and_down();
        for step in 1..=60 {
            let amount = f64::from(step) / 10.0;
            let when = profile.when(amount).expect("it comes");
            assert!((profile.by(when) - amount).abs() < 1e-9, "{amount} {when}");
        }
        assert_eq!(profile.when(6.01), None);
        assert!((profile.all() - 6.0).abs() < 1e-12);
    }

    #[test]
    fn a_stage_of_no_time_is_a_jump() {
        let jump = Profile::of_stages(
            0.0,
            [(Duration::ZERO, 10.0), (Duration::from_secs(2), 10.0)],
        );
        assert_eq!(
            (jump.first(), jump.largest(), jump.all()),
            (10.0, 10.0, 20.0)
        );
        assert_eq!(jump.when(5.0), Some(0.5));
    }

    #[test]
    fn a_pause_brings_nothing() {
        let second = Duration::from_secs(1);
        let stages = [
            (second, 2.0),
            (Duration::ZERO, 0.0),
            (second, 0.0),
            (Duration::ZERO, 2.0),
            (second, 2.0),
        ];
        let profile = Profile::of_stages(2.0, stages);
        assert_eq!((profile.when(2.0), profile.by(1.5)), (Some(1.0), 2.0));
        assert_eq!(profile.when(3.0), Some(2.5));
    }

    #[test]
    fn a_constant_rate_has_no_end() {
        let constant = Profile::constant(200.0);
        assert_eq!(
            (constant.when(1000.0), constant.by(0.5)),
            (Some(5.0), 100.0)
        );
        assert!(constant.all().is_infinite());
    }
}
