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
        let limit = PercentileLimit {
            percent: 95.0,
            limit_ms: 150.0,
            value_ms: 160.0,
            over,
            at_least_ms: None,
        };
        let load = Load {
            limits: vec![limit],
            ..load(ok, 0)
        };
        let text = format!("160 ms of 150 ms, {over} of {ok} successes over");
        let options = Options {
            percentiles: &[(95.0, 150.0)],
            ..Options::NONE
        };
        assert_eq!(judged(&options, &load)[1], one("p95_ms", status, &text));
    }
    let limit = PercentileLimit {
        percent: 99.0,
        limit_ms: 150.0,
        value_ms: 10.0,
        over: 0,
        at_least_ms: None,
    };
    let load = Load {
        limits: vec![limit],
        ..load(99, 0)
    };
    let text = "99 samples have no p99: it takes 100 at least";
    let options = Options {
        percentiles: &[(99.0, 150.0)],
        ..Options::NONE
    };
    assert_eq!(
        judged(&options, &load)[1],
        one("p99_ms", Status::Blind, text)
    );
    let other = Options {
        percentiles: &[(99.0, 15.0)],
        ..Options::NONE
    };
    let text = "it was not counted: inconclusive";
    assert_eq!(judged(&other, &load)[1], one("p99_ms", Status::Blind, text));
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
    let limit = PercentileLimit {
        percent: 50.0,
        limit_ms: 1e6,
        value_ms: 0.0,
        over: 0,
        at_least_ms: None,
    };
    let all_failed = Load {
        limits: vec![limit],
        ..load(0, 8)
    };
    let findings = judged(&options, &all_failed);
    assert_eq!(findings[1], one("max_ms", Status::Blind, NO_SUCCESS));
    assert!(
        findings[1..]
            .iter()
            .all(|(_, status, _)| *status == Status::Blind),
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
