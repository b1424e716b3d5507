//! The vocabulary: every key, where it may stand, and how its value is written.

use std::fmt;

use crate::suggest;
use crate::value::{Claims, Kind, Parts, Percentiles, Words};

/// One of the two attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attribute {
    Perf,
    Load,
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Perf => "#[perf]",
            Self::Load => "#[load]",
        })
    }
}

/// One key of the vocabulary.
#[derive(Debug)]
pub(crate) struct Key {
    /// As it is written, and the field of `Options` that it sets.
    pub(crate) name: &'static str,
    /// Where it may stand.
    pub(crate) on: &'static [Attribute],
    /// How its value is written.
    pub(crate) kind: Kind,
    /// A value for messages.
    pub(crate) example: &'static str,
}

impl Key {
    /// Whether it may stand under this attribute.
    fn is_for(&self, attribute: Attribute) -> bool {
        self.on.contains(&attribute)
    }

    /// Whether several may stand side by side, each about a figure of its own.
    pub(crate) fn is_metric(&self) -> bool {
        matches!(self.kind, Kind::Metric)
    }

    /// Whether it is a budget, so that it may stand within `warn(..)`.
    pub(crate) fn is_budget(&self) -> bool {
        BUDGETS.contains(&self.name)
    }

    /// Whether this is how it is written: `pN_ms` stands for all percentiles.
    fn is_called(&self, name: &str) -> bool {
        match self.kind {
            Kind::Percentile(of) => {
                let percent = name
                    .strip_prefix('p')
                    .and_then(|rest| rest.strip_suffix(of.suffix));
                // `_ms` is the end of all of them.
                let of_another =
                    of.suffix != POOL_WAITS.suffix && name.ends_with(POOL_WAITS.suffix);
                percent.is_some_and(|percent| percent.starts_with(|c: char| c.is_ascii_digit()))
                    && !of_another
            }
            _ => self.name == name,
        }
    }
}

const fn both(name: &'static str, kind: Kind, example: &'static str) -> Key {
    Key {
        name,
        on: &[Attribute::Perf, Attribute::Load],
        kind,
        example,
    }
}

const fn perf(name: &'static str, kind: Kind, example: &'static str) -> Key {
    Key {
        name,
        on: &[Attribute::Perf],
        kind,
        example,
    }
}

const fn load(name: &'static str, kind: Kind, example: &'static str) -> Key {
    Key {
        name,
        on: &[Attribute::Load],
        kind,
        example,
    }
}

const N_PLUS_ONE: Words = Words {
    of: "NPlusOne",
    words: &[("deny", "Deny"), ("warn", "Warn"), ("allow", "Allow")],
};
const FLAVOR: Words = Words {
    of: "Flavor",
    words: &[
        ("multi_thread", "MultiThread"),
        ("current_thread", "CurrentThread"),
    ],
};
const RULE: Words = Words {
    of: "Rule",
    words: &[("strict", "Strict"), ("once", "Once")],
};
const ARRIVAL: Words = Words {
    of: "Arrival",
    words: &[("uniform", "Uniform"), ("poisson", "Poisson")],
};
const SEVERITY: Words = Words {
    of: "Severity",
    words: &[
        ("low", "Low"),
        ("medium", "Medium"),
        ("high", "High"),
        ("critical", "Critical"),
    ],
};
const REQUIREMENT: Words = Words {
    of: "Requirement",
    words: &[("postgres", "Postgres"), ("mysql", "MySql")],
};

/// The figures of which percentiles may be limited.
const LATENCIES: Percentiles = Percentiles {
    field: "percentiles",
    suffix: "_ms",
    largest: "max_ms",
};
const POOL_WAITS: Percentiles = Percentiles {
    field: "pool_wait_percentiles",
    suffix: "_pool_wait_ms",
    largest: "max_pool_wait_ms",
};

/// The figures whose growth may be claimed: the fields of the runtime's `Growth`.
const FIGURES: Claims = Claims {
    figures: &["queries", "rows", "time", "allocs"],
    classes: Words {
        of: "Complexity",
        words: &[
            ("constant", "Constant"),
            ("logarithmic", "Logarithmic"),
            ("linear", "Linear"),
            ("n log n", "Linearithmic"),
            ("quadratic", "Quadratic"),
        ],
    },
};

