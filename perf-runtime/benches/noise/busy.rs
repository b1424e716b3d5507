//! What else the machine does: processes that take all the processors they get.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::process::{Child, Command, Stdio};

/// Has a process do nothing else.
pub(crate) const BUSY: &str = "--busy";

/// Takes all that it gets of a processor until it is dropped.
pub(crate) struct BusyLoop(Child);

impl BusyLoop {
    pub(crate) fn start() -> Self {
        Self::with("arithmetic")
    }

    /// One that does this again and again.
    pub(crate) fn with(work: &str) -> Self {
        let mut this = Command::new(env::current_exe().expect("this program"));
        Self(this.args([BUSY, work]).spawn().expect("it runs"))
    }
}

impl Drop for BusyLoop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Does this until the process ends.
pub(crate) fn work(what: &str) -> ! {
    match what {
        "memory" => through_memory(),
        "compile" => compile(),
        _ => loop {
            super::arithmetic(1000);
        },
    }
}

/// Writes to more memory than any cache holds.
fn through_memory() -> ! {
    let mut bytes = vec![0_u8; 256 << 20];
    loop {
        for line in bytes.chunks_mut(64) {
            line[0] = line[0].wrapping_add(1);
        }
        black_box(&bytes);
    }
}

/// Compiles a library of many small functions.
fn compile() -> ! {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("library.rs");
    let mut functions = String::new();
    for n in 0..30 {
        let _ = writeln!(
            functions,
            "pub fn f{n}(words: &[String]) -> Vec<String> {{
                 let mut sorted: Vec<_> = words.iter().map(|word| format!(\"{{word}} {n}\")).collect();
                 sorted.sort_by_key(|word| (word.len(), word.clone()));
                 sorted.dedup();
                 sorted
             }}"
        );
    }
    fs::write(&source, functions).expect("a file");
    loop {
        let mut rustc = Command::new("rustc");
        rustc.args(["--crate-type=lib", "-Copt-level=2", "--out-dir"]);
        rustc.arg(folder.path()).arg(&source).stderr(Stdio::null());
        // One that is left behind comes to its end by itself.
        let _ = rustc.status();
    }
}
