//! Ten cases at once, five that run one query and five that run none: each sees its own.

use crate::binaries;
use crate::run;

fn assert_side_by_side(target: &str, database: &str) {
    let mut command = binaries::command(target);
    command
        .args(["--test-threads=10", &format!("{database}::side_by_side::")])
        .env("SIDE_BY_SIDE", "10");
    let output = command.output().expect("it can be run");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(run::statuses(&stdout).len(), 10, "{stdout}");
    assert!(output.status.success(), "{stdout}");
}

#[test]
fn under_libtest_on_one_shared_pool() {
    assert_side_by_side("counting", "sqlite");
}

#[test]
fn under_libtest_each_with_its_own_pool() {
    assert_side_by_side("counting", "postgres");
}

#[test]
fn under_the_own_harness_on_one_shared_pool() {
    assert_side_by_side("counting_own_harness", "sqlite");
}

#[test]
fn under_the_own_harness_each_with_its_own_pool() {
    assert_side_by_side("counting_own_harness", "postgres");
}
