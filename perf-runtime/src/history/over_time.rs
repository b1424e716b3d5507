//! What the page of a run shows of the runs before it.

use std::collections::{BTreeSet, HashMap};

use super::entry::CaseName;
use super::keep::{Error, History};
use super::metrics;
use super::read::{Cases, Selection};
use super::series::{Point, Series};
use super::trend::{Moved, trends};
use crate::judge::change::Rule;
use crate::report::past::{Course, Moment, Turn};
use crate::store::Run;
use crate::store::record::Record;

/// Runs that are looked back on: as many as the judge of changes looks at together.
const RUNS: u32 = 30;

/// Runs from which on a line says more than two figures.
const FEW: usize = 3;

/// The runs up to one of them, itself included where it was added.
pub(crate) struct Before {
    history: History,
    branch: Option<String>,
    until_unix_ms: Option<u64>,
}

impl Before {
    /// What a history has of the branch of this run.
    pub(crate) fn new(history: History, run: &Run) -> Self {
        let mut commits = run.records.iter().filter_map(|it| it.commit.as_ref());
        Self {
            history,
            branch: commits.find_map(|commit| commit.branch.clone()),
            until_unix_ms: run.records.iter().map(|it| it.began_unix_ms).max(),
        }
    }

    /// The main figures of these cases over the last runs.
    pub(crate) async fn of(&mut self, records: &[&Record]) -> Result<Vec<Vec<Course>>, Error> {
        let main: Vec<_> = records.iter().map(|record| metrics::main(record)).collect();
        let cases: Vec<_> = records.iter().map(|record| CaseName::of(record)).collect();
        let metrics: BTreeSet<_> = main.iter().flatten().map(String::as_str).collect();
        if metrics.is_empty() {
            return Ok(vec![Vec::new(); records.len()]);
        }
        let selection = Selection {
            cases: Cases::These(&cases),
            metrics: &Vec::from_iter(metrics),
            branch: self.branch.as_deref(),
            until_unix_ms: self.until_unix_ms,
            runs: RUNS,
        };
        let all = self.history.series(selection).await?;
        Ok(tell(records, &main, &all))
    }

    pub(crate) async fn close(self) -> Result<(), Error> {
        self.history.close().await
    }
}

/// Of each record the series of its figures that can be compared with it: those of its machine and its build.
fn tell(records: &[&Record], main: &[Vec<String>], all: &[Series]) -> Vec<Vec<Course>> {
    let mut known: HashMap<_, Vec<_>> = HashMap::new();
    for series in all {
        let key = (&series.case, &series.metric);
        known.entry(key).or_default().push(series);
    }
    let of_record = |(record, main): (&&Record, &Vec<String>)| {
        let (case, machine) = (CaseName::of(record), record.machine.kind());
        let is_alike = |series: &&&Series| {
            series.machine == machine && series.build == record.build && series.points.len() >= FEW
        };
        main.iter()
            .filter_map(|metric| known.get(&(&case, metric))?.iter().find(is_alike))
            .map(|series| course(series))
            .collect()
    };
    records.iter().zip(main).map(of_record).collect()
}

fn course(series: &Series) -> Course {
    let text = |value| metrics::text(&series.metric, value);
    let moment = |point: &Point| Moment {
        value: point.value,
        text: text(point.value),
        began_unix_ms: point.run.began_unix_ms,
        commit: point.run.commit(),
    };
    let turn = |moved: Moved<'_>| Turn {
        at: moved.change.at,
        word: moved.word(),
        growth: metrics::growth(moved.change.share()),
        from: text(moved.change.before),
        to: text(moved.change.after),
    };
    let moved = trends(std::slice::from_ref(series), Rule::default());
    let mut changes: Vec<_> = moved.into_iter().map(turn).collect();
    changes.sort_by_key(|change| change.at);
    Course {
        metric: series.metric.clone(),
        points: series.points.iter().map(moment).collect(),
        changes,
    }
}

#[cfg(test)]
mod tests {
    use super::super::series::examples::series;
    use super::*;
    use crate::store::examples::record;

    /// A series of the record of that name.
    fn of(record: &Record, metric: &str, values: &[f64]) -> Series {
        Series {
            case: CaseName::of(record),
            machine: record.machine.kind(),
            build: record.build.clone(),
            ..series(metric, values, metric == "queries")
        }
    }

    fn told(record: &Record, all: &[Series]) -> Vec<Course> {
        tell(&[record], &[metrics::main(record)], all).remove(0)
    }

    #[test]
    fn figures_are_told_with_their_changes() {
        let list = record("list");
        let told = told(&list, &[of(&list, "queries", &[41.0, 41.0, 3.0, 41.0])]);
        let [course] = &told[..] else {
            panic!("{told:?}");
        };
        let turn = |at, word, growth: &str, [from, to]: [&str; 2]| Turn {
            at,
            word,
            growth: growth.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let expected = [
            turn(2, "better", "-93 %", ["41", "3"]),
            turn(3, "worse", "+1267 %", ["3", "41"]),
        ];
        assert_eq!(course.changes, expected);
        let last = Moment {
            value: 41.0,
            text: "41".to_owned(),
            began_unix_ms: 1_790_000_180_000,
            commit: "0300000000".to_owned(),
        };
        assert_eq!(
            (course.points.len(), course.points.last()),
            (4, Some(&last))
        );
    }

    /// The judge is that of `cargo perf trend`: one slow run is an outlier, and no change.
    #[test]
    fn times_change_for_good_or_not_at_all() {
        let list = record("list");
        let mut times = [10.0, 10.1, 9.9, 10.0, 10.1, 9.9, 10.0, 30.0, 9.9, 10.0];
        let changes = |times: &[f64]| told(&list, &[of(&list, "ms", times)])[0].changes.len();
        assert_eq!(changes(&times), 0);
        for time in &mut times[5..] {
            *time += 5.0;
        }
        times[7] = 15.0;
        assert_eq!(changes(&times), 1);
    }

    #[test]
    fn what_cannot_be_compared_and_what_is_too_little_is_not_told() {
        let list = record("list");
        let queries = of(&list, "queries", &[3.0, 3.0, 3.0]);
        let mut of_release = queries.clone();
        of_release.build = "release".to_owned();
        let mut elsewhere = queries.clone();
        elsewhere.machine = "another".to_owned();
        let all = [
            of_release,
            elsewhere,
            of(&record("other"), "queries", &[3.0, 3.0, 3.0]),
            of(&list, "rows", &[3.0, 3.0, 3.0]),
            of(&list, "ms", &[3.0, 3.0]),
        ];
        assert_eq!(told(&list, &all), []);
        assert_eq!(told(&list, &[queries]).len(), 1);
    }
}
