//! What the page of a run shows of the runs before it.

use std::collections::{BTreeSet, HashMap};

use super::entry::CaseName;
use super::keep::{Error, History, Selection};
use super::metrics;
use super::series::{Point, Series};
use super::trend::{Moved, trends};
use crate::judge::change::Rule;
use crate::report::past::{Course, Moment, Past, Turn};
use crate::store::Run;
use crate::store::record::Record;

/// Runs that are looked back on: as many as the judge of changes looks at together.
const RUNS: u32 = 30;

/// Runs from which on a line says more than two figures.
const FEW: usize = 3;

/// The main figures of the cases of a run over the last runs of its branch, itself included where it was added.
pub(crate) async fn before(history: &mut History, run: &Run) -> Result<Past, Error> {
    let main: Vec<_> = run.records.iter().map(metrics::main).collect();
    let mut commits = run.records.iter().filter_map(|it| it.commit.as_ref());
    let branch = commits.find_map(|commit| commit.branch.as_deref());
    let until_unix_ms = run.records.iter().map(|it| it.began_unix_ms).max();
    let mut all = Vec::new();
    for metric in main.iter().flatten().collect::<BTreeSet<_>>() {
        let selection = Selection {
            case: None,
            metric: Some(metric),
            branch,
            until_unix_ms,
            runs: RUNS,
        };
        all.extend(history.series(selection).await?);
    }
    Ok(tell(&run.records, &main, &all))
}

/// Of each record the series of its figures that can be compared with it: those of its machine and its build.
fn tell(records: &[Record], main: &[Vec<String>], all: &[Series]) -> Past {
    let mut known: HashMap<_, Vec<_>> = HashMap::new();
    for series in all {
        let key = (&series.case, &series.metric);
        known.entry(key).or_default().push(series);
    }
    let of_record = |(record, main): (&Record, &Vec<String>)| {
        let (case, machine) = (CaseName::of(record), record.machine.kind());
        let is_alike = |series: &&&Series| {
            series.machine == machine && series.build == record.build && series.points.len() >= FEW
        };
        main.iter()
            .filter_map(|metric| known.get(&(&case, metric))?.iter().find(is_alike))
            .map(|series| course(series))
            .collect()
    };
    Past::new(records.iter().zip(main).map(of_record).collect())
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
        let records = [record.clone()];
        let main: Vec<_> = records.iter().map(metrics::main).collect();
        tell(&records, &main, all).of(0).to_vec()
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
