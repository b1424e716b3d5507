//! Charts as data: where their lines, bars and labels are. A template draws them.

mod bar;
mod plot;
mod scale;

pub(super) use bar::Bar;
pub(super) use plot::{Axis, Label, Plot};
pub(super) use scale::Px;

/// A chart with two axes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chart {
    pub(super) title: String,
    /// What it shows in words, for who cannot see it.
    pub(super) summary: String,
    pub(super) keys: Vec<Key>,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    pub(super) areas: Vec<Path>,
    pub(super) columns: Vec<Column>,
    pub(super) lines: Vec<Path>,
    pub(super) dots: Vec<Dot>,
    pub(super) rules: Vec<Rule>,
    /// What a pointer is told, strip by strip.
    pub(super) tips: Vec<Column>,
    pub(super) size: Size,
}

/// Where the edges of a chart are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    pub(super) width: Px,
    pub(super) height: Px,
    pub(super) left: Px,
    pub(super) right: Px,
    pub(super) top: Px,
    pub(super) bottom: Px,
}

/// What is drawn in a style of the sheet, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) style: &'static str,
    pub(super) label: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) at: Px,
    pub(super) label: String,
}

/// The places of a line, as SVG wants them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub(super) style: &'static str,
    pub(super) points: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) style: &'static str,
    pub(super) x: Px,
    pub(super) y: Px,
    pub(super) width: Px,
    pub(super) height: Px,
    pub(super) tip: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dot {
    pub(super) style: &'static str,
    pub(super) x: Px,
    pub(super) y: Px,
    pub(super) tip: String,
}

/// A straight line across the chart with a label, for a limit or a percentile.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub(super) style: &'static str,
    pub(super) from: (Px, Px),
    pub(super) to: (Px, Px),
    pub(super) label: String,
    pub(super) label_at: (Px, Px),
    /// `start` or `end`, as SVG has it.
    pub(super) anchor: &'static str,
}
