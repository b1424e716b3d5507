//! The budgets on what a run takes from the heap: exact figures, so nothing is measured again.

use super::queries::which;
use crate::measurement::Run;
use crate::options::Options;
use crate::probe::memory::{Bounds, Heap};
use crate::report::format::{bytes, count, plural};
use crate::verdict::{Finding, Status};

/// Why nothing was counted, and what to do.
pub(crate) const NOT_COUNTED: &str = "\
nothing was counted: the process does not allocate through perf's allocator. Switch the feature `alloc` of `perf-runtime` on,\n\
or wrap the allocator of your own: `#[global_allocator] static ALLOCATOR: perf_runtime::Counting<A> = perf_runtime::Counting::new(A);`";

/// Why the peak is not known exactly.
const SEVERAL_THREADS: &str = "\
several threads allocated, and what the others held at the peak of one is not known: \
with `runtime = \"current_thread\"` the peak is exact, unless a driver has a thread of its own, as SQLite's has";

/// What a driver's thread has that is not counted.
const IN_C: &str = "; without what C code holds";

/// A figure of one run, and what it is a budget on.
struct Budget {
    key: &'static str,
    limit: Option<u64>,
    /// Between which figures it lies.
    figure: fn(&Heap) -> Bounds,
    in_words: fn(u64) -> String,
    short: fn(u64) -> String,
}

fn exactly(figure: u64) -> Bounds {
    Bounds {
        at_least: figure,
        at_most: figure,
    }
}

fn budgets(options: &Options) -> [Budget; 3] {
    [
        Budget {
            key: "max_allocs",
            limit: options.max_allocs,
            figure: |heap| exactly(heap.calls()),
            in_words: |figure| plural(figure, "allocation"),
            short: count,
        },
        Budget {
            key: "max_alloc",
            limit: options.max_alloc,
            figure: |heap| exactly(heap.bytes),
            in_words: |figure| format!("{} allocated", bytes(figure)),
            short: bytes,
        },
        Budget {
            key: "max_peak",
            limit: options.max_peak,
            figure: |heap| heap.peak,
            in_words: |figure| format!("{} at once", bytes(figure)),
            short: bytes,
        },
    ]
}

/// The findings on the heap, each for its worst run.
pub(crate) fn findings(options: &Options, runs: &[Run]) -> Vec<Finding> {
    budgets(options)
        .iter()
        .filter_map(|budget| Some(judge(budget, budget.limit?, runs)))
        .collect()
}

fn judge(budget: &Budget, limit: u64, runs: &[Run]) -> Finding {
    let figures: Option<Vec<Bounds>> = runs
        .iter()
        .map(|run| Some((budget.figure)(run.heap.as_ref()?)))
        .collect();
    let Some(figures) = figures.filter(|figures| !figures.is_empty()) else {
        return Finding::new(budget.key, Status::Blind, "not counted: inconclusive")
            .advice(NOT_COUNTED);
    };
    let surely = worst(&figures, |figure| figure.at_least);
    let at_worst = worst(&figures, |figure| figure.at_most);
    let finding = |status, index: usize, figure: u64, text: String| {
        Finding::new(budget.key, status, text + &which(index, runs))
            .figures(figure as f64, limit as f64)
    };
    if surely.1 > limit {
        let over = (budget.short)(surely.1 - limit);
        let text = format!(
            "{}, budget {} (+{over})",
            (budget.in_words)(surely.1),
            (budget.short)(limit)
        );
        return finding(Status::Fail, surely.0, surely.1, text);
    }
    if at_worst.1 > limit {
        let text = format!(
            "{} to {}, budget {}; not judged",
            bytes(figures[at_worst.0].at_least),
            (budget.in_words)(at_worst.1),
            (budget.short)(limit)
        );
        return finding(Status::Inconclusive, at_worst.0, at_worst.1, text).advice(SEVERAL_THREADS);
    }
    let has_guests = runs
        .iter()
        .any(|run| run.heap.is_some_and(|heap| heap.has_guests));
    let text = format!(
        "{}, budget {}{}",
        (budget.in_words)(at_worst.1),
        (budget.short)(limit),
        if has_guests { IN_C } else { "" }
    );
    finding(Status::Ok, at_worst.0, at_worst.1, text)
}

/// The first of the runs in which the figure is largest.
fn worst(figures: &[Bounds], of: fn(&Bounds) -> u64) -> (usize, u64) {
    let mut worst = (0, 0);
    for (index, figure) in figures.iter().map(of).enumerate() {
        if figure > worst.1 {
            worst = (index, figure);
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::examples::run;

    fn took(allocations: u64, total: u64, peak: (u64, u64)) -> Run {
        let heap = Heap {
            allocations,
            bytes: total,
            peak: Bounds {
                at_least: peak.0,
                at_most: peak.1,
            },
            ..Heap::default()
        };
        Run {
            heap: Some(heap),
            ..run(&[])
        }
    }

    const LIMITS: Options = Options {
        max_allocs: Some(2),
        max_alloc: Some(180_000),
        max_peak: Some(90_000),
        ..Options::NONE
    };

    fn texts(findings: &[Finding]) -> Vec<(Status, &str)> {
        findings
            .iter()
            .map(|finding| (finding.status, finding.text.as_str()))
            .collect()
    }

    #[test]
    fn a_budget_at_its_limit_passes() {
        let found = findings(&LIMITS, &[took(2, 180_000, (90_000, 90_000))]);
        assert_eq!(
            texts(&found),
            [
                (Status::Ok, "2 allocations, budget 2"),
                (Status::Ok, "176 KiB allocated, budget 176 KiB"),
                (Status::Ok, "87.9 KiB at once, budget 87.9 KiB"),
            ]
        );
    }

    #[test]
    fn the_worst_run_is_named() {
        let runs = [took(1, 0, (0, 0)), took(3, 180_001, (90_100, 90_100))];
        let found = findings(&LIMITS, &runs);
        assert_eq!(
            texts(&found),
            [
                (Status::Fail, "3 allocations, budget 2 (+1) (run 2 of 2)"),
                (
                    Status::Fail,
                    "176 KiB allocated, budget 176 KiB (+1 B) (run 2 of 2)"
                ),
                (
                    Status::Fail,
                    "88.0 KiB at once, budget 87.9 KiB (+100 B) (run 2 of 2)"
                ),
            ]
        );
    }

    #[test]
    fn a_peak_of_several_threads_is_judged_where_both_bounds_agree() {
        let status = |peak| findings(&LIMITS, &[took(0, 0, peak)])[2].status;
        assert_eq!(status((10, 90_000)), Status::Ok);
        assert_eq!(status((10, 90_001)), Status::Inconclusive);
        assert_eq!(status((90_001, 95_000)), Status::Fail);
    }

    #[test]
    fn what_was_not_counted_is_no_pass() {
        let found = findings(&LIMITS, &[took(1, 1, (1, 1)), run(&[])]);
        assert!(
            found.iter().all(|finding| finding.status == Status::Blind),
            "{found:?}"
        );
        let advice = found[0].advice.as_deref().unwrap_or_default();
        assert!(
            advice.contains("feature `alloc`") && advice.contains("Counting"),
            "{advice}"
        );
    }
}
