//! Lets connections in, except while the database is gone.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use std::{fs, io};

use tokio::net::UnixListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

use super::{Protocol, Upstream, connection};
use crate::faults::injector::Injector;

/// A socket that is listened at.
pub(super) struct Door {
    path: PathBuf,
    listener: UnixListener,
}

impl Door {
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        let listener = listen(&path)?;
        Ok(Self { path, listener })
    }
}

/// A path that nobody listens at refuses connections, and one that is missing is another error: so the new socket takes
/// the place of the old one in one step.
fn listen(path: &Path) -> io::Result<UnixListener> {
    let fresh = path.with_extension("new");
    let listener = UnixListener::bind(&fresh)?;
    fs::rename(&fresh, path)?;
    Ok(listener)
}

/// Serves until it is told to stop.
pub(super) async fn serve(
    door: Door,
    protocol: Protocol,
    upstream: Upstream,
    injector: Arc<Injector>,
    mut stopped: oneshot::Receiver<()>,
) {
    let upstream = Arc::new(upstream);
    let mut connections = JoinSet::new();
    let mut outages = injector.outages();
    let Door { path, listener } = door;
    let mut listener = Some(listener);
    loop {
        tokio::select! {
            biased;
            _ = &mut stopped => return,
            until = gone(&mut outages), if listener.is_some() => {
                // From here on connections are refused.
                drop(listener.take());
                back(until, &mut outages).await;
                listener = listen(&path).ok();
            }
            accepted = accept(listener.as_ref()) => {
                if let Ok(client) = accepted {
                    let (upstream, injector) = (Arc::clone(&upstream), Arc::clone(&injector));
                    connections.spawn(connection::relay(client, protocol, upstream, injector));
                }
            }
            // What a connection came to shows in its statements.
            _ = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

async fn accept(listener: Option<&UnixListener>) -> io::Result<tokio::net::UnixStream> {
    match listener {
        Some(listener) => Ok(listener.accept().await?.0),
        None => std::future::pending().await,
    }
}

/// Waits until the database is gone; gives back when it comes back.
pub(super) async fn gone(outages: &mut watch::Receiver<Option<Instant>>) -> Instant {
    loop {
        let until = *outages.borrow_and_update();
        if let Some(until) = until.filter(|until| Instant::now() < *until) {
            return until;
        }
        if outages.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Waits until the outage is over, which may be made longer or ended meanwhile.
async fn back(mut until: Instant, outages: &mut watch::Receiver<Option<Instant>>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(until.into()) => return,
            changed = outages.changed() => {
                let now = *outages.borrow_and_update();
                match now.filter(|_| changed.is_ok()) {
                    Some(longer) => until = longer,
                    None => return,
                }
            }
        }
    }
}
