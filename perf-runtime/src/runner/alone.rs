//! Side by side, or alone: noise only adds time, so cases run side by side until one is over a
//! limit of time, and only that one is measured again alone.
//!
//! A lock file does it for threads and processes alike, since every holder opens it for itself: those
//! side by side hold it shared, the one alone holds it for itself. A second file is the gate
//! through which both come, so that who waits to be alone is not overtaken for ever.
//!
//! The shards of a load are to run at once, also on one machine: each has its own files.

use std::fs::File;
use std::io;

use crate::load::shard::Role;
use crate::store::lock_file;

/// A place among the running cases; given back when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _held: Option<File>,
}

/// How to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Company {
    /// With others.
    SideBySide,
    /// With no other case.
    Alone,
}

/// Waits for a turn. Where no lock file can be made, everyone runs at once.
pub(crate) fn wait(company: Company) -> Turn {
    Turn {
        _held: take(company).ok(),
    }
}

fn take(company: Company) -> io::Result<File> {
    let gate = open("gate.lock")?;
    gate.lock()?;
    let turn = open("turn.lock")?;
    match company {
        Company::SideBySide => turn.lock_shared()?,
        Company::Alone => turn.lock()?,
    }
    Ok(turn)
}

fn open(name: &str) -> io::Result<File> {
    match Role::get() {
        Ok(Some(role)) => lock_file(&format!("{}.{name}", role.shard.in_name())),
        Ok(None) | Err(_) => lock_file(name),
    }
}
