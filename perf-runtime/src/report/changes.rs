//! What is not as in `perf-baseline.toml`: a line a shape, with the line of the application.

use std::fmt::Write as _;

use super::format::{clean, cut};
use super::palette::Palette;
use crate::baseline::compare::Change;
use crate::case_report::CaseReport;
use crate::measurement::ShapeUse;

/// Changes that are shown; the record has all.
const SHOWN: usize = 12;

/// Characters of a statement.
const WIDE: usize = 78;

pub(super) fn lines(text: &mut String, report: &CaseReport, changes: &[Change], palette: Palette) {
    let heads: Vec<_> = changes.iter().take(SHOWN).map(Change::to_string).collect();
    let widths = heads.iter().map(|head| head.chars().count());
    let width = widths.max().unwrap_or_default();
    for (change, head) in changes.iter().zip(&heads) {
        let sql = cut(&clean(&change.sql), WIDE);
        let line = format!("{head:<width$}  {sql}");
        let _ = write!(text, "\n         {}", line.trim_end());
        if let Some(place) = place(report, change) {
            let _ = write!(text, "  {}", palette.dim(&place));
        }
        for line in change.plan_lines() {
            let _ = write!(text, "\n           {}", palette.dim(&clean(&line)));
        }
    }
    if changes.len() > SHOWN {
        let more = changes.len() - SHOWN;
        let _ = write!(
            text,
            "\n         {}",
            palette.dim(&format!("and {more} more"))
        );
    }
}

/// `src/shop.rs:12`, where most of them came from.
fn place(report: &CaseReport, change: &Change) -> Option<String> {
    let shape = change.shape.as_ref()?;
    let is_it = |used: &&ShapeUse| used.shape.id.to_string() == *shape;
    let runs = report.runs.iter().flat_map(|run| &run.queries.shapes);
    let (stack, _) = runs.into_iter().find(is_it)?.stacks.first()?;
    let site = report.sites.get(stack)?.first()?;
    Some(format!("{}:{}", clean(&site.file), site.line))
}
