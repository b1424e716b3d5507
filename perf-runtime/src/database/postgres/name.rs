//! The names of databases: they tell the process, for the moment before there is a mark.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::database::process::{self, Process};

/// The name of every database that this crate makes begins with this.
pub(super) const PREFIX: &str = "perf_";

/// The longest name that Postgres does not cut off, in bytes.
const LONGEST: usize = 63;

/// A name that no other database has: `perf_<host>_<pid>_<start>_<count>_<case>`.
pub(super) fn fresh(case: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let Process { pid, start } = Process::current();
    let host = process::host_id();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let case = case
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_');
    let name = format!("{PREFIX}{host}_{pid}_{start}_{count}_");
    let name: String = name.chars().chain(case).take(LONGEST).collect();
    name.to_lowercase()
}

/// The process that chose the name, if it runs or ran on this host.
pub(super) fn process_of(name: &str) -> Option<Process> {
    let mut parts = name.strip_prefix(PREFIX)?.split('_');
    let host = parts.next()?;
    let pid = parts.next()?.parse().ok()?;
    let start = parts.next()?.to_owned();
    (host == process::host_id()).then_some(Process { pid, start })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_plain_and_different() {
        let long = "Größe_der_Tabelle_und_noch_viel_mehr_Text_als_in_einen_Namen_passt";
        let [a, b] = [fresh(long), fresh("r")];
        for name in [&a, &b] {
            assert!(name.starts_with(PREFIX) && name.len() <= LONGEST, "{name}");
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(name.chars().all(is_plain), "{name}");
        }
        assert!(a.contains("_gre_der_"), "{a}");
        assert_ne!(fresh("r"), b);
    }

    #[test]
    fn a_name_tells_a_process_of_this_host() {
        let name = fresh("a_case");
        assert_eq!(process_of(&name), Some(Process::current()));
        let elsewhere = name.replace(&process::host_id(), "00000000");
        for other in [
            &elsewhere,
            "perf_",
            "perf_x",
            "app_1_2_3",
            "perf_of_somebody_else",
        ] {
            assert_eq!(process_of(other), None, "{other}");
        }
    }
}
