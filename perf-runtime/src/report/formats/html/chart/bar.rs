//! A figure against its limit, in a line.

use super::Px;

/// How much of the bar is beyond the larger of the two.
const ROOM: f64 = 1.15;

/// The width of all bars, in units of their own.
const WIDTH: f64 = 100.0;

/// How far a figure reaches, and where its limit is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Bar {
    pub(in super::super) figure: Px,
    pub(in super::super) limit: Px,
}

impl Bar {
    /// Nothing where one of them is no figure that a bar can show.
    pub(in super::super) fn of(figure: f64, limit: f64) -> Option<Self> {
        let known = |figure: f64| figure.is_finite() && figure >= 0.0;
        if !known(figure) || !known(limit) {
            return None;
        }
        let most = figure.max(limit) * ROOM;
        let place = |figure: f64| {
            let share = if most > 0.0 { figure / most } else { 0.0 };
            Px(share * WIDTH)
        };
        Some(Self {
            figure: place(figure),
            limit: place(limit),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_of_the_two_nearly_fills_the_bar() {
        let near = |Px(place): Px, expected: f64| (place - expected).abs() < 0.05;
        for (figure, limit, expected) in [
            (50.0, 100.0, (43.5, 87.0)),
            (100.0, 100.0, (87.0, 87.0)),
            (400.0, 100.0, (87.0, 21.7)),
            (3.0, 0.0, (87.0, 0.0)),
            (0.0, 0.0, (0.0, 0.0)),
        ] {
            let bar = Bar::of(figure, limit).expect("both are figures");
            assert!(
                near(bar.figure, expected.0) && near(bar.limit, expected.1),
                "{figure} of {limit}: {bar:?}"
            );
        }
        for (figure, limit) in [(f64::NAN, 1.0), (1.0, f64::INFINITY), (-1.0, 1.0)] {
            assert_eq!(Bar::of(figure, limit), None);
        }
    }
}
