//! The page: what is said of all cases together, and the list of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::groups::{Group, groups};
use super::mark::Mark;
use super::room;
use super::row::Row;
use super::security;
use super::table::Fact;
use super::words::{moment, ms, span};
use crate::report::format::{clean, count, percent, plural};
use crate::report::past::Past;
use crate::store::record::Record;
use crate::store::{Commit, Run};

/// Cases that are named as the slowest.
const SLOWEST: usize = 5;

#[derive(Debug, Template)]
#[template(path = "report/page.html", whitespace = "minimize")]
pub(super) struct Page {
    policy: String,
    style: &'static str,
    script: &'static str,
    run: String,
    facts: Vec<Fact>,
    rate: String,
    /// The cases that were not skipped.
    ran: String,
    totals: Vec<Total>,
    unfinished: Vec<String>,
    problems: Vec<String>,
    skipped: Vec<Reason>,
    slowest: Vec<Link>,
    groups: Vec<Group>,
    categories: BTreeSet<String>,
    shortened: Option<String>,
    cases: Vec<Entry>,
}

/// A row, and what is under it.
#[derive(Debug)]
pub(super) struct Entry {
    row: Row,
    body: Option<String>,
    /// It is seen without a click.
    open: bool,
}

/// The cases of one mark.
#[derive(Debug)]
struct Total {
    mark: Mark,
    count: u64,
    shown: String,
}

/// Why cases were skipped.
#[derive(Debug)]
struct Reason {
    cases: String,
    reason: String,
}

/// A case by its name, with what is said of it.
#[derive(Debug)]
struct Link {
    anchor: String,
    name: String,
    text: String,
}

impl Page {
    pub(super) fn of(run: &Run, rows: Vec<(&Record, Row)>, past: &mut Past<'_>) -> Self {
        let bodies = room::bodies(&rows, past);
        let shortened = bodies.iter().filter(|body| body.is_none()).count() as u64;
        let totals = totals(&rows);
        let ran = rows.iter().filter(|(_, row)| row.mark != Mark::Skipped);
        let ran = ran.count() as u64;
        Self {
            policy: security::policy(),
            style: security::STYLE,
            script: security::SCRIPT,
            run: clean(&run.name),
            facts: facts(&run.records),
            rate: rate(&rows),
            ran: plural(ran, "case"),
            unfinished: run
                .unfinished
                .iter()
                .map(|mark| {
                    format!(
                        "{} of {}, {}:{}",
                        mark.name, mark.package, mark.file, mark.line
                    )
                })
                .map(|text| clean(&text))
                .collect(),
            problems: run
                .problems
                .iter()
                .map(|problem| clean(&problem.to_string()))
                .collect(),
            skipped: reasons(&run.records),
            slowest: slowest(&rows),
            groups: groups(&rows),
            categories: rows
                .iter()
                .map(|(_, row)| row.category.clone())
                .filter(|category| !category.is_empty())
                .collect(),
            shortened: (shortened > 0).then(|| plural(shortened, "case")),
            cases: entries(rows, bodies, &totals),
            totals,
        }
    }

    /// How many cases stand before each of the totals.
    fn starts(&self) -> Vec<u64> {
        let start = |index| self.totals[..index].iter().map(|total| total.count).sum();
        (0..self.totals.len()).map(start).collect()
    }

    pub(super) fn html(&self) -> String {
        self.render()
            .expect("a String takes all that is written to it")
    }
}

/// Of the cases that were not skipped, the share of those that passed.
fn rate(rows: &[(&Record, Row)]) -> String {
    let ran = rows.iter().filter(|(_, row)| row.mark != Mark::Skipped);
    let (mut all, mut passed) = (0_u32, 0_u32);
    for (_, row) in ran {
        all += 1;
        passed += u32::from(row.mark.is_passed());
    }
    if all == 0 {
        return "-".to_owned();
    }
    let share = f64::from(passed) / f64::from(all);
    // Nothing is rounded to all of them that is not.
    let share = if passed < all {
        share.min(0.9999)
    } else {
        share
    };
    percent(share)
}

