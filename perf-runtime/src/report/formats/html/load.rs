//! What a load came to.

use super::chart::{Chart, Px};
use super::load_charts;
use super::slowest::SlowView;
use super::table::{Fact, Table};
use super::words::{ms, percentiles};
use crate::load::{Change, Health, Latency, Load, Split};
use crate::report::breakdown::{of_pool, why};
use crate::report::format::{clean, count, cut, per_second, percent, plural};
use crate::report::load::{let_in, told};

/// The slowest iterations that are shown.
const SLOWEST: usize = 3;
/// Characters of a message.
const MESSAGE: usize = 2_000;

/// The figures of a load.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LoadView {
    pub(super) facts: Vec<Fact>,
    /// What is worth a sentence.
    pub(super) remarks: Vec<String>,
    pub(super) times: Option<Table>,
    pub(super) charts: Vec<Chart>,
    pub(super) splits: Vec<SplitView>,
    pub(super) sweep: Option<Table>,
    pub(super) messages: Vec<Said>,
    pub(super) slowest: Vec<SlowView>,
}

/// What failed iterations said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) count: String,
    pub(super) text: String,
}

/// What the time of some iterations was made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SplitView {
    pub(super) name: String,
    pub(super) total: String,
    pub(super) parts: Vec<PartView>,
}

/// A part of a bar, of a hundred, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PartView {
    pub(super) style: &'static str,
    pub(super) name: &'static str,
    pub(super) from: Px,
    pub(super) width: Px,
    pub(super) text: String,
}

impl LoadView {
    pub(super) fn of(load: &Load) -> Self {
        Self {
            facts: facts(load),
            remarks: remarks(load),
            times: times(load),
            charts: load_charts::all(load),
            splits: splits(load),
            sweep: sweep(load),
            messages: load
                .messages
                .iter()
                .map(|message| Said {
                    count: plural(message.count, message.class.unit()),
                    text: cut(&clean(&message.example), MESSAGE),
                })
                .collect(),
            slowest: load
                .breakdown
                .slowest
                .iter()
                .take(SLOWEST)
                .map(SlowView::of)
                .collect(),
        }
    }
}

fn facts(load: &Load) -> Vec<Fact> {
    let counts = load.counts;
    let by = match &load.arrivals {
        None => plural(load.users, "user"),
        Some(_) => format!("up to {} under way", count(load.users)),
    };
    let mut facts = vec![
        Fact::new("users", by),
        Fact::new("iterations", count(counts.all())),
        Fact::new("time", ms(load.spent_ms)),
        Fact::new("throughput", per_second(load.throughput)),
        Fact::new("failed", failed(load)),
    ];
    if let Some(injected) = load.injected.filter(|injected| *injected > 0) {
        facts.push(Fact::new("by faults", count(injected)));
    }
    if let Some(arrivals) = &load.arrivals {
        facts.push(Fact::new("arrivals", let_in(arrivals, counts.dropped)));
    }
    if let Some(warmup) = &load.warmup {
        let text = format!("{}, {} failed", count(warmup.all()), count(warmup.failed()));
        facts.push(Fact::new("warm-up", text));
    }
    if load.queries.all > 0 {
        let text = format!(
            "{:.1} an iteration, at most {}; {} in all",
            load.queries.mean,
            count(load.queries.max),
            count(load.queries.all)
        );
        facts.push(Fact::new("queries", text));
        facts.push(Fact::new("slowest query", ms(load.slowest_query_ms)));
    }
    if load.stray_queries > 0 {
        facts.push(Fact::new("stray queries", count(load.stray_queries)));
    }
    facts.extend(
        load.rss_growth
            .map(|growth| Fact::new("resident growth", crate::report::format::bytes(growth))),
    );
    facts.extend(load.breakdown.allocations.map(|allocations| {
        let text = format!("{:.1} an iteration", allocations.mean);
        Fact::new("allocations", text)
    }));
    facts.extend(health(&load.health));
    facts
}

