//! From figures to a chart, piece by piece.

use std::fmt::Write as _;

use super::scale::{Px, Scale};
use super::{Chart, Column, Dot, Key, Path, Rule, Size, Tick};

/// The size of a chart, in units of its own.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 172.0;
/// Where its axes are.
const LEFT: f64 = 58.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = HEIGHT - 26.0;
/// Units for a character of a label, about.
const CHARACTER: f64 = 6.2;

/// Ticks of an axis, about.
const TICKS: u32 = 4;

const SIZE: Size = Size {
    width: Px(WIDTH),
    height: Px(HEIGHT),
    left: Px(LEFT),
    right: Px(RIGHT),
    top: Px(TOP),
    bottom: Px(BOTTOM),
};

/// A chart under construction.
pub(in super::super) struct Plot {
    chart: Chart,
    x: Scale,
    y: Scale,
}

/// How figures of an axis are written.
pub(in super::super) type Label = fn(f64) -> String;

/// The figures of an axis.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Axis {
    FromZero {
        highest: f64,
    },
    /// From none on, at whole numbers.
    Count {
        highest: f64,
    },
    /// From no byte on, at round numbers of KiB or MiB.
    Bytes {
        highest: f64,
    },
    Between {
        low: f64,
        high: f64,
    },
    Log {
        low: f64,
        high: f64,
    },
}

impl Axis {
    fn scale(self) -> Scale {
        match self {
            Self::FromZero { highest } => Scale::from_zero(highest, TICKS),
            Self::Count { highest } => Scale::from_zero(highest.max(f64::from(TICKS)), TICKS),
            Self::Bytes { highest } => Scale::bytes(highest, TICKS),
            Self::Between { low, high } => Scale::between(low, high, TICKS + 2),
            Self::Log { low, high } => Scale::log(low, high),
        }
    }
}

impl Plot {
    pub(in super::super) fn new(
        title: impl Into<String>,
        x: (Axis, Label),
        y: (Axis, Label),
    ) -> Self {
        let x_scale = x.0.scale().over(LEFT, RIGHT);
        let y_scale = y.0.scale().over(BOTTOM, TOP);
        let ticks = |scale: &Scale, label: Label| {
            let tick = |figure: &f64| Tick {
                at: scale.at(*figure),
                label: label(*figure),
            };
            scale.ticks.iter().map(tick).collect::<Vec<_>>()
        };
        Self {
            chart: Chart {
                title: title.into(),
                summary: String::new(),
                keys: Vec::new(),
                x_ticks: thinned(ticks(&x_scale, x.1)),
                y_ticks: ticks(&y_scale, y.1),
                areas: Vec::new(),
                columns: Vec::new(),
                lines: Vec::new(),
                dots: Vec::new(),
                rules: Vec::new(),
                tips: Vec::new(),
                size: SIZE,
            },
            x: x_scale,
            y: y_scale,
        }
    }

    /// Has other labels at the lower axis than its figures.
    pub(in super::super) fn below(mut self, labels: &[(f64, String)]) -> Self {
        let tick = |(figure, label): &(f64, String)| Tick {
            at: self.x.at(*figure),
            label: label.clone(),
        };
        self.chart.x_ticks = thinned(labels.iter().map(tick).collect());
        self
    }

    /// Says what is drawn in a style.
    pub(in super::super) fn key(mut self, style: &'static str, label: impl Into<String>) -> Self {
        let label = label.into();
        self.chart.keys.push(Key { style, label });
        self
    }

    /// A line through all that is known; it is broken where nothing is.
    pub(in super::super) fn line(
        mut self,
        style: &'static str,
        points: &[(f64, Option<f64>)],
    ) -> Self {
        for known in points.split(|(_, y)| y.is_none()) {
            let known: Vec<_> = known
                .iter()
                .filter_map(|(x, y)| Some((*x, (*y)?)))
                .collect();
            match known[..] {
                [] => {}
                // A line through one place is not seen.
                [(x, y)] => self
                    .chart
                    .dots
                    .push(self.dot_at(style, x, y, String::new())),
                _ => {
                    let points = self.path(&known);
                    self.chart.lines.push(Path { style, points });
                }
            }
        }
        self
    }

