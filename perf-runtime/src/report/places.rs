//! The places of a budget on memory: what was taken there, and the lines of the application beside it.

use std::fmt::Write as _;

use super::format::{bytes, count, plural};
use super::palette::Palette;
use super::statement::{self, BESIDE, NO_LINE};
use crate::assess::places::{Places, Told};
use crate::probe::memory::Amount;

pub(super) fn lines(text: &mut String, places: &Places, palette: Palette) {
    for told in &places.told {
        place(text, places, told, palette);
    }
    let (others, amount) = places.others;
    if others > 0 {
        let line = format!(
            "and {}: {}",
            plural(others, "more place"),
            figures(places, amount)
        );
        let _ = write!(text, "\n         {}", palette.dim(&line));
    }
    if places.one_in > 1 {
        let of = count(places.one_in);
        let line = format!("estimated: the call stack of about one in {of} allocations was taken");
        let _ = write!(text, "\n         {}", palette.dim(&line));
    }
}

fn place(text: &mut String, places: &Places, told: &Told, palette: Palette) {
    let figures = figures(places, told.amount);
    let (word, left) = if told.by_driver {
        ("for", vec![figures.as_str(), "in the driver's thread"])
    } else {
        ("at", vec![figures.as_str()])
    };
    let mut right = statement::places(word, &told.sites, palette);
    if right.is_empty() {
        right.push(palette.dim(NO_LINE));
    }
    for row in 0..left.len().max(right.len()) {
        let left = left.get(row).copied().unwrap_or_default();
        let right = right.get(row).map_or("", String::as_str);
        let line = format!("{left:<BESIDE$} {right}");
        let _ = write!(text, "\n         {}", line.trim_end());
    }
}

/// `x40, 90.0 KiB at the peak`.
fn figures(places: &Places, amount: Amount) -> String {
    let Amount { calls, bytes: size } = amount;
    format!("x{}, {}{}", count(calls), bytes(size), places.of)
}
