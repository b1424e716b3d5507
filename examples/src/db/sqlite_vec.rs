//! Makes sqlite-vec part of every SQLite connection of this process.

#![expect(
    unsafe_code,
    reason = "SQLite takes an extension that is linked in by a C function only"
)]

use std::ffi::{c_char, c_int};

use libsqlite3_sys::{SQLITE_OK, sqlite3, sqlite3_api_routines, sqlite3_auto_extension};
// Links the extension; its own declaration of the function below lacks the parameters.
use sqlite_vec as _;

// SAFETY: as `sqlite-vec.c` defines it, which is SQLite's signature of an extension's entry point.
unsafe extern "C" {
    fn sqlite3_vec_init(
        db: *mut sqlite3,
        message: *mut *mut c_char,
        api: *const sqlite3_api_routines,
    ) -> c_int;
}

/// Call it before a connection is opened; a second call does nothing.
pub(super) fn register() -> sqlx::Result<()> {
    // SAFETY: the function lives as long as the process, and SQLite guards its list by a mutex.
    let code = unsafe { sqlite3_auto_extension(Some(sqlite3_vec_init)) };
    if code == SQLITE_OK {
        return Ok(());
    }
    Err(sqlx::Error::Configuration(
        format!("SQLite did not take sqlite-vec: code {code}").into(),
    ))
}
