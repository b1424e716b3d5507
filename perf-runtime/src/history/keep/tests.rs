//! Against real files, and a real server where there is one.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::super::entry::CaseResult;
use super::super::metrics::Metric;
use super::*;
use crate::store::examples::commit;

const ALL: Selection<'_> = Selection {
    cases: Cases::All,
    metrics: &[],
    branch: None,
    until_unix_ms: None,
    runs: 100,
};

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(future)
}

fn new() -> (TempDir, Place) {
    let folder = tempfile::tempdir().expect("there is room");
    let place = Place::File(folder.path().join("with a blank/history.sqlite"));
    (folder, place)
}

/// A run of one case, `list`, of the package `shop`.
fn entry(name: &str, at: u64, metrics: &[(&str, f64, bool)]) -> Entry {
    Entry {
        name: name.to_owned(),
        began_unix_ms: 1_790_000_000_000 + at,
        commit: Some(commit(name)),
        machine: "linux".to_owned(),
        build: "debug".to_owned(),
        results: vec![CaseResult {
            case: CaseName {
                package: "shop".to_owned(),
                target: "performance".to_owned(),
                name: "list".to_owned(),
            },
            verdict: "passed",
            metrics: metrics
                .iter()
                .map(|(name, value, exact)| Metric {
                    name: (*name).to_owned(),
                    value: *value,
                    exact: *exact,
                })
                .collect(),
        }],
    }
}

/// The series as text: `list queries on linux, debug: aa=3 bb=4`.
async fn seen(history: &mut History, asked: Selection<'_>) -> Vec<String> {
    let series = history.series(asked).await.expect("it can be read");
    let text = |series: &Series| {
        let sign = if series.is_exact() { "=" } else { "~" };
        let points = series
            .points
            .iter()
            .map(|point| format!(" {}{sign}{}", &point.run.commit()[..2], point.value));
        let Series {
            case,
            metric,
            machine,
            build,
            ..
        } = series;
        format!(
            "{} {metric} on {machine}, {build}:{}",
            case.name,
            points.collect::<String>()
        )
    };
    series.iter().map(text).collect()
}

/// What holds of a history wherever it is.
async fn keeps_runs(place: &Place) {
    let mut history = History::open(place).await.expect("it can be opened");
    assert_eq!(history.latest_branch().await.expect("a read"), None);
    let second = entry("bb", 20, &[("queries", 4.0, true), ("ms", 1.5, false)]);
    let mut of_release = entry("cc", 30, &[("queries", 4.0, true)]);
    of_release.build = "release".to_owned();
    of_release.commit = None;
    for entry in [
        &second,
        &entry("aa", 10, &[("queries", 9.0, true)]),
        &of_release,
    ] {
        history.add(entry).await.expect("it can be added to");
    }
    // The same run again, which has become more.
    let again = entry("aa", 10, &[("queries", 3.0, true)]);
    history.add(&again).await.expect("it can be added to");

    let debug = "list queries on linux, debug: aa=3 bb=4";
    let ms = "list ms on linux, debug: bb~1.5";
    let release = "list queries on linux, release: un=4";
    assert_eq!(seen(&mut history, ALL).await, [ms, debug, release]);
    let known = again.results[0].case.clone();
    let unknown = CaseName {
        package: "another".to_owned(),
        ..known.clone()
    };
    let cases = [known, unknown];
    for (asked, expected) in [
        (
            Selection {
                metrics: &["ms"],
                ..ALL
            },
            &[ms][..],
        ),
        (
            Selection {
                branch: Some("main"),
                ..ALL
            },
            &[ms, debug],
        ),
        (
            Selection {
                branch: Some("other"),
                ..ALL
            },
            &[],
        ),
        (
            Selection {
                cases: Cases::Named("lis"),
                ..ALL
            },
            &[],
        ),
        (
            Selection {
                cases: Cases::These(&cases),
                metrics: &["ms", "rows", "queries"],
                ..ALL
            },
            &[ms, debug, release],
        ),
        (
            Selection {
                cases: Cases::These(&cases[1..]),
                ..ALL
            },
            &[],
        ),
        (Selection { runs: 1, ..ALL }, &[release]),
        (
            Selection {
                until_unix_ms: Some(1_790_000_000_019),
                ..ALL
            },
            &["list queries on linux, debug: aa=3"],
        ),
        (
            Selection {
                branch: Some("main"),
                metrics: &["queries"],
                runs: 1,
                ..ALL
            },
            &["list queries on linux, debug: bb=4"],
        ),
    ] {
        assert_eq!(seen(&mut history, asked).await, expected, "{asked:?}");
    }
    // The latest one is of no commit.
    assert_eq!(history.latest_branch().await.expect("a read"), None);
    history
        .add(&entry("dd", 40, &[]))
        .await
        .expect("it can be added to");
    let latest = history.latest_branch().await.expect("a read");
    assert_eq!(latest.as_deref(), Some("main"));
}

