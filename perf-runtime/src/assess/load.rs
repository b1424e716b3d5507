//! The budgets of a load that are on all iterations together: errors, times, throughput.
//!
//! Those on the queries of an iteration are judged as under `#[perf]`, for the worst iteration.

use super::time::{duration, percentile_key};
use crate::judge::mean::Summary;
use crate::judge::percentile;
use crate::load::{Counts, Latency, Limit, Load, Message};
use crate::options::Options;
use crate::report::format::{clean, count, cut, limit_ms, percent, plural, time};
use crate::verdict::{Finding, Status};

/// Messages that are shown where too many iterations failed.
const MESSAGES: usize = 3;

/// Characters of a message that are shown.
const WIDTH: usize = 200;

/// What there is to say where no iteration succeeded.
const NO_SUCCESS: &str = "no iteration succeeded, so there is nothing to judge";

/// One finding a budget. Times are those of the successes.
pub(crate) fn findings(options: &Options, load: &Load) -> Vec<Finding> {
    let mut findings = vec![errors(options.max_error_rate, load)];
    findings.extend(lost(load));
    findings.extend(longest(options, load));
    findings.extend(options.mean_ms.map(|limit| mean(limit, load)));
    findings.extend(load.limits.iter().map(|limit| percentile(*limit, load)));
    findings.extend(options.min_throughput.map(|limit| throughput(limit, load)));
    findings
}

/// Whether a budget depends on how fast the machine is at the moment.
pub(crate) fn is_of_time(budget: &str) -> bool {
    budget == "min_throughput" || budget.ends_with("_ms")
}

/// A load with fewer users than were asked for says nothing of the one that was asked for.
fn lost(load: &Load) -> Option<Finding> {
    let text = format!(
        "{} of {} never came back from an iteration",
        count(load.lost_users),
        count(load.users)
    );
    (load.lost_users > 0).then(|| Finding::new("users", Status::Fail, text))
}

fn errors(limit: Option<f64>, load: &Load) -> Finding {
    let unsaid = limit.is_none();
    let limit = limit.unwrap_or_default();
    if load.counts.all() == 0 {
        return Finding::new("max_error_rate", Status::Fail, "no iteration was run");
    }
    // The warm-up is judged by itself: many successes of the one do not make up for errors of the other.
    let warmup = load.warmup.unwrap_or_default();
    let rate = load.counts.error_rate().max(warmup.error_rate());
    let over = rate > limit;
    let mut text = format!("{}, budget {}", share(&load.counts), percent(limit));
    if warmup.failed() > 0 {
        text.push_str(&format!("; in the warm-up {}", share(&warmup)));
    }
    let finding = Finding::new(
        "max_error_rate",
        if over { Status::Fail } else { Status::Ok },
        text,
    )
    .figures(rate, limit);
    if over {
        finding.advice(advice(&load.messages, unsaid))
    } else {
        finding
    }
}

/// `25 of 100 iterations failed (25 %): 20 errors, 5 panics`.
fn share(counts: &Counts) -> String {
    let mut text = format!(
        "{} of {} failed",
        count(counts.failed()),
        plural(counts.all(), "iteration")
    );
    if counts.failed() > 0 {
        let kinds: Vec<_> = counts
            .failures()
            .iter()
            .filter(|(_, times)| *times > 0)
            .map(|(class, times)| plural(*times, class.unit()))
            .collect();
        text.push_str(&format!(
            " ({}: {})",
            percent(counts.error_rate()),
            kinds.join(", ")
        ));
    }
    text
}

fn advice(messages: &[Message], unsaid: bool) -> String {
    let mut lines: Vec<_> = messages
        .iter()
        .take(MESSAGES)
        .map(|message| {
            format!(
                "{}: {}",
                times(message.count),
                cut(&clean(&message.example), WIDTH)
            )
        })
        .collect();
    if messages.len() > MESSAGES {
        lines.push("and others".to_owned());
    }
    if unsaid {
        lines.push("none may fail unless `max_error_rate` says so".to_owned());
    }
    lines.join("\n")
}

fn times(n: u64) -> String {
    if n == 1 {
        "once".to_owned()
    } else {
        format!("{} times", count(n))
    }
}

