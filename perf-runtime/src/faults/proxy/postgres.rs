//! Postgres: the messages of a client, of which a statement is a Query, or what runs from a Bind to a Sync.
//!
//! The format is described at <https://www.postgresql.org/docs/current/protocol-message-formats.html>.

use std::collections::HashMap;
use std::io;

use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::connection::{leave_out, next_head, pass_on};
use super::desk::{Desk, is_statement};
use super::messages::{Messages, forward_all};
use crate::faults::injected::MARK;

/// What a first message asks for that is answered by one byte, and changes what all others mean.
const ENCRYPTION: [u32; 2] = [80_877_103, 80_877_104];

const QUERY: u8 = b'Q';
const PARSE: u8 = b'P';
const BIND: u8 = b'B';
const SYNC: u8 = b'S';

/// The beginning of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    kind: u8,
    /// Bytes behind the head.
    length: usize,
}

impl Head {
    const LENGTH: usize = 5;

    fn of(bytes: [u8; Self::LENGTH]) -> io::Result<Self> {
        let [kind, length @ ..] = bytes;
        // It counts itself.
        let length = u32::from_be_bytes(length).checked_sub(4);
        let length = length.and_then(|length| usize::try_from(length).ok());
        let length = length.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self { kind, length })
    }
}

/// Relays what a client says to its end.
pub(super) async fn forward<R: AsyncRead + Unpin>(
    mut client: BufReader<R>,
    mut server: impl AsyncWrite + Unpin,
    desk: &Desk,
) -> io::Result<()> {
    start(&mut client, &mut server).await?;
    forward_all(Prepared::default(), client, server, desk).await
}

/// The first message has no kind.
async fn start(
    client: &mut (impl AsyncBufRead + Unpin),
    server: &mut (impl AsyncWrite + Unpin),
) -> io::Result<()> {
    let length = client.read_u32().await?;
    let asked = client.read_u32().await?;
    if ENCRYPTION.contains(&asked) {
        return Err(io::ErrorKind::Unsupported.into());
    }
    server.write_u32(length).await?;
    server.write_u32(asked).await?;
    let rest = length.checked_sub(8).ok_or(io::ErrorKind::InvalidData)?;
    pass_on(client, server, rest as usize).await?;
    server.flush().await
}

/// A server passes over everything up to the Sync after an error.
async fn leave_out_to_sync(client: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    while let Some(bytes) = next_head(client).await? {
        let head = Head::of(bytes)?;
        leave_out(client, head.length).await?;
        if head.kind == SYNC {
            return Ok(());
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

/// Which of the prepared statements are the application's, by their names.
#[derive(Debug, Default)]
struct Prepared(HashMap<Vec<u8>, bool>);

impl Messages<{ Head::LENGTH }> for Prepared {
    type Head = Head;

    fn head(bytes: [u8; Head::LENGTH]) -> io::Result<Head> {
        Head::of(bytes)
    }

    fn length(head: Head) -> usize {
        head.length
    }

    fn is_statement(&mut self, head: Head, message: &[u8]) -> bool {
        match head.kind {
            QUERY => is_statement(text(message).0),
            PARSE => {
                let (name, rest) = text(message);
                let (sql, _) = text(rest);
                self.0.insert(name.to_owned(), is_statement(sql));
                false
            }
            BIND => {
                let (_portal, rest) = text(message);
                let (name, _) = text(rest);
                // One that was prepared by SQL is the application's as well.
                self.0.get(name).copied().unwrap_or(true)
            }
            _ => false,
        }
    }

    async fn leave_out_rest<R: AsyncRead + Unpin>(client: &mut R, head: Head) -> io::Result<()> {
        if head.kind == BIND {
            leave_out_to_sync(client).await?;
        }
        Ok(())
    }

    /// A Query that fails with `serialization_failure`, which is worth another try.
    fn failing() -> Vec<u8> {
        let sql = format!(
            "DO $perf$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = '{MARK}'; END $perf$"
        );
        let mut message = vec![QUERY];
        let length = u32::try_from(sql.len() + 5).unwrap_or_default();
        message.extend(length.to_be_bytes());
        message.extend(sql.as_bytes());
        message.push(0);
        message
    }
}

/// Up to the NUL that ends a text, and what is behind it.
fn text(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0);
    let end = end.unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// Whether a reply has an error in it, as far as its messages are there.
pub(super) fn is_error(mut reply: &[u8]) -> bool {
    while let Some((head, rest)) = reply.split_first_chunk() {
        let Ok(head) = Head::of(*head) else {
            return false;
        };
        if head.kind == b'E' {
            return true;
        }
        reply = rest.get(head.length..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests;
