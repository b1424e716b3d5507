//! Whether a load was bound by what drove it, and what can be said of its times all the same.

use super::super::time::duration;
use super::is_of_time;
use crate::load::{Health, Load, Trouble};
use crate::report::format::{count, percent, plural, time};
use crate::verdict::{Finding, Status};

/// Of a load that was not as it was asked for nothing is said of time, unless it is beyond doubt. What is counted stands.
#[derive(Debug)]
pub(crate) struct Doubt<'a> {
    health: &'a Health,
    trouble: Option<Trouble>,
    /// The findings as they would be had others not used the processors.
    at_least: Vec<Finding>,
}

impl<'a> Doubt<'a> {
    pub(crate) fn of(load: &'a Load, judge: impl Fn(&Load) -> Vec<Finding>) -> Self {
        let trouble = load.health.trouble();
        let others =
            trouble.filter(|trouble| matches!(trouble, Trouble::Waited(_) | Trouble::Slowed(_)));
        let least = others.and_then(|_| load.without_others());
        Self {
            health: &load.health,
            trouble,
            at_least: least.as_ref().map(judge).unwrap_or_default(),
        }
    }

    pub(crate) fn weigh(&self, finding: Finding) -> Finding {
        match self.trouble {
            Some(trouble) if is_of_time(&finding.budget) && self.is_open(trouble, &finding) => {
                Finding {
                    status: Status::Inconclusive,
                    text: format!(
                        "{}; not judged, {}",
                        finding.text,
                        why(trouble, self.health)
                    ),
                    ..finding
                }
            }
            _ => finding,
        }
    }

    fn is_open(&self, trouble: Trouble, finding: &Finding) -> bool {
        match finding.status {
            Status::Fail => !self.fails_at_least(&finding.budget),
            // It may be within because less was asked of it.
            Status::Ok | Status::Warn => trouble.is_less_asked(),
            Status::Blind | Status::Inconclusive | Status::Part => false,
        }
    }

    fn fails_at_least(&self, budget: &str) -> bool {
        let mut same = self.at_least.iter().filter(|it| it.budget == budget);
        same.any(|it| it.status == Status::Fail)
    }
}

