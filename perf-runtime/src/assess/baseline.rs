//! A case beside its entry in a baseline.

use std::cmp::Ordering;

use super::each_time::PASSES;
use crate::baseline::Label;
use crate::baseline::compare::{Change, changes, is_less};
use crate::baseline::entry::Entry;
use crate::report::format::{count, plural};
use crate::verdict::{Finding, Status};

/// The figures of one more pass; why there are none, where it did not come to its end.
pub(crate) type Pass = Result<Entry, String>;

/// What comes of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Judged {
    /// It does what it did.
    Same,
    /// It does less, and nothing else.
    Less(Vec<Change>),
    /// It does something else, in every pass.
    Differs(Vec<Change>),
    /// It did something else in the first pass, and for this reason that says nothing.
    Open(Vec<Change>, String),
}

/// Judges the `first` pass, and those after it. What is more than it was, or other, counts only if it is the same in each of
/// [`PASSES`]; so does what is less, where that is to be `sure`.
///
/// None while more passes may tell.
pub(crate) fn judge(kept: &Entry, first: &Entry, later: &[Pass], sure: bool) -> Option<Judged> {
    let seen = changes(kept, first);
    if seen.is_empty() {
        return Some(Judged::Same);
    }
    if !sure && is_less(&seen, first) {
        return Some(Judged::Less(seen));
    }
    let mut passes = vec![first.clone()];
    for pass in later {
        match pass {
            Ok(pass) => passes.push(pass.clone()),
            Err(reason) => {
                let reason = format!("it could not be measured again: {reason}");
                return Some(Judged::Open(seen, reason));
            }
        }
    }
    let common = Entry::in_common(&passes);
    let confirmed = changes(kept, &common);
    let all_less = is_less(&confirmed, &common);
    if confirmed.is_empty() || all_less && !is_less(&seen, first) {
        let reason = format!("not the same in pass {}", count(passes.len() as u64));
        return Some(Judged::Open(seen, reason));
    }
    let judged = if all_less {
        Judged::Less(confirmed)
    } else {
        Judged::Differs(confirmed)
    };
    (passes.len() >= PASSES).then_some(judged)
}

/// What is said of it: `name` is the case's.
pub(crate) fn finding(
    judged: Judged,
    kept: &Entry,
    now: &Entry,
    label: &Label,
    name: &str,
) -> Finding {
    let figures = (now.count(), kept.count());
    let Label { file, accept } = label;
    let file = file.display();
    let told = |status, text: String| {
        Finding::new("baseline", status, text).figures(figures.0 as f64, figures.1 as f64)
    };
    let totals = |changes: &[Change]| totals(figures, changes, &file.to_string());
    match judged {
        Judged::Same => {
            let queries = plural(figures.0, "query");
            told(Status::Ok, format!("{queries}, as in {file}"))
        }
        Judged::Less(changes) => told(Status::Warn, totals(&changes))
            .changed(changes)
            .advice(format!(
                "it does less: `{accept} cargo test {name}` locks that in"
            )),
        Judged::Differs(changes) => told(Status::Fail, totals(&changes))
            .changed(changes)
            .advice(format!(
                "if that is right, `{accept} cargo test {name}` accepts it"
            )),
        Judged::Open(changes, reason) => told(
            Status::Inconclusive,
            format!("{}; not judged, {reason}", totals(&changes)),
        )
        .changed(changes)
        .advice(format!(
            "`{accept} cargo test {name}` leaves out what is not the same each time"
        )),
    }
}

/// `41 queries, 3 in perf-baseline.toml (+38)`.
fn totals((now, before): (u64, u64), changes: &[Change], file: &str) -> String {
    let queries = plural(now, "query");
    let kept = count(before);
    match now.cmp(&before) {
        Ordering::Greater => format!("{queries}, {kept} in {file} (+{})", count(now - before)),
        Ordering::Less => format!("{queries}, {kept} in {file} (-{})", count(before - now)),
        Ordering::Equal => {
            let differences = plural(changes.len() as u64, "difference");
            format!("{differences} from {file}")
        }
    }
}

/// A quick run does less than the case: that it does less says nothing, and that it does no more is all that was looked at.
pub(crate) fn of_quick_run(finding: Finding) -> Finding {
    if finding.status != Status::Warn {
        return finding;
    }
    Finding {
        status: Status::Ok,
        text: format!("{}; what is less says nothing in quick mode", finding.text),
        advice: None,
        ..finding
    }
}

/// A quick run does less than the case, so nothing of it is written.
pub(crate) fn missing_in_quick_run(label: &Label) -> Finding {
    let text = format!("the test is not in {}", label.file.display());
    Finding::new("baseline", Status::Warn, text)
        .advice("in quick mode nothing is added: run it once without")
}

/// The entry was written; what it was before differed in this.
pub(crate) fn written(entry: &Entry, changes: Vec<Change>, label: &Label) -> Finding {
    let verb = if changes.is_empty() {
        "added to"
    } else {
        "accepted in"
    };
    let mut text = format!(
        "{}, {verb} {}",
        plural(entry.count(), "query"),
        label.file.display()
    );
    let left_out = entry.left_out();
    if left_out > 0 {
        let shapes = plural(left_out, "shape");
        text = format!("{text}; {shapes} not the same each time, left out");
    }
    Finding::new("baseline", Status::Ok, text).changed(changes)
}

/// There is nothing to compare with where nothing may be written.
pub(crate) fn missing(label: &Label, name: &str) -> Finding {
    let text = format!("the test is not in {}", label.file.display());
    Finding::new("baseline", Status::Fail, text).advice(format!(
        "with `CI` set nothing is added: run `cargo test {name}` elsewhere, or with `PERF_UPDATE=new`, and commit the file"
    ))
}

/// What was saved under a name knows nothing of a new case, nor of one that failed then.
pub(crate) fn not_saved(label: &Label) -> Finding {
    let text = format!("the test is not in {}", label.file.display());
    Finding::new("baseline", Status::Warn, text)
        .advice("it is new, or it did not pass when that was saved: nothing to compare with")
}

#[cfg(test)]
mod tests;