/// What ends a load: the fields of the runtime's `AbortOn`.
static ABORT_ON: Parts = Parts {
    of: "AbortOn",
    keys: &[
        load("error_rate", Kind::Ratio, "0.5"),
        load("p99_ms", Kind::Millis, "500"),
        load("window", Kind::Duration, "\"5s\""),
        load("after", Kind::Duration, "\"2s\""),
    ],
};

/// What goes wrong on purpose: the fields of the runtime's `FaultOptions`.
static FAULTS: Parts = Parts {
    of: "FaultOptions",
    keys: &[
        both("latency", Kind::Duration, "\"20ms\""),
        both("error_rate", Kind::Ratio, "0.3"),
        both("disconnect_rate", Kind::Ratio, "0.01"),
        both("seed", Kind::Count, "7"),
    ],
};

/// The one table of keys.
static KEYS: &[Key] = &[
    // Queries.
    both("max_queries", Kind::Count, "3"),
    both("min_queries", Kind::Count, "1"),
    both("max_reads", Kind::Count, "3"),
    both("max_writes", Kind::Count, "1"),
    both("max_repeats", Kind::Count, "1"),
    both("max_rows", Kind::Count, "100"),
    both("max_query_ms", Kind::Millis, "50"),
    both("max_db_ms", Kind::Millis, "100"),
    both("max_pool_wait_ms", Kind::Millis, "10"),
    both("n_plus_one", Kind::Word(N_PLUS_ONE), "\"deny\""),
    // Plans, and what the database counts.
    perf("no_full_scan", Kind::Flag, ""),
    perf("full_scan_ok", Kind::Texts, "[\"settings\"]"),
    perf("uses_index", Kind::Text, "\"idx_users_email\""),
    perf("max_rows_scanned", Kind::Count, "200"),
    perf("max_vm_steps", Kind::Positive, "5000"),
    perf("max_buffers", Kind::Count, "40"),
    // Time.
    both("max_ms", Kind::Millis, "500"),
    both("mean_ms", Kind::Millis, "100"),
    perf("stddev_ms", Kind::Millis, "5"),
    both("pN_ms", Kind::Percentile(LATENCIES), "200"),
    // Growth.
    perf("sizes", Kind::Sizes, "[10, 100, 1000]"),
    perf("growth", Kind::Claims(FIGURES), "(queries = \"constant\")"),
    // Memory.
    perf("max_allocs", Kind::Count, "100"),
    perf("max_alloc", Kind::Size, "\"64 KiB\""),
    perf("max_peak", Kind::Size, "\"64 KiB\""),
    perf("max_leak", Kind::Size, "\"1 KiB\""),
    perf("max_rss_growth", Kind::Size, "\"50 MiB\""),
    // Figures of the body's own, soft limits and named limits.
    both("metric", Kind::Metric, "\"cache_hit_rate\", min = 0.8"),
    both("warn", Kind::Warn, "max_ms = 300"),
    both("threshold", Kind::Text, "\"technologies_list\""),
    // Running.
    both("iterations", Kind::Positive, "100"),
    perf("warmup", Kind::Runs, "1"),
    load("warmup", Kind::RunsOrTime, "\"5s\""),
    both("timeout", Kind::Duration, "\"30s\""),
    both("runtime", Kind::Word(FLAVOR), "\"multi_thread\""),
    both("worker_threads", Kind::Positive, "4"),
    perf("verdict", Kind::Word(RULE), "\"strict\""),
    // What goes wrong on purpose.
    both(
        "faults",
        Kind::Parts(&FAULTS),
        "latency = \"20ms\", error_rate = 0.3, seed = 7",
    ),
    // Data.
    both("dataset", Kind::Dataset, "large_dataset"),
    both("size", Kind::Positive, "1000"),
    both("migrator", Kind::Migrator, "MIGRATOR"),
    both("crate", Kind::Crate, "perf"),
    // Order.
    both("category", Kind::Text, "\"database\""),
    both("tags", Kind::Texts, "[\"nightly\"]"),
    both("severity", Kind::Word(SEVERITY), "\"critical\""),
    both("requires", Kind::Words(REQUIREMENT), "[\"postgres\"]"),
    // Load.
    load("users", Kind::Users, "50"),
    load("duration", Kind::Duration, "\"10s\""),
    load("max_error_rate", Kind::Ratio, "0.01"),
    load("min_throughput", Kind::PerSecond, "100"),
    load("pN_pool_wait_ms", Kind::Percentile(POOL_WAITS), "20"),
    load("ramp_up", Kind::Duration, "\"5s\""),
    load("think_time", Kind::Pause, "\"1s\""),
    load("pacing", Kind::Duration, "\"1s\""),
    load("rate", Kind::Rate, "\"200/s\""),
    load("arrival", Kind::Word(ARRIVAL), "\"poisson\""),
    load("max_in_flight", Kind::Positive, "100"),
    load("stages", Kind::Stages, "[(\"10s\", 50), (\"1m\", 50)]"),
    load("max_dropped", Kind::Count, "0"),
    load(
        "abort_on",
        Kind::Parts(&ABORT_ON),
        "error_rate = 0.5, window = \"5s\"",
    ),
];