    /// What lies under a line, down to the axis.
    pub(in super::super) fn area(mut self, style: &'static str, points: &[(f64, f64)]) -> Self {
        if let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) {
            let [from, to] = [*first, *last].map(|x| self.x.at(x));
            let path = self.path(points);
            let points = format!("{from},{0} {path} {to},{0}", Px(BOTTOM));
            self.chart.areas.push(Path { style, points });
        }
        self
    }

    /// A column from the axis up, over a part of the other axis.
    pub(in super::super) fn column(
        mut self,
        style: &'static str,
        x: (f64, f64),
        y: f64,
        tip: String,
    ) -> Self {
        let [from, to] = [x.0, x.1].map(|x| self.x.at(x).0);
        let top = self.y.at(y).0;
        if y > 0.0 {
            // What is there is seen, however little it is.
            let height = (BOTTOM - top).max(1.0);
            self.chart.columns.push(Column {
                style,
                x: Px(from + 0.5),
                y: Px(BOTTOM - height),
                width: Px((to - from - 1.0).max(0.5)),
                height: Px(height),
                tip,
            });
        }
        self
    }

    pub(in super::super) fn dot(
        mut self,
        style: &'static str,
        x: f64,
        y: f64,
        tip: String,
    ) -> Self {
        let dot = self.dot_at(style, x, y, tip);
        self.chart.dots.push(dot);
        self
    }

    /// What a pointer is told over a part of the axis.
    pub(in super::super) fn tip(mut self, x: (f64, f64), tip: String) -> Self {
        let [from, to] = [x.0, x.1].map(|x| self.x.at(x).0);
        self.chart.tips.push(Column {
            style: "tip",
            x: Px(from),
            y: Px(TOP),
            width: Px((to - from).max(0.5)),
            height: Px(BOTTOM - TOP),
            tip,
        });
        self
    }

    /// A line at a figure of the upright axis; nothing where that is beyond it.
    pub(in super::super) fn across(
        mut self,
        style: &'static str,
        y: f64,
        label: impl Into<String>,
    ) -> Self {
        if self.y.holds(y) {
            let at = self.y.at(y);
            // Under it where it is at the top, to be read at all.
            let above = at.0 > TOP + 12.0;
            self.chart.rules.push(Rule {
                style,
                from: (Px(LEFT), at),
                to: (Px(RIGHT), at),
                label: label.into(),
                label_at: (Px(RIGHT - 2.0), Px(at.0 + if above { -4.0 } else { 12.0 })),
                anchor: "end",
            });
        }
        self
    }

    /// A line at a figure of the lower axis; nothing where that is beyond it. Labels of several keep out of each other's way.
    pub(in super::super) fn upright(
        mut self,
        style: &'static str,
        x: f64,
        label: impl Into<String>,
    ) -> Self {
        if self.x.holds(x) {
            let at = self.x.at(x);
            let label = label.into();
            let width = label.chars().count() as f64 * CHARACTER;
            let fits = at.0 + width < RIGHT;
            let row = self
                .chart
                .rules
                .iter()
                .filter(|rule| rule.from.0 == rule.to.0)
                .count();
            self.chart.rules.push(Rule {
                style,
                from: (at, Px(TOP)),
                to: (at, Px(BOTTOM)),
                label,
                label_at: (
                    Px(at.0 + if fits { 4.0 } else { -4.0 }),
                    Px(TOP + 9.0 + 13.0 * (row % 5) as f64),
                ),
                anchor: if fits { "start" } else { "end" },
            });
        }
        self
    }

    pub(in super::super) fn finish(self, summary: impl Into<String>) -> Chart {
        Chart {
            summary: summary.into(),
            ..self.chart
        }
    }

    fn dot_at(&self, style: &'static str, x: f64, y: f64, tip: String) -> Dot {
        Dot {
            style,
            x: self.x.at(x),
            y: self.y.at(y),
            tip,
        }
    }

    fn path(&self, points: &[(f64, f64)]) -> String {
        let mut path = String::new();
        for (x, y) in points {
            let separator = if path.is_empty() { "" } else { " " };
            let _ = write!(path, "{separator}{},{}", self.x.at(*x), self.y.at(*y));
        }
        path
    }
}

/// Without the labels that would run into the one before them.
fn thinned(ticks: Vec<Tick>) -> Vec<Tick> {
    let mut end = f64::NEG_INFINITY;
    let keep = |tick: &Tick| {
        let half = tick.label.chars().count() as f64 * CHARACTER / 2.0;
        let fits = tick.at.0 - half > end + CHARACTER;
        if fits {
            end = tick.at.0 + half;
        }
        fits
    };
    ticks.into_iter().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot() -> Plot {
        let label = |figure: f64| format!("{figure}");
        let x = Axis::Between {
            low: 0.0,
            high: 10.0,
        };
        Plot::new("t", (x, label), (Axis::FromZero { highest: 100.0 }, label))
    }

    #[test]
    fn a_line_is_broken_where_nothing_is_known() {
        let points =
            [1.0, 2.0, 3.0, 4.0, 5.0].map(|x| (x, (!(2.5..=4.5).contains(&x)).then_some(50.0)));
        let chart = plot().line("p99", &points).finish("");
        assert_eq!(chart.lines.len(), 1);
        assert_eq!(chart.lines[0].points, "98.8,80 139.6,80");
        // Beside the one that is alone.
        assert_eq!(
            (chart.dots.len(), chart.dots[0].x.to_string().as_str()),
            (1, "262")
        );
        assert_eq!(plot().line("p99", &[]).finish("").lines, []);
    }

    #[test]
    fn columns_stand_on_the_axis() {
        let chart = plot()
            .column("ok", (0.0, 5.0), 100.0, String::new())
            .column("ok", (5.0, 10.0), 1e-6, String::new())
            .column("ok", (5.0, 10.0), 0.0, String::new())
            .finish("");
        let [whole, little] = &chart.columns[..] else {
            panic!("{:?}", chart.columns);
        };
        assert_eq!((whole.y, whole.height), (Px(TOP), Px(BOTTOM - TOP)));
        assert_eq!((little.y, little.height), (Px(BOTTOM - 1.0), Px(1.0)));
        assert!(whole.x.0 + whole.width.0 < little.x.0);
    }

    #[test]
    fn rules_lie_within_the_chart() {
        let chart = plot()
            .across("limit", 100.0, "max_ms")
            .across("limit", 101.0, "beyond")
            .upright("limit", 10.0, "p99_ms")
            .upright("limit", 1.0, "p50_ms")
            .finish("");
        let [top, right, left] = &chart.rules[..] else {
            panic!("{:?}", chart.rules);
        };
        assert!(top.label_at.1 > top.from.1, "it is under the line");
        assert_eq!((right.anchor, left.anchor), ("end", "start"));
        assert!(right.label_at.1 < left.label_at.1, "one under the other");
    }

    #[test]
    fn labels_do_not_run_into_each_other() {
        let tick = |at, label: &str| Tick {
            at: Px(at),
            label: label.to_owned(),
        };
        let ticks = vec![tick(0.0, "1,000 ms"), tick(30.0, "2"), tick(60.0, "3")];
        let kept: Vec<_> = thinned(ticks).into_iter().map(|tick| tick.label).collect();
        assert_eq!(kept, ["1,000 ms", "3"]);
    }
}
