//! `cargo perf history`: figures from run to run.

use std::io::{self, Write as _};
use std::process::ExitCode;

use tokio::runtime::Runtime;

use super::args::{Asked, History as Args, Place};
use super::error::{Done, Error};
use super::{date, table};
use crate::history::{self, Cases, Entry, History, Selection, Series, metrics};
use crate::report::format::plural;
use crate::report::past::{self, Course};
use crate::store::Run;
use crate::store::record::Record;

/// Runs that are shown where nobody says how many.
const RUNS: u32 = 30;

/// Figures that a line of a list shows.
const LINE: usize = 20;

pub(super) fn run(place: &Place, args: &Args) -> Done {
    if args.add {
        let run = Run::find(&place.folder()?, args.run.as_deref())?;
        let added = add(place, &run)?;
        writeln!(io::stdout(), "{added}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let series = find(place, &args.asked, RUNS)?;
    let text = match (&args.asked.case, &args.asked.metric) {
        (Some(_), Some(_)) => series.iter().map(whole).collect::<Vec<_>>().join("\n"),
        _ => list(&series),
    };
    write!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// Adds a run that has just ended, and says whether that could be: if not, the run counts all the same.
pub(super) fn add_or_warn(place: &Place, run: &Run) -> io::Result<bool> {
    match add(place, run) {
        Ok(_) => Ok(true),
        Err(error) => {
            writeln!(io::stderr(), "warning: {error}")?;
            Ok(false)
        }
    }
}

/// What was before a run; where that is not known, the report is made without.
pub(super) struct Before {
    runtime: Runtime,
    known: Option<history::Before>,
}

impl Before {
    /// Nothing without a history.
    pub(super) fn of(place: Option<&Place>, run: &Run) -> io::Result<Self> {
        let runtime = runtime();
        let open = |place: &Place| {
            let history = runtime.block_on(History::open_known(&place.history()?))?;
            Ok(history::Before::new(history, run))
        };
        let known = match place.map(open) {
            Some(Ok(known)) => Some(known),
            None | Some(Err(Error::History(history::Error::Missing(_)))) => None,
            Some(Err(error)) => {
                writeln!(io::stderr(), "warning: {error}")?;
                None
            }
        };
        Ok(Self { runtime, known })
    }

    /// The courses of the figures of these records.
    pub(super) fn courses(&mut self, records: &[&Record]) -> Vec<Vec<Course>> {
        let Some(known) = &mut self.known else {
            return past::unknown(records);
        };
        self.runtime
            .block_on(known.of(records))
            .unwrap_or_else(|error| {
                // Said once. There is no other place to say it.
                let _ = writeln!(io::stderr(), "warning: {error}");
                self.known = None;
                past::unknown(records)
            })
    }

    pub(super) fn close(self) -> io::Result<()> {
        match self.known.map(|known| self.runtime.block_on(known.close())) {
            Some(Err(error)) => writeln!(io::stderr(), "warning: {error}"),
            None | Some(Ok(())) => Ok(()),
        }
    }
}

fn add(place: &Place, run: &Run) -> Result<String, Error> {
    let place = place.history()?;
    let entries = Entry::all(run);
    block_on(async {
        let mut history = History::open(&place).await?;
        for entry in &entries {
            history.add(entry).await?;
        }
        history.close().await
    })?;
    let cases = u64::try_from(run.records.len()).unwrap_or(u64::MAX);
    Ok(format!(
        "added `{}` with {} to {place}",
        run.name,
        plural(cases, "case")
    ))
}

/// The series that were asked for: at least one. They are of so many runs, unless that was asked for too.
pub(super) fn find(place: &Place, asked: &Asked, otherwise: u32) -> Result<Vec<Series>, Error> {
    let runs = asked.limit.unwrap_or(otherwise);
    let place = place.history()?;
    let series = block_on(async {
        let mut history = History::open_known(&place).await?;
        let series = select(&mut history, asked, runs).await?;
        history.close().await?;
        Ok::<_, Error>(series)
    })?;
    if series.is_empty() {
        let or = |word: &Option<String>, any: &str| word.clone().unwrap_or_else(|| any.to_owned());
        let (case, metric) = (or(&asked.case, "any case"), or(&asked.metric, "any metric"));
        let branch = match &asked.branch {
            Some(branch) => format!("the branch `{branch}`"),
            None if asked.all_branches => "any branch".to_owned(),
            None => "the latest branch".to_owned(),
        };
        return Err(Error::NoFigures {
            place,
            asked: format!("{case}, {metric}, on {branch}"),
        });
    }
    Ok(series)
}

/// By the name of the case, or else by a part of it.
async fn select(history: &mut History, asked: &Asked, runs: u32) -> Result<Vec<Series>, Error> {
    let branch = match &asked.branch {
        None if !asked.all_branches => history.latest_branch().await?,
        branch => branch.clone(),
    };
    let metric = asked.metric.as_deref();
    let mut selection = Selection {
        cases: asked.case.as_deref().map_or(Cases::All, Cases::Named),
        metrics: metric.as_slice(),
        branch: branch.as_deref(),
        until_unix_ms: None,
        runs,
    };
    let named = history.series(selection).await?;
    let Some(part) = asked.case.as_deref().filter(|_| named.is_empty()) else {
        return Ok(named);
    };
    selection.cases = Cases::All;
    let mut all = history.series(selection).await?;
    all.retain(|series| series.case.name.contains(part));
    Ok(all)
}

fn block_on<F: Future>(future: F) -> F::Output {
    runtime().block_on(future)
}

#[expect(clippy::expect_used, reason = "nothing can be done without")]
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the system gives a program what it needs to wait")
}

/// One line a series.
fn list(series: &[Series]) -> String {
    let head = ["case", "metric", "runs", "latest", ""].map(ToOwned::to_owned);
    let line = |series: &Series| {
        let latest = series
            .points
            .last()
            .map(|point| metrics::text(&series.metric, point.value));
        let line = series.sparkline();
        let cut = line.chars().count().saturating_sub(LINE);
        [
            series.case.name.clone(),
            series.metric.clone(),
            series.points.len().to_string(),
            latest.unwrap_or_default(),
            line.chars().skip(cut).collect(),
        ]
    };
    let rows: Vec<_> = std::iter::once(head)
        .chain(series.iter().map(line))
        .collect();
    table::columns(&rows, [false, false, true, true, false])
}

/// Each figure of a series, the latest last.
fn whole(series: &Series) -> String {
    let Series {
        case,
        metric,
        machine,
        build,
        ..
    } = series;
    let head = format!(
        "{} ({} {}): {metric}, {build} build, on {machine}",
        case.name, case.package, case.target
    );
    let rows: Vec<_> = series
        .points
        .iter()
        .map(|point| {
            let branch = point
                .run
                .commit
                .as_ref()
                .and_then(|commit| commit.branch.clone());
            [
                point.run.commit(),
                date::text(point.run.began_unix_ms),
                metrics::text(metric, point.value),
                branch.unwrap_or_default(),
                // It goes without saying that it passed.
                match point.verdict.as_str() {
                    "passed" => String::new(),
                    verdict => verdict.to_owned(),
                },
            ]
        })
        .collect();
    let table = table::columns(&rows, [false, false, true, false, false]);
    format!(
        "{}\n{}\n{table}",
        crate::report::format::clean(&head),
        series.sparkline()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::examples::series;

    #[test]
    fn a_series_is_shown_whole() {
        let expected = "\
list (shop performance): p95_ms, release build, on linux x86_64
▁▁█
0000000000  2026-09-21 14:13  14.2 ms  main
0100000000  2026-09-21 14:14  15.0 ms  main
0200000000  2026-09-21 14:15   120 ms  main
";
        let seen = whole(&series("p95_ms", &[14.2, 15.0, 120.0], false));
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_list_says_which_there_are() {
        let expected = "\
case  metric   runs   latest
list  queries    25        9  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█
list  ms          1  12.0 ms  ▄
";
        let mut queries = [3.0; 25];
        queries[24] = 9.0;
        let all = [
            series("queries", &queries, true),
            series("ms", &[12.0], false),
        ];
        assert_eq!(list(&all), expected);
    }
}
