//! What stops a private server: a shell that waits for the end of the key.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use super::account::Account;
use super::folder::Folder;
use crate::database::process::Process;

const SCRIPT: &str = include_str!("keeper.sh");

/// Lets a keeper wait for the end of `key`, stop the server in the folder, and remove the folder.
///
/// It is in a process group of its own and holds no file of ours: Ctrl-C does not reach it, and
/// nobody waits for it.
pub(super) fn keep(folder: &Folder, key: &Process) -> io::Result<()> {
    let mut command = script("keep", folder);
    command.arg(key.pid.to_string()).arg(&key.start);
    run(&mut command, folder)
}

/// Stops a server whose start came to no end, if there is one.
pub(super) fn stop(folder: &Folder) -> io::Result<()> {
    if folder.pid_file().exists() {
        run(&mut script("stop", folder), folder)?;
    }
    Ok(())
}

/// Has the servers of runs that are over stopped and removed, where their keepers were killed.
pub(super) fn sweep(ours: &Folder, account: &Account) {
    for (folder, key) in ours.left_over(account) {
        // What cannot be removed now does not keep a server from being started.
        let _ = keep(&folder, &key);
    }
}

fn script(what: &str, folder: &Folder) -> Command {
    let kind = folder.kind();
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "perf-server-keeper"]);
    command.args([what, kind.pid_file, kind.stop]);
    command
}

fn run(command: &mut Command, folder: &Folder) -> io::Result<()> {
    command
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.current_dir("/").process_group(0).status().map(drop)
}
