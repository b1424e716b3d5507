//! Writes a record: whole, or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::folder;
use super::record::{Record, SCHEMA};
use super::run_id::{file_safe, run_id};
use super::whole::write_whole;
use crate::case::Case;
use crate::case_report::CaseReport;
use crate::load::hlog::{self, LOG};
use crate::load::shard::Role;

/// A case that has begun: a file that lies beside the records until there is one of the case, so that a run that was cut off
/// tells which cases it was in.
#[derive(Debug)]
pub(crate) struct Begun {
    moment: SystemTime,
    mark: PathBuf,
}

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Mark {
    pub(crate) schema: u32,
    pub(crate) package: String,
    /// As in the record.
    #[serde(default)]
    pub(crate) target: String,
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

/// Marks the case as begun. Where that cannot be written, neither can the record, which says so.
pub(crate) fn begin(case: &Case) -> Begun {
    let mark = run_folder().join(file_name(case, MARK));
    let text = Mark {
        schema: SCHEMA,
        package: case.package.to_owned(),
        target: case.target().to_owned(),
        name: case.path(),
        file: case.file.to_owned(),
        line: case.line,
    };
    let _ = fs::create_dir_all(run_folder())
        .and_then(|()| fs::write(&mark, serde_json::to_string(&text)?));
    Begun {
        moment: SystemTime::now(),
        mark,
    }
}

/// Writes the record of a case and gives back where it is, or why it could not be written.
pub(crate) fn write(report: &CaseReport, begun: &Begun) -> Result<PathBuf, String> {
    let folder = run_folder();
    if let Some(sharded) = &report.sharded {
        // Before the record, which speaks of it.
        let path = folder.join(file_name(report.case, LOG));
        written(
            &path,
            write_whole(&path, |mut log| hlog::write(&sharded.loads, &mut log)),
        )?;
    }
    let path = folder.join(file_name(report.case, RECORD));
    write_json(&path, &Record::of(report, begun.moment))?;
    let _ = fs::remove_file(&begun.mark);
    Ok(path)
}

/// Writes a record that was made elsewhere.
#[cfg(feature = "cli")]
pub(crate) fn put(folder: &Path, record: &Record) -> Result<(), String> {
    let name = stem(&record.package, &record.target, &record.name);
    let path = folder.join(format!("{name}.{RECORD}"));
    write_json(&path, record)
}

/// How the names of records end.
pub(super) const RECORD: &str = "json";

/// How the names of marks end.
pub(super) const MARK: &str = "begun";

/// Where the records of this run go.
pub(crate) fn run_folder() -> PathBuf {
    folder().join("runs").join(run_id())
}

fn write_json(path: &Path, record: &Record) -> Result<(), String> {
    let done = write_whole(path, |out| {
        serde_json::to_writer_pretty(&mut *out, record)?;
        out.write_all(b"\n")
    });
    written(path, done)
}

fn written(path: &Path, done: io::Result<()>) -> Result<(), String> {
    done.map_err(|error| {
        format!(
            "the record could not be written to {}: {error}",
            path.display()
        )
    })
}

/// The case, and the shard, since several may write to one folder.
fn file_name(case: &Case, end: &str) -> String {
    let name = stem(case.package, case.target(), &case.path());
    match Role::get() {
        Ok(Some(role)) => format!("{name}.{}.{end}", role.shard.in_name()),
        Ok(None) | Err(_) => format!("{name}.{end}"),
    }
}

/// `package.target.module.name`, since two targets may hold a case of the same path.
fn stem(package: &str, target: &str, path: &str) -> String {
    let path = path.replace("::", ".");
    file_safe(&format!("{package}.{target}.{path}"))
}
