//! `OpenMetrics` text, for those who scrape: base units, a `# TYPE` for each family, and an end.
//!
//! <https://prometheus.io/docs/specs/om/open_metrics_spec/>

mod family;

use self::family::{Family, Labels};
use super::told::Totals;
use crate::load::{Latency, Load};
use crate::store::Run;
use crate::store::record::{Record, RecordedRun, VerdictWord};

const VERDICTS: [VerdictWord; 5] = [
    VerdictWord::Passed,
    VerdictWord::Failed,
    VerdictWord::Inconclusive,
    VerdictWord::Partial,
    VerdictWord::Skipped,
];

pub(super) fn render(run: &Run) -> String {
    let mut families = vec![
        totals(run),
        unread(run),
        info(run),
        verdicts(run),
        took(run),
    ];
    families.extend(of_runs(run));
    families.extend(of_budgets(run));
    families.extend(of_loads(run));
    let texts: String = families.iter().map(Family::render).collect();
    texts + "# EOF\n"
}

fn totals(run: &Run) -> Family {
    let totals = Totals::of(run);
    let mut family = Family::gauge(
        "perf_run_cases",
        "Cases of the run, by what became of them.",
    );
    for (word, number) in [
        ("passed", totals.passed),
        ("failed", totals.failed),
        ("inconclusive", totals.inconclusive),
        ("partial", totals.partial),
        ("skipped", totals.skipped),
        ("unfinished", totals.unfinished),
    ] {
        let labels = Labels::default().and("verdict", word);
        family.add(&labels, number as f64);
    }
    family
}

fn unread(run: &Run) -> Family {
    let mut family = Family::gauge("perf_run_unread", "Records that could not be read.");
    family.add(&Labels::default(), run.problems.len() as f64);
    family
}

/// The labels of every sample of a case.
fn labels(record: &Record) -> Labels {
    Labels::default()
        .and("package", &record.package)
        .and("target", &record.target)
        .and("case", &record.name)
}

fn info(run: &Run) -> Family {
    let mut family = Family::info("perf_case", "What is known of a case before it runs.");
    for record in &run.records {
        let labels = labels(record)
            .and("severity", record.severity.word())
            .and("category", record.category.as_deref().unwrap_or_default())
            .and("build", &record.build)
            .and("profile", &record.profile);
        family.add(&labels, 1.0);
    }
    family
}

fn verdicts(run: &Run) -> Family {
    let mut family = Family::state_set("perf_case_verdict", "What became of a case.");
    for record in &run.records {
        for verdict in VERDICTS {
            let labels = labels(record).and("perf_case_verdict", verdict.word());
            family.add(&labels, f64::from(u8::from(record.standing() == verdict)));
        }
    }
    family
}

fn took(run: &Run) -> Family {
    let mut family = Family::gauge(
        "perf_case_duration_seconds",
        "How long a case took, with fixtures and runs that were repeated.",
    )
    .unit("seconds");
    for record in &run.records {
        family.add(&labels(record), record.took_ms / 1e3);
    }
    family
}

/// A figure of a run of the body, where it was measured.
type Measure = fn(&RecordedRun) -> Option<f64>;

