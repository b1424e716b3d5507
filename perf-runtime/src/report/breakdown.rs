//! What the iterations of a load were made of, as text.

use std::fmt::Write as _;

use super::format::{clean, count, cut, plural, time};
use super::page::Page;
use super::palette::Palette;
use crate::assess::time::{duration, percentile_name};
use crate::load::{Breakdown, Contention, Load, Part, ShapeTimes, Slow, SlowStep, State, Tail};

/// Shapes in the table.
const SHAPES: usize = 5;
/// Steps of the slowest iteration that are shown.
const STEPS: usize = 12;
/// Characters of a statement.
const WIDTH: usize = 78;
/// Characters before the text of a line.
const INDENT: usize = 14;

/// Lines to be put under the figures of a load, where it was on the database.
pub(super) fn lines(text: &mut String, load: &Load, page: Page) {
    let palette = page.palette;
    let breakdown = &load.breakdown;
    if breakdown.pool_wait.is_none() && load.database.is_none() {
        return;
    }
    for (head, times) in [
        ("pool wait", &breakdown.pool_wait),
        ("database", &load.database),
        ("rest", &breakdown.rest),
    ] {
        if let Some(times) = times {
            let _ = write!(text, "\n  {head:<12}{}", super::load::latencies(times));
        }
    }
    if breakdown.pool_wait_known > 0 && breakdown.pool_wait_unknown > 0 {
        let unknown = plural(breakdown.pool_wait_unknown, "iteration");
        let note = format!("{:<12}of {unknown} the wait is not known", "");
        let _ = write!(text, "\n  {}", palette.dim(&note));
    }
    if let Some(tail) = &breakdown.tail {
        let _ = write!(text, "\n  {:<12}{}", "tail", why(tail, load));
    }
    if let Some(sentence) = breakdown
        .contention
        .as_ref()
        .and_then(|contention| of_pool(contention, load))
    {
        let _ = write!(text, "\n  {:<12}{sentence}", "pool");
    }
    shapes(text, breakdown, page);
    if let Some(slowest) = breakdown.slowest.first() {
        slowest_lines(text, slowest, page);
    }
}

/// Why the slow iterations were slow, in a sentence.
pub(super) fn why(tail: &Tail, load: &Load) -> String {
    let name = percentile_name(tail.percent);
    let part = of_part(tail.cause, &load.breakdown);
    let [usual, slow] = [tail.usual, tail.slow].map(|split| (split.ms, split.of_part(tail.cause)));
    if tail.is_apart {
        format!(
            "beyond {name} {} on average, {} of it {part}; in the median {} of {}",
            ms(slow.0),
            ms(slow.1),
            ms(usual.1),
            ms(usual.0)
        )
    } else {
        format!(
            "beyond {name} {} on average, near the median of {}: {} of it {part}",
            ms(slow.0),
            ms(usual.0),
            ms(slow.1)
        )
    }
}

fn of_part(part: Part, breakdown: &Breakdown) -> String {
    match (part, &*breakdown.pools) {
        (Part::PoolWait, [pool]) => format!("waiting for one of {} connections", pool.limit),
        (Part::PoolWait, _) => "waiting for a connection".to_owned(),
        (Part::Delay, _) => "waiting to begin, since as many as may be were in flight".to_owned(),
        (Part::Database, _) => "in the database".to_owned(),
        (Part::Rest, _) if breakdown.pool_wait_unknown > 0 => {
            "in neither queries nor a wait that was seen; how long connections are waited for is not known"
                .to_owned()
        }
        (Part::Rest, _) => "outside of the pool and the database".to_owned(),
    }
}

/// What keeps the pool in use, where anything does.
pub(super) fn of_pool(contention: &Contention, load: &Load) -> Option<String> {
    let connections = plural(contention.connections.into(), "connection");
    let (users, waiting) = (plural(load.users, "user"), contention.waiting);
    let db = ms(contention.db_ms);
    match contention.state {
        State::Enough => None,
        State::Busy => Some(format!(
            "{connections}, each held {db} an iteration, serve at most {:.0}/s; {users} ask for up to {:.0}/s, and {waiting:.1} wait at any time",
            contention.serves, contention.asked,
        )),
        State::Held { ms: held } => Some(format!(
            "{connections} are all in use, each held {} an iteration, of which queries take {db}; {waiting:.1} of {users} wait at any time",
            ms(held),
        )),
    }
}

