//! perf-macros.
