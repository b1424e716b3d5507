//! The budgets on what all runs together leave in memory.

use super::heap::NOT_COUNTED;
use crate::judge::leak::{self, Decision, Held};
use crate::probe::memory::resident;
use crate::report::format::{bytes, plural};
use crate::verdict::{Finding, Status};

/// A pass, or why there was none.
pub(crate) type Looked = Result<Held, String>;

/// What is said of a leak: none while more runs may tell. `passes` are of more and more runs, `is_last` says
/// that no more will come.
pub(crate) fn leak(
    limit: u64,
    passes: &[Looked],
    is_counted: bool,
    is_last: bool,
) -> Option<Finding> {
    let finding = |status, text: String| Finding::new("max_leak", status, text);
    if !is_counted {
        let blind = finding(Status::Blind, "not counted: inconclusive".to_owned());
        return Some(blind.advice(NOT_COUNTED));
    }
    let held = match passes.last()? {
        Ok(held) => held,
        Err(reason) => return Some(not_repeated("max_leak", reason)),
    };
    let (decision, slope) = leak::judge(held, limit)?;
    let runs = plural(held.own.len() as u64 - 1, "run");
    let figure = whole(slope.estimate);
    let text = format!(
        "{} left by each run, budget {}",
        bytes(figure),
        bytes(limit)
    );
    let (status, text) = match decision {
        Decision::Within => (Status::Ok, format!("{text}; {runs}, alone")),
        // What other tests do may look like it once.
        Decision::Over if passes.len() > 1 => {
            let over = bytes(figure.saturating_sub(limit));
            (Status::Fail, format!("{text} (+{over}); {runs}, alone"))
        }
        _ if !is_last => return None,
        Decision::Over | Decision::Uneven => (
            Status::Inconclusive,
            format!("{text}; not judged, memory grows in some of {runs} and not in others"),
        ),
        Decision::Elsewhere => (
            Status::Inconclusive,
            format!("{text}; not judged, it is taken by threads that are not the case's"),
        ),
    };
    Some(finding(status, text).figures(figure as f64, limit as f64))
}

/// What is said of the process's size: over only if it was in two passes.
pub(crate) fn growth(limit: u64, passes: &[Looked], is_last: bool) -> Option<Finding> {
    let held = match passes.last()? {
        Ok(held) => held,
        Err(reason) => return Some(not_repeated("max_rss_growth", reason)),
    };
    let finding = resident(limit, held.resident_growth());
    let runs = plural(held.own.len() as u64 - 1, "run");
    match finding.status {
        Status::Inconclusive => Some(finding),
        Status::Fail if !is_last => None,
        _ => Some(Finding {
            text: format!("{}; {runs}, alone", finding.text),
            ..finding
        }),
    }
}

/// What is said of it at once.
pub(super) fn resident(limit: u64, grown: Option<u64>) -> Finding {
    let finding = |status, text: String| Finding::new("max_rss_growth", status, text);
    let Some(grown) = grown else {
        let text = "not measured".to_owned();
        return finding(Status::Inconclusive, text).advice(resident::UNKNOWN);
    };
    let text = format!("{} more resident, budget {}", bytes(grown), bytes(limit));
    let finding = if grown <= limit {
        finding(Status::Ok, text)
    } else {
        let over = bytes(grown - limit);
        finding(Status::Fail, format!("{text} (+{over})"))
    };
    finding.figures(grown as f64, limit as f64)
}

/// A limit on what is left by several runs says nothing of a body that runs once.
fn not_repeated(budget: &str, reason: &str) -> Finding {
    Finding::new(
        budget,
        Status::Blind,
        format!("inconclusive, the body could not be run again: {reason}"),
    )
    .advice("the body runs several times on the same fixtures: let it undo what it did, or use names of `Iteration::unique`")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what shrinks leaves nothing"
)]
fn whole(bytes: f64) -> u64 {
    bytes.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grows(by: i64, runs: i64) -> Held {
        let mut held = Held::default();
        for run in 0..=runs {
            let resident = u64::try_from(by * run).unwrap_or_default();
            held.push((by * run, by * run), Some(resident));
        }
        held
    }

    fn said(finding: Option<Finding>) -> Option<(Status, String)> {
        finding.map(|finding| (finding.status, finding.text))
    }

    #[test]
    fn a_leak_is_looked_at_twice() {
        let first = [Ok(grows(65_536, 8))];
        assert_eq!(leak(1024, &first, true, false), None);
        let both = [Ok(grows(65_536, 8)), Ok(grows(65_536, 16))];
        assert_eq!(
            said(leak(1024, &both, true, false)),
            Some((
                Status::Fail,
                "64 KiB left by each run, budget 1,024 B (+63 KiB); 16 runs, alone".to_owned()
            ))
        );
        // At its limit it passes, and at once.
        assert_eq!(
            said(leak(65_536, &first, true, false)),
            Some((
                Status::Ok,
                "64 KiB left by each run, budget 64 KiB; 8 runs, alone".to_owned()
            ))
        );
    }

    #[test]
    fn nothing_is_passed_that_was_not_seen() {
        let status = |finding: Option<Finding>| finding.map(|finding| finding.status);
        let nothing = [Ok(grows(0, 8))];
        assert_eq!(status(leak(0, &nothing, false, false)), Some(Status::Blind));
        let broken = [Err("the body failed: taken".to_owned())];
        assert_eq!(status(leak(0, &broken, true, false)), Some(Status::Blind));
        assert_eq!(status(growth(0, &broken, false)), Some(Status::Blind));
        let mut silent = Held::default();
        silent.push((0, 0), None);
        assert_eq!(
            status(growth(0, &[Ok(silent)], false)),
            Some(Status::Inconclusive)
        );
    }

    #[test]
    fn what_grows_elsewhere_or_now_and_then_is_not_judged() {
        let mut elsewhere = Held::default();
        let mut uneven = Held::default();
        for run in 0..9 {
            elsewhere.push((0, 4096 * run), None);
            let step = if run < 4 { 0 } else { 4096 };
            uneven.push((step, step), None);
        }
        for held in [elsewhere, uneven] {
            let passes = [Ok(held)];
            assert_eq!(leak(0, &passes, true, false), None);
            let last = leak(0, &passes, true, true).map(|finding| finding.status);
            assert_eq!(last, Some(Status::Inconclusive));
        }
    }

    #[test]
    fn growth_is_that_of_all_runs_together() {
        let passes = [Ok(grows(1 << 20, 8))];
        assert_eq!(
            said(growth(8 << 20, &passes, false)),
            Some((
                Status::Ok,
                "8 MiB more resident, budget 8 MiB; 8 runs, alone".to_owned()
            ))
        );
        assert_eq!(growth(1 << 20, &passes, false), None);
        assert_eq!(
            said(growth(1 << 20, &passes, true)),
            Some((
                Status::Fail,
                "8 MiB more resident, budget 1 MiB (+7 MiB); 8 runs, alone".to_owned()
            ))
        );
    }
}
