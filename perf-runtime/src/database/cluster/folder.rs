//! The folder in which a private server lives.

use std::fs::{self, DirBuilder, File, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::account::Account;
use super::kind::Kind;
use crate::database::labels;
use crate::database::process::Process;

/// The longest path of a socket: 104 bytes on macOS, 108 on Linux, the last of them 0.
const LONGEST_SOCKET: usize = 103;

/// The smallest folder in memory that is used, in bytes: Docker's own is of 64 MB.
const LARGE: u64 = 2 << 30;

/// A folder that bears its key in its name.
#[derive(Clone)]
pub(super) struct Folder {
    path: PathBuf,
    kind: &'static Kind,
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

impl Folder {
    /// Makes the folder, or takes the one that another process of the run has made.
    pub(super) fn open(
        kind: &'static Kind,
        base: &Path,
        key: &Process,
        account: &Account,
    ) -> Result<Self, String> {
        let path = base.join(prefix(kind, account) + &labels::label(key));
        make_own(&path, account)
            .map_err(|error| format!("cannot make the folder {}: {error}", path.display()))?;
        Ok(Self { path, kind })
    }

    /// The folders of servers whose keys are over.
    pub(super) fn left_over(&self, account: &Account) -> Vec<(Self, Process)> {
        let kind = self.kind;
        let left_over = labels::left_over(&self.path, &prefix(kind, account));
        left_over
            .into_iter()
            .map(|(path, key)| (Self { path, kind }, key))
            .collect()
    }

    pub(super) fn kind(&self) -> &'static Kind {
        self.kind
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The server's data, and its socket.
    pub(super) fn data(&self) -> PathBuf {
        data(&self.path)
    }

    pub(super) fn socket(&self) -> PathBuf {
        socket(&self.path, self.kind)
    }

    /// The file whose first line is the server's process.
    pub(super) fn pid_file(&self) -> PathBuf {
        self.data().join(self.kind.pid_file)
    }

    /// The server's process, as far as it has told.
    pub(super) fn server(&self) -> Option<Process> {
        let text = fs::read_to_string(self.pid_file()).ok()?;
        let pid = text.lines().next()?.trim().parse().ok()?;
        Some(Process::with_pid(pid))
    }

    /// What the programs say that make and start the server.
    pub(super) fn start_log(&self) -> PathBuf {
        self.path.join("start.log")
    }

    /// What the server says.
    pub(super) fn server_log(&self) -> PathBuf {
        self.data().join("server.log")
    }

    /// Waits until no other process is starting the server; the lock goes with the file.
    pub(super) fn lock(&self) -> Result<File, String> {
        let path = self.path.join("lock");
        let lock = || {
            let file = File::create(&path)?;
            file.lock()?;
            Ok::<_, io::Error>(file)
        };
        lock().map_err(|error| format!("cannot lock {}: {error}", path.display()))
    }

    /// Notes that the server was started to the end.
    pub(super) fn set_started(&self) -> io::Result<()> {
        File::create(self.started()).map(drop)
    }

    /// Whether a server that was started to the end is there. Only for the holder of the lock.
    pub(super) fn is_served(&self) -> bool {
        // Of a server that was killed the socket may answer until the last of its threads is gone.
        let is_running = || self.server().is_some_and(|server| !server.is_over());
        self.started().exists() && is_running() && self.is_answering()
    }

    /// Whether somebody listens at the socket.
    pub(super) fn is_answering(&self) -> bool {
        UnixStream::connect(self.socket()).is_ok()
    }

    /// What to say of an error there.
    pub(super) fn not_writable(&self, error: &io::Error) -> String {
        format!("cannot write in {}: {error}", self.path.display())
    }

    /// Takes away what a server that is not there any more, or was never quite there, has left.
    pub(super) fn clear(&self) -> io::Result<()> {
        for removed in [
            fs::remove_file(self.started()),
            fs::remove_dir_all(self.data()),
        ] {
            removed.or_else(|error| {
                if error.kind() == io::ErrorKind::NotFound {
                    Ok(())
                } else {
                    Err(error)
                }
            })?;
        }
        Ok(())
    }

    fn started(&self) -> PathBuf {
        self.path.join("started")
    }
}

/// The folder in memory, where there is one and nobody has set another for temporary files; `/tmp` where the path of
/// that is too long for a socket, or where the server's user has no access to it.
pub(super) fn base(kind: &Kind, key: &Process, account: &Account) -> PathBuf {
    let base = match std::env::temp_dir() {
        usual if usual == Path::new("/tmp") => in_memory().unwrap_or(usual),
        set => set,
    };
    let socket = socket(
        &base.join(prefix(kind, account) + &labels::label(key)),
        kind,
    );
    let is_short = socket.as_os_str().len() <= LONGEST_SOCKET;
    let is_open = account.server.is_none() || base.ancestors().all(is_open_to_all);
    if base.is_absolute() && is_short && is_open {
        base
    } else {
        PathBuf::from("/tmp")
    }
}

/// The files of databases that are made and thrown away all the time: on a disk that others keep busy, a clone takes
/// up to a second, and here a fiftieth.
fn in_memory() -> Option<PathBuf> {
    let folder = Path::new("/dev/shm");
    let statistics = rustix::fs::statvfs(folder).ok()?;
    let is_large = statistics.f_blocks * statistics.f_frsize >= LARGE;
    let has_room = statistics.f_bavail * statistics.f_frsize >= LARGE / 2;
    (is_large && has_room).then(|| folder.to_owned())
}

fn is_open_to_all(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|metadata| metadata.mode() & 0o001 != 0)
}

fn prefix(kind: &Kind, account: &Account) -> String {
    format!("{}-{}-", kind.prefix, account.uid)
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn socket(folder: &Path, kind: &Kind) -> PathBuf {
    data(folder).join(kind.socket)
}

/// Makes a folder into which only we write. One that is there already must be ours: its name can
/// be guessed, and the folder for temporary files is everybody's.
fn make_own(path: &Path, account: &Account) -> io::Result<()> {
    if let Err(error) = DirBuilder::new().mode(0o700).create(path)
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        return Err(error);
    }
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_dir() || metadata.uid() != account.uid {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "it belongs to another user",
        ));
    }
    // The server's own user passes through it.
    let mode = if account.server.is_some() {
        0o711
    } else {
        0o700
    };
    fs::set_permissions(path, Permissions::from_mode(mode))
}

