//! Known bodies at known sizes, written by hand.

use super::*;
use crate::measurement::examples::run;
use crate::options::Growth;
use crate::probe::memory::Heap;

const LIST: &str = "SELECT id, title FROM post ORDER BY id";
const PAGE: &str = "SELECT id, title FROM post ORDER BY id LIMIT ?";
const USER: &str = "SELECT name FROM author WHERE id = ?";
const JOIN: &str = "SELECT title, name FROM post JOIN author ON author.id = post.author_id";
const ADD: &str = "INSERT INTO seen VALUES (?)";

/// The runs of a body that makes these statements at each size: text, how often, rows each.
fn runs<'a>(sizes: &[u64], body: impl Fn(u64) -> Vec<(&'a str, u64, u64)>) -> Vec<Run> {
    let of_size = |size: &u64| Run {
        size: Some(*size),
        ..run(&body(*size))
    };
    sizes.iter().map(of_size).collect()
}

const DENY: Options = Options {
    n_plus_one: Some(NPlusOne::Deny),
    ..Options::NONE
};

/// The findings where the dataset made more rows at each size.
fn judged(options: &Options, runs: &[Run]) -> Vec<(String, Status, String)> {
    let rows: Vec<_> = runs.iter().map(|run| run.size).collect();
    let data = Data {
        rows: &rows,
        size_is_taken: false,
    };
    findings(options, runs, None, data)
        .into_iter()
        .map(|finding| (finding.budget, finding.status, finding.text))
        .collect()
}

fn one(budget: &str, status: Status, text: &str) -> (String, Status, String) {
    (budget.to_owned(), status, text.to_owned())
}

#[test]
fn a_lazy_user_of_each_post_is_proved_and_a_join_is_cleared() {
    let lazy = |size| vec![(LIST, 1, size), (USER, size, 1)];
    let join = |size| vec![(JOIN, 1, size)];
    for (sizes, status, text) in [
        (
            &[2, 3][..],
            Status::Fail,
            "proved: grows by 1.0 query a row (3 at 2 rows, 4 at 3)",
        ),
        (
            &[20, 40],
            Status::Fail,
            "proved: grows by 1.0 query a row (21 at 20 rows, 41 at 40)",
        ),
        (
            &[5, 10, 100],
            Status::Fail,
            "proved: grows by 1.0 query a row (6 at 5 rows, 11 at 10, 101 at 100)",
        ),
    ] {
        let runs = runs(sizes, lazy);
        assert_eq!(judged(&DENY, &runs), [one("n_plus_one", status, text)]);
        let warned = &judged(&Options::NONE, &runs)[0];
        assert_eq!(warned.1, Status::Warn);
    }
    let runs = runs(&[2, 3], join);
    let cleared = one(
        "n_plus_one",
        Status::Ok,
        "cleared: no read grows (1 at 2 rows, 1 at 3)",
    );
    assert_eq!(judged(&DENY, &runs), [cleared]);
    let allow = Options {
        n_plus_one: Some(NPlusOne::Allow),
        ..Options::NONE
    };
    assert_eq!(judged(&allow, &runs), []);
}

#[test]
fn the_shape_that_grows_is_named() {
    let runs = runs(&[10, 20], |size| {
        vec![(LIST, 1, size), (ADD, size, 0), (USER, size, 1)]
    });
    let rows = [Some(10), Some(20)];
    let data = Data {
        rows: &rows,
        size_is_taken: false,
    };
    let found = findings(&DENY, &runs, None, data);
    let user = runs[0].queries.shapes[2].shape.id;
    assert_eq!(found[0].shapes, [user]);
    let grown = found[0].growth.as_ref().expect("it grew");
    assert_eq!(
        (grown.class.as_deref(), grown.points.as_slice()),
        (Some("linear"), &[(10, 11.0), (20, 21.0)][..])
    );
}

#[test]
fn an_n_plus_one_of_a_page_is_one_for_each_of_its_rows() {
    let of_page = |size: u64| vec![(PAGE, 1, size.min(50)), (USER, size.min(50), 1)];
    let text = "proved: grows by 1.0 query a row (11 at 10 rows, 51 at 100, 51 at 1,000)";
    let runs_ = runs(&[10, 100, 1000], of_page);
    assert_eq!(
        judged(&DENY, &runs_),
        [one("n_plus_one", Status::Fail, text)]
    );
    // Where every size fills the page, nothing grows, and nothing is cleared.
    let text = "suspected: 50 reads of one shape at every size, and no more rows at any";
    let runs_ = runs(&[100, 1000], of_page);
    assert_eq!(
        judged(&DENY, &runs_),
        [one("n_plus_one", Status::Fail, text)]
    );
}

