//! All records of a run in one document.

use serde::Serialize;

use crate::store::record::{Record, SCHEMA};
use crate::store::{Mark, Run};

#[derive(Debug, Serialize)]
struct Results<'a> {
    schema: u32,
    run: &'a str,
    cases: &'a [Record],
    /// Those that began and did not end.
    unfinished: &'a [Mark],
    /// Records that could not be read.
    problems: Vec<String>,
}

pub(super) fn render(run: &Run) -> String {
    let results = Results {
        schema: SCHEMA,
        run: &run.name,
        cases: &run.records,
        unfinished: &run.unfinished,
        problems: run.problems.iter().map(ToString::to_string).collect(),
    };
    let text = serde_json::to_string_pretty(&results).expect("records are made of JSON");
    text + "\n"
}