/// The limits on single times: the longest iteration, the longest query, and the most time in the database.
fn longest(options: &Options, load: &Load) -> Vec<Finding> {
    let iteration = load
        .latency
        .as_ref()
        .map(|latency| latency.max_ms)
        .ok_or((Status::Fail, NO_SUCCESS));
    let nothing_expected = options.max_queries == Some(0) || options.min_queries == Some(0);
    let of_queries = |figure: fn(&Load, &Latency) -> f64| match &load.database {
        Some(database) => Ok(figure(load, database)),
        None if nothing_expected => Ok(0.0),
        None => Err((Status::Blind, "no query was seen: inconclusive")),
    };
    let slowest_query = of_queries(|load, _| load.slowest_query_ms);
    let in_database = of_queries(|_, database| database.max_ms);
    let (queries, iterations) = (
        plural(load.queries.all, "query"),
        plural(load.counts.all(), "iteration"),
    );
    [
        (
            "max_ms",
            options.max_ms,
            iteration,
            format!("the longest of {}", successes(load)),
        ),
        (
            "max_query_ms",
            options.max_query_ms,
            slowest_query,
            format!("the longest of {queries}"),
        ),
        (
            "max_db_ms",
            options.max_db_ms,
            in_database,
            format!("the most of {iterations}"),
        ),
    ]
    .into_iter()
    .filter_map(|(key, limit, figure, of)| Some(at_most(key, limit?, figure, &of)))
    .collect()
}

fn at_most(
    key: &'static str,
    limit: f64,
    figure: Result<f64, (Status, &str)>,
    of: &str,
) -> Finding {
    match figure {
        Ok(figure) => {
            let status = if figure > limit {
                Status::Fail
            } else {
                Status::Ok
            };
            let text = format!("{} of {}, {of}", time(duration(figure)), limit_ms(limit));
            Finding::new(key, status, text).figures(figure, limit)
        }
        Err((status, reason)) => Finding::new(key, status, reason),
    }
}

fn successes(load: &Load) -> String {
    let unit = if load.counts.ok == 1 {
        "success"
    } else {
        "successes"
    };
    format!("{} {unit}", count(load.counts.ok))
}

fn mean(limit: f64, load: &Load) -> Finding {
    let Some(latency) = &load.latency else {
        return Finding::new("mean_ms", Status::Fail, NO_SUCCESS);
    };
    let over = summary(latency, load.counts.ok).exceeds(limit);
    let of = successes(load);
    let text = format!(
        "{} of {}, mean of {of}",
        time(duration(latency.mean_ms)),
        limit_ms(limit)
    );
    Finding::new(
        "mean_ms",
        if over { Status::Fail } else { Status::Ok },
        text,
    )
    .figures(latency.mean_ms, limit)
}

fn summary(latency: &Latency, count: u64) -> Summary {
    Summary {
        count: usize::try_from(count).unwrap_or(usize::MAX),
        mean: latency.mean_ms,
        stddev: latency.stddev_ms,
        min: latency.min_ms,
        max: latency.max_ms,
    }
}

fn percentile(limit: Limit, load: &Load) -> Finding {
    let key = percentile_key(limit.percent);
    if load.counts.ok == 0 {
        return Finding::new(key, Status::Fail, NO_SUCCESS);
    }
    match percentile::exceeds(limit.over, load.counts.ok, limit.percent) {
        Ok(over) => {
            let text = format!(
                "{} of {}, {} of {} over",
                time(duration(limit.value_ms)),
                limit_ms(limit.limit_ms),
                count(limit.over),
                successes(load),
            );
            Finding::new(key, if over { Status::Fail } else { Status::Ok }, text)
                .figures(limit.value_ms, limit.limit_ms)
        }
        Err(error) => Finding::new(key, Status::Blind, error.to_string()),
    }
}

fn throughput(limit: f64, load: &Load) -> Finding {
    let text = format!(
        "{} of at least {limit}/s, {} in {}",
        rate(load.throughput),
        successes(load),
        time(duration(load.spent_ms)),
    );
    let status = if load.throughput < limit {
        Status::Fail
    } else {
        Status::Ok
    };
    Finding::new("min_throughput", status, text).figures(load.throughput, limit)
}

