//! What a client says, message by message: each statement of the application goes past the desk, all else goes through.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::connection::{leave_out, next_head, pass_on};
use super::desk::{Desk, LOOKED_AT};
use crate::faults::injector::Hit;

/// The messages of a protocol, each of which begins with a head of so many bytes.
pub(super) trait Messages<const HEAD: usize> {
    type Head: Copy;

    fn head(bytes: [u8; HEAD]) -> io::Result<Self::Head>;

    /// Bytes behind the head.
    fn length(head: Self::Head) -> usize;

    /// Whether a message, of which this is the beginning, runs a statement of the application.
    fn is_statement(&mut self, head: Self::Head, begin: &[u8]) -> bool;

    /// Leaves out what belongs to a statement behind this message of it.
    async fn leave_out_rest<R>(client: &mut R, head: Self::Head) -> io::Result<()>
    where
        R: AsyncRead + Unpin;

    /// A statement that fails, in the place of the one that was left out.
    fn failing() -> Vec<u8>;
}

/// Relays what a client says to its end.
pub(super) async fn forward_all<const HEAD: usize, M, R>(
    mut messages: M,
    mut client: BufReader<R>,
    mut server: impl AsyncWrite + Unpin,
    desk: &Desk,
) -> io::Result<()>
where
    M: Messages<HEAD>,
    R: AsyncRead + Unpin,
{
    while let Some(bytes) = next_head(&mut client).await? {
        let head = M::head(bytes)?;
        let length = M::length(head);
        let mut begin = vec![0; length.min(LOOKED_AT)];
        client.read_exact(&mut begin).await?;
        let rest = length - begin.len();
        let hit = if messages.is_statement(head, &begin) {
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
                M::leave_out_rest(&mut client, head).await?;
                server.write_all(&M::failing()).await?;
            }
            Hit::Cut => return Ok(()),
        }
        if client.buffer().is_empty() {
            server.flush().await?;
        }
    }
    server.flush().await
}
