//! Who made a database, and when: kept as the comment on it.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::database::process::{self, Process};

/// Every mark begins with this.
const MAKER: &str = "perf-runtime";

/// After this time a database of another host counts as left over.
const LONGEST_RUN: Duration = Duration::from_hours(24);

/// The comment on a database that a case owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) host: String,
    pub(super) process: Process,
    /// Seconds since 1970.
    pub(super) created: u64,
}

/// Whether anybody can still need a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The owner may still be at work.
    InUse,
    /// Too old for a run, but its owner could not be asked.
    Old,
    /// The owner ran on this host, and is over.
    Orphaned,
}

impl Mark {
    /// The mark of what this process makes now.
    pub(super) fn now() -> Self {
        Self {
            host: process::host(),
            process: Process::current(),
            created: seconds_since_1970(),
        }
    }

    /// Reads a comment; `None` if it is not one of ours.
    pub(super) fn parse(comment: &str) -> Option<Self> {
        let fields = comment.strip_prefix(MAKER)?;
        let field = |key| fields.split(' ').find_map(|field| field.strip_prefix(key));
        let mut owner = field("owner=")?.split('/');
        Some(Self {
            host: owner.next()?.to_owned(),
            process: Process {
                pid: owner.next()?.parse().ok()?,
                start: owner.next()?.to_owned(),
            },
            created: field("created=")?.parse().ok()?,
        })
    }

    /// Whether the database is still needed, as seen by the process that has the mark `by`.
    pub(super) fn standing(&self, by: &Self, is_over: impl Fn(&Process) -> bool) -> Standing {
        if self.host == by.host && is_over(&self.process) {
            Standing::Orphaned
        } else if by.created.saturating_sub(self.created) > LONGEST_RUN.as_secs() {
            Standing::Old
        } else {
            Standing::InUse
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            process: Process { pid, start },
            created,
        } = self;
        write!(f, "{MAKER} owner={host}/{pid}/{start} created={created}")
    }
}

fn seconds_since_1970() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(host: &str, created: u64) -> Mark {
        Mark {
            host: host.to_owned(),
            process: Process {
                pid: 7,
                start: "99".to_owned(),
            },
            created,
        }
    }

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let mark = mark("build-1.pid4026531836", 1_700_000_000);
        let text = "perf-runtime owner=build-1.pid4026531836/7/99 created=1700000000";
        assert_eq!(mark.to_string(), text);
        assert_eq!(Mark::parse(text), Some(mark));
        let now = Mark::now();
        assert_eq!(Mark::parse(&now.to_string()), Some(now));
    }

    #[test]
    fn other_comments_are_no_marks() {
        for comment in [
            "",
            "perf-runtime",
            "perf-runtime owner=a/b/c created=1",
            "owner=a/7/99 created=1",
        ] {
            assert_eq!(Mark::parse(comment), None, "{comment}");
        }
    }

    #[test]
    fn standing_follows_the_owner_on_this_host_and_the_age_elsewhere() {
        let day = LONGEST_RUN.as_secs();
        let by = mark("here", 10 * day);
        let cases = [
            ("here", 10 * day, true, Standing::Orphaned),
            ("here", 10 * day, false, Standing::InUse),
            ("here", 8 * day, true, Standing::Orphaned),
            ("here", 8 * day, false, Standing::Old),
            ("there", 10 * day, true, Standing::InUse),
            ("there", 9 * day, true, Standing::InUse),
            ("there", 9 * day - 1, true, Standing::Old),
            // The other host's clock is ahead.
            ("there", 12 * day, true, Standing::InUse),
        ];
        for (host, created, is_over, standing) in cases {
            assert_eq!(
                mark(host, created).standing(&by, |_| is_over),
                standing,
                "{host} {created} {is_over}"
            );
        }
    }
}
