//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, value_parser};
use clap_complete::Shell;

use crate::report::Format;

/// How cargo calls it: with its own name for the first word.
#[derive(Debug, Parser)]
#[command(name = "cargo", bin_name = "cargo", disable_help_subcommand = true)]
pub(super) enum Cargo {
    Perf(Perf),
}

/// Performance tests: runs them, reports on them, compares and keeps their figures.
///
/// Every case of `#[perf]` and `#[load]` leaves a record in `target/perf/runs/<run>`, however it was run; all that this
/// program shows is made from those.
#[derive(Debug, Args)]
#[command(
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_long_help = EXIT_CODES
)]
pub(super) struct Perf {
    #[command(flatten)]
    pub(super) place: Place,
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    done, and nothing was found wrong
  1    done, and what was asked for found something wrong: a limit that was over, a regression
  2    not done: a wrong option, no records, a file that cannot be read or written; the message says which
  ..   `run` ends with the code of `cargo test` or `cargo nextest run`, where those failed";

/// Where the records are.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// The folder of perf, where it is not `target/perf` of this workspace.
    #[arg(long, env = "PERF_DIR", value_name = "FOLDER", global = true)]
    pub(super) dir: Option<PathBuf>,
    /// The history, where it is not `history.sqlite` in the folder of perf: a file, or `postgres://..` for a team.
    // A URL may hold a password: help does not show what the variable says.
    #[arg(
        long,
        env = "PERF_HISTORY",
        hide_env_values = true,
        value_name = "PLACE",
        global = true
    )]
    pub(super) history: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Run(Run),
    Report(Report),
    Merge(Merge),
    Compare(Compare),
    History(History),
    Trend(Trend),
    Clean(Clean),
    Completions(Completions),
}

/// Runs the tests, and reports on them.
///
/// Calls `cargo test`, or `cargo nextest run`, with all that stands behind the options; the records of all test binaries are
/// those of one run. The reports are written whether the tests pass or not.
#[derive(Debug, Args)]
#[command(after_help = "Example: cargo perf run -p shop --test performance -- --quick")]
pub(super) struct Run {
    /// With nextest, each case in a process of its own.
    #[arg(long)]
    pub(super) nextest: bool,
    /// Does not add the run to the history.
    #[arg(long)]
    pub(super) no_history: bool,
    /// The name of the run; its records are in the folder of that name.
    #[arg(long, env = "PERF_RUN", value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Saves what the cases do under this name, without times, for `--baseline`.
    #[arg(
        long,
        env = "PERF_SAVE_BASELINE",
        value_name = "NAME",
        conflicts_with = "baseline"
    )]
    pub(super) save_baseline: Option<String>,
    /// Holds the cases to what was saved under this name, instead of `perf-baseline.toml`.
    #[arg(long, env = "PERF_BASELINE", value_name = "NAME")]
    pub(super) baseline: Option<String>,
    #[command(flatten)]
    pub(super) reports: Reports,
    /// What is passed on to cargo: `-p shop`, `--test performance`, `-- --exact list`; the options above stand before it.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "ARGUMENTS"
    )]
    pub(super) arguments: Vec<String>,
}

/// Makes reports of a run, also of one that was cut off.
#[derive(Debug, Args)]
pub(super) struct Report {
    /// The run, where it is not the latest one; `cargo perf report --list` shows their names.
    #[arg(long, value_name = "NAME")]
    pub(super) run: Option<String>,
    /// Shows the names of the runs, the latest first.
    #[arg(long)]
    pub(super) list: bool,
    #[command(flatten)]
    pub(super) reports: Reports,
}

/// Which reports, and where to.
#[derive(Debug, Args)]
pub(super) struct Reports {
    /// Which to make, with commas between them.
    #[arg(
        long = "report",
        env = "PERF_REPORT",
        value_name = "FORMATS",
        value_enum,
        value_delimiter = ',',
        default_values_t = Format::ALL
    )]
    pub(super) formats: Vec<Format>,
    /// The folder for them [default: `report` beside the folder of the runs]
    #[arg(long, value_name = "FOLDER")]
    pub(super) output: Option<PathBuf>,
}

