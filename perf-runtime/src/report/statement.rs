//! A statement under a finding: its SQL, what it cost, the lines of the application, its plan.

use std::fmt::Write as _;

use super::format::{clean, count, cut, plural, time};
use super::page::Page;
use super::palette::Palette;
use crate::assess::cost::in_words;
use crate::assess::places::LINES;
use crate::case_report::CaseReport;
use crate::measurement::ShapeUse;
use crate::probe::shape::ShapeId;
use crate::probe::site::Site;
use crate::verdict::Finding;

/// Characters of a statement under its finding.
const WIDE: usize = 240;

/// Spaces before it.
const INDENT: usize = 9;

pub(super) const NO_LINE: &str = "(no line of the application in its call stack)";

/// Characters of what stands beside a place.
pub(super) const BESIDE: usize = 37;

/// A statement with what it cost, and its lines beside that.
pub(super) fn lines(text: &mut String, report: &CaseReport, shape: &ShapeUse, page: Page) {
    let palette = page.palette;
    let sql = cut(&clean(&shape.shape.text), page.room(WIDE, INDENT));
    let _ = write!(text, "\n{:INDENT$}{}", "", palette.strong(&sql));
    let cost = format!(
        "x{}, {}, {} in all",
        count(shape.sum.count),
        plural(shape.sum.rows, "row"),
        time(shape.sum.total)
    );
    let mut lines = site_lines(report, shape, palette).into_iter();
    for left in [Some(cost), in_words(&shape.sum.costs, 1)]
        .into_iter()
        .flatten()
    {
        let line = format!("{left:<BESIDE$} {}", lines.next().unwrap_or_default());
        let _ = write!(text, "\n         {}", line.trim_end());
    }
    for line in lines {
        let _ = write!(text, "\n         {:<BESIDE$} {line}", "");
    }
}

/// Where it is, and by whom it was called: the lines of the application, innermost first.
pub(super) fn places(word: &str, sites: &[Site], palette: Palette) -> Vec<String> {
    let sites = &sites[..sites.len().min(LINES)];
    let places: Vec<_> = sites
        .iter()
        .map(|site| format!("{}:{}", clean(&site.file), site.line))
        .collect();
    let widths = places.iter().map(|place| place.chars().count());
    let width = widths.max().unwrap_or_default();
    let line = |(depth, (site, place)): (usize, (&Site, &String))| {
        let shown = format!("{place:<width$}");
        let (word, shown) = match depth {
            0 => (word, palette.strong(&shown)),
            _ => ("by", shown),
        };
        let line = format!("{word} {shown}  {}", palette.dim(&clean(&site.function)));
        line.trim_end().to_owned()
    };
    sites.iter().zip(&places).enumerate().map(line).collect()
}

fn site_lines(report: &CaseReport, shape: &ShapeUse, palette: Palette) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, (stack, times)) in shape.stacks.iter().take(2).enumerate() {
        let Some(sites) = report.sites.get(stack) else {
            continue;
        };
        let mut of_stack = places("at", sites, palette);
        if let Some(first) = of_stack.first_mut().filter(|_| shape.stacks.len() > 1) {
            let _ = write!(first, "  x{}", count(*times));
        }
        lines.extend(of_stack);
        if index == 1 && shape.stacks.len() > 2 {
            lines.push(palette.dim(&format!("and {} more places", shape.stacks.len() - 2)));
        }
    }
    if lines.is_empty() && shape.sum.count > 0 {
        lines.push(palette.dim(NO_LINE));
    }
    lines
}

/// The plan of a statement, with its indentation.
pub(super) fn plan(text: &mut String, finding: &Finding, id: ShapeId, page: Page) {
    let palette = page.palette;
    let lines = finding.plans.iter().filter(|(shape, _)| *shape == id);
    for (index, line) in lines.flat_map(|(_, lines)| lines).enumerate() {
        let head = if index == 0 { "plan" } else { "" };
        let depth = line.len() - line.trim_start().len();
        let step = cut(&clean(line), page.room(WIDE, INDENT + 6 + depth));
        let _ = write!(
            text,
            "\n         {} {:depth$}{step}",
            palette.dim(&format!("{head:<5}")),
            ""
        );
    }
}
