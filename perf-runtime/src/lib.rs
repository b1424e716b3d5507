//! perf-runtime.
