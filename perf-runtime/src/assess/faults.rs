//! What was made to go wrong: told, and no pass where it was nothing.

use std::time::Duration;

use crate::faults::{Counts, FaultPlan};
use crate::report::format::{count, plural, time};
use crate::verdict::{Finding, Status};

/// The key, as in the attribute.
const KEY: &str = "faults";

/// The logarithm of the chance below which it is no accident that no statement was hit: one in a million.
const NO_ACCIDENT: f64 = -13.815_510_557_964_274;

/// `written` is what the attribute asks for. Where only the body could, and did not, nothing is told.
pub(crate) fn finding(written: Option<FaultPlan>, counts: &Counts) -> Option<Finding> {
    let text = text(written, counts);
    let finding = |status| Finding::new(KEY, status, text.clone());
    let asked = counts.rate_asked && counts.outages == 0;
    if counts.statements == 0 && counts.injected() == 0 {
        written?;
        let advice = "does the body run its statements on the fixture's pool, or are the faults switched off?";
        return Some(finding(Status::Blind).advice(advice));
    }
    if !asked || counts.hit() > 0 {
        return Some(finding(Status::Ok));
    }
    if counts.ln_none_hit < NO_ACCIDENT {
        return Some(finding(Status::Blind).advice("so many statements and no hit is no accident"));
    }
    let advice =
        "nothing failed, so nothing was proved: run more statements, or try another `seed`";
    Some(finding(Status::Warn).advice(advice))
}

/// `30 of 104 statements failed, 104 delayed by 20 ms, 1 connection cut`.
fn text(written: Option<FaultPlan>, counts: &Counts) -> String {
    if counts.injected() == 0 {
        return match counts.statements {
            0 => "no statement was there to be hit: inconclusive".to_owned(),
            statements => format!("none of {} was hit", plural(statements, "statement")),
        };
    }
    let mut of_statements = Vec::new();
    if counts.rate_asked {
        of_statements.push((counts.failed, "failed".to_owned()));
    }
    if counts.delayed > 0 {
        of_statements.push((counts.delayed, delayed(written)));
    }
    let mut parts: Vec<_> = of_statements
        .iter()
        .enumerate()
        .map(|(index, (number, what))| match index {
            0 => format!(
                "{} of {} {what}",
                count(*number),
                plural(counts.statements, "statement")
            ),
            _ => format!("{} {what}", count(*number)),
        })
        .collect();
    if counts.cut > 0 {
        parts.push(format!("{} cut", plural(counts.cut, "connection")));
    }
    if counts.outages > 0 {
        parts.push(format!(
            "{} with {}",
            plural(counts.outages, "outage"),
            plural(counts.during_outages, "failure")
        ));
    }
    parts.join(", ")
}

/// `delayed by 20 ms`, where the attribute says by how much.
fn delayed(written: Option<FaultPlan>) -> String {
    match written.filter(|plan| !plan.latency.is_zero()) {
        Some(plan) => format!("delayed by {}", exact(plan.latency)),
        None => "delayed".to_owned(),
    }
}

/// As it was written, where that is a whole number of milliseconds.
fn exact(latency: Duration) -> String {
    if latency.subsec_nanos().is_multiple_of(1_000_000) {
        format!(
            "{} ms",
            count(u64::try_from(latency.as_millis()).unwrap_or(u64::MAX))
        )
    } else {
        time(latency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THIRD: FaultPlan = FaultPlan {
        latency: Duration::from_millis(20),
        error_rate: 0.3,
        ..FaultPlan::NONE
    };

    fn told(written: Option<FaultPlan>, counts: Counts) -> Option<(Status, String)> {
        finding(written, &counts).map(|finding| (finding.status, finding.text))
    }

    #[test]
    fn what_was_done_is_told_by_kind() {
        let counts = Counts {
            statements: 104,
            delayed: 104,
            failed: 30,
            cut: 1,
            outages: 1,
            during_outages: 12,
            rate_asked: true,
            ..Counts::default()
        };
        let text = "30 of 104 statements failed, 104 delayed by 20 ms, 1 connection cut, 1 outage with 12 failures";
        assert_eq!(
            told(Some(THIRD), counts),
            Some((Status::Ok, text.to_owned()))
        );
    }

    #[test]
    fn a_delay_alone_is_told_of_all_statements() {
        let counts = Counts {
            statements: 5,
            delayed: 5,
            ..Counts::default()
        };
        let text = |written| told(written, counts).unwrap().1;
        assert_eq!(text(Some(THIRD)), "5 of 5 statements delayed by 20 ms");
        assert_eq!(text(None), "5 of 5 statements delayed");
    }

    #[test]
    fn faults_that_hit_nothing_are_no_pass() {
        let none_of = |statements: u64| {
            let counts = Counts {
                statements,
                rate_asked: true,
                ln_none_hit: statements as f64 * 0.7_f64.ln(),
                ..Counts::default()
            };
            told(Some(THIRD), counts).unwrap().0
        };
        // 0.7 to the power of 38 is 1.3e-6, of 39 9e-7.
        assert_eq!((none_of(0), none_of(1)), (Status::Blind, Status::Warn));
        assert_eq!((none_of(38), none_of(39)), (Status::Warn, Status::Blind));
    }

    #[test]
    fn a_body_that_switches_nothing_on_is_not_spoken_of() {
        assert_eq!(told(None, Counts::default()), None);
        let outage = Counts {
            outages: 1,
            during_outages: 2,
            ..Counts::default()
        };
        let text = "1 outage with 2 failures".to_owned();
        assert_eq!(told(None, outage), Some((Status::Ok, text)));
    }
}
