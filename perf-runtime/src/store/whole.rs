//! Writes a file: whole, or not at all.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

/// Writes beside it what `fill` writes, and puts that in its place, with these rights where any are given. Its folder must be there.
pub(crate) fn write_whole(
    path: &Path,
    rights: Option<Permissions>,
    fill: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut part = tempfile::Builder::new()
        .prefix(".")
        .suffix(".part")
        .tempfile_in(path.parent().unwrap_or(path))?;
    let mut writer = BufWriter::new(part.as_file_mut());
    fill(&mut writer)?;
    writer.flush()?;
    drop(writer);
    if let Some(rights) = rights {
        part.as_file().set_permissions(rights)?;
    }
    part.persist(path)?;
    Ok(())
}
