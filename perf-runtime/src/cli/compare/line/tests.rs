use super::*;

fn case(name: &str) -> CaseName {
    CaseName {
        package: "shop".to_owned(),
        target: "performance".to_owned(),
        name: name.to_owned(),
    }
}

/// What a process left: case, metric, figure, and whether that is exact.
fn sample(figures: &[(&str, &str, f64, bool)]) -> Sample {
    let mut sample = Sample::default();
    for (name, metric, value, exact) in figures {
        sample.cases.entry(case(name)).or_default().push(Metric {
            name: (*metric).to_owned(),
            value: *value,
            exact: *exact,
        });
    }
    sample
}

/// Five pairs: `list` with its time and its queries.
pub(in crate::cli::compare) fn round(
    times: [(f64, f64); 5],
    queries: (f64, f64),
) -> Vec<(Sample, Sample)> {
    let of = |ms, queries| {
        sample(&[
            ("list", "ms", ms, false),
            ("list", "queries", queries, true),
        ])
    };
    times
        .map(|(base, head)| (of(base, queries.0), of(head, queries.1)))
        .into()
}

pub(in crate::cli::compare) fn comparison(rounds: &[Vec<(Sample, Sample)>]) -> Comparison {
    let mut comparison = Comparison::new(0.2);
    for round in rounds {
        comparison.add(round);
    }
    comparison
}

pub(in crate::cli::compare) const SLOWER: [(f64, f64); 5] = [
    (10.0, 14.0),
    (10.2, 14.1),
    (9.9, 14.2),
    (10.0, 13.9),
    (10.1, 14.0),
];

pub(in crate::cli::compare) const SAME: [(f64, f64); 5] = [
    (10.0, 10.1),
    (10.2, 10.0),
    (9.9, 10.0),
    (10.0, 9.9),
    (10.1, 10.0),
];

#[test]
fn a_time_is_worse_after_two_rounds_and_the_same_after_one() {
    let same = comparison(&[round(SAME, (3.0, 3.0))]);
    assert!(!same.is_open() && !same.is_worse());
    let suspected = comparison(&[round(SLOWER, (3.0, 3.0))]);
    assert!(suspected.is_open() && !suspected.is_worse());
    let cleared = comparison(&[round(SLOWER, (3.0, 3.0)), round(SAME, (3.0, 3.0))]);
    assert!(!cleared.is_open() && !cleared.is_worse());
    let worse = comparison(&[round(SLOWER, (3.0, 3.0)), round(SLOWER, (3.0, 3.0))]);
    assert!(worse.is_worse());
    let [line] = &worse.lines()[..] else {
        panic!("the counts are the same: {:?}", worse.lines());
    };
    assert_eq!(
        (line.metric.as_str(), line.verdict),
        ("ms", Verdict::Larger)
    );
    assert!(
        (line.share.expect("a share") - 0.39).abs() < 0.001,
        "{line:?}"
    );
}

#[test]
fn a_count_is_compared_to_the_last_digit() {
    for (base, head, worse) in [
        (3.0, 4.0, true),
        (10.0, 11.0, false),
        (0.0, 1.0, true),
        (4.0, 3.0, false),
    ] {
        let seen = comparison(&[round(SAME, (base, head))]);
        let lines = seen.lines();
        let line = lines
            .iter()
            .find(|line| line.metric == "queries")
            .expect("a difference");
        assert_eq!(
            (&line.evidence, seen.is_worse()),
            (&Evidence::Counted, worse),
            "{base} {head}"
        );
    }
}

#[test]
fn a_count_that_varies_is_no_evidence() {
    let mut pairs = round(SAME, (3.0, 9.0));
    pairs[2].1 = sample(&[("list", "ms", 10.0, false), ("list", "queries", 8.0, true)]);
    let seen = comparison(&[pairs]);
    assert!(seen.lines().iter().all(|line| line.metric == "ms") && !seen.is_worse());
}

#[test]
fn more_of_what_there_should_be_more_of_is_no_loss() {
    let of = |value| {
        sample(&[
            ("list", "throughput", value, true),
            ("list", "metric(hits)", value, true),
        ])
    };
    let pairs = (0..5).map(|_| (of(50.0), of(90.0))).collect();
    let seen = comparison(&[pairs]);
    assert_eq!((seen.lines().len(), seen.is_worse()), (2, false));
}

#[test]
fn cases_of_one_version_alone_and_those_that_fail_are_told() {
    let mut pairs = round(SAME, (3.0, 3.0));
    for (base, head) in &mut pairs {
        base.cases.insert(case("old"), Vec::new());
        head.cases.insert(case("new"), Vec::new());
        base.failed.insert("broken".to_owned());
        head.failed.extend(["broken".to_owned(), "list".to_owned()]);
    }
    pairs[0].1.failed.insert("once".to_owned());
    let seen = comparison(&[pairs]);
    assert_eq!(
        seen.alone()
            .map(|names| names.into_iter().collect::<String>()),
        ["old", "new"]
    );
    assert_eq!(
        seen.newly_failed().into_iter().collect::<Vec<_>>(),
        ["list"]
    );
    assert!(seen.is_worse());
}
