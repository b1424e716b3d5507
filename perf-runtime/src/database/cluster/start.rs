//! Makes and starts a private server.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, chown};
use std::process::Command;

use super::account::Account;
use super::command::{run, tail};
use super::folder::Folder;
use super::programs::Programs;
use super::{PORT, USER, keeper};
use crate::database::process::Process;

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

/// Starts the server anew, whatever an attempt before has left. Only for the holder of the lock.
pub(super) fn start(
    programs: &Programs,
    account: &Account,
    folder: &Folder,
    key: &Process,
) -> Result<(), String> {
    stop(programs, account, folder);
    let in_folder =
        |error: io::Error| format!("cannot write in {}: {error}", folder.path().display());
    folder.clear().map_err(in_folder)?;
    // First of all, so that nothing is left behind if we are killed halfway.
    keeper::keep(folder, key).map_err(|error| format!("cannot run `sh`: {error}"))?;
    make_data(account, folder).map_err(in_folder)?;
    initdb(programs, account, folder)?;
    configure(
        folder,
        &format!("{SETTINGS}shared_preload_libraries = '{LIBRARIES}'\n"),
    )
    .map_err(in_folder)?;
    if let Err(error) = launch(programs, account, folder) {
        if !tail(&folder.server_log()).contains("could not access file") {
            return Err(error);
        }
        configure(folder, "shared_preload_libraries = ''\n").map_err(in_folder)?;
        launch(programs, account, folder)?;
    }
    folder.set_started().map_err(in_folder)
}

fn make_data(account: &Account, folder: &Folder) -> io::Result<()> {
    let data = folder.data();
    DirBuilder::new().mode(0o700).create(&data)?;
    match account.server {
        Some((uid, gid)) => chown(&data, Some(uid), Some(gid)),
        None => Ok(()),
    }
}

fn initdb(programs: &Programs, account: &Account, folder: &Folder) -> Result<(), String> {
    let mut command = Command::new(programs.initdb());
    command.args([
        "--no-sync",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--username",
        USER,
        "-D",
    ]);
    command.arg(folder.data());
    account.apply(&mut command);
    run(&mut command, &folder.start_log())
}

/// Adds to the settings; of two for one name the later one holds.
fn configure(folder: &Folder, settings: &str) -> io::Result<()> {
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
}

fn launch(programs: &Programs, account: &Account, folder: &Folder) -> Result<(), String> {
    // What an attempt before has said is not of interest.
    let _ = fs::remove_file(folder.server_log());
    let launched = run(
        pg_ctl(programs, account, folder).args(["--wait", "start"]),
        &folder.start_log(),
    );
    launched.map_err(|error| format!("{error} / {}", tail(&folder.server_log())))
}

/// Stops a server whose start came to no end. There may be none; then `pg_ctl` fails, and says so in the log.
fn stop(programs: &Programs, account: &Account, folder: &Folder) {
    if folder.data().join("postmaster.pid").exists() {
        let _ = run(
            pg_ctl(programs, account, folder).args(["--mode=immediate", "stop"]),
            &folder.start_log(),
        );
    }
}

fn pg_ctl(programs: &Programs, account: &Account, folder: &Folder) -> Command {
    let mut command = Command::new(programs.pg_ctl());
    command
        .args(["--silent", "--timeout=60", "-D"])
        .arg(folder.data())
        .arg("-l")
        .arg(folder.server_log());
    account.apply(&mut command);
    command
}