fn why(trouble: Trouble, health: &Health) -> String {
    let why = match trouble {
        Trouble::Slowed(share) => format!(
            "others at work on the same machine may have made it up to {:.2} times as slow",
            1.0 / (1.0 - share)
        ),
        Trouble::Waited(share) => format!(
            "{} of the time its threads waited for processors that others used",
            percent(share)
        ),
        Trouble::Late(ms) => format!(
            "1 in 100 arrivals was let in more than {} too late",
            time(duration(ms))
        ),
        Trouble::Behind { let_in, due } => format!(
            "only {} of {} that were due were let in",
            count(let_in),
            plural(due, "arrival")
        ),
        Trouble::Apart(ms) => {
            return format!(
                "the last shard began {} after the first: have them begin together, with `PERF_START_AT`",
                time(duration(ms))
            );
        }
    };
    match health.shard {
        Some(shard) => format!("in shard {shard} {why}"),
        None => why,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{all, load};
    use super::super::{findings, is_of_time};
    use super::*;
    use crate::load::PercentileLimit;
    use crate::options::Options;

    /// What is said of a finding on a load with this health, of which nobody knows what it lost.
    fn weighed(budget: &'static str, status: Status, health: Health) -> Finding {
        let load = Load {
            health,
            ..load(20, 0)
        };
        Doubt::of(&load, |_| Vec::new()).weigh(Finding::new(budget, status, "x"))
    }

    #[test]
    fn a_load_that_was_bound_says_nothing_of_time_and_all_of_counts() {
        use Status::{Blind, Fail, Inconclusive, Ok};
        let well = Health::default();
        let disturbed = Health {
            cpu: Some(0.3),
            cpu_of_others: Some(0.6),
            waited: Some(0.3),
            ..well
        };
        let late = Health {
            late_p99_ms: Some(20.0),
            ..well
        };
        let behind = Health {
            due: Some(200),
            let_in: Some(150),
            ..well
        };
        for (budget, status, health, expected) in [
            ("p95_ms", Fail, well, Fail),
            ("p95_ms", Fail, disturbed, Inconclusive),
            ("p95_ms", Fail, behind, Inconclusive),
            // To wait and to be late only adds time, but a load that was not made proves nothing.
            ("p95_ms", Ok, disturbed, Ok),
            ("p95_ms", Ok, late, Ok),
            ("p95_ms", Fail, late, Inconclusive),
            ("p95_ms", Ok, behind, Inconclusive),
            ("min_throughput", Fail, behind, Inconclusive),
            ("p95_ms", Blind, behind, Blind),
            ("max_queries", Fail, behind, Fail),
            ("max_error_rate", Ok, behind, Ok),
            ("abort_on", Fail, disturbed, Fail),
        ] {
            let finding = weighed(budget, status, health);
            assert_eq!(finding.status, expected, "{budget} {status:?}");
        }
        let text = |health| weighed("p95_ms", Fail, health).text;
        assert_eq!(
            text(disturbed),
            "x; not judged, 20 % of the time its threads waited for processors that others used"
        );
        assert_eq!(
            text(behind),
            "x; not judged, only 150 of 200 arrivals that were due were let in"
        );
        assert_eq!(
            text(late),
            "x; not judged, 1 in 100 arrivals was let in more than 20.0 ms too late"
        );
    }

    #[test]
    fn what_is_over_by_more_than_was_lost_fails_all_the_same() {
        let options = Options {
            max_ms: Some(150.0),
            max_query_ms: Some(100.0),
            max_db_ms: Some(100.0),
            mean_ms: Some(150.0),
            percentiles: &[(95.0, 150.0)],
            max_pool_wait_ms: Some(50.0),
            pool_wait_percentiles: &[(95.0, 50.0)],
            min_throughput: Some(30.0),
            ..Options::NONE
        };
        let over = |limit_ms, value_ms| PercentileLimit {
            percent: 95.0,
            limit_ms,
            value_ms,
            over: 100,
            at_least_ms: Some(value_ms),
        };
        // 100 successes of 200 ms in 4 seconds, 25 a second.
        let mut load = load(100, 0);
        load.slowest_query_ms = 150.0;
        load.database = Some(all(150.0));
        load.limits = vec![over(150.0, 200.0)];
        load.breakdown.pool_wait = Some(all(100.0));
        load.breakdown.pool_wait_known = 100;
        load.breakdown.pool_wait_limits = vec![over(50.0, 100.0)];
        let mut of_time = |lost_ms| {
            load.health = Health {
                cpu: Some(0.3),
                cpu_of_others: Some(0.6),
                waited: Some(0.3),
                lost_ms,
                ..Health::default()
            };
            let judge = |load: &Load| findings(&options, load);
            let doubt = Doubt::of(&load, judge);
            let findings = judge(&load).into_iter();
            let of_time = findings.filter(|it| is_of_time(&it.budget));
            let statuses = of_time.map(|it| doubt.weigh(it).status);
            statuses.collect::<Vec<_>>()
        };
        let all_are = |status| vec![status; 8];
        assert_eq!(of_time(Some(0.0)), all_are(Status::Fail));
        assert_eq!(of_time(Some(49.0)), all_are(Status::Fail));
        // Throughput is over by more: 100 in 3.9 seconds are 25.6 a second, in 3.333 they are 30.
        let mut only_throughput = all_are(Status::Inconclusive);
        only_throughput[7] = Status::Fail;
        assert_eq!(of_time(Some(51.0)), only_throughput);
        assert_eq!(of_time(Some(660.0)), only_throughput);
        assert_eq!(of_time(Some(670.0)), all_are(Status::Inconclusive));
        assert_eq!(of_time(Some(5000.0)), all_are(Status::Inconclusive));
        assert_eq!(of_time(None), all_are(Status::Inconclusive));
    }

    #[test]
    fn what_was_computed_takes_its_time_on_any_machine() {
        use Status::{Fail, Inconclusive};

        // Two users and 40 iterations of 200 ms in 4 seconds; all processors together have 3.2 of them to compute.
        let status = |is_steady, mean_ms, min_throughput| {
            let mut load = load(40, 0);
            load.is_steady = is_steady;
            load.health = Health {
                cpu: Some(0.6),
                cpu_of_servers: Some(0.2),
                cpu_of_others: Some(0.2),
                waited: Some(0.5),
                lost_ms: Some(4000.0),
                ..Health::default()
            };
            let options = Options {
                mean_ms: Some(mean_ms),
                min_throughput: Some(min_throughput),
                ..Options::NONE
            };
            let judge = |load: &Load| findings(&options, load);
            let doubt = Doubt::of(&load, judge);
            let found = judge(&load).into_iter().skip(1);
            let statuses = found.map(|it| doubt.weigh(it).status);
            statuses.collect::<Vec<_>>()
        };
        assert_eq!(status(true, 159.0, 12.6), [Fail, Fail]);
        assert_eq!(status(true, 161.0, 12.4), [Inconclusive, Inconclusive]);
        // Others may have waited for the clock, or for users that were still to come.
        assert_eq!(status(false, 159.0, 12.6), [Inconclusive, Inconclusive]);
    }

    #[test]
    fn what_others_slowed_down_is_theirs_too() {
        use Status::{Fail, Inconclusive};

        // As above, and nobody waited; beside others a processor may have taken twice as long.
        let status = |slowed, mean_ms, percentile_ms, min_throughput| {
            let limit = PercentileLimit {
                percent: 95.0,
                limit_ms: percentile_ms,
                value_ms: 200.0,
                over: 40,
                at_least_ms: Some(200.0),
            };
            let mut load = load(40, 0);
            load.is_steady = true;
            load.limits = vec![limit];
            load.health = Health {
                cpu: Some(0.6),
                cpu_of_others: Some(0.3),
                waited: Some(0.0),
                lost_ms: Some(0.0),
                slowed,
                ..Health::default()
            };
            let percentiles = [(95.0, percentile_ms)];
            let options = Options {
                mean_ms: Some(mean_ms),
                percentiles: Box::leak(Box::new(percentiles)),
                min_throughput: Some(min_throughput),
                ..Options::NONE
            };
            let judge = |load: &Load| findings(&options, load);
            let doubt = Doubt::of(&load, judge);
            let found = judge(&load).into_iter().skip(1);
            let weighed = found.map(|it| doubt.weigh(it));
            weighed.collect::<Vec<_>>()
        };
        let statuses = |slowed, mean_ms, percentile_ms, min_throughput| {
            let weighed = status(slowed, mean_ms, percentile_ms, min_throughput);
            weighed.iter().map(|it| it.status).collect::<Vec<_>>()
        };
        assert_eq!(statuses(None, 199.0, 199.0, 10.1), [Fail; 3]);
        assert_eq!(statuses(Some(0.5), 99.0, 99.0, 20.1), [Fail; 3]);
        assert_eq!(statuses(Some(0.5), 101.0, 101.0, 19.9), [Inconclusive; 3]);
        let said = &status(Some(0.5), 101.0, 101.0, 19.9)[0].text;
        let why = "not judged, others at work on the same machine may have made it up to 2.00 times as slow";
        assert!(said.ends_with(why), "{said}");
    }
}
