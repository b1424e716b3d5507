//! Keeps runs, and reads series of them again.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::connection::{Connection, Row, Value};
use super::entry::{CaseName, CaseResult, Entry};
use super::place::Place;
use super::series::{Point, RunOf, Series};
use crate::store::Commit;

/// Why a history cannot be used. It is never changed by what fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(
        "there is no history in {0}: `cargo perf run` adds to it, and so does `cargo perf history --add` with records that are there"
    )]
    Missing(Place),
    #[error(
        "the history {place} cannot be opened: {error}; it was left as it is: mend it, move it away, or name another with PERF_HISTORY"
    )]
    Open { place: Place, error: sqlx::Error },
    #[error(
        "the history {place} is of a newer version (migration {version} is not known): use the `cargo perf` of that version, or name another with PERF_HISTORY"
    )]
    Newer { place: Place, version: i64 },
    #[error("{0} is no history but a database of something else: name another with PERF_HISTORY")]
    Foreign(Place),
    #[cfg(not(feature = "postgres"))]
    #[error(
        "the history {0} is in Postgres, and this `cargo perf` was built without it: install it with `--features cli,postgres`"
    )]
    NoPostgres(Place),
    #[error("the history {place} could not be {done}: {error}")]
    Failed {
        place: Place,
        done: &'static str,
        error: sqlx::Error,
    },
}

impl Error {
    pub(super) fn open(place: &Place, error: sqlx::Error) -> Self {
        Self::Open {
            place: place.clone(),
            error,
        }
    }
}

/// An open history.
pub(crate) struct History {
    place: Place,
    connection: Connection,
}

/// What is asked for; all of what is not said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection<'a> {
    pub(crate) case: Option<&'a str>,
    pub(crate) metric: Option<&'a str>,
    pub(crate) branch: Option<&'a str>,
    /// Runs that began no later than this, in milliseconds since 1970.
    pub(crate) until_unix_ms: Option<u64>,
    /// The latest runs of the branch.
    pub(crate) runs: u32,
}

const FIGURES: &str = "\
SELECT r.id, r.began_unix_ms, r.commit_id, r.branch, r.dirty, r.machine, r.build,
       c.package, c.target, c.name, f.metric, f.value, f.exact, s.verdict
FROM figures f JOIN runs r ON r.id = f.run_id JOIN cases c ON c.id = f.case_id
     JOIN results s ON s.run_id = f.run_id AND s.case_id = f.case_id
WHERE ($1 = '' OR c.name = $1) AND ($2 = '' OR f.metric = $2) AND r.id IN (
    SELECT id FROM runs WHERE ($3 = '' OR branch = $3) AND began_unix_ms <= $4
    ORDER BY began_unix_ms DESC, id DESC LIMIT $5
)
ORDER BY r.began_unix_ms, r.id";

impl History {
    /// Opens the one at this place, or begins it.
    pub(crate) async fn open(place: &Place) -> Result<Self, Error> {
        Ok(Self {
            place: place.clone(),
            connection: Connection::open(place).await?,
        })
    }

    /// Opens the one at this place to read it, and begins none.
    pub(crate) async fn open_known(place: &Place) -> Result<Self, Error> {
        match place {
            Place::File(path) if !path.exists() => Err(Error::Missing(place.clone())),
            place => Self::open(place).await,
        }
    }

    /// Keeps a run, in place of what is kept of that very run.
    pub(crate) async fn add(&mut self, entry: &Entry) -> Result<(), Error> {
        let added = add(&mut self.connection, entry).await;
        added.map_err(|error| self.failed("added to", error))
    }

    /// The series that were asked for, by case and metric.
    pub(crate) async fn series(&mut self, asked: Selection<'_>) -> Result<Vec<Series>, Error> {
        let until = asked.until_unix_ms.map(i64::try_from);
        let values = [
            Value::Text(asked.case.unwrap_or_default()),
            Value::Text(asked.metric.unwrap_or_default()),
            Value::Text(asked.branch.unwrap_or_default()),
            Value::Integer(until.and_then(Result::ok).unwrap_or(i64::MAX)),
            Value::Integer(asked.runs.into()),
        ];
        let rows = self.connection.rows(FIGURES, &values).await;
        rows.and_then(|rows| group(&rows))
            .map_err(|error| self.failed("read", error))
    }

    /// The branch of the latest run, where that was of one.
    pub(crate) async fn latest_branch(&mut self) -> Result<Option<String>, Error> {
        const LATEST: &str = "SELECT branch FROM runs ORDER BY began_unix_ms DESC, id DESC LIMIT 1";

        let rows = self.connection.rows(LATEST, &[]).await;
        rows.and_then(|rows| rows.first().map(|row| row.column(0)).transpose())
            .map(|branch: Option<String>| branch.filter(|branch| !branch.is_empty()))
            .map_err(|error| self.failed("read", error))
    }

