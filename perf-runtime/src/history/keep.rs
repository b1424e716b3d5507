//! A history that is open: adds runs to it, and has series of them read again.

use std::collections::HashMap;

use super::connection::{Connection, Value};
use super::entry::{CaseName, CaseResult, Entry};
use super::place::Place;
use super::read::{self, Cases, Selection};
use super::series::Series;

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
        let series = read::series(&mut self.connection, asked).await;
        series.map_err(|error| self.failed("read", error))
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
    let known = read::cases(connection, Cases::All).await?;
    Ok(known.into_iter().map(|(id, case)| (case, id)).collect())
}

#[cfg(test)]
mod tests;
