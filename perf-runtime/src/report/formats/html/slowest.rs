//! The slowest iterations of a load, step by step.

use super::chart::Px;
use super::statements::sql;
use super::words::{Place, ms, places};
use crate::load::{Slow, SlowStep};
use crate::report::format::count;

/// Steps that are shown of each.
const STEPS: usize = 20;

/// A slow iteration, step by step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SlowView {
    pub(super) title: String,
    pub(super) made_of: String,
    pub(super) steps: Vec<StepView>,
    pub(super) more: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct StepView {
    pub(super) style: &'static str,
    pub(super) from: Px,
    pub(super) width: Px,
    pub(super) start: String,
    pub(super) time: String,
    pub(super) what: String,
    pub(super) place: Option<Place>,
}

impl SlowView {
    pub(super) fn of(slow: &Slow) -> Self {
        let waited = slow
            .pool_wait_ms
            .map(|wait| format!("{} waiting for a connection, ", ms(wait)));
        let late = (slow.delay_ms > 0.0).then(|| format!("{} late, ", ms(slow.delay_ms)));
        let more = slow.steps.len().saturating_sub(STEPS) as u64 + slow.more_statements;
        let steps = slow.steps.iter().take(STEPS);
        Self {
            title: format!(
                "{} by user {}, iteration {}, {}",
                ms(slow.ms),
                slow.user,
                slow.index,
                slow.ending
            ),
            made_of: format!(
                "{}{}{} in the database, {} the rest",
                late.unwrap_or_default(),
                waited.unwrap_or_default(),
                ms(slow.db_ms),
                ms(slow.rest_ms)
            ),
            steps: steps
                .map(|step| StepView::of(step, slow.ms - slow.delay_ms))
                .collect(),
            more: (more > 0).then(|| format!("and {} more", count(more))),
        }
    }
}

impl StepView {
    fn of(step: &SlowStep, all_ms: f64) -> Self {
        let share = |ms: f64| {
            if all_ms > 0.0 {
                (ms / all_ms * 100.0).clamp(0.0, 100.0)
            } else {
                0.0
            }
        };
        let from = share(step.start_ms);
        let statement = step.statement.as_ref();
        let places = statement.map(|statement| places(&statement.at));
        Self {
            style: if statement.is_some() {
                "database"
            } else {
                "wait"
            },
            from: Px(from),
            // What took time is seen, however little it is.
            width: Px(share(step.ms).max(0.5).min(100.0 - from).max(0.5)),
            start: ms(step.start_ms),
            time: ms(step.ms),
            what: statement.map_or_else(
                || "waiting for a connection".to_owned(),
                |statement| sql(&statement.sql),
            ),
            place: places.unwrap_or_default().into_iter().next(),
        }
    }
}
