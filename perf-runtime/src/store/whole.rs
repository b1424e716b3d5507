//! Writes files whole, or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file beside its place and renames it: who reads it sees what was there before, or all of it. The folder is
/// made where there is none.
pub(crate) fn write_whole(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = hidden().tempfile_in(folder)?;
    let mut writer = io::BufWriter::new(file.as_file_mut());
    content(&mut writer)?;
    writer.flush()?;
    drop(writer);
    file.persist(path)?;
    Ok(())
}

/// A file that no reader of the folder takes for one of its own, with the rights of any other file.
fn hidden() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::folder;

    #[test]
    fn what_cannot_be_written_whole_leaves_what_was_there() {
        let folder = folder(&[("report.txt", "before")]);
        let path = folder.path().join("report.txt");
        let error = write_whole(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert_eq!(error.expect_err("it fails").to_string(), "the disk is full");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "before");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        write_whole(&path, |out| out.write_all(b"after")).expect("there is room");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "after");
    }

    #[test]
    fn folders_are_made() {
        let folder = folder(&[]);
        let path = folder.path().join("a/b/report.txt");
        write_whole(&path, |out| out.write_all(b"text")).expect("there is room");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "text");
    }

    /// A temporary file is its owner's alone; a report is for others too.
    #[test]
    #[cfg(unix)]
    fn others_may_read_what_they_may_read_of_other_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder(&[("other", "")]);
        let mode = |name: &str| {
            let data = fs::metadata(folder.path().join(name)).expect("it is there");
            data.permissions().mode()
        };
        write_whole(&folder.path().join("one"), |_| Ok(())).expect("there is room");
        assert_eq!(mode("one"), mode("other"));
    }
}
