//! MySQL and MariaDB: the packets of a client, of which those that begin a command have the number 0.
//!
//! The format is described at <https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html>.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite, BufReader};

use super::connection::{leave_out, next_head};
use super::desk::{Desk, is_statement};
use super::messages::{Messages, forward_all};
use crate::faults::injected::MARK;

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
    client: BufReader<R>,
    server: impl AsyncWrite + Unpin,
    desk: &Desk,
) -> io::Result<()> {
    forward_all(Packets, client, server, desk).await
}

/// The packets of a client.
struct Packets;

impl Messages<{ Head::LENGTH }> for Packets {
    type Head = Head;

    fn head(bytes: [u8; Head::LENGTH]) -> io::Result<Head> {
        Ok(Head::of(bytes))
    }

    fn length(head: Head) -> usize {
        head.length
    }

    fn is_statement(&mut self, head: Head, begin: &[u8]) -> bool {
        match begin.split_first() {
            Some((&QUERY, sql)) => head.number == 0 && is_statement(sql),
            Some((&EXECUTE, _)) => head.number == 0,
            _ => false,
        }
    }

    async fn leave_out_rest<R: AsyncRead + Unpin>(
        client: &mut R,
        mut head: Head,
    ) -> io::Result<()> {
        while head.length == LONGEST {
            let next = next_head(client).await?;
            head = Head::of(next.ok_or(io::ErrorKind::UnexpectedEof)?);
            leave_out(client, head.length).await?;
        }
        Ok(())
    }

    /// A command that fails as a lock that was waited for in vain, which is worth another try and leaves the transaction open.
    fn failing() -> Vec<u8> {
        let sql =
            format!("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205, MESSAGE_TEXT = '{MARK}'");
        let length = u32::try_from(sql.len() + 1).unwrap_or_default();
        let [low, middle, high, _] = length.to_le_bytes();
        let mut packet = vec![low, middle, high, 0, QUERY];
        packet.extend(sql.as_bytes());
        packet
    }
}

/// Whether a reply is an error.
pub(super) fn is_error(reply: &[u8]) -> bool {
    reply.get(Head::LENGTH) == Some(&0xff)
}

#[cfg(test)]
mod tests;
