//! What depends on how two threads meet: over a limit now and then is not over it.

use std::fmt::Write as _;

use crate::verdict::{Finding, Status};

/// Passes of which every one must be over.
pub(crate) const PASSES: usize = 10;

/// What to do about a limit that is met now and then.
const NOW_AND_THEN: &str = "the driver's thread and the case's allocate more or less by how they meet: leave the limit some room";

/// The findings on one pass, in the order of the budgets; why there are none, where the pass did not come to its end.
pub(crate) type Pass = Result<Vec<Finding>, String>;

/// The findings on passes of the same runs, one after the other: those of the first. What was over in it fails only if it was in each of
/// [`PASSES`].
///
/// None while more passes may tell.
pub(crate) fn findings(first: &[Finding], later: &[Pass]) -> Option<Vec<Finding>> {
    let judged: Vec<_> = first
        .iter()
        .enumerate()
        .map(|(index, finding)| judge(finding, index, later))
        .collect();
    let is_open = judged.iter().any(is_over) && later.len() + 1 < PASSES;
    (!is_open).then_some(judged)
}

fn judge(finding: &Finding, index: usize, later: &[Pass]) -> Finding {
    let mut judged = finding.clone();
    if !is_over(finding) {
        return judged;
    }
    for (pass, number) in later.iter().zip(2..) {
        let reason = match pass {
            Err(reason) => format!("it could not be measured again: {reason}"),
            Ok(seen) if seen.get(index).is_some_and(is_over) => continue,
            Ok(_) => {
                judged.advice = Some(NOW_AND_THEN.to_owned());
                format!("not over it in pass {number}")
            }
        };
        judged.status = Status::Inconclusive;
        let _ = write!(judged.text, "; not judged, {reason}");
        break;
    }
    judged
}

fn is_over(finding: &Finding) -> bool {
    finding.status == Status::Fail
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two budgets, each over or within.
    fn pass(over: [bool; 2]) -> Vec<Finding> {
        let status = |over| if over { Status::Fail } else { Status::Ok };
        ["max_allocs", "max_peak"]
            .into_iter()
            .zip(over)
            .map(|(budget, over)| Finding::new(budget, status(over), "9, budget 8"))
            .collect()
    }

    fn statuses(first: [bool; 2], later: &[Pass]) -> Option<Vec<Status>> {
        let findings = findings(&pass(first), later)?;
        Some(findings.iter().map(|finding| finding.status).collect())
    }

    #[test]
    fn ten_passes_decide() {
        use Status::{Fail, Inconclusive, Ok as Within};
        const BOTH: [bool; 2] = [true, true];
        const FIRST: [bool; 2] = [true, false];
        const NONE: [bool; 2] = [false, false];
        for (first, later, expected) in [
            (NONE, vec![], Some([Within, Within])),
            (FIRST, vec![], None),
            (FIRST, vec![FIRST; 8], None),
            (FIRST, vec![FIRST; 9], Some([Fail, Within])),
            // What was within in the first pass has passed.
            (FIRST, vec![BOTH; 9], Some([Fail, Within])),
            (FIRST, vec![NONE], Some([Inconclusive, Within])),
            (BOTH, vec![FIRST], None),
            (
                BOTH,
                [vec![BOTH; 8], vec![FIRST]].concat(),
                Some([Fail, Inconclusive]),
            ),
            // Once within is enough.
            (
                BOTH,
                [vec![FIRST], vec![BOTH; 8]].concat(),
                Some([Fail, Inconclusive]),
            ),
            (BOTH, vec![FIRST, NONE], Some([Inconclusive, Inconclusive])),
        ] {
            let passes: Vec<_> = later.iter().map(|over| Ok(pass(*over))).collect();
            let seen = statuses(first, &passes);
            assert_eq!(seen, expected.map(Vec::from), "{first:?} {later:?}");
        }
    }

    #[test]
    fn the_pass_that_tells_is_named() {
        let later = [Ok(pass([true, true])), Ok(pass([false, true]))];
        let all = [&later[..], &vec![Ok(pass([true, true])); 7]].concat();
        let judged = findings(&pass([true, true]), &all).expect("there are ten");
        let text = "9, budget 8; not judged, not over it in pass 3";
        assert_eq!(judged[0].text, text);
        assert_eq!(judged[0].advice.as_deref(), Some(NOW_AND_THEN));
        assert_eq!(
            (judged[1].text.as_str(), &judged[1].advice),
            ("9, budget 8", &None)
        );
    }

    #[test]
    fn a_pass_that_fails_says_nothing() {
        let later = [Err("the body panicked: no".to_owned())];
        let judged = findings(&pass([true, false]), &later).expect("no more will come");
        let text = "9, budget 8; not judged, it could not be measured again: the body panicked: no";
        assert_eq!(
            (judged[0].status, judged[0].text.as_str()),
            (Status::Inconclusive, text)
        );
    }
}
