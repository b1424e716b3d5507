//! What contradicts what in a load: users that wait for their replies, or arrivals that wait for nobody.

use crate::errors::Errors;
use crate::options::Options;
use crate::value::{Stage, Target, Value};

pub(super) fn check(options: &Options, errors: &mut Errors) {
    let who = who(options, errors);
    when(options, errors);
    match who {
        Some(Who::Users) => users(options, errors),
        Some(Who::Rate) => rate(options, errors),
        None => {}
    }
    if let Some(stages) = stages(options) {
        somebody(stages, options, errors);
    }
}

/// Who makes the iterations begin.
enum Who {
    /// Closed model.
    Users,
    /// Open model.
    Rate,
}

fn who(options: &Options, errors: &mut Errors) -> Option<Who> {
    let to_rates = |stages: &[Stage]| stages.iter().any(|it| matches!(it.to, Target::Rate(_)));
    let stages = stages(options).map(to_rates);
    match (options.entry("users"), options.entry("rate")) {
        (Some(_), Some(rate)) => {
            errors.at(
                &rate.name,
                "`rate` contradicts `users`: users start when their last iteration ends, a rate starts iterations at \
                 fixed times; keep one of them",
            );
            None
        }
        (Some(users), None) if stages == Some(true) => {
            errors.at(
                &users.name,
                "`users` contradicts stages of a rate: write `rate = \"10/s\"` for the rate at the beginning, or leave it out",
            );
            None
        }
        (None, Some(rate)) if stages == Some(false) => {
            errors.at(
                &rate.name,
                "`rate` contradicts stages of users: write their targets as `\"50/s\"`, or `users` for those at the beginning",
            );
            None
        }
        (None, Some(_)) => Some(Who::Rate),
        (Some(_), None) => Some(Who::Users),
        (None, None) => match stages {
            Some(true) => Some(Who::Rate),
            Some(false) => Some(Who::Users),
            // In error, or nothing at all.
            None if options.entry("stages").is_some() => None,
            None => {
                errors.at_attribute(
                    "say who loads: `users = 50` that wait for each reply, or `rate = \"200/s\"` by the clock",
                );
                None
            }
        },
    }
}

/// When it ends.
fn when(options: &Options, errors: &mut Errors) {
    let ends = ["iterations", "duration"].map(|key| options.entry(key));
    if options.entry("stages").is_some() {
        for end in ends.into_iter().flatten() {
            let name = &end.name;
            errors.at(
                name,
                format_args!(
                    "`{name}` contradicts `stages`, which end with the last one: leave it out"
                ),
            );
        }
        return;
    }
    match ends {
        [None, None] => errors.at_attribute(
            "say how long the load lasts: `duration = \"10s\"` or `iterations = 1000`",
        ),
        [Some(_), Some(second)] => errors.at(
            &second.name,
            "`duration` contradicts `iterations`: keep the one that is to end the load",
        ),
        _ => {}
    }
}

/// Keys that say nothing where the clock makes iterations begin, and why.
const OF_USERS: &[(&str, &str)] = &[
    ("ramp_up", "write `stages = [(\"5s\", \"200/s\"), ..]`"),
    ("think_time", "leave it out"),
    ("pacing", "leave it out"),
];

/// Keys that say nothing where users wait for their replies.
const OF_A_RATE: &[&str] = &["arrival", "max_in_flight", "max_dropped"];

fn rate(options: &Options, errors: &mut Errors) {
    for (key, instead) in OF_USERS {
        if let Some(entry) = options.entry(key) {
            errors.at(
                &entry.name,
                format_args!(
                    "`{key}` is for `users`, and a rate begins iterations by the clock: {instead}"
                ),
            );
        }
    }
    if let (Some(warmup), Some(Value::WarmupRuns(_))) =
        (options.entry("warmup"), options.value("warmup"))
    {
        errors.at(
            warmup,
            "a rate has no users that could run so often each: write a time, as in `warmup = \"5s\"`",
        );
    }
    if let (Some(limit), Some(Value::Number(least)), Some(Value::Number(rate))) = (
        options.entry("min_throughput"),
        options.value("min_throughput"),
        options.value("rate"),
    ) && options.entry("stages").is_none()
        && least > rate
    {
        errors.at(
            limit,
            format_args!("no more than {rate} begin each second: write {rate} or less"),
        );
    }
}

fn users(options: &Options, errors: &mut Errors) {
    let soft = options.soft().into_iter().flat_map(|soft| &soft.entries);
    for entry in options.entries.iter().chain(soft) {
        let name = &entry.name;
        if OF_A_RATE.contains(&entry.key.name) {
            errors.at(
                name,
                format_args!(
                    "`{name}` is for a rate, and users begin when their last iteration has ended: leave it out, or write `rate = \"200/s\"`"
                ),
            );
        }
    }
    if let (Some(think), Some(_)) = (options.entry("think_time"), options.entry("pacing")) {
        errors.at(
            &think.name,
            "`think_time` contradicts `pacing`: the one is from the end of an iteration, the other from its beginning; \
             keep one of them",
        );
    }
    let (most, users) = match options.value("users") {
        Some(Value::Count(users)) => (Some(*users), options.entry("users")),
        Some(Value::Sweep(users)) => (users.last().copied(), options.entry("users")),
        _ => (None, None),
    };
    if let (Some(most), Some(Value::Count(iterations))) = (most, options.value("iterations"))
        && *iterations < most
    {
        let message = "`iterations` counts those of all users together: some of the users would have none; \
                       write as many as `users` or more";
        errors.at(options.entry("iterations"), message);
    }
    if let (Some(ramp), None, Some(Value::Duration(over)), Some(Value::Duration(duration))) = (
        options.entry("ramp_up"),
        options.entry("warmup"),
        options.value("ramp_up"),
        options.value("duration"),
    ) && over >= duration
    {
        errors.at(
            ramp,
            format_args!(
                "the load is over at `duration = {duration:?}`, before all users have begun: write less, or a longer duration"
            ),
        );
    }
    if let (Some(ramp), Some(_)) = (options.entry("ramp_up"), options.entry("stages")) {
        errors.at(
            &ramp.name,
            "`ramp_up` contradicts `stages`: write it as the first of them, as in `stages = [(\"5s\", 50), ..]`",
        );
    }
    if let (Some(users), Some(Value::Sweep(_)), Some(_)) =
        (users, options.value("users"), options.entry("stages"))
    {
        errors.at(
            users,
            "a list of users is a load for each number: write one number beside `stages`, or leave the stages out",
        );
    }
}

fn stages(options: &Options) -> Option<&[Stage]> {
    match options.value("stages") {
        Some(Value::Stages(stages)) => Some(stages),
        _ => None,
    }
}

fn somebody(stages: &[Stage], options: &Options, errors: &mut Errors) {
    let begins_with_nobody = ["users", "rate"]
        .iter()
        .all(|key| options.entry(key).is_none());
    if begins_with_nobody && stages.iter().all(|stage| stage.to.is_nobody()) {
        errors.at(
            options.entry("stages"),
            "nobody ever takes part in these stages: write what they lead to, as in `(\"10s\", 50)`",
        );
    }
}
