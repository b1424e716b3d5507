//! What comes of the records of shards.

mod whole;

use std::fs::File;

use tempfile::TempDir;

use super::*;
use crate::assess::load::{LoadLimits, of_shard};
use crate::harness::fake;
use crate::load::hlog::{self, LOG};
use crate::load::sum::tests::part;
use crate::load::{Health, Sharded};
use crate::options::Options;
use crate::store::record::RecordedFailure;

const LIMITS: Options = Options {
    users: Some(8),
    iterations: Some(80),
    max_error_rate: Some(0.1),
    percentiles: &[(95.0, 20.0)],
    ..Options::NONE
};

/// Twenty successes, so many of them of 90 ms and the rest of 10.
fn slow(number: usize) -> Portion {
    let ended: Vec<_> = (0..20)
        .map(|index| (if index < number { 90 } else { 10 }, true))
        .collect();
    part(&LIMITS, &ended, 5.0)
}

/// The shards of a case, as they lie in a folder.
struct Shards {
    folder: TempDir,
    records: Vec<(PathBuf, Record)>,
}

impl Shards {
    fn of(options: &Options, portions: Vec<Vec<Portion>>) -> Self {
        let folder = tempfile::tempdir().expect("there is room");
        let of = portions.len() as u64;
        let records = (1..).zip(portions).map(|(index, loads)| {
            let case = fake::with("shop::browse", |case| case.options = *options);
            let path = folder.path().join(format!("{index}.json"));
            let mut log = File::create(path.with_extension(LOG)).expect("a file");
            hlog::write(&loads, &mut log).expect("there is room");
            let finding = Finding::new("max_error_rate", Status::Ok, "of this shard");
            let report = CaseReport {
                findings: vec![of_shard(finding)],
                runs: Vec::new(),
                sharded: Some(Sharded {
                    shard: Shard { index, of },
                    limits: LoadLimits::of(options),
                    loads,
                }),
                ..fake::report(case, Verdict::Partial)
            };
            let record = Record::of(&report, SystemTime::now());
            let json = serde_json::to_string(&record).expect("it can be written");
            (path, serde_json::from_str(&json).expect("it was written"))
        });
        Self {
            records: records.collect(),
            folder,
        }
    }

    fn four() -> Self {
        Self::of(
            &LIMITS,
            vec![vec![slow(0)], vec![slow(1)], vec![slow(0)], vec![slow(0)]],
        )
    }

    fn record(&mut self, index: usize) -> &mut Record {
        &mut self.records[index].1
    }

    fn merge(self) -> Merged {
        let mut merged = merge(self.records);
        assert_eq!(merged.len(), 1);
        drop(self.folder);
        merged.remove(0)
    }

    /// Why it could not be merged.
    fn error(self) -> String {
        let folder = format!("{}/", self.folder.path().display());
        let CaseReport {
            failure,
            verdict,
            load,
            ..
        } = self.merge().report;
        assert_eq!((verdict, load), (Verdict::Failed, None));
        let Failure { what, text, .. } = failure.expect("it says why");
        format!("{what}: {}", text.replace(&folder, ""))
    }
}

/// Status and text of the finding of a budget.
fn found(report: &CaseReport, budget: &str) -> (Status, String) {
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.budget == budget);
    let finding = finding.expect("it was judged");
    (finding.status, finding.text.clone())
}

#[test]
fn the_sum_of_all_shards_is_judged() {
    let mut shards = Shards::four();
    for index in 0..4 {
        shards.record(index).build = "release".to_owned();
        shards.record(index).began_unix_ms = 90 - index as u64;
    }
    let Merged { report, record, .. } = shards.merge();
    let of = (&*record.build, record.began_unix_ms, &record.load);
    assert_eq!(
        of,
        ("release", 87, &report.load),
        "not of the program that merges"
    );
    assert_eq!(report.verdict, Verdict::Passed, "{:?}", report.findings);
    assert_eq!(report.case.path(), "shop::browse");
    let load = report.load.as_ref().expect("there is a sum");
    assert_eq!(
        (load.users, load.counts.ok, load.asked_iterations),
        (32, 80, Some(320))
    );
    let told = "10.0 ms of 20 ms, 1 of 80 successes over".to_owned();
    assert_eq!(found(&report, "p95_ms"), (Status::Ok, told));
    let budgets: Vec<_> = report.findings.iter().map(|one| &*one.budget).collect();
    assert_eq!(budgets, ["max_error_rate", "p95_ms"], "each is judged once");
}

