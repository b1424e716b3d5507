//! What the tests of several modules need.

use std::env;
use std::f64::consts::TAU;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A small generator with a fixed seed (xorshift, Marsaglia 2003).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// From 0 to 1, both excluded.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    pub(crate) fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// By Box and Muller (1958).
    pub(crate) fn normal(&mut self) -> f64 {
        (2.0 * self.exponential()).sqrt() * (TAU * self.uniform()).cos()
    }
}

/// A folder with these files, by their paths.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Compares a text with the file that says what it is to be, by its path in this package; `GOLDEN=overwrite` writes it anew.
pub(crate) fn assert_golden(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var("GOLDEN").is_ok_and(|word| word == "overwrite") {
        fs::write(&path, text).expect("a file can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    // Two long texts in one message are read by nobody.
    let lines = text.lines().zip(expected.lines()).enumerate();
    let other = lines
        .into_iter()
        .find(|(_, (seen, expected))| seen != expected);
    let place = path.display();
    if let Some((line, (seen, expected))) = other {
        let line = line + 1;
        panic!("{place}:{line}: {seen:?} instead of {expected:?} (`GOLDEN=overwrite` takes it)");
    }
    assert_eq!(
        text.len(),
        expected.len(),
        "{place} ends elsewhere (`GOLDEN=overwrite` takes it)"
    );
}
