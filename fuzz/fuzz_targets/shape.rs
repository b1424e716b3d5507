//! Any text has a shape and a class: no panic, no hang, and the shape of a shape is itself.
#![no_main]

use libfuzzer_sys::fuzz_target;

use probe::shape::{LONGEST, analyze};

/// The files of `perf-runtime` that make shapes; they are private there.
#[path = "../../perf-runtime/src/probe"]
mod probe {
    pub(crate) mod class;
    mod driver_sql;
    mod keywords;
    mod lexer;
    mod lists;
    mod reading;
    pub(crate) mod shape;
}

fuzz_target!(|sql: &str| {
    let once = analyze(sql);
    assert!(once.shape.text.len() <= LONGEST);
    if once.shape.text.len() < LONGEST {
        let twice = analyze(&once.shape.text);
        assert_eq!(twice.shape, once.shape);
        assert_eq!(twice.class, once.class);
        assert_eq!(twice.statements.max(1), once.statements.max(1));
    }
});
