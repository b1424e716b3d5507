//! As which user the server runs: Postgres refuses to run as root, and MySQL should not.

use std::os::unix::process::CommandExt;
use std::process::Command;

use super::kind::Kind;

/// Who we are, and who the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    /// Our own user.
    pub(super) uid: u32,
    /// The server's user and group, if they are not our own.
    pub(super) server: Option<(u32, u32)>,
}

impl Account {
    pub(super) fn of_the_server(kind: &Kind) -> Result<Self, String> {
        let uid = id("-u", None).ok_or("`id -u` does not say who we are")?;
        if uid != 0 {
            return Ok(Self { uid, server: None });
        }
        let server = kind
            .accounts
            .iter()
            .find_map(|user| Some((id("-u", Some(user))?, id("-g", Some(user))?)));
        match server {
            Some(server) => Ok(Self {
                uid,
                server: Some(server),
            }),
            None => Err(format!(
                "{} does not run as root, and none of the users {} exists: \
                 make one, or run the tests as another user",
                kind.name,
                kind.accounts.join(", ")
            )),
        }
    }

    /// Lets a program run as the server's user.
    pub(super) fn apply(self, command: &mut Command) {
        if let Some((uid, gid)) = self.server {
            command.uid(uid).gid(gid);
        }
    }
}

/// Asks id(1), which knows users of all sources.
fn id(what: &str, user: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg(what).args(user).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