#[test]
fn a_file_keeps_runs() {
    let (_folder, place) = new();
    block_on(keeps_runs(&place));
}

/// In the private server, where Postgres is on this machine.
#[cfg(feature = "postgres")]
#[test]
fn a_server_keeps_runs() {
    block_on(crate::database::in_a_postgres_database(async |url| {
        let place = Place::Postgres(url);
        // Before there is a table.
        all_are_kept(&place).await;
    }));
    block_on(crate::database::in_a_postgres_database(async |url| {
        keeps_runs(&Place::Postgres(url)).await;
    }));
}

#[test]
fn who_adds_at_once_waits_for_the_others() {
    let (_folder, place) = new();
    block_on(all_are_kept(&place));
}

/// Eight threads, each with a connection of its own, from before there is a table.
async fn all_are_kept(place: &Place) {
    let add = |number: u64| {
        let metrics = [("reads", 1.0, true)];
        let entry = entry(&format!("e{number}"), 1000 + number, &metrics);
        block_on(async {
            let mut history = History::open(place).await.expect("it can be opened");
            history.add(&entry).await.expect("it can be added to");
        });
    };
    std::thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || add(number));
        }
    });
    let mut history = History::open(place).await.expect("it can be opened");
    let series = history.series(ALL).await.expect("it can be read");
    assert_eq!((series.len(), series[0].points.len()), (1, 8));
}

#[test]
fn a_large_run_is_kept_whole() {
    let (_folder, place) = new();
    let mut large = entry("aa", 1, &[("queries", 3.0, true), ("ms", 2.0, false)]);
    large.results = (0..6000)
        .map(|number| {
            let mut result = large.results[0].clone();
            result.case.name = format!("case_{number}");
            result
        })
        .collect();
    block_on(async {
        let mut history = History::open(&place).await.expect("it can be opened");
        history.add(&large).await.expect("it can be added to");
        assert_eq!(history.series(ALL).await.expect("a read").len(), 12_000);
    });
}

/// What opening a file says, and that the file is as it was before.
fn refused(path: &Path) -> String {
    let before = fs::read(path).expect("a file");
    let error = block_on(History::open(&Place::File(path.to_owned())));
    let told = error.err().expect("it is no history").to_string();
    assert!(fs::read(path).expect("a file") == before, "{told}");
    told.replace(&*path.to_string_lossy(), "FILE")
}

#[test]
fn what_is_no_history_is_left_alone() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("history.sqlite");
    let missing = block_on(History::open_known(&Place::File(path.clone())));
    let told = missing.err().expect("there is none").to_string();
    assert!(
        told.starts_with("there is no history in ") && !path.exists(),
        "{told}"
    );
    fs::write(&path, "not a database, ".repeat(1000)).expect("a file");
    let told = refused(&path);
    assert!(
        told.starts_with("the history FILE cannot be opened: "),
        "{told}"
    );
    assert!(told.contains("file is not a database"), "{told}");

    fs::remove_file(&path).expect("a file");
    block_on(sqlite(&path, "CREATE TABLE customers (id)"));
    let told = refused(&path);
    assert!(
        told.starts_with("FILE is no history but a database of something else"),
        "{told}"
    );
}

#[test]
fn one_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("history.sqlite");
    let place = Place::File(path.clone());
    block_on(async {
        let mut history = History::open(&place).await.expect("it can be opened");
        history
            .add(&entry("aa", 1, &[]))
            .await
            .expect("it can be added to");
    });
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (999, 'later', TRUE, x'00', 0)";
    block_on(sqlite(&path, newer));
    let told = refused(&path);
    assert!(
        told.starts_with("the history FILE is of a newer version (migration 999 is not known)"),
        "{told}"
    );
}

async fn sqlite(path: &Path, sql: &'static str) {
    use sqlx::{ConnectOptions as _, Connection as _};
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut connection = options.connect().await.expect("a connection");
    sqlx::query(sql)
        .execute(&mut connection)
        .await
        .expect("it runs");
    connection.close().await.expect("it ends");
}
