//! One run in a case's report: its statements, what it took, how long it was.

use std::fmt::Write as _;

use super::format::{bytes, clean, count, cut, plural, time};
use super::page::Page;
use super::palette::Palette;
use crate::assess::cost::in_words;
use crate::case_report::CaseReport;
use crate::envs::Envs;
use crate::limits::DEFAULT;
use crate::measurement::{Ending, Queries, Run, ShapeUse};
use crate::probe::memory::{Bounds, Heap};
use crate::probe::site::Site;
use crate::store::build;

/// Shapes in the table of queries.
const SHAPES: usize = 12;

/// Characters of a statement in the table.
const WIDTH: usize = 78;

/// What the run did on the database besides its queries.
pub(super) fn uncounted(run: &Run, late: &Queries) -> Option<String> {
    let parts: Vec<_> = [
        (run.queries.driver, "driver"),
        (run.queries.transaction_control, "transaction control"),
        (run.queries.outside, "outside of measure"),
        (late.count(), "after the end"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{} {what}", count(n)))
    .collect();
    (!parts.is_empty()).then(|| format!("not counted: {}", parts.join(", ")))
}

pub(super) fn queries_table(text: &mut String, report: &CaseReport, run: &Run, page: Page) {
    let palette = page.palette;
    let shapes = &run.queries.shapes;
    let rows: Vec<_> = shapes.iter().take(SHAPES).map(cells).collect();
    let width = |column: usize| {
        rows.iter()
            .map(|cells| cells[column].len())
            .max()
            .unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    // Two spaces behind it, where there is anything to say.
    let counted = width(3);
    let counted = if counted == 0 { 0 } else { counted + 2 };
    let places: Vec<_> = shapes
        .iter()
        .take(SHAPES)
        .map(|shape| place(report, shape))
        .collect();
    let place = places.iter().map(|place| place.chars().count()).max();
    let others = 14 + widths.iter().map(|width| width + 2).sum::<usize>() + counted;
    let room = page.room(WIDTH, others + place.unwrap_or_default() + 2);
    let statements: Vec<_> = shapes
        .iter()
        .take(SHAPES)
        .map(|shape| cut(&clean(&shape.shape.text), room))
        .collect();
    let widest = statements
        .iter()
        .map(|sql| sql.chars().count())
        .max()
        .unwrap_or_default();
    for (index, ((shape, cells), sql)) in shapes.iter().zip(&rows).zip(&statements).enumerate() {
        let head = if index == 0 { "queries" } else { "" };
        let arrow = if shape.sum.count > 1 && index > 0 {
            "->"
        } else {
            "  "
        };
        let _ = write!(
            text,
            "\n  {head:<9}{arrow} {:>w0$}  {:>w1$}  {:>w2$}  {:<counted$}{sql}",
            cells[0],
            cells[1],
            cells[2],
            cells[3],
            w0 = widths[0],
            w1 = widths[1],
            w2 = widths[2],
        );
        if !places[index].is_empty() {
            let gap = widest - sql.chars().count();
            let _ = write!(text, "{:gap$}  {}", "", palette.dim(&places[index]));
        }
    }
    if shapes.len() > SHAPES {
        let rest = &shapes[SHAPES..];
        let queries: u64 = rest.iter().map(|shape| shape.sum.count).sum();
        let _ = write!(
            text,
            "\n            and {} more shapes with {}",
            rest.len(),
            plural(queries, "query")
        );
    }
    if let Some(uncounted) = uncounted(run, &report.late)
        && !report
            .findings
            .iter()
            .any(|finding| finding.budget == "max_queries")
    {
        let _ = write!(text, "\n            {}", palette.dim(&uncounted));
    }
}

/// The line of the application that ran it most often.
fn place(report: &CaseReport, shape: &ShapeUse) -> String {
    let stack = shape.stacks.first();
    let sites = stack.and_then(|(stack, _)| report.sites.get(stack));
    match sites.and_then(|sites| sites.first()) {
        Some(Site { file, line, .. }) => format!("{}:{line}", clean(file)),
        None => String::new(),
    }
}

/// What the run took: memory where a limit asks for it, and time.
pub(super) fn in_all(text: &mut String, report: &CaseReport, run: &Run, palette: Palette) {
    if let Some(heap) = run.heap.filter(|_| report.case.options.asks_for_heap()) {
        let _ = write!(text, "\n  {:<12}{}", "heap", heap_in_words(heap));
    }
    let _ = write!(
        text,
        "\n  {:<12}{} {}",
        "time",
        time(run.elapsed),
        palette.dim(&surroundings(report))
    );
    if let Some(size) = run.size {
        let at = format!("at size {}", count(size));
        let _ = write!(text, " {}", palette.dim(&at));
    } else if report.runs.len() > 1 && report.load.is_none() {
        let _ = write!(
            text,
            " {}",
            palette.dim(&format!(
                "in run {} of {}",
                report.shown + 1,
                report.runs.len()
            ))
        );
    }
    if let Ending::Timeout(limit) = run.ending {
        let _ = write!(
            text,
            " {}",
            palette.bad(&format!("given up after {}", time(limit)))
        );
    }
}

/// What the run took from the heap.
pub(super) fn heap_in_words(heap: Heap) -> String {
    let Bounds { at_least, at_most } = heap.peak;
    let peak = match heap.peak.exact() {
        Some(peak) => bytes(peak),
        None => format!("{} to {}", bytes(at_least), bytes(at_most)),
    };
    format!(
        "{}, {}, {} in all, {peak} at once",
        plural(heap.allocations, "allocation"),
        plural(heap.reallocations, "reallocation"),
        bytes(heap.bytes)
    )
}

/// What makes times longer here than elsewhere: `(debug build, profile ci)`.
fn surroundings(report: &CaseReport) -> String {
    let mut text = format!("({} build", build());
    let profile = Envs::get().profile();
    if profile != DEFAULT {
        let _ = write!(text, ", profile {profile}");
    }
    if let Some(times) = report.disturbed.throttled.filter(|times| *times > 0) {
        let _ = write!(text, ", processors slowed down by heat x{}", count(times));
    }
    text.push(')');
    text
}

/// How often, how long each, how many rows each, and what the database counted for each.
fn cells(shape: &ShapeUse) -> [String; 4] {
    let n = shape.sum.count.max(1);
    let each = shape.sum.total / u32::try_from(n).unwrap_or(u32::MAX);
    [
        format!("{}x", count(shape.sum.count)),
        time(each),
        plural(shape.sum.rows / n, "row"),
        in_words(&shape.sum.costs, n).unwrap_or_default(),
    ]
}
