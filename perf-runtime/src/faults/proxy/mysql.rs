//! MySQL and MariaDB: the packets of a client, of which those that begin a command have the number 0.
//!
//! The format is described at <https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html>.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::connection::{leave_out, next_head, pass_on};
use super::desk::{Desk, LOOKED_AT, is_statement};
use crate::faults::injected::MARK;
use crate::faults::injector::Hit;

/// `COM_QUERY`: a text.
const QUERY: u8 = 0x03;
/// `COM_STMT_EXECUTE`: a prepared statement, with its values. The driver's own statements are texts.
const EXECUTE: u8 = 0x17;
/// A packet of this length is continued in the next one.
const LONGEST: usize = 0x00ff_ffff;

/// The beginning of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    /// Bytes behind the head.
    length: usize,
    number: u8,
}

impl Head {
    const LENGTH: usize = 4;

    fn of([low, middle, high, number]: [u8; Self::LENGTH]) -> Self {
        let length = u32::from_le_bytes([low, middle, high, 0]) as usize;
        Self { length, number }
    }
}

/// Relays what a client says to its end. While it logs in, its packets have numbers from 1.
pub(super) async fn forward<R: AsyncRead + Unpin>(
    mut client: BufReader<R>,
    mut server: impl AsyncWrite + Unpin,
    desk: &Desk,
) -> io::Result<()> {
    while let Some(bytes) = next_head(&mut client).await? {
        let head = Head::of(bytes);
        let mut begin = vec![0; head.length.min(LOOKED_AT)];
        client.read_exact(&mut begin).await?;
        let rest = head.length - begin.len();
        let hit = if runs_statement(head, &begin) {
            desk.stop().await
        } else {
            Hit::Nothing
        };
        match hit {
            Hit::Nothing => {
                server.write_all(&bytes).await?;
                server.write_all(&begin).await?;
                pass_on(&mut client, &mut server, rest).await?;
            }
            Hit::Error => {
                leave_out(&mut client, rest).await?;
                leave_out_continued(&mut client, head).await?;
                server.write_all(&failing()).await?;
            }
            Hit::Cut => return Ok(()),
        }
        if client.buffer().is_empty() {
            server.flush().await?;
        }
    }
    server.flush().await
}

async fn leave_out_continued(
    client: &mut (impl AsyncRead + Unpin),
    mut head: Head,
) -> io::Result<()> {
    while head.length == LONGEST {
        let next = next_head(client).await?;
        head = Head::of(next.ok_or(io::ErrorKind::UnexpectedEof)?);
        leave_out(client, head.length).await?;
    }
    Ok(())
}

/// Whether a packet begins a command that runs a statement of the application.
fn runs_statement(head: Head, begin: &[u8]) -> bool {
    match begin.split_first() {
        Some((&QUERY, sql)) => head.number == 0 && is_statement(sql),
        Some((&EXECUTE, _)) => head.number == 0,
        _ => false,
    }
}

/// A command that fails as a lock that was waited for in vain, which is worth another try and leaves the transaction open.
fn failing() -> Vec<u8> {
    let sql = format!("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205, MESSAGE_TEXT = '{MARK}'");
    let length = u32::try_from(sql.len() + 1).unwrap_or_default();
    let [low, middle, high, _] = length.to_le_bytes();
    let mut packet = vec![low, middle, high, 0, QUERY];
    packet.extend(sql.as_bytes());
    packet
}

/// Whether a reply is an error.
pub(super) fn is_error(reply: &[u8]) -> bool {
    reply.get(Head::LENGTH) == Some(&0xff)
}

#[cfg(test)]
mod tests;
