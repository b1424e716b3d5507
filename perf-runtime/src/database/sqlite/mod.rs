//! SQLite databases: a file for each case, copied from a template.

mod database;
mod faults;
mod plans;
mod template;
mod trace;

pub(super) use database::SqliteFile;

/// An error, with what to do where the disk may be full; `variable` moves the files elsewhere.
fn advised(error: &str, variable: &str) -> String {
    // What SQLite and the system say; SQLite also calls it an I/O error.
    let is_full = ["disk is full", "(os error 28)", "disk I/O error"];
    if is_full.iter().any(|text| error.contains(text)) {
        format!("{error}: free some room there, or set {variable} to another folder")
    } else {
        error.to_owned()
    }
}
