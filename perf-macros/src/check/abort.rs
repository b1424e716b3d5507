//! A rule that ends a load early: what it lacks, and what would keep it from ever doing so.

use std::time::Duration;

use crate::errors::Errors;
use crate::options::Options;
use crate::value::Value;

/// The iterations of a load are counted by tenths of a second.
const SLOT: Duration = Duration::from_millis(100);

pub(super) fn check(options: &Options, errors: &mut Errors) {
    let (Some(entry), Some(Value::Parts(rule))) =
        (options.entry("abort_on"), options.value("abort_on"))
    else {
        return;
    };
    let name = &entry.name;
    let lacks = |part| rule.entry(part).is_none();
    if lacks("error_rate") && lacks("p99_ms") {
        errors.at(
            name,
            "`abort_on` says nothing that could end the load: write `error_rate = 0.5`, or `p99_ms = 500`",
        );
    }
    if lacks("window") {
        errors.at(
            name,
            "say over how long it is judged: `window = \"5s\"` in the brackets of `abort_on`",
        );
    }
    if let Some(&Value::Number(rate)) = rule.value("error_rate")
        && rate >= 1.0
    {
        errors.at(
            rule.entry("error_rate"),
            "no more than all iterations can fail, so this never ends the load: write a share below 1",
        );
    }
    too_short(rule, errors);
    too_long(options, rule, errors);
}

fn too_short(rule: &Options, errors: &mut Errors) {
    if let Some(&Value::Duration(window)) = rule.value("window")
        && window < SLOT
    {
        errors.at(
            rule.entry("window"),
            "iterations are counted by tenths of a second: write `window = \"100ms\"` or more",
        );
    }
}

/// A load that is over before the rule can tell anything.
fn too_long(options: &Options, rule: &Options, errors: &mut Errors) {
    let Some(&Value::Duration(duration)) = options.value("duration") else {
        return;
    };
    let time = |part| match rule.value(part) {
        Some(&Value::Duration(time)) => Some(time),
        _ => None,
    };
    let window_is_too_long = time("window").is_some_and(|window| window > duration);
    let after_is_too_late = time("after").is_some_and(|after| after >= duration);
    for (part, wrong) in [("window", window_is_too_long), ("after", after_is_too_late)] {
        if wrong {
            errors.at(
                rule.entry(part),
                format_args!(
                    "the load is over after `duration = {duration:?}`: write less for `{part}`"
                ),
            );
        }
    }
}