#[test]
fn a_query_for_each_page_is_no_n_plus_one_and_is_told() {
    let runs = runs(&[10, 100, 1000], |size| vec![(PAGE, size / 10 + 1, 10)]);
    let text =
        "no query for each row, but 0.1 reads more a row (2 at 10 rows, 11 at 100, 101 at 1,000)";
    assert_eq!(
        judged(&DENY, &runs),
        [one("n_plus_one", Status::Warn, text)]
    );
    let claimed = Options {
        growth: Growth {
            queries: Some(Complexity::Linear),
            ..Growth::NONE
        },
        ..DENY
    };
    let statuses: Vec<_> = judged(&claimed, &runs)
        .into_iter()
        .map(|(_, status, _)| status)
        .collect();
    assert_eq!(statuses, [Status::Ok, Status::Ok]);
}

#[test]
fn writes_and_the_same_query_again_are_no_n_plus_one() {
    let writes = runs(&[10, 100], |size| vec![(ADD, size, 0)]);
    assert_eq!(judged(&DENY, &writes)[0].1, Status::Ok);
    let same = runs(&[10, 100], |size| vec![("SELECT 1 FROM settings", size, 1)]);
    assert_eq!(judged(&DENY, &same)[0].1, Status::Warn);
}

fn claims(queries: Complexity, rows: Complexity) -> Options {
    Options {
        growth: Growth {
            queries: Some(queries),
            rows: Some(rows),
            ..Growth::NONE
        },
        n_plus_one: Some(NPlusOne::Allow),
        ..Options::NONE
    }
}

#[test]
fn a_claim_on_allocations_is_exact_and_needs_them_counted() {
    let claim = |claim| Options {
        growth: Growth {
            allocs: Some(claim),
            ..Growth::NONE
        },
        ..Options::NONE
    };
    let mut one_each = runs(&[10, 100], |_| Vec::new());
    let judged_as = |claimed, runs: &[Run]| judged(&claim(claimed), runs);
    let uncounted = judged_as(Complexity::Linear, &one_each);
    assert_eq!(
        uncounted,
        [one(
            "growth(allocs)",
            Status::Blind,
            "not counted, claimed linear: inconclusive"
        )]
    );
    for run in &mut one_each {
        run.heap = Some(Heap {
            allocations: run.size.unwrap_or_default() + 3,
            ..Heap::default()
        });
    }
    assert_eq!(
        judged_as(Complexity::Constant, &one_each),
        [one(
            "growth(allocs)",
            Status::Fail,
            "linear, claimed constant: 1.0 allocation more for each one of the size (13 at size 10, 103 at 100)"
        )]
    );
    assert_eq!(judged_as(Complexity::Linear, &one_each)[0].1, Status::Ok);
}

#[test]
fn claims_on_counts_are_exact() {
    use Complexity::{Constant, Linear};
    let lazy = runs(&[10, 100, 1000], |size| {
        vec![(LIST, 1, size), (USER, size, 1)]
    });
    assert_eq!(
        judged(&claims(Constant, Linear), &lazy),
        [
            one(
                "growth(queries)",
                Status::Fail,
                "linear, claimed constant: 1.0 query more for each one of the size (11 at size 10, 101 at 100, 1,001 at 1,000)"
            ),
            one(
                "growth(rows)",
                Status::Ok,
                "linear, as claimed (20 at size 10, 200 at 100, 2,000 at 1,000)"
            ),
        ]
    );
    let join = runs(&[10, 100, 1000], |size| vec![(JOIN, 1, size)]);
    let texts: Vec<_> = judged(&claims(Constant, Constant), &join);
    assert_eq!(
        [texts[0].1, texts[1].1],
        [Status::Ok, Status::Fail],
        "{texts:?}"
    );
}

#[test]
fn a_cold_cache_is_told_and_not_passed() {
    use Complexity::Constant;
    let cold = |first: u64| move |size: u64| vec![(LIST, if size == 10 { first } else { 13 }, 1)];
    let runs_ = runs(&[10, 100, 1000], cold(21));
    let rows = [Some(10), Some(100), Some(1000)];
    let data = Data {
        rows: &rows,
        size_is_taken: false,
    };
    let options = Options {
        n_plus_one: Some(NPlusOne::Deny),
        ..claims(Constant, Constant)
    };
    for finding in findings(&options, &runs_, None, data) {
        assert_eq!(finding.status, Status::Blind, "{finding:?}");
        let advice = finding.advice.unwrap_or_default();
        assert!(advice.contains("`warmup = 1`"), "{advice}");
    }
    let warm = runs(&[10, 100, 1000], cold(13));
    assert!(
        judged(&options, &warm)
            .iter()
            .all(|(_, status, _)| *status == Status::Ok)
    );
}

