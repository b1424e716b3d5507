//! Stages: what users or a rate come to, and in what time.

use std::time::Duration;

use syn::Expr;

use super::{Read, duration, list, number, peel, string};

/// In this time to this target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stage {
    pub(crate) over: Duration,
    pub(crate) to: Target,
}

/// A variant of the runtime's enum of this name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    Users(u64),
    Rate(f64),
}

impl Target {
    /// Whether there is anybody.
    pub(crate) fn is_nobody(self) -> bool {
        match self {
            Self::Users(users) => users == 0,
            Self::Rate(rate) => rate <= 0.0,
        }
    }
}

/// `[("10s", 50), ("1m", 50), ("0s", 0)]`, or with rates `[("10s", "50/s"), ..]`: all of one kind, with some time and
/// somebody in it.
pub(super) fn stages(expr: &Expr) -> Read<'_, Vec<Stage>> {
    let stages = list::list(expr, stage)?;
    let all_take_no_time = stages.iter().all(|stage| stage.over.is_zero());
    let is_rate = |stage: &&Stage| matches!(stage.to, Target::Rate(_));
    let rates = stages.iter().filter(is_rate).count();
    let is_mixed = rates != 0 && rates != stages.len();
    if all_take_no_time || is_mixed {
        return Err(expr);
    }
    Ok(stages)
}

fn stage(expr: &Expr) -> Read<'_, Stage> {
    let Expr::Tuple(pair) = expr else {
        return Err(expr);
    };
    let mut parts = pair.elems.iter().map(peel);
    let (Some(over), Some(to), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(expr);
    };
    Ok(Stage {
        over: duration::from_zero(over)?,
        to: target(to)?,
    })
}

fn target(expr: &Expr) -> Read<'_, Target> {
    match string(expr) {
        Some(text) => duration::parse_rate(&text.value())
            .map(Target::Rate)
            .ok_or(expr),
        None => number::count(expr, 0).map(Target::Users),
    }
}
