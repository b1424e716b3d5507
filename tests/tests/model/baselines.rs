//! `perf-baseline.toml`, as the crate of the fixture would have it.

mod shop;

use std::fs;
use std::thread;

use perf_tests::messages;

use shop::{Shop, assert_kept};

const TARGETS: [&str; 2] = ["fixture", "fixture_own_harness"];

const CASES: [&str; 5] = ["boxes", "companies", "departments", "later_runs", "titles"];

#[test]
fn the_first_run_is_kept_and_the_next_is_held_to_it() {
    for target in TARGETS {
        let shop = Shop::recorded(target);
        let baseline = shop.baseline();
        let plain = baseline
            .replace(target, "fixture")
            .replace("\"release, ", "\"debug, ")
            .replace(std::env::consts::OS, "linux");
        assert_kept("perf-baseline.toml", &plain);
        shop.expect(
            "baselines::",
            &[("CI", "1")],
            0,
            &["[ ok ] baseline        2 queries, as in perf-baseline.toml"],
        );
        assert_eq!(shop.baseline(), baseline);
    }
}

#[test]
fn a_change_fails_and_shows_the_difference() {
    for target in TARGETS {
        let shop = Shop::recorded(target);
        let baseline = shop.baseline();
        for (change, case, exit) in [
            ("more", "companies", 101),
            ("nothing", "companies", 101),
            ("less", "companies", 0),
            ("no index", "departments", 101),
            ("more", "boxes", 101),
        ] {
            let envs = [("BASELINES", change), ("CI", "1")];
            let ran = shop.run(&format!("baselines::{case}"), &envs);
            assert_eq!(ran.exit, Some(exit), "{}", ran.text);
            let (_, message) = ran.text.split_once("perf: baselines::").expect("a report");
            let message = messages::plain(&format!("perf: baselines::{message}"));
            let message = message.expect("a report");
            let name = format!("{case}.{}.txt", change.replace(' ', "_"));
            assert_kept(&name, &message);
        }
        assert_eq!(shop.baseline(), baseline);
        // What is less is a warning, and fails where those do.
        let envs = [("BASELINES", "less"), ("PERF_WARN", "fail")];
        shop.expect("baselines::companies", &envs, 101, &["(-1)"]);
    }
}

#[test]
fn what_is_accepted_is_what_counts() {
    let shop = Shop::recorded("fixture");
    let before = shop.baseline();
    let more = ("BASELINES", "more");
    // `new` changes nothing that is there.
    let accepts = |word| [more, ("PERF_UPDATE", word)];
    shop.expect("baselines::companies", &accepts("new"), 101, &["(+50)"]);
    assert_eq!(shop.baseline(), before);
    let told = "52 queries, accepted in perf-baseline.toml";
    shop.expect(
        "baselines::companies",
        &accepts("all"),
        0,
        &[told, "+ 50x, 50 rows"],
    );
    shop.expect(
        "baselines::companies",
        &[more, ("CI", "1")],
        0,
        &["52 queries, as in"],
    );
    let less = "it does less: `PERF_UPDATE=all cargo test baselines::companies` locks that in";
    shop.expect(
        "baselines::companies",
        &[],
        101,
        &["2 queries, 52 in perf-baseline.toml (-50)"],
    );
    shop.expect("baselines::companies", &[("PERF_UPDATE", "all")], 0, &[]);
    assert_eq!(shop.baseline(), before);
    shop.expect("baselines::companies", &[("BASELINES", "less")], 0, &[less]);
}

#[test]
fn what_is_missing_fails_on_ci_and_is_not_added() {
    for target in TARGETS {
        let shop = Shop::new(target, "# ours\n");
        let told = "[FAIL] baseline        the test is not in perf-baseline.toml";
        shop.expect("baselines::companies", &[("CI", "true")], 101, &[told]);
        assert_eq!(shop.baseline(), "# ours\n");
        // Who asks for it gets it there too.
        let envs = [("CI", "true"), ("PERF_UPDATE", "new")];
        shop.expect(
            "baselines::companies",
            &envs,
            0,
            &["2 queries, added to perf-baseline.toml"],
        );
        assert!(shop.baseline().ends_with("# ours\n"));
    }
}