fn shapes(text: &mut String, breakdown: &Breakdown, page: Page) {
    let palette = page.palette;
    for (index, shape) in breakdown.shapes.iter().take(SHAPES).enumerate() {
        let head = if index == 0 { "by shape" } else { "" };
        let _ = write!(text, "\n  {head:<12}{}", of_shape(shape, page));
        place(text, &shape.at, palette);
    }
    let rest = breakdown.shapes.iter().skip(SHAPES);
    let (more, queries) = rest.fold((0, breakdown.other_queries), |(more, queries), shape| {
        (more + 1, queries + shape.count)
    });
    if queries > 0 {
        let queries = plural(queries, "query");
        let others = if breakdown.other_queries > 0 {
            format!("and more shapes with {queries}")
        } else {
            format!("and {} with {queries}", plural(more, "more shape"))
        };
        let _ = write!(text, "\n  {:<12}{}", "", palette.dim(&others));
    }
}

fn of_shape(shape: &ShapeTimes, page: Page) -> String {
    let times = &shape.times;
    let figures = format!(
        "{}x, {} in all: p50 {}, p95 {}, p99 {}, max {}",
        count(shape.count),
        ms(shape.total_ms),
        ms(times.p50_ms),
        ms(times.p95_ms),
        ms(times.p99_ms),
        ms(times.max_ms),
    );
    let others = INDENT + figures.chars().count() + 2 + place_of(&shape.at).chars().count() + 2;
    let sql = cut(&clean(&shape.sql), page.room(WIDTH, others));
    format!("{figures}  {sql}")
}

fn slowest_lines(text: &mut String, slow: &Slow, page: Page) {
    let palette = page.palette;
    let mut parts = Vec::new();
    if slow.delay_ms > 0.0 {
        parts.push(format!("{} late", ms(slow.delay_ms)));
    }
    parts.extend(
        slow.pool_wait_ms
            .map(|wait| format!("{} waiting for a connection", ms(wait))),
    );
    parts.push(format!("{} in the database", ms(slow.db_ms)));
    parts.push(format!("{} the rest", ms(slow.rest_ms)));
    let _ = write!(
        text,
        "\n  {:<12}{}: {} (user {}, iteration {})",
        "slowest",
        ms(slow.ms),
        parts.join(", "),
        slow.user,
        slow.index
    );
    for step in slow.steps.iter().take(STEPS) {
        step_line(text, step, page);
    }
    let more = slow.steps.len().saturating_sub(STEPS) as u64 + slow.more_statements;
    if more > 0 {
        let more = format!("+ {} more", count(more));
        let _ = write!(text, "\n  {:<12}{}", "", palette.dim(&more));
    }
}

fn step_line(text: &mut String, step: &SlowStep, page: Page) {
    let start = format!("+{}", ms(step.start_ms));
    let _ = write!(text, "\n  {:<12}{start:<10} {:>8}  ", "", ms(step.ms));
    let Some(statement) = &step.statement else {
        text.push_str("waiting for a connection");
        return;
    };
    let others = INDENT + 10 + 1 + 8 + 2 + 7 + 2 + place_of(&statement.at).chars().count() + 2;
    let sql = cut(&clean(&statement.sql), page.room(WIDTH, others));
    let _ = write!(text, "{:>7}  {sql}", plural(statement.rows, "row"));
    place(text, &statement.at, page.palette);
}

fn place(text: &mut String, at: &[String], palette: Palette) {
    let place = place_of(at);
    if !place.is_empty() {
        let _ = write!(text, "  {}", palette.dim(&place));
    }
}

/// The innermost line of the application.
fn place_of(at: &[String]) -> String {
    let place = at.first().and_then(|at| at.split_whitespace().next());
    place.map(clean).unwrap_or_default()
}

fn ms(ms: f64) -> String {
    time(duration(ms))
}
