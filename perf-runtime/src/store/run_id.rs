//! What tells one run from others.

use std::fs;
use std::process;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::envs::Envs;

/// `PERF_RUN`, nextest's id, the `cargo test` that all test binaries of a run are started by, or the time and the process.
pub(super) fn run_id() -> &'static str {
    static ID: OnceLock<String> = OnceLock::new();
    ID.get_or_init(|| match &Envs::get().run {
        Some(run) => file_safe(run),
        None => of_cargo().unwrap_or_else(of_process),
    })
}

/// The moment and the process.
pub(crate) fn of_process() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("{}-{}", since.as_secs(), process::id())
}

/// The process of cargo that started this one, by its number and the moment at which it began.
#[cfg(target_os = "linux")]
fn of_cargo() -> Option<String> {
    let parent = std::os::unix::process::parent_id();
    let stat = fs::read_to_string(format!("/proc/{parent}/stat")).ok()?;
    Some(format!("cargo-{}-{parent}", began_of_cargo(&stat)?))
}

#[cfg(not(target_os = "linux"))]
fn of_cargo() -> Option<String> {
    None
}

/// When it began, in ticks since the machine did (`proc_pid_stat(5)`); nothing where it is another program.
fn began_of_cargo(stat: &str) -> Option<u64> {
    // The name stands in brackets, and may have brackets of its own.
    let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
    (name == "cargo").then_some(())?;
    rest.split_whitespace().nth(19)?.parse().ok()
}

/// The text as the name of a file in a folder.
pub(crate) fn file_safe(text: &str) -> String {
    let safe = |character: char| {
        if character.is_alphanumeric() || "._-".contains(character) {
            character
        } else {
            '_'
        }
    };
    let mut safe: String = text.chars().map(safe).take(200).collect();
    if safe.starts_with('.') {
        safe.insert(0, '_');
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        assert_eq!(file_safe("../../etc/passwd"), "_.._.._etc_passwd");
        assert_eq!(file_safe("20 b/c"), "20_b_c");
        assert!(file_safe(&"x".repeat(1000)).len() <= 200);
    }

    #[test]
    fn the_cargo_above_is_known_by_its_beginning() {
        let stat = |name: &str| {
            format!("71 ({name}) S 1 71 71 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 1 0 8812 1000 5")
        };
        assert_eq!(began_of_cargo(&stat("cargo")), Some(8812));
        assert_eq!(began_of_cargo(&stat("bash")), None);
        assert_eq!(began_of_cargo(&stat("a) (cargo")), None);
        assert_eq!(began_of_cargo("71 (cargo) S 1"), None);
    }
}