/// `0.75/s`, `83.4/s`, `1,234/s`.
fn rate(a_second: f64) -> String {
    if a_second < 10.0 {
        format!("{a_second:.2}/s")
    } else if a_second < 1000.0 {
        format!("{a_second:.1}/s")
    } else {
        format!("{}/s", count(a_second as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Class, PerIteration};

    fn all(ms: f64) -> Latency {
        Latency {
            mean_ms: ms,
            stddev_ms: 0.0,
            min_ms: ms,
            p50_ms: ms,
            p90_ms: ms,
            p95_ms: ms,
            p99_ms: ms,
            p99_9_ms: ms,
            max_ms: ms,
        }
    }

    /// Iterations of 200 ms each, in four seconds.
    fn load(ok: u64, error: u64) -> Load {
        let message = Message {
            class: Class::Error,
            count: error,
            example: "refused\n by the \u{1b}printer".to_owned(),
            iteration: 3,
        };
        Load {
            users: 2,
            asked_iterations: Some(ok + error),
            asked_ms: None,
            counts: Counts {
                ok,
                error,
                ..Counts::default()
            },
            warmup: None,
            lost_users: 0,
            spent_ms: 4000.0,
            throughput: ok as f64 / 4.0,
            latency: (ok > 0).then(|| all(200.0)),
            limits: Vec::new(),
            queries: PerIteration::default(),
            database: None,
            slowest_query_ms: 0.0,
            stray_queries: 0,
            messages: if error > 0 { vec![message] } else { Vec::new() },
        }
    }

    fn judged(options: &Options, load: &Load) -> Vec<(String, Status, String)> {
        findings(options, load)
            .into_iter()
            .map(|f| (f.budget, f.status, f.text))
            .collect()
    }

    fn one(budget: &str, status: Status, text: &str) -> (String, Status, String) {
        (budget.to_owned(), status, text.to_owned())
    }

    #[test]
    fn errors_are_counted_against_all_iterations() {
        let load = load(3, 1);
        for (limit, status, budget) in [
            (Some(0.25), Status::Ok, "25 %"),
            (Some(0.249), Status::Fail, "24.9 %"),
            (None, Status::Fail, "0 %"),
        ] {
            let options = Options {
                max_error_rate: limit,
                ..Options::NONE
            };
            let text = format!("1 of 4 iterations failed (25 %: 1 error), budget {budget}");
            assert_eq!(
                judged(&options, &load),
                [one("max_error_rate", status, &text)]
            );
        }
        let advice = findings(&Options::NONE, &load)[0].advice.clone();
        let expected =
            "once: refused by the \u{fffd}printer\nnone may fail unless `max_error_rate` says so";
        assert_eq!(advice.as_deref(), Some(expected));
    }

    #[test]
    fn each_kind_of_failure_is_told() {
        let counts = Counts {
            ok: 90,
            error: 4,
            panic: 3,
            timeout: 2,
            interrupted: 1,
        };
        let load = Load {
            counts,
            ..load(90, 4)
        };
        let text = "10 of 100 iterations failed (10 %: 4 errors, 3 panics, 2 timeouts, 1 interruption), budget 0 %";
        assert_eq!(
            judged(&Options::NONE, &load),
            [one("max_error_rate", Status::Fail, text)]
        );
    }

    #[test]
    fn the_warm_up_is_judged_by_itself() {
        let warmup = Some(Counts {
            ok: 19,
            error: 1,
            ..Counts::default()
        });
        let load = Load {
            warmup,
            ..load(10_000, 0)
        };
        for (limit, status, budget) in [(0.05, Status::Ok, "5 %"), (0.04, Status::Fail, "4 %")] {
            let options = Options {
                max_error_rate: Some(limit),
                ..Options::NONE
            };
            let text = format!(
                "0 of 10,000 iterations failed, budget {budget}; in the warm-up 1 of 20 iterations failed (5 %: 1 error)"
            );
            assert_eq!(
                judged(&options, &load),
                [one("max_error_rate", status, &text)]
            );
        }
    }

    #[test]
    fn times_at_their_limit_pass() {
        let options = Options {
            max_ms: Some(200.0),
            mean_ms: Some(200.0),
            min_throughput: Some(0.75),
            max_error_rate: Some(0.25),
            ..Options::NONE
        };
        assert_eq!(
            judged(&options, &load(3, 1))[1..],
            [
                one(
                    "max_ms",
                    Status::Ok,
                    "200 ms of 200 ms, the longest of 3 successes"
                ),
                one(
                    "mean_ms",
                    Status::Ok,
                    "200 ms of 200 ms, mean of 3 successes"
                ),
                one(
                    "min_throughput",
                    Status::Ok,
                    "0.75/s of at least 0.75/s, 3 successes in 4.00 s"
                ),
            ]
        );
        let options = Options {
            max_ms: Some(199.9),
            mean_ms: Some(199.9),
            min_throughput: Some(0.76),
            ..options
        };
        let over = judged(&options, &load(3, 1));
        assert!(
            over[1..]
                .iter()
                .all(|(key, status, _)| *status == Status::Fail && is_of_time(key)),
            "{over:?}"
        );
    }

    #[test]
    fn a_percentile_fails_only_where_the_samples_show_it() {
        // The smallest counts that fail, of the table of p95.
        for (ok, over, status) in [
            (60, 7, Status::Ok),
            (60, 8, Status::Fail),
            (600, 43, Status::Ok),
            (600, 44, Status::Fail),
        ] {
            let limit = Limit {
                percent: 95.0,
                limit_ms: 150.0,
                value_ms: 160.0,
                over,
            };
            let load = Load {
                limits: vec![limit],
                ..load(ok, 0)
            };
            let text = format!("160 ms of 150 ms, {over} of {ok} successes over");
            assert_eq!(
                judged(&Options::NONE, &load)[1],
                one("p95_ms", status, &text)
            );
        }
        let limit = Limit {
            percent: 99.0,
            limit_ms: 150.0,
            value_ms: 10.0,
            over: 0,
        };
        let load = Load {
            limits: vec![limit],
            ..load(99, 0)
        };
        let text = "99 samples have no p99: it takes 100 at least";
        assert_eq!(
            judged(&Options::NONE, &load)[1],
            one("p99_ms", Status::Blind, text)
        );
    }

    #[test]
    fn no_success_is_no_pass() {
        let options = Options {
            max_ms: Some(1e6),
            mean_ms: Some(1e6),
            min_throughput: Some(1.0),
            max_error_rate: Some(1.0),
            ..Options::NONE
        };
        let limit = Limit {
            percent: 50.0,
            limit_ms: 1e6,
            value_ms: 0.0,
            over: 0,
        };
        let all_failed = Load {
            limits: vec![limit],
            ..load(0, 8)
        };
        let findings = judged(&options, &all_failed);
        assert_eq!(findings[1], one("max_ms", Status::Fail, NO_SUCCESS));
        assert!(
            findings[1..]
                .iter()
                .all(|(_, status, _)| *status == Status::Fail),
            "{findings:?}"
        );

        let nothing = judged(&Options::NONE, &load(0, 0));
        assert_eq!(
            nothing,
            [one("max_error_rate", Status::Fail, "no iteration was run")]
        );
    }

    #[test]
    fn times_of_queries_need_queries() {
        let options = Options {
            max_query_ms: Some(5.0),
            max_db_ms: Some(9.0),
            ..Options::NONE
        };
        let unseen = judged(&options, &load(4, 0));
        assert!(
            unseen[1..]
                .iter()
                .all(|(_, status, _)| *status == Status::Blind),
            "{unseen:?}"
        );

        let queries = PerIteration {
            all: 12,
            mean: 3.0,
            p50: 3,
            max: 3,
        };
        let load = Load {
            queries,
            database: Some(all(9.0)),
            slowest_query_ms: 5.1,
            ..load(4, 0)
        };
        assert_eq!(
            judged(&options, &load)[1..],
            [
                one(
                    "max_query_ms",
                    Status::Fail,
                    "5.10 ms of 5 ms, the longest of 12 queries"
                ),
                one(
                    "max_db_ms",
                    Status::Ok,
                    "9.00 ms of 9 ms, the most of 4 iterations"
                ),
            ]
        );
    }

    #[test]
    fn a_user_that_is_lost_fails_the_case() {
        let load = Load {
            lost_users: 1,
            ..load(4, 0)
        };
        let text = "1 of 2 never came back from an iteration";
        assert_eq!(
            judged(&Options::NONE, &load)[1],
            one("users", Status::Fail, text)
        );
    }
}
