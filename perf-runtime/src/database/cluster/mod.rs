//! A private Postgres server, for machines where `DATABASE_URL` names none.
//!
//! One server for one run of `cargo test` or `cargo nextest run`, shared by its processes:
//!
//! ```text
//! programs    where initdb and the rest are on this machine
//! account     as which user the server runs
//! key         the process with whose end the server ends: cargo, if it started us
//! folder      where the server lives, by its key
//! start       initdb, settings, pg_ctl
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
mod programs;
mod start;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::OnceLock;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use self::account::Account;
use self::folder::Folder;
use self::programs::{Places, Programs};
use super::process::Process;

/// The superuser of a private server; who reaches its socket needs no password.
const USER: &str = "perf";

/// Part of the socket's name. There is no TCP port.
const PORT: u16 = 5432;

/// A server that runs.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: Folder,
}

impl Cluster {
    /// How its superuser connects.
    pub(super) fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.folder.data())
            .port(PORT)
            .username(USER)
            .database("postgres")
            .ssl_mode(PgSslMode::Disable)
    }

    /// The file in which the server writes what happens.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.server_log()
    }
}

/// Why there is no private server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoCluster {
    #[error("no folder with `initdb`, `pg_ctl` and `postgres` was found in {0}")]
    NoPrograms(String),
    #[error("a private server could not be started: {0}")]
    Failed(String),
}

/// The server of this run, started if no other process of the run has done so. Blocks.
pub(super) fn shared() -> Result<&'static Cluster, NoCluster> {
    static CLUSTER: OnceLock<Result<Cluster, NoCluster>> = OnceLock::new();
    let open = || open(&Places::usual(), &key::of_this_process());
    CLUSTER.get_or_init(open).as_ref().map_err(Clone::clone)
}

/// The server that ends with the process `key`.
fn open(places: &Places, key: &Process) -> Result<Cluster, NoCluster> {
    let programs =
        Programs::find(places).ok_or_else(|| NoCluster::NoPrograms(places.to_string()))?;
    start(&programs, key).map_err(NoCluster::Failed)
}

fn start(programs: &Programs, key: &Process) -> Result<Cluster, String> {
    let account = Account::of_the_server()?;
    let folder = Folder::open(&folder::base(key, &account), key, &account)?;
    keeper::sweep(&folder, &account);
    let _starting = folder.lock()?;
    if !folder.is_served() {
        start::start(programs, &account, &folder, key)?;
    }
    Ok(Cluster { folder })
}