/// Adds up the shards of a load, and judges it.
///
/// Several processes make a load together where each is told its part, as in `PERF_SHARD=2/4`. None of them can judge the whole:
/// this takes the records and histograms of all of them, judges the limits on the sum, and writes the outcome as a run of
/// its own.
#[derive(Debug, Args)]
#[command(after_help = "Example: cargo perf merge artefacts/shard-*")]
pub(super) struct Merge {
    /// Where the shards' records are: folders of perf, or of single runs [default: the folder of perf]
    #[arg(value_name = "FOLDER")]
    pub(super) folders: Vec<PathBuf>,
    /// The run of the shards, where it is not the latest one of its folder.
    #[arg(long, value_name = "NAME")]
    pub(super) run: Option<String>,
    /// The name of the run that is written [default: that of the first run, with `-merged`]
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
}

/// Compares the times of two versions, measured in turns.
///
/// Builds the base in a work tree of its own and the head as it lies here, runs the tests of both in five pairs of processes, and
/// fails where a time is over the threshold in the median of the pairs and slower in each of them, twice over. What is
/// counted is compared to the last digit.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: cargo perf compare --base main -p shop --test performance -- list"
)]
pub(super) struct Compare {
    /// The commit, branch or tag to compare with.
    #[arg(long, value_name = "REF")]
    pub(super) base: String,
    /// By how many per cent a figure may get worse.
    #[arg(long, value_name = "PERCENT", default_value_t = 20.0, value_parser = percentage)]
    pub(super) threshold: f64,
    /// What is passed on to `cargo test`: `-p shop`, `--test performance`, `-- --exact list`.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "ARGUMENTS"
    )]
    pub(super) arguments: Vec<String>,
}

/// Shows figures from run to run.
///
/// Without a case and a metric, which there are; with both, every figure with its commit and date.
#[derive(Debug, Args)]
#[command(after_help = "Example: cargo perf history technologies_list --metric queries")]
pub(super) struct History {
    #[command(flatten)]
    pub(super) asked: Asked,
    /// Adds the records of a run to the history, as `cargo perf run` does at its end.
    #[arg(long)]
    pub(super) add: bool,
    /// The run to add, where it is not the latest one.
    #[arg(long, value_name = "NAME", requires = "add")]
    pub(super) run: Option<String>,
}

/// Shows where figures have changed for good, the worst first.
///
/// Times are compared by E-divisive change points, within the runs of one machine and one build; what is counted, to the last
/// digit.
#[derive(Debug, Args)]
#[command(after_help = "Example: cargo perf trend --fail-within 5")]
pub(super) struct Trend {
    #[command(flatten)]
    pub(super) asked: Asked,
    /// The smallest change of a time to show, in per cent.
    #[arg(long, value_name = "PERCENT", default_value_t = 5.0, value_parser = percentage)]
    pub(super) magnitude: f64,
    /// Ends with 1 if something has got worse within so many runs.
    #[arg(long, value_name = "RUNS")]
    pub(super) fail_within: Option<usize>,
}

/// Which figures, and of how many runs.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The case: its name, or a part of it.
    pub(super) case: Option<String>,
    /// The figure: `queries`, `ms`, `p95_ms` ..
    #[arg(long, value_name = "NAME")]
    pub(super) metric: Option<String>,
    /// The branch, where it is not that of the latest run.
    #[arg(long, value_name = "NAME")]
    pub(super) branch: Option<String>,
    /// The runs of all branches.
    #[arg(long, conflicts_with = "branch")]
    pub(super) all_branches: bool,
    /// How many runs, the latest ones [default: 30, of a trend 100]
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u32).range(1..))]
    pub(super) limit: Option<u32>,
}

fn percentage(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .trim_end_matches('%')
        .parse()
        .map_err(|_| "write a number, such as 20".to_owned())?;
    if number.is_finite() && number > 0.0 {
        Ok(number)
    } else {
        Err("it must be over 0".to_owned())
    }
}

/// Removes the records of runs: of all, or of all but the latest.
#[derive(Debug, Args)]
pub(super) struct Clean {
    /// How many runs to keep, the latest ones.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(super) keep: usize,
}

/// Prints what a shell needs to complete `cargo perf`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    pub(super) shell: Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cargo::command().debug_assert();
    }

    #[test]
    fn what_is_for_cargo_is_passed_on_as_it_is() {
        let line = "cargo perf run --nextest -p shop --test performance -- --quick";
        let Cargo::Perf(perf) = Cargo::parse_from(line.split(' '));
        let Command::Run(run) = perf.command else {
            panic!("{perf:?}");
        };
        assert!(run.nextest);
        assert_eq!(
            run.arguments.join(" "),
            "-p shop --test performance -- --quick"
        );
    }
}
