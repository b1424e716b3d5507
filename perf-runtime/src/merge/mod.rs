//! `cargo perf merge`: the parts of a load that several processes made are added up, and judged as the one load that they are.
//!
//! The judges are those of a load in one process, and so are the messages. What was judged for each iteration was judged
//! by the shards; it is taken over from the one in which it was worst.

mod case;
mod gather;
mod judge;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::assess::scaling;
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::faults::Counts;
use crate::figure::Figure;
use crate::load::shard::Shard;
use crate::load::{Load, Of, Portion, Step};
use crate::perf::Said;
use crate::report::format::time;
use crate::store::record::{Record, VerdictWord};
use crate::verdict::{Finding, Status, Verdict};
use gather::{Gathered, OfShard};

/// A shard that began later than this after the common start is told of, in milliseconds.
const LATE_MS: f64 = 100.0;

/// A case of which all shards were merged, or could not be.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) report: CaseReport,
    /// What is kept of it: of the commit, the build and the machine of the first shard, and of the time of all.
    pub(crate) record: Record,
    /// What the shards themselves said where they failed, with the statements and their lines.
    pub(crate) of_shards: Vec<String>,
}

/// Merges the records of shards, each with its file, in the order of the names of their cases. Others are left out.
pub(crate) fn merge(records: Vec<(PathBuf, Record)>) -> Vec<Merged> {
    let cases = gather::by_case(records).into_iter();
    cases
        .map(|records| merged(&gather::of_case(records)))
        .collect()
}

fn merged(gathered: &Gathered) -> Merged {
    let report = report(case::of(&gathered.head), gathered);
    let failed = |shard: &&OfShard| shard.record.verdict == VerdictWord::Failed;
    let records = || gathered.shards.iter().map(|shard| &shard.record);
    let began = records().map(|record| record.began_unix_ms).min();
    let head = &gathered.head;
    Merged {
        record: Record {
            commit: head.commit.clone(),
            build: head.build.clone(),
            profile: head.profile.clone(),
            machine: head.machine.clone(),
            began_unix_ms: began.unwrap_or(head.began_unix_ms),
            took_ms: records().map(|record| record.took_ms).fold(0.0, f64::max),
            ..Record::of(&report, SystemTime::now())
        },
        report,
        of_shards: gathered
            .shards
            .iter()
            .filter(failed)
            .filter_map(|shard| shard.record.report.clone())
            .collect(),
    }
}

fn report(case: &'static Case, gathered: &Gathered) -> CaseReport {
    let failed = |what: String, text: String| CaseReport {
        failure: Some(Failure {
            what,
            text,
            before_body: true,
        }),
        ..CaseReport::empty(case, Verdict::Failed)
    };
    if let Some(error) = &gathered.error {
        return failed("the shards cannot be merged".to_owned(), error.to_string());
    }
    let shards = &gathered.shards;
    for OfShard { shard, record, .. } in shards {
        if let Some(failure) = &record.failure {
            return failed(format!("{shard}: {}", failure.what), failure.text.clone());
        }
    }
    let skipped = |shard: &&OfShard| shard.record.verdict == VerdictWord::Skipped;
    if let Some(OfShard { shard, record, .. }) = shards.iter().find(skipped) {
        let reason = record.reason.clone().unwrap_or_default();
        return if shards.iter().all(|shard| skipped(&shard)) {
            CaseReport::empty(case, Verdict::Skipped(reason))
        } else {
            failed(format!("{shard} was skipped, and others were not"), reason)
        };
    }
    let Some((load, judged)) = loads(case, shards) else {
        let text = "not every shard came to measure anything".to_owned();
        return failed("there is nothing to judge".to_owned(), text);
    };
    let mut findings = of_iterations(shards);
    findings.extend(judged);
    let mut report = CaseReport {
        verdict: Verdict::of(&findings, false, Envs::get()),
        findings,
        load: Some(load),
        said: Said {
            figures: figures(shards),
            ..Said::default()
        },
        faults: faults(shards),
        notes: shards.iter().filter_map(late).collect(),
        databases: databases(shards),
        ..CaseReport::empty(case, Verdict::Failed)
    };
    crate::runner::add_origins(&mut report);
    report
}