#[test]
fn what_fails_is_not_kept() {
    let shop = Shop::new("fixture", "");
    for update in ["new", "all"] {
        let envs = [("BASELINES", "failure"), ("PERF_UPDATE", update)];
        shop.expect("baselines::companies", &envs, 101, &["the shop is closed"]);
        assert_eq!(shop.baseline(), "");
    }
}

/// A process for each case, as nextest has it.
#[test]
fn processes_side_by_side_lose_no_entry() {
    let shop = Shop::new("fixture", "");
    thread::scope(|scope| {
        for case in CASES {
            let shop = &shop;
            scope.spawn(move || shop.expect(&format!("baselines::{case}"), &[], 0, &["added to"]));
        }
    });
    let whole = Shop::recorded("fixture").baseline();
    assert_eq!(shop.baseline(), whole);
}

#[test]
fn what_is_not_the_same_each_time_is_not_judged_and_can_be_left_out() {
    for target in TARGETS {
        let shop = Shop::recorded(target);
        let chance = ("BASELINES", "chance");
        let filter = "baselines::titles";
        // It is the second run of its process that has two queries.
        let told = "not judged, not the same in pass ";
        shop.expect(
            filter,
            &[chance, ("CI", "1"), ("PERF_UPDATE", "new")],
            0,
            &["1 query, as in"],
        );
        let stale = shop.baseline().replace(
            "count = 1, rows = 1, sql = \"SELECT title",
            "count = 9, rows = 9, sql = \"SELECT title",
        );
        fs::write(shop.path(), stale).expect("a file");
        shop.expect(filter, &[chance, ("PERF_WARN", "fail")], 0, &[told]);
        let all = [chance, ("PERF_UPDATE", "all")];
        shop.expect(
            filter,
            &all,
            0,
            &["1 shape not the same each time, left out"],
        );
        shop.expect(
            filter,
            &[chance, ("CI", "1")],
            0,
            &["as in perf-baseline.toml"],
        );
    }
}

#[test]
fn a_broken_file_fails_the_tests_of_its_crate_and_stays() {
    for (target, update) in TARGETS
        .into_iter()
        .zip([&[][..], &[("PERF_UPDATE", "all")]])
    {
        for (text, told) in [
            ("<<<<<<< HEAD\n", "perf-baseline.toml:1: "),
            ("version = 7\n", "perf-baseline.toml is of version 7"),
            (
                "version = 1\n\n[[case]]\nname = 'x'\n",
                "perf-baseline.toml:3: missing field",
            ),
        ] {
            let shop = Shop::new(target, text);
            let blind = "[ ?? ] baseline        not compared: inconclusive";
            shop.expect("baselines::companies", update, 101, &[blind, told]);
            assert_eq!(shop.baseline(), text);
        }
    }
}

/// It does less than the case, so it is no measure, and is held to what it may not exceed.
#[test]
fn a_quick_run_is_compared_and_never_written() {
    let quick = ("PERF_MODE", "quick");
    let (filter, all) = ("baselines::later_runs", ("PERF_UPDATE", "all"));
    let shop = Shop::new("fixture", "");
    shop.expect(
        filter,
        &[quick, all],
        0,
        &["[warn] baseline", "in quick mode nothing is added"],
    );
    assert_eq!(shop.baseline(), "");
    let shop = Shop::recorded("fixture");
    let before = shop.baseline();
    let less = "1 query, 2 in perf-baseline.toml (-1); what is less says nothing in quick mode";
    shop.expect(filter, &[quick, all], 0, &["[ ok ] baseline", less]);
    let more = ("BASELINES", "more");
    shop.expect(
        filter,
        &[quick, all, more],
        101,
        &["[FAIL] baseline", "+ 1x, 1 row"],
    );
    assert_eq!(shop.baseline(), before);
}

