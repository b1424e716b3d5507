//! The limits on figures that the body records: each value must hold, and the worst is named.

use crate::figure::{Figure, Value};
use crate::limits::nearest;
use crate::options::{Metric, Options};
use crate::report::format::count;
use crate::verdict::{Finding, Status};

/// One finding a limit. A body that did not come to its `ended` may not have come to record a figure either.
pub(crate) fn findings(options: &Options, figures: &[Figure], ended: bool) -> Vec<Finding> {
    options
        .metrics
        .iter()
        .flat_map(
            |metric| match figures.iter().find(|figure| figure.name == metric.name) {
                Some(figure) => judged(metric, figure),
                None if ended => vec![never_recorded(metric, figures)],
                None => Vec::new(),
            },
        )
        .collect()
}

fn judged(metric: &Metric, figure: &Figure) -> Vec<Finding> {
    if figure.not_finite > 0 {
        let text = format!(
            "{} of {} values were no finite number: inconclusive",
            count(figure.not_finite),
            count(figure.count)
        );
        let finding = Finding::new(metric.budget(), Status::Blind, text);
        return vec![
            finding.advice("was something divided by zero? do not record what is not known"),
        ];
    }
    let limit =
        |worst: Option<Value>, limit: Option<f64>, words, is_over: fn(f64, f64) -> bool, which| {
            let (worst, limit) = (worst?, limit?);
            let mut text = format!("{} of {words} {limit}", worst.value);
            if figure.count > 1 {
                let (at, all) = (count(worst.at), count(figure.count));
                text = format!("{text} (the {which} of {all} values, number {at})");
            }
            let status = if is_over(worst.value, limit) {
                Status::Fail
            } else {
                Status::Ok
            };
            Some(Finding::new(metric.budget(), status, text).figures(worst.value, limit))
        };
    let least = limit(
        figure.smallest,
        metric.min,
        "at least",
        |value, min| value < min,
        "smallest",
    );
    let most = limit(
        figure.largest,
        metric.max,
        "at most",
        |value, max| value > max,
        "largest",
    );
    least.into_iter().chain(most).collect()
}

fn never_recorded(metric: &Metric, figures: &[Figure]) -> Finding {
    let names = figures.iter().map(|figure| figure.name.as_str());
    let advice = match nearest(metric.name, names) {
        Some(name) => format!("the body records {name:?}: is that the one?"),
        None => format!(
            "take a `perf: Perf` in the function, and call `perf.record({:?}, ..)` in its body",
            metric.name
        ),
    };
    Finding::new(
        metric.budget(),
        Status::Blind,
        "never recorded: inconclusive",
    )
    .advice(advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(name: &str, values: &[f64]) -> Figure {
        let mut figure = Figure::new(name.to_owned());
        for value in values {
            figure.record(*value);
        }
        figure
    }

    fn told(metric: Metric, figures: &[Figure]) -> Vec<(Status, String)> {
        let metrics = Box::leak(Box::new([metric]));
        let options = Options {
            metrics,
            ..Options::NONE
        };
        findings(&options, figures, true)
            .into_iter()
            .map(|finding| (finding.status, finding.text))
            .collect()
    }

    const HITS: Metric = Metric {
        name: "hits",
        min: Some(0.8),
        max: None,
    };

    #[test]
    fn a_figure_at_its_limit_passes() {
        let both = Metric {
            max: Some(0.8),
            ..HITS
        };
        let ok = |text: &str| (Status::Ok, text.to_owned());
        assert_eq!(
            told(both, &[figure("hits", &[0.8])]),
            [ok("0.8 of at least 0.8"), ok("0.8 of at most 0.8")]
        );
    }

    #[test]
    fn each_value_must_hold_and_the_worst_is_named() {
        let text = "0.5 of at least 0.8 (the smallest of 4 values, number 3)".to_owned();
        assert_eq!(
            told(HITS, &[figure("hits", &[0.9, 0.7, 0.5, 1.0])]),
            [(Status::Fail, text)]
        );
        let most = Metric {
            name: "hits",
            min: None,
            max: Some(5.0),
        };
        let text = "6 of at most 5 (the largest of 2 values, number 1)".to_owned();
        assert_eq!(
            told(most, &[figure("hits", &[6.0, 1.0])]),
            [(Status::Fail, text)]
        );
    }

    #[test]
    fn what_was_not_recorded_or_is_no_number_is_no_pass() {
        let blind = |text: &str| vec![(Status::Blind, text.to_owned())];
        assert_eq!(told(HITS, &[]), blind("never recorded: inconclusive"));
        for value in [f64::NAN, f64::INFINITY] {
            assert_eq!(
                told(HITS, &[figure("hits", &[0.9, value])]),
                blind("1 of 2 values were no finite number: inconclusive")
            );
        }
    }

    #[test]
    fn a_name_that_is_near_is_told() {
        let metrics = &[HITS];
        let options = Options {
            metrics,
            ..Options::NONE
        };
        let found = findings(&options, &[figure("hit", &[0.9])], true);
        assert_eq!(
            found[0].advice.as_deref(),
            Some("the body records \"hit\": is that the one?")
        );
        assert!(findings(&options, &[], false).is_empty());
    }
}
