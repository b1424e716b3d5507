//! One connection: what the client says goes past the desk, what the server says goes through.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, BufWriter};
use tokio::net::UnixStream;

use super::desk::Desk;
use super::serve::gone;
use super::{Protocol, Upstream};
use crate::faults::injector::Injector;

/// Bytes that are under way at once, in each direction.
const BUFFER: usize = 16 * 1024;

/// A connection to a server, of whatever kind.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Relays until one side ends it, a statement is to cut it, or the database goes. Both sides are closed then.
pub(super) async fn relay(
    client: UnixStream,
    protocol: Protocol,
    upstream: Arc<Upstream>,
    injector: Arc<Injector>,
) {
    let mut outages = injector.outages();
    let desk = Desk::new(Arc::clone(&injector));
    tokio::select! {
        biased;
        _ = gone(&mut outages) => injector.lost_connection(),
        // An error of one side closes the other, which is all that can be told.
        _ = both_ways(client, protocol, &upstream, &desk) => {}
    }
}

async fn both_ways(
    client: UnixStream,
    protocol: Protocol,
    upstream: &Upstream,
    desk: &Desk,
) -> io::Result<()> {
    let server = upstream.connect().await?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = tokio::io::split(server);
    let from_client = BufReader::with_capacity(BUFFER, from_client);
    let to_server = BufWriter::with_capacity(BUFFER, to_server);
    tokio::select! {
        done = forward(protocol, from_client, to_server, desk) => done,
        done = backward(protocol, from_server, to_client, desk) => done,
    }
}

pub(super) async fn forward(
    protocol: Protocol,
    client: BufReader<impl AsyncRead + Unpin>,
    server: impl AsyncWrite + Unpin,
    desk: &Desk,
) -> io::Result<()> {
    match protocol {
        #[cfg(feature = "postgres")]
        Protocol::Postgres => super::postgres::forward(client, server, desk).await,
        #[cfg(feature = "mysql")]
        Protocol::MySql => super::mysql::forward(client, server, desk).await,
    }
}

async fn backward(
    protocol: Protocol,
    mut server: impl AsyncRead + Unpin,
    mut client: impl AsyncWrite + Unpin,
    desk: &Desk,
) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = server.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let reply = &buffer[..read];
        desk.replied(|| match protocol {
            #[cfg(feature = "postgres")]
            Protocol::Postgres => super::postgres::is_error(reply),
            #[cfg(feature = "mysql")]
            Protocol::MySql => super::mysql::is_error(reply),
        });
        client.write_all(reply).await?;
    }
}

/// The head of the next message; nothing where the client has ended the connection.
pub(super) async fn next_head<const LENGTH: usize>(
    client: &mut (impl AsyncRead + Unpin),
) -> io::Result<Option<[u8; LENGTH]>> {
    let mut bytes = [0; LENGTH];
    match client.read_exact(&mut bytes).await {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// The rest of a message, let through or left out, without being kept.
pub(super) async fn pass_on(
    client: &mut (impl AsyncRead + Unpin),
    server: &mut (impl AsyncWrite + Unpin),
    length: usize,
) -> io::Result<()> {
    let copied = tokio::io::copy(&mut client.take(length as u64), server).await?;
    whole(copied, length)
}

pub(super) async fn leave_out(
    client: &mut (impl AsyncRead + Unpin),
    length: usize,
) -> io::Result<()> {
    let copied = tokio::io::copy(&mut client.take(length as u64), &mut tokio::io::sink()).await?;
    whole(copied, length)
}

fn whole(copied: u64, length: usize) -> io::Result<()> {
    if copied == length as u64 {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}
