//! Limits on time.

use super::*;

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
        (60, 3, Status::Ok),
        (60, 4, Status::Inconclusive),
        (60, 7, Status::Inconclusive),
        (60, 8, Status::Fail),
        (600, 30, Status::Ok),
        (600, 43, Status::Inconclusive),
        (600, 44, Status::Fail),
    ] {
        let load = Load {
            limits: vec![limit(95.0, 150.0, 160.0, over)],
            ..load(ok, 0)
        };
        let mut text = format!("160 ms of 150 ms, {over} of {ok} successes over");
        if status == Status::Inconclusive {
            text.push_str(", which may be chance: more iterations would show it");
        }
        let options = Options {
            percentiles: &[(95.0, 150.0)],
            ..Options::NONE
        };
        assert_eq!(judged(&options, &load)[1], one("p95_ms", status, &text));
    }
    let load = Load {
        limits: vec![limit(99.0, 150.0, 10.0, 0)],
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
fn a_mean_that_is_over_by_chance_perhaps_is_inconclusive() {
    let options = Options {
        mean_ms: Some(200.0),
        ..Options::NONE
    };
    for (mean_ms, stddev_ms, status, end) in [
        (200.0, 50.0, Status::Ok, ""),
        (
            210.0,
            50.0,
            Status::Inconclusive,
            ", which may be chance: more iterations would show it",
        ),
        (210.0, 1.0, Status::Fail, ""),
    ] {
        let latency = Latency {
            stddev_ms,
            ..all(mean_ms)
        };
        let load = Load {
            latency: Some(latency),
            ..load(10, 0)
        };
        let text = format!("{mean_ms} ms of 200 ms, mean of 10 successes{end}");
        assert_eq!(judged(&options, &load)[1], one("mean_ms", status, &text));
    }
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
    let all_failed = Load {
        limits: vec![limit(50.0, 1e6, 0.0, 0)],
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
