use std::path::Path;

use super::*;

/// All that is wrong with a file, a line each.
fn wrong(text: &str) -> Vec<String> {
    let problems = parse(Path::new("perf.toml"), text).expect_err(text);
    problems.to_string().lines().map(str::to_owned).collect()
}

fn right(text: &str) -> File {
    parse(Path::new("perf.toml"), text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The example of the guide is read as it is explained there.
#[test]
fn the_example_of_the_guide_is_read() {
    let guide = include_str!("../../../../docs/perf-toml.md");
    let (_, rest) = guide.split_once("```toml\n").expect("it has an example");
    let (example, _) = rest.split_once("```").expect("the example ends");
    let file = right(example);
    let row = &file.limits["technologies_list"];
    let [limit] = &row.limits[..] else {
        panic!("{row:?}");
    };
    assert_eq!(
        (limit.key.name().as_str(), limit.values.critical),
        ("max_ms", Some(500.0))
    );
    let insert = &file.limits["bulk_insert"].limits[0].values;
    let values = insert.named().map(|(_, value)| value);
    assert_eq!(values, [Some(30_000.0), Some(45_000.0), Some(60_000.0)]);
    let messages = &file.metrics["messages_per_second"];
    assert_eq!(
        (messages.side, messages.values.critical),
        (Side::AtLeast, Some(250.0))
    );
    assert_eq!((file.profiles["ci"], file.builds["debug"]), (2.0, 3.0));
}

#[test]
fn numbers_are_written_as_toml_has_them() {
    let file =
        right("[limits.a]\nmax_rows = 1_000\nmax_ms = 2.5\np99_9_ms = +1e3\nmax_error_rate = 0\n");
    let limits = file.limits["a"].limits.iter();
    let mut limits: Vec<_> = limits
        .map(|limit| (limit.line, limit.key.name(), limit.values.critical))
        .collect();
    limits.sort_by_key(|(line, ..)| *line);
    let expected = [
        (2, "max_rows", 1000.0),
        (3, "max_ms", 2.5),
        (4, "p99_9_ms", 1000.0),
        (5, "max_error_rate", 0.0),
    ];
    assert_eq!(
        limits,
        expected.map(|(line, key, limit)| (line, key.to_owned(), Some(limit)))
    );
}

#[test]
fn sizes_are_written_as_in_the_attributes() {
    let file = right(
        "[limits.a]\nmax_leak = '0 B'\nmax_peak = { warning = '64 KiB', critical = '1 MiB' }\n",
    );
    let limits = file.limits["a"].limits.iter();
    let mut limits: Vec<_> = limits
        .map(|limit| (limit.line, limit.values.warning, limit.values.critical))
        .collect();
    limits.sort_by_key(|(line, ..)| *line);
    let expected = [(2, None, Some(0.0)), (3, Some(65_536.0), Some(1_048_576.0))];
    assert_eq!(limits, expected);
    assert_eq!(
        wrong("[limits.a]\nmax_peak = 64\nmax_alloc = '64'\nmax_ms = '1 KiB'\n").len(),
        3
    );
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(right("# to come\n").limits.len(), 0);
}

/// Files, and all that is wrong with each.
const WRONG: &[(&str, &[&str])] = &[
    (
        "[limit.a]\nmax_ms = 5",
        &["perf.toml:1: unknown table `limit`: did you mean `limits`?"],
    ),
    (
        "[thresholds]\n",
        &["perf.toml:1: unknown table `thresholds`: there is limits, metrics, profile, build"],
    ),
    (
        "max_ms = 5",
        &["perf.toml:1: unknown table `max_ms`: there is limits, metrics, profile, build"],
    ),
    (
        "[limits]\nmax_ms = 5",
        &["perf.toml:2: `max_ms` is not in a named table: write `[limits.NAME]` above it"],
    ),
    (
        "limits = 5",
        &["perf.toml:1: `limits` is a table: write `[limits.NAME]`, and its keys below"],
    ),
    (
        "[limits.a]\n\nmax_querys = 5\nmax_ms = \"500ms\"",
        &[
            "perf.toml:3: unknown key `max_querys` in `[limits.a]`: did you mean `max_queries`?",
            "perf.toml:4: `max_ms` takes a number without a unit, and not `\"500ms\"`",
        ],
    ),
    (
        "[limits.a]\np100_ms = 5",
        &[
            "perf.toml:2: unknown key `p100_ms` in `[limits.a]`: write a percentile as `p95_ms = 200`, or `p99_9_ms` for 99.9",
        ],
    ),
    (
        "[limits.a]\nmax_queries = 2.5",
        &["perf.toml:2: `max_queries` takes a whole number, and not 2.5"],
    ),
    (
        "[limits.a]\nmax_ms = 0",
        &["perf.toml:2: `max_ms` takes milliseconds as a number above 0, and not 0"],
    ),
    (
        "[limits.a]\nmax_ms = -1",
        &["perf.toml:2: `max_ms` takes milliseconds as a number above 0, and not -1"],
    ),
    (
        "[limits.a]\nmax_ms = inf",
        &["perf.toml:2: `max_ms` takes a number without a unit, and not `inf`"],
    ),
    (
        "[limits.a]\nmax_ms = 0x10",
        &["perf.toml:2: `max_ms` takes a number without a unit, and not `0x10`"],
    ),
    (
        "[limits.a]\nmax_ms = [5]",
        &["perf.toml:2: `max_ms` takes a number without a unit, and not `[5]`"],
    ),
    (
        "[limits.a]\nmax_error_rate = 2",
        &["perf.toml:2: `max_error_rate` takes a share from 0 to 1, and not 2"],
    ),
    (
        "[limits.a]\n",
        &["perf.toml:1: `[limits.a]` has no limit: write one below it, as in `max_ms = 500`"],
    ),
    (
        "[limits.a]\nmax_ms = { baseline = 5 }",
        &["perf.toml:2: `max_ms` has no limit: write `critical`, at which it fails, or `warning`"],
    ),
    (
        "[limits.a]\nmax_ms = { critcal = 5 }",
        &["perf.toml:2: unknown key `critcal` in `max_ms`: did you mean `critical`?"],
    ),
    (
        "[limits.a]\nmax_ms = { warning = 50, critical = 5 }",
        &["perf.toml:2: `warning = 50` of `max_ms` is worse than `critical = 5`: write at most 5"],
    ),
    (
        "[limits.a]\nmin_throughput = { baseline = 5, warning = 50 }",
        &[
            "perf.toml:2: `baseline = 5` of `min_throughput` is worse than `warning = 50`: write at least 50",
        ],
    ),
    (
        "[metrics.a]\ncritical = 5",
        &[
            "perf.toml:1: `[metrics.a]` does not say which figures are better: write `better = \"more\"` or `better = \"less\"`",
        ],
    ),
    (
        "[metrics.a]\nbetter = 'higher'\ncritical = 5",
        &["perf.toml:2: unknown direction: write `better = \"more\"` or `better = \"less\"`"],
    ),
    (
        "[metrics.a]\nbetter = 'more'\nbaseline = 5\nmin = 2\n",
        &[
            "perf.toml:4: unknown key `min` in `[metrics.a]`: there is better, baseline, warning, critical",
        ],
    ),
    (
        "[profile.ci]\n",
        &[
            "perf.toml:1: `[profile.ci]` has no scale: write `time = 2.0` for limits of twice the time",
        ],
    ),
    (
        "[profile.ci]\ntime = 0",
        &["perf.toml:1: the scale of `[profile.ci]` must be above 0: 0 is not"],
    ),
    (
        "[profile.ci]\ntimes = 2",
        &[
            "perf.toml:1: `[profile.ci]` has no scale: write `time = 2.0` for limits of twice the time",
            "perf.toml:2: unknown key `times` in `[profile.ci]`: did you mean `time`?",
        ],
    ),
    (
        "[build.dbug]\ntime = 2",
        &["perf.toml:1: unknown build `dbug`: did you mean `debug`?"],
    ),
];

#[test]
fn every_mistake_is_told_with_its_line() {
    for (text, expected) in WRONG {
        assert_eq!(wrong(text), *expected, "{text}");
    }
}

/// What is no TOML at all is told in the words of the reader; the line is what counts.
#[test]
fn what_is_no_toml_and_what_is_there_twice_has_its_line() {
    for (text, line) in [
        ("[limits.a]\nmax_ms = 5\n[limits.a]\nmax_ms = 6\n", 3),
        ("[limits.a]\nmax_ms = 5\nmax_ms = 6\n", 3),
        ("[limits.a]\nmax_ms =\n", 2),
        ("[limits.a\nmax_ms = 5\n", 1),
    ] {
        let told = wrong(text);
        assert!(
            told[0].starts_with(&format!("perf.toml:{line}: ")),
            "{told:?}"
        );
    }
}