#[test]
fn a_limit_on_time_fails_where_no_single_shard_is_to_blame() {
    use Status::{Fail, Inconclusive, Ok};
    for (slow_ones, status, why) in [
        // 8 of 60 are the fewest that fail, and 10 of 80; within the limit are 4 of 80.
        ([1, 1, 2, 0], Ok, ""),
        (
            [3, 3, 3, 0],
            Inconclusive,
            ", which may be chance: more iterations would show it",
        ),
        (
            [3, 3, 3, 1],
            Inconclusive,
            "; not judged, it is not over without shard 1",
        ),
        ([5, 5, 5, 5], Fail, ""),
        ([4, 4, 4, 4], Fail, ""),
        (
            [20, 0, 0, 0],
            Inconclusive,
            "; not judged, it is not over without shard 1",
        ),
        (
            [0, 3, 0, 20],
            Inconclusive,
            "; not judged, it is not over without shard 4",
        ),
    ] {
        let portions = slow_ones.map(|number| vec![slow(number)]).to_vec();
        let report = Shards::of(&LIMITS, portions).merge().report;
        let (found, text) = found(&report, "p95_ms");
        assert_eq!(found, status, "{slow_ones:?}: {text}");
        assert!(text.ends_with(why), "{slow_ones:?}: {text}");
    }
    let alone = Shards::of(&LIMITS, vec![vec![slow(20)]]).merge().report;
    let (status, text) = found(&alone, "p95_ms");
    assert_eq!(status, Inconclusive);
    assert!(
        text.ends_with("; not judged, one process alone has nobody to confirm it"),
        "{text}"
    );
}

#[test]
fn counts_need_no_confirmation() {
    let failing: Vec<_> = (0..20).map(|index| (10, index >= 9)).collect();
    let mut portions: Vec<_> = (0..3).map(|_| vec![slow(0)]).collect();
    portions.push(vec![part(&LIMITS, &failing, 5.0)]);
    let report = Shards::of(&LIMITS, portions).merge().report;
    assert_eq!(report.verdict, Verdict::Failed);
    let (status, text) = found(&report, "max_error_rate");
    assert_eq!(status, Status::Fail);
    assert_eq!(
        text,
        "9 of 80 iterations failed (11.25 %: 9 errors), budget 10 %"
    );
}

#[test]
fn throughput_is_that_of_all_and_without_a_shard_there_is_less_to_do() {
    // Twenty in two seconds by each of four shards.
    for (limit, status) in [(40.0, Status::Ok), (40.1, Status::Fail)] {
        let options = Options {
            min_throughput: Some(limit),
            ..LIMITS
        };
        let portions = (0..4).map(|_| vec![slow(0)]).collect();
        let report = Shards::of(&options, portions).merge().report;
        assert_eq!(found(&report, "min_throughput").0, status, "{limit}");
    }
}

