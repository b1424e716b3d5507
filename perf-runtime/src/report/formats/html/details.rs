//! All that is known of one case, under its row.

use askama::Template;

use super::budgets::{Budget, budgets};
use super::chart::Chart;
use super::load::LoadView;
use super::over_time::OverTime;
use super::sizes;
use super::statements::Statements;
use super::table::{Fact, Table};
use super::words::{ms, span};
use crate::assess::cost::known_in_words;
use crate::figure::Figure;
use crate::report::format::{clean, clean_lines, count, cut, plural};
use crate::report::past::Course;
use crate::report::run::heap_in_words;
use crate::store::record::{Record, RecordedRun, VerdictWord};

/// Characters of a text of the application.
const TEXT: usize = 40_000;

#[derive(Debug, Template)]
#[template(path = "report/details.html", whitespace = "minimize")]
pub(super) struct Details {
    facts: Vec<Fact>,
    reason: Option<String>,
    failure: Option<Failure>,
    budgets: Vec<Budget>,
    load: Option<LoadView>,
    run: Vec<Fact>,
    charts: Vec<Chart>,
    sizes: Option<Table>,
    over_time: Option<OverTime>,
    statements: Statements,
    is_load: bool,
    figures: Option<Table>,
    faults: Option<String>,
    panics: Vec<String>,
    notes: Vec<String>,
    console: Option<String>,
}

/// A body that did not end well.
#[derive(Debug)]
struct Failure {
    what: String,
    text: String,
}

impl Details {
    pub(super) fn of(record: &Record, past: &[Course]) -> Self {
        let charts = sizes::growth(record).into_iter().chain(sizes::runs(record));
        Self {
            facts: facts(record),
            reason: record.reason.as_deref().map(clean),
            failure: record.failure.as_ref().map(|failure| Failure {
                what: clean(&failure.what),
                text: text(&failure.text),
            }),
            budgets: budgets(record),
            load: record.load.as_ref().map(LoadView::of),
            run: run(record),
            charts: charts.collect(),
            sizes: sizes::table(record),
            over_time: OverTime::of(past),
            statements: Statements::of(record),
            is_load: record.load.is_some(),
            figures: figures(&record.figures),
            faults: faults(record),
            panics: record.panics.iter().map(|panic| text(panic)).collect(),
            notes: record.notes.iter().map(|note| text(note)).collect(),
            console: record.report.as_deref().map(text),
        }
    }

    pub(super) fn html(&self) -> String {
        self.render()
            .expect("a String takes all that is written to it")
    }
}

/// Lines as they are, of a length that can be shown.
fn text(text: &str) -> String {
    let text = clean_lines(text);
    if text.chars().count() > TEXT {
        cut(&text, TEXT)
    } else {
        text
    }
}

/// What it is, and where it ran.
fn facts(record: &Record) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(
            "defined at",
            format!("{}:{}", clean(&record.file), record.line),
        ),
        Fact::new("package", clean(&record.package)),
    ];
    let mut more = |name, text: String| {
        if !text.is_empty() {
            facts.push(Fact::new(name, clean(&text)));
        }
    };
    more("test target", record.target.clone());
    more("tags", record.tags.join(", "));
    more("quick mode", record.reduced.join(", "));
    more("limits of", record.threshold.clone().unwrap_or_default());
    more("databases", record.databases.join(", "));
    more(
        "build",
        format!("{}, profile {}", record.build, record.profile),
    );
    if record.verdict != VerdictWord::Skipped {
        more("took", format!("{}, with fixtures", span(record.took_ms)));
    }
    if record.should_panic {
        more("expected", "to fail: #[should_panic]".to_owned());
    }
    if record.disturbed.steal_ms >= 1.0 {
        let steal = ms(record.disturbed.steal_ms);
        more("taken by the host", format!("{steal} of the processors"));
    }
    if let Some(times) = record.disturbed.throttled.filter(|times| *times > 0) {
        more("slowed down by heat", plural(times, "time"));
    }
    facts
}

/// The run that is shown, where it is not one of a load.
fn run(record: &Record) -> Vec<Fact> {
    let shown = record.runs.iter().position(|run| !run.shapes.is_empty());
    let shown = shown.unwrap_or_default();
    let (Some(run), None) = (record.runs.get(shown), &record.load) else {
        return Vec::new();
    };
    let RecordedRun {
        queries,
        reads,
        writes,
        rows,
        ..
    } = run;
    let mut facts = vec![
        Fact::new("time", ms(run.ms)),
        Fact::new(
            "queries",
            format!(
                "{}: {} reads, {} writes",
                count(*queries),
                count(*reads),
                count(*writes)
            ),
        ),
        Fact::new("rows", count(*rows)),
        Fact::new("in the database", ms(run.db_ms)),
    ];
    facts.extend(
        run.pool_wait_ms
            .map(|wait| Fact::new("waiting for a connection", ms(wait))),
    );
    if run.waited_ms >= 0.1 {
        facts.push(Fact::new("waiting for a processor", ms(run.waited_ms)));
    }
    let uncounted = [
        (run.driver, "driver"),
        (run.transaction_control, "transaction control"),
        (run.outside, "outside of measure"),
    ];
    let uncounted: Vec<_> = uncounted
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", count(number)))
        .collect();
    if !uncounted.is_empty() {
        facts.push(Fact::new("not counted", uncounted.join(", ")));
    }
    facts.extend(
        run.cost
            .map(|cost| Fact::new("cost", known_in_words(&cost, 1))),
    );
    facts.extend(run.heap.map(|heap| Fact::new("heap", heap_in_words(heap))));
    if record.runs.len() > 1 {
        let text = format!("{} of {}", shown + 1, record.runs.len());
        facts.insert(0, Fact::new("run", text));
    }
    facts
}

/// What the body recorded.
fn figures(figures: &[Figure]) -> Option<Table> {
    let row = |figure: &Figure| {
        let number =
            |number: Option<f64>| number.map(|number| format!("{number}")).unwrap_or_default();
        vec![
            clean(&figure.name),
            count(figure.count),
            number(figure.smallest.map(|value| value.value)),
            number(figure.mean.map(|mean| (mean * 1e4).round() / 1e4)),
            number(figure.largest.map(|value| value.value)),
        ]
    };
    let heads = ["figure", "values", "smallest", "mean", "largest"];
    Table::of(&heads, figures.iter().map(row).collect())
}

fn faults(record: &Record) -> Option<String> {
    let faults = record.faults.as_ref()?;
    let outages = match faults.outages {
        0 => String::new(),
        outages => format!(
            "; the database was gone {}, which met {}",
            plural(outages, "time"),
            plural(faults.during_outages, "statement")
        ),
    };
    Some(format!(
        "Of {}, {} were delayed, {} failed and {} lost their connection on purpose{outages}.",
        plural(faults.statements, "statement"),
        count(faults.delayed),
        count(faults.failed),
        count(faults.cut)
    ))
}
