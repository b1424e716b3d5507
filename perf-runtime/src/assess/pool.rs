//! The budgets on what is waited for connections of a pool. What was not seen is not taken for no wait.

use super::load::{at_most, looked};
use super::time::{duration, pool_wait_key};
use crate::judge::percentile;
use crate::load::{Breakdown, Load, PercentileLimit};
use crate::measurement::Run;
use crate::options::Options;
use crate::report::format::{count, limit_ms, plural, time};
use crate::verdict::{Finding, Status};

const NONE_SEEN: &str = "no connection was seen to be taken from a pool: inconclusive";

/// How to have a wait told.
const ADVICE: &str = "the pool of a fixture tells how long each connection was waited for; a pool of the application's own\n\
                      tells it if it is made with `PoolOptions::acquire_time_level(log::LevelFilter::Debug)`";

/// Why a server that runs beside the users does not count.
const STRAY: &str = "there are queries of no iteration: what the tasks that made them waited for, such as those of a server, is no iteration's";

/// The findings of a load.
pub(super) fn findings(options: &Options, load: &Load) -> Vec<Finding> {
    let longest = options
        .max_pool_wait_ms
        .map(|limit| longest(limit, options, load));
    let percentiles = options.pool_wait_percentiles.iter();
    let mut findings: Vec<_> = longest
        .into_iter()
        .chain(percentiles.map(|limit| of_percentile(*limit, &load.breakdown)))
        .map(|finding| complete(finding, load.breakdown.pool_wait_unknown))
        .collect();
    // Said once is enough.
    let mut blind = findings.iter_mut().filter(|it| it.status == Status::Blind);
    if let Some(first) = blind.next() {
        let stray = load.stray_queries > 0;
        first.advice = Some(if stray {
            format!("{STRAY}\n{ADVICE}")
        } else {
            ADVICE.to_owned()
        });
    }
    findings
}

/// Why the limit on a run's wait cannot be judged: runs that were on the database, but not seen to take a connection.
pub(crate) fn unseen(options: &Options, runs: &[Run]) -> Option<Finding> {
    options.max_pool_wait_ms?;
    let is_unseen = |run: &Run| run.queries.waits.known().is_none();
    let nothing = runs.iter().all(is_unseen) && !options.expects_nothing();
    let some = runs
        .iter()
        .any(|run| is_unseen(run) && run.queries.count() > 0);
    let finding = Finding::new("max_pool_wait_ms", Status::Blind, NONE_SEEN).advice(ADVICE);
    (nothing || some).then_some(finding)
}

fn longest(limit: f64, options: &Options, load: &Load) -> Finding {
    let known = load.breakdown.pool_wait_known;
    let figure = match &load.breakdown.pool_wait {
        Some(waits) => Ok(waits.max_ms),
        None if options.expects_nothing() => Ok(0.0),
        None => Err((Status::Blind, NONE_SEEN)),
    };
    let of = format!("the most of {}", plural(known, "iteration"));
    at_most("max_pool_wait_ms", limit, figure, &of)
}

fn of_percentile((percent, at_most): (f64, f64), breakdown: &Breakdown) -> Finding {
    let key = pool_wait_key(percent);
    let known = breakdown.pool_wait_known;
    let is_it = |limit: &&PercentileLimit| (limit.percent, limit.limit_ms) == (percent, at_most);
    let limit = breakdown.pool_wait_limits.iter().find(is_it);
    let Some(limit) = limit.filter(|_| known > 0) else {
        return Finding::new(key, Status::Blind, NONE_SEEN);
    };
    match percentile::look(limit.over, known, percent) {
        Ok(look) => {
            let text = format!(
                "{} of {}, {} of {} over",
                time(duration(limit.value_ms)),
                limit_ms(at_most),
                count(limit.over),
                plural(known, "iteration"),
            );
            looked(key, look, text).figures(limit.value_ms, at_most)
        }
        Err(error) => Finding::new(key, Status::Blind, error.to_string()),
    }
}

