//! Makes and starts a private server of any kind.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::PathBuf;
use std::process::Command;

use super::account::Account;
use super::command::run;
use super::folder::Folder;
use super::keeper;
use super::programs::Programs;
use crate::database::process::Process;

/// With what a server is made and started.
pub(super) struct Launch<'a> {
    pub(super) programs: &'a Programs,
    pub(super) account: &'a Account,
    pub(super) folder: &'a Folder,
}

impl Launch<'_> {
    pub(super) fn program(&self, program: &str) -> PathBuf {
        self.programs.path(program)
    }

    /// One of the programs, as the server's user.
    pub(super) fn command(&self, program: &str) -> Command {
        self.command_at(self.program(program))
    }

    /// Any program, as the server's user, who may not be let into our folder for temporary files.
    pub(super) fn command_at(&self, program: PathBuf) -> Command {
        let mut command = Command::new(program);
        command.env("TMPDIR", self.folder.data());
        self.account.apply(&mut command);
        command
    }

    /// Runs it to its end, and has the log of the start written.
    pub(super) fn run(&self, command: &mut Command) -> Result<(), String> {
        run(command, self.folder.kind(), &self.folder.start_log())
    }
}

/// Starts the server anew, whatever an attempt before has left. Only for the holder of the lock.
pub(super) fn start(launch: &Launch<'_>, key: &Process) -> Result<(), String> {
    let folder = launch.folder;
    let in_folder = |error: io::Error| folder.not_writable(&error);
    let no_shell = |error| format!("cannot run `sh`: {error}");
    keeper::stop(folder).map_err(no_shell)?;
    folder.clear().map_err(in_folder)?;
    // First of all, so that nothing is left behind if we are killed halfway.
    keeper::keep(folder, key).map_err(no_shell)?;
    make_data(launch.account, folder).map_err(in_folder)?;
    (folder.kind().start)(launch)?;
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
