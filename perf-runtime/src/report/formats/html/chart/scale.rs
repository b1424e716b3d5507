//! From figures to places on a chart.

use std::fmt;

/// A place on a chart, to a tenth of a unit: finer than any screen shows.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(in super::super) struct Px(pub(in super::super) f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() / 10.0;
        // No `-0`, which is a tenth of a unit that nobody sees.
        write!(f, "{}", if tenths == 0.0 { 0.0 } else { tenths })
    }
}

/// How figures lie on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Linear,
    /// By powers of ten.
    Log,
}

/// An axis: the figures from its one end to the other, and where these ends are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    kind: Kind,
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    pub(super) ticks: Vec<f64>,
}

impl Scale {
    /// From 0 to a round figure that is not below the highest, with about so many ticks.
    pub(super) fn from_zero(highest: f64, ticks: u32) -> Self {
        let highest = if highest.is_finite() && highest > 0.0 {
            highest
        } else {
            1.0
        };
        let step = nice(highest / f64::from(ticks.max(1)));
        let steps = (highest / step - 1e-9).ceil().max(1.0);
        Self {
            kind: Kind::Linear,
            low: 0.0,
            high: steps * step,
            from: 0.0,
            to: 1.0,
            ticks: multiples(0.0, steps * step, step),
        }
    }

    /// The same of bytes: round are the KiB, MiB and so on.
    pub(super) fn bytes(highest: f64, ticks: u32) -> Self {
        // No part of a byte is a tick.
        let highest = highest.max(f64::from(ticks));
        let units = [1.0, 1024.0, 1024.0 * 1024.0, 1024.0 * 1024.0 * 1024.0];
        let fitting = units.into_iter().rfind(|unit| *unit <= highest);
        let unit = fitting.unwrap_or(1.0);
        let scale = Self::from_zero(highest / unit, ticks);
        Self {
            high: scale.high * unit,
            ticks: scale.ticks.iter().map(|tick| tick * unit).collect(),
            ..scale
        }
    }

    /// From the one figure to the other as they are, with about so many ticks at round figures.
    pub(super) fn between(low: f64, high: f64, ticks: u32) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let step = nice((high - low) / f64::from(ticks.max(1)));
        Self {
            kind: Kind::Linear,
            low,
            high,
            from: 0.0,
            to: 1.0,
            ticks: multiples((low / step - 1e-9).ceil() * step, high, step),
        }
    }

    /// From the one figure to the other, both above 0, with ticks at 1, 2 and 5 of each power of ten, or at the powers alone
    /// where these are many.
    pub(super) fn log(low: f64, high: f64) -> Self {
        let low = low.max(f64::MIN_POSITIVE);
        let high = if high > low { high } else { low * 10.0 };
        let decades = (high / low).log10();
        let of_a_decade: &[f64] = match decades {
            few if few <= 1.5 => &[1.0, 2.0, 3.0, 5.0, 7.0],
            some if some <= 3.0 => &[1.0, 2.0, 5.0],
            _ => &[1.0],
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the logarithms of finite figures are small"
        )]
        let [first, last] = [low, high].map(|figure| figure.log10().floor() as i32);
        let within = |tick: &f64| *tick >= low * (1.0 - 1e-9) && *tick <= high * (1.0 + 1e-9);
        let ticks = (first..=last)
            .flat_map(|decade| {
                of_a_decade
                    .iter()
                    .map(move |part| part * 10_f64.powi(decade))
            })
            .filter(within)
            .collect();
        Self {
            kind: Kind::Log,
            low,
            high,
            from: 0.0,
            to: 1.0,
            ticks,
        }
    }

    /// The same, lying between these two places.
    pub(super) fn over(self, from: f64, to: f64) -> Self {
        Self { from, to, ..self }
    }

    /// Where a figure is; what lies beyond an end is at that end.
    pub(super) fn at(&self, figure: f64) -> Px {
        let share = match self.kind {
            Kind::Linear => (figure - self.low) / (self.high - self.low),
            Kind::Log => (figure.max(self.low) / self.low).ln() / (self.high / self.low).ln(),
        };
        Px(self.from + share.clamp(0.0, 1.0) * (self.to - self.from))
    }

    /// Whether a figure lies between the ends.
    pub(super) fn holds(&self, figure: f64) -> bool {
        (self.low..=self.high).contains(&figure)
    }
}

/// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below a step (Heckbert, "Nice numbers for graph
/// labels", 1990, with 2.5 beside his).
fn nice(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let part = step / power;
    let nice = [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .find(|nice| part <= nice * (1.0 + 1e-9))
        .unwrap_or(10.0);
    nice * power
}

fn multiples(first: f64, last: f64, step: f64) -> Vec<f64> {
    let steps = ((last - first) / step + 1e-6).floor();
    let next = |number: &f64| Some(number + 1.0).filter(|next| *next <= steps);
    std::iter::successors(Some(0.0).filter(|_| steps >= 0.0), next)
        .map(|number| first + number * step)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ticks: &[f64], expected: &[f64]) -> bool {
        let near =
            |(tick, expected): (&f64, &f64)| (tick - expected).abs() <= expected.abs() * 1e-9;
        ticks.len() == expected.len() && ticks.iter().zip(expected).all(near)
    }

    #[test]
    fn ticks_from_zero_are_round_and_take_in_the_highest() {
        for (highest, expected) in [
            (1.0, &[0.0, 0.25, 0.5, 0.75, 1.0][..]),
            (480.0, &[0.0, 200.0, 400.0, 600.0]),
            (500.0, &[0.0, 200.0, 400.0, 600.0]),
            (0.037, &[0.0, 0.01, 0.02, 0.03, 0.04]),
            (41.0, &[0.0, 20.0, 40.0, 60.0]),
            (1e9, &[0.0, 2.5e8, 5e8, 7.5e8, 1e9]),
            (0.0, &[0.0, 0.25, 0.5, 0.75, 1.0]),
            (f64::NAN, &[0.0, 0.25, 0.5, 0.75, 1.0]),
        ] {
            let scale = Scale::from_zero(highest, 4);
            assert!(
                close(&scale.ticks, expected),
                "{highest}: {:?}",
                scale.ticks
            );
        }
    }

    #[test]
    fn ticks_of_bytes_are_round_in_their_unit() {
        const KIB: f64 = 1024.0;
        for (highest, expected) in [
            (900.0, &[0.0, 250.0, 500.0, 750.0, 1000.0][..]),
            (
                1.4 * KIB * KIB,
                &[0.0, 0.5 * KIB * KIB, KIB * KIB, 1.5 * KIB * KIB],
            ),
            (
                70.0 * KIB,
                &[0.0, 20.0 * KIB, 40.0 * KIB, 60.0 * KIB, 80.0 * KIB],
            ),
            (0.0, &[0.0, 1.0, 2.0, 3.0, 4.0]),
        ] {
            let scale = Scale::bytes(highest, 4);
            assert!(
                close(&scale.ticks, expected),
                "{highest}: {:?}",
                scale.ticks
            );
        }
    }

    #[test]
    fn ticks_between_two_figures_lie_between_them() {
        for (low, high, expected) in [
            (3.0, 17.0, &[5.0, 10.0, 15.0][..]),
            (0.0, 10.0, &[0.0, 2.5, 5.0, 7.5, 10.0]),
            (1.0, 1.0, &[1.0, 1.25, 1.5, 1.75, 2.0]),
        ] {
            let scale = Scale::between(low, high, 4);
            assert!(close(&scale.ticks, expected), "{low}: {:?}", scale.ticks);
        }
    }

    #[test]
    fn ticks_of_decades() {
        for (low, high, expected) in [
            (0.9, 12.0, &[1.0, 2.0, 3.0, 5.0, 7.0, 10.0][..]),
            (1.0, 100.0, &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]),
            (0.03, 4000.0, &[0.1, 1.0, 10.0, 100.0, 1000.0]),
        ] {
            let scale = Scale::log(low, high);
            assert!(close(&scale.ticks, expected), "{low}: {:?}", scale.ticks);
        }
    }

    #[test]
    fn figures_have_their_places() {
        let down = Scale::from_zero(10.0, 5).over(100.0, 20.0);
        let log = Scale::log(1.0, 100.0).over(0.0, 200.0);
        for (scale, figure, place) in [
            (&down, 0.0, 100.0),
            (&down, 10.0, 20.0),
            (&down, 5.0, 60.0),
            (&down, 25.0, 20.0),
            (&down, -3.0, 100.0),
            (&log, 1.0, 0.0),
            (&log, 10.0, 100.0),
            (&log, 100.0, 200.0),
            (&log, 0.0, 0.0),
        ] {
            let Px(at) = scale.at(figure);
            assert!(
                (at - place).abs() < 1e-9,
                "{figure} is at {at}, not {place}"
            );
        }
        assert!(down.holds(10.0) && !down.holds(10.1));
    }

    #[test]
    fn places_are_short() {
        for (place, text) in [(1.0, "1"), (1.04, "1"), (12.25, "12.3"), (-0.01, "0")] {
            assert_eq!(Px(place).to_string(), text);
        }
    }
}
