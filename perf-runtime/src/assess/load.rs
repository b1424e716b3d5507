//! The budgets of a load that are on all iterations together: errors, times, throughput.
//!
//! Those on the queries of an iteration are judged as under `#[perf]`, for the worst iteration.

mod doubt;
mod limits;
mod watched;

use std::fmt::Write as _;

use super::kept;
use super::pool;
use super::time::{duration, percentile_key};
use crate::judge::looks::Look;
use crate::judge::mean::Summary;
use crate::judge::{clock, percentile};
use crate::load::{Counts, Latency, Load, Message, PercentileLimit};
use crate::options::Options;
use crate::report::format::{clean, count, cut, limit_ms, per_second, percent, plural, time};
use crate::verdict::{Finding, Status};

pub(crate) use doubt::Doubt;
pub(crate) use limits::LoadLimits;
pub(crate) use watched::not_counted;

/// Messages that are shown where too many iterations failed.
const MESSAGES: usize = 3;

/// Characters of a message that are shown.
const WIDTH: usize = 200;

/// What there is to say where no iteration succeeded. It fails the case, and a second load would not tell more.
const NO_SUCCESS: &str = "no iteration succeeded, so there is nothing to judge";

/// One finding a budget. Times are those of the successes.
pub(crate) fn findings(options: &Options, load: &Load) -> Vec<Finding> {
    let mut findings = vec![errors(options.max_error_rate, load)];
    findings.extend(lost(load));
    findings.extend(dropped(options.max_dropped, load));
    findings.extend(options.abort_on.map(|rule| watched::abort(&rule, load)));
    findings.extend(of_limits(options, load));
    findings
}

/// The findings of the limits within `warn(..)`, which says nothing of errors unless it does.
pub(crate) fn soft_findings(soft: &Options, load: &Load) -> Vec<Finding> {
    let errors = soft.max_error_rate.map(|limit| errors(Some(limit), load));
    let dropped = soft
        .max_dropped
        .and_then(|limit| dropped(Some(limit), load));
    let counts = errors.into_iter().chain(dropped);
    counts.chain(of_limits(soft, load)).collect()
}

fn of_limits(options: &Options, load: &Load) -> Vec<Finding> {
    let mut findings = longest(options, load);
    findings.extend(options.mean_ms.map(|limit| mean(limit, load)));
    findings.extend(
        options
            .percentiles
            .iter()
            .map(|limit| percentile(*limit, load)),
    );
    findings.extend(pool::findings(options, load));
    findings.extend(options.min_throughput.map(|limit| throughput(limit, load)));
    let spent = [duration(load.spent_ms)];
    findings.extend(resident(options.max_rss_growth, load));
    if load.counts.all() > 0 && clock::stood_still(spent) {
        for finding in &mut findings {
            finding.status = Status::Inconclusive;
            "not judged: the clock stood still during the load".clone_into(&mut finding.text);
        }
    }
    findings
}

/// What one shard finds of all iterations together is the whole's to judge, but for what ended its own part.
pub(crate) fn of_shard(finding: Finding) -> Finding {
    if matches!(&*finding.budget, "users" | "abort_on") {
        return finding;
    }
    Finding {
        status: Status::Part,
        text: format!("{}; in this shard, not judged", finding.text),
        ..finding
    }
}

/// Whether one load says too little for a failure.
pub(crate) fn wants_another(budget: &str) -> bool {
    // What is allocated at first use and kept is no leak.
    is_of_time(budget) || budget == "max_rss_growth"
}

/// Whether a budget depends on how fast the machine is at the moment.
pub(crate) fn is_of_time(budget: &str) -> bool {
    matches!(budget, "min_throughput" | "max_dropped") || budget.ends_with("_ms")
}

/// From the end of the warm-up to the end of the load.
fn resident(limit: Option<u64>, load: &Load) -> Option<Finding> {
    Some(kept::resident(limit?, load.rss_growth))
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

/// A load that was not made says nothing of the one that was asked for.
fn dropped(limit: Option<u64>, load: &Load) -> Option<Finding> {
    let arrivals = load.arrivals.as_ref()?;
    let (budget, dropped) = (limit.unwrap_or_default(), load.counts.dropped);
    let mut text = format!(
        "{} of {} never began, budget {}",
        count(dropped),
        plural(arrivals.all, "arrival"),
        count(budget)
    );
    let before = load.warmup.unwrap_or_default();
    if before.dropped > 0 {
        let all = before.all() + before.dropped;
        let _ = write!(
            text,
            "; in the warm-up {} of {}",
            count(before.dropped),
            count(all)
        );
    }
    let worst = dropped.max(before.dropped);
    let status = if worst > budget {
        Status::Fail
    } else {
        Status::Ok
    };
    let finding = Finding::new("max_dropped", status, text).figures(worst as f64, budget as f64);
    Some(if status == Status::Fail {
        finding.advice(format!(
            "no more than {} were to be under way at once, and an arrival waits as long as an iteration may take: \
             make iterations faster, or raise `max_in_flight`",
            count(load.users)
        ))
    } else {
        finding
    })
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
        let _ = write!(text, "; in the warm-up {}", share(&warmup));
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
        let _ = write!(
            text,
            " ({}: {})",
            percent(counts.error_rate()),
            kinds.join(", ")
        );
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
        .ok_or((Status::Blind, NO_SUCCESS));
    let of_queries = |figure: fn(&Load, &Latency) -> f64| match &load.database {
        Some(database) => Ok(figure(load, database)),
        None if options.expects_nothing() => Ok(0.0),
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

pub(super) fn at_most(
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
        return Finding::new("mean_ms", Status::Blind, NO_SUCCESS);
    };
    let exceeds = summary(latency, load.counts.ok).exceeds(limit);
    let look = Look::of(latency.mean_ms, limit, exceeds);
    let of = successes(load);
    let text = format!(
        "{} of {}, mean of {of}",
        time(duration(latency.mean_ms)),
        limit_ms(limit)
    );
    looked("mean_ms", look, text).figures(latency.mean_ms, limit)
}

/// What is over, but perhaps by chance, is neither kept nor missed.
pub(super) fn looked(key: impl Into<String>, look: Look, mut text: String) -> Finding {
    if look == Look::Open {
        text.push_str(", which may be chance: more iterations would show it");
    }
    Finding::new(key, look.into(), text)
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

fn percentile((percent, at_most): (f64, f64), load: &Load) -> Finding {
    let key = percentile_key(percent);
    if load.counts.ok == 0 {
        return Finding::new(key, Status::Blind, NO_SUCCESS);
    }
    let is_it = |limit: &&PercentileLimit| (limit.percent, limit.limit_ms) == (percent, at_most);
    let Some(limit) = load.limits.iter().find(is_it) else {
        return Finding::new(key, Status::Blind, "it was not counted: inconclusive");
    };
    match percentile::look(limit.over, load.counts.ok, limit.percent) {
        Ok(look) => {
            let text = format!(
                "{} of {}, {} of {} over",
                time(duration(limit.value_ms)),
                limit_ms(limit.limit_ms),
                count(limit.over),
                successes(load),
            );
            looked(key, look, text).figures(limit.value_ms, limit.limit_ms)
        }
        Err(error) => Finding::new(key, Status::Blind, error.to_string()),
    }
}

fn throughput(limit: f64, load: &Load) -> Finding {
    if load.counts.ok == 0 {
        return Finding::new("min_throughput", Status::Blind, NO_SUCCESS);
    }
    let text = format!(
        "{} of at least {limit}/s, {} in {}",
        per_second(load.throughput),
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

#[cfg(test)]
pub(super) mod tests;