/// `134 (0.52 %): 120 errors, 14 timeouts`.
fn failed(load: &Load) -> String {
    let counts = load.counts;
    let all = format!(
        "{} ({})",
        count(counts.failed()),
        percent(counts.error_rate())
    );
    let kinds = counts
        .failures()
        .into_iter()
        .filter(|(_, number)| *number > 0);
    let kinds: Vec<_> = kinds
        .map(|(class, number)| plural(number, class.unit()))
        .collect();
    if kinds.is_empty() {
        all
    } else {
        format!("{all}: {}", kinds.join(", "))
    }
}

fn health(health: &Health) -> Vec<Fact> {
    let shares = [
        ("processors", health.cpu),
        ("used by database servers", health.cpu_of_servers),
        ("used by others", health.cpu_of_others),
        ("waited for a processor", health.waited),
    ];
    shares
        .into_iter()
        .filter_map(|(name, share)| Some(Fact::new(name, percent(share?))))
        .collect()
}

fn remarks(load: &Load) -> Vec<String> {
    let mut remarks: Vec<_> = Change::all(&load.timeline).into_iter().map(told).collect();
    remarks.extend(load.breakdown.tail.iter().map(|tail| why(tail, load)));
    let pool = load.breakdown.contention.iter();
    remarks.extend(pool.filter_map(|contention| of_pool(contention, load)));
    if load.lost_users > 0 {
        let lost = plural(load.lost_users, "user");
        remarks.push(format!(
            "{lost} never came to the end: something blocks a thread"
        ));
    }
    remarks
}

fn times(load: &Load) -> Option<Table> {
    let breakdown = &load.breakdown;
    let row = |(name, latency): (&str, &Option<Latency>)| {
        let figures = percentiles(latency.as_ref()?).map(|(_, figure)| figure);
        Some([vec![name.to_owned()], figures.to_vec()].concat())
    };
    let rows = [
        ("latency", &load.latency),
        ("pool wait", &breakdown.pool_wait),
        ("database", &load.database),
        ("rest", &breakdown.rest),
    ];
    let heads = [
        "", "mean", "min", "p50", "p90", "p95", "p99", "p99.9", "max",
    ];
    Table::of(&heads, rows.into_iter().filter_map(row).collect())
}

fn sweep(load: &Load) -> Option<Table> {
    let rows = load.sweep.iter().map(|step| {
        let percentile = |of: fn(&Latency) -> f64| {
            let latency = step.latency.as_ref();
            latency.map_or_else(|| "-".to_owned(), |latency| ms(of(latency)))
        };
        vec![
            count(step.users),
            per_second(step.throughput),
            percentile(|latency| latency.p50_ms),
            percentile(|latency| latency.p95_ms),
            percentile(|latency| latency.p99_ms),
            count(step.counts.failed()),
        ]
    });
    let heads = ["users", "throughput", "p50", "p95", "p99", "failed"];
    Table::of(&heads, rows.collect())
}

/// The median beside the slow ones, on one scale.
fn splits(load: &Load) -> Vec<SplitView> {
    let Some(tail) = &load.breakdown.tail else {
        return Vec::new();
    };
    let most = tail.usual.ms.max(tail.slow.ms);
    let slow = format!("beyond p{}", tail.percent);
    [("median".to_owned(), &tail.usual), (slow, &tail.slow)]
        .map(|(name, split)| SplitView::of(name, split, most))
        .to_vec()
}

impl SplitView {
    fn of(name: String, split: &Split, most: f64) -> Self {
        let mut from = 0.0;
        let mut part = |style, name, part_ms: f64| {
            let width = if most > 0.0 {
                part_ms / most * 100.0
            } else {
                0.0
            };
            // Parts that lie side by side may be more than the whole.
            let width = width.min(100.0 - from);
            let view = PartView {
                style,
                name,
                from: Px(from),
                width: Px(width),
                text: ms(part_ms),
            };
            from += width;
            view
        };
        let parts = [
            ("delay", "waiting to begin", split.delay_ms),
            ("wait", "waiting for a connection", split.pool_wait_ms),
            ("database", "in the database", split.db_ms),
            ("rest", "the rest", split.rest_ms),
        ];
        Self {
            name,
            total: ms(split.ms),
            parts: parts
                .into_iter()
                .filter(|(_, _, part_ms)| *part_ms > 0.0)
                .map(|(style, name, part_ms)| part(style, name, part_ms))
                .collect(),
        }
    }
}