#[test]
fn a_shard_that_was_bound_by_its_driver_makes_time_inconclusive() {
    let portions = |health: Health, began_at: f64| {
        let mut all: Vec<_> = (0..4).map(|_| vec![slow(20)]).collect();
        all[2][0].load.health = health;
        all[2][0].began_at = began_at;
        all
    };
    let late = Health {
        late_p99_ms: Some(9.0),
        ..Health::default()
    };
    for (health, began_at, why) in [
        (
            late,
            5.0,
            "; not judged, in shard 3 1 in 100 arrivals was let in more than 9.00 ms too late",
        ),
        (
            Health::default(),
            6.5,
            "; not judged, the last shard began 1.50 s after the first: have them begin together, with `PERF_START_AT`",
        ),
    ] {
        let report = Shards::of(&LIMITS, portions(health, began_at))
            .merge()
            .report;
        let (status, text) = found(&report, "p95_ms");
        assert_eq!(
            (status, &report.verdict),
            (Status::Inconclusive, &Verdict::Inconclusive)
        );
        assert!(text.ends_with(why), "{text}");
    }
    // Where less was asked than the case says, being within the limit says nothing either.
    let mut within: Vec<_> = (0..4).map(|_| vec![slow(0)]).collect();
    within[0][0].began_at = 1.0;
    let report = Shards::of(&LIMITS, within).merge().report;
    assert_eq!(found(&report, "p95_ms").0, Status::Inconclusive);
}

#[test]
fn what_a_shard_judged_for_each_iteration_stands() {
    let mut shards = Shards::four();
    for (index, status) in [
        (0, Status::Ok),
        (1, Status::Fail),
        (2, Status::Fail),
        (3, Status::Ok),
    ] {
        let queries = format!("{index} queries, budget 0");
        let finding = crate::store::record::RecordedFinding {
            budget: "max_queries".to_owned(),
            status,
            text: queries,
            ..shards.records[index].1.findings[0].clone()
        };
        shards.record(index).findings.push(finding);
    }
    shards.record(1).verdict = VerdictWord::Failed;
    let Merged {
        report, of_shards, ..
    } = shards.merge();
    assert_eq!(report.verdict, Verdict::Failed);
    let told = "1 queries, budget 0 (in shard 2 of 4)".to_owned();
    assert_eq!(found(&report, "max_queries"), (Status::Fail, told));
    assert_eq!(
        of_shards.len(),
        1,
        "the statements are in the shard's own report"
    );
}

#[test]
fn a_shard_that_measured_nothing_fails_the_load() {
    let mut shards = Shards::four();
    shards.record(2).failure = Some(RecordedFailure {
        what: "the fixtures could not be made".to_owned(),
        text: "no printer".to_owned(),
    });
    assert_eq!(
        shards.error(),
        "shard 3 of 4: the fixtures could not be made: no printer"
    );
    let skip = |shards: &mut Shards, index: usize| {
        shards.record(index).verdict = VerdictWord::Skipped;
        shards.record(index).reason = Some("no Postgres".to_owned());
    };
    let mut shards = Shards::four();
    skip(&mut shards, 1);
    assert_eq!(
        shards.error(),
        "shard 2 of 4 was skipped, and others were not: no Postgres"
    );
    let mut shards = Shards::four();
    for index in 0..4 {
        skip(&mut shards, index);
    }
    assert_eq!(
        shards.merge().report.verdict,
        Verdict::Skipped("no Postgres".to_owned())
    );
    let nothing = Shards::of(&LIMITS, vec![Vec::new(), Vec::new()]);
    assert_eq!(
        nothing.error(),
        "there is nothing to judge: not every shard came to measure anything"
    );
}

#[test]
fn each_step_of_a_sweep_is_summed_and_judged() {
    let options = Options {
        sweep: &[8, 16],
        ..LIMITS
    };
    let step = |users: u64, slow_ones| {
        let mut portion = slow(slow_ones);
        portion.load.users = users / 2;
        portion
    };
    let portions = (0..2).map(|_| vec![step(8, 0), step(16, 20)]).collect();
    let report = Shards::of(&options, portions).merge().report;
    let (status, text) = found(&report, "p95_ms");
    assert_eq!(status, Status::Fail);
    assert!(text.ends_with("(with 16 users)"), "{text}");
    let sweep = report.load.expect("the worst one").sweep;
    let steps: Vec<_> = sweep
        .iter()
        .map(|step| (step.users, step.counts.ok))
        .collect();
    assert_eq!(steps, [(8, 40), (16, 40)]);
}
