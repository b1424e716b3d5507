use std::thread;

use super::*;
use crate::baseline::entry::Statement;
use crate::harness::fake;
use crate::testing::folder;

fn id(name: &str) -> Id {
    Id {
        package: "shop".to_owned(),
        target: "suite".to_owned(),
        name: name.to_owned(),
        databases: Vec::new(),
    }
}

fn entry(count: u64) -> Entry {
    let query = Statement {
        size: None,
        shape: "11e9a325b5e1052e".to_owned(),
        count: Some(count),
        rows: Some(0),
        sql: "SELECT a FROM b".to_owned(),
    };
    Entry {
        queries: vec![query],
        ..Entry::default()
    }
}

fn found(root: &Path) -> Found {
    committed(Update::New, &find::folders(&root.join("app")))
}

fn known(root: &Path) -> Arc<Known> {
    found(root).expect("a good file").expect("a file")
}

#[test]
fn the_nearest_file_is_the_one_and_without_one_nothing_is_held() {
    let workspace = ("Cargo.toml", "[workspace]\nmembers = ['app']");
    let package = ("app/Cargo.toml", "[package]");
    let none = folder(&[workspace, package]);
    assert!(found(none.path()).is_ok_and(|known| known.is_none()));
    for (files, shown) in [
        (vec![workspace, package, (NAME, "")], "perf-baseline.toml"),
        (
            vec![
                workspace,
                package,
                (NAME, ""),
                ("app/perf-baseline.toml", ""),
            ],
            "app/perf-baseline.toml",
        ),
    ] {
        let root = folder(&files);
        assert_eq!(known(root.path()).label.file, Path::new(shown));
    }
}

#[test]
fn many_at_once_lose_no_entry() {
    let root = folder(&[
        ("app/Cargo.toml", "[package]"),
        ("app/perf-baseline.toml", ""),
    ]);
    let known = known(root.path());
    thread::scope(|scope| {
        for number in 0..20 {
            let known = &known;
            scope.spawn(move || {
                let case = fake::case("it");
                let id = id(&format!("case_{number}"));
                keep(known, case, &id, &entry(number)).expect("it is written");
            });
        }
    });
    let entries = self::known(root.path()).entries.clone();
    for number in 0..20 {
        assert_eq!(entries[&id(&format!("case_{number}"))], entry(number));
    }
    let left: Vec<_> = fs::read_dir(root.path().join("app"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_broke_meanwhile_is_not_written_over() {
    let root = folder(&[("app/perf-baseline.toml", "")]);
    let path = root.path().join("app").join(NAME);
    let known = known(root.path());
    fs::write(&path, "<<<<<<< HEAD\n").expect("a file");
    let error = keep(&known, fake::case("it"), &id("it"), &entry(1));
    assert!(
        matches!(error, Err(Error::Wrong { line: 1, .. })),
        "{error:?}"
    );
    assert_eq!(fs::read_to_string(&path).expect("a file"), "<<<<<<< HEAD\n");
    // Nor is one made that was taken away.
    fs::remove_file(&path).expect("a file");
    let error = keep(&known, fake::case("it"), &id("it"), &entry(1));
    assert!(matches!(error, Err(Error::Unreadable { .. })), "{error:?}");
    assert!(!path.exists());
}

#[test]
fn what_may_not_be_written_stays() {
    let root = folder(&[("app/perf-baseline.toml", "# ours\n")]);
    let path = root.path().join("app").join(NAME);
    let known = known(root.path());
    let mut rights = fs::metadata(&path).expect("a file").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).expect("it is ours");
    let error = keep(&known, fake::case("it"), &id("it"), &entry(1));
    assert!(matches!(error, Err(Error::Unwritable { .. })), "{error:?}");
    assert_eq!(fs::read_to_string(&path).expect("a file"), "# ours\n");
}

#[test]
#[cfg(unix)]
fn a_link_and_its_rights_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let root = folder(&[("real.toml", ""), ("app/Cargo.toml", "[package]")]);
    let real = root.path().join("real.toml");
    let link = root.path().join("app").join(NAME);
    symlink(&real, &link).expect("a link");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o664)).expect("it is ours");
    let known = known(root.path());
    keep(&known, fake::case("it"), &id("it"), &entry(1)).expect("it is written");
    assert!(link.is_symlink());
    let mode = fs::metadata(&real).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o664);
    assert_eq!(self::known(root.path()).entries[&id("it")], entry(1));
}

#[test]
fn what_is_saved_under_a_name_is_a_file_of_its_own() {
    let name = format!("test-{}", std::process::id());
    let _gone = Gone(saved::path(&name));
    let folders = [PathBuf::from("app")];
    let missing = saved_under(&Asked::Saved(name.clone()), &folders);
    assert!(
        matches!(missing, Err(Error::Unreadable { .. })),
        "{missing:?}"
    );
    let known = saved_under(&Asked::Save(name.clone()), &folders).expect("it is made");
    assert!(known.entries.is_empty() && !known.is_committed);
    assert_eq!(known.label.accept, format!("PERF_SAVE_BASELINE={name}"));
    keep(&known, fake::case("it"), &id("it"), &entry(1)).expect("it is written");
    let known = saved_under(&Asked::Saved(name), &folders).expect("it is there");
    assert_eq!(known.entries[&id("it")], entry(1));
    assert_eq!(known.update, Update::Nothing);
}

fn saved_under(asked: &Asked, folders: &[PathBuf]) -> Result<Arc<Known>, Error> {
    read(asked, folders).map(|known| known.expect("a file"))
}

/// A file that goes with the test.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
