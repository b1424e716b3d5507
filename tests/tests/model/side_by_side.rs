//! Cases at once: ten, of which five run one query and five run none, and sixteen, of which half have faults. Each sees its own.

use crate::binaries;
use crate::run;

fn assert_side_by_side(target: &str, database: &str, cases: usize) {
    let mut command = binaries::command(target);
    command
        .args([
            &*format!("--test-threads={cases}"),
            &*format!("{database}::side_by_side::"),
        ])
        .env("SIDE_BY_SIDE", cases.to_string());
    let output = command.output().expect("it can be run");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(run::statuses(&stdout).len(), cases, "{stdout}");
    assert!(output.status.success(), "{stdout}");
}

#[test]
fn under_libtest_on_one_shared_pool() {
    assert_side_by_side("counting", "sqlite", 10);
}

#[test]
fn under_libtest_each_with_its_own_pool() {
    assert_side_by_side("counting", "postgres", 10);
}

#[test]
fn under_the_own_harness_on_one_shared_pool() {
    assert_side_by_side("counting_own_harness", "sqlite", 10);
}

#[test]
fn under_the_own_harness_each_with_its_own_pool() {
    assert_side_by_side("counting_own_harness", "postgres", 10);
}

#[test]
fn faults_within_the_process() {
    assert_side_by_side("faults", "sqlite", 16);
}

#[test]
fn faults_through_proxies() {
    assert_side_by_side("faults", "postgres", 16);
}
