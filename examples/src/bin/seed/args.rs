//! The options of the program.

use clap::Parser;
use clap::builder::RangedU64ValueParser;
use command_center::seed::{Counts, Seeding};

/// Fills the tables of the specification tool with rows that are made up.
///
/// All rows are inserted or none. What is there already stays, unless `--clear` is given.
#[derive(Debug, Parser)]
#[command(name = "seed", version)]
pub(crate) struct Args {
    /// `sqlite:FILE` or `postgres://USER@HOST/DATABASE`
    #[arg(long, value_name = "URL", default_value = "sqlite:command-center.db")]
    pub(crate) database_url: String,

    /// Run the migrations first; a SQLite file that is not there is made
    #[arg(long)]
    pub(crate) migrate: bool,

    /// Delete all rows of these tables first, and of no others
    #[arg(long)]
    clear: bool,

    /// The same seed gives the same rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// So many sessions, and of all else in proportion: 1000 sessions are 14,100 rows [default: 10]
    #[arg(long, value_name = "SESSIONS", value_parser = count(), conflicts_with = "sessions")]
    size: Option<u32>,

    /// Sessions [default: 10]
    #[arg(long, value_name = "N", value_parser = count())]
    sessions: Option<u32>,

    /// Research records of each session [default: 3]
    #[arg(long, value_name = "N", value_parser = count())]
    research_per_session: Option<u32>,

    /// Messages of each session [default: 8]
    #[arg(long, value_name = "N", value_parser = count())]
    messages_per_session: Option<u32>,

    /// Documents in all [default: 6]
    #[arg(long, value_name = "N", value_parser = count())]
    documents: Option<u32>,

    /// Logged errors in all [default: 15]
    #[arg(long, value_name = "N", value_parser = count())]
    error_logs: Option<u32>,

    /// Design jobs of each session, on Postgres only [default: 1]
    #[arg(long, value_name = "N", value_parser = count())]
    jobs_per_session: Option<u32>,

    /// Outputs of each design job [default: 4]
    #[arg(long, value_name = "N", value_parser = count())]
    outputs_per_job: Option<u32>,

    /// Decisions of each design job [default: 3]
    #[arg(long, value_name = "N", value_parser = count())]
    decisions_per_job: Option<u32>,
}

/// A number of rows.
fn count() -> RangedU64ValueParser<u32> {
    RangedU64ValueParser::new().range(..=1_000_000)
}

impl Args {
    /// What is to be done: the size, and each number that was given instead of what it says.
    pub(crate) fn seeding(&self) -> Seeding {
        let size = self.size.map_or_else(Counts::default, Counts::of_size);
        let counts = Counts {
            sessions: self.sessions.unwrap_or(size.sessions),
            research_per_session: self
                .research_per_session
                .unwrap_or(size.research_per_session),
            messages_per_session: self
                .messages_per_session
                .unwrap_or(size.messages_per_session),
            documents: self.documents.unwrap_or(size.documents),
            error_logs: self.error_logs.unwrap_or(size.error_logs),
            jobs_per_session: self.jobs_per_session.unwrap_or(size.jobs_per_session),
            outputs_per_job: self.outputs_per_job.unwrap_or(size.outputs_per_job),
            decisions_per_job: self.decisions_per_job.unwrap_or(size.decisions_per_job),
        };
        Seeding {
            counts,
            seed: self.seed,
            clear: self.clear,
        }
    }
}