fn totals(rows: &[(&Record, Row)]) -> Vec<Total> {
    let of = |mark| {
        let same = rows.iter().filter(|(_, row)| row.mark == mark);
        let number = same.count() as u64;
        Total {
            mark,
            count: number,
            shown: count(number),
        }
    };
    let totals = Mark::ALL.into_iter().map(of);
    totals.filter(|total| total.count > 0).collect()
}

/// The machine and what ran on it: one of each, or all that there were.
fn facts(records: &[Record]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let began = records.iter().map(|record| record.began_unix_ms);
    if let Some(first) = began.filter(|began| *began > 0).min() {
        let end = |record: &Record| record.began_unix_ms as f64 + record.took_ms;
        let last = records.iter().map(end).fold(0.0, f64::max);
        facts.extend(moment(first).map(|moment| Fact::new("began", moment)));
        facts.push(Fact::new("took", span(last - first as f64)));
    }
    let mut all = |name, of: &dyn Fn(&Record) -> Vec<String>| {
        let texts: BTreeSet<_> = records
            .iter()
            .flat_map(of)
            .map(|text| clean(&text))
            .collect();
        if !texts.is_empty() {
            let texts: Vec<_> = texts.into_iter().collect();
            facts.push(Fact::new(name, texts.join("; ")));
        }
    };
    all("machine", &|record| vec![record.machine.kind()]);
    all("commit", &|record| {
        record.commit.iter().map(commit).collect()
    });
    all("build", &|record| vec![record.build.clone()]);
    all("profile", &|record| vec![record.profile.clone()]);
    all("databases", &|record| record.databases.clone());
    all("packages", &|record| vec![record.package.clone()]);
    let steal: f64 = records.iter().map(|record| record.disturbed.steal_ms).sum();
    if steal >= 1.0 {
        facts.push(Fact::new("taken by the host", ms(steal)));
    }
    let heat = records
        .iter()
        .filter_map(|record| record.disturbed.throttled);
    let heat: u64 = heat.sum();
    if heat > 0 {
        facts.push(Fact::new("slowed down by heat", plural(heat, "time")));
    }
    facts
}

/// `1f3c9a02b7d4 on main, with changes beside it`.
fn commit(commit: &Commit) -> String {
    let id: String = commit.id.chars().take(12).collect();
    let branch = commit.branch.as_ref().map(|branch| format!(" on {branch}"));
    let dirty = if commit.dirty == Some(true) {
        ", with changes beside it"
    } else {
        ""
    };
    format!("{id}{}{dirty}", branch.unwrap_or_default())
}

fn reasons(records: &[Record]) -> Vec<Reason> {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for reason in records.iter().filter_map(|record| record.reason.as_deref()) {
        *reasons.entry(clean(reason)).or_default() += 1;
    }
    let of = |(reason, number)| Reason {
        cases: plural(number, "case"),
        reason,
    };
    reasons.into_iter().map(of).collect()
}

/// Those that took longest, fixtures and repeated runs included.
fn slowest(rows: &[(&Record, Row)]) -> Vec<Link> {
    let mut rows: Vec<_> = rows
        .iter()
        .filter(|(_, row)| row.mark != Mark::Skipped)
        .collect();
    rows.sort_by(|(a, _), (b, _)| b.took_ms.total_cmp(&a.took_ms));
    let link = |(record, row): &&(&Record, Row)| Link {
        anchor: row.anchor.clone(),
        name: clean(&record.name),
        text: span(record.took_ms),
    };
    rows.iter().take(SLOWEST).map(link).collect()
}

/// The worst first, and of those what matters most; open are those that failed where these are few.
fn entries(rows: Vec<(&Record, Row)>, bodies: Vec<Option<String>>, totals: &[Total]) -> Vec<Entry> {
    let failed = totals.iter().find(|total| total.mark == Mark::Failed);
    let few = failed.is_some_and(|total| total.count == 1);
    let mut entries: Vec<_> = rows
        .into_iter()
        .zip(bodies)
        .map(|((_, row), body)| Entry {
            open: few && row.mark == Mark::Failed,
            row,
            body,
        })
        .collect();
    entries.sort_by_key(|entry| Reverse((entry.row.mark, entry.row.weight)));
    entries
}
