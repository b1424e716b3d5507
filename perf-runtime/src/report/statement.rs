//! A statement under a finding: its SQL, what it cost, the lines of the application, its plan.

use std::fmt::Write as _;

use super::format::{clean, count, cut, plural, time};
use super::palette::Palette;
use crate::assess::cost::in_words;
use crate::case_report::CaseReport;
use crate::measurement::ShapeUse;
use crate::probe::shape::ShapeId;
use crate::verdict::Finding;

/// Lines of the application for a shape.
const LINES: usize = 3;
/// Characters of a statement under its finding.
const WIDE: usize = 240;

/// A statement with what it cost, and its lines beside that.
pub(super) fn lines(text: &mut String, report: &CaseReport, shape: &ShapeUse, palette: Palette) {
    let _ = write!(
        text,
        "\n         {}",
        palette.strong(&cut(&clean(&shape.shape.text), WIDE))
    );
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
        let line = format!("{left:<37} {}", lines.next().unwrap_or_default());
        let _ = write!(text, "\n         {}", line.trim_end());
    }
    for line in lines {
        let _ = write!(text, "\n         {:<37} {line}", "");
    }
}

fn site_lines(report: &CaseReport, shape: &ShapeUse, palette: Palette) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, (stack, times)) in shape.stacks.iter().take(2).enumerate() {
        let Some(sites) = report.sites.get(stack) else {
            continue;
        };
        let places: Vec<_> = sites
            .iter()
            .map(|site| format!("{}:{}", clean(&site.file), site.line))
            .collect();
        let width = places
            .iter()
            .take(LINES)
            .map(|place| place.chars().count())
            .max()
            .unwrap_or_default();
        for (depth, (site, place)) in sites.iter().zip(&places).take(LINES).enumerate() {
            let word = if depth == 0 { "at" } else { "by" };
            let shown = format!("{place:<width$}");
            let shown = if depth == 0 {
                palette.strong(&shown)
            } else {
                shown
            };
            let mut line = format!("{word} {shown}  {}", palette.dim(&clean(&site.function)));
            if depth == 0 && shape.stacks.len() > 1 {
                let _ = write!(line, "  x{}", count(*times));
            }
            lines.push(line.trim_end().to_owned());
        }
        if index == 1 && shape.stacks.len() > 2 {
            lines.push(palette.dim(&format!("and {} more places", shape.stacks.len() - 2)));
        }
    }
    if lines.is_empty() && shape.sum.count > 0 {
        lines.push(palette.dim("(no line of the application in its call stack)"));
    }
    lines
}

/// The plan of a statement, with its indentation.
pub(super) fn plan(text: &mut String, finding: &Finding, id: ShapeId, palette: Palette) {
    let lines = finding.plans.iter().filter(|(shape, _)| *shape == id);
    for (index, line) in lines.flat_map(|(_, lines)| lines).enumerate() {
        let head = if index == 0 { "plan" } else { "" };
        let depth = line.len() - line.trim_start().len();
        let step = cut(&clean(line), WIDE);
        let _ = write!(
            text,
            "\n         {} {:depth$}{step}",
            palette.dim(&format!("{head:<5}")),
            ""
        );
    }
}
