//! What tells one kind of server from another.

use super::start::Launch;

/// A kind of server, as data.
pub(in crate::database) struct Kind {
    /// As messages call it.
    pub(super) name: &'static str,
    /// How the folders of its servers begin.
    pub(super) prefix: &'static str,
    /// What must be in one folder, or beside it: any of these sets, the first one preferred.
    pub(super) programs: &'static [&'static [&'static str]],
    /// Where packages put them; a `*` stands for the version.
    pub(super) usual: &'static [&'static str],
    /// Users that the server may run as where we are root, the first that exists.
    pub(super) accounts: &'static [&'static str],
    /// How the variables begin that its programs read, which are not meant for this server.
    pub(super) variables: &'static str,
    /// The socket, in the folder of the data.
    pub(super) socket: &'static str,
    /// The file there whose first line is the server's process.
    pub(super) pid_file: &'static str,
    /// The signal that stops it at once.
    pub(super) stop: &'static str,
    /// Fills the empty folder of the data, and starts the server.
    pub(super) start: fn(&Launch<'_>) -> Result<(), String>,
}