#[test]
fn no_query_at_any_size_says_nothing() {
    let nothing = runs(&[10, 100], |_| vec![]);
    let rows = [Some(10), Some(100)];
    let data = Data {
        rows: &rows,
        size_is_taken: true,
    };
    let options = claims(Complexity::Constant, Complexity::Constant);
    for unseen in [None, Some("why")] {
        let found = findings(&options, &nothing, unseen, data);
        assert!(
            found.iter().all(|finding| finding.status == Status::Blind),
            "{found:?}"
        );
    }
    let of_time = Options {
        growth: Growth {
            time: Some(Complexity::Linear),
            ..Growth::NONE
        },
        ..Options::NONE
    };
    assert_eq!(findings(&of_time, &nothing, Some("why"), data), []);
}

#[test]
fn sizes_that_make_no_difference_are_no_pass() {
    use Status::{Blind, Ok};
    let same = runs(&[10, 100], |_| vec![(LIST, 1, 20)]);
    let statuses = |rows: [Option<u64>; 2], size_is_taken, options: &Options| {
        let data = Data {
            rows: &rows,
            size_is_taken,
        };
        let found = findings(options, &same, None, data);
        found
            .into_iter()
            .map(|finding| finding.status)
            .collect::<Vec<_>>()
    };
    assert_eq!(statuses([Some(70), Some(70)], false, &DENY), [Blind, Blind]);
    assert_eq!(statuses([Some(70), Some(70)], true, &DENY), [Blind, Blind]);
    assert_eq!(statuses([None, None], false, &DENY), [Blind, Blind]);
    assert_eq!(statuses([Some(70), Some(700)], false, &DENY), [Ok]);
}

/// Seven runs at each size, each of so many milliseconds.
fn times(sizes: &[u64], ms: impl Fn(u64) -> f64) -> Vec<Run> {
    let of_size = |size: &u64| {
        let run = Run {
            size: Some(*size),
            elapsed: crate::assess::time::duration(ms(*size)),
            ..run(&[])
        };
        vec![run; 7]
    };
    sizes.iter().flat_map(of_size).collect()
}

#[test]
fn a_claim_on_time_says_what_it_saw_and_what_to_do() {
    use Complexity::{Constant, Linear};
    const SIZES: [u64; 3] = [10, 100, 1000];
    let linear: fn(u64) -> f64 = |n| n as f64;
    let quadratic: fn(u64) -> f64 = |n| (n * n) as f64 / 1e3;
    let at_once: fn(u64) -> f64 = |_| 0.001;
    for (sizes, ms, claim, looks, status, text) in [
        (
            SIZES,
            linear,
            Linear,
            1,
            Status::Ok,
            "10.0 ms at size 10, 100 ms at 100, 1.00 s at 1,000: linear, as claimed",
        ),
        (
            SIZES,
            linear,
            Constant,
            2,
            Status::Fail,
            "10.0 ms at size 10, 100 ms at 100, 1.00 s at 1,000: linear, claimed constant, in two looks at 7 runs of each size",
        ),
        (
            SIZES,
            quadratic,
            Linear,
            2,
            Status::Fail,
            "0.100 ms at size 10, 10.0 ms at 100, 1.00 s at 1,000: quadratic, claimed linear, in two looks at 7 runs of each size",
        ),
        (
            SIZES,
            at_once,
            Linear,
            1,
            Status::Inconclusive,
            "0.001 ms at size 10, 0.001 ms at 100, 0.001 ms at 1,000: not judged, too short to be measured",
        ),
        (
            [10, 11, 12],
            linear,
            Linear,
            1,
            Status::Inconclusive,
            "10.0 ms at size 10, 11.0 ms at 11, 12.0 ms at 12: not judged, the sizes lie too close together to tell linear from more",
        ),
    ] {
        let runs = times(&sizes, ms);
        let mut growth = TimeGrowth::new(claim);
        for look in 1..=looks {
            assert_eq!(growth.push(&runs), look == looks, "{text}");
        }
        let finding = growth.finding();
        assert_eq!((finding.status, finding.text.as_str()), (status, text));
        let says_what_to_do = status == Status::Inconclusive;
        assert_eq!(finding.advice.is_some(), says_what_to_do, "{text}");
    }
}

/// A clock that stands still measures nothing.
#[test]
fn no_time_at_all_is_no_pass() {
    let mut growth = TimeGrowth::new(Complexity::Constant);
    assert!(growth.push(&times(&[10, 100, 1000], |_| 0.0)));
    assert_eq!(growth.finding().status, Status::Inconclusive);
}