/// Of a case that is no load: the runs of a load are those of which its report speaks, and stand for no others.
fn of_runs(run: &Run) -> Vec<Family> {
    let counts: [(&str, &str, &str, Measure); 6] = [
        (
            "perf_case_run_seconds",
            "seconds",
            "The time of a run of the body",
            |run| Some(run.ms / 1e3),
        ),
        (
            "perf_case_queries",
            "",
            "Queries of a run of the body",
            |run| Some(run.queries as f64),
        ),
        ("perf_case_rows", "", "Rows of a run of the body", |run| {
            Some(run.rows as f64)
        }),
        (
            "perf_case_allocations",
            "",
            "Allocations of a run of the body",
            |run| run.heap.map(|heap| heap.calls() as f64),
        ),
        (
            "perf_case_allocated_bytes",
            "bytes",
            "Bytes that a run of the body allocated",
            |run| run.heap.map(|heap| heap.bytes as f64),
        ),
        (
            "perf_case_peak_bytes",
            "bytes",
            "Bytes that a run of the body held at once",
            |run| run.heap.map(|heap| heap.peak.at_most as f64),
        ),
    ];
    counts
        .into_iter()
        .map(|(name, unit, help, measure)| {
            let help = format!("{help}: the largest of the runs at a size.");
            let mut family = Family::gauge(name, &help).unit(unit);
            for record in run.records.iter().filter(|record| record.load.is_none()) {
                for runs in record.runs.chunk_by(|a, b| a.size == b.size) {
                    if let Some(largest) = runs.iter().filter_map(measure).reduce(f64::max) {
                        let labels = labels(record).and_some("size", runs[0].size);
                        family.add(&labels, largest);
                    }
                }
            }
            family
        })
        .collect()
}

fn of_budgets(run: &Run) -> [Family; 3] {
    let mut families = [
        Family::gauge(
            "perf_budget_figure",
            "What was measured, in the unit of the budget's key.",
        ),
        Family::gauge("perf_budget_limit", "The limit, in the same unit."),
        Family::gauge(
            "perf_budget_used_ratio",
            "The figure by its limit: 1 is at the limit.",
        )
        .unit("ratio"),
    ];
    for record in &run.records {
        let mut seen = std::collections::HashSet::new();
        for finding in &record.findings {
            let (Some(figure), Some(limit)) = (finding.figure, finding.limit) else {
                continue;
            };
            // A figure that is judged twice is told once: two samples with the same labels are an error.
            if !seen.insert((&finding.budget, finding.soft)) {
                continue;
            }
            let labels = labels(record)
                .and("budget", &finding.budget)
                .and("soft", if finding.soft { "true" } else { "false" });
            families[0].add(&labels, figure);
            families[1].add(&labels, limit);
            if limit > 0.0 {
                families[2].add(&labels, figure / limit);
            }
        }
    }
    families
}

fn of_loads(run: &Run) -> [Family; 4] {
    let mut latency = Family::summary(
        "perf_load_latency_seconds",
        "Latency of the iterations that succeeded; of an open model from the moment at which each was to begin.",
    )
    .unit("seconds");
    let mut throughput = Family::gauge("perf_load_throughput", "Successes a second.");
    let mut errors = Family::gauge(
        "perf_load_error_ratio",
        "The share of iterations that failed.",
    )
    .unit("ratio");
    let mut iterations = Family::gauge("perf_load_iterations", "Iterations by how they ended.");
    for record in &run.records {
        let Some(load) = &record.load else {
            continue;
        };
        if let Some(times) = &load.latency {
            add_latency(&mut latency, &labels(record), times, load.counts.ok);
        }
        throughput.add(&labels(record), load.throughput);
        errors.add(&labels(record), load.counts.error_rate());
        for (ending, number) in endings(load) {
            iterations.add(&labels(record).and("ending", ending), number as f64);
        }
    }
    [latency, throughput, errors, iterations]
}

fn add_latency(family: &mut Family, labels: &Labels, times: &Latency, count: u64) {
    for (quantile, ms) in [
        ("0.5", times.p50_ms),
        ("0.9", times.p90_ms),
        ("0.95", times.p95_ms),
        ("0.99", times.p99_ms),
        ("0.999", times.p99_9_ms),
        ("1", times.max_ms),
    ] {
        family.add(&labels.clone().and("quantile", quantile), ms / 1e3);
    }
    family.add_as("_count", labels, count as f64);
    family.add_as("_sum", labels, times.mean_ms / 1e3 * count as f64);
}

fn endings(load: &Load) -> [(&'static str, u64); 6] {
    let counts = load.counts;
    [
        ("ok", counts.ok),
        ("error", counts.error),
        ("panic", counts.panic),
        ("timeout", counts.timeout),
        ("interrupted", counts.interrupted),
        ("dropped", counts.dropped),
    ]
}
