//! The model: what must come out for every case of the fixture.

mod case;
mod table;

use std::collections::BTreeMap;

use perf_tests::messages::DATABASES;

use case::{Case, skipped};
use table::CASES;

/// How the fixture is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Libtest,
    Nextest,
    OwnHarness,
}

/// What the line of a test says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Ok,
    Failed,
    Ignored,
}

/// What comes out for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) status: Status,
    /// As in its record, if it leaves one.
    pub(crate) recorded: Option<Recorded>,
}

/// The parts of a record that are the same each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) verdict: String,
    /// The budgets and what became of them: `max_queries fail`.
    pub(crate) budgets: Vec<String>,
    /// The queries of each run; under load the iterations by their end: ok, error, panic, timeout, interrupted.
    pub(crate) runs: Vec<u64>,
}

pub(crate) type Outcomes = BTreeMap<String, Outcome>;

/// Those that tell no plans, and what their statements cost.
const WITHOUT_PLANS: [&str; 1] = ["mysql"];

/// What must come out where these databases are there.
pub(crate) fn model(way: Way, there: &[&str]) -> Outcomes {
    let mut model = Outcomes::new();
    for case in CASES {
        for name in names(case.name) {
            let database = name.split_once("::").map_or("", |(module, _)| module);
            let is_here = there.contains(&database) || !DATABASES.contains(&database);
            let case = if is_here { case } else { &skipped(case.name) };
            model.insert(name, outcome(case, way));
        }
    }
    model
}

/// The modules whose cases have no database.
const ALONE: [&str; 6] = [
    "baselines",
    "bodies",
    "interrupted",
    "limits",
    "loads",
    "memory",
];

/// The names of a case: one, or one for each database.
fn names(name: &str) -> Vec<String> {
    let module = name.split_once("::").map_or("", |(module, _)| module);
    let is_alone = DATABASES.contains(&module) || ALONE.contains(&module);
    if is_alone {
        return vec![name.to_owned()];
    }
    let has_it = |database: &&&str| module != "plans" || !WITHOUT_PLANS.contains(database);
    let databases = DATABASES.iter().filter(has_it);
    databases
        .map(|database| format!("{database}::{name}"))
        .collect()
}

fn outcome(case: &Case, way: Way) -> Outcome {
    let status = match case.verdict {
        // libtest knows no test that cannot run.
        "skipped" if way == Way::OwnHarness => Status::Ignored,
        _ => case.status,
    };
    let recorded = (case.status != Status::Ignored).then(|| Recorded {
        verdict: case.verdict.to_owned(),
        budgets: case.budgets.iter().map(ToString::to_string).collect(),
        runs: case.runs.to_vec(),
    });
    Outcome { status, recorded }
}

/// Compares the whole, and names what differs.
pub(crate) fn assert_same(model: &Outcomes, seen: &Outcomes) {
    let names: std::collections::BTreeSet<_> = model.keys().chain(seen.keys()).collect();
    let differences: Vec<_> = names
        .into_iter()
        .filter(|name| model.get(*name) != seen.get(*name))
        .map(|name| {
            format!(
                "{name}\n  model {:?}\n  seen  {:?}",
                model.get(name),
                seen.get(name)
            )
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
