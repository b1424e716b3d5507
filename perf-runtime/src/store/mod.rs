//! What is kept of a run: one record a case.

mod commit;
#[cfg(test)]
pub(crate) mod examples;
mod folder;
mod of;
#[cfg(any(feature = "report", test))]
#[cfg_attr(
    not(any(feature = "cli", test)),
    expect(dead_code, reason = "the program alone looks for runs")
)]
mod read;
pub(crate) mod record;
mod run_id;
mod speed;
mod whole;
mod write;

#[cfg(feature = "report")]
pub(crate) use commit::Commit;
pub(crate) use folder::{folder, lock_file};
pub(crate) use of::build;
#[cfg(test)]
pub(crate) use read::Problem;
#[cfg(feature = "report")]
pub(crate) use read::Run;
#[cfg(feature = "cli")]
pub(crate) use read::{Error as ReadError, files, names};
#[cfg(feature = "cli")]
pub(crate) use run_id::{file_safe, of_process};
pub(crate) use speed::{keep_speed, speed};
pub(crate) use whole::write_whole;
#[cfg(feature = "report")]
pub(crate) use write::Mark;
#[cfg(feature = "cli")]
pub(crate) use write::put;
pub(crate) use write::{begin, run_folder, write};
