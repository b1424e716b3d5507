//! Who made a database, and when: kept as the comment on it, or as its name.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::database::process::{self, Process};
use crate::database::template::Binary;

/// Every mark begins with this.
const MAKER: &str = "perf-runtime";

/// What comes before the path of a binary, which ends the mark.
const BINARY: &str = " binary=";

/// No run takes longer.
const LONGEST_RUN: Duration = Duration::from_hours(24);

/// The comment on a database that a case owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) host: String,
    pub(super) process: Process,
    /// Seconds since 1970.
    pub(super) created: u64,
    /// The binary whose template it is, once it is ready.
    pub(super) template: Option<Binary>,
}

impl Mark {
    /// The mark of what this process makes now.
    pub(super) fn now() -> Self {
        Self {
            host: process::host(),
            process: Process::current(),
            created: seconds_since_1970(),
            template: None,
        }
    }

    /// The mark of a template that is ready.
    pub(super) fn of_template(binary: &Binary) -> Self {
        Self {
            template: Some(binary.clone()),
            ..Self::now()
        }
    }

    /// Reads a comment; `None` if it is not one of ours.
    pub(super) fn parse(comment: &str) -> Option<Self> {
        let fields = comment.strip_prefix(MAKER)?;
        // A path may have a blank in it, so it comes last.
        let (fields, path) = match fields.split_once(BINARY) {
            Some((fields, path)) => (fields, Some(path)),
            None => (fields, None),
        };
        let field = |key| fields.split(' ').find_map(|field| field.strip_prefix(key));
        let mut owner = field("owner=")?.split('/');
        Some(Self {
            host: owner.next()?.to_owned(),
            process: Process {
                pid: owner.next()?.parse().ok()?,
                start: owner.next()?.to_owned(),
            },
            created: field("created=")?.parse().ok()?,
            template: match (field("build="), path) {
                (Some(build), Some(path)) => Some(Binary {
                    path: PathBuf::from(path),
                    build: build.to_owned(),
                }),
                _ => None,
            },
        })
    }

    /// Whether the owner is over, as seen by the process that has the mark `by`: the process, or the build of the
    /// binary whose template it is. One that is of another host cannot be asked, and is over after a day.
    pub(super) fn is_over(&self, by: &Self, is_over: impl Fn(&Process) -> bool) -> bool {
        let is_here = self.host == by.host;
        if let (true, Some(binary)) = (is_here, &self.template) {
            return binary.is_stale();
        }
        let is_gone = is_here && is_over(&self.process);
        is_gone || by.created.saturating_sub(self.created) > LONGEST_RUN.as_secs()
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            process: Process { pid, start },
            created,
            template,
        } = self;
        write!(f, "{MAKER} owner={host}/{pid}/{start} created={created}")?;
        match template {
            Some(Binary { path, build }) => {
                write!(f, " build={build}{BINARY}{}", path.display())
            }
            None => Ok(()),
        }
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
            template: None,
        }
    }

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let mark = mark("build-1.pid4026531836", 1_700_000_000);
        let text = "perf-runtime owner=build-1.pid4026531836/7/99 created=1700000000";
        assert_eq!(mark.to_string(), text);
        assert_eq!(Mark::parse(text), Some(mark));
        let template = Mark::of_template(&Binary {
            path: PathBuf::from("/home/o'neil/a crate/target/debug/deps/binary=1"),
            build: "0123456789abcdef".to_owned(),
        });
        assert_eq!(Mark::parse(&template.to_string()), Some(template));
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
    fn an_owner_is_over_when_it_is_gone_from_this_host_or_a_day_old() {
        let day = LONGEST_RUN.as_secs();
        let by = mark("here", 10 * day);
        let cases = [
            ("here", 10 * day, true, true),
            ("here", 10 * day, false, false),
            ("here", 8 * day, false, true),
            ("there", 10 * day, true, false),
            ("there", 9 * day, true, false),
            ("there", 9 * day - 1, false, true),
            // The other host's clock is ahead.
            ("there", 12 * day, true, false),
        ];
        for (host, created, is_gone, is_over) in cases {
            let mark = mark(host, created);
            assert_eq!(mark.is_over(&by, |_| is_gone), is_over, "{mark} {is_gone}");
        }
    }
}
