use super::*;
use crate::baseline::entry::Statement;

/// So many queries of each of two shapes; a shape without queries was not seen.
fn entry(counts: [u64; 2]) -> Entry {
    let query = |(shape, count): (&str, u64)| Statement {
        size: None,
        shape: shape.to_owned(),
        count: Some(count),
        rows: Some(count),
        sql: format!("SELECT {shape}"),
    };
    let seen = ["a", "b"].into_iter().zip(counts);
    Entry {
        queries: seen.filter(|(_, count)| *count > 0).map(query).collect(),
        ..Entry::default()
    }
}

fn label(file: &str) -> Label {
    Label {
        file: file.into(),
        accept: "PERF_UPDATE=all".to_owned(),
    }
}

const KEPT: [u64; 2] = [1, 3];

fn judged(passes: &[[u64; 2]], sure: bool) -> Option<Judged> {
    let later: Vec<_> = passes[1..].iter().map(|pass| Ok(entry(*pass))).collect();
    judge(&entry(KEPT), &entry(passes[0]), &later, sure)
}

#[test]
fn ten_passes_decide_and_one_that_differs_opens() {
    const SAME: [u64; 2] = KEPT;
    const MORE: [u64; 2] = [1, 5];
    const LESS: [u64; 2] = [1, 2];
    const NOTHING: [u64; 2] = [0, 0];
    let times = |pass, n: usize| vec![pass; n];
    let seen = |pass| changes(&entry(KEPT), &entry(pass));
    let open = |pass, number: u8| {
        let reason = format!("not the same in pass {number}");
        Some(Judged::Open(seen(pass), reason))
    };
    for (passes, sure, expected) in [
        (vec![SAME], false, Some(Judged::Same)),
        (vec![SAME], true, Some(Judged::Same)),
        (vec![MORE], false, None),
        (times(MORE, 9), false, None),
        (times(MORE, 10), false, Some(Judged::Differs(seen(MORE)))),
        (
            times(NOTHING, 10),
            false,
            Some(Judged::Differs(seen(NOTHING))),
        ),
        (vec![MORE, SAME], false, open(MORE, 2)),
        (vec![MORE, MORE, [1, 6]], false, open(MORE, 3)),
        (vec![LESS], false, Some(Judged::Less(seen(LESS)))),
        (vec![LESS], true, None),
        (times(LESS, 10), true, Some(Judged::Less(seen(LESS)))),
        (vec![LESS, SAME], true, open(LESS, 2)),
        // One shape is less each time; that the other is more was of the moment.
        (vec![[2, 2], [1, 2]], false, open([2, 2], 2)),
        // One shape is more each time, and the other now and then.
        (
            [vec![[2, 5]], times(MORE, 9)].concat(),
            false,
            Some(Judged::Differs(seen(MORE))),
        ),
    ] {
        assert_eq!(judged(&passes, sure), expected, "{passes:?}");
    }
}

#[test]
fn a_pass_that_fails_says_nothing() {
    let later = [Err("the body panicked: taken".to_owned())];
    let judged = judge(&entry(KEPT), &entry([1, 5]), &later, false);
    let Some(Judged::Open(_, reason)) = judged else {
        panic!("no more will come: {judged:?}");
    };
    assert_eq!(
        reason,
        "it could not be measured again: the body panicked: taken"
    );
}

#[test]
fn each_outcome_has_its_words() {
    let (kept, label) = (entry(KEPT), label("app/perf-baseline.toml"));
    let said = |judged, now| {
        let finding = finding(judged, &kept, &entry(now), &label, "a::list");
        (finding.status, finding.text, finding.advice)
    };
    let differs = |now| Judged::Differs(changes(&kept, &entry(now)));
    for (judged, now, status, text, advice) in [
        (
            Judged::Same,
            KEPT,
            Status::Ok,
            "4 queries, as in app/perf-baseline.toml",
            None,
        ),
        (
            differs([1, 5]),
            [1, 5],
            Status::Fail,
            "6 queries, 4 in app/perf-baseline.toml (+2)",
            Some("if that is right, `PERF_UPDATE=all cargo test a::list` accepts it"),
        ),
        (
            differs([3, 1]),
            [3, 1],
            Status::Fail,
            "2 differences from app/perf-baseline.toml",
            Some("if that is right, `PERF_UPDATE=all cargo test a::list` accepts it"),
        ),
        (
            Judged::Less(changes(&kept, &entry([1, 0]))),
            [1, 0],
            Status::Warn,
            "1 query, 4 in app/perf-baseline.toml (-3)",
            Some("it does less: `PERF_UPDATE=all cargo test a::list` locks that in"),
        ),
        (
            Judged::Open(Vec::new(), "not the same in pass 2".to_owned()),
            [1, 5],
            Status::Inconclusive,
            "6 queries, 4 in app/perf-baseline.toml (+2); not judged, not the same in pass 2",
            Some("`PERF_UPDATE=all cargo test a::list` leaves out what is not the same each time"),
        ),
    ] {
        assert_eq!(
            said(judged, now),
            (status, text.to_owned(), advice.map(str::to_owned))
        );
    }
}

#[test]
fn what_a_quick_run_does_less_is_no_warning() {
    let label = label("perf-baseline.toml");
    let said = |now| {
        let (kept, now) = (entry(KEPT), entry(now));
        let judged = match changes(&kept, &now) {
            differences if is_less(&differences, &now) => Judged::Less(differences),
            differences => Judged::Differs(differences),
        };
        let finding = of_quick_run(finding(judged, &kept, &now, &label, "a::list"));
        (finding.status, finding.advice.is_some())
    };
    assert_eq!(said([1, 2]), (Status::Ok, false));
    assert_eq!(said([1, 4]), (Status::Fail, true));
    assert_eq!(missing_in_quick_run(&label).status, Status::Warn);
}

#[test]
fn what_was_written_is_told() {
    let label = label("perf-baseline.toml");
    let added = written(&entry(KEPT), Vec::new(), &label);
    assert_eq!(
        (added.status, added.text.as_str()),
        (Status::Ok, "4 queries, added to perf-baseline.toml")
    );
    let passes = [entry(KEPT), entry([1, 5])];
    let common = Entry::in_common(&passes);
    let accepted = written(&common, changes(&passes[0], &entry([2, 3])), &label);
    assert_eq!(
        accepted.text,
        "1 query, accepted in perf-baseline.toml; 1 shape not the same each time, left out"
    );
}
