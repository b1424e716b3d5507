//! The names of databases: they are their marks, since MySQL has no comment on a database.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::database::mark::Mark;
use crate::database::process::{self, Process};
use crate::hash;

/// The name of every database that this crate makes begins with this.
pub(super) const PREFIX: &str = "perf_";

/// What the names of templates go on with.
const TEMPLATE: &str = "t_";

/// The longest name of a database, in characters.
const LONGEST: usize = 64;

/// How long a seal is, with the line behind it.
const SEAL: usize = 9;

/// A name that no other database has: `perf_<seal>_<host>_<pid>_<start>_<created>_<count>_<case>`.
///
/// The seal is a hash of what follows it: nobody happens upon such a name.
pub(super) fn fresh(case: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    of(&us(), count, case)
}

/// The name of a template of a content: `perf_<seal>_t_<build>_<content>`.
pub(super) fn of_template(content: &str) -> String {
    sealed(&format!("{TEMPLATE}{content}"))
}

/// Whether the database of this name is one of our templates, ready or not.
pub(super) fn is_of_template(name: &str) -> bool {
    told_by(name).is_some_and(|told| told.starts_with(TEMPLATE))
}

fn sealed(told: &str) -> String {
    format!("{PREFIX}{}_{told}", hash::short(told))
}

/// What is behind a right seal.
fn told_by(name: &str) -> Option<&str> {
    let (seal, told) = name.strip_prefix(PREFIX)?.split_once('_')?;
    (seal == hash::short(told)).then_some(told)
}

fn of(mark: &Mark, count: u64, case: &str) -> String {
    let Mark {
        host,
        process: Process { pid, start },
        created,
        ..
    } = mark;
    let case = case
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_');
    let maker = format!("{host}_{pid}_{start}_{created}_{count}_");
    let told: String = maker
        .chars()
        .chain(case)
        .take(LONGEST - PREFIX.len() - SEAL)
        .collect();
    sealed(&told.to_lowercase())
}

/// Who made the database of this name, and when; `None` if it is not one of ours.
pub(super) fn mark_of(name: &str) -> Option<Mark> {
    let mut parts = told_by(name)?.split('_');
    Some(Mark {
        host: parts.next()?.to_owned(),
        process: Process {
            pid: parts.next()?.parse().ok()?,
            start: parts.next()?.to_owned(),
        },
        created: parts.next()?.parse().ok()?,
        template: None,
    })
}

/// The mark of this process, now. The host is told by an abbreviation of its name.
pub(super) fn us() -> Mark {
    Mark {
        host: process::host_id(),
        ..Mark::now()
    }
}

#[cfg(test)]
pub(super) fn of_mark(mark: &Mark) -> String {
    of(mark, 0, "a_case")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_plain_different_and_tell_who_made_them() {
        let long = "Größe_der_Tabelle_und_noch_viel_mehr_Text_als_in_einen_Namen_passt";
        for name in [fresh(long), fresh("r"), fresh("r")] {
            assert!(name.starts_with(PREFIX) && name.len() <= LONGEST, "{name}");
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(name.chars().all(is_plain), "{name}");
            let mark = mark_of(&name).unwrap();
            assert_eq!(
                (mark.host, mark.process),
                (process::host_id(), Process::current())
            );
        }
        assert_ne!(fresh("r"), fresh("r"));
    }

    #[test]
    fn a_name_that_was_changed_or_made_by_hand_tells_nobody() {
        let name = fresh("a_case");
        for other in [
            "app",
            "perf_",
            "perf_test",
            "perf_00000000_0_1_1_1_0_a",
            &format!("{name}_of_somebody"),
            &name.replacen("perf_", "app_", 1),
        ] {
            assert_eq!(mark_of(other), None, "{other}");
        }
    }
}
