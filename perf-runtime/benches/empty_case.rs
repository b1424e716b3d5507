//! What a case costs over a plain test with a tokio runtime of its own.
//!
//! `cargo bench -p perf-runtime --bench empty_case`. Prints the median of both, taken in turn, and the difference.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(
    clippy::print_stderr,
    reason = "its result; what cases print goes to standard output"
)]

use std::time::Instant;

use perf_runtime::__private::{
    Body, Case, Ignore, Options, Registered, ShouldPanic, inventory, perf_body, run_test,
};

static CASE: Case = Case {
    name: "empty",
    module: module_path!(),
    file: file!(),
    line: line!(),
    manifest_dir: env!("CARGO_MANIFEST_DIR"),
    package: env!("CARGO_PKG_NAME"),
    ignore: Ignore::No,
    should_panic: ShouldPanic::No,
    options: Options::NONE,
    body: Body::Perf(|cx| perf_body(cx, &[], |()| async {})),
};
inventory::submit! { Registered(&CASE) }

fn plain() {
    // As libtest does: every test has a thread of its own.
    let test = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {});
    });
    test.join().expect("no panic");
}

fn main() {
    let (mut plains, mut cases) = (Vec::new(), Vec::new());
    for _ in 0..500 {
        plains.push(micros(plain));
        cases.push(micros(|| run_test(module_path!(), "empty", CASE.line)));
    }
    let (plain, case) = (median(plains), median(cases));
    eprintln!(
        "a plain test {plain:.0} us, an empty case {case:.0} us: {:.0} us more",
        case - plain
    );
}

fn micros(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64() * 1e6
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
