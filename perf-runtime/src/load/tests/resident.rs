//! By how much a load makes the process larger.

use std::hint::black_box;

use super::load;
use crate::fixture::load_body;
use crate::options::{Options, Warmup};

const PAGES: usize = 16 << 10;

#[test]
fn what_is_left_by_each_iteration_is_seen() {
    let options = Options {
        users: Some(2),
        iterations: Some(2000),
        warmup: Some(Warmup::Runs(1)),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| async {
            std::mem::forget(black_box(vec![1_u8; PAGES]));
        })
    });
    // Other tests of this process may give back what they hold meanwhile.
    let grown = pass.load.rss_growth.expect("Linux tells");
    assert!(grown >= 1 << 20, "{grown}");
}
