//! The report of one case, as text: all budgets, then the statements with their lines.

use std::fmt::Write as _;

use super::format::{clean, clean_lines, count, plural};
use super::page::Page;
use super::palette::Palette;
use super::{run, statement};
use crate::case_report::CaseReport;
use crate::envs::Envs;
use crate::figure::Figure;
use crate::measurement::{Run, ShapeUse};
use crate::options::Source;
use crate::probe::shape::ShapeId;
use crate::runner::panics::Panicked;
use crate::verdict::{Finding, Status, Verdict};

/// The whole report of a case, several lines without a line break at the end. Of statements that are too long for the page,
/// the middle is left out.
pub(crate) fn render(report: &CaseReport, page: Page) -> String {
    let palette = page.palette;
    let mut text = headline(report, palette);
    if let Some(failure) = &report.failure {
        let _ = write!(
            text,
            "\n  {} {}",
            palette.bad("[FAIL]"),
            palette.strong(&clean(&failure.what))
        );
        for line in clean_lines(&failure.text).lines() {
            let _ = write!(text, "\n         {line}");
        }
    }
    for finding in &report.findings {
        finding_lines(&mut text, report, finding, page);
    }
    if let Some(load) = &report.load {
        let errors_are_told = report
            .findings
            .iter()
            .any(|finding| finding.budget == "max_error_rate" && finding.advice.is_some());
        text.push_str(&super::load::lines(load, errors_are_told, page));
    }
    super::sizes::table(
        &mut text,
        &report.runs,
        report.case.options.growth.allocs.is_some(),
        palette,
    );
    if let Some(run) = report.run() {
        run::queries_table(&mut text, report, run, page);
        run::in_all(&mut text, report, run, palette);
    }
    asides(&mut text, report, palette);
    text
}

fn headline(report: &CaseReport, palette: Palette) -> String {
    let name = clean(&report.case.path());
    let over = report
        .findings
        .iter()
        .filter(|finding| finding.status.is_bad())
        .count();
    let all = report.findings.len();
    let no_error = report.failure.is_none()
        && report
            .load
            .as_ref()
            .is_none_or(|load| load.counts.failed() == 0);
    let ended = match report.run() {
        Some(_) if no_error && all > 0 => "   (the test's own assertions passed)",
        _ => "",
    };
    match &report.verdict {
        Verdict::Failed if over > 0 => {
            let budgets = if all == 1 { "budget" } else { "budgets" };
            format!(
                "perf: {} {} {over} of {all} {budgets}{}",
                palette.strong(&name),
                palette.bad("FAILED"),
                palette.dim(ended)
            )
        }
        Verdict::Failed => format!(
            "perf: {} {}{}",
            palette.strong(&name),
            palette.bad("FAILED"),
            palette.dim(told_to_fail(report))
        ),
        Verdict::Passed => format!("perf: {} {}", palette.strong(&name), palette.good("ok")),
        Verdict::Inconclusive => format!(
            "perf: {} {}",
            palette.strong(&name),
            palette.warn("inconclusive")
        ),
        Verdict::Partial => format!(
            "perf: {} {}, judged by `cargo perf merge` with the others",
            palette.strong(&name),
            palette.warn(&of_shard(report))
        ),
        Verdict::Skipped(reason) => format!(
            "perf: {} {}: {}",
            palette.strong(&name),
            palette.warn("skipped"),
            clean(reason)
        ),
    }
}

/// `shard 2 of 4`.
fn of_shard(report: &CaseReport) -> String {
    let shard = report.sharded.as_ref().map(|sharded| sharded.shard);
    shard.map_or_else(|| "a shard".to_owned(), |shard| shard.to_string())
}

/// Why a case failed of which nothing did.
fn told_to_fail(report: &CaseReport) -> &'static str {
    let any = |status: Status| report.findings.iter().any(|one| one.status == status);
    if report.failure.is_some() {
        ""
    } else if any(Status::Warn) && Envs::get().warnings_fail {
        "   (PERF_WARN=fail)"
    } else if any(Status::Inconclusive) {
        "   (PERF_INCONCLUSIVE=fail)"
    } else {
        ""
    }
}

impl Status {
    pub(crate) fn is_bad(self) -> bool {
        matches!(self, Self::Fail | Self::Blind)
    }

    fn mark(self, palette: Palette) -> String {
        match self {
            Self::Ok => palette.good("[ ok ]"),
            Self::Warn => palette.warn("[warn]"),
            Self::Fail => palette.bad("[FAIL]"),
            Self::Blind => palette.bad("[ ?? ]"),
            Self::Inconclusive => palette.warn("[ ?? ]"),
            Self::Part => palette.warn("[part]"),
        }
    }
}

