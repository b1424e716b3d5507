//! `cargo perf clean`: away with old runs.

use std::fs;
use std::io::{self, Write as _};
use std::process::ExitCode;

use super::args::{Clean, Place};
use super::error::{Done, Error};
use crate::report::format::plural;
use crate::store;

pub(super) fn run(place: &Place, args: &Clean) -> Done {
    let folder = place.folder()?;
    let names = match store::names(&folder) {
        Err(store::ReadError::NoRun(_)) => Vec::new(),
        names => names?,
    };
    let old = names.get(args.keep..).unwrap_or_default();
    for name in old {
        let path = folder.join("runs").join(name);
        fs::remove_dir_all(&path).map_err(|error| Error::Remove { path, error })?;
    }
    let number = u64::try_from(old.len()).unwrap_or(u64::MAX);
    writeln!(io::stdout(), "removed {}", plural(number, "run"))?;
    Ok(ExitCode::SUCCESS)
}