#[test]
fn a_misspelt_or_idle_update_is_told() {
    let shop = Shop::new("fixture", "");
    let told = "`PERF_UPDATE=al` is not known: write `new`";
    shop.expect(
        "baselines::companies",
        &[("PERF_UPDATE", "al")],
        101,
        &[told],
    );
    assert_eq!(shop.baseline(), "");
    fs::remove_file(shop.path()).expect("it is there");
    let told = "`PERF_UPDATE` has nothing to update: make an empty perf-baseline.toml beside the Cargo.toml of `perf-tests`";
    shop.expect(
        "baselines::companies",
        &[("PERF_UPDATE", "all")],
        0,
        &[told],
    );
    assert!(!shop.path().exists());
}

#[test]
fn an_entry_of_no_test_is_told_and_taken_out() {
    let shop = Shop::recorded("fixture");
    let before = shop.baseline();
    let gone = before
        .replace("baselines::boxes", "baselines::was_renamed")
        .replace("baselines::titles", "postgres::of_another_feature");
    fs::write(shop.path(), &gone).expect("a file");
    fs::create_dir(shop.folder.path().join("src")).expect("a folder");
    fs::write(
        shop.folder.path().join("src/lib.rs"),
        "fn of_another_feature() {}",
    )
    .expect("a file");
    let told = "perf: warning: perf-baseline.toml: there is no test `baselines::was_renamed` in `fixture` any more";
    let ran = shop.run("baselines::companies", &[]);
    assert!(
        ran.exit == Some(0) && ran.text.contains(told),
        "{}",
        ran.text
    );
    assert!(!ran.text.contains("of_another_feature"), "{}", ran.text);
    assert_eq!(shop.baseline(), gone);
    shop.expect("baselines::companies", &[("PERF_UPDATE", "all")], 0, &[]);
    let left = shop.baseline();
    assert!(
        !left.contains("was_renamed") && left.contains("of_another_feature"),
        "{left}"
    );
}

#[test]
fn a_run_that_was_saved_under_a_name_is_what_others_are_held_to() {
    let filter = "baselines::companies";
    for target in TARGETS {
        let shop = Shop::new(target, "");
        let perf = tempfile::tempdir().expect("there is room");
        let folder = ("PERF_DIR", perf.path().to_str().expect("a name"));
        let (save, hold) = (
            ("PERF_SAVE_BASELINE", "before"),
            ("PERF_BASELINE", "before"),
        );
        // Nothing saved is not nothing changed.
        let told = "no baseline `before` was saved here, there are none";
        shop.expect(filter, &[folder, hold], 101, &[told]);
        shop.expect(filter, &[folder, save], 0, &["2 queries, added to "]);
        shop.expect(filter, &[folder, hold], 0, &["2 queries, as in "]);
        let told = [
            "before.toml (+",
            "`PERF_SAVE_BASELINE=before cargo test baselines::companies` accepts it",
        ];
        let more = ("BASELINES", "more");
        shop.expect(filter, &[folder, hold, more], 101, &told);
        // What was not saved is no failure: it is new, and has its limits.
        let new = ["[warn] baseline", "it is new, or it did not pass"];
        shop.expect("baselines::titles", &[folder, hold], 0, &new);
        let other = ("PERF_BASELINE", "after");
        let told = "no baseline `after` was saved here, there is before";
        shop.expect(filter, &[folder, other], 101, &[told]);
        let told = "a run is either saved as a baseline or held to one";
        shop.expect(filter, &[folder, hold, save], 101, &[told]);
        let told = "`PERF_UPDATE` is of perf-baseline.toml";
        shop.expect(
            filter,
            &[folder, hold, ("PERF_UPDATE", "all")],
            101,
            &[told],
        );
        // The file of the crate is another one, and saving takes what the run does.
        assert_eq!(shop.baseline(), "");
        shop.expect(filter, &[folder, save, more], 0, &["accepted in "]);
        shop.expect(filter, &[folder, hold, more], 0, &[" as in "]);
    }
}