fn finding_lines(text: &mut String, report: &CaseReport, finding: &Finding, page: Page) {
    let palette = page.palette;
    let _ = write!(
        text,
        "\n  {} {:<15} {}",
        finding.status.mark(palette),
        finding.budget,
        clean(&finding.text)
    );
    if finding.soft {
        text.push_str(" (soft)");
    }
    if let Some(source) = finding.source {
        let _ = write!(text, "   {}", palette.dim(&in_brackets(source)));
    }
    if finding.budget == "max_queries"
        && let Some(uncounted) = report
            .run()
            .and_then(|run| run::uncounted(run, &report.late))
    {
        let _ = write!(text, "       {}", palette.dim(&uncounted));
    }
    for id in &finding.shapes {
        if let Some(shape) = find(report, *id).filter(|_| !shown_later(report, finding, *id)) {
            statement::lines(text, report, shape, page);
        }
        statement::plan(text, finding, *id, page);
    }
    super::changes::lines(text, report, &finding.changes, palette);
    if let Some(places) = &finding.places {
        let before = |other: &&Finding| !std::ptr::eq(*other, finding);
        let mut earlier = report.findings.iter().take_while(before);
        if earlier.any(|other| other.places.as_ref() == Some(places)) {
            let _ = write!(text, "\n         {}", palette.dim("at the places above"));
        } else {
            super::places::lines(text, places, palette);
        }
    }
    for line in finding.advice.iter().flat_map(|advice| advice.lines()) {
        let _ = write!(text, "\n         {}", palette.dim(&clean(line)));
    }
}

/// `(500 ms of perf.toml:12 x 1.5 in profile ci; baseline 300 ms)`.
fn in_brackets(source: &Source) -> String {
    let baseline = source
        .baseline
        .as_ref()
        .map(|baseline| format!("baseline {baseline}"));
    let parts: Vec<_> = source.origin.iter().cloned().chain(baseline).collect();
    format!("({})", parts.join("; "))
}

/// A statement is shown once, under the last finding that speaks of it: the most telling one.
fn shown_later(report: &CaseReport, finding: &Finding, id: ShapeId) -> bool {
    let later = report
        .findings
        .iter()
        .skip_while(|other| !std::ptr::eq(*other, finding))
        .skip(1);
    later.into_iter().any(|other| other.shapes.contains(&id))
}

fn find(report: &CaseReport, id: ShapeId) -> Option<&ShapeUse> {
    let shapes = |run: &'_ Run| -> Option<usize> {
        run.queries
            .shapes
            .iter()
            .position(|shape| shape.shape.id == id)
    };
    report
        .run()
        .into_iter()
        .chain(&report.runs)
        .find_map(|run| shapes(run).map(|index| &run.queries.shapes[index]))
}

/// How much it matters, and where it belongs, where there is something to mend.
fn order(text: &mut String, report: &CaseReport, palette: Palette) {
    let options = &report.case.options;
    let passed = report.verdict == Verdict::Passed;
    if passed && report.findings.iter().all(|one| one.status == Status::Ok) {
        return;
    }
    if let Some(severity) = options.severity {
        let _ = write!(
            text,
            "\n  {:<12}{}",
            "severity",
            palette.strong(severity.word())
        );
    }
    if let Some(category) = options.category {
        let _ = write!(text, "\n  {:<12}{}", "category", clean(category));
    }
}

fn asides(text: &mut String, report: &CaseReport, palette: Palette) {
    for figure in &report.said.figures {
        let _ = write!(text, "\n  {:<12}{}", "figure", of_figure(figure));
    }
    order(text, report, palette);
    if !report.reduced.is_empty() {
        let less = report.reduced.join(", ");
        let _ = write!(
            text,
            "\n  {}{less}",
            palette.warn(&format!("{:<12}", "quick"))
        );
    }
    for note in &report.said.notes {
        let _ = write!(text, "\n  {:<12}{}", "note", clean(note));
    }
    for (panic, times) in folded(&report.panics) {
        let _ = write!(
            text,
            "\n  {}{} at {}",
            palette.warn(&format!("{:<12}", "panic")),
            clean(&panic.message),
            clean(&panic.place)
        );
        if times > 1 {
            let _ = write!(text, "  x{}", count(times));
        }
    }
    for note in &report.notes {
        let _ = write!(
            text,
            "\n  {}{}",
            palette.warn(&format!("{:<12}", "note")),
            clean(note)
        );
    }
}

/// `hit_rate = 0.75`, or what came of several values.
fn of_figure(figure: &Figure) -> String {
    let name = clean(&figure.name);
    let (Some(smallest), Some(largest), Some(mean)) =
        (figure.smallest, figure.largest, figure.mean)
    else {
        return format!("{name} = no finite number");
    };
    if figure.count == 1 {
        return format!("{name} = {}", smallest.value);
    }
    let values = plural(figure.count, "value");
    format!(
        "{name} = {mean}, the mean of {values} from {} to {}",
        smallest.value, largest.value
    )
}

/// The different ones in the order in which they first came, and how often each did.
fn folded(panics: &[Panicked]) -> Vec<(&Panicked, u64)> {
    let mut folded: Vec<(&Panicked, u64)> = Vec::new();
    for panic in panics {
        match folded.iter_mut().find(|(known, _)| *known == panic) {
            Some((_, times)) => *times += 1,
            None => folded.push((panic, 1)),
        }
    }
    folded
}
