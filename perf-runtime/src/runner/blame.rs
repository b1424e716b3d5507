//! Why a case did not come to its end, or saw nothing, in words that say what to do.

use std::fmt::Write as _;

use super::pass::Stopped;
use crate::case::Case;
use crate::case_report::Failure;
use crate::measurement::{Ending, Run};
use crate::report::format::{count, plural, time};

/// The recorder's own statement was not seen.
pub(super) const NOT_RECORDED: &str = "\
the recorder did not see a statement of its own, so it cannot have seen the body's: sqlx's events do not arrive.
Is a `max_level_*` or `release_max_level_*` feature of `tracing` switched on in this build? \
It needs DEBUG events of the target `sqlx::query`.";

/// No query was seen.
pub(super) fn nothing_seen(runs: &[Run], late: u64, canaries: u64) -> String {
    let outside: u64 = runs.iter().map(|run| run.queries.outside).sum();
    if outside > 0 {
        return format!(
            "all queries ({outside}) were made outside of `perf.measure(..)`: put them into it, or say `max_queries = 0`"
        );
    }
    if late > 0 {
        return format!(
            "{} ended after the body: await what the body starts",
            plural(late, "statement")
        );
    }
    let pool = if canaries > 0 {
        "a pool that the application opens itself"
    } else {
        "the application's pool"
    };
    format!(
        "no query was seen, so a limit on queries says nothing here. If that is right, say `max_queries = 0`, or `min_queries = 0` beside the limit.\n\
         Otherwise the queries were made where they cannot be seen: with `disable_statement_logging()` on {pool},\n\
         on a `std::thread` of the application's own, under a subscriber that the body set for its thread,\n\
         or by a client that is not sqlx (let it call `perf_runtime::record_query`)."
    )
}

/// The failure of the first run that did not end well.
pub(super) fn of_runs(runs: &[Run]) -> Option<Failure> {
    runs.iter().find_map(|run| {
        let mut failure = of_ending(&run.ending)?;
        if let Some(size) = run.size {
            let _ = write!(failure.what, " at size {}", count(size));
        }
        Some(failure)
    })
}

pub(super) fn of_ending(ending: &Ending) -> Option<Failure> {
    let (what, text) = match ending {
        Ending::Ok => return None,
        Ending::Error(text) => ("the body failed".to_owned(), text.clone()),
        Ending::Panic(text) => ("the body panicked".to_owned(), text.clone()),
        Ending::Timeout(limit) => (
            format!("the body did not end within {}", time(*limit)),
            "What it did until then is shown below. Give it more time with `timeout = \"..\"` if it needs it.".to_owned(),
        ),
    };
    Some(Failure {
        what,
        text,
        before_body: false,
    })
}

pub(super) fn of_stop(stopped: Stopped) -> Failure {
    let (what, text) = match stopped {
        Stopped::Skipped(reason) => (
            "what the case needs is missing, and `PERF_REQUIRE` demands it".to_owned(),
            reason,
        ),
        Stopped::SetUp(text) => (
            "the fixtures could not be made, the body did not run".to_owned(),
            text,
        ),
        Stopped::NoPart(text) => (
            "this shard has no part of the load, the body did not run".to_owned(),
            text,
        ),
        Stopped::WarmUp(ending) => match of_ending(&ending) {
            Some(failure) => (format!("{} in the warm-up", failure.what), failure.text),
            None => ("the warm-up failed".to_owned(), String::new()),
        },
        Stopped::Interrupted(part) => (
            format!("the run was interrupted in {part}"),
            "nothing was measured".to_owned(),
        ),
        Stopped::Broken(text) => ("the case could not be run".to_owned(), text),
    };
    Failure {
        what,
        text,
        before_body: true,
    }
}

/// Whether `PERF_REQUIRE` names what the case was skipped for.
pub(super) fn is_required(case: &Case, reason: &str, required: &[String]) -> bool {
    use crate::options::Requirement;
    let reason = reason.to_lowercase();
    required.iter().any(|word| {
        let asked = case
            .options
            .requires
            .iter()
            .any(|requirement| match requirement {
                Requirement::Postgres => word == "postgres",
                Requirement::MySql => word == "mysql",
            });
        asked || reason.contains(word.as_str())
    })
}

impl Failure {
    pub(super) fn in_short(&self) -> String {
        format!("{}: {}", self.what, self.text)
    }
}
