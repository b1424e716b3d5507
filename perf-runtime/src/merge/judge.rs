//! The limits that hold for all iterations together, on the sum of all shards.
//!
//! There is no second load to confirm that a limit on time is over, but there is more than one machine that saw it: it
//! fails if it is over in the sum, and still is whichever shard is left out. What one machine alone has seen, its
//! neighbours or its network may have done; that is inconclusive.

use crate::assess::load::{Doubt, findings, soft_findings, wants_another};
use crate::assess::soft;
use crate::envs::Envs;
use crate::load::{Load, Of, sum};
use crate::options::Options;
use crate::store::record::RecordedFinding;
use crate::verdict::{Finding, Status};

/// How findings are made from options and a load.
type Judge = fn(&Options, &Load) -> Vec<Finding>;

/// The sum, judged; none of no part at all.
pub(super) fn judged(options: &Options, parts: &[Of<'_>]) -> Option<(Load, Vec<Finding>)> {
    let load = sum(parts)?;
    let mut found = confirmed(options, parts, &load, findings);
    if let Some(soft) = soft::options(options) {
        let again = Envs::get().warnings_fail;
        let warnings = if again {
            confirmed(&soft, parts, &load, soft_findings)
        } else {
            soft_findings(&soft, &load)
        };
        let warnings = warnings.into_iter();
        found.extend(warnings.map(|finding| soft::soften(finding, again)));
    }
    Some((load, found))
}

/// Whether a shard leaves it to the merge, or the merge judges it anew.
pub(super) fn is_of_all(finding: &RecordedFinding) -> bool {
    finding.status == Status::Part || matches!(&*finding.budget, "users" | "abort_on")
}

fn confirmed(options: &Options, parts: &[Of<'_>], load: &Load, judge: Judge) -> Vec<Finding> {
    let found = judge(options, load);
    let is_open =
        |finding: &Finding| finding.status == Status::Fail && wants_another(&finding.budget);
    let others = if found.iter().any(is_open) {
        without_each(options, parts, load, judge)
    } else {
        Vec::new()
    };
    let doubt = Doubt::of(load, |load| judge(options, load));
    let confirm = |finding: Finding| {
        let finding = if is_open(&finding) {
            confirm(finding, &others)
        } else {
            finding
        };
        doubt.weigh(finding)
    };
    found.into_iter().map(confirm).collect()
}

/// What would be found without each of the shards, by its number.
fn without_each(
    options: &Options,
    parts: &[Of<'_>],
    load: &Load,
    judge: Judge,
) -> Vec<(u64, Vec<Finding>)> {
    let without = |left_out: usize| {
        let (shard, _) = parts[left_out];
        let rest: Vec<_> = parts
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != left_out)
            .map(|(_, part)| *part)
            .collect();
        let findings = sum(&rest).map(|rest| judge(&scaled(options, &rest, load), &rest));
        (shard.index, findings.unwrap_or_default())
    };
    (0..parts.len()).map(without).collect()
}

/// Fewer users are to get less done, by as much.
fn scaled(options: &Options, rest: &Load, load: &Load) -> Options {
    let share = rest.users as f64 / load.users.max(1) as f64;
    Options {
        min_throughput: options.min_throughput.map(|limit| limit * share),
        ..*options
    }
}

fn confirm(finding: Finding, others: &[(u64, Vec<Finding>)]) -> Finding {
    let is_over = |findings: &[Finding]| {
        let same = findings.iter().find(|other| other.budget == finding.budget);
        same.is_some_and(|other| other.status == Status::Fail)
    };
    let why = match others {
        [_] => "one process alone has nobody to confirm it".to_owned(),
        others => match others.iter().find(|(_, findings)| !is_over(findings)) {
            Some((shard, _)) => format!("it is not over without shard {shard}"),
            None => return finding,
        },
    };
    Finding {
        status: Status::Inconclusive,
        text: format!("{}; not judged, {why}", finding.text),
        ..finding
    }
}
