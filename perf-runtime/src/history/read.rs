//! Reads series: the runs and the cases that they are of, each once, and then the figures of these in short rows.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::rc::Rc;

use super::connection::{Connection, Row, Value};
use super::entry::CaseName;
use super::series::{Point, RunOf, Series};
use crate::store::Commit;

/// What is asked for; all of what is not said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection<'a> {
    pub(crate) cases: Cases<'a>,
    /// All of them, where none is named.
    pub(crate) metrics: &'a [&'a str],
    pub(crate) branch: Option<&'a str>,
    /// Runs that began no later than this, in milliseconds since 1970.
    pub(crate) until_unix_ms: Option<u64>,
    /// The latest runs of the branch.
    pub(crate) runs: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Cases<'a> {
    All,
    /// Of whatever package.
    Named(&'a str),
    These(&'a [CaseName]),
}

/// A run that is asked for.
struct Known {
    run: Rc<RunOf>,
    machine: String,
    build: String,
    /// Its place in the order of time.
    place: usize,
}

/// The series that were asked for, by case and metric.
pub(super) async fn series(
    connection: &mut Connection,
    asked: Selection<'_>,
) -> Result<Vec<Series>, sqlx::Error> {
    let runs = runs(connection, asked).await?;
    let cases = cases(connection, asked.cases).await?;
    if runs.is_empty() || cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = format!(
        "SELECT f.run_id, f.case_id, f.metric, f.value, f.exact, s.verdict
         FROM figures f JOIN results s ON s.run_id = f.run_id AND s.case_id = f.case_id
         WHERE f.run_id IN ({})",
        listed(runs.keys())
    );
    if !matches!(asked.cases, Cases::All) {
        let _ = write!(sql, " AND f.case_id IN ({})", listed(cases.keys()));
    }
    if !asked.metrics.is_empty() {
        let places = (1..=asked.metrics.len()).map(|place| format!("${place}"));
        let _ = write!(sql, " AND f.metric IN ({})", listed(places));
    }
    let metrics: Vec<_> = asked.metrics.iter().copied().map(Value::Text).collect();
    group(&connection.rows(&sql, &metrics).await?, &runs, &cases)
}

/// Numbers of ours, or places of parameters.
fn listed<T: ToString>(all: impl IntoIterator<Item = T>) -> String {
    let all: Vec<_> = all.into_iter().map(|one| one.to_string()).collect();
    all.join(", ")
}

async fn runs(
    connection: &mut Connection,
    asked: Selection<'_>,
) -> Result<HashMap<i64, Known>, sqlx::Error> {
    const RUNS: &str = "\
SELECT id, began_unix_ms, commit_id, branch, dirty, machine, build FROM runs
WHERE ($1 = '' OR branch = $1) AND began_unix_ms <= $2
ORDER BY began_unix_ms DESC, id DESC LIMIT $3";

    let until = asked.until_unix_ms.map(i64::try_from);
    let values = [
        Value::Text(asked.branch.unwrap_or_default()),
        Value::Integer(until.and_then(Result::ok).unwrap_or(i64::MAX)),
        Value::Integer(asked.runs.into()),
    ];
    let rows = connection.rows(RUNS, &values).await?;
    let known = |(place, row): (usize, &Row)| {
        let known = Known {
            run: Rc::new(run_of(row)?),
            machine: row.column(5)?,
            build: row.column(6)?,
            place,
        };
        Ok((row.column(0)?, known))
    };
    rows.iter().rev().enumerate().map(known).collect()
}

fn run_of(row: &Row) -> Result<RunOf, sqlx::Error> {
    let known = |column| {
        let text: String = row.column(column)?;
        Ok::<_, sqlx::Error>((!text.is_empty()).then_some(text))
    };
    let (branch, dirty) = (known(3)?, row.column(4)?);
    Ok(RunOf {
        began_unix_ms: u64::try_from(row.column::<i64>(1)?).unwrap_or_default(),
        commit: known(2)?.map(|id| Commit { id, branch, dirty }),
    })
}

/// Those that are known, by their ids.
pub(super) async fn cases(
    connection: &mut Connection,
    asked: Cases<'_>,
) -> Result<HashMap<i64, CaseName>, sqlx::Error> {
    const CASES: &str = "SELECT id, package, target, name FROM cases";

    let rows = match asked {
        Cases::All => connection.rows(CASES, &[]).await?,
        Cases::Named(name) => {
            let sql = format!("{CASES} WHERE name = $1");
            connection.rows(&sql, &[Value::Text(name)]).await?
        }
        Cases::These([]) => Vec::new(),
        Cases::These(cases) => {
            let places = (0..cases.len())
                .map(|case| [1, 2, 3].map(|column| format!("${}", 3 * case + column)))
                .map(|[package, target, name]| format!("({package}, {target}, {name})"));
            let sql = format!(
                "{CASES} WHERE (package, target, name) IN (VALUES {})",
                listed(places)
            );
            let texts: Vec<_> = cases
                .iter()
                .flat_map(|case| [&case.package, &case.target, &case.name])
                .map(|text| Value::Text(text))
                .collect();
            connection.rows(&sql, &texts).await?
        }
    };
    let case = |row: &Row| {
        let name = CaseName {
            package: row.column(1)?,
            target: row.column(2)?,
            name: row.column(3)?,
        };
        Ok((row.column(0)?, name))
    };
    rows.iter().map(case).collect()
}

/// What of these rows belongs together, in the order of time.
fn group(
    rows: &[Row],
    runs: &HashMap<i64, Known>,
    cases: &HashMap<i64, CaseName>,
) -> Result<Vec<Series>, sqlx::Error> {
    let mut series: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        let (run, case): (i64, i64) = (row.column(0)?, row.column(1)?);
        // One that another process has added meanwhile was not asked for.
        let Some((known, case)) = runs.get(&run).zip(cases.get(&case)) else {
            continue;
        };
        let metric: String = row.column(2)?;
        let point = Point {
            run: Rc::clone(&known.run),
            value: row.column(3)?,
            exact: row.column(4)?,
            verdict: row.column(5)?,
        };
        series
            .entry((case, metric, &known.machine, &known.build))
            .or_default()
            .push((known.place, point));
    }
    let named = |((case, metric, machine, build), mut points): (_, Vec<(usize, Point)>)| {
        points.sort_by_key(|(place, _)| *place);
        Series {
            case: CaseName::clone(case),
            metric,
            machine: String::clone(machine),
            build: String::clone(build),
            points: points.into_iter().map(|(_, point)| point).collect(),
        }
    };
    Ok(series.into_iter().map(named).collect())
}
