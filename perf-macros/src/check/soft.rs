//! Limits within `warn(..)`: they are budgets, and each would be exceeded before the hard limit beside it.

use super::{
    bounds, enough_samples, exceptions, metrics, percentiles_in_order, within_timeout, written,
};
use crate::errors::Errors;
use crate::options::{Entry, Options};
use crate::value::Metric;

pub(super) fn check(options: &Options, errors: &mut Errors) {
    let Some(soft) = options.soft() else {
        return;
    };
    for entry in &soft.entries {
        budget(entry, errors);
        if let Some(hard) = options
            .entries
            .iter()
            .find(|hard| hard.name == entry.name && hard.key.is_budget() && !hard.key.is_metric())
        {
            stricter(entry, hard, errors);
        }
    }
    for (entry, metric) in soft.metrics() {
        let hard = options.metrics().find(|(_, hard)| hard.name == metric.name);
        figure(entry, metric, hard.map(|(_, hard)| hard), errors);
    }
    bounds(soft, errors);
    exceptions(soft, errors);
    metrics(soft, errors);
    percentiles_in_order(soft, errors);
    enough_samples(options, soft, errors);
    within_timeout(options, soft, errors);
}

fn budget(entry: &Entry, errors: &mut Errors) {
    let name = &entry.name;
    if entry.key.name == "n_plus_one" {
        errors.at(
            name,
            "write `n_plus_one = \"warn\"` outside of `warn(..)`: it is shown and does not fail",
        );
    } else if !entry.key.is_budget() {
        errors.at(
            name,
            format_args!("`{name}` is no limit that could warn: write it outside of `warn(..)`"),
        );
    }
}

/// A soft limit at the hard one, or beyond it, never is the first to tell.
fn stricter(soft: &Entry, hard: &Entry, errors: &mut Errors) {
    let name = &soft.name;
    let (Some(soft_limit), Some(hard_limit)) = (soft.number(), hard.number()) else {
        if soft.value.is_some() && soft.key.name != "full_scan_ok" {
            errors.at(
                name,
                format_args!("`{name}` fails outside of `warn(..)` already: keep one of them"),
            );
        }
        return;
    };
    let at_least = soft.key.name.starts_with("min_");
    let (is_stricter, write) = if at_least {
        (soft_limit > hard_limit, "more")
    } else {
        (soft_limit < hard_limit, "less")
    };
    if !is_stricter {
        let hard_limit = written(hard, hard_limit);
        errors.at(
            soft,
            format_args!(
                "`{name} = {hard_limit}` fails before this warns: write {write} than {hard_limit}"
            ),
        );
    }
}

fn figure(entry: &Entry, soft: &Metric, hard: Option<&Metric>, errors: &mut Errors) {
    let name = &soft.name;
    if soft.min.is_none() && soft.max.is_none() {
        errors.at(
            &entry.name,
            format_args!(
                "`metric({name:?})` has nothing to warn of: write `min`, `max` or both; a warning of `perf.toml` needs no `warn(..)`"
            ),
        );
    }
    let Some(hard) = hard else { return };
    let pairs = [
        ("min", soft.min, hard.min, "more"),
        ("max", soft.max, hard.max, "less"),
    ];
    for (side, soft, hard, write) in pairs {
        let (Some(soft), Some(hard)) = (soft, hard) else {
            continue;
        };
        let is_stricter = if side == "min" {
            soft > hard
        } else {
            soft < hard
        };
        if !is_stricter {
            errors.at(
                &entry.name,
                format_args!(
                    "`metric({name:?}, {side} = {hard})` fails before this warns: write {write} than {hard}"
                ),
            );
        }
    }
}