/// The keys that may stand within `warn(..)`: those that the runtime judges for soft limits too.
const BUDGETS: &[&str] = &[
    "max_queries",
    "min_queries",
    "max_reads",
    "max_writes",
    "max_repeats",
    "max_rows",
    "max_query_ms",
    "max_db_ms",
    "max_pool_wait_ms",
    "no_full_scan",
    "full_scan_ok",
    "uses_index",
    "max_rows_scanned",
    "max_vm_steps",
    "max_buffers",
    "max_ms",
    "mean_ms",
    "stddev_ms",
    "pN_ms",
    "max_allocs",
    "max_alloc",
    "max_peak",
    "max_leak",
    "max_rss_growth",
    "metric",
    "max_error_rate",
    "min_throughput",
    "pN_pool_wait_ms",
    "max_dropped",
];

/// All keys, for the tests.
#[cfg(test)]
pub(crate) fn all() -> &'static [Key] {
    KEYS
}

/// Why a word is no key here, and the key that may have been meant.
#[derive(Debug)]
pub(crate) struct NoKey {
    pub(crate) message: String,
    pub(crate) meant: Option<&'static Key>,
}

/// The key of this name under this attribute.
pub(crate) fn find(name: &str, attribute: Attribute) -> Result<&'static Key, NoKey> {
    let called = || KEYS.iter().filter(|key| key.is_called(name));
    if let Some(key) = called().find(|key| key.is_for(attribute)) {
        return Ok(key);
    }
    match called().next() {
        Some(key) => Err(elsewhere(name, key, attribute)),
        None => Err(unknown(name, attribute)),
    }
}

/// The part of this name, of a key that has parts in brackets.
pub(crate) fn part(name: &str, of: &str, parts: &'static [Key]) -> Result<&'static Key, NoKey> {
    if let Some(key) = parts.iter().find(|key| key.name == name) {
        return Ok(key);
    }
    let names = || parts.iter().map(|key| key.name);
    let nearest = suggest::nearest(name, names());
    let hint = match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("`{of}` takes {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err(NoKey {
        message: format!("unknown part `{name}` of `{of}`: {hint}"),
        meant: nearest.and_then(|nearest| parts.iter().find(|key| key.name == nearest)),
    })
}

fn elsewhere(name: &str, key: &'static Key, attribute: Attribute) -> NoKey {
    let other = key.on[0];
    NoKey {
        message: format!("`{name}` belongs to `{other}`: leave it out of `{attribute}`"),
        meant: None,
    }
}

fn unknown(name: &str, attribute: Attribute) -> NoKey {
    let here = || KEYS.iter().filter(|key| key.is_for(attribute));
    let nearest = suggest::nearest(name, here().map(|key| key.name));
    let hint = if is_like_percentile(name) {
        "write a percentile as `p95_ms = 200`, or `p99_9_ms` for 99.9".to_owned()
    } else if let Some(nearest) = nearest {
        format!("did you mean `{nearest}`?")
    } else {
        let all: Vec<_> = here().map(|key| key.name).collect();
        format!("`{attribute}` takes {}", all.join(", "))
    };
    NoKey {
        message: format!("unknown key `{name}`: {hint}"),
        meant: nearest.and_then(|nearest| here().find(|key| key.name == nearest)),
    }
}

/// `p99` and `pN_ms`, but not `plans`.
fn is_like_percentile(name: &str) -> bool {
    let like = |rest: &str| rest.ends_with("_ms") || rest.starts_with(|c: char| c.is_ascii_digit());
    name.strip_prefix('p').is_some_and(like)
}
