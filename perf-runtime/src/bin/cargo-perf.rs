//! `cargo perf`: see `cargo perf --help`.

fn main() -> std::process::ExitCode {
    perf_runtime::__private::cargo_perf()
}
