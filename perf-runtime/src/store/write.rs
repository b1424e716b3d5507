//! Writes a record: whole, or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use super::folder;
use super::record::Record;
use crate::case_report::CaseReport;
use crate::envs::Envs;

/// Writes the record of a case and gives back where it is, or why it could not be written.
pub(crate) fn write(report: &CaseReport) -> Result<PathBuf, String> {
    let folder = run_folder();
    let path = folder.join(file_name(report));
    write_whole(&folder, &path, &Record::of(report)).map_err(|error| {
        format!(
            "the record could not be written to {}: {error}",
            path.display()
        )
    })?;
    Ok(path)
}

fn write_whole(folder: &Path, path: &Path, record: &Record<'_>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".")
        .suffix(".part")
        .tempfile_in(folder)?;
    let mut writer = io::BufWriter::new(file.as_file_mut());
    serde_json::to_writer_pretty(&mut writer, record)?;
    writer.write_all(b"\n")?;
    writer.flush()?;
    drop(writer);
    file.persist(path)?;
    Ok(())
}

/// The folder of the records of this run.
pub(crate) fn run_folder() -> PathBuf {
    folder().join("runs").join(run_id())
}

/// What tells this run from others: `PERF_RUN`, nextest's id, or the time and the process.
fn run_id() -> &'static str {
    static ID: OnceLock<String> = OnceLock::new();
    ID.get_or_init(|| {
        if let Some(run) = &Envs::get().run {
            return file_safe(run);
        }
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        format!("{}-{}", since.as_secs(), process::id())
    })
}

/// `package.module.name.json`, and the binary, since two may hold a case of the same path.
fn file_name(report: &CaseReport) -> String {
    let case = report.case;
    let binary = case.module.split("::").next().unwrap_or_default();
    file_safe(&format!(
        "{}.{binary}.{}",
        case.package,
        case.path().replace("::", ".")
    )) + ".json"
}

fn file_safe(text: &str) -> String {
    let safe = |character: char| {
        if character.is_alphanumeric() || "._-".contains(character) {
            character
        } else {
            '_'
        }
    };
    let mut safe: String = text.chars().map(safe).take(200).collect();
    if safe.starts_with('.') {
        safe.insert(0, '_');
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        assert_eq!(file_safe("../../etc/passwd"), "_.._.._etc_passwd");
        assert_eq!(file_safe("20 b/c"), "20_b_c");
        assert!(file_safe(&"x".repeat(1000)).len() <= 200);
    }
}
