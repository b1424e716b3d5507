//! What is printed when all cases are done: failures, the result, the table.

use std::fmt::Write as _;
use std::time::Duration;

use super::event::{Ended, Outcome};
use super::printer::{Reports, Style, Table};
use crate::report::summary::Summary;

/// The rest of the output; sorts the cases by name.
pub(super) fn text(
    ended: &mut [Ended],
    filtered_out: usize,
    elapsed: Duration,
    style: &Style,
) -> String {
    ended.sort_by(|a, b| a.name.cmp(&b.name));
    let (passed, rest): (Vec<_>, Vec<_>) =
        ended.iter().partition(|ended| ended.outcome == Outcome::Ok);
    let (failed, ignored): (Vec<_>, Vec<_>) = rest
        .into_iter()
        .partition(|ended| matches!(ended.outcome, Outcome::Failed { .. }));
    let mut text = String::new();
    if style.reports == Reports::All {
        text.push_str(&section("successes", &passed));
    }
    if !failed.is_empty() {
        text.push_str(&section("failures", &failed));
    }
    let word = if failed.is_empty() {
        style.page.palette.good("ok")
    } else {
        style.page.palette.bad("FAILED")
    };
    let _ = write!(
        text,
        "\ntest result: {word}. {} passed; {} failed; {} ignored; 0 measured; {filtered_out} filtered out; finished in {:.2}s\n\n",
        passed.len(),
        failed.len(),
        ignored.len(),
        elapsed.as_secs_f64(),
    );
    if let Some(table) = &style.table {
        text.push_str(&summary(ended, table).render(style.page));
    }
    text
}

fn summary<'a>(ended: &'a [Ended], table: &Table) -> Summary<'a> {
    let ignored = |ended: &'a Ended| match (&ended.row, &ended.outcome) {
        (None, Outcome::Ignored { reason }) => Some(reason.as_deref()),
        _ => None,
    };
    Summary {
        rows: ended
            .iter()
            .filter_map(|ended| ended.row.as_ref())
            .collect(),
        ignored: ended.iter().filter_map(ignored).collect(),
        asked: table.asked.clone(),
        records: table.records.clone(),
    }
}

/// What the cases said, one after the other, and then their names.
fn section(title: &str, cases: &[&Ended]) -> String {
    let mut text = format!("\n{title}:\n");
    let outputs: String = cases.iter().filter_map(|ended| output(ended)).collect();
    if !outputs.is_empty() {
        text.push('\n');
        text.push_str(&outputs);
    }
    let _ = write!(text, "\n{title}:\n");
    for ended in cases {
        let _ = writeln!(text, "    {}", ended.name);
    }
    text
}

fn output(ended: &Ended) -> Option<String> {
    let note = match &ended.outcome {
        Outcome::Failed { note: Some(note) } => note.as_str(),
        _ => "",
    };
    let output = format!("{}{note}", ended.output);
    (!output.is_empty()).then(|| format!("---- {} stdout ----\n{output}\n", ended.name))
}
