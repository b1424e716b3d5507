//! How a private Postgres is made, started and reached.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::process::Command;
use std::sync::OnceLock;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::command::tail;
use super::folder::Folder;
use super::kind::Kind;
use super::start::Launch;
use super::{Cluster, NoCluster};

pub(super) const POSTGRES: Kind = Kind {
    name: "Postgres",
    prefix: "perf-pg",
    programs: &[&["initdb", "pg_ctl", "postgres"]],
    usual: &[
        // Debian and Ubuntu.
        "/usr/lib/postgresql/*/bin",
        // Fedora and RHEL, from postgresql.org.
        "/usr/pgsql-*/bin",
        // Alpine.
        "/usr/libexec/postgresql*",
        // Homebrew.
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        // Built from source.
        "/usr/local/pgsql/bin",
    ],
    accounts: &["postgres", "_postgres", "nobody"],
    variables: "PG",
    socket: ".s.PGSQL.5432",
    pid_file: "postmaster.pid",
    stop: "QUIT",
    start,
};

/// The superuser of a private server; who reaches its socket needs no password.
const USER: &str = "perf";

/// Part of the socket's name. There is no TCP port.
const PORT: u16 = 5432;

/// Data that is thrown away need not survive a crash; nothing runs in the background that would
/// make one run differ from the next.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum = off
dynamic_shared_memory_type = mmap
timezone = 'UTC'
log_timezone = 'UTC'
";

/// Part of every Postgres, but packaged apart on some systems.
const LIBRARIES: &str = "pg_stat_statements, auto_explain";

/// The server of this run, started if no other process of the run has done so. Blocks.
pub(in crate::database) fn postgres() -> Result<&'static Cluster, NoCluster> {
    static CLUSTER: OnceLock<Result<Cluster, NoCluster>> = OnceLock::new();
    CLUSTER
        .get_or_init(|| super::of_this_run(&POSTGRES))
        .as_ref()
        .map_err(Clone::clone)
}

/// How its superuser connects.
pub(in crate::database) fn postgres_options(cluster: &Cluster) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(cluster.folder.data())
        .port(PORT)
        .username(USER)
        .database("postgres")
        .ssl_mode(PgSslMode::Disable)
}

fn start(launch: &Launch<'_>) -> Result<(), String> {
    initdb(launch)?;
    let libraries = |libraries: &str| format!("shared_preload_libraries = '{libraries}'\n");
    configure(
        launch.folder,
        &(SETTINGS.to_owned() + &libraries(LIBRARIES)),
    )?;
    if let Err(error) = pg_ctl_start(launch) {
        if !tail(&launch.folder.server_log()).contains("could not access file") {
            return Err(error);
        }
        configure(launch.folder, &libraries(""))?;
        pg_ctl_start(launch)?;
    }
    Ok(())
}

fn initdb(launch: &Launch<'_>) -> Result<(), String> {
    let mut command = launch.command("initdb");
    command.args([
        "--no-sync",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--username",
        USER,
        "-D",
    ]);
    launch.run(command.arg(launch.folder.data()))
}

/// Adds to the settings; of two for one name the later one holds.
fn configure(folder: &Folder, settings: &str) -> Result<(), String> {
    let write = || {
        let data = folder.data();
        let mut file = OpenOptions::new()
            .append(true)
            .open(data.join("postgresql.conf"))?;
        // A quote in a quoted value is doubled, and so is one around a path with a comma in it.
        let socket = data
            .display()
            .to_string()
            .replace('\'', "''")
            .replace('"', "\"\"");
        writeln!(
            file,
            "{settings}port = {PORT}\nunix_socket_directories = '\"{socket}\"'"
        )
    };
    write().map_err(|error: io::Error| folder.not_writable(&error))
}

fn pg_ctl_start(launch: &Launch<'_>) -> Result<(), String> {
    let log = launch.folder.server_log();
    // What an attempt before has said is not of interest.
    let _ = fs::remove_file(&log);
    let mut command: Command = launch.command("pg_ctl");
    command
        .args(["--silent", "--timeout=60", "-D"])
        .arg(launch.folder.data())
        .arg("-l")
        .arg(&log)
        .args(["--wait", "start"]);
    launch
        .run(&mut command)
        .map_err(|error| format!("{error} / {}", tail(&log)))
}
