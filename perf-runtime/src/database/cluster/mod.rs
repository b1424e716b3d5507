//! A private server, for machines where `DATABASE_URL` names none.
//!
//! One server for one run of `cargo test` or `cargo nextest run`, shared by its processes:
//!
//! ```text
//! kind        what tells one kind of server from another, as data
//! postgres    Postgres: initdb, settings, pg_ctl
//! mysql       MariaDB and MySQL
//! programs    where they are on this machine
//! account     as which user the server runs
//! key         the process with whose end the server ends: cargo, if it started us
//! folder      where the server lives, by its key
//! start       what is the same for all kinds
//! keeper      what stops it: a detached shell that waits for the key's end
//! ```
//!
//! Nobody needs to say goodbye: also after a `kill -9` of everything else the keeper stops the
//! server and removes its folder; and what a killed keeper leaves is found by the next run.

mod account;
mod command;
mod folder;
mod keeper;
mod key;
mod kind;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod programs;
mod start;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use self::account::Account;
use self::folder::Folder;
use self::kind::Kind;
#[cfg(feature = "mysql")]
pub(super) use self::mysql::{mysql, mysql_options};
#[cfg(feature = "postgres")]
pub(super) use self::postgres::{postgres, postgres_options};
use self::programs::{Places, Programs};
use self::start::Launch;
use super::process::Process;

/// A server that runs.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: Folder,
}

impl Cluster {
    /// The file in which the server writes what happens.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.server_log()
    }
}

/// Why there is no private server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoCluster {
    #[error("no folder with {programs} was found in {places}")]
    NoPrograms { programs: String, places: String },
    #[error("a private server could not be started: {0}")]
    Failed(String),
}

/// The server of this run, started if no other process of the run has done so. Blocks.
fn of_this_run(kind: &'static Kind) -> Result<Cluster, NoCluster> {
    open(kind, &Places::usual(kind), &key::of_this_process())
}

/// The server that ends with the process `key`.
fn open(kind: &'static Kind, places: &Places, key: &Process) -> Result<Cluster, NoCluster> {
    let programs = Programs::find(kind, places).ok_or_else(|| NoCluster::NoPrograms {
        programs: programs::enumerate(kind),
        places: places.to_string(),
    })?;
    start(kind, &programs, key).map_err(NoCluster::Failed)
}

fn start(kind: &'static Kind, programs: &Programs, key: &Process) -> Result<Cluster, String> {
    let account = Account::of_the_server(kind)?;
    let folder = Folder::open(kind, &folder::base(kind, key, &account), key, &account)?;
    keeper::sweep(&folder, &account);
    let _starting = folder.lock()?;
    if !folder.is_served() {
        let launch = Launch {
            programs,
            account: &account,
            folder: &folder,
        };
        start::start(&launch, key)?;
    }
    Ok(Cluster { folder })
}
