mod times;

use super::*;
use crate::load::{Arrivals, Breakdown, Class, Health, PerIteration};

pub(in crate::assess) fn all(ms: f64) -> Latency {
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
pub(in crate::assess) fn load(ok: u64, error: u64) -> Load {
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
        arrivals: None,
        warmup: None,
        is_steady: false,
        lost_users: 0,
        spent_ms: 4000.0,
        throughput: ok as f64 / 4.0,
        latency: (ok > 0).then(|| all(200.0)),
        histogram: Vec::new(),
        limits: Vec::new(),
        queries: PerIteration::default(),
        database: None,
        slowest_query_ms: 0.0,
        breakdown: Breakdown::default(),
        stray_queries: 0,
        injected: None,
        rss_growth: None,
        messages: if error > 0 { vec![message] } else { Vec::new() },
        early: None,
        health: Health::default(),
        timeline: Vec::new(),
        sweep: Vec::new(),
    }
}

/// So many over a limit on a percentile.
fn limit(percent: f64, limit_ms: f64, value_ms: f64, over: u64) -> PercentileLimit {
    PercentileLimit {
        percent,
        limit_ms,
        value_ms,
        over,
        at_least_ms: None,
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
        dropped: 0,
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

#[test]
fn arrivals_that_never_began_are_counted() {
    let counts = |dropped| Counts {
        ok: 95,
        dropped,
        ..Counts::default()
    };
    let arrivals = Arrivals {
        all: 100,
        lateness: None,
        delay: None,
    };
    let load = Load {
        counts: counts(5),
        arrivals: Some(arrivals),
        ..load(95, 0)
    };
    for (limit, status, text) in [
        (
            None,
            Status::Fail,
            "5 of 100 arrivals never began, budget 0",
        ),
        (
            Some(4),
            Status::Fail,
            "5 of 100 arrivals never began, budget 4",
        ),
        (
            Some(5),
            Status::Ok,
            "5 of 100 arrivals never began, budget 5",
        ),
    ] {
        let options = Options {
            max_dropped: limit,
            max_error_rate: Some(1.0),
            ..Options::NONE
        };
        assert_eq!(judged(&options, &load)[1], one("max_dropped", status, text));
    }
    // Those of the warm-up count too, as its errors do.
    let load = Load {
        counts: counts(0),
        warmup: Some(counts(2)),
        ..load
    };
    let text = "0 of 100 arrivals never began, budget 0; in the warm-up 2 of 97";
    assert_eq!(
        judged(&Options::NONE, &load)[1],
        one("max_dropped", Status::Fail, text)
    );
}

#[test]
fn the_growth_of_the_process_is_judged_where_it_is_known() {
    let mib = 1 << 20;
    let options = Options {
        max_rss_growth: Some(50 * mib),
        ..Options::NONE
    };
    for (grown, status, text) in [
        (
            Some(50 * mib),
            Status::Ok,
            "50 MiB more resident, budget 50 MiB",
        ),
        (
            Some(51 * mib),
            Status::Fail,
            "51 MiB more resident, budget 50 MiB (+1 MiB)",
        ),
        (None, Status::Inconclusive, "not measured"),
    ] {
        let load = Load {
            rss_growth: grown,
            ..load(4, 0)
        };
        let judged = judged(&options, &load);
        assert_eq!(judged[1], one("max_rss_growth", status, text));
    }
    // One load says little of it, and a busy machine nothing against it.
    assert!(wants_another("max_rss_growth") && !is_of_time("max_rss_growth"));
}