/// All loads of the case: one, or of a sweep one for each number of users, of which the worst is shown.
fn loads(case: &'static Case, shards: &[OfShard]) -> Option<(Load, Vec<Finding>)> {
    let number = shards.iter().map(|shard| shard.portions.len()).max()?;
    let mut judged = Vec::new();
    for index in 0..number {
        let parts: Option<Vec<Of<'_>>> = shards
            .iter()
            .map(|shard| Some((shard.shard, shard.portions.get(index)?)))
            .collect();
        judged.push(judge::judged(&case.options, &parts?)?);
    }
    if case.options.sweep.is_empty() {
        return judged.pop();
    }
    let steps: Vec<_> = judged.iter().map(|(load, _)| Step::from(load)).collect();
    let weight = |findings: &[Finding]| {
        let weights = findings.iter().map(|finding| finding.status.weight());
        weights.max().unwrap_or_default()
    };
    let of_users = judged
        .iter()
        .map(|(load, findings)| (load.users, findings.clone()));
    let mut findings = scaling::worst(of_users.collect());
    findings.push(scaling::finding(&steps));
    let (load, _) = judged
        .into_iter()
        .max_by_key(|(_, findings)| weight(findings))?;
    Some((
        Load {
            sweep: steps,
            ..load
        },
        findings,
    ))
}

/// What the shards judged for each iteration: of each budget the worst, of several the first.
fn of_iterations(shards: &[OfShard]) -> Vec<Finding> {
    let mut worst: Vec<(Shard, Finding)> = Vec::new();
    for OfShard { shard, record, .. } in shards {
        for finding in record.findings.iter().filter(|one| !judge::is_of_all(one)) {
            let finding = case::finding(finding);
            let same = |(_, known): &&mut (Shard, Finding)| {
                (&known.budget, known.soft) == (&finding.budget, finding.soft)
            };
            match worst.iter_mut().find(same) {
                Some(known) if finding.status.weight() > known.1.status.weight() => {
                    *known = (*shard, finding);
                }
                Some(_) => {}
                None => worst.push((*shard, finding)),
            }
        }
    }
    let named = worst.into_iter().map(|(shard, finding)| Finding {
        text: match finding.status {
            Status::Ok => format!("{} (in {shard}; no other is worse)", finding.text),
            _ => format!("{} (in {shard})", finding.text),
        },
        ..finding
    });
    named.collect()
}

/// `shard 2 of 4 began 3.20 s after PERF_START_AT`.
fn late(shard: &OfShard) -> Option<String> {
    let late = shard
        .portions
        .iter()
        .filter_map(|portion: &Portion| portion.late_ms);
    let late = late.filter(|late| *late > LATE_MS).reduce(f64::max)?;
    let late = time(crate::assess::time::duration(late));
    Some(format!(
        "{} began {late} after `PERF_START_AT`: give the fixtures more time",
        shard.shard
    ))
}

/// What the bodies recorded, in the order of its names.
fn figures(shards: &[OfShard]) -> Vec<Figure> {
    let mut sum: BTreeMap<&str, Figure> = BTreeMap::new();
    for figure in shards.iter().flat_map(|shard| &shard.record.figures) {
        match sum.get_mut(&*figure.name) {
            Some(known) => known.add(figure),
            None => drop(sum.insert(&figure.name, figure.clone())),
        }
    }
    sum.into_values().collect()
}

fn faults(shards: &[OfShard]) -> Option<Counts> {
    let counts = shards.iter().filter_map(|shard| shard.record.faults);
    counts.reduce(|mut sum, other| {
        sum.add(&other);
        sum
    })
}

fn databases(shards: &[OfShard]) -> Vec<String> {
    let mut all: Vec<_> = shards
        .iter()
        .flat_map(|shard| shard.record.databases.clone())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests;
