//! Fills the tables of the specification tool: `cargo run -p command-center --bin seed -- --help`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the command line"
)]

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser as _;
use command_center::seed::fill;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Args;
use crate::target::{Failure, Target};

mod args;
mod target;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Gives back what was done, in a line.
async fn run(args: &Args) -> Result<String, Failure> {
    let target = Target::of(&args.database_url)?;
    let db = target.open(args.migrate).await?;
    let seeding = args.seeding();
    let rows = seeding.rows(&db);

    let bar = progress_bar(rows);
    let start = Instant::now();
    let filled = fill(&db, &seeding, &mut |rows| bar.inc(rows as u64)).await;
    bar.finish_and_clear();
    db.close().await;
    filled.map_err(|error| target.failure(error))?;

    let seconds = start.elapsed().as_secs_f64();
    Ok(format!(
        "{rows} rows in {seconds:.2} s into {target}, seed {}",
        seeding.seed
    ))
}

/// It is drawn on a terminal only.
fn progress_bar(rows: i64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {eta} to go")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(rows.unsigned_abs()).with_style(style)
}
