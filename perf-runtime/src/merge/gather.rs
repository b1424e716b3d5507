//! The shards of each case, or why they are not those of one load.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::load::hlog::{self, LOG};
use crate::load::shard::Shard;
use crate::load::{Portion, Sharded};
use crate::store::record::Record;

/// What is known of the shards of a case.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The record of one of them.
    pub(super) head: Record,
    /// In the order of their numbers; all of them, unless there is an error.
    pub(super) shards: Vec<OfShard>,
    pub(super) error: Option<Error>,
}

/// One shard of a case.
#[derive(Debug)]
pub(super) struct OfShard {
    pub(super) shard: Shard,
    pub(super) record: Record,
    pub(super) path: PathBuf,
    /// With their histograms.
    pub(super) portions: Vec<Portion>,
}

/// Why shards are not those of one load.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(
        "{} missing: what was made is not the load that was asked for; merge the folders of all shards",
        are(missing, *of)
    )]
    Missing { missing: Vec<u64>, of: u64 },
    #[error(
        "{shard} is there twice, in {} and in {}: merge the records of one run, with `--run NAME` where there are several",
        one.display(), other.display()
    )]
    Twice {
        shard: Shard,
        one: PathBuf,
        other: PathBuf,
    },
    #[error(
        "{one} and {other} have not one {what}: all shards are to be of one build, with the same options"
    )]
    Different {
        what: &'static str,
        one: Shard,
        other: Shard,
    },
    #[error("they made less than the whole: {0}; leave out what makes the run quick")]
    Quick(String),
    #[error("the log of {shard} cannot be taken, {}: {error}", path.display())]
    Log {
        shard: Shard,
        path: PathBuf,
        error: Box<dyn std::error::Error>,
    },
}

/// `shards 2 and 3 of 4 are`.
fn are(missing: &[u64], of: u64) -> String {
    let numbers: Vec<_> = missing.iter().map(ToString::to_string).collect();
    match numbers.split_last() {
        Some((last, [])) => format!("shard {last} of {of} is"),
        Some((last, others)) => format!("shards {} and {last} of {of} are", others.join(", ")),
        None => "no shard is".to_owned(),
    }
}

/// The records of shards by their cases.
pub(super) fn by_case(records: Vec<(PathBuf, Record)>) -> Vec<Vec<(PathBuf, Record, Sharded)>> {
    let mut cases: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (path, record) in records {
        let Some(sharded) = record.shard.clone() else {
            continue;
        };
        let key = (
            record.package.clone(),
            record.target.clone(),
            record.name.clone(),
        );
        cases.entry(key).or_default().push((path, record, sharded));
    }
    cases.into_values().collect()
}

/// The shards of one case, of which there is one at least.
pub(super) fn of_case(mut records: Vec<(PathBuf, Record, Sharded)>) -> Gathered {
    records.sort_by(|a, b| (a.2.shard.index, &a.0).cmp(&(b.2.shard.index, &b.0)));
    let head = records[0].1.clone();
    let mut shards: Vec<_> = records
        .into_iter()
        .map(|(path, record, sharded)| OfShard {
            shard: sharded.shard,
            record,
            path,
            portions: sharded.loads,
        })
        .collect();
    let error = check(&shards).and_then(|()| restore(&mut shards)).err();
    Gathered {
        head,
        shards,
        error,
    }
}

/// All are there, once each, and of one load.
fn check(shards: &[OfShard]) -> Result<(), Error> {
    let first = &shards[0];
    for other in &shards[1..] {
        if let Some(what) = difference(first, other) {
            return Err(Error::Different {
                what,
                one: first.shard,
                other: other.shard,
            });
        }
    }
    if let Some([one, other]) = shards
        .array_windows()
        .find(|[one, other]| one.shard == other.shard)
    {
        return Err(Error::Twice {
            shard: one.shard,
            one: one.path.clone(),
            other: other.path.clone(),
        });
    }
    let quick = |shard: &&OfShard| !shard.record.reduced.is_empty();
    if let Some(shard) = shards.iter().find(quick) {
        return Err(Error::Quick(shard.record.reduced.join(", ")));
    }
    let of = first.shard.of;
    let is_there = |index: u64| shards.iter().any(|shard| shard.shard.index == index);
    let missing: Vec<_> = (1..=of).filter(|index| !is_there(*index)).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::Missing { missing, of })
    }
}

/// What two shards of one load have in common. One that measured nothing says so itself.
fn difference(one: &OfShard, other: &OfShard) -> Option<&'static str> {
    let limits = |shard: &OfShard| {
        shard
            .record
            .shard
            .as_ref()
            .map(|sharded| sharded.limits.clone())
    };
    let asked = |shard: &OfShard| -> Vec<String> {
        shard
            .portions
            .iter()
            .map(|portion| portion.asked.clone())
            .collect()
    };
    let (a, b) = (&one.record, &other.record);
    let is_none = one.portions.is_empty() || other.portions.is_empty();
    [
        ("number of shards", one.shard.of == other.shard.of),
        ("commit", a.commit == b.commit),
        ("build", a.build == b.build),
        ("profile of `perf.toml`", a.profile == b.profile),
        ("set of limits", limits(one) == limits(other)),
        ("load", is_none || asked(one) == asked(other)),
    ]
    .into_iter()
    .find(|(_, is_same)| !is_same)
    .map(|(what, _)| what)
}

/// Gives each its histograms, from the log beside its record.
fn restore(shards: &mut [OfShard]) -> Result<(), Error> {
    for OfShard {
        shard,
        path,
        portions,
        ..
    } in shards
    {
        let path = path.with_extension(LOG);
        let error = |error: Box<dyn std::error::Error>| Error::Log {
            shard: *shard,
            path: path.clone(),
            error,
        };
        if portions.is_empty() {
            continue;
        }
        let log = fs::read(&path).map_err(|failed| error(failed.into()))?;
        hlog::read(portions, &log).map_err(|failed| error(failed.into()))?;
    }
    Ok(())
}
