//! What was seen of a load while it ran: the rule that ended it.

use std::time::Duration;

use super::super::time::duration;
use super::share;
use crate::load::{Breach, Cause, Load, Measure};
use crate::options::AbortOn;
use crate::report::format::{count, limit_ms, percent, plural, time};
use crate::verdict::{Finding, Status};

/// A rule that ended the load always fails it.
pub(super) fn abort(rule: &AbortOn, load: &Load) -> Finding {
    let window = rule.window.unwrap_or_default();
    match load.early {
        Some(early) => match early.cause {
            Cause::Aborted(breach) => {
                let text = format!(
                    "{}; {}; ended after {}",
                    in_window(breach, rule, window),
                    in_all(breach.measure, load),
                    time(duration(early.after_ms))
                );
                let limit = match breach.measure {
                    Measure::ErrorRate => rule.error_rate.unwrap_or_default(),
                    Measure::P99 => 0.01,
                };
                Finding::new("abort_on", Status::Fail, text)
                    .figures(breach.share, limit)
                    .advice(cut_short(early.cut_short))
            }
            Cause::Interrupted => kept(rule, window),
        },
        None => kept(rule, window),
    }
}

fn kept(rule: &AbortOn, window: Duration) -> Finding {
    let errors = rule
        .error_rate
        .map(|limit| format!("more than {} errors", percent(limit)));
    let p99 = rule
        .p99_ms
        .map(|limit| format!("a p99 over {}", limit_ms(limit)));
    let limits: Vec<_> = errors.into_iter().chain(p99).collect();
    let text = format!("never {} within {window:?}", limits.join(" or "));
    Finding::new("abort_on", Status::Ok, text)
}

/// The value of the window.
fn in_window(breach: Breach, rule: &AbortOn, window: Duration) -> String {
    let Breach {
        measure,
        share,
        count: n,
        of,
    } = breach;
    let share = percent(share);
    match measure {
        Measure::ErrorRate => format!(
            "{} of {} failed within {window:?} ({share}), limit {}",
            count(n),
            plural(of, "iteration"),
            percent(rule.error_rate.unwrap_or_default())
        ),
        Measure::P99 => format!(
            "{} of {} over {} within {window:?} ({share}), limit 1 %",
            count(n),
            plural(of, "success"),
            limit_ms(rule.p99_ms.unwrap_or_default())
        ),
    }
}

/// The value of the run.
fn in_all(measure: Measure, load: &Load) -> String {
    match (measure, &load.latency) {
        (Measure::P99, Some(latency)) => {
            format!("in the whole run p99 {}", time(duration(latency.p99_ms)))
        }
        (Measure::P99, None) => "in the whole run no success".to_owned(),
        (Measure::ErrorRate, _) => format!("in the whole run {}", share(&load.counts)),
    }
}

fn cut_short(iterations: u64) -> String {
    let mut text = "what was measured until then is judged".to_owned();
    if iterations > 0 {
        text.push_str("; ");
        text.push_str(&not_counted(iterations));
    }
    text
}

/// `3 iterations under way did not end and are not counted`.
pub(crate) fn not_counted(iterations: u64) -> String {
    let are = if iterations == 1 { "is" } else { "are" };
    format!(
        "{} under way did not end and {are} not counted",
        plural(iterations, "iteration")
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::load;
    use super::*;
    use crate::load::Early;

    const RULE: AbortOn = AbortOn {
        error_rate: Some(0.5),
        p99_ms: Some(50.0),
        window: Some(Duration::from_secs(5)),
        after: None,
    };

    fn told(cause: Option<Cause>) -> (Status, String) {
        let load = Load {
            early: cause.map(|cause| Early {
                cause,
                after_ms: 4000.0,
                cut_short: 2,
            }),
            ..load(80, 60)
        };
        let finding = abort(&RULE, &load);
        (finding.status, finding.text)
    }

    #[test]
    fn both_values_are_told() {
        let breach = |measure, share, count, of| {
            Some(Cause::Aborted(Breach {
                measure,
                share,
                count,
                of,
            }))
        };
        let kept = "never more than 50 % errors or a p99 over 50 ms within 5s";
        for (cause, status, text) in [
            (None, Status::Ok, kept),
            (Some(Cause::Interrupted), Status::Ok, kept),
            (
                breach(Measure::ErrorRate, 0.6, 60, 100),
                Status::Fail,
                "60 of 100 iterations failed within 5s (60 %), limit 50 %; \
                 in the whole run 60 of 140 iterations failed (42.86 %: 60 errors); ended after 4.00 s",
            ),
            (
                breach(Measure::P99, 0.015, 3, 200),
                Status::Fail,
                "3 of 200 successes over 50 ms within 5s (1.5 %), limit 1 %; in the whole run p99 200 ms; \
                 ended after 4.00 s",
            ),
        ] {
            assert_eq!(told(cause), (status, text.to_owned()));
        }
    }
}