    /// Ends the connection. Only then is all in the one file: who keeps that, as CI does, has all of it.
    pub(crate) async fn close(self) -> Result<(), Error> {
        let place = self.place;
        let closed = self.connection.close().await;
        closed.map_err(|error| Error::Failed {
            place,
            done: "closed",
            error,
        })
    }

    fn failed(&self, done: &'static str, error: sqlx::Error) -> Error {
        Error::Failed {
            place: self.place.clone(),
            done,
            error,
        }
    }
}

async fn add(connection: &mut Connection, entry: &Entry) -> Result<(), sqlx::Error> {
    let commit = entry.commit.as_ref();
    let key = [
        Value::Text(&entry.name),
        Value::Integer(i64::try_from(entry.began_unix_ms).unwrap_or(i64::MAX)),
        Value::Text(commit.map_or("", |commit| &commit.id)),
        Value::Text(&entry.machine),
        Value::Text(&entry.build),
    ];
    let more = [
        Value::Text(
            commit
                .and_then(|commit| commit.branch.as_deref())
                .unwrap_or_default(),
        ),
        Value::Flag(commit.and_then(|commit| commit.dirty)),
    ];
    connection.begin().await?;
    connection
        .execute(
            "DELETE FROM runs WHERE name = $1 AND began_unix_ms = $2 AND commit_id = $3 AND machine = $4 AND build = $5",
            &key,
        )
        .await?;
    let run: i64 = connection
        .rows(
            "INSERT INTO runs (name, began_unix_ms, commit_id, machine, build, branch, dirty)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            &[&key[..], &more].concat(),
        )
        .await?
        .first()
        .ok_or(sqlx::Error::RowNotFound)?
        .column(0)?;
    add_results(connection, Value::Integer(run), entry).await?;
    connection.commit().await
}

async fn add_results(
    connection: &mut Connection,
    run: Value<'_>,
    entry: &Entry,
) -> Result<(), sqlx::Error> {
    let ids = case_ids(connection, entry).await?;
    let id = |case: &CaseName| Value::Integer(ids.get(case).copied().unwrap_or_default());
    let results: Vec<_> = entry
        .results
        .iter()
        .map(|result| [run, id(&result.case), Value::Text(result.verdict)])
        .collect();
    let figures: Vec<_> = entry
        .results
        .iter()
        .flat_map(|result| {
            result
                .metrics
                .iter()
                .map(move |metric| (&result.case, metric))
        })
        .map(|(case, metric)| {
            let name = Value::Text(&metric.name);
            [
                run,
                id(case),
                name,
                Value::Real(metric.value),
                Value::Flag(Some(metric.exact)),
            ]
        })
        .collect();
    connection
        .insert("results (run_id, case_id, verdict)", &results, "")
        .await?;
    let columns = "figures (run_id, case_id, metric, value, exact)";
    connection.insert(columns, &figures, "").await
}

/// The ids of the cases of a run; those that are new get one.
async fn case_ids(
    connection: &mut Connection,
    entry: &Entry,
) -> Result<HashMap<CaseName, i64>, sqlx::Error> {
    let names: Vec<_> = entry
        .results
        .iter()
        .map(|CaseResult { case, .. }| {
            [&case.package, &case.target, &case.name].map(|text| Value::Text(text))
        })
        .collect();
    connection
        .insert(
            "cases (package, target, name)",
            &names,
            "ON CONFLICT DO NOTHING",
        )
        .await?;
    let rows = connection
        .rows("SELECT package, target, name, id FROM cases", &[])
        .await?;
    rows.iter()
        .map(|row| Ok((case_name(row, 0)?, row.column(3)?)))
        .collect()
}

fn case_name(row: &Row, first: usize) -> Result<CaseName, sqlx::Error> {
    Ok(CaseName {
        package: row.column(first)?,
        target: row.column(first + 1)?,
        name: row.column(first + 2)?,
    })
}

fn group(rows: &[Row]) -> Result<Vec<Series>, sqlx::Error> {
    let mut runs = HashMap::new();
    let mut series = BTreeMap::new();
    for row in rows {
        let id: i64 = row.column(0)?;
        let run = if let Some(run) = runs.get(&id) {
            Rc::clone(run)
        } else {
            let run = Rc::new(run_of(row)?);
            runs.insert(id, Rc::clone(&run));
            run
        };
        let key: (CaseName, String, String, String) = (
            case_name(row, 7)?,
            row.column(10)?,
            row.column(5)?,
            row.column(6)?,
        );
        series.entry(key).or_insert_with(Vec::new).push(Point {
            run,
            value: row.column(11)?,
            exact: row.column(12)?,
            verdict: row.column(13)?,
        });
    }
    let named = |((case, metric, machine, build), points)| Series {
        case,
        metric,
        machine,
        build,
        points,
    };
    Ok(series.into_iter().map(named).collect())
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

#[cfg(test)]
mod tests;
