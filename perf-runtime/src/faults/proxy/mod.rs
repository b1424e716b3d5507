//! A proxy between the pool of a case and its server: it lets bytes through, and acts on statements.
//!
//! It listens on a socket in a folder of its own, and runs on a thread and a runtime of its own, so that nothing of it is
//! taken for the application's. It knows as much of a protocol as it takes to see where a statement begins; what is not a
//! statement, and all that the server says, goes through as it is, without being kept.
//!
//! A statement that is to fail is replaced by one that does: the error is the server's own, and so is the state in which it
//! leaves the transaction.

mod connection;
mod desk;
mod messages;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod serve;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::{fmt, io};

use tempfile::TempDir;
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::oneshot;

use self::connection::Stream;
use super::injector::Injector;

/// What the bytes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    #[cfg(feature = "postgres")]
    Postgres,
    #[cfg(feature = "mysql")]
    MySql,
}

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Upstream {
    Socket(PathBuf),
    Host(String, u16),
}

impl Upstream {
    async fn connect(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::Socket(path) => Box::new(UnixStream::connect(path).await?),
            Self::Host(host, port) => {
                let stream = TcpStream::connect((host.as_str(), *port)).await?;
                // As sqlx has it: a statement is not held back until the next one.
                stream.set_nodelay(true)?;
                Box::new(stream)
            }
        })
    }
}

/// A proxy that runs until it is dropped.
pub(crate) struct Proxy {
    folder: TempDir,
    /// Dropped, it ends the thread.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Listens at `name` in a folder of its own.
    pub(crate) fn start(
        protocol: Protocol,
        name: &str,
        upstream: Upstream,
        injector: Arc<Injector>,
    ) -> Result<Self, String> {
        let failed = |error: io::Error| {
            format!(
                "the proxy that injects faults cannot be started: {error}; \
                 a socket needs a short path, set TMPDIR to one where this is too long"
            )
        };
        let folder = tempfile::Builder::new()
            .prefix("perf-faults-")
            .tempdir()
            .map_err(failed)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        let door = {
            let _context = runtime.enter();
            serve::Door::open(folder.path().join(name)).map_err(failed)?
        };
        let (stop, stopped) = oneshot::channel();
        let serve = serve::serve(door, protocol, upstream, injector, stopped);
        let thread = thread::Builder::new()
            .name("perf-faults".to_owned())
            .spawn(move || runtime.block_on(serve))
            .map_err(failed)?;
        Ok(Self {
            folder,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where the socket is.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // What went wrong there has shown in the statements.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