/// A limit is not kept as long as there are iterations of which nobody knows; one that is missed is missed all the same.
fn complete(finding: Finding, unknown: u64) -> Finding {
    if finding.status != Status::Ok || unknown == 0 {
        return finding;
    }
    let of = plural(unknown, "more iteration");
    Finding {
        status: Status::Blind,
        text: format!("{}; of {of} it is not known: inconclusive", finding.text),
        ..finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::load::tests::{all, load};
    use crate::measurement::examples::run;
    use crate::probe::waits::WaitSum;

    const OPTIONS: Options = Options {
        max_pool_wait_ms: Some(20.0),
        pool_wait_percentiles: &[(95.0, 10.0)],
        ..Options::NONE
    };

    /// So many iterations, of which so many waited for more than 10 ms; the longest wait; iterations of which it is not known.
    fn waited(known: u64, over: u64, most_ms: f64, unknown: u64) -> Load {
        let limit = PercentileLimit {
            percent: 95.0,
            limit_ms: 10.0,
            value_ms: 12.0,
            over,
            at_least_ms: None,
        };
        Load {
            breakdown: Breakdown {
                pool_wait: (known > 0).then(|| all(most_ms)),
                pool_wait_known: known,
                pool_wait_unknown: unknown,
                pool_wait_limits: vec![limit],
                ..Breakdown::default()
            },
            ..load(known + unknown, 0)
        }
    }

    fn judged(load: &Load) -> Vec<(Status, String)> {
        let findings = findings(&OPTIONS, load);
        let keys: Vec<_> = findings.iter().map(|one| &*one.budget).collect();
        assert_eq!(keys, ["max_pool_wait_ms", "p95_pool_wait_ms"]);
        let first = findings.iter().position(|one| one.status == Status::Blind);
        let advised = findings.iter().position(|one| one.advice.is_some());
        assert_eq!(first, advised, "{findings:?}");
        let judged = findings.into_iter().map(|one| (one.status, one.text));
        judged.collect()
    }

    #[test]
    fn waits_are_judged_by_those_that_were_seen() {
        for (known, over, most_ms, unknown, expected) in [
            (60, 3, 20.0, 0, [Status::Ok, Status::Ok]),
            (60, 7, 20.0, 0, [Status::Ok, Status::Inconclusive]),
            (60, 8, 20.1, 0, [Status::Fail, Status::Fail]),
            // Of some it is not known.
            (60, 3, 20.0, 1, [Status::Blind, Status::Blind]),
            (60, 8, 20.1, 1, [Status::Fail, Status::Fail]),
            // Too few for a percentile.
            (19, 0, 20.0, 0, [Status::Ok, Status::Blind]),
            (0, 0, 0.0, 60, [Status::Blind, Status::Blind]),
            (0, 0, 0.0, 0, [Status::Blind, Status::Blind]),
        ] {
            let judged = judged(&waited(known, over, most_ms, unknown));
            let statuses = [judged[0].0, judged[1].0];
            assert_eq!(statuses, expected, "{judged:?}");
        }
        let texts = judged(&waited(60, 8, 20.0, 2)).into_iter().map(|one| one.1);
        assert_eq!(
            texts.collect::<Vec<_>>(),
            [
                "20.0 ms of 20 ms, the most of 60 iterations; of 2 more iterations it is not known: inconclusive",
                "12.0 ms of 10 ms, 8 of 60 iterations over",
            ]
        );
    }

    #[test]
    fn waits_of_a_server_are_no_iterations() {
        let load = Load {
            stray_queries: 9,
            ..waited(0, 0, 0.0, 0)
        };
        let advice = findings(&OPTIONS, &load)[0].advice.clone();
        assert!(advice.is_some_and(|advice| advice.starts_with(STRAY) && advice.ends_with(ADVICE)));
    }

    #[test]
    fn where_nothing_is_expected_nothing_is_waited_for() {
        let options = Options {
            min_queries: Some(0),
            ..OPTIONS
        };
        let finding = &findings(&options, &waited(0, 0, 0.0, 0))[0];
        assert_eq!((finding.status, finding.figure), (Status::Ok, Some(0.0)));
    }

    #[test]
    fn a_run_that_was_not_seen_to_take_a_connection_is_not_judged() {
        let unknown = run(&[("SELECT a FROM b", 1, 1)]);
        let mut known = unknown.clone();
        known.queries.waits = WaitSum {
            count: 1,
            ..WaitSum::default()
        };
        let idle = run(&[]);
        for (runs, is_blind) in [
            (vec![known.clone()], false),
            (vec![known.clone(), idle.clone()], false),
            (vec![known, unknown.clone()], true),
            (vec![unknown], true),
            (vec![idle.clone()], true),
        ] {
            assert_eq!(unseen(&OPTIONS, &runs).is_some(), is_blind, "{runs:?}");
            assert_eq!(unseen(&Options::NONE, &runs), None);
        }
        let options = Options {
            max_queries: Some(0),
            ..OPTIONS
        };
        assert_eq!(unseen(&options, &[idle]), None);
    }
}
