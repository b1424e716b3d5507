//! A load with several numbers of users: which one each limit is worst with, and how the throughput grows.

use std::fmt::Write as _;

use crate::judge::scaling::{Law, Point, Scaling, scaling};
use crate::load::Step;
use crate::report::format::{per_second, percent, plural};
use crate::verdict::{Finding, Status};

/// The finding of each budget with the number of users that is worst for it; of several the largest.
pub(crate) fn worst(steps: Vec<(u64, Vec<Finding>)>) -> Vec<Finding> {
    let mut worst: Vec<(u64, Finding)> = Vec::new();
    for (users, findings) in steps {
        for finding in findings {
            let same = |(_, known): &&mut (u64, Finding)| {
                (&known.budget, known.soft) == (&finding.budget, finding.soft)
            };
            match worst.iter_mut().find(same) {
                Some(known) if finding.status.weight() >= known.1.status.weight() => {
                    *known = (users, finding);
                }
                Some(_) => {}
                None => worst.push((users, finding)),
            }
        }
    }
    let named = worst.into_iter().map(|(users, finding)| Finding {
        text: format!("{} (with {})", finding.text, plural(users, "user")),
        ..finding
    });
    named.collect()
}

/// How the throughput grows; a warning where more users get less done.
pub(crate) fn finding(steps: &[Step]) -> Finding {
    let points: Vec<_> = steps
        .iter()
        .map(|step| Point {
            users: step.users,
            throughput: step.throughput,
        })
        .collect();
    match scaling(&points) {
        Some(found) => told(&found, &points),
        None => Finding::new(
            "scaling",
            Status::Blind,
            "nothing was done, so that nothing grows",
        ),
    }
}

fn told(found: &Scaling, points: &[Point]) -> Finding {
    let (first, last) = (points[0], points[points.len() - 1]);
    let mut text = format!(
        "{} with {}, {} with {}",
        per_second(first.throughput),
        plural(first.users, "user"),
        per_second(last.throughput),
        last.users
    );
    match found.knee {
        Some(knee) => {
            let _ = write!(
                text,
                "; beyond {} one more brings little",
                plural(knee, "user")
            );
        }
        None => text.push_str("; no knee up to there"),
    }
    if found.falls {
        let best = found.best;
        let _ = write!(
            text,
            "; less than {} with {}",
            per_second(best.throughput),
            best.users
        );
    }
    let status = if found.falls {
        Status::Warn
    } else {
        Status::Ok
    };
    let finding = Finding::new("scaling", status, text);
    match found.law {
        Some(law) => finding.advice(in_words(&law)),
        None => finding,
    }
}

/// Gunther's law, as it fits.
fn in_words(law: &Law) -> String {
    let mut text = format!(
        "universal scalability law: {} alone, {} of the work for one user at a time",
        per_second(law.alone),
        percent(law.contention.min(1.0))
    );
    if let Some(best) = law.best() {
        let _ = write!(text, ", most is done with {best:.0} users");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Counts;

    fn step(users: u64, throughput: f64) -> Step {
        Step {
            users,
            counts: Counts::default(),
            throughput,
            latency: None,
        }
    }

    #[test]
    fn the_worst_number_of_users_is_named() {
        let finding = |status, text: &str| Finding::new("p95_ms", status, text);
        let worst = worst(vec![
            (1, vec![finding(Status::Ok, "one")]),
            (5, vec![finding(Status::Fail, "five")]),
            (
                10,
                vec![
                    finding(Status::Ok, "ten"),
                    Finding::new("max_ms", Status::Ok, "ten"),
                ],
            ),
            (20, vec![Finding::new("max_ms", Status::Ok, "twenty")]),
        ]);
        let texts: Vec<_> = worst
            .iter()
            .map(|it| (it.status, it.text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                (Status::Fail, "five (with 5 users)"),
                (Status::Ok, "twenty (with 20 users)"),
            ]
        );
    }

    #[test]
    fn how_the_throughput_grows_is_told() {
        let flat = finding(&[step(1, 100.0), step(5, 490.0), step(20, 500.0)]);
        assert_eq!(flat.status, Status::Ok);
        assert_eq!(
            flat.text,
            "100.0/s with 1 user, 500.0/s with 20; beyond 5 users one more brings little"
        );
        let worse = finding(&[step(1, 100.0), step(5, 300.0), step(20, 200.0)]);
        assert_eq!(worse.status, Status::Warn);
        assert_eq!(
            worse.text,
            "100.0/s with 1 user, 200.0/s with 20; beyond 5 users one more brings little; less than 300.0/s with 5"
        );
        assert_eq!(finding(&[step(1, 0.0), step(5, 0.0)]).status, Status::Blind);
    }
}
