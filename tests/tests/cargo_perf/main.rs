//! `cargo perf` as a program: what it says and how it ends, where things are as they should be and where they are not.

mod browser;
mod ci;
mod compare;
mod history;
mod place;
mod program;
mod report;
mod run;
mod trouble;