#[cfg(test)]
mod tests {
    use super::super::tests::KINDS;
    use super::*;

    #[test]
    fn a_folder_of_another_user_or_a_link_is_refused() {
        let kind = KINDS[0];
        let base = tempfile::tempdir().unwrap();
        let uid = fs::metadata(base.path()).unwrap().uid();
        let us = Account { uid, server: None };
        let them = Account {
            uid: uid + 1,
            server: None,
        };
        let key = Process::current();

        let folder = Folder::open(kind, base.path(), &key, &us).unwrap();
        Folder::open(kind, base.path(), &key, &us).expect("it is ours");
        let name = folder.path().file_name().unwrap().to_str().unwrap();
        let theirs = base
            .path()
            .join(name.replace(&prefix(kind, &us), &prefix(kind, &them)));
        fs::create_dir(&theirs).unwrap();
        let refused = Folder::open(kind, base.path(), &key, &them).unwrap_err();
        assert!(refused.contains("belongs to another user"), "{refused}");

        fs::remove_dir(folder.path()).unwrap();
        std::os::unix::fs::symlink(&theirs, folder.path()).unwrap();
        let refused = Folder::open(kind, base.path(), &key, &us).unwrap_err();
        assert!(refused.contains("belongs to another user"), "{refused}");
    }
}
