//! What several reports say of a record in the same words.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt::{self, Display};
use std::time::Duration;

use crate::report::format::{clean, time};
use crate::store::Run;
use crate::store::record::{Record, RecordedFinding, TestOutcome, VerdictWord};
use crate::verdict::Status;

/// Where something is, as far as a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    /// Empty where it is the place of a case.
    pub(super) function: &'a str,
}

impl<'a> Place<'a> {
    /// Reads `src/shop.rs:35 shop::list`.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        // A folder may have a colon or a blank in its name: only a number between the two ends a file.
        text.match_indices(':').find_map(|(colon, _)| {
            let (line, function) = text[colon + 1..].split_once(' ')?;
            Some(Self {
                file: &text[..colon],
                line: line.parse().ok()?,
                function,
            })
        })
    }
}

/// `src/shop.rs:35`.
impl Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What a test binary is called by nextest, and by those who read its reports.
pub(super) fn binary<'a>(package: &'a str, target: &str) -> Cow<'a, str> {
    if target.is_empty() || target == package.replace('-', "_") {
        Cow::Borrowed(package)
    } else {
        Cow::Owned(format!("{package}::{target}"))
    }
}

impl Record {
    /// The findings that the verdict comes from, the worst first.
    pub(super) fn at_fault(&self) -> Vec<&RecordedFinding> {
        if !matches!(
            self.verdict,
            VerdictWord::Failed | VerdictWord::Inconclusive
        ) {
            return Vec::new();
        }
        let weights = self.findings.iter().map(|one| one.status.weight());
        let bad = Status::Blind.weight();
        // Only where the environment asks for it does a case fail by what is not bad in itself.
        let least = match self.failure {
            Some(_) => bad,
            None => weights
                .max()
                .unwrap_or(bad)
                .clamp(Status::Warn.weight(), bad),
        };
        let mut at_fault: Vec<_> = self
            .findings
            .iter()
            .filter(|finding| finding.status.weight() >= least)
            .collect();
        at_fault.sort_by_key(|finding| Reverse(finding.status.weight()));
        at_fault
    }

    /// Why the case did not simply pass, a line each.
    pub(super) fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if self.outcome == TestOutcome::Failed && self.should_panic {
            reasons.push("it does not fail as `#[should_panic]` asks for".to_owned());
        }
        if let Some(failure) = &self.failure {
            let mut lines = failure.text.lines().filter(|line| !line.trim().is_empty());
            reasons.push(match lines.next() {
                Some(line) => format!("{}: {line}", failure.what),
                None => failure.what.clone(),
            });
        }
        let of = |finding: &RecordedFinding| format!("{}: {}", finding.budget, finding.text);
        reasons.extend(self.at_fault().into_iter().map(of));
        reasons.iter().map(|reason| clean(reason)).collect()
    }

    /// The line of the application that is to be mended: that of the worst finding that has one.
    pub(super) fn culprit(&self) -> Option<Place<'_>> {
        self.at_fault().into_iter().find_map(|finding| {
            let of_shape = finding.shapes.iter().find_map(|id| self.line_of_shape(id));
            of_shape.or_else(|| {
                let places = finding.places.as_ref()?;
                Place::parse(places.most.first()?.at.first()?)
            })
        })
    }

    fn line_of_shape(&self, id: &str) -> Option<Place<'_>> {
        let mut shapes = self.runs.iter().flat_map(|run| &run.shapes);
        let shape = shapes.find(|shape| shape.id == id)?;
        Place::parse(shape.at.first()?)
    }

    /// What became of the case as a test: one that fails as `#[should_panic]` asks for has passed.
    pub(super) fn standing(&self) -> VerdictWord {
        match (self.outcome, self.verdict) {
            (TestOutcome::Failed, _) => VerdictWord::Failed,
            (TestOutcome::Ignored, _) => VerdictWord::Skipped,
            (TestOutcome::Ok, open @ (VerdictWord::Inconclusive | VerdictWord::Partial)) => open,
            (TestOutcome::Ok, _) => VerdictWord::Passed,
        }
    }

    /// How long it took, in words.
    pub(super) fn took(&self) -> String {
        time(milliseconds(self.took_ms))
    }

    /// The place of the case itself.
    pub(super) fn own_place(&self) -> Place<'_> {
        Place {
            file: &self.file,
            line: self.line,
            function: "",
        }
    }
}

/// A time as a record tells it, which may be anything.
pub(super) fn milliseconds(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1e3).unwrap_or_default()
}

/// How many cases of a run came to what.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) inconclusive: u64,
    /// Shards, which are not judged before they are merged.
    pub(super) partial: u64,
    pub(super) skipped: u64,
    pub(super) unfinished: u64,
    /// Of all of them, those with a warning.
    pub(super) warned: u64,
}

impl Totals {
    pub(super) fn of(run: &Run) -> Self {
        let mut totals = Self {
            unfinished: u64::try_from(run.unfinished.len()).unwrap_or(u64::MAX),
            ..Self::default()
        };
        for record in &run.records {
            *match record.standing() {
                VerdictWord::Passed => &mut totals.passed,
                VerdictWord::Failed => &mut totals.failed,
                VerdictWord::Inconclusive => &mut totals.inconclusive,
                VerdictWord::Partial => &mut totals.partial,
                VerdictWord::Skipped => &mut totals.skipped,
            } += 1;
            let mut statuses = record.findings.iter().map(|finding| finding.status);
            totals.warned += u64::from(statuses.any(|status| status == Status::Warn));
        }
        totals
    }

    /// Those that began.
    pub(super) fn all(self) -> u64 {
        self.passed
            + self.failed
            + self.inconclusive
            + self.partial
            + self.skipped
            + self.unfinished
    }
}

impl VerdictWord {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::Partial => "partial",
            Self::Skipped => "skipped",
        }
    }
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Blind => "blind",
            Self::Inconclusive => "inconclusive",
            Self::Part => "part",
        }
    }
}
